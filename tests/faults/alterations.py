"""A workbook altered by another program, one column of one table at a time: `check` names every alteration."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table

from hssib_desk.domain.forms.form import Library
from hssib_desk.store.errors import Damaged
from hssib_desk.store.schema.tables import Day, Json, Moment, metadata
from hssib_desk.store.verify.check import check
from tests.faults.ledger import judged
from tests.faults.stage import Stage

NAME = "one column altered by another program"

# What may be altered without a word, each with its reason.
SAYS_NOTHING = {
    "words.id": "it only joins a word list to its index, and the index says when it does not fit",
    "cases.indexed_on": "the day on which lists were worked out; they are compared for that day",
}


def places() -> Iterator[tuple[Table, Column[object]]]:
    """Every column of every table."""
    return ((table, column) for table in metadata.sorted_tables for column in table.columns)


def alter(path: Path, table: Table, column: Column[object]) -> bool:
    """Alter one value of a column as somebody with a database tool would; False where nothing is stored.

    The guards are put back, so that only the value itself gives the alteration away.
    """
    with unguarded(path) as raw:
        order = "DESC" if table.name == "changes" else "ASC"
        rows = raw.execute(
            f'SELECT rowid, "{column.name}" FROM "{table.name}" ORDER BY rowid {order}'
        ).fetchall()
        there = [value for _, value in rows]
        for rowid, value in rows:
            for other in _others(column, value, there):
                try:
                    done = raw.execute(
                        f'UPDATE "{table.name}" SET "{column.name}" = ? WHERE rowid = ?', (other, rowid)
                    )
                except sqlite3.IntegrityError:
                    continue  # the file itself does not take it
                if done.rowcount:
                    return True
    return False


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file whose triggers are gone, and are put back at the end."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA foreign_keys = OFF")
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    try:
        for name, _ in guards:
            raw.execute(f'DROP TRIGGER "{name}"')
        yield raw
        for _, sql in guards:
            raw.execute(sql)
    finally:
        raw.close()


def _others(column: Column[object], value: object, there: list[object]) -> list[object]:
    """Values that could stand there as well as the one that does."""
    if value is None:
        like = next((other for other in there if other is not None), None)
        return [like] if like is not None else [_first(column)]
    taken_out: list[object] = [None] if column.nullable else []
    if isinstance(column.type, Boolean):
        return [1 - int(str(value))]
    if isinstance(column.type, Integer):
        return [int(str(value)) + 1, int(str(value)) + 1000, *taken_out]
    if isinstance(column.type, LargeBinary):
        return [bytes(value) + b"x"]  # type: ignore[call-overload]
    if isinstance(column.type, Json):
        return [_other_json(json.loads(str(value))), *taken_out]
    if isinstance(column.type, Moment | Day) or column.name == "keep_until":
        return ["2001" + str(value)[4:], *taken_out]
    return [f"{value}x", *taken_out]


def _first(column: Column[object]) -> object:
    if isinstance(column.type, Json):
        return {"object": "{}", "array": "[]"}.get(column.type.shape, '"x"')
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, Moment):
        return "2001-01-01T00:00:00.000+00:00"
    return "2001-01-01"


def _other_json(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps({**value, "another": "x"})
    if isinstance(value, list):
        return json.dumps([*value, "x"])
    return json.dumps(f"{value}x")


def said_of(path: Path, library: Library) -> set[str]:
    """What a check of a file says is wrong."""
    return {item.sentence for item in check(path, library) if item.severity != "info"}


def play(stage: Stage) -> None:
    """Alter every column of every table in turn; in short every fifth."""
    before = said_of(stage.template, stage.library)
    for table, column in list(places())[:: 5 if stage.short else 1]:
        what = f"{table.name}.{column.name}"
        path = stage.copy()
        if what in SAYS_NOTHING or not alter(path, table, column):
            continue
        with stage.ledger.fault(NAME, what, Damaged):
            said = said_of(path, stage.library) - before
            if not said:
                stage.ledger.broke(NAME, "silent", what)
            for sentence in said:
                if problem := judged(sentence, report=True):
                    stage.ledger.broke(NAME, "wrong words", f"{what}: {problem}: {sentence}")
