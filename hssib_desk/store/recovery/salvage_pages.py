"""Reading everything that a damaged workbook file without a passphrase still holds, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hssib_desk.store.recovery.salvage import Fault, Salvaged
from hssib_desk.store.recovery.sqlite_pages import (
    INDEX_PAGES,
    Cell,
    FileBytes,
    PageFile,
    Unreadable,
    has_header,
)
from hssib_desk.store.schema.layouts import fits, layout_of, layouts, row_of

SCHEMA, HISTORY = "sqlite_master", "changes"
_COUNT_AT, _VALID_AT, _PAGES_AT, _VERSION_AT = 24, 92, 28, 60  # places in the file's header
_DEEPEST = 8  # levels of pages in a table; no workbook has more than four


def read_pages(path: Path) -> Salvaged:
    """Read a plain workbook file page by page, as far as it can be read; never raises for what is in it."""
    return _Reader(PageFile(FileBytes(path))).read()


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
        roots = self._roots()
        for table, root in roots:
            for cell in self._walk(root, table):
                self._take(table, cell)
        self._read_strays()
        self._found.has_end = self._reaches_end(dict(roots).get(HISTORY, 0))
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
            if kind == "table" and name in self._layouts and isinstance(sql, str):
                self._layouts[str(name)] = layout_of(str(name), sql) or self._layouts[str(name)]
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
                is_leaf = self._file.is_leaf(number)
                below = [] if is_leaf else self._file.children(number)
            except Unreadable as error:
                self._fault(number, table, str(error))
                continue
            self._seen.add(number)
            if is_leaf:
                yield from self._leaf(number, table)
            else:
                waiting += reversed(below)

    def _leaf(self, number: int, table: str) -> Iterator[Cell]:
        for cell in self._file.cells(number):
            if isinstance(cell, Unreadable):
                self._fault(number, table, str(cell))
            else:
                self._seen.update(cell.pages)
                yield cell

    def _reaches_end(self, number: int) -> bool:
        """Whether the newest line of the history was read: the way down to it on the right is whole."""
        for _ in range(_DEEPEST):
            try:
                if self._file.is_leaf(number):
                    return all(isinstance(cell, Cell) for cell in self._file.cells(number))
                number = self._file.children(number)[-1]
            except Unreadable:
                return False
        return False

    def _take(self, table: str, cell: Cell) -> None:
        columns = self._layouts[table]
        if fits(columns, cell):
            self._found.take(table, row_of(columns, cell))
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
                        self._found.take(table, row_of(columns, cell))

    def _owners(self, cells: list[Cell]) -> list[str]:
        """The table whose rows these can be; of several, one that lacks a page."""
        fitting = [
            name for name, columns in self._layouts.items() if any(fits(columns, cell) for cell in cells)
        ]
        lacking = {fault.table for fault in self._found.faults}
        return sorted(fitting, key=lambda name: name not in lacking)[:1]

    def _fault(self, page: int, table: str, why: str) -> None:
        self._found.faults.append(Fault(page, table, why))
