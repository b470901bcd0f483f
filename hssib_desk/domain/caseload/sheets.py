"""Which sheets of a workbook are the list: those that look like one, read together or one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hssib_desk.domain.caseload.columns import suggest_mapping
from hssib_desk.domain.caseload.table import Cell, Row, Table, plain
from hssib_desk.domain.forms.form import Library


def looks_like_list(table: Table, library: Library) -> bool:
    """Whether a table has a date of death and something that says who died."""
    chosen = suggest_mapping(table.columns, library, table.rows)
    has_death = "date_of_death" in chosen.columns or "date_of_death" in chosen.unsure
    return has_death and any(mark in chosen.columns for mark in ("local_number", "nhs_number", "name"))


def choose_list(tables: Sequence[Table], library: Library, wanted: Sequence[str] = ()) -> Table:
    """The table to import: the wanted sheets together, or else the first that looks like a list.

    Its `sheets` are those that look like lists or were wanted, and a note names what was not read.
    """
    lists = [table for table in tables if looks_like_list(table, library)] or list(tables[:1])
    if wanted:
        names = [name.casefold() for name in wanted]
        chosen = sorted(
            (table for table in tables if table.sheet.casefold() in names),
            key=lambda table: names.index(table.sheet.casefold()),
        )
    else:
        chosen = lists[:1]
    offered = tuple(t.sheet for t in tables if t.sheet and (t in lists or t in chosen))
    joined = replace(join(chosen), sheets=offered)
    return replace(joined, notes=(*_not_read(tables, chosen, lists), *joined.notes))


def _not_read(tables: Sequence[Table], chosen: Sequence[Table], lists: Sequence[Table]) -> list[str]:
    read = ", ".join(f"“{table.sheet}”" for table in chosen)
    left = [f"“{table.sheet}”" for table in lists if table not in chosen]
    notes = []
    if left:
        notes.append(f"Only sheet {read} is read. {', '.join(left)} looks like a list of deaths too.")
    others = [name for name in tables[0].sheets if f"“{name}”" not in left]
    others = [f"“{name}”" for name in others if name not in {table.sheet for table in chosen}]
    if others and not left:
        notes.append(f"Sheet {read} is read, and {', '.join(others)} not: no list of deaths was seen there.")
    hidden = [f"“{name}”" for name in tables[0].hidden_sheets if name not in {t.sheet for t in chosen}]
    if hidden:
        notes.append(f"Hidden in the file and not read: {', '.join(hidden)}.")
    return notes


def join(tables: Sequence[Table]) -> Table:
    """Several sheets as one table; columns of the same name are one column."""
    if len(tables) == 1:
        return tables[0]
    places: dict[str, int] = {}
    columns: list[str] = []
    for table in tables:
        for name in table.columns:
            if plain(name) not in places:
                places[plain(name)] = len(columns)
                columns.append(name)
    first = tables[0]
    return replace(
        first,
        columns=tuple(columns),
        rows=tuple(
            Row(row.number, _spread(table, row, places, len(columns)), table.sheet)
            for table in tables
            for row in table.rows
        ),
        sheet=", ".join(table.sheet for table in tables),
        skipped=tuple(replace(row, sheet=table.sheet) for table in tables for row in table.skipped),
        notes=tuple(f"“{table.sheet}”: {note}" for table in tables for note in table.notes),
    )


def _spread(table: Table, row: Row, places: dict[str, int], width: int) -> tuple[Cell, ...]:
    cells: list[Cell] = [None] * width
    for name, cell in zip(table.columns, row.cells, strict=True):
        cells[places[plain(name)]] = cell
    return tuple(cells)
