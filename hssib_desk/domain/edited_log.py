"""An edited action log as values, and the signs by which it tells what was edited from what was written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zlib import crc32

# A spreadsheet has no place for these; they come back as the replacement sign, or not at all.
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffd-\uffff]")
# How the file format spells a sign by its number; some programs spell it out, others do not.
_SPELT = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EMPTY = "-"
_BITS = 0xFFFFF
_SHOWN = 80


@dataclass(frozen=True)
class EditedRow:
    """One row of an edited log; texts by column name, without the cells that do not hold their whole text.

    `marks` holds the signs of the cells as they were written; it is empty where the file lost them. `faults`
    says in a sentence why a cell could not be read.
    """

    number: int
    entry_id: str
    version: int | None
    cells: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The row in a few words: its title, or whatever stands in it first."""
        words = self.cells.get("title") or next((text for text in self.cells.values() if text), "")
        return words if len(words) <= _SHOWN else f"{words[:_SHOWN]} …"


@dataclass(frozen=True)
class EditedLog:
    """An action log as it came back: the workbook it was written from, its columns and its rows."""

    name: str
    workbook_id: str
    made_on: date | None
    heads: Mapping[str, str]  # by column name
    rows: tuple[EditedRow, ...]
    notes: tuple[str, ...] = ()


def cell_text(value: object) -> str:
    """What a cell holds, as a person would type it: dates day first, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        day = cell_text(value.date())
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def plain(text: str) -> str:
    """A text without what spreadsheet programs change on their own: line ends, outer spaces, lost signs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (text if text.isascii() and text.isprintable() else _LOST.sub("", text)).strip()


def folded(text: str) -> str:
    """A text as it is compared: equal for all that programs make of the same words."""
    found = plain(text)
    while "_x" in found and (spelt := _SPELT.search(found)):
        found = plain(f"{found[: spelt.start()]}{chr(int(spelt[1], 16))}{found[spelt.end() :]}")
    return found


def mark(text: str) -> str:
    """A short sign of a cell's text; another text gives another sign, all but one time in a million."""
    found = folded(text)
    return f"{crc32(found.encode('utf-8', 'surrogatepass')) & _BITS:05x}" if found else _EMPTY


def marks(names: Sequence[str], texts: Sequence[str]) -> str:
    """The signs of a row's cells in one text, after a sign of the names they belong to."""
    return " ".join([mark("\n".join(names)), *map(mark, texts)])


def read_marks(names: Sequence[str], text: str) -> Mapping[str, str]:
    """The sign of each named cell as it was written; none where they were made for other columns."""
    head, *signs = text.split(" ")
    if head != mark("\n".join(names)) or len(signs) != len(names):
        return {}
    return dict(zip(names, signs, strict=True))
