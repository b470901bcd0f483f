"""Reading everything that a damaged workbook file still holds, page by page, protected or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from struct import error as StructError

from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.passphrase.keys import key_of
from hssib_desk.store.recovery import cipher_pages
from hssib_desk.store.recovery.salvage import Fault, Salvaged
from hssib_desk.store.recovery.sqlite_pages import (
    INDEX_PAGES,
    Cell,
    FileBytes,
    PageFile,
    Unreadable,
    has_header,
)
from hssib_desk.store.schema.file_header import PAGE
from hssib_desk.store.schema.layouts import fits, layout_of, layouts, row_of

SCHEMA, HISTORY = "sqlite_master", "changes"
LISTS = "lists"  # what the indexes are called in the report: they follow from the tables
_COUNT_AT, _VALID_AT, _PAGES_AT, _VERSION_AT = 24, 92, 28, 60  # places in the file's header
_DEEPEST = 8  # levels of pages in a table; no workbook has more than four
_ALTERED = "the check of its encryption fails, so it is not as it was written"
_NOT_CHECKED = (
    "what its encryption checks the pages with is lost with its beginning, so nobody can tell which of them "
    "are as they were written"
)


def read_pages(path: Path, driver: Driver = PLAIN) -> Salvaged:
    """Read a workbook file page by page, as far as it can be read; never raises for what is in it."""
    content, key = FileBytes(path), key_of(driver)
    if key is None:
        return _Reader(PageFile(content)).read()
    broken = cipher_pages.unsealed(content, cipher_pages.seal_key(key.raw, key.salt))
    plain = cipher_pages.DecryptedBytes(content, key.raw)
    is_checked = len(broken) < len(content) // PAGE
    file = PageFile(plain, cipher_pages.RESERVED, broken if is_checked else frozenset())
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
        roots = self._roots()
        for table, root in roots:
            for cell in self._walk(root, table):
                self._take(table, cell)
        self._read_later()
        if self._file.broken:
            self._name_lists()
        self._read_strays()
        self._name_the_rest()
        self._found.has_end = self._reaches_end(dict(roots).get(HISTORY, 0)) or self._only_others_altered()
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

    def _reaches_end(self, number: int) -> bool:
        """Whether the newest line of the history was read: the way down to it on the right is whole."""
        for _ in range(_DEEPEST):
            try:
                if number in self._file.broken:
                    return False
                if self._file.is_leaf(number):
                    return all(isinstance(cell, Cell) for cell in self._file.cells(number))
                number = self._file.children(number)[-1]
            except Unreadable:
                return False
        return False

    def _only_others_altered(self) -> bool:
        """Whether each place that cannot be trusted is known to hold something else than the history."""
        faults = self._found.faults
        elsewhere = all(fault.page == 1 or fault.table not in ("", HISTORY) for fault in faults)
        return bool(self._file.broken) and elsewhere  # without seals, pages may be altered unseen

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
