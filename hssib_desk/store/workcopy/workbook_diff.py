"""Two files of one workbook side by side: where they parted, and which cases each of them changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hssib_desk.store.connect import PLAIN, Driver, connect, header, look_at
from hssib_desk.store.entries.history import last_change_in
from hssib_desk.store.errors import translated


@dataclass(frozen=True)
class Side:
    """One of two files: what it holds, and how many changes each case has that the other file lacks."""

    cases: int
    entries: int
    last_change: datetime | None
    own: dict[str, int]  # by the reference of the case; an empty one for settings and what is gone
    ids: dict[str, str]  # of these cases: two files may have given one number to two cases


def side_by_side(here: Path, there: Path, driver: Driver = PLAIN, other: Driver = PLAIN) -> tuple[Side, Side]:
    """What each of two files has that the other lacks; both are only read."""
    with _reading(here, driver) as one, _reading(there, other) as two:
        since = _parting(one, two)
        return _side(one, since), _side(two, since)


def is_part_of(copy: Path, whole: Path, driver: Driver = PLAIN) -> bool:
    """Whether a file holds nothing that another one lacks: its history ends within that of the other."""
    with _reading(copy, driver) as one, _reading(whole, driver) as two:
        last = last_change_in(one)
        return last.number <= last_change_in(two).number and last.hash == _hash(two, last.number)


@contextmanager
def _reading(path: Path, driver: Driver) -> Iterator[sqlite3.Connection]:
    look_at(path)
    with translated(path):
        raw = connect(path, write=False, driver=driver)
        try:
            header(raw, path)
            yield raw
        finally:
            raw.close()


def _parting(one: sqlite3.Connection, two: sqlite3.Connection) -> int:
    """The number of the first line that differs; each hash vouches for all lines before it."""
    low = 0  # up to here they are the same
    high = min(last_change_in(one).number, last_change_in(two).number)
    while low < high:
        middle = (low + high + 1) // 2
        if _hash(one, middle) == _hash(two, middle):
            low = middle
        else:
            high = middle - 1
    return low + 1


def _hash(raw: sqlite3.Connection, number: int) -> str:
    row = raw.execute("SELECT hash FROM changes WHERE id = ?", (number,)).fetchone()
    return str(row[0]) if row else ""


def _side(raw: sqlite3.Connection, since: int) -> Side:
    count = {name: int(raw.execute(query).fetchone()[0]) for name, query in _COUNTS.items()}
    last = last_change_in(raw).at
    rows = [(str(ref), str(case_id), int(n)) for ref, case_id, n in raw.execute(_OWN, (since,))]
    own, ids = {ref: n for ref, _, n in rows}, {ref: case_id for ref, case_id, _ in rows}
    return Side(count["cases"], count["entries"], datetime.fromisoformat(last) if last else None, own, ids)


_COUNTS = {
    "cases": "SELECT count(*) FROM cases",
    "entries": "SELECT count(*) FROM entries WHERE removed_at IS NULL",
}
_OWN = (
    "SELECT coalesce(cases.ref, '') AS ref, coalesce(cases.id, ''), count(*) FROM changes "
    "LEFT JOIN cases ON cases.id = changes.case_id WHERE changes.id >= ? GROUP BY ref ORDER BY ref"
)
