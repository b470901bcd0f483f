"""Taking something out of a file so that its bytes are gone too, past the guards of history and seals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms.form import Library
from hssib_desk.ownfiles import wipe
from hssib_desk.store import backups
from hssib_desk.store.connect import Database, Driver, connect, header
from hssib_desk.store.context import WriteContext
from hssib_desk.store.errors import NotAnswering, WorkbookError, translated
from hssib_desk.store.form_cache import FormCache
from hssib_desk.store.retention.retention_types import CopyFate
from hssib_desk.store.schema import migrations
from hssib_desk.store.schema.journal import journal_of
from hssib_desk.store.settings import facts_from, read_settings

AGAIN = "Close the workbook and open it again: what is left is cleared up then. Then check it."


@dataclass(frozen=True)
class By:
    """Who takes something out, when, and with which forms."""

    library: Library
    who: str
    now: datetime


@contextmanager
def cleaning(path: Path, driver: Driver, by: By) -> Iterator[WriteContext]:
    """An act without the guards of history and seals; what it takes out is nowhere in the file afterwards."""
    _bring_up_to_date(path, driver)
    # The journal holds what is being taken out: it is kept to be overwritten, rather than only removed.
    database = Database(path, driver=driver, journal="PERSIST")
    try:
        with database.writing() as connection:
            facts = facts_from(read_settings(connection), path.name)
            today = local_day(by.now)
            with _unguarded(connection):
                yield WriteContext(connection, FormCache(by.library), facts, today, by.who, by.now)
        _vacuum(path, driver)
    finally:
        database.close()
        wipe(journal_of(path))


def copies_holding(
    path: Path, holds: Callable[[Path, Driver], bool], what: str, driver: Driver
) -> list[CopyFate]:
    """What happens to each copy beside a workbook that holds something, called `what`."""
    fates = (_fate(copy, holds, what, backups.suited(copy, driver)) for copy in backups.files_of(path))
    return [fate for fate in fates if fate is not None]


def _fate(copy: Path, holds: Callable[[Path, Driver], bool], what: str, driver: Driver) -> CopyFate | None:
    try:
        if not holds(copy, driver):
            return None
        broken = backups.problem_in(copy, driver)
    except NotAnswering:
        raise  # it may be sound, so it is not removed
    except WorkbookError as error:
        broken = str(error)
    if broken:
        said = f"{copy.name} cannot be read through, so nobody can tell what is in it. It is removed."
        return CopyFate(copy, "removed", said)
    return CopyFate(copy, "rewritten", f"{copy.name} is written anew without {what}.")


def _bring_up_to_date(path: Path, driver: Driver) -> None:
    with translated(path):
        raw = connect(path, driver=driver, journal="PERSIST")
        try:
            migrations.migrate(raw, header(raw, path), path)
        finally:
            raw.close()


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
