"""The cells of an .xlsx workbook as they are stored, read in one pass whose length the file cannot choose."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any, Protocol
from xml.etree.ElementTree import Element, iterparse

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from hssib_desk.domain.caseload.table import Cell, TableError
from hssib_desk.export.text import from_cell

MAX_EMPTY_CELLS = 1_000_000
MAX_CELLS = 8_000_000
MAX_MERGED = 20_000
LONGEST_FORMAT = 256  # Excel writes no longer ones
TOO_MANY = (
    "{name} holds more than {count:,} {what}, far more than a list of deaths needs. Copy the list into a new "
    "workbook and choose that."
)
# A format that shows leading zeros, with the letters before and after them: 0000000, "W"00000.
_PADDED = re.compile(
    r'(?:"(?P<before>[^"]*)"|(?P<letter>[A-Z])(?=0))?(?P<zeros>0{2,})(?:"(?P<after>[^"]*)")?'
)
_LINK = re.compile(r'HYPERLINK\(.*[,;]\s*"([^"]*)"\s*\)', re.I | re.S)


@dataclass(frozen=True)
class SheetRow:
    """One row: its number, its values by column from 0, the columns of formulas, and whether it is hidden."""

    number: int
    values: dict[int, Cell]
    formulas: tuple[int, ...] = ()  # that have no result, so that their own text stands in their place
    hidden: bool = False


@dataclass
class Sheet:
    """One sheet of a book; `merged` is known once all its rows were read."""

    title: str
    is_hidden: bool
    path: str
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # columns and rows from 1


class Sheets(Protocol):
    """A spreadsheet of any format, opened to read its sheets."""

    @property
    def name(self) -> str:
        """The name of the file."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in their order."""

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """The rows of a sheet that hold something, in their order."""


class Book:
    """A workbook opened to read its sheets, by the names of its parts whichever way they are spelt."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._file = zipfile.ZipFile(BytesIO(content))
        self._parts = {part.filename.replace("\\", "/").casefold(): part for part in self._file.infolist()}
        workbook = dict(self._related("").values())["officeDocument"]
        related = self._related(workbook)
        by_kind = dict(related.values())
        self._strings = list(self._shared_strings(by_kind.get("sharedStrings", "")))
        self._formats = list(self._number_formats(by_kind.get("styles", "")))
        self._epoch = WINDOWS_EPOCH
        self.sheets = tuple(self._sheets(workbook, related))

    def _elements(self, part: str) -> Iterator[tuple[str, Element]]:
        """Every element of a part when it has ended, with its name."""
        found = self._parts.get(part.casefold())
        if found is None:
            return
        with self._file.open(found) as source:
            for _, element in iterparse(source):
                yield _local(element.tag), element

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that a part names: by id, what kind they are and where they are."""
        folder, _, name = part.rpartition("/")
        base = f"{folder}/" if folder else ""
        return {
            element.get("Id", ""): (
                element.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", base, element.get("Target", ""))).lstrip("/"),
            )
            for tag, element in self._elements(f"{base}_rels/{name}.rels")
            if tag == "Relationship"
        }

    def _shared_strings(self, part: str) -> Iterator[str]:
        for tag, element in self._elements(part):
            if tag == "si":
                yield _text(element)
                element.clear()

    def _number_formats(self, part: str) -> Iterator[str]:
        """The format of every style of a cell, in the order by which cells name them."""
        own: dict[int, str] = {}
        for tag, element in self._elements(part):
            if tag == "numFmt":
                own[int(element.get("numFmtId", 0))] = element.get("formatCode", "")
            elif tag == "cellXfs":
                for style in element:
                    number = int(style.get("numFmtId", 0))
                    yield own.get(number) or str(BUILTIN_FORMATS.get(number, "General"))

    def _sheets(self, workbook: str, related: Mapping[str, tuple[str, str]]) -> Iterator[Sheet]:
        for tag, element in self._elements(workbook):
            if tag == "workbookPr" and element.get("date1904") in ("1", "true"):
                self._epoch = MAC_EPOCH
            elif tag == "sheet":
                key = next((value for name, value in element.items() if _local(name) == "id"), "")
                kind, target = related.get(key, ("", ""))
                if kind == "worksheet" and target.casefold() in self._parts:
                    yield Sheet(element.get("name", ""), element.get("state", "visible") != "visible", target)

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """Every row that the file holds, in its order; rows that it leaves out are empty."""
        values: dict[int, Cell] = {}
        formulas: list[int] = []
        number = column = seen = empty = 0
        for tag, element in self._elements(sheet.path):
            if tag == "c":
                column = _column(element.get("r", "")) or column + 1
                seen += 1
                if len(element):
                    value, is_formula = self._value(element)
                    values[column - 1] = value
                    formulas += [column - 1] if is_formula else []
                else:
                    empty += 1
                self._refuse(seen, empty)
                element.clear()
            elif tag == "row":
                number = int(float(element.get("r", number + 1)))
                yield SheetRow(number, values, tuple(formulas), element.get("hidden") in ("1", "true"))
                values, formulas, column = {}, [], 0
                element.clear()
            elif tag == "mergeCell" and len(sheet.merged) < MAX_MERGED:
                sheet.merged.append(range_boundaries(element.get("ref", "A1")))

    def _refuse(self, seen: int, empty: int) -> None:
        if empty > MAX_EMPTY_CELLS:
            raise TableError(TOO_MANY.format(name=self.name, count=MAX_EMPTY_CELLS, what="empty cells"))
        if seen > MAX_CELLS:
            raise TableError(TOO_MANY.format(name=self.name, count=MAX_CELLS, what="cells"))

    def _value(self, element: Element) -> tuple[Cell, bool]:
        """What a cell holds, and whether it is the text of a formula without a result."""
        kind, parts = element.get("t", "n"), {_local(part.tag): part for part in element}
        written = (parts["v"].text or "") if "v" in parts else ""
        if "f" in parts and (not written or kind == "e"):
            formula = parts["f"].text or ""
            label = _LINK.fullmatch(formula)
            return (label[1] if label else f"={formula}" if formula else written or None), bool(formula)
        if kind == "inlineStr":
            return (_text(parts["is"]) if "is" in parts else None), False
        if not written:
            return None, False
        if kind == "s":
            return self._strings[int(written)], False
        if kind == "n":
            return self._number(written, int(element.get("s", 0))), False
        if kind == "b":
            return ("FALSE" if written == "0" else "TRUE"), False
        if kind == "d":
            return _moment(from_ISO8601(written)), False
        return from_cell(written).replace("\r\n", "\n"), False

    def _number(self, written: str, style: int) -> Cell:
        value = float(written) if re.search(r"[.eE]", written) else int(written)
        shown = self._formats[style] if style < len(self._formats) else "General"
        if _is_date(shown):
            try:
                return _moment(from_excel(value, self._epoch, timedelta=is_timedelta_format(shown)))
            except (OverflowError, ValueError):  # a long number in a column that was formatted as dates
                pass
        if isinstance(value, float):
            if not value.is_integer():
                return value
            value = int(value)
        padded = _zeros(shown)
        if padded and value >= 0:
            digits = str(value).zfill(len(padded["zeros"]))
            return f"{padded['before'] or padded['letter'] or ''}{digits}{padded['after'] or ''}"
        return value


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    """The name of an element or attribute, whatever the version of the format that it is named in."""
    return tag.rpartition("}")[2]


@lru_cache(maxsize=1024)
def _is_date(number_format: str) -> bool:
    return len(number_format) < LONGEST_FORMAT and bool(is_date_format(number_format))


@lru_cache(maxsize=1024)
def _zeros(number_format: str) -> re.Match[str] | None:
    return _PADDED.fullmatch(number_format) if len(number_format) < LONGEST_FORMAT else None


@lru_cache(maxsize=32768)
def _letters(letters: str) -> int:
    return int(column_index_from_string(letters))


def _column(reference: str) -> int:
    """The number of the column of a reference such as AB12; 0 where a cell has none."""
    letters = reference.rstrip("0123456789")
    return _letters(letters) if letters else 0


def _text(element: Element) -> str:
    """The text of a string with its line breaks, without what says how it is spoken."""
    pieces = []
    for part in element:
        name = _local(part.tag)
        if name == "t":
            pieces.append(part.text or "")
        elif name == "r":
            pieces += [text.text or "" for text in part if _local(text.tag) == "t"]
    return from_cell("".join(pieces)).replace("\r\n", "\n").replace("\r", "\n")


def _moment(value: Any) -> Cell:
    """A stored moment as a cell of a table."""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    return value if isinstance(value, date | str | int | float) else None
