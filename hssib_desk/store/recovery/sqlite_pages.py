"""Reading the pages of an SQLite file without SQLite: what a damaged one still holds, cell by cell.

Follows https://sqlite.org/fileformat2.html. Only tables with a rowid are read: a workbook has no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import error as StructError
from struct import unpack, unpack_from
from typing import Protocol

LEAF, INTERIOR = 0x0D, 0x05
INDEX_PAGES = (0x02, 0x0A)
HEADER_SIZE = 100
USUAL_PAGE = 4096
_SIZES = tuple(1 << power for power in range(9, 17))
_WHOLE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes of each kind of integer

Value = int | float | str | bytes | None


class Unreadable(Exception):
    """A page or a cell that does not hold what its place says; the text is for the report."""


@dataclass(frozen=True)
class Cell:
    """One row as it is stored; `rowid` stands for an INTEGER PRIMARY KEY, whose value is then None."""

    rowid: int
    values: tuple[Value, ...]
    pages: tuple[int, ...]  # the pages it continues on


class Content(Protocol):
    """Bytes, wherever they are."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


_AHEAD = 1 << 20  # bytes that are read together, as pages mostly follow one another


class FileBytes:
    """The bytes of a file that may be larger than the memory; nothing is kept open between two looks."""

    def __init__(self, path: Path) -> None:
        self._path, self._size = path, path.stat().st_size
        self._at, self._block = 0, b""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._size)
        if not self._at <= start <= stop <= self._at + len(self._block):
            with self._path.open("rb") as file:
                file.seek(start)
                self._at, self._block = start, file.read(max(_AHEAD, stop - start))
        return self._block[start - self._at : stop - self._at]


class PageFile:
    """The bytes of a database file, page by page from 1."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.size = _page_size(content)
        self.count = -(-len(content) // self.size)
        self.usable = self.size - _spare(content)

    def page(self, number: int) -> bytes:
        """The bytes of a page; raises Unreadable where the file ends before it."""
        if not 1 <= number <= self.count:
            raise Unreadable(f"page {number} is not in the file")
        page = self.content[(number - 1) * self.size : number * self.size]
        if len(page) < self.size:
            raise Unreadable(f"the file ends within page {number}")
        return page

    def children(self, number: int) -> list[int]:
        """The pages below an interior page of a table."""
        page, start = self.page(number), _start(number)
        if page[start] != INTERIOR:
            raise Unreadable(f"page {number} is not the part of a table that it should be")
        found = []
        for at in _pointers(page, start, 12):
            if not start + 12 <= at <= self.usable - 4:
                raise Unreadable(f"page {number} points outside itself")
            found.append(unpack_from(">I", page, at)[0])
        return [*found, unpack_from(">I", page, start + 8)[0]]

    def is_leaf(self, number: int) -> bool:
        """Whether a page says that it holds rows."""
        return self.page(number)[_start(number)] == LEAF

    def cells(self, number: int) -> Iterator[Cell | Unreadable]:
        """Every row of a page; for one that cannot be read, why not."""
        page, start = self.page(number), _start(number)
        for at in _pointers(page, start, 8):
            try:
                yield self._cell(number, page, at)
            except (Unreadable, IndexError, StructError) as error:
                yield Unreadable(f"a row on page {number} cannot be read ({error})")

    def _cell(self, number: int, page: bytes, at: int) -> Cell:
        if not _start(number) + 8 <= at < self.usable:
            raise Unreadable("it lies outside the page")
        length, at = _varint(page, at)
        rowid, at = _varint(page, at)
        if length > len(self.content):
            raise Unreadable("it says that it is longer than the file")
        local = self._local(length)
        if at + local > self.usable:
            raise Unreadable("it runs past the end of the page")
        payload = page[at : at + local]
        pages: list[int] = []
        if local < length:
            rest, pages = self._overflow(unpack_from(">I", page, at + local)[0], length - local)
            payload += rest
        return Cell(_signed(rowid, 8), record(payload), tuple(pages))

    def _local(self, length: int) -> int:
        """How much of a row of this length is on the page itself."""
        if length <= self.usable - 35:
            return length
        least = (self.usable - 12) * 32 // 255 - 23
        most = least + (length - least) % (self.usable - 4)
        return most if most <= self.usable - 35 else least

    def _overflow(self, number: int, length: int) -> tuple[bytes, list[int]]:
        parts: list[bytes] = []
        pages: list[int] = []
        while length > 0:
            if number in pages:
                raise Unreadable(f"it loops at page {number}")
            page = self.page(number)
            pages.append(number)
            parts.append(page[4 : min(self.usable, 4 + length)])
            length -= len(parts[-1])
            number = unpack_from(">I", page)[0]
        if number:
            raise Unreadable(f"it continues after its end at page {number}")
        return b"".join(parts), pages


def has_header(content: Content) -> bool:
    """Whether a file begins as SQLite files do."""
    return content[:16] == b"SQLite format 3\x00" and len(content) >= HEADER_SIZE


def _page_size(content: Content) -> int:
    if has_header(content):
        size = int.from_bytes(content[16:18], "big")
        size = 65536 if size == 1 else size
        if size in _SIZES and len(content) % size == 0:
            return size
    return USUAL_PAGE


def _spare(content: Content) -> int:
    """What a page reserves for other programs; a number that no page can spare was made by damage."""
    spare = content[20:21][0] if has_header(content) else 0
    return spare if spare <= 32 else 0


def _start(number: int) -> int:
    return HEADER_SIZE if number == 1 else 0


def _pointers(page: bytes, start: int, head: int) -> tuple[int, ...]:
    count = unpack_from(">H", page, start + 3)[0]
    first = start + head
    count = min(count, (len(page) - first) // 2)
    return unpack(f">{count}H", page[first : first + 2 * count])


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | data[at + 8], at + 9


def _signed(value: int, size: int) -> int:
    return value - (1 << 8 * size) if value >> (8 * size - 1) & 1 else value


def record(payload: bytes) -> tuple[Value, ...]:
    """The values of a row; raises Unreadable where they do not fill it exactly."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != end or end > len(payload):
        raise Unreadable("its header is damaged")
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise Unreadable("its parts do not add up")
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind >= 12:
        end = at + (kind - 12) // 2
        part = payload[at:end]
        if len(part) < end - at:
            raise Unreadable("it ends too early")
        # One broken letter is no reason to give up the words round it; the history tells what stood there.
        return (part.decode("utf-8", "replace") if kind % 2 else part), end
    if kind in _WHOLE:
        end = at + _WHOLE[kind]
        return _signed(int.from_bytes(payload[at:end], "big"), _WHOLE[kind]), end
    if kind == 7:
        return unpack_from(">d", payload, at)[0], at + 8
    if kind in (0, 8, 9):
        return (None, 0, 1)[0 if kind == 0 else kind - 7], at
    raise Unreadable("it holds a value of no known kind")
