"""Everything that a damaged workbook file still holds, table by table, and where it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from struct import error as StructError

from hssib_desk.store import cipherpages
from hssib_desk.store.connect import PLAIN, Driver, connect
from hssib_desk.store.fileheader import PAGE
from hssib_desk.store.layouts import Row, fits, layout_of, layouts, row_of
from hssib_desk.store.pages import INDEX_PAGES, Cell, FileBytes, PageFile, Unreadable, Value, has_header
from hssib_desk.store.protection import key_of
from hssib_desk.store.tables import metadata

RowKey = tuple[Value, ...]
SCHEMA = "sqlite_master"
LISTS = "lists"  # what the indexes are called in the report: they follow from the tables
_MASTER = "CREATE TABLE sqlite_master (type TEXT, name TEXT, tbl_name TEXT, rootpage INTEGER, sql TEXT)"
_COUNT_AT, _VALID_AT, _PAGES_AT, _VERSION_AT = 24, 92, 28, 60  # places in the file's header
_DEEPEST = 8  # levels of pages in a table; no workbook has more than four
_ALTERED = "the check of its encryption fails, so it is not as it was written"
_NOT_CHECKED = (
    "what its encryption checks the pages with is lost with its beginning, so nobody can tell which of them "
    "are as they were written"
)


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
    rows: dict[str, dict[RowKey, Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    pages: int = 0
    broken: tuple[int, ...] = ()  # pages of a protected file whose seal shows that they were altered
    is_checked: bool = True  # False where no seal of a protected file could be looked at
    doubted: set[tuple[str, RowKey]] = field(default_factory=set)  # rows that stand on such a page

    def table(self, name: str) -> dict[RowKey, Row]:
        """The rows of a table; empty where nothing of it was read."""
        return self.rows.get(name, {})

    def take(self, table: str, row: Row, *, sure: bool = True) -> None:
        """Keep a row, unless one with the same key was read already that is no worse."""
        key = tuple(row.get(column.name) for column in metadata.tables[table].primary_key)
        rows = self.rows.setdefault(table, {})
        if key in rows and not (sure and (table, key) in self.doubted):
            return
        rows[key] = row
        if sure:
            self.doubted.discard((table, key))
        else:
            self.doubted.add((table, key))

    def over(self, backup: Salvaged, table: str) -> dict[RowKey, Row]:
        """The rows of a table here and in a backup; of two, this one unless it stands on an altered page."""
        mine = self.table(table)
        sure = {key: row for key, row in mine.items() if (table, key) not in self.doubted}
        return {**mine, **backup.table(table), **sure}

    @property
    def count(self) -> int:
        """How many rows were read."""
        return sum(map(len, self.rows.values()))


def read_pages(path: Path, driver: Driver = PLAIN) -> Salvaged:
    """Read a workbook file page by page, as far as it can be read; never raises for what is in it."""
    key = key_of(driver)
    if key is None:
        return _Reader(PageFile(FileBytes(path))).read()
    content = path.read_bytes()
    broken = cipherpages.unsealed(content, cipherpages.seal_key(key.raw, key.salt))
    plain = cipherpages.decrypted(content, key.raw)
    is_checked = len(broken) < len(content) // PAGE
    file = PageFile(plain, cipherpages.RESERVED, broken if is_checked else frozenset())
    found = _Reader(file).read()
    if not is_checked and len(content) >= PAGE:
        found.is_checked = False
        found.faults.append(Fault(0, "", _NOT_CHECKED))
    return found


class _Reader:
    """One pass over the pages: the tables from their roots, then every page that no root led to."""

    def __init__(self, file: PageFile) -> None:
        self._file = file
        self._found = Salvaged(pages=file.count, broken=tuple(sorted(file.broken)))
        self._seen: set[int] = set()
        self._named: set[int] = set()  # altered pages of which the report speaks
        self._later: list[tuple[str, int]] = []  # pages that only an altered page leads to
        self._indexes: list[int] = []
        self._layouts = layouts()

    def read(self) -> Salvaged:
        """What the file holds."""
        self._read_header()
        for table, root in self._roots():
            for cell in self._walk(root, table):
                self._take(table, cell)
        self._read_later()
        if self._file.broken:
            self._name_lists()
        self._read_strays()
        self._name_the_rest()
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
        roots: list[tuple[str, int]] = []
        for cell in self._walk(1, SCHEMA):
            if len(cell.values) != 5 or not isinstance(cell.values[3], int):
                continue
            kind, name, _, root, sql = cell.values
            assert isinstance(root, int)
            if kind == "index":
                self._indexes.append(root)
            elif kind == "table" and name in self._layouts and isinstance(sql, str):
                self._layouts[str(name)] = layout_of(str(name), sql) or self._layouts[str(name)]
                (roots.append if cell.sure else self._later.append)((str(name), root))
        return roots

    def _walk(self, root: int, table: str) -> Iterator[Cell]:
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self._seen:
                self._fault(number, table, f"two places lead to page {number}")
                continue
            try:
                is_leaf = self._file.is_leaf(number)
                below = [] if is_leaf else self._file.children(number)
            except Unreadable as error:
                self._fault(number, table, str(error))
                continue
            self._see(number, table)
            if is_leaf:
                yield from self._leaf(number, table)
            elif number in self._file.broken and table != SCHEMA:
                self._later += [(table, child) for child in below]
            else:
                waiting += reversed(below)

    def _leaf(self, number: int, table: str) -> Iterator[Cell]:
        for cell in self._file.cells(number):
            if isinstance(cell, Unreadable):
                self._fault(number, table, str(cell))
            else:
                for page in cell.pages:
                    self._see(page, table)
                yield cell

    def _see(self, number: int, table: str) -> None:
        self._seen.add(number)
        if number in self._file.broken:
            self._fault(number, table, _ALTERED)

    def _read_later(self) -> None:
        """Follow what altered pages say where it still makes sense; no other place leads there."""
        for table, number in self._later:
            if number not in self._seen and self._may_be_of(table, number):
                for cell in self._walk(number, table):
                    self._take(table, cell)

    def _may_be_of(self, table: str, number: int, depth: int = 0) -> bool:
        try:
            if not self._file.is_leaf(number):
                first = self._file.children(number)[0]
                return depth < _DEEPEST and self._may_be_of(table, first, depth + 1)
            cells = list(self._file.cells(number))
        except Unreadable:
            return False
        return any(isinstance(cell, Cell) and fits(self._layouts[table], cell) for cell in cells)

    def _name_lists(self) -> None:
        """Say which altered pages are of indexes, from which nothing is read."""
        waiting = list(self._indexes)
        while waiting:
            number = waiting.pop()
            with suppress(Unreadable):
                kind = self._file.page(number)[0]
                if number not in self._seen and kind in INDEX_PAGES:
                    self._see(number, LISTS)
                    waiting += self._file.children(number, kind) if kind == INDEX_PAGES[0] else []

    def _name_the_rest(self) -> None:
        """Altered pages to which nothing leads, except those that hold nothing."""
        left = self._file.broken - self._named
        with suppress(Unreadable, StructError):
            left -= set() if 1 in self._file.broken else self._file.free()
        for number in sorted(left):
            self._fault(number, "", _ALTERED)

    def _take(self, table: str, cell: Cell) -> None:
        columns = self._layouts[table]
        if fits(columns, cell):
            self._found.take(table, row_of(columns, cell), sure=cell.sure)
        elif cell.sure:
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
                if number in self._file.broken:
                    self._fault(number, table, _ALTERED)
                columns = self._layouts[table]
                for cell in whole:
                    if fits(columns, cell):
                        self._found.take(table, row_of(columns, cell), sure=cell.sure)

    def _owners(self, cells: list[Cell]) -> list[str]:
        """The table whose rows these can be; of several, one that lacks a page."""
        fitting = [
            name for name, columns in self._layouts.items() if any(fits(columns, cell) for cell in cells)
        ]
        lacking = {fault.table for fault in self._found.faults}
        return sorted(fitting, key=lambda name: name not in lacking)[:1]

    def _fault(self, page: int, table: str, why: str) -> None:
        """Note what is wrong with a page; of an altered one that it is altered, once."""
        if page in self._file.broken:
            if page in self._named:
                return
            self._named.add(page)
            why = _ALTERED
        self._found.faults.append(Fault(page, table, why))


def read_rows(path: Path, driver: Driver = PLAIN) -> Salvaged:
    """Read a sound workbook, such as a good backup, through the database."""
    found = Salvaged()
    raw = connect(path, write=False, driver=driver)
    try:
        found.version = int(raw.execute("PRAGMA user_version").fetchone()[0])
        found.pages = int(raw.execute("PRAGMA page_count").fetchone()[0])
        for table in metadata.tables:
            names = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
            if not names:
                continue  # a workbook of an earlier version
            for values in raw.execute(f'SELECT * FROM "{table}"'):
                found.take(table, dict(zip(names, values, strict=True)))
    finally:
        raw.close()
    return found


def ranges(numbers: tuple[int, ...]) -> str:
    """Numbers of lines or pages as people write them: "57–60, 72"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    shown = ["–".join(f"{number:,}" for number in part) for part in parts[:12]]
    return ", ".join(shown) + (" …" if len(parts) > 12 else "")
