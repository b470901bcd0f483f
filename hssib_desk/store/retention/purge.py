"""Taking something out of a workbook and its copies, past history and seals, so that its bytes go too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms.form import Library
from hssib_desk.ownfiles import wipe
from hssib_desk.store import backups, leftovers
from hssib_desk.store.connect import Database, Driver, connect, header
from hssib_desk.store.context import WriteContext
from hssib_desk.store.errors import NotAnswering, NotReady, WorkbookError, translated
from hssib_desk.store.form_cache import FormCache
from hssib_desk.store.retention.retention_types import CopyFate
from hssib_desk.store.schema import migrations
from hssib_desk.store.schema.journal import journal_of
from hssib_desk.store.settings import facts_from, read_settings

_AGAIN = "Close the workbook and open it again: what is left is then cleaned up. Then check it."


class Purged(Protocol):
    """What is taken out, for example some cases: what a copy is said to be without, and how it is found."""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        ...

    def is_in(self, raw: sqlite3.Connection) -> bool:
        """Whether anything of it can be read in a file."""
        ...

    def take_out(self, context: WriteContext, *, is_copy: bool) -> None:
        """Take it out of the rows of a file, and say so in its history."""
        ...


@dataclass(frozen=True)
class Order:
    """From which workbook something goes, and who says so, when."""

    path: Path
    driver: Driver
    library: Library
    who: str
    now: datetime


def copies_with(path: Path, driver: Driver, what: Purged) -> list[CopyFate]:
    """What happens to each copy beside the workbook that holds it; the others are left alone."""
    fates = (_fate(copy, backups.suited(copy, driver), what) for copy in backups.files_of(path))
    return [fate for fate in fates if fate is not None]


def _fate(copy: Path, driver: Driver, what: Purged) -> CopyFate | None:
    try:
        if not holds(copy, driver, what):
            return None
        broken = backups.problem_in(copy, driver)
    except NotAnswering:
        raise  # it may be sound, so it is not removed
    except WorkbookError as error:
        broken = str(error)
    if broken:
        said = f"{copy.name} cannot be read through, so nobody can tell what is in it. It is removed."
        return CopyFate(copy, "removed", said)
    return CopyFate(copy, "rewritten", f"{copy.name} is rewritten without {what.name}.")


def holds(path: Path, driver: Driver, what: Purged) -> bool:
    """Whether anything of it can be read in a file."""
    with translated(path):
        raw = connect(path, write=False, driver=driver)
        try:
            header(raw, path)
            return what.is_in(raw)
        finally:
            raw.close()


def refuse_broken(order: Order) -> None:
    """Raise NotReady where the workbook has to be put right before anything is taken out of it."""
    if broken := backups.problem_in(order.path, order.driver):
        raise NotReady(f"The workbook must be mended first: {broken}")


def purge(order: Order, what: Purged, copies: Sequence[CopyFate] | None) -> str:
    """Take it out of a workbook that is open for writing, and of its copies unless they are None.

    Raises while the workbook still holds it; returns a sentence where it is gone and something is left to do.
    Copies come first: as long as the workbook has it, an interrupted purge can be asked for again.
    """
    clean_copies(order, what, copies or ())
    try:
        clean(order, what, order.path, order.driver, is_copy=False)
        if copies is not None:  # some may have been made meanwhile
            clean_copies(order, what, copies_with(order.path, order.driver, what))
    except WorkbookError as error:
        if holds(order.path, order.driver, what):
            raise
        return f"{error} {_AGAIN}"
    return ""


def clean_copies(order: Order, what: Purged, fates: Sequence[CopyFate]) -> None:
    """Take it out of copies, and wipe what programs that were stopped left of it."""
    for fate in fates:
        if fate.fate == "removed":
            leftovers.remove(fate.path)
        else:
            clean(order, what, fate.path, backups.suited(fate.path, order.driver), is_copy=True)
    leftovers.clear(order.path)


def clean(order: Order, what: Purged, path: Path, driver: Driver, *, is_copy: bool) -> None:
    """Take it out of one file, and what was in the place it took."""
    with translated(path):
        raw = connect(path, driver=driver, journal="PERSIST")
        try:
            migrations.migrate(raw, header(raw, path), path)
        finally:
            raw.close()
    # The journal holds what is being taken out: it is kept to be overwritten, rather than only removed.
    database = Database(path, driver=driver, journal="PERSIST")
    try:
        with database.writing() as connection:
            facts = facts_from(read_settings(connection), path.name)
            forms, today = FormCache(order.library), local_day(order.now)
            with _unguarded(connection):
                what.take_out(
                    WriteContext(connection, forms, facts, today, order.who, order.now), is_copy=is_copy
                )
        _vacuum(path, driver)
    finally:
        database.close()
        wipe(journal_of(path))
    if holds(path, driver, what) or backups.problem_in(path, driver):
        raise NotReady(f"“{path.name}” could not be cleaned. Check it, and try again.")


def _vacuum(path: Path, driver: Driver) -> None:
    with translated(path):
        raw = connect(path, driver=driver, journal="PERSIST")
        try:
            raw.execute("VACUUM")
        finally:
            raw.close()


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Without the guards of history, seals and files, within the running transaction only."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%sealed:%'"
    guards = connection.exec_driver_sql(query).all()
    for name, _ in guards:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in guards:
        connection.exec_driver_sql(statement)
