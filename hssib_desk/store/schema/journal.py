"""A journal beside a workbook: rolling back one that belongs to another file would destroy the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from struct import unpack, unpack_from

from hssib_desk.store.schema.file_header import HEADER, SALT, is_protected

MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_HEAD = 100
_COUNT_AT, _PAGES_AT = 24, 28  # the change counter and the number of pages in a database header


@dataclass(frozen=True)
class _Journal:
    """How many pages the file had before the transaction, and its header then, if that was to be written."""

    pages: int
    header: bytes


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the journal of a file."""
    return path.with_name(f"{path.name}-journal")


def is_foreign(path: Path) -> bool:
    """Whether a journal beside a file, which opening it would roll back, is certainly not its own.

    A journal keeps the pages of before. Where the first page is among them, its change counter is that of the
    file or one less; where it is not, the file still says how many pages it had.
    """
    journal, head = _read(journal_of(path)), _head(path)
    if journal is None or len(head) < _HEAD or not _are_apart(head, journal, path):
        return False
    return _read(journal_of(path)) == journal  # else a writer has gone on in between


def is_waiting(journal: Path) -> bool:
    """Whether a journal would be rolled back, or cannot be read."""
    try:
        return _read(journal) is not None
    except OSError:
        return True


def first_page_in(path: Path) -> bytes:
    """How the first page began that a journal keeps; empty where it keeps none."""
    journal = _read(path)
    return journal.header if journal else b""


def _are_apart(head: bytes, journal: _Journal, path: Path) -> bool:
    before = journal.header
    if is_protected(path):  # the counters cannot be read there, but the salt before them can
        return bool(before) and head[:SALT] != before[:SALT]
    if not head.startswith(HEADER):
        return False
    if not before:
        return _number(head, _PAGES_AT) != journal.pages
    if not before.startswith(HEADER):
        return True
    return _number(head, _COUNT_AT) - _number(before, _COUNT_AT) not in (0, 1)


def _head(path: Path) -> bytes:
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _read(path: Path) -> _Journal | None:
    """What a journal says; None where there is none that SQLite would roll back."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            start = file.read(28)
            if len(start) < 28 or not start.startswith(MAGIC):
                return None
            pages, sector, size = unpack_from(">III", start, 16)[:1] + unpack_from(">II", start, 20)
            records = (path.stat().st_size - sector) // (size + 8) if size else 0
            if unpack_from(">I", start, 8)[0] == 0 or sector < 512 or size < 512 or records <= 0:
                return None
            for record in range(records):
                file.seek(sector + record * (size + 8))
                if unpack(">I", file.read(4))[0] == 1:
                    return _Journal(pages, file.read(_HEAD))
    except OSError:
        return None
    return _Journal(pages, b"")


def _number(head: bytes, at: int) -> int:
    return int(unpack_from(">I", head, at)[0])
