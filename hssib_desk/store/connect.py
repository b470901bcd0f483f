"""Connections to a workbook file: every pragma, the rights, and where a transaction begins and ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from hssib_desk.store.entries.history import last_change_in
from hssib_desk.store.errors import (
    Damaged,
    Missing,
    NeedsPassphrase,
    NotAWorkbook,
    ReadOnly,
    from_system,
    moved,
    translated,
)
from hssib_desk.store.schema.file_header import is_protected
from hssib_desk.store.schema.journal import is_foreign
from hssib_desk.store.schema.triggers import SQLITE_ONLY
from hssib_desk.store.verify import checkpoints
from hssib_desk.store.verify.value_check import odd_values

APPLICATION_ID = 0x48535342  # "HSSB" in the header, so that other programs can tell what the file is
BUSY_SECONDS = 3.0


@dataclass(frozen=True)
class Driver:
    """The database module, and what a new connection needs before its first read (a key, say)."""

    module: ModuleType = sqlite3
    unlock: Callable[[sqlite3.Connection], None] | None = None


PLAIN = Driver()


def connect(
    path: Path, *, write: bool = True, driver: Driver = PLAIN, journal: str = "DELETE"
) -> sqlite3.Connection:
    """One raw connection with every pragma set; the file must exist."""
    _refuse_special(path)
    if driver.unlock is None and is_protected(path):
        raise NeedsPassphrase(f"“{path.name}” is protected. Its passphrase or recovery key opens it.")
    if is_foreign(path):
        raise Damaged(
            f"The journal of another file is beside “{path.name}”. Opening the workbook with it would "
            "destroy "
            "it. Recover the workbook: that sets the journal aside. Nothing was changed."
        )
    # "rw" also for reading: only so can the journal of a program that was killed be rolled back.
    try:
        return _opened(path, "rw", write, driver, journal)
    except driver.module.OperationalError:
        if write:
            raise
        return _opened(path, "ro", write, driver, journal)


def _opened(path: Path, mode: str, write: bool, driver: Driver, journal: str) -> sqlite3.Connection:
    raw: sqlite3.Connection = driver.module.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # the program says BEGIN itself; the module's own guess leaves DDL outside
        check_same_thread=False,
    )
    try:
        if driver.unlock:
            driver.unlock(raw)
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("SELECT 1 FROM sqlite_master").fetchone()
        if write:
            raw.execute(f"PRAGMA journal_mode = {journal}")  # self-contained at rest, and safe on a share
        else:
            raw.execute("PRAGMA query_only = ON")
    except BaseException:
        raw.close()
        raise
    return raw


_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "fullfsync = ON",  # macOS: fsync alone leaves the bytes in the drive
    "secure_delete = ON",  # what is taken out of a record is overwritten
    "temp_store = MEMORY",  # no clinical text in temporary files
    "cell_size_check = ON",
    "cache_size = -16000",
    "encoding = 'UTF-8'",
)


# What reading a value may raise when another program, or damage, put it there.
_BY_VALUES = (TypeError, ValueError, LookupError, AttributeError, RecursionError)


class Database:
    """The connections of one open workbook; each transaction takes one and gives it back."""

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        driver: Driver = PLAIN,
        journal: str = "DELETE",
        give_up: Callable[[], bool] | None = None,
    ) -> None:
        self.path, self.read_only, self.driver = path, read_only, driver
        self._engine = _engine(path, read_only, driver, journal)
        if give_up is not None:
            _ask_often(self._engine, give_up)
        self._mark: tuple[object, ...] = ()  # what the file held after the last act; empty where nobody asks
        self._seen: tuple[int, ...] = ()  # and which file it was

    def know(self) -> None:
        """From now on write only into the file as it is now, and as its own acts leave it."""
        with self.reading() as connection:
            self._mark = _mark_of(connection)
        self._seen = self._file()

    def _file(self) -> tuple[int, ...]:
        """Which file is in the place, and how it was left; raises Missing where there is none."""
        try:
            found = self.path.stat()
        except FileNotFoundError as error:
            raise moved(self.path.name) from error
        except OSError as error:
            raise from_system(error, self.path.name) from error
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short look at one state of the file; a long one would hold up the writer."""
        with self._as_promised(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One act: everything in the block is kept with its checkpoints, or nothing is."""
        if self.read_only:
            raise ReadOnly(f"“{self.path.name}” is open for reading only. Close it and open it to write.")
        with self._as_promised():
            if self._mark and self._file() != self._seen:
                self._engine.dispose()  # the pages that a connection keeps would hide what is there now
            with self._engine.connect() as plain:
                watched = self._is_watched(plain)
                connection = plain.execution_options(act=True)
                with connection.begin():
                    if self._mark and _mark_of(connection) != self._mark:
                        raise Missing(_REPLACED.format(name=self.path.name))
                    yield connection
                    if watched:
                        checkpoints.keep(checkpoints.raw_of(connection))
                    mark = _mark_of(connection) if self._mark else ()
            if mark:
                self._mark, self._seen = mark, self._file()

    @staticmethod
    def _is_watched(connection: Connection) -> bool:
        """Whether what the connection touches is noted, for the checkpoints at the end of each act."""
        if "watched" not in connection.info:
            connection.info["watched"] = checkpoints.watch(checkpoints.raw_of(connection))
        return bool(connection.info["watched"])

    @contextmanager
    def _as_promised(self) -> Iterator[None]:
        """A file of this version has every table and column; one that lacks some is damaged."""
        try:
            with translated(self.path):
                yield
        except OperationalError as error:
            if "no such" not in str(error.orig):
                raise
            raise Damaged(
                f"“{self.path.name}” is damaged: a part of it is missing. Restore it from one of its "
                "backups; the damaged file is kept."
            ) from error
        except _BY_VALUES as error:
            # A fault of the program stays one, unless the file does hold what no workbook holds.
            found = self._odd_values()
            if not found:
                raise
            raise Damaged(
                f"“{self.path.name}” is damaged: {found[0]}. Restore it from one of its backups, or recover "
                "it; the damaged file is kept."
            ) from error

    def _odd_values(self) -> list[str]:
        with translated(self.path):
            raw = connect(self.path, write=False, driver=self.driver)
            try:
                return odd_values(raw)
            finally:
                raw.close()

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own outside the pool, for a backup or a check."""
        with translated(self.path):
            connection = connect(self.path, write=False, driver=self.driver)
            try:
                yield connection
            finally:
                connection.close()

    def rest(self) -> None:
        """Close every connection; the next transaction opens one again.

        What the connections of a protected file held in memory, pages in plain text among it, is overwritten.
        Once that is asked for, the library goes on overwriting what it frees until the program ends.
        """
        if self.driver.unlock is not None:
            memory = self.driver.module.connect(":memory:")
            memory.execute(_OVERWRITE)
            memory.close()
        self._engine.dispose()
        self._engine.clear_compiled_cache()  # it holds the words that were searched for

    def close(self) -> None:
        """Give every connection back to the system."""
        self.rest()


_OVERWRITE = "PRAGMA cipher_memory_security = ON"
_REPLACED = (
    "“{name}” is not as it was last saved: another file was put in its place, or another program wrote into "
    "it. Nothing is saved over it, and what you typed stays here. Put the file back, or keep what you typed "
    "as a text file and open the workbook again."
)


def _mark_of(connection: Connection) -> tuple[object, ...]:
    """What tells one workbook, and one state of it, from another: its id, and the end of its history."""
    raw = checkpoints.raw_of(connection)
    tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('settings', 'changes')"
    if raw.execute(tables).fetchone() != (2,):
        return ()  # another program's file
    workbook_id = raw.execute("SELECT value FROM settings WHERE key = 'workbook_id'").fetchone()
    return workbook_id, last_change_in(raw)


class _Dialect(SQLiteDialect_pysqlite):
    """SQLite as every workbook speaks it, so that what was put into words for one serves the next."""

    driver = "workbook"
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Dialect) and other.dbapi is self.dbapi

    def __hash__(self) -> int:
        return hash((_Dialect, self.dbapi))


registry.register(f"sqlite.{_Dialect.driver}", __name__, _Dialect.__name__)
# To put a question into SQL takes longer than to answer it.
_COMPILED: LRUCache[Any, Any] = LRUCache(500)


def _engine(path: Path, read_only: bool, driver: Driver, journal: str) -> Engine:
    engine = create_engine(
        f"sqlite+{_Dialect.driver}://",
        module=driver.module,
        creator=lambda: connect(path, write=not read_only, driver=driver, journal=journal),
        hide_parameters=True,  # the text of an error must never hold what somebody wrote
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=4,
    )
    if driver.unlock is None:  # what is asked of a protected file is forgotten when it rests
        engine = engine.execution_options(compiled_cache=_COMPILED)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        act = connection.get_execution_options().get("act")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if act else "BEGIN")

    return engine


class GivenUp(Exception):
    """Whoever asked for it does not want it any more."""


def _ask_often(engine: Engine, give_up: Callable[[], bool]) -> None:
    """Ask before each statement, and in a long one again and again, whether it shall be given up."""

    @event.listens_for(engine, "connect")
    def within(raw: sqlite3.Connection, _record: object) -> None:
        raw.set_progress_handler(give_up, _STEPS)

    @event.listens_for(engine, "before_cursor_execute")
    def before(*_: object) -> None:
        if give_up():
            raise GivenUp


_STEPS = 10_000  # of the database: well below a millisecond


_NOT_THERE = "“{name}” is not there. It may have been moved, or its drive is not connected. Choose it again."


def look_at(path: Path, *, empty: bool = False) -> None:
    """Say early and plainly when a path is no workbook; a locked or damaged one shows itself on opening.

    Whoever recovers a workbook takes an `empty` file too.
    """
    with translated(path):
        if path.is_dir():
            raise NotAWorkbook(
                f"“{path.name}” is a folder, not a workbook. Choose a file that ends in .hssib."
            )
        if not path.exists():
            raise Missing(_NOT_THERE.format(name=path.name))
        _refuse_special(path)
        with path.open("rb") as file:
            head = file.read(1)
    if not head and not empty:
        raise Damaged(f"“{path.name}” is empty. Restore it from one of its backups.")


def _refuse_special(path: Path) -> None:
    """A pipe would keep the program waiting for ever, and a link that leads nowhere opens nothing."""
    if path.is_symlink() and not path.exists():
        raise Missing(_NOT_THERE.format(name=path.name))
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise NotAWorkbook(
            f"“{path.name}” is a device or a pipe, not a file. Choose a file that ends in .hssib."
        )


def header(raw: sqlite3.Connection, path: Path) -> int:
    """The schema version in the file's header; raises NotAWorkbook for another program's database."""
    if _pragma(raw, "application_id") != APPLICATION_ID:
        raise NotAWorkbook(
            f"“{path.name}” is a database of another program, not a workbook. Choose a file ending in .hssib."
        )
    version = _pragma(raw, "user_version")
    if not 0 < version < _NO_VERSION:
        raise Damaged(
            f"“{path.name}” is damaged: it says that it is of version {version}. Restore it from one of its "
            "backups; the damaged file is kept."
        )
    _refuse_foreign_parts(raw, path)
    return version


def _refuse_foreign_parts(raw: sqlite3.Connection, path: Path) -> None:
    """A view or trigger that this program never wrote could run for ever, or spoil what is saved."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"
    for name, sql in raw.execute(query):
        if sql not in SQLITE_ONLY:
            raise Damaged(
                f"“{path.name}” holds a part that this program does not write (“{str(name)[:40]}”), so it is "
                "not opened. Restore it from one of its backups; the file is kept."
            )


_NO_VERSION = 1000  # a number that damage made


def stamp(raw: sqlite3.Connection, version: int) -> None:
    """Write the program's mark and the schema version into the header, within the running transaction."""
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version = {version}")


def _pragma(raw: sqlite3.Connection, name: str) -> int:
    row: Any = raw.execute(f"PRAGMA {name}").fetchone()
    return int(row[0])
