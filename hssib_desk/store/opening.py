"""Making and opening a workbook file: whose it is, whether it can be used, and bringing it up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hssib_desk.ownfiles import make, real
from hssib_desk.resources import product
from hssib_desk.store import backups
from hssib_desk.store.connect import PLAIN, Database, Driver, connect, header, look_at
from hssib_desk.store.context import utc_now
from hssib_desk.store.errors import (
    AlreadyThere,
    Missing,
    NewerVersion,
    NoPermission,
    OutOfDate,
    WorkbookError,
    translated,
)
from hssib_desk.store.ids import new_id
from hssib_desk.store.lock import WriterLock
from hssib_desk.store.passphrase.change import finish
from hssib_desk.store.passphrase.keys import key_of
from hssib_desk.store.schema import migrations
from hssib_desk.store.schema.migrations import STEPS, Step
from hssib_desk.store.schema.tables import moment_text
from hssib_desk.store.settings import with_sum
from hssib_desk.store.verify import checkpoints
from hssib_desk.store.workcopy.workcopy_note import copy_of


@dataclass
class Opened:
    """A workbook file in use: its connections, and the lock that keeps other writers out."""

    path: Path
    database: Database
    lock: WriterLock | None
    problem: str = ""  # what is left to do about its protection, in words
    was_older: bool = False  # it was brought up to date just now

    @property
    def read_only(self) -> bool:
        """Whether it was opened to read."""
        return self.database.read_only

    def close(self) -> None:
        """Give up connections and lock."""
        self.database.close()
        if self.lock:
            self.lock.release()


def is_new_name(path: Path) -> bool:
    """Tell whether nothing is known of a workbook at a path: no file, no backup, no copy on this computer."""
    if path.exists() or path.is_symlink() or not path.parent.is_dir():
        return False
    return not backups.paths_of(path) and not copy_of(path).exists()


def create(path: Path, actor: str, given: Mapping[str, str], driver: Driver = PLAIN) -> Opened:
    """Make an empty workbook; raises AlreadyThere rather than touch a file."""
    with translated(path):
        if not path.parent.is_dir():
            raise Missing(f"The folder “{path.parent}” is not there. Choose another one.")
        if os.path.lexists(path):  # a link that leads nowhere too
            raise AlreadyThere(f"There is already a file called “{path.name}”. Choose another name.")
        path = real(path)
        lock = WriterLock(path, actor)
        try:
            make(path)
            try:
                _fill(path, given, driver)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        except BaseException:
            lock.release()
            raise
    return Opened(path, Database(path, driver=driver), lock)


def _fill(path: Path, given: Mapping[str, str], driver: Driver) -> None:
    first = {"workbook_id": new_id(), "created_at": moment_text(utc_now()), **given}
    raw = connect(path, driver=driver)
    try:
        raw.execute("BEGIN IMMEDIATE")
        migrations.create_schema(raw)
        rows = list(with_sum({key: value for key, value in first.items() if value}).items())
        raw.executemany("INSERT INTO settings (key, value) VALUES (?, ?)", rows)
        checkpoints.cover(raw, first["created_at"])
        raw.execute("COMMIT")
    finally:
        raw.close()
    backups.sync_folder(path.parent)


def open_workbook(
    path: Path,
    actor: str,
    read_only: bool,
    driver: Driver = PLAIN,
    steps: Sequence[Step] = STEPS,
    at_once: bool = False,
) -> Opened:
    """Open a workbook, bringing an older one up to date after a backup; raises what is wrong with it.

    With `at_once` an older one is left as it is, and OutOfDate is raised.
    """
    path = real(path)
    look_at(path)
    if read_only:
        with translated(path):
            version = _version(path, driver, steps)
        if migrations.pending(version, steps):
            raise NewerVersion(
                f"“{path.name}” is from an older version of {product()}. Open it to write once: that "
                "brings it up to date."
            )
        return Opened(path, Database(path, read_only=True, driver=driver), None)
    with translated(path):
        if not os.access(path, os.W_OK):
            raise NoPermission(
                f"You may not write to “{path.name}”. Open it to read, or ask for the right to write."
            )
        lock = WriterLock(path, actor)
        try:
            version = _version(path, driver, steps)
            was_older = bool(migrations.pending(version, steps))
            if was_older and at_once:
                raise out_of_date(path)
            problem = _finish(path, driver)
            if was_older:
                _bring_up_to_date(path, version, driver, steps)
        except BaseException:
            lock.release()
            raise
    return Opened(path, Database(path, driver=driver), lock, problem, was_older)


def out_of_date(path: Path) -> OutOfDate:
    """What is raised instead of bringing a workbook up to date."""
    return OutOfDate(f"“{path.name}” must be brought up to date first.")


def _finish(path: Path, driver: Driver) -> str:
    """Do what an interrupted change of the passphrase left; what cannot be done keeps nobody from working."""
    try:
        finish(path, key_of(driver))
    except WorkbookError as error:
        return f"Not all copies of this workbook are protected as it is. {error}"
    return ""


def _version(path: Path, driver: Driver, steps: Sequence[Step]) -> int:
    raw = connect(path, write=False, driver=driver)
    try:
        version = header(raw, path)
    finally:
        raw.close()
    migrations.refuse_newer(version, path, steps)
    return version


def _bring_up_to_date(path: Path, version: int, driver: Driver, steps: Sequence[Step]) -> None:
    backups.make(path, "migration", driver=driver)
    raw: sqlite3.Connection = connect(path, driver=driver)
    try:
        migrations.migrate(raw, version, path, steps)
    finally:
        raw.close()
