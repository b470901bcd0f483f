"""Numbers measured over time, written one a line: a date, then the number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hssib_desk.domain.dates import PartialDate, parse_date

_LINE = re.compile(r"(?P<day>.*?[^\s:;,=])[\s:;,=]+(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*%?")
UNREAD = "“{line}” is no date and number. Write one a line, such as “1 Nov 2026: 92”. The text is kept."
_SHOWN = 40


@dataclass(frozen=True)
class Measured:
    """One number and when it was measured; a month or a year where no more is known."""

    day: PartialDate
    number: float


def read_series(text: str) -> list[Measured]:
    """The numbers of a text in order of time; lines that cannot be read are left out."""
    found = [measured for _, measured in _lines(text) if measured is not None]
    return sorted(found, key=lambda one: (one.day.first, one.day.iso))


def unread_line(text: str) -> str:
    """A sentence on the first line that is no date with a number; empty where there is none."""
    line = next((line for line, measured in _lines(text) if measured is None), None)
    return UNREAD.format(line=line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…") if line else ""


def _lines(text: str) -> Iterator[tuple[str, Measured | None]]:
    for line in filter(str.strip, text.splitlines()):
        match = _LINE.fullmatch(line.strip())
        day = parse_date(match["day"]) if match else None
        number = match["number"].replace(",", "") if match else ""
        yield line.strip(), Measured(day, float(number)) if day else None
