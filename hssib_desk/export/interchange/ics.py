"""A calendar file as RFC 5545 has it: whole-day events that block no time, in UTF-8 and folded lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hssib_desk.domain.calendar import Calendar, CalendarDay
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.files import replacing
from hssib_desk.export.report import ExportReport

FOLD = 75  # octets of a line at most, without its end


def write_calendar(
    calendar: Calendar, facts: WorkbookFacts, out: Path, *, force: bool = False
) -> ExportReport:
    """Write the file; the same workbook gives the same bytes. Raises ExportError, and then leaves no file."""
    text = "".join(f"{line}\r\n" for line in _lines(calendar, facts))
    with replacing(out, force) as part:
        part.write_bytes(text.encode("utf-8"))
    count = len(calendar.days)
    notes = (f"{calendar.undated:,} without a day yet are not in it.",) if calendar.undated else ()
    return ExportReport(out, count + calendar.undated, count, notes)


def _lines(calendar: Calendar, facts: WorkbookFacts) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0")
    yield from fold(f"PRODID:-//{escape(facts.program)}//EN")
    yield "CALSCALE:GREGORIAN"
    yield from fold(f"X-WR-CALNAME:{escape(facts.title)}")
    for item in calendar.days:
        yield from _event(item, calendar.changed, facts)
    yield "END:VCALENDAR"


def _event(item: CalendarDay, changed: datetime, facts: WorkbookFacts) -> Iterator[str]:
    said = ". ".join(filter(None, (item.about[:1].upper() + item.about[1:], facts.title)))
    yield "BEGIN:VEVENT"
    yield from fold(f"UID:{escape(item.uid)}")
    yield f"DTSTAMP:{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(item.day)}"
    yield f"DTEND;VALUE=DATE:{_day(item.day + timedelta(days=1))}"
    yield from fold(f"SUMMARY:{escape(item.summary)}")
    yield from fold(f"DESCRIPTION:{escape(said)}")
    yield from ("CLASS:CONFIDENTIAL", "TRANSP:TRANSPARENT", "END:VEVENT")


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def escape(text: str) -> str:
    """A text in the place of a value: marks that mean something get a backslash, a new line is written."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, no letter broken; each further one begins with a space."""
    piece, room = "", FOLD
    for letter in line:
        size = len(letter.encode("utf-8"))
        if size > room:
            yield piece
            piece, room = " ", FOLD - 1
        piece += letter
        room -= size
    yield piece
