"""Progress notes: the newest first, each with its date, in one text of the action."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.dates import local_day, parse_date, show_date, show_long
from hssib_desk.domain.review.case_file import Change, EntryFile

_DATED = re.compile(r"(?P<day>[^:\n]{4,20}): (?P<note>.*)", re.DOTALL)


@dataclass(frozen=True)
class Note:
    """The newest note and the day it is of, in words; the day is empty when nothing says it."""

    text: str = ""
    day: str = ""


def with_note(note: str, older: str, today: date) -> str:
    """The whole progress text with a new note and its date before what was there."""
    if not note.strip():
        return older
    newest = f"{show_date(today)}: {note.strip()}"
    return f"{newest}\n\n{older}" if older else newest


def latest_note(entry: EntryFile, history: Sequence[Change], today: date) -> Note:
    """The newest note of an action; its day is the one it begins with, else the day it was written."""
    field = entry.field("progress")
    text = str(entry.value("progress") or "").strip()
    if field is None or not text:
        return Note()
    first = re.split(r"\n\s*\n", text, maxsplit=1)[0]
    match = _DATED.fullmatch(first)
    day = parse_date(match["day"]) if match else None
    if match and day:
        return Note(match["note"].strip(), _near(show_long(day), day.year, today))
    written = [local_day(change.at) for change in history if change.field == field.key]
    return Note(first, _near(show_long(written[-1]), written[-1].year, today) if written else "")


def _near(text: str, year: int, today: date) -> str:
    return text.removesuffix(f" {year}") if year == today.year else text
