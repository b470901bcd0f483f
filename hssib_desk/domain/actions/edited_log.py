"""An edited action log as values, and the signs by which it tells what was edited from what was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from zlib import crc32

# A spreadsheet has no place for these; they come back as the replacement sign, or not at all.
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffd-\uffff]")
# How the file format spells a sign by its number; some programs spell it out, others do not.
_SPELT = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EMPTY = "-"
_BITS = 0xFFFFF
_SHOWN = 80
_SORTED_ROWS = 3  # so many rows of a single column changing places are no accident


@dataclass(frozen=True)
class EditedRow:
    """One row of an edited log; texts by column name, without the cells that do not hold their whole text.

    `marks` holds the signs of the cells as they were written; it is empty where the file lost them. `faults`
    says in a sentence why a cell could not be read. `sheet` is named where more than one was read.
    """

    number: int
    entry_id: str
    version: int | None
    cells: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    @cached_property
    def edited(self) -> frozenset[str]:
        """The columns whose cells no longer hold what was written, as far as the file remembers it."""
        return frozenset(
            name for name, text in self.cells.items() if self.marks.get(name, mark(text)) != mark(text)
        )

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


def place_of(sheet: str, number: int) -> str:
    """A row of a file for a reader; the sheet is named where more than one was read."""
    return f"“{sheet}”, row {number}" if sheet else f"Row {number}"


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


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same for a reader: a program may drop tabs, or write spaces for them."""
    if "\t" not in one and "\t" not in other:
        return folded(one) == folded(other)
    return "".join(folded(one).split()) == "".join(folded(other).split())


def rearranged(rows: Sequence[EditedRow]) -> frozenset[str]:
    """The entry ids of rows whose cells changed places because some columns were sorted without the others.

    Sorting keeps what a column holds and moves it: the signs of the cells as they are now are those that
    were written, in other rows. Edits bring in something new. A column may have been edited after it was
    sorted, so a third of its changed cells may be new; then two such columns have to agree in the rows that
    their cells came from, or one column has to hold exactly what it held, in other places.
    """
    moved = [name for name in _columns_of(rows) if _is_moved(rows, name, new_share=1 / 3)]
    if len(moved) > 1:
        written = Counter(tuple(row.marks.get(name, "") for name in moved) for row in rows)
        there = [row for row in rows if row.edited & {*moved}]
        came = [row for row in there if written[tuple(mark(row.cells.get(name, "")) for name in moved)]]
        if len(came) >= max(2, len(there) / 2):
            return frozenset(row.entry_id for row in there)
    alone = [name for name in moved if _is_moved(rows, name, new_share=0)]
    return frozenset(
        row.entry_id
        for name in alone
        if sum(name in row.edited for row in rows) >= _SORTED_ROWS
        for row in rows
        if name in row.edited
    )


def _columns_of(rows: Iterable[EditedRow]) -> Iterator[str]:
    return iter(dict.fromkeys(name for row in rows for name in row.edited))


def _is_moved(rows: Iterable[EditedRow], name: str, new_share: float) -> bool:
    """Whether the changed cells of a column hold, all but a share of them, what other changed cells held."""
    changed = [row for row in rows if name in row.edited]
    now = Counter(mark(row.cells[name]) for row in changed)
    new = now - Counter(row.marks[name] for row in changed)
    return len(changed) > 1 and new.total() <= new_share * len(changed)
