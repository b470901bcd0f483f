"""Read the sheets of an OpenDocument spreadsheet (.ods), without trusting the file."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

from lxml import etree

from hssib_desk.domain.caseload.table import LOOK_AHEAD, Cell, Table, TableError
from hssib_desk.export.reading.table_excel import (
    DAMAGED,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED,
    STEP,
    tables_of,
)
from hssib_desk.export.reading.table_sheet import MAX_CELLS, MAX_MERGED, TOO_MANY, Sheet, SheetRow

_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_READ = (f"{_TABLE}table-row", f"{_TABLE}table", f"{_STYLE}style")
_UNREADABLE = (
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    EOFError,
    RuntimeError,
    zlib.error,
)
_ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_FORMULA = re.compile(r"^[a-z]+:=")
_PADDED = re.compile(r"[A-Za-z]?0\d+[A-Za-z]?")
LOCKED = "{name} is protected with a password. Save a copy without one, and choose that."


def is_opendocument(content: bytes) -> bool:
    """Whether a file is an OpenDocument spreadsheet: its kind stands readable at its beginning."""
    return content.startswith(b"PK") and _KIND in content[:200]


def read_opendocument(
    name: str, content: bytes, wanted: Sequence[str] = (), step: Callable[[int], object] = lambda _done: None
) -> tuple[Table, ...]:
    """Read the sheets that hold a table: those wanted, or else all that are visible; raises TableError."""
    return tables_of(OpenBook(name, content, step), wanted, step)


class OpenBook:
    """The sheets of a spreadsheet; raises TableError for a file that is none, or is made to do harm."""

    def __init__(self, name: str, content: bytes, step: Callable[[int], object] = lambda _done: None) -> None:
        self.name = name
        self._step = step
        self._seen = 0
        self._rows: dict[str, list[SheetRow]] = {}
        try:
            self.sheets = tuple(self._sheets(_inside(name, content)))
        except TableError:
            raise
        except _UNREADABLE as error:
            raise TableError(DAMAGED.format(name=name)) from error

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """Every row that holds something, in its order."""
        yield from self._rows[sheet.path]

    def _sheets(self, inside: bytes) -> Iterator[Sheet]:
        hidden: set[str] = set()
        rows: list[SheetRow] = []
        merged: list[tuple[int, int, int, int]] = []
        number = 0
        for _, element in etree.iterparse(
            BytesIO(inside), tag=_READ, resolve_entities=False, no_network=True
        ):
            if element.tag == f"{_TABLE}table-row":
                number = self._add(element, number, rows, merged)
            elif element.tag == f"{_TABLE}table":
                title, place = element.get(f"{_TABLE}name", ""), str(len(self._rows))
                self._rows[place] = rows
                yield Sheet(title, element.get(f"{_TABLE}style-name") in hidden, place, merged)
                rows, merged, number = [], [], 0
            elif any(part.get(f"{_TABLE}display") == "false" for part in element):
                hidden.add(element.get(f"{_STYLE}name", ""))
            element.clear(keep_tail=True)
            while (before := element.getprevious()) is not None:  # else all rows stay in memory
                element.getparent().remove(before)

    def _add(
        self, row: Any, number: int, rows: list[SheetRow], merged: list[tuple[int, int, int, int]]
    ) -> int:
        """Add a row as often as the file repeats it, unless it is empty; return the number of its last."""
        values: dict[int, Cell] = {}
        formulas: list[int] = []
        place = 0
        for cell in row.iterchildren(*_CELLS):
            times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            has_failed = cell.get(_ERROR) == "error" and cell.get(f"{_TABLE}formula")
            value = f"={_FORMULA.sub('', has_failed)}" if has_failed else _value(cell)
            if value is not None and value != "":
                values |= dict.fromkeys(range(place, min(place + times, MAX_COLUMNS + 1)), value)
                formulas += [place] if has_failed else []
            down, right = (
                int(cell.get(f"{_TABLE}number-{what}-spanned", "1")) for what in ("rows", "columns")
            )
            if (down > 1 or right > 1) and len(merged) < MAX_MERGED:
                merged.append((place + 1, number + 1, place + right, number + down))
            place += times
        times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        if values:
            self._refuse(len(rows) + times, len(values) * times)
            is_hidden = row.get(f"{_TABLE}visibility", "visible") != "visible"
            failed = tuple(formulas)
            rows += (SheetRow(number + 1 + more, values, failed, is_hidden) for more in range(times))
            if number // STEP != (number + times) // STEP:
                self._step(number + times)
        return number + times

    def _refuse(self, rows: int, cells: int) -> None:
        self._seen += cells
        if self._seen > MAX_CELLS:
            raise TableError(TOO_MANY.format(name=self.name, count=MAX_CELLS, what="cells"))
        if rows > MAX_ROWS + LOOK_AHEAD:
            raise TableError(f"{self.name} has more than {MAX_ROWS:,} rows, more than such a list needs.")


def _inside(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as file:
        if "META-INF/manifest.xml" in file.namelist():
            manifest = file.getinfo("META-INF/manifest.xml")
            if manifest.file_size < MAX_UNPACKED and b"encryption-data" in file.read(manifest):
                raise TableError(LOCKED.format(name=name))
        if file.getinfo("content.xml").file_size > MAX_UNPACKED:
            raise TableError(f"{name} unpacks to far more than such a list needs. It was not opened.")
        inside = file.read("content.xml")
    if b"<!DOCTYPE" in inside:
        raise TableError(f"{name} holds parts that no spreadsheet needs. It was not opened.")
    return inside


def _value(cell: Any) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type", "")
    shown = "\n".join(_words(part) for part in cell.iterchildren(f"{_TEXT}p"))
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE}value"))
        if not number.is_integer():
            return number
        return shown if _PADDED.fullmatch(shown) else int(number)
    if kind == "date":
        try:
            moment = datetime.fromisoformat(cell.get(f"{_OFFICE}date-value"))
        except ValueError:  # a year that no calendar here has
            return shown or None
        return moment.date() if moment.time() == time() else moment
    if kind == "boolean":
        return "TRUE" if cell.get(f"{_OFFICE}boolean-value") == "true" else "FALSE"
    return shown or None


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
