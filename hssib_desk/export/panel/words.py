"""What the papers and minutes of a panel say of themselves, in whatever form they are written."""

from __future__ import annotations

from hssib_desk.domain.dates import show_long
from hssib_desk.domain.panel.minutes import Minutes, Row

SEALED = "Agreed and sealed by"


def kind_of_minutes(minutes: Minutes) -> str:
    """Whether they are a draft or sealed."""
    return "Minutes, draft" if minutes.is_draft else "Minutes"


def title_of(minutes: Minutes) -> str:
    """The group and the day."""
    return f"{minutes.title}, {show_long(minutes.day)}"


def foot_of(minutes: Minutes) -> str:
    """Where they come from and when they were made."""
    return f"{minutes.workbook}. Written by {minutes.program}, {show_long(minutes.made_on)}"


def facts_of(minutes: Minutes) -> tuple[Row, ...]:
    """What is said of the meeting, with the role that sealed the minutes."""
    if minutes.is_draft:
        return minutes.facts
    return (*minutes.facts, (SEALED, f"{minutes.sealed_by}, in the chair"))
