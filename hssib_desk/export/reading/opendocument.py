"""Read the sheets of an OpenDocument spreadsheet (.ods), without trusting the file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from lxml import etree

from hssib_desk.domain.caseload.table import TableError
from hssib_desk.export.reading.table_excel import DAMAGED, EMPTY_RUN, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED

_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_OFFICE, _TABLE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")
)
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_UNREADABLE = (
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
)

Cell = str | int | float | bool | date | datetime | None


def is_opendocument(content: bytes) -> bool:
    """Whether a file is an OpenDocument spreadsheet: its kind stands readable at its beginning."""
    return content.startswith(b"PK") and _KIND in content[:200]


def opendocument_sheets(name: str, content: bytes) -> tuple[Mapping[str, list[list[Cell]]], bool]:
    """The rows of every sheet by its title, and whether any cells are merged; raises TableError."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            if file.getinfo("content.xml").file_size > MAX_UNPACKED:
                raise TableError(f"{name} unpacks to far more than such a list needs. It was not opened.")
            inside = file.read("content.xml")
        if b"<!DOCTYPE" in inside[:4096]:
            raise TableError(f"{name} holds parts that no spreadsheet needs. It was not opened.")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        tables = etree.fromstring(inside, parser).iter(f"{_TABLE}table")
        sheets = {table.get(f"{_TABLE}name", ""): list(_rows(table, name)) for table in tables}
        return sheets, b"covered-table-cell" in inside
    except TableError:
        raise
    except _UNREADABLE as error:
        raise TableError(DAMAGED.format(name=name)) from error


def _rows(table: Any, name: str) -> Iterator[list[Cell]]:
    """The rows of a sheet; a long run of empty ones, with which a sheet is filled up, ends it."""
    written = 0
    for row in table.iter(f"{_TABLE}table-row"):
        cells = list(_row(row))
        times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        if not cells and times > EMPTY_RUN:
            return
        written += times
        if written > MAX_ROWS:
            raise TableError(f"{name} has more than {MAX_ROWS:,} rows, more than such a list needs.")
        for _ in range(times):
            yield cells


def _row(row: Any) -> Iterator[Cell]:
    """The cells of a row up to the last one that holds something."""
    empty = place = 0
    for cell in row.iterchildren(*_CELLS):
        value, times = _value(cell), int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        place += times
        if value is None or value == "":
            empty += times
        elif place <= MAX_COLUMNS:
            yield from [None] * empty
            yield from [value] * times
            empty = 0


def _value(cell: Any) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE}value"))
        return int(number) if number.is_integer() else number
    if kind == "date":
        moment = datetime.fromisoformat(cell.get(f"{_OFFICE}date-value"))
        return moment.date() if moment.time() == time() else moment
    if kind == "boolean":
        return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
    return "\n".join(_words(part) for part in cell.iterchildren(f"{_TEXT}p")) or None


def _words(part: Any) -> str:
    """The text of a paragraph; spaces, tabs and line breaks are elements of their own."""
    said = part.text or ""
    for child in part:
        if child.tag == f"{_TEXT}s":
            said += " " * min(int(child.get(f"{_TEXT}c", "1")), 1_000)
        elif child.tag == f"{_TEXT}tab":
            said += "\t"
        elif child.tag == f"{_TEXT}line-break":
            said += "\n"
        elif child.tag != f"{_OFFICE}annotation" and isinstance(child.tag, str):
            said += _words(child)
        said += child.tail or ""
    return said
