"""Reading what a damaged protected workbook still holds: through its database, round the rows it refuses."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from hssib_desk.store.connect import Driver
from hssib_desk.store.errors import database_faults
from hssib_desk.store.recovery.salvage import Fault, Salvaged
from hssib_desk.store.schema.file_header import PAGE
from hssib_desk.store.schema.tables import metadata

_HISTORY = "changes"
_CLOSED = "its table of contents is damaged, so nothing in it can be read"
_ONE_BY_ONE = 100  # rows after a fault that are tried singly: a page holds fewer
_FARTHEST = 1 << 26  # rows after a fault; beyond it nothing is looked for
_Numbered = tuple[Any, ...]  # a row behind its number


def read_protected(path: Path, driver: Driver) -> Salvaged:
    """Read a protected workbook as far as its database can; never raises for what is in it.

    The database refuses a page that is not as it was written; what stands on others is read all the same.
    """
    found = Salvaged(pages=path.stat().st_size // PAGE)
    reader = _Reader(path, driver)
    try:
        found.version = int(reader.ask("PRAGMA user_version")[0][0])
        for table in metadata.tables:
            _read_table(reader, table, found)
    except database_faults():
        found.faults.append(Fault(0, "", _CLOSED))
        found.has_end = False
    finally:
        reader.close()
    return found


def _read_table(reader: _Reader, table: str, found: Salvaged) -> None:
    names = [row[1] for row in reader.ask(f'PRAGMA table_info("{table}")')]
    if not names:
        return  # a workbook of an earlier version
    at: int | None = 0
    while at is not None:
        rows, is_end = reader.rows_from(table, at)
        for _, *row in rows:
            found.take(table, dict(zip(names, row, strict=True)))
        if is_end:
            return
        last = rows[-1][0] if rows else max(at - 1, 0)
        at = reader.next_readable(table, last)
        if at is None:
            why = f"what follows row {last:,} cannot be read"
            found.has_end = found.has_end and table != _HISTORY
        else:
            why = f"what is between rows {last:,} and {at:,} cannot be read"
        found.faults.append(Fault(0, table, why))


class _Reader:
    """A connection that begins anew after each fault: a database that met one may answer nothing more."""

    def __init__(self, path: Path, driver: Driver) -> None:
        self._path, self._driver = path, driver
        self._raw: sqlite3.Connection | None = None

    def close(self) -> None:
        """Give up the connection."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def _connection(self) -> sqlite3.Connection:
        if self._raw is None:
            self._raw = self._driver.module.connect(str(self._path), isolation_level=None)
            if self._driver.unlock:
                self._driver.unlock(self._raw)
            # With it, a file that ends too early is read as far as it goes; only the first question fails.
            self._raw.execute("PRAGMA writable_schema = ON")
            self._raw.execute("PRAGMA query_only = ON")
            try:
                self._raw.execute("SELECT 1 FROM sqlite_master").fetchall()
            except database_faults():
                self._raw.execute("SELECT 1 FROM changes LIMIT 0").fetchall()
        return self._raw

    def ask(self, query: str, *values: int) -> list[_Numbered]:
        """The rows of a query; raises what the database raises."""
        try:
            return list(self._connection().execute(query, values))
        except database_faults():
            self.close()
            raise

    def rows_from(self, table: str, number: int) -> tuple[list[_Numbered], bool]:
        """The rows of a table from one on, to the first that cannot be read; whether that is its end."""
        rows: list[_Numbered] = []
        query = f'SELECT rowid, * FROM "{table}" WHERE rowid >= ? ORDER BY rowid'
        try:
            rows.extend(self._connection().execute(query, (number,)))
        except database_faults():
            self.close()
        else:
            return rows, True
        # The row before a fault goes with it where many are asked for, so the last are asked for singly.
        try:
            while found := self.ask(f"{query} LIMIT 1", rows[-1][0] + 1 if rows else number):
                rows += found
        except database_faults():
            return rows, False
        return rows, True

    def next_readable(self, table: str, number: int) -> int | None:
        """The first number behind one that cannot be read from which the table can be read again."""
        for after in range(number + 1, number + _ONE_BY_ONE):
            if self._can_read(table, after):
                return after
        low, step = number + _ONE_BY_ONE - 1, _ONE_BY_ONE
        while step < _FARTHEST:
            high = number + step
            if self._can_read(table, high):
                while low + 1 < high:
                    middle = (low + high) // 2
                    if self._can_read(table, middle):
                        high = middle
                    else:
                        low = middle
                return high
            low, step = high, step * 2
        return None

    def _can_read(self, table: str, number: int) -> bool:
        try:
            self.ask(f'SELECT * FROM "{table}" WHERE rowid >= ? ORDER BY rowid LIMIT 1', number)
        except database_faults():
            return False
        return True
