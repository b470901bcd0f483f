"""One bit of one value, in every column of every table: shown as it was, or a check names what is altered."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from tests.faults.damage import agrees
from tests.faults.pool import Job, share
from tests.faults.stage import Stage, picture

NAME = "one bit of one value altered"
BATCHES = 12
SKIP = ("words_index", "sqlite_")


def play(stage: Stage) -> None:
    """Every column of every table, in rows chosen at random."""
    stage.before = picture(stage, stage.template)
    columns = list(_columns(stage.template))
    if stage.short:
        columns = stage.random.sample(columns, 14)
    share(
        stage, [Job(NAME, f"batch {n}", partial(_play, columns=columns[n::BATCHES])) for n in range(BATCHES)]
    )


def _play(stage: Stage, columns: list[tuple[str, str]]) -> None:
    for table, column in columns:
        for _ in range(stage.many(3, 1)):
            _play_one(stage, table, column)


def _columns(path: Path) -> Iterator[tuple[str, str]]:
    raw = sqlite3.connect(path)
    tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in sorted(tables):
        if not table.startswith(SKIP):
            for row in raw.execute(f'PRAGMA table_info("{table}")').fetchall():
                yield table, row[1]
    raw.close()


def _play_one(stage: Stage, table: str, column: str) -> None:
    path = stage.copy("value")
    what = _alter(path, table, column, stage.random)
    if what:
        stage.ledger.add(NAME, "injected")
        agrees(stage, NAME, f"{table}.{column}: {what}", path, stage.before)
    stage.drop(path.parent)


def _alter(path: Path, table: str, column: str, chance: Random) -> str:
    """Flip a bit of one value, the guards set aside and put back; gives what was done, or "" for no value."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.text_factory = bytes
    try:
        raw.execute("PRAGMA foreign_keys = OFF")
        rows = raw.execute(f'SELECT rowid, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL').fetchall()
        if not rows:
            return ""
        rowid, old = chance.choice(rows)
        new, how = _flipped(old, chance)
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name.decode()}")
        cast = "CAST(? AS TEXT)" if isinstance(old, bytes) and table != "attachment_contents" else "?"
        try:
            raw.execute(f'UPDATE "{table}" SET "{column}" = {cast} WHERE rowid = ?', (new, rowid))
        except sqlite3.IntegrityError:
            return ""
        for _name, sql in guards:
            raw.execute(sql.decode())
    finally:
        raw.close()
    return f"row {rowid}, {how}"


def _flipped(old: object, chance: Random) -> tuple[object, str]:
    if isinstance(old, bytes) and old:
        place, bit = chance.randrange(len(old)), 1 << chance.randrange(7)
        near = old[max(0, place - 12) : place + 12]
        return bytes([*old[:place], old[place] ^ bit, *old[place + 1 :]]), f"bit {bit} near {near!r}"
    if isinstance(old, (int, float)):
        return int(old) ^ (1 << chance.randrange(4)), f"{old} by another number"
    return "x", "empty by a letter"
