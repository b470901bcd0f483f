"""Read one sheet of an .xlsx workbook, without trusting the file."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from hssib_desk.domain.caseload_table import Cell, Row, Table, TableError, column_letter, is_blank, shape

MAX_UNPACKED = 256 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 500
EMPTY_RUN = 2_000  # empty rows after which a sheet is taken to have ended
DAMAGED = "{name} is damaged and cannot be read. Open it in Excel, save a copy, and choose the copy."
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
# What a library for spreadsheets raises when one is not built as it expects.
UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError,
    ArithmeticError, SyntaxError, RecursionError, EOFError, OSError,
)  # fmt: skip


def read_workbook(path: Path, sheet: str | None = None) -> Table:
    """Read a sheet of an .xlsx file into a table; raises TableError with a sentence for the user."""
    refuse_hostile(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on drawings and rules that do not matter here
        try:
            return _read(path, sheet)
        except TableError:
            raise
        except UNREADABLE as error:
            raise TableError(DAMAGED.format(name=path.name)) from error


def refuse_hostile(path: Path, content: bytes | None = None) -> None:
    """Raise TableError for an archive that is no .xlsx workbook, or one made to do harm.

    `content` is what was inside a file with a password.
    """
    try:
        with zipfile.ZipFile(path if content is None else BytesIO(content)) as file:
            names = set(file.namelist())
            if "xl/workbook.xml" not in names:
                raise TableError(_other_archive(path.name, names))
            if sum(item.file_size for item in file.infolist()) > MAX_UNPACKED:
                raise TableError(
                    f"{path.name} unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB, "
                    "far more than such a list needs. It was not opened."
                )
            for item in file.infolist():
                if item.filename.endswith((".xml", ".rels")) and _has_dtd(file, item):
                    raise TableError(f"{path.name} holds parts that no spreadsheet needs. It was not opened.")
    except TableError:
        raise
    except (*UNREADABLE, RuntimeError, NotImplementedError) as error:
        raise TableError(DAMAGED.format(name=path.name)) from error


def _has_dtd(file: zipfile.ZipFile, item: zipfile.ZipInfo) -> bool:
    with file.open(item) as part:
        return b"<!DOCTYPE" in part.read(4096).replace(b"\0", b"")


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
    return f"{name} is a zip archive, not a spreadsheet. Unpack it and choose the .csv or .xlsx file inside."


def _read(path: Path, wanted: str | None) -> Table:
    content = path.read_bytes()  # by its content: the name may end in anything
    values = load_workbook(BytesIO(content), read_only=True, data_only=True)
    formulas = load_workbook(BytesIO(content), read_only=True, data_only=False)
    try:
        names = tuple(sheet.title for sheet in values.worksheets)
        for name in _candidates(values, wanted, path.name):
            rows, notes = _rows(values[name], formulas[name], path.name)
            if not any(row.cells for row in rows):
                continue
            table = _shaped(path.name, rows, last=wanted is not None or len(names) == 1)
            if table:
                return replace(table, sheet=name, sheets=names, notes=(*notes, *table.notes))
    finally:
        values.close()
        formulas.close()
    where = f"Sheet “{wanted}” of {path.name}" if wanted else path.name
    raise TableError(f"{where} holds no table with column names and rows below them.")


def _candidates(book: Any, wanted: str | None, name: str) -> list[str]:
    if wanted is None:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found = [sheet.title for sheet in book.worksheets if sheet.title.casefold() == wanted.casefold()]
    if not found:
        have = ", ".join(f"“{sheet.title}”" for sheet in book.worksheets)
        raise TableError(f"{name} has no sheet “{wanted}”. It has {have}.")
    return found


def _shaped(name: str, rows: list[Row], last: bool) -> Table | None:
    try:
        return shape(name, rows)
    except TableError:
        if last:
            raise
        return None


def _rows(sheet: Any, formulas: Any, name: str) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    notes: list[str] = []
    filled = 0
    for number, (cells, typed) in enumerate(_pairs(sheet, formulas), 1):
        if len(cells) > MAX_COLUMNS and any(cell is not None for cell in cells[MAX_COLUMNS:]):
            raise TableError(f"{name} has more than {MAX_COLUMNS} columns, more than such a list needs.")
        kept = tuple(map(_kept, cells[:MAX_COLUMNS], typed[:MAX_COLUMNS]))
        notes += _uncalculated(cells, kept, number)
        kept = kept if any(not is_blank(cell) for cell in kept) else ()
        filled = number if kept else filled
        if number - filled > EMPTY_RUN:
            break
        if filled > MAX_ROWS:
            raise TableError(f"{name} has more than {MAX_ROWS:,} rows, more than such a list needs.")
        rows.append(Row(number, kept))
    return rows[:filled], notes


def _pairs(sheet: Any, formulas: Any) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    for part in (sheet, formulas):
        part.reset_dimensions()  # some systems write a wrong size, and rows would be missed
    return zip(sheet.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=True)


def _kept(value: Any, typed: Any) -> Cell:
    """One cell as we keep it; text that was taken for a formula, and could not be worked out, stays text."""
    if _failed(value) and isinstance(typed, str) and typed.startswith("="):
        return typed
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    return value if isinstance(value, str | int | date) else None


def _failed(value: Any) -> bool:
    return value is None or value in ERROR_CODES


def _uncalculated(cells: tuple[Any, ...], kept: tuple[Cell, ...], number: int) -> list[str]:
    return [
        f"Cell {column_letter(i)}{number} is a formula without a result; its text was kept."
        for i, (cell, text) in enumerate(zip(cells, kept, strict=False))
        if _failed(cell) and text != cell
    ]
