"""Days of a workbook as a calendar shows them; of a person only the reference of their case is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class CalendarDay:
    """One thing that is due on a day; `uid` is the same in every file that tells of it."""

    uid: str
    day: date
    summary: str
    about: str = ""


@dataclass(frozen=True)
class Calendar:
    """All that is due, and when the workbook last changed."""

    days: tuple[CalendarDay, ...]
    changed: datetime
    undated: int = 0  # what is due and has no day yet
