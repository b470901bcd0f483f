"""What the first pages of a file say about it, before any database opens it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

HEADER = b"SQLite format 3\x00"
PAGE = 4096
_LOOKED_AT = 16  # pages, from the first to the last
_MOST_OF_ONE_BYTE = 64  # a random page has each of the 256 values about 16 times
# Files that are as random inside as a protected workbook, by how they begin.
_OTHERS = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b\x08",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
)
SALT = 16  # what a protected file begins with


def is_plain(path: Path) -> bool:
    """Whether a file is a database that any program can read."""
    return _first_bytes(path, len(HEADER)) == HEADER


def is_protected(path: Path) -> bool:
    """Whether a file looks like a protected workbook: random from its first byte on."""
    if is_plain(path):
        return False
    pages = list(_some_pages(path))
    random = [page for page in pages if _is_random(page)]
    # Not all of them: a damaged one is still a protected workbook.
    return len(random) * 2 >= len(pages) > 0 and not pages[0].startswith(_OTHERS)


def fresh_salt() -> bytes:
    """A beginning for a protected file that is not by chance that of another kind of file."""
    while True:
        salt = os.urandom(SALT)
        if not salt.startswith(_OTHERS):
            return salt


def _is_random(page: bytes) -> bool:
    return max(map(page.count, range(256))) <= _MOST_OF_ONE_BYTE


def _some_pages(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            count = path.stat().st_size // PAGE
            for number in sorted({count * part // _LOOKED_AT for part in range(_LOOKED_AT)} if count else ()):
                file.seek(number * PAGE)
                yield file.read(PAGE)
    except OSError:
        return


def _first_bytes(path: Path, count: int) -> bytes:
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return b""
        with path.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""
