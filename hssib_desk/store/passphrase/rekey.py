"""Writing a workbook anew with another key or none: proven equal, swapped in, and the old one wiped."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import nullcontext, suppress
from pathlib import Path

from hssib_desk.ownfiles import WIPING, fresh, new_name, put_in_place, wipe
from hssib_desk.store.backups import sync_folder
from hssib_desk.store.connect import Driver, connect, look_at
from hssib_desk.store.errors import Damaged, WorkbookError, translated
from hssib_desk.store.passphrase.keys import Key
from hssib_desk.store.schema.journal import journal_of

_CHUNK = 1 << 20
_MARKS = ("application_id", "user_version")  # the export leaves them out
_KEPT_WHOLE = "CREATE TABLE damaged_file (part INTEGER PRIMARY KEY, name TEXT, bytes BLOB)"


def written_anew(path: Path, old: Key | None, new: Key | None) -> Path:
    """The same content with another key (None: readable by all), beside the file and proven the same."""
    look_at(path)
    with translated(path):
        part = fresh(path)
    try:
        with translated(path):
            _export(path, _through(old), part, new)
            _sync(part)
        if _content(path, old) != _content(part, new):
            raise WorkbookError(f"“{path.name}” could not be rewritten. It was not changed.")
    except BaseException:
        wipe(part)
        raise
    return part


def kept_whole(path: Path, key: Key) -> Path:
    """The bytes of a damaged file in a protected one beside it: nothing is lost, and nothing readable."""
    with translated(path):
        part = fresh(path)
        raw = connect(part, driver=key.driver)
        try:
            raw.execute("BEGIN")
            raw.execute(_KEPT_WHOLE)
            for file in (path, journal_of(path)):
                _take_bytes(raw, file)
            raw.execute("COMMIT")
        finally:
            raw.close()
    return part


def _take_bytes(raw: sqlite3.Connection, path: Path) -> None:
    if not path.exists():
        return
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            raw.execute("INSERT INTO damaged_file (name, bytes) VALUES (?, ?)", (path.name, piece))


def swap_in(part: Path, path: Path) -> None:
    """Put a finished file in the place of another in one step, and wipe the other.

    Once it is in its place nothing is raised: what cannot be wiped now is wiped when the workbook is opened.
    """
    old = new_name(path, WIPING)
    with translated(path):
        wipe(journal_of(path))
        with suppress(OSError):  # on a drive without second names it is removed only
            os.link(path, old)  # its content stays reachable, to be overwritten
        try:
            put_in_place(part, path)
        except OSError:
            with suppress(OSError):
                old.unlink(missing_ok=True)
                wipe(part)
            raise
    with suppress(OSError):
        sync_folder(path.parent)
        wipe(old)


def _through(key: Key | None) -> Driver:
    """A driver of the module that knows both kinds of file."""
    import sqlcipher3

    return Driver(sqlcipher3, key or _read_plain)


def _read_plain(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")


def _export(path: Path, old: Driver, part: Path, new: Key | None) -> None:
    raw = connect(path, driver=old)  # for writing: what a killed program left in the journal is put right
    try:
        with new.written() if new else nullcontext("") as key:
            raw.execute("ATTACH DATABASE ? AS anew KEY ?", (str(part), key))
        raw.execute("PRAGMA anew.journal_mode = OFF")
        raw.execute("PRAGMA anew.synchronous = OFF")  # it is flushed once, at the end
        raw.execute("SELECT sqlcipher_export('anew')").fetchall()
        for mark in _MARKS:
            value = int(raw.execute(f"PRAGMA main.{mark}").fetchone()[0])
            raw.execute(f"PRAGMA anew.{mark} = {value}")
    finally:
        raw.close()


def _content(path: Path, key: Key | None) -> tuple[object, ...]:
    """Everything in a file, as marks, names and digests; raises Damaged when it is not sound."""
    with translated(path):
        raw = connect(path, write=False, driver=_through(key))
        try:
            found = raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise Damaged(f"“{path.name}” is damaged ({found}). Restore it from one of its backups.")
            marks = [raw.execute(f"PRAGMA {mark}").fetchone()[0] for mark in _MARKS]
            things = sorted(raw.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"))
            tables = [name for kind, name, _, sql in things if kind == "table" and "VIRTUAL" not in sql]
            return (*marks, *things, *(_digest(raw, table) for table in tables))
        finally:
            raw.close()


def _digest(raw: sqlite3.Connection, table: str) -> str:
    digest = hashlib.blake2b()
    for row in raw.execute(f'SELECT * FROM "{table}"'):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
