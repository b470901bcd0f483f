"""Finding the key of a damaged protected file: the salt that belongs to it may be lost with its beginning.

A passphrase gives the key only together with the salt, and the database reads no page without it. The journal
of an unfinished change and every copy of the workbook have the same salt.
"""

from __future__ import annotations

from pathlib import Path

from hssib_desk.ownfiles import is_file
from hssib_desk.store import backups
from hssib_desk.store.passphrase import page_seal
from hssib_desk.store.recovery.sqlite_pages import Content
from hssib_desk.store.schema.file_header import SALT, is_plain, is_protected
from hssib_desk.store.schema.journal import first_page_in, journal_of

_MOST_COPIES = 20  # that are asked for their salt


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
    key = page_seal.seal_key(raw, salt)
    return any(page_seal.is_sealed(page, number, key) for number, page in page_seal.pages_of(content))
