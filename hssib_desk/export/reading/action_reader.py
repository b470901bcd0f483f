"""Read an action log back after somebody edited it; whatever they added of their own is left alone."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from io import BytesIO
from itertools import islice, repeat
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES

from hssib_desk.domain.actions.edited_log import EditedLog, EditedRow, cell_text, read_marks
from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.caseload.table import TableError
from hssib_desk.domain.forms.form import Library
from hssib_desk.export.excel.action_columns import COMPUTED, HIDDEN, Column, action_columns, marked
from hssib_desk.export.reading.content import content_of, first_bytes, refuse_other_formats
from hssib_desk.export.reading.locked import is_locked, unlocked
from hssib_desk.export.reading.opendocument import OpenBook, is_opendocument
from hssib_desk.export.reading.table_excel import DAMAGED, UNREADABLE, merged_ranges, refuse_hostile
from hssib_desk.export.reading.table_sheet import SheetRow
from hssib_desk.export.text import from_cell, is_continued

LOOK_AHEAD = 40  # rows in which the heads are looked for
MOST_ROWS = 200_000
EMPTY_RUN = 2_000  # empty rows after which the log is taken to have ended
AGAIN = "Please export the action log again and make the changes in that copy."
NO_ID = "“{name}” is not an action log of this program, or its hidden column “{head}” was deleted. " + AGAIN
IS_CSV = "“{name}” is not a spreadsheet. Save the edited log as “Excel Workbook (.xlsx)” and choose that."
NO_RESULT = "The cell holds a formula without a result. Type the answer itself."
MERGED = (
    "“{head}”: cells are merged in rows {rows}. Only the first of them was read; the others stay as they are."
)
MERGED_SOMEWHERE = "Cells of the file are merged, so its empty cells were not read."
OPENDOCUMENT = (
    "The file is an OpenDocument spreadsheet (.ods): the columns that are worked out were not looked at."
)
AN_ERROR = "The cell shows the error {error}. Type the answer itself."


def read_action_log(path: Path, library: Library, password: str = "") -> EditedLog:
    """Read the rows of an edited action log; raises TableError with a sentence for the user.

    One that has a password is read with it, in memory only; raises NeedsPassword for none or a wrong one.

    Columns are found by their heads and rows by the hidden row id, wherever they were moved to and on however
    many sheets. Nothing is ever written to the file.
    """
    content = _content(path, password)
    form = next(form for form in library.forms.values() if is_action(form))
    columns = action_columns(form)
    if is_opendocument(content):
        return _read_opendocument(path.name, content, columns)
    refuse_hostile(path.name, content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on drawings and rules that do not matter here
        try:
            return _read(path.name, content, columns)
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
    return content_of(path)


@dataclass(frozen=True)
class _Layout:
    """Where the log is in a file: its sheet, the row of heads, and the place of each column."""

    sheet: str
    head_row: int
    places: Mapping[str, int]


def _read(name: str, content: bytes, columns: Sequence[Column]) -> EditedLog:
    book = load_workbook(BytesIO(content), read_only=True, data_only=False)
    try:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        for sheet in sheets.values():
            sheet.reset_dimensions()  # some programs write a wrong size, and rows would be missed
        layouts = _layouts({title: _values_of(sheet) for title, sheet in sheets.items()}, columns, name)
        found, notes = [], []
        for layout in layouts:
            rows = list(_cells(sheets[layout.sheet].iter_rows(values_only=True), layout))
            if any(_is_formula(cells[name]) for _, cells in rows for name in cells.keys() - COMPUTED.keys()):
                _work_out(content, layout, rows)
            notes += _without_merged(rows, merged_ranges(sheets[layout.sheet]), layout, columns)
            found.append((layout, rows))
        facts = book.properties
        made = facts.created.date() if isinstance(facts.created, datetime) else None
        return _edited_log(name, facts.identifier or "", made, columns, found, notes)
    finally:
        book.close()


def _values_of(sheet: Any) -> Callable[[int], Iterator[tuple[Any, ...]]]:
    return lambda most: sheet.iter_rows(max_row=most, values_only=True)


def _read_opendocument(name: str, content: bytes, columns: Sequence[Column]) -> EditedLog:
    """Read a log that was saved as an OpenDocument spreadsheet, which holds results and no formulas."""
    book = OpenBook(name, content)
    sheets = {sheet.title: list(_lines(book.rows(sheet))) for sheet in book.sheets}
    has_merged = any(sheet.merged for sheet in book.sheets)
    layouts = _layouts({title: partial(islice, rows) for title, rows in sheets.items()}, columns, name)
    found = [(layout, list(_cells(iter(sheets[layout.sheet]), layout))) for layout in layouts]
    notes = [OPENDOCUMENT]
    for _, rows in found:
        for _, cells in rows:
            dropped = COMPUTED.keys() - {*HIDDEN, "ACTION_REF", "CASE_REF"}
            if has_merged:
                dropped |= {key for key, value in cells.items() if value in (None, "")} - {*HIDDEN}
            for key in dropped & cells.keys():
                del cells[key]
    return _edited_log(name, "", None, columns, found, [*notes, *([MERGED_SOMEWHERE] if has_merged else [])])


def _lines(rows: Iterable[SheetRow]) -> Iterator[Sequence[Any]]:
    """The cells of every row, of those that are left out too."""
    number = 0
    for row in rows:
        yield from repeat((), row.number - number - 1)
        yield [row.values.get(at) for at in range(max(row.values) + 1)]
        number = row.number


def _edited_log(
    name: str,
    workbook_id: str,
    made: date | None,
    columns: Sequence[Column],
    found: Sequence[tuple[_Layout, list[tuple[int, dict[str, Any]]]]],
    notes: Sequence[str],
) -> EditedLog:
    heads = {column.name: column.head for column in columns}
    names = marked(tuple(columns))
    rows = tuple(
        replace(_row(number, cells, names), sheet=layout.sheet if len(found) > 1 else "")
        for layout, sheet_rows in found
        for number, cells in sheet_rows
    )
    return EditedLog(name, workbook_id, made, heads, rows, (*_notes(columns, found), *notes))


def _notes(columns: Sequence[Column], found: Sequence[tuple[_Layout, Any]]) -> Iterator[str]:
    if len(found) > 1:
        yield f"Actions were read from {len(found)} sheets: {_quoted(layout.sheet for layout, _ in found)}."
    for layout, _ in found:
        missing = [c.head for c in columns if c.name not in layout.places and c.name not in HIDDEN]
        if missing:
            where = f"The sheet “{layout.sheet}”" if len(found) > 1 else "The file"
            yield f"{where} has no column {_quoted(missing)} any more. What the workbook holds there stays."


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _layouts(
    sheets: Mapping[str, Callable[[int], Iterator[Sequence[Any]]]], columns: Sequence[Column], name: str
) -> list[_Layout]:
    """Every sheet that has the hidden row ids; each gives its first rows when asked for so many."""
    key = next(column.head for column in columns if column.name == HIDDEN[0])
    found = []
    for title, first_rows in sheets.items():
        for number, cells in enumerate(first_rows(LOOK_AHEAD), 1):
            heads = [_head(cell) for cell in cells]
            if key in heads:
                found.append(_Layout(title, number, _places(columns, heads, name)))
                break
    if not found:
        raise TableError(NO_ID.format(name=name, head=key))
    return found


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


def _cells(rows: Iterator[Sequence[Any]], layout: _Layout) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows below the heads by column name, empty ones left out."""
    empty = 0
    for number, cells in enumerate(islice(rows, layout.head_row, None)):
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


def _without_merged(
    rows: Sequence[tuple[int, dict[str, Any]]],
    ranges: Sequence[tuple[int, int, int, int]],
    layout: _Layout,
    columns: Sequence[Column],
) -> list[str]:
    """Take out the cells under a merged one: a spreadsheet emptied them, nobody did; say where."""
    names = {place: name for name, place in layout.places.items()}
    by_row = dict(rows)
    heads = {column.name: column.head for column in columns}
    said: dict[str, list[str]] = {}
    for left, top, right, bottom in ranges:
        for place in range(left, right + 1):
            name = names.get(place)
            hit = [
                number
                for number in range(top, bottom + 1)
                if (number, place) != (top, left) and name and by_row.get(number, {}).pop(name, 0) != 0
            ]
            if hit and name and name not in HIDDEN:
                said.setdefault(heads[name], []).append(f"{top} to {bottom}" if bottom > top else f"{top}")
    return [MERGED.format(head=head, rows=", ".join(places)) for head, places in said.items()]


@dataclass(frozen=True)
class _Formula:
    """A formula with its result; None where the file holds none."""

    text: str
    result: Any


def _is_formula(cell: object) -> bool:
    return isinstance(cell, _Formula) or (isinstance(cell, str) and cell.startswith("="))


def _work_out(content: bytes, layout: _Layout, rows: list[tuple[int, dict[str, Any]]]) -> None:
    """Put the results that the file holds beside its formulas."""
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book[layout.sheet]
        sheet.reset_dimensions()
        results = dict(_cells(sheet.iter_rows(values_only=True), layout))
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
        if name in HIDDEN or (name in COMPUTED and _is_formula(value)):
            continue  # a column that is worked out may be a formula; then nobody wrote in it
        text, fault = _text(value)
        if is_continued(text):
            continue  # the rest of the text is not here, so it counts as unchanged
        texts[name] = text
        if fault:
            faults[name] = fault
    entry_id, version, written = (cell_text(cells.get(name)).strip() for name in HIDDEN)
    return EditedRow(
        number,
        entry_id,
        int(version) if version.isdecimal() else None,
        texts,
        read_marks(names, written) or read_marks([name for name in names if name != "RELATED"], written),
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
