"""Opening a protected workbook: from a passphrase or the recovery key to the key of every connection.

The file is a SQLCipher 4 database with that program's own defaults, so that others open it with the
passphrase too. The key is derived once an opening; each connection is given the finished key.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hssib_desk.store import recovery
from hssib_desk.store.connect import PLAIN, Driver, look_at
from hssib_desk.store.errors import Damaged, NeedsPassphrase, NotReady, WrongPassphrase, translated
from hssib_desk.store.fileheader import PAGE, SALT, fresh_salt, is_plain, is_protected

__all__ = ["Key", "driver", "driver_for", "is_plain", "is_protected", "key_of", "new_key", "opens"]

LEAST_LETTERS = 8
_ROUNDS, _MAC = 256_000, 64  # of SQLCipher 4
_MAC_MASK, _MAC_ROUNDS = 0x3A, 2
_LOOKED_AT = 8  # pages that are tried when the first one does not fit


@dataclass(frozen=True)
class Key:
    """The key of one workbook and its copies; calling it opens a fresh connection to such a file."""

    raw: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    def __call__(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
        connection.execute(f'PRAGMA key = "{self.text}"')

    @property
    def text(self) -> str:
        """Key and salt as SQLCipher takes them where nothing is to be derived."""
        return f"x'{self.raw.hex()}{self.salt.hex()}'"

    @property
    def driver(self) -> Driver:
        """The way to connect to a file that has this key."""
        import sqlcipher3

        return Driver(sqlcipher3, self)


def driver(path: Path, secret: str = "") -> Driver:
    """How to connect to a workbook; raises NeedsPassphrase or WrongPassphrase for a protected one."""
    look_at(path)
    if not is_protected(path):
        return PLAIN
    if not secret:
        raise NeedsPassphrase(f"“{path.name}” is protected. Its passphrase or recovery key opens it.")
    return driver_for(path, secret)


def driver_for(path: Path, secret: str) -> Driver:
    """The driver of a protected workbook, from its passphrase or recovery key; takes a tenth of a second."""
    with translated(path), path.open("rb") as file:
        salt = file.read(SALT)
    if not recovery.looks_like_one(secret):
        return _proven(path, Key(_derived(secret, salt), salt), "passphrase").driver
    try:
        key = Key(recovery.read(secret), salt)
    except WrongPassphrase:
        by_passphrase = Key(_derived(secret, salt), salt)  # one may look like a recovery key by chance
        if opens(path, by_passphrase):
            return by_passphrase.driver
        raise
    return _proven(path, key, "recovery key").driver


def new_key(passphrase: str) -> Key:
    """A fresh key for a passphrase; raises NotReady when it is too short."""
    if len(passphrase) < LEAST_LETTERS:
        raise NotReady(
            f"A passphrase needs at least {LEAST_LETTERS} letters. A few words that do not belong together "
            "are easy to keep and hard to guess."
        )
    salt = fresh_salt()
    return Key(_derived(passphrase, salt), salt)


def key_of(driver: Driver) -> Key | None:
    """The key that a driver gives its connections; None for a plain workbook."""
    return driver.unlock if isinstance(driver.unlock, Key) else None


def opens(path: Path, key: Key) -> bool:
    """Whether a key belongs to a file, by its first page."""
    return next(_fits(path, key), False)


def _proven(path: Path, key: Key, what: str) -> Key:
    pages = list(_fits(path, key))
    if pages and pages[0]:
        return key
    if any(pages):
        raise Damaged(f"“{path.name}” is damaged at its beginning. Restore it from one of its backups.")
    raise WrongPassphrase(
        f"This {what} does not open “{path.name}”. Look for capital letters and the keyboard’s language; "
        "nothing was changed."
    )


def _fits(path: Path, key: Key) -> Iterator[bool]:
    """For each of the first pages, whether it was sealed with this key."""
    mac_salt = bytes(byte ^ _MAC_MASK for byte in key.salt)
    mac_key = hashlib.pbkdf2_hmac("sha512", key.raw, mac_salt, _MAC_ROUNDS, len(key.raw))
    with translated(path), path.open("rb") as file:
        for number in range(1, _LOOKED_AT + 1):
            page = file.read(PAGE)
            if len(page) < PAGE:
                return
            content = page[SALT if number == 1 else 0 : -_MAC] + number.to_bytes(4, "little")
            yield hmac.compare_digest(hmac.digest(mac_key, content, "sha512"), page[-_MAC:])


def _derived(passphrase: str, salt: bytes) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha512", typed, salt, _ROUNDS, recovery.KEY_BYTES)
