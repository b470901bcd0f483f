"""Opening a protected workbook: from a passphrase or the recovery key to the key of every connection.

The file is a SQLCipher 4 database with that program's own defaults, so that others open it with the
passphrase too. The key is derived once an opening; each connection is given the finished key.
"""

from __future__ import annotations

import hashlib
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hssib_desk.store import backups
from hssib_desk.store.connect import PLAIN, Driver, look_at
from hssib_desk.store.errors import Damaged, NeedsPassphrase, WrongPassphrase, translated
from hssib_desk.store.passphrase import page_seal, recovery_key, salt_search
from hssib_desk.store.passphrase.strength import refuse_guessable
from hssib_desk.store.recovery.sqlite_pages import FileBytes
from hssib_desk.store.schema.file_header import PAGE, fresh_salt, is_plain, is_protected

__all__ = [
    "Key",
    "driver",
    "driver_for",
    "driver_to_recover",
    "is_plain",
    "is_protected",
    "key_of",
    "new_key",
    "opens",
]

_ROUNDS = 256_000  # of SQLCipher 4
_HEX = [b"%02x" % byte for byte in range(256)]


class Key:
    """The key of one workbook and its copies; calling it opens a fresh connection to such a file.

    Its bytes are in one place, which is overwritten by `wipe`, and once nobody holds the key any more. A
    fingerprint of them stays, so that a key that was wiped can be compared and restored.
    """

    def __init__(self, raw: bytes | bytearray, salt: bytes) -> None:
        self.raw, self.salt = bytearray(raw), salt
        fingerprint = hashlib.sha256(raw)
        fingerprint.update(salt)
        self._fingerprint = fingerprint.digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self._fingerprint == other._fingerprint

    def __hash__(self) -> int:
        return hash(self._fingerprint)

    def __del__(self) -> None:
        self.wipe()

    def __call__(self, connection: sqlite3.Connection) -> None:
        if self.is_wiped:
            raise NeedsPassphrase("The workbook is locked. Its passphrase or recovery key opens it.")
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
        with self.written() as given:
            # Not by a PRAGMA: Python and the library would keep its text.
            connection.set_key(given)  # type: ignore[attr-defined]

    @property
    def is_wiped(self) -> bool:
        """Whether the key was overwritten, so that nothing opens with it."""
        return not any(self.raw)

    def wipe(self) -> None:
        """Overwrite the key."""
        self.raw[:] = bytes(len(self.raw))

    def restore(self, same: Key) -> None:
        """Take the key, which was wiped, from another one that is equal."""
        self.raw[:] = same.raw

    @contextmanager
    def written(self) -> Iterator[bytearray]:
        """Key and salt as SQLCipher takes them where nothing is to be derived; overwritten afterwards."""
        size = len(self.raw) + len(self.salt)
        given = bytearray(2 * size + 3)  # of its whole length: one that grows leaves copies behind
        given[:2], given[-1:] = b"x'", b"'"
        for place, byte in enumerate((*self.raw, *self.salt)):
            given[2 * place + 2 : 2 * place + 4] = _HEX[byte]
        try:
            yield given
        finally:
            given[:] = bytes(len(given))

    @property
    def driver(self) -> Driver:
        """The way to connect to a file that has this key."""
        import sqlcipher3

        return Driver(sqlcipher3, self)


def driver(path: Path, secret: str = "") -> Driver:
    """How to connect to a workbook; raises NeedsPassphrase or WrongPassphrase for a protected one."""
    look_at(path)
    if not salt_search.needs_key(path):
        return PLAIN
    return driver_for(path, _given(path, secret))


def driver_for(path: Path, secret: str) -> Driver:
    """The driver of a protected workbook, from its passphrase or recovery key; takes a tenth of a second.

    Raises Damaged when the secret is right, but the beginning of the file is not.
    """
    typed = _Typed(path, secret)
    key = typed.key()
    if not opens(path, key):
        typed.key_of_damaged(key)
        raise Damaged(
            f"“{path.name}” is damaged at its beginning. Recover it, or restore one of its backups."
        )
    return key.driver


def driver_to_recover(path: Path, secret: str = "") -> Driver:
    """How to read what is left of a workbook that may be damaged, its salt too."""
    with translated(path):
        if not salt_search.needs_key(path):
            return PLAIN
        typed = _Typed(path, _given(path, secret))
        key = typed.key()
        return (key if opens(path, key) else typed.key_of_damaged(key)).driver


def _given(path: Path, secret: str) -> str:
    if not secret:
        raise NeedsPassphrase(f"“{path.name}” is protected. Its passphrase or recovery key opens it.")
    return secret


class _Typed:
    """What somebody typed for a workbook, a passphrase or a recovery key, and the keys that follow."""

    def __init__(self, path: Path, secret: str) -> None:
        self._path, self._secret = path, secret
        self._raw: bytes | None = None  # of a recovery key
        self._mistake: WrongPassphrase | None = None  # in what looks like one, and may be a passphrase
        if recovery_key.looks_like_one(secret):
            try:
                self._raw = recovery_key.read(secret)
            except WrongPassphrase as error:
                self._mistake = error

    def key(self) -> Key:
        """The key that belongs to the salt in the file."""
        with translated(self._path):
            salt = salt_search.salt_of(self._path)
        return Key(self._raw_with(salt), salt)

    def _raw_with(self, salt: bytes) -> bytes:
        return self._raw or _derived(self._secret, salt)

    def key_of_damaged(self, own: Key) -> Key:
        """The key of a file whose first page does not fit, or of its copies; raises WrongPassphrase."""
        with translated(self._path):
            content, others = FileBytes(self._path), salt_search.other_salts(self._path)
        keys = [own, *(Key(self._raw_with(salt), salt) for salt in others)]
        for key in keys:
            if salt_search.has_sealed_page(content, key.raw, key.salt):
                return key
        for key in keys:
            if any(opens(copy, key) for copy in backups.paths_of(self._path)):
                if not is_protected(self._path):
                    return key
                raise WrongPassphrase(
                    f"This {self._what} opens a copy of “{self._path.name}”, but no page of the file itself: "
                    "the file has another one, or is destroyed. The copy can be restored."
                )
        raise self._mistake or WrongPassphrase(
            f"This {self._what} does not open “{self._path.name}”. Check Caps Lock and the "
            "keyboard’s language; nothing was changed."
        )

    @property
    def _what(self) -> str:
        return "recovery key" if self._raw else "passphrase"


def new_key(passphrase: str) -> Key:
    """A fresh key for a passphrase; raises NotReady for one that is too easy to guess."""
    refuse_guessable(passphrase)
    salt = fresh_salt()
    return Key(_derived(passphrase, salt), salt)


def key_of(driver: Driver) -> Key | None:
    """The key that a driver gives its connections; None for a plain workbook."""
    return driver.unlock if isinstance(driver.unlock, Key) else None


def opens(path: Path, key: Key) -> bool:
    """Whether a key belongs to a file, by its first page."""
    with translated(path), path.open("rb") as file:
        page = file.read(PAGE)
    mac_key = page_seal.seal_key(key.raw, key.salt)
    return len(page) == PAGE and page_seal.is_sealed(page, 1, mac_key)


def _derived(passphrase: str, salt: bytes) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha512", typed, salt, _ROUNDS, recovery_key.KEY_BYTES)
