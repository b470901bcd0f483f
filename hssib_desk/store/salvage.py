"""Everything that a damaged workbook file still holds, table by table, and where it is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hssib_desk.store import migrations
from hssib_desk.store.connect import PLAIN, Driver, connect
from hssib_desk.store.pages import INDEX_PAGES, Cell, PageFile, Unreadable, Value, has_header
from hssib_desk.store.tables import metadata

Row = dict[str, Any]  # as stored, so any kind of value
Key = tuple[Value, ...]
SCHEMA = "sqlite_master"
_MASTER = "CREATE TABLE sqlite_master (type TEXT, name TEXT, tbl_name TEXT, rootpage INTEGER, sql TEXT)"
_COUNT_AT, _VALID_AT, _PAGES_AT, _VERSION_AT = 24, 92, 28, 60  # places in the file's header


@dataclass(frozen=True)
class Column:
    """A column as the file declares it; `kind` is the Python type of its values."""

    name: str
    kind: type
    needed: bool
    is_rowid: bool


@dataclass(frozen=True)
class Fault:
    """A place that cannot be read: the page, the table it belongs to as far as that is known, and why."""

    page: int
    table: str
    why: str


@dataclass
class Salvaged:
    """The rows of each table by their primary key, as stored, and what could not be read."""

    version: int = 0
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    pages: int = 0

    def table(self, name: str) -> dict[Key, Row]:
        """The rows of a table; empty where nothing of it was read."""
        return self.rows.get(name, {})

    def take(self, table: str, row: Row) -> None:
        """Keep a row, unless one with the same key was read already."""
        key = tuple(row.get(column.name) for column in metadata.tables[table].primary_key)
        self.rows.setdefault(table, {}).setdefault(key, row)

    @property
    def count(self) -> int:
        """How many rows were read."""
        return sum(map(len, self.rows.values()))


def read_pages(path: Path) -> Salvaged:
    """Read a plain workbook file page by page, as far as it can be read; never raises for what is in it."""
    return _Reader(PageFile(path)).read()


class _Reader:
    """One pass over the pages: the tables from their roots, then every page that no root led to."""

    def __init__(self, file: PageFile) -> None:
        self._file = file
        self._found = Salvaged(pages=file.count)
        self._seen: set[int] = set()
        self._layouts = layouts()

    def read(self) -> Salvaged:
        """What the file holds."""
        self._read_header()
        for table, root in self._roots():
            for cell in self._walk(root, table):
                self._take(table, cell)
        self._read_strays()
        return self._found

    def _read_header(self) -> None:
        content = self._file.content
        if not has_header(content):
            self._found.faults.append(Fault(0, "", "the header of the file is destroyed"))
            return
        self._found.version = int.from_bytes(content[_VERSION_AT : _VERSION_AT + 4], "big")
        pages = int.from_bytes(content[_PAGES_AT : _PAGES_AT + 4], "big")
        counted = content[_COUNT_AT : _COUNT_AT + 4] == content[_VALID_AT : _VALID_AT + 4]
        if counted and pages > len(content) // self._file.size:
            why = f"the file ends after {len(content) // self._file.size:,} of {pages:,} pages"
            self._found.faults.append(Fault(0, "", why))

    def _roots(self) -> list[tuple[str, int]]:
        roots = []
        for cell in self._walk(1, SCHEMA):
            if len(cell.values) != 5 or cell.values[0] != "table":
                continue
            _, name, _, root, sql = cell.values
            if name in self._layouts and isinstance(root, int) and isinstance(sql, str):
                self._layouts[str(name)] = _layout(str(name), sql) or self._layouts[str(name)]
                roots.append((str(name), root))
        return roots

    def _walk(self, root: int, table: str) -> Iterator[Cell]:
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self._seen:
                self._fault(number, table, f"two places lead to page {number}")
                continue
            try:
                if not self._file.is_leaf(number):
                    waiting += reversed(self._file.children(number))
                    self._seen.add(number)
                    continue
            except Unreadable as error:
                self._fault(number, table, str(error))
                continue
            self._seen.add(number)
            yield from self._leaf(number, table)

    def _leaf(self, number: int, table: str) -> Iterator[Cell]:
        for cell in self._file.cells(number):
            if isinstance(cell, Unreadable):
                self._fault(number, table, str(cell))
            else:
                self._seen.update(cell.pages)
                yield cell

    def _take(self, table: str, cell: Cell) -> None:
        columns = self._layouts[table]
        if fits(columns, cell):
            self._found.take(table, _row(columns, cell))
        else:
            self._fault(0, table, "a row holds what its table cannot hold")

    def _read_strays(self) -> None:
        """Pages that hold rows although nothing leads to them any more."""
        for number in range(1, self._file.count + 1):
            if number in self._seen:
                continue
            try:
                kind = self._file.page(number)[0]
                cells = [] if kind in INDEX_PAGES else list(self._file.cells(number))
            except Unreadable:
                continue
            whole = [cell for cell in cells if isinstance(cell, Cell)]
            for table in self._owners(whole):
                columns = self._layouts[table]
                for cell in whole:
                    if fits(columns, cell):
                        self._found.take(table, _row(columns, cell))

    def _owners(self, cells: list[Cell]) -> list[str]:
        """The table whose rows these can be; of several, one that lacks a page."""
        fitting = [
            name for name, columns in self._layouts.items() if any(fits(columns, cell) for cell in cells)
        ]
        lacking = {fault.table for fault in self._found.faults}
        return sorted(fitting, key=lambda name: name not in lacking)[:1]

    def _fault(self, page: int, table: str, why: str) -> None:
        self._found.faults.append(Fault(page, table, why))


def layouts() -> dict[str, list[Column]]:
    """The columns of every table that people's work is in, as this program makes them."""
    memory = sqlite3.connect(":memory:")
    try:
        migrations.create_schema(memory)
        return {name: _columns(memory, name) for name in metadata.tables}
    finally:
        memory.close()


def _layout(name: str, sql: str) -> list[Column]:
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


def _row(columns: list[Column], cell: Cell) -> Row:
    values = [*cell.values, *[None] * (len(columns) - len(cell.values))]
    return {
        column.name: cell.rowid if column.is_rowid else value
        for column, value in zip(columns, values, strict=True)
    }


def read_rows(path: Path, driver: Driver = PLAIN) -> Salvaged:
    """Read a workbook through the database, round the rows that it cannot give: for a file with a "
    "passphrase."""
    found = Salvaged()
    try:
        raw = connect(path, write=False, driver=driver)
    except driver.module.Error as error:
        found.faults.append(Fault(0, "", str(error)))
        return found
    try:
        found.version = int(raw.execute("PRAGMA user_version").fetchone()[0])
        found.pages = int(raw.execute("PRAGMA page_count").fetchone()[0])
        for table in metadata.tables:
            _read_table(raw, table, found, driver)
    finally:
        raw.close()
    return found


def _read_table(raw: sqlite3.Connection, table: str, found: Salvaged, driver: Driver) -> None:
    """From the beginning to the first broken place, from the end back to the last, then one by one "
    "between."""
    try:
        names = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
    except driver.module.Error:
        names = []
    if not names:
        return
    low = _read_towards(raw, table, names, found, driver, "ASC")
    if low is None:
        return
    high = _read_towards(raw, table, names, found, driver, "DESC")
    found.faults.append(Fault(0, table, "some of its rows cannot be read"))
    if high is not None and high - low <= _MOST_TRIED:
        for rowid in range(low + 1, high):
            _read_one(raw, table, names, rowid, found, driver)


_MOST_TRIED = 200_000


def _read_towards(
    raw: sqlite3.Connection, table: str, names: list[str], found: Salvaged, driver: Driver, way: str
) -> int | None:
    """Read until a row fails; the number of the last row read then, 0 for none, or None for a whole table."""
    last = 0
    try:
        for rowid, *values in raw.execute(f'SELECT rowid, * FROM "{table}" ORDER BY rowid {way}'):
            last = rowid
            found.take(table, dict(zip(names, values, strict=True)))
    except driver.module.Error:
        return last
    return None


def _read_one(
    raw: sqlite3.Connection, table: str, names: list[str], rowid: int, found: Salvaged, driver: Driver
) -> None:
    try:
        row: Any = raw.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()
    except driver.module.Error:
        return
    if row:
        found.take(table, dict(zip(names, row, strict=True)))
