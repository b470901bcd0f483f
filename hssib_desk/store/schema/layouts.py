"""What each table of a workbook can hold, so that a row without a name can be told from noise."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from hssib_desk.store.recovery.sqlite_pages import Cell, Value
from hssib_desk.store.schema import migrations
from hssib_desk.store.schema.tables import metadata

Row = dict[str, Any]  # as stored, so any kind of value


@dataclass(frozen=True)
class Column:
    """A column as the file declares it; `kind` is the Python type of its values."""

    name: str
    kind: type
    needed: bool
    is_rowid: bool


def layouts() -> dict[str, list[Column]]:
    """The columns of every table that people's work is in, as this program makes them."""
    memory = sqlite3.connect(":memory:")
    try:
        migrations.create_schema(memory)
        return {name: _columns(memory, name) for name in metadata.tables}
    finally:
        memory.close()


def layout_of(name: str, sql: str) -> list[Column]:
    """The columns of a table as the file declares it; empty when the declaration is broken."""
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(sql)
        return _columns(memory, name)
    except (sqlite3.Error, sqlite3.Warning, ValueError):
        return []
    finally:
        memory.close()


def _columns(memory: sqlite3.Connection, table: str) -> list[Column]:
    found = memory.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = sum(1 for row in found if row[5])
    return [
        Column(name, _kind(kind), bool(needed), bool(key) and keys == 1 and kind.upper() == "INTEGER")
        for _, name, kind, needed, _, key in found
    ]


def _kind(declared: str) -> type:
    upper = declared.upper()
    if "INT" in upper or "BOOL" in upper:
        return int
    if "BLOB" in upper:
        return bytes
    return str if "CHAR" in upper or "TEXT" in upper else object


def fits(columns: list[Column], cell: Cell) -> bool:
    """Whether a row can be of a table; a column that was added later may be missing at its end."""
    if len(cell.values) > len(columns) or len(cell.values) < min(2, len(columns)):
        return False
    values = [*cell.values, *[None] * (len(columns) - len(cell.values))]
    return all(_may_hold(column, value) for column, value in zip(columns, values, strict=True))


def _may_hold(column: Column, value: Value) -> bool:
    if column.is_rowid:
        return value is None
    return not column.needed if value is None else isinstance(value, column.kind)


def row_of(columns: list[Column], cell: Cell) -> Row:
    values = [*cell.values, *[None] * (len(columns) - len(cell.values))]
    return {
        column.name: cell.rowid if column.is_rowid else value
        for column, value in zip(columns, values, strict=True)
    }
