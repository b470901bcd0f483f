"""Read the sheets of an .xlsx workbook as tables, without trusting the file."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from hssib_desk.domain.caseload.table import (
    LOOK_AHEAD,
    Cell,
    Row,
    Table,
    TableError,
    column_letter,
    is_blank,
    shape,
)
from hssib_desk.export.reading.table_sheet import Book, Sheet, SheetRow, Sheets

MAX_UNPACKED = 256 * 1024 * 1024
MAX_MARKS = 200_000  # in a part that is read whole, such as the styles: no program writes so many
MAX_ROWS = 100_000
MAX_COLUMNS = 500
EMPTY_RUN = 2_000  # empty rows after which a sheet is taken to have ended
STEP = 500  # rows between two looks at whether somebody wants to stop
FEW = 6
DAMAGED = "{name} is damaged and cannot be read. Open it in Excel, save a copy, and choose the copy."
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_WORKBOOK = re.compile(
    rb"relationships/officeDocument[\"'][^>]*?Target=[\"']/?([^\"']+)|"
    rb"Target=[\"']/?([^\"']+)[\"'][^>]*?relationships/officeDocument[\"']"
)
# What a library for spreadsheets raises when one is not built as it expects.
UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError,
    ArithmeticError, SyntaxError, RecursionError, EOFError, OSError,
)  # fmt: skip


def read_sheets(
    name: str,
    content: bytes,
    wanted: Sequence[str] = (),
    step: Callable[[int], object] = lambda _done: None,
) -> tuple[Table, ...]:
    """Read the sheets of an .xlsx file that hold a table: those wanted, or else all that are visible.

    `step` is told how many rows were read, and may raise to stop. Raises TableError with a sentence for the
    user.
    """
    refuse_hostile(name, content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on drawings and rules that do not matter here
        try:
            return tables_of(Book(name, content), wanted, step)
        except TableError:
            raise
        except UNREADABLE as error:
            raise TableError(DAMAGED.format(name=name)) from error


def refuse_hostile(name: str, content: bytes) -> None:
    """Raise TableError for an archive that is no .xlsx workbook, or one made to do harm."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            names = {part.replace("\\", "/") for part in file.namelist()}
            if not _has_workbook(file, names):
                raise TableError(_other_archive(name, names))
            if sum(item.file_size for item in file.infolist()) > MAX_UNPACKED:
                raise TableError(
                    f"{name} unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB, "
                    "far more than such a list needs. It was not opened."
                )
            for item in file.infolist():
                if item.filename.endswith((".xml", ".rels")):
                    _refuse_part(file, item, name)
    except TableError:
        raise
    except (*UNREADABLE, RuntimeError, NotImplementedError) as error:
        raise TableError(DAMAGED.format(name=name)) from error


def _has_workbook(file: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether a package holds a workbook in XML, whatever the part is called."""
    if "xl/workbook.xml" in names:
        return True
    start = next(
        (item for item in file.infolist() if item.filename.replace("\\", "/") == "_rels/.rels"), None
    )
    if start is None or "xl/workbook.bin" in names:
        return False
    with file.open(start) as part:
        found = _WORKBOOK.search(part.read(1 << 16))
    target = (found[1] or found[2]).decode("utf-8", "replace") if found else ""
    return target in names and not target.startswith("word/") and "[Content_Types].xml" in names


def _refuse_part(file: zipfile.ZipFile, item: zipfile.ZipInfo, name: str) -> None:
    """Refuse a part that defines names of its own, or that no real program has written so long."""
    part_name = item.filename.replace("\\", "/").casefold()
    is_whole = (
        part_name.endswith((".rels", "types].xml", "styles.xml", "workbook.xml")) or "/theme/" in part_name
    )
    marks, before = 0, b""
    with file.open(item) as part:
        while chunk := part.read(1 << 20):
            if b"<!DOCTYPE" in (before + chunk).replace(b"\0", b""):
                raise TableError(f"{name} holds parts that no spreadsheet needs. It was not opened.")
            before = chunk[-32:]
            marks += chunk.count(b"<")
            if is_whole and marks > MAX_MARKS:
                raise TableError(
                    f"{name} carries far more formats or settings than a list needs. Copy the list into a "
                    "new workbook and choose that."
                )


def merged_ranges(sheet: Any) -> list[tuple[int, int, int, int]]:
    """The merged cells of a sheet that was opened to read: left and right count from 0, rows from 1."""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        found = _MERGED.findall(part.read())
    edges = (range_boundaries(area.decode("ascii")) for area in found)
    return [(left - 1, top, right - 1, bottom) for left, top, right, bottom in edges]


def _other_archive(name: str, names: set[str]) -> str:
    save = "Open it and save it as “Excel Workbook (.xlsx)” or “CSV UTF-8”."
    if "xl/workbook.bin" in names:
        return f"{name} is a binary Excel workbook (.xlsb). {save}"
    if "content.xml" in names:
        return f"{name} is an OpenDocument file. {save}"
    if any(part.startswith("word/") for part in names):
        return f"{name} is a Word document, not a spreadsheet. Ask for the list as a spreadsheet."
    return f"{name} is a zip archive, not a spreadsheet. Unpack it and choose the list inside."


def tables_of(book: Sheets, wanted: Sequence[str], step: Callable[[int], object]) -> tuple[Table, ...]:
    """The tables on the sheets of a spreadsheet: on those wanted, or else on all that are visible."""
    names = tuple(sheet.title for sheet in book.sheets)
    hidden = [sheet.title for sheet in book.sheets if sheet.is_hidden]
    chosen = _wanted(book, wanted) if wanted else [sheet for sheet in book.sheets if not sheet.is_hidden]
    found = []
    for sheet in chosen:
        raw = _Raw(book.name)
        raw.read(book, sheet, step)
        table = _shaped(book.name, raw.rows(sheet), last=bool(wanted) or len(book.sheets) == 1)
        if table:
            notes = (*raw.notes(table), *table.notes)
            found.append(
                replace(table, sheet=sheet.title, sheets=names, hidden_sheets=tuple(hidden), notes=notes)
            )
    if not found:
        where = f"Sheet “{wanted[0]}” of {book.name}" if wanted else book.name
        raise TableError(f"{where} holds no table with column names and rows below them.")
    return tuple(found)


def _wanted(book: Sheets, wanted: Sequence[str]) -> list[Sheet]:
    by_name = {sheet.title.casefold(): sheet for sheet in book.sheets}
    for name in wanted:
        if name.casefold() not in by_name:
            have = ", ".join(f"“{sheet.title}”" for sheet in book.sheets)
            raise TableError(f"{book.name} has no sheet “{name}”. It has {have}.")
    return [by_name[name.casefold()] for name in wanted]


def _shaped(name: str, rows: list[Row], last: bool) -> Table | None:
    try:
        return shape(name, rows)
    except TableError:
        if last:
            raise
        return None


@dataclass
class _Raw:
    """The rows of a sheet while they are read, and what is to be said of them."""

    name: str
    cells: list[tuple[Cell, ...]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    formulas: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # by column, without a result
    merged: list[str] = field(default_factory=list)
    ended: int = 0  # the row after which nothing more was looked for

    def read(self, book: Sheets, sheet: Sheet, step: Callable[[int], object]) -> None:
        """Read the rows up to the last that holds anything."""
        filled = 0
        for row in book.rows(sheet):
            if row.number % STEP == 0:
                step(row.number)
            if row.number - filled > EMPTY_RUN and filled:
                self.ended = row.number
                break
            values = {at: value for at, value in row.values.items() if not is_blank(value)}
            if not values:
                continue
            self._add(row, values)
            filled = row.number

    def _add(self, row: SheetRow, values: dict[int, Cell]) -> None:
        width = max(values) + 1
        if width > MAX_COLUMNS:
            raise TableError(f"{self.name} has more than {MAX_COLUMNS} columns, more than such a list needs.")
        if row.number > MAX_ROWS + LOOK_AHEAD:
            raise TableError(f"{self.name} has more than {MAX_ROWS:,} rows, more than such a list needs.")
        self.cells += [()] * (row.number - len(self.cells))
        self.cells[row.number - 1] = tuple(values.get(at) for at in range(width))
        self.hidden += [row.number] if row.hidden else []
        for at in row.formulas:
            self.formulas[at] += 1

    def rows(self, sheet: Sheet) -> list[Row]:
        """The rows with their numbers; a value that was merged over rows counts for each of them."""
        for left, top, right, bottom in sheet.merged:
            last = min(bottom, len(self.cells))
            if left != right or top >= last:
                continue
            above = self.cells[top - 1]
            value = above[left - 1] if left <= len(above) else None
            if is_blank(value):
                continue
            self.merged.append(f"{column_letter(left - 1)}{top}:{column_letter(left - 1)}{bottom}")
            for at in range(top, last):
                if self.cells[at]:
                    cells = [*self.cells[at], *[None] * (left - len(self.cells[at]))]
                    cells[left - 1] = value
                    self.cells[at] = tuple(cells)
        return [Row(number, cells) for number, cells in enumerate(self.cells, 1)]

    def notes(self, table: Table) -> list[str]:
        """What a reader has to know of how the sheet was kept."""
        notes = []
        rows = {row.number for row in table.rows}
        if hidden := [number for number in self.hidden if number in rows]:
            many = "1 row is" if len(hidden) == 1 else f"{len(hidden):,} rows are"
            numbers = _few(map(str, hidden))
            notes.append(f"{many} hidden or filtered out in the file, and read all the same: {numbers}.")
        if self.merged:
            notes.append(f"Merged cells count for each of their rows: {_few(self.merged)}.")
        for at, count in self.formulas.items():
            many = "1 formula has no result" if count == 1 else f"{count:,} formulas have no result"
            own = "its own text is" if count == 1 else "their own text is"
            column = f"Column {column_letter(at)}" + (
                f" (“{table.columns[at]}”)" if at < len(table.columns) else ""
            )
            notes.append(f"{column}: {many} in the file; {own} read.")
        if self.ended:
            notes.append(
                f"Row {self.ended:,} and those after it are not read: {EMPTY_RUN:,} empty rows come first."
            )
        return notes


def _few(names: Sequence[str] | map[str]) -> str:
    found = list(names)
    more = f" and {len(found) - FEW:,} more" if len(found) > FEW else ""
    return ", ".join(found[:FEW]) + more
