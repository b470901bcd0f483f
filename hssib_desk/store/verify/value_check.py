"""What the columns of a workbook may hold: any other value is damage, not a fault of the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table

from hssib_desk.store.schema.tables import Day, Json, Moment, metadata

_MOST = 5


def odd_values(raw: sqlite3.Connection) -> list[str]:
    """The tables and columns of a file that hold what no workbook holds, each in words; the first few."""
    found: list[str] = []
    for table in metadata.sorted_tables:
        there = {row[1] for row in raw.execute(f'PRAGMA table_info("{table.name}")')}
        columns = [column for column in table.columns if column.name in there]
        found += _odd_in(raw, table, columns)
    return found[:_MOST]


def _odd_in(raw: sqlite3.Connection, table: Table, columns: list[Column[object]]) -> Iterator[str]:
    tests = ", ".join(f"total(NOT ({_test(column)}))" for column in columns)
    counts = raw.execute(f'SELECT {tests} FROM "{table.name}"').fetchone() if tests else ()
    for column, count in zip(columns, counts, strict=True):
        if count:
            yield f"“{column.name}” in its table “{table.name}” holds {count:.0f} values that nobody wrote"


def _test(column: Column[object]) -> str:
    """What holds for every value of a column, as SQL."""
    name = f'"{column.name}"'
    test = _right_kind(column, name)
    return f"CASE WHEN {name} IS NULL THEN {int(bool(column.nullable))} ELSE {test} END"


def _right_kind(column: Column[object], name: str) -> str:
    if isinstance(column.type, Integer | Boolean):
        return f"typeof({name}) = 'integer'"
    if isinstance(column.type, LargeBinary):
        return "1"  # an attached file is held against its digest
    text = f"typeof({name}) = 'text'"
    if isinstance(column.type, Json):
        shape = column.type.shape
        is_json = f"CASE WHEN {text} AND json_valid({name}) THEN %s ELSE 0 END"
        return is_json % (f"json_type({name}) = '{shape}'" if shape else "1")
    if isinstance(column.type, Moment):
        day = f"strftime('%Y-%m-%dT%H:%M:%S', {name}, '+0 days') IS substr({name}, 1, 19)"
        return f"{text} AND {name} GLOB '????-??-??T??:??:??.[0-9][0-9][0-9]+00:00' AND {day}"
    if isinstance(column.type, Day):
        return f"{text} AND {name} GLOB '????-??-??' AND date({name}, '+0 days') IS {name}"
    return text


def in_words(found: list[str]) -> str:
    """What the database finds wrong with a file, for people: its own words help nobody at a desk."""
    text = " ".join(found)
    if "index" in text and "Page" not in text and "Tree" not in text:
        return "an index does not fit its table"
    if "NULL value" in text:
        return "a value that every row needs is missing"
    return "pages of it hold the wrong content, or are in the wrong place"
