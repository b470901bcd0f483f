"""Backups beside the workbook: made with SQLite's own copy, opened and checked, thinned by age."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hssib_desk.ownfiles import keep_rights, make_folder, new_name, put_in_place, real
from hssib_desk.ownfiles import make as new_file
from hssib_desk.store import space
from hssib_desk.store.connect import PLAIN, Driver, connect, header, look_at
from hssib_desk.store.context import utc_now
from hssib_desk.store.entries.history import last_change_in
from hssib_desk.store.errors import AlreadyThere, Damaged, Missing, NotAnswering, WorkbookError, translated
from hssib_desk.store.lists.queries import BackupInfo
from hssib_desk.store.lock import WriterLock
from hssib_desk.store.schema.file_header import is_plain
from hssib_desk.store.swap_file import exchange
from hssib_desk.store.transactions import Transactions
from hssib_desk.store.verify.value_check import in_words
from hssib_desk.store.workcopy import fork_detection
from hssib_desk.store.workcopy.workcopy_note import away, original_of

_PAGES = 512  # copied at a time, so that a save in between waits only briefly
_SYNC_EVERY = 8  # such steps: a save has to wait until the disk has taken what was copied before it
# A save begins the copy anew. Where that goes on it is made as fast as it can be, or it would never be ready.
_MOST_BEGINNINGS = 3
_STAMP = "%Y-%m-%d %H.%M.%S"
_NAME = re.compile(r" (\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d)\.(\d{3})Z ([a-z]+)$")

# Within each age one backup is kept per period; the newest ones are always kept.
_THINNING: tuple[tuple[timedelta, str], ...] = (
    (timedelta(days=2), "%Y-%m-%d %H"),
    (timedelta(days=30), "%Y-%m-%d"),
    (timedelta(days=180), "%G-%V"),
    (timedelta(days=36500), "%Y-%m"),
)
_OLDEST = (len(_THINNING), "%Y")
_ALWAYS = 5
_LONGEST = 160  # bytes; a name may have 255
NEXT = "Earlier backups are kept; “Check this workbook” in the menu shows more."
_REASONS = {
    "opened": "when it was opened",
    "asked": "on request",
    "import": "before an import",
    "update": "before an edited action log was imported",
    "migration": "before it was updated",
    "replaced": "replaced by a backup",
    "protected": "when its passphrase was set",
    "published": "before a working copy was published",
}


class Copies:
    """The backups of an open workbook; `Workbook.copies` is the one there is."""

    def __init__(self, at: Transactions) -> None:
        self._at = at

    def backup(self, to: Path | None = None, *, reason: str = "asked") -> Path:
        """Copy the workbook as it is now, and check the copy; return where it is."""
        return make(self._at.path, reason, to=to, driver=self._at.driver, now=self._at.now())

    def back_up_if_changed(self) -> Path | None:
        """Make a backup when the newest one does not hold the workbook as it is."""
        if is_backed_up(self._at.path, self._at.driver):
            return None
        return self.backup(reason="opened")

    def backups(self) -> list[BackupInfo]:
        """The backups there are, newest first, each opened to say what is in it."""
        return list_backups(self._at.path, self._at.driver)


def folder_of(workbook: Path) -> Path:
    """Where the backups of a workbook are kept; those of a working copy are those of its workbook."""
    place = original_of(workbook)
    return place.with_name(f"{place.stem} backups")


def make(
    workbook: Path, reason: str = "asked", *, to: Path | None = None, driver: Driver = PLAIN,
    now: datetime | None = None,
) -> Path:  # fmt: skip
    """Copy a workbook as it is now, open the copy and check it; raises when the copy cannot be trusted."""
    workbook = real(workbook)
    place = original_of(workbook)
    with translated(workbook):
        target = real(to) if to else _free_name(workbook, reason, now or utc_now())
    with translated(target):
        if not to and place != workbook and not place.exists():
            raise away(place)  # an empty folder may stand where a drive was
        if target.exists():
            raise AlreadyThere(f"There is already a file called “{target.name}”. Choose another name.")
        make_folder(target.parent, workbook)
        part = new_name(target)
        space.require(target, workbook)
        try:
            copy(workbook, part, driver)
            put_in_place(part, target, like=workbook)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
    if to is None:
        _thin(workbook, now or utc_now(), target)
    return target


def copy(source: Path, target: Path, driver: Driver) -> None:
    """Copy a workbook file, also one in use, with the database's own copy to a new file, and check that.

    Where it fails nothing is left of the copy, and none of its journal, which may hold words.
    """
    new_file(target)
    try:
        _copy(source, target, driver)
    except BaseException:
        _remove(target)
        raise


def _copy(source: Path, target: Path, driver: Driver) -> None:
    look_at(source)
    with translated(source):
        read = connect(source, write=False, driver=driver)
    try:
        header(read, source)
        write: sqlite3.Connection = driver.module.connect(str(target), isolation_level=None)
        try:
            if driver.unlock:
                driver.unlock(write)
            with target.open("r+b") as file:
                read.backup(write, pages=_PAGES, progress=_Paced(file.fileno()), sleep=0.02)
                write.execute("PRAGMA journal_mode = DELETE")
                write.close()  # before the file: to close that takes away the locks of the connection
        finally:
            write.close()
    finally:
        read.close()
    problem = problem_in(target, driver)
    if problem:
        raise Damaged(f"“{source.name}” could not be backed up: {problem} {NEXT}")


class _Paced:
    """Brings a copy to the disk while it is made, a little at a time, and lets others have their turn."""

    def __init__(self, file: int) -> None:
        self._file, self._steps, self._left, self._beginnings = file, 0, 0, 0

    def __call__(self, _status: int, left: int, _total: int) -> None:
        self._steps += 1
        self._beginnings += left > self._left
        self._left = left
        if self._steps % _SYNC_EVERY == 0 and self._beginnings <= _MOST_BEGINNINGS:
            os.fsync(self._file)


def problem_in(path: Path, driver: Driver = PLAIN) -> str:
    """What is wrong with a workbook file as a whole, or an empty text; everything in it is read.

    Raises NotAnswering where its drive does not let that be known.
    """
    try:
        look_at(path)
        with translated(path):
            raw = connect(path, write=False, driver=driver)
            try:
                header(raw, path)
                found = raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
            finally:
                raw.close()
    except NotAnswering:
        raise  # nothing is known to be wrong with the file
    except WorkbookError as error:
        return str(error)
    return "" if found == "ok" else f"it is damaged: {in_words([str(found)])}."


def list_backups(workbook: Path, driver: Driver = PLAIN) -> list[BackupInfo]:
    """The backups there are, newest first, each opened to say what is in it."""
    return [_info(path, suited(path, driver)) for path in paths_of(workbook)]


def suited(path: Path, driver: Driver) -> Driver:
    """The driver for a copy: one that was never protected needs no key, whatever the workbook has."""
    return PLAIN if is_plain(path) else driver


def last_made(workbook: Path) -> tuple[datetime | None, int]:
    """When the newest backup was made, and how many there are, without opening them."""
    found = _own(paths_of(workbook))
    return (_made_at(found[0]) if found else None), len(found)


def files_of(workbook: Path) -> list[Path]:
    """Every workbook file in the folder of the backups; what a link leads to is none of them."""
    folder = folder_of(workbook)
    with translated(folder):
        found = folder.glob("*.hssib") if folder.is_dir() else ()
        return sorted(path for path in found if path.is_file() and not path.is_symlink())


def paths_of(workbook: Path) -> list[Path]:
    """The files of the backups, newest first."""
    found = [path for path in files_of(workbook) if _NAME.search(path.stem)]
    return sorted(found, key=lambda path: _made_at(path), reverse=True)


def _made_at(path: Path) -> datetime:
    found = _NAME.search(path.stem)
    assert found  # only paths with such a name are asked about
    made = datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)
    return made + timedelta(milliseconds=int(found[2]))


def _info(path: Path, driver: Driver) -> BackupInfo:
    cases, entries, last, problem = 0, 0, None, ""
    try:
        cases, entries, last = inside(path, driver)
    except WorkbookError as error:
        problem = str(error)
    found = _NAME.search(path.stem)
    reason = _REASONS.get(found[3], found[3]) if found else ""
    return BackupInfo(path, _made_at(path), path.stat().st_size, cases, entries, last, reason, problem)


def inside(path: Path, driver: Driver = PLAIN) -> tuple[int, int, datetime | None]:
    """How many cases and entries a workbook file holds, and when it was last changed."""
    look_at(path)
    with translated(path):
        raw = connect(path, write=False, driver=driver)
        try:
            header(raw, path)
            cases = raw.execute("SELECT count(*) FROM cases").fetchone()[0]
            entries = raw.execute("SELECT count(*) FROM entries WHERE removed_at IS NULL").fetchone()[0]
            last = last_change_in(raw).at
        finally:
            raw.close()
    return cases, entries, datetime.fromisoformat(last) if last else None


def is_backed_up(workbook: Path, driver: Driver = PLAIN) -> bool:
    """Whether the newest backup holds the workbook exactly as it is."""
    try:
        newest = next(iter(paths_of(workbook)), None)
        return newest is not None and _head(newest, suited(newest, driver)) == _head(workbook, driver)
    except WorkbookError:
        return False


def _head(path: Path, driver: Driver) -> tuple[Any, ...]:
    with translated(path):
        raw = connect(path, write=False, driver=driver)
        try:
            return header(raw, path), last_change_in(raw)
        finally:
            raw.close()


def _short(stem: str) -> str:
    """The beginning of a name, where a time and an ending behind the whole of it would make it too long."""
    raw = os.fsencode(stem)
    return stem if len(raw) <= _LONGEST else raw[:_LONGEST].decode(errors="ignore").rstrip()


def _free_name(workbook: Path, reason: str, now: datetime) -> Path:
    while True:
        at = now.astimezone(UTC)
        stamp = f"{at:{_STAMP}}.{at.microsecond // 1000:03d}Z"
        path = folder_of(workbook) / f"{_short(workbook.stem)} {stamp} {reason}.hssib"
        if not path.exists():
            return path
        now += timedelta(milliseconds=1)


def _thin(workbook: Path, now: datetime, made: Path) -> None:
    for path in to_drop(paths_of(workbook), now):
        if path != made:  # with a clock that was put back, it may look old
            _remove(path)


def _remove(path: Path) -> None:
    for ending in ("-journal", "-wal", "-shm", ""):  # the file last
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def to_drop(newest_first: Sequence[Path], now: datetime) -> list[Path]:
    """The backups that are no longer kept: within each age, all but the newest of a period.

    A workbook that was replaced by a restore may hold what no backup has, so it goes only by hand.
    """
    kept: set[tuple[int, str]] = set()
    drop = []
    for path in _own(newest_first[_ALWAYS:]):
        made = _made_at(path)
        fits = ((age, p) for age, (limit, p) in enumerate(_THINNING) if now - made <= limit)
        age, period = next(fits, _OLDEST)
        if (age, made.strftime(period)) in kept:
            drop.append(path)
        kept.add((age, made.strftime(period)))
    return drop


def _own(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if not path.stem.endswith(" replaced")]


def restore(workbook: Path, backup: Path, *, actor: str = "", driver: Driver = PLAIN) -> Path | None:
    """Put a backup in the place of a workbook; return where the replaced file is kept, if there was one.

    The workbook must be closed. The backup is copied and checked before anything is moved. `driver` is that
    of the backup, and the restored workbook has its passphrase.
    """
    workbook, backup = real(workbook), real(backup)
    with translated(backup):
        if not backup.exists():
            raise Missing(f"The backup “{backup.name}” is not there.")
    with translated(workbook):
        lock = WriterLock(workbook, actor)
        part = new_name(workbook)
        try:
            copy(backup, part, driver)
            keep_rights(part, workbook if workbook.exists() else backup)
            replaced = _swap(workbook, part)
        finally:
            part.unlink(missing_ok=True)
            lock.release()
    fork_detection.note(workbook, driver)
    return replaced


def _swap(workbook: Path, part: Path) -> Path | None:
    if not workbook.exists():
        part.replace(workbook)
        replaced = None
    else:
        make_folder(folder_of(workbook), workbook)
        replaced = _free_name(workbook, "replaced", utc_now())
        exchange(workbook, part, replaced)
    with suppress(OSError):  # it is in its place
        sync_folder(workbook.parent)
    return replaced


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
