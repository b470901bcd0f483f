"""Read an action log back after somebody edited it; whatever they added of their own is left alone."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES

from hssib_desk.domain.caseload_table import TableError
from hssib_desk.domain.edited_log import EditedLog, EditedRow, cell_text, read_marks
from hssib_desk.domain.form import Library
from hssib_desk.domain.measures import is_action
from hssib_desk.export.action_columns import COMPUTED, HIDDEN, Column, action_columns, marked
from hssib_desk.export.locked import is_locked, unlocked
from hssib_desk.export.table_excel import DAMAGED, UNREADABLE, refuse_hostile
from hssib_desk.export.tables import first_bytes, refuse_other_formats
from hssib_desk.export.text import from_cell, is_continued

LOOK_AHEAD = 40  # rows in which the heads are looked for
MOST_ROWS = 200_000
EMPTY_RUN = 2_000  # empty rows after which the log is taken to have ended
AGAIN = "Please export the action log again and make the changes in that copy."
NO_ID = "“{name}” is not an action log of this program, or its hidden column “{head}” was deleted. " + AGAIN
IS_CSV = "“{name}” is not an .xlsx file. Save the edited log as “Excel Workbook (.xlsx)” and choose that."
NO_RESULT = "The cell holds a formula without a result. Type the answer itself."
AN_ERROR = "The cell shows the error {error}. Type the answer itself."


def read_action_log(path: Path, library: Library, password: str = "") -> EditedLog:
    """Read the rows of an edited action log; raises TableError with a sentence for the user.

    One that has a password is read with it, in memory only; raises NeedsPassword for none or a wrong one.

    Columns are found by their heads and rows by the hidden row id, wherever they were moved to. Nothing is
    ever written to the file.
    """
    content = _content(path, password)
    refuse_hostile(path, content)
    form = next(form for form in library.forms.values() if is_action(form))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on drawings and rules that do not matter here
        try:
            return _read(path.name, content, action_columns(form))
        except TableError:
            raise
        except UNREADABLE as error:
            raise TableError(DAMAGED.format(name=path.name)) from error


def _content(path: Path, password: str) -> bytes:
    if is_locked(path):
        return unlocked(path, password)
    start = first_bytes(path)
    refuse_other_formats(path.name, start, path)
    if not start.startswith(b"PK"):
        raise TableError(IS_CSV.format(name=path.name))
    return path.read_bytes()


@dataclass(frozen=True)
class _Layout:
    """Where the log stands in a file: its sheet, the row of heads, and the place of each column."""

    sheet: str
    head_row: int
    places: Mapping[str, int]


def _read(name: str, content: bytes, columns: Sequence[Column]) -> EditedLog:
    book = load_workbook(BytesIO(content), read_only=True, data_only=False)
    try:
        layout = _layout(book, columns, name)
        rows = list(_cells(book[layout.sheet], layout))
        if any(_is_formula(cell) for _, cells in rows for cell in cells.values()):
            _work_out(content, layout, rows)
        facts = book.properties
        heads = {column.name: column.head for column in columns}
        missing = [c.head for c in columns if c.name not in layout.places and c.name not in HIDDEN]
        made = facts.created.date() if isinstance(facts.created, datetime) else None
        names = marked(tuple(columns))
        found = tuple(_row(number, cells, names) for number, cells in rows)
        return EditedLog(name, facts.identifier or "", made, heads, found, tuple(_notes(missing)))
    finally:
        book.close()


def _notes(missing: Sequence[str]) -> Iterator[str]:
    if missing:
        names = ", ".join(f"“{head}”" for head in missing)
        yield f"The file has no column {names} any more. What the workbook holds there stays as it is."


def _layout(book: Any, columns: Sequence[Column], name: str) -> _Layout:
    key = next(column.head for column in columns if column.name == HIDDEN[0])
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong size, and rows would be missed
        for number, cells in enumerate(sheet.iter_rows(max_row=LOOK_AHEAD, values_only=True), 1):
            heads = [_head(cell) for cell in cells]
            if key in heads:
                return _Layout(sheet.title, number, _places(columns, heads, name))
    raise TableError(NO_ID.format(name=name, head=key))


def _head(cell: object) -> str:
    return " ".join(from_cell(cell).split()) if isinstance(cell, str) else ""


def _places(columns: Sequence[Column], heads: Sequence[str], name: str) -> dict[str, int]:
    """The place of each column that the file still has; a head of ours may not be there twice."""
    found = {}
    for column in columns:
        places = [place for place, head in enumerate(heads) if head.casefold() == column.head.casefold()]
        if len(places) > 1:
            raise TableError(
                f"“{name}” has {len(places)} columns called “{column.head}”. Please rename your own one."
            )
        if places:
            found[column.name] = places[0]
    return found


def _cells(sheet: Any, layout: _Layout) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows below the heads by column name, empty ones left out."""
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(min_row=layout.head_row + 1, values_only=True)):
        found = {name: cells[place] if place < len(cells) else None for name, place in layout.places.items()}
        if all(value is None or value == "" for value in found.values()):
            empty += 1
            if empty > EMPTY_RUN:
                return
            continue
        empty = 0
        if number > MOST_ROWS:
            raise TableError(f"The log has more than {MOST_ROWS:,} rows, more than a workbook has actions.")
        yield layout.head_row + 1 + number, found


@dataclass(frozen=True)
class _Formula:
    """A formula with its result; None where the file holds none."""

    text: str
    result: Any


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith("=")


def _work_out(content: bytes, layout: _Layout, rows: list[tuple[int, dict[str, Any]]]) -> None:
    """Put the results that the file holds beside its formulas."""
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book[layout.sheet]
        sheet.reset_dimensions()
        results = dict(_cells(sheet, layout))
    finally:
        book.close()
    for number, cells in rows:
        for name, cell in cells.items():
            if _is_formula(cell):
                cells[name] = _Formula(cell, results.get(number, {}).get(name))


def _row(number: int, cells: Mapping[str, Any], names: Sequence[str]) -> EditedRow:
    texts: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name, value in cells.items():
        if name in HIDDEN or (name in COMPUTED and isinstance(value, _Formula)):
            continue
        text, fault = _text(value)
        if is_continued(text):
            continue  # the rest of the text is not here, so it counts as unchanged
        texts[name] = text
        if fault:
            faults[name] = fault
    entry_id, version, written = (cell_text(cells.get(name)) for name in HIDDEN)
    return EditedRow(
        number,
        entry_id.strip(),
        int(version) if version.isdecimal() else None,
        texts,
        read_marks(names, written.strip()),
        faults,
    )


def _text(value: Any) -> tuple[str, str]:
    """A cell as text, and why it cannot be taken where it cannot."""
    if isinstance(value, _Formula):
        if value.result == value.text:
            return from_cell(value.text), ""  # a text that begins like a formula, not one
        if value.result is None:
            return from_cell(value.text), NO_RESULT
        return _text(value.result)
    if isinstance(value, str):
        fault = AN_ERROR.format(error=value) if value in ERROR_CODES else ""
        return from_cell(value), fault
    return cell_text(value), ""
