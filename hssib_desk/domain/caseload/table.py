"""A table exported from another system, as values: its column names, its rows, and what is no case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

RowKey = tuple[str, int]
Quotes = Literal["", "trust", "ignore"]  # what to do with marks that swallow rows; "" is to refuse them
Cell = str | int | float | date | datetime | None

LONGEST_TOTAL = 80
LOOK_AHEAD = 40  # rows in which the row of column names is looked for
DATA_LIKE = re.compile(r"[\d\s./:,-]*\d[\d\s./:,-]*")
TOTAL_ROW = re.compile(
    r"\W*((grand|sub)\W?)?(totals?|count|sum|number of \w+|records|rows)\b(\W+\w+){0,4}\W*", re.I
)
REFERENCE = re.compile(r"(?=\S*\d)\S{1,20}")
DAY = re.compile(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{2,4}\b.*")


class TableError(ValueError):
    """A file cannot be read as a table; the sentence says what it is and what to do."""


class NeedsPassword(TableError):
    """A file has a password that was not given, or not the right one."""


class StrayQuotes(TableError):
    """Quotation marks swallow lines of a text file that look like rows of their own."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the number that a spreadsheet program shows beside it.

    `sheet` is named only where the rows of several sheets are read together.
    """

    number: int
    cells: tuple[Cell, ...]
    sheet: str = ""

    @property
    def key(self) -> RowKey:
        """What tells a row from all others of its file."""
        return self.sheet, self.number


@dataclass(frozen=True)
class SkippedRow:
    """A row that holds no case, why it was passed over, and its words."""

    number: int
    why: str
    text: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Table:
    """The rows of a file under their column names, and what was noticed while reading."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    skipped: tuple[SkippedRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The list as history and notices name it."""
        return f"{self.name}, sheet “{self.sheet}”" if self.sheet else self.name

    def index(self, column: str) -> int | None:
        """Where a column stands, found by its name without regard to case, spaces and full stops."""
        wanted = plain(column)
        return next((i for i, name in enumerate(self.columns) if plain(name) == wanted), None)


RISKY_START = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet program takes text like this for a formula
LOST_LETTER = re.compile("\ufffd|(?<![\\w?])\\?+(?=\\w)|(?<=\\w)\\?+(?=\\w)")  # ?ukasik, Nguy?n; not "why?"


def has_lost_letters(text: str) -> bool:
    """Whether a name shows that a program without its letters has saved it."""
    return bool(LOST_LETTER.search(text))


def plain(name: str) -> str:
    """A column name or a code as it is compared: small letters and digits, everything else one space."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


def words(cell: Cell) -> str:
    """What stands in a cell, as text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M" if cell.time() != time() else "%d/%m/%Y")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell, white space aside."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_letter(index: int) -> str:
    """The letters that a spreadsheet program shows above a column, counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shape(name: str, raw: Sequence[Row]) -> Table:
    """Find the column names among the rows of a file, and tell rows of cases from titles, blanks and totals.

    Raises TableError when no row can be the column names or no row stands below them.
    """
    head = _find_header(raw)
    if head is None:
        raise TableError(
            f"No row of column names was found in {name}. The first rows should hold a row of names such as "
            "“Local number” and “Date of death”, with one row for each death below it."
        )
    width = max(_last_filled(row) for row in raw[head:])
    columns, notes = _columns(raw[head], width)
    rows, skipped = _sort_rows(raw[head + 1 :], raw[head], width)
    if not rows:
        where = f"{name} holds column names in row {raw[head].number} and no rows below them."
        raise TableError(f"{where} Choose the file that has the rows too.")
    return Table(
        name=name,
        columns=columns,
        rows=tuple(rows),
        header_row=raw[head].number,
        skipped=(*_above(raw[:head]), *skipped),
        notes=(*notes, *_control_total(skipped, len(rows))),
    )


def _find_header(raw: Sequence[Row]) -> int | None:
    ahead = raw[:LOOK_AHEAD]
    widest = max((len(_filled(row)) for row in ahead), default=0)
    for index, row in enumerate(ahead):
        filled = _filled(row)
        if len(filled) < max(2, 0.6 * widest):
            continue
        if sum(map(_is_name, filled)) >= 0.85 * len(filled):
            return index
    return None


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= 120 and not DATA_LIKE.fullmatch(cell)


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row.cells if not is_blank(cell)]


def _last_filled(row: Row) -> int:
    return max((i for i, cell in enumerate(row.cells, 1) if not is_blank(cell)), default=0)


def _columns(header: Row, width: int) -> tuple[tuple[str, ...], list[str]]:
    """Give every column a name of its own, and say where one was missing or came twice."""
    names: list[str] = []
    notes: list[str] = []
    seen: Counter[str] = Counter()
    for index in range(width):
        cell = header.cells[index] if index < len(header.cells) else None
        name = " ".join(words(cell).split())
        if not name:
            name = f"Column {column_letter(index)}"
            notes.append(f"{name} has no name in row {header.number}.")
        seen[plain(name)] += 1
        if (times := seen[plain(name)]) > 1:
            numbered = f"{name} ({times})"
            notes.append(f"The column name “{name}” comes again in row {header.number}: here “{numbered}”.")
            name = numbered
        names.append(name)
    return tuple(names), notes


def _above(rows: Sequence[Row]) -> list[SkippedRow]:
    return [SkippedRow(row.number, "title row" if _filled(row) else "blank row", _text(row)) for row in rows]


def _sort_rows(raw: Sequence[Row], header: Row, width: int) -> tuple[list[Row], list[SkippedRow]]:
    last = max((i for i, row in enumerate(raw) if len(_filled(row)) > 1), default=-1)
    rows: list[Row] = []
    skipped: list[SkippedRow] = []
    names = [plain(words(cell)) for cell in _filled(header)]
    for index, row in enumerate(raw):
        if why := _not_a_case(row, names, width, below=index > last):
            skipped.append(SkippedRow(row.number, why, _text(row)))
        else:
            rows.append(Row(row.number, (*row.cells, *[None] * width)[:width]))
    end = max((row.number for row in raw if _filled(row)), default=0)
    return rows, [item for item in skipped if item.number < end or item.text]  # an empty grid is no news


def _not_a_case(row: Row, names: list[str], width: int, below: bool) -> str:
    filled = _filled(row)
    if not filled:
        return "blank row"
    if [plain(words(cell)) for cell in filled] == names:
        return "column names again"
    if any(map(_is_day, filled)):  # it may be the day of a death
        return ""
    few = len(filled) <= max(2, width // 5)
    if few and TOTAL_ROW.fullmatch(words(filled[0])[:LONGEST_TOTAL]):
        return "total row"
    is_line = below and width > 3 and not any(REFERENCE.fullmatch(words(cell).strip()) for cell in filled)
    return "line below the table" if is_line else ""


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and bool(DAY.fullmatch(cell.strip())))


def _text(row: Row) -> str:
    return ", ".join(words(cell).strip() for cell in _filled(row))


def _control_total(skipped: Sequence[SkippedRow], count: int) -> list[str]:
    """Compare a total row that counts rows with the rows that were read."""
    notes = []
    for row in skipped:
        number = re.search(r"\d+", row.text) if row.why == "total row" else None
        if number:
            said = int(number[0])
            agree = "they agree" if said == count else "please check that no row is missing"
            notes.append(f"Row {row.number} says {said} and {count} rows were read: {agree}.")
    return notes
