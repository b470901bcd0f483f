"""Finding the key of a damaged protected file: the salt that belongs to it may be lost with its beginning.

A passphrase gives the key only together with the salt; a recovery key is the key, and the salt then only
tells which pages are as they were written. The journal of an unfinished change and every copy of the workbook
have the same salt.
"""

from __future__ import annotations

from pathlib import Path

from hssib_desk.ownfiles import is_file
from hssib_desk.store import backups
from hssib_desk.store.recovery import cipher_pages
from hssib_desk.store.recovery.sqlite_pages import INDEX_PAGES, INTERIOR, LEAF, Content
from hssib_desk.store.schema.file_header import PAGE, SALT, is_plain, is_protected
from hssib_desk.store.schema.journal import first_page_in, journal_of

_MOST_COPIES = 20  # that are asked for their salt
_LEAST = 2  # pages that must make sense before a file without a salt is believed to have a key


def needs_key(path: Path) -> bool:
    """Whether a workbook is protected, by its pages or, where they are destroyed, by its newest copy."""
    if is_plain(path) or not is_file(path):
        return False
    newest = next(iter(backups.paths_of(path)), None)
    return is_protected(path) or (newest is not None and is_protected(newest))


def other_salts(path: Path) -> list[bytes]:
    """The salts that stand in the journal and in the copies of a workbook, other than its own."""
    found = [first_page_in(journal_of(path))[:SALT]]
    copies = [copy for copy in backups.paths_of(path) if is_protected(copy)]
    found += [salt_of(copy) for copy in copies[:_MOST_COPIES]]
    own = salt_of(path)
    return list(dict.fromkeys(salt for salt in found if len(salt) == SALT and salt != own))


def salt_of(path: Path) -> bytes:
    """What a file begins with."""
    with path.open("rb") as file:
        return file.read(SALT)


def has_sealed_page(content: Content, raw: bytes | bytearray, salt: bytes) -> bool:
    """Whether any page of a file was sealed with a key."""
    key = cipher_pages.seal_key(raw, salt)
    return any(cipher_pages.is_sealed(page, number, key) for number, page in cipher_pages.pages_of(content))


def makes_sense(content: Content, raw: bytes) -> bool:
    """Whether a key without a salt turns noise into the pages of a database."""
    plain = cipher_pages.DecryptedBytes(content, raw)
    pages = (plain[at : at + PAGE] for at in range(PAGE, len(plain) - PAGE + 1, PAGE))
    return sum(map(_is_page, pages)) >= _LEAST


def _is_page(page: bytes) -> bool:
    """Whether a page begins as only those of a database do; noise does so once in a million."""
    free, count, start = (int.from_bytes(page[at : at + 2], "big") for at in (1, 3, 5))
    kinds = (LEAF, INTERIOR, *INDEX_PAGES)
    room = PAGE - cipher_pages.RESERVED
    in_order = (free == 0 or start <= free < room) and 0 < count <= start // 2 <= room // 2
    return page[0] in kinds and in_order and page[7] <= 60
