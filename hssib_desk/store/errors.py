"""What can go wrong with a workbook file, each as a sentence that the person at the desk can act on."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from json import JSONDecodeError
from pathlib import Path
from typing import ClassVar

from sqlalchemy.exc import DBAPIError

from hssib_desk import drives
from hssib_desk.domain.dates import show_moment


class WorkbookError(Exception):
    """Something about the file, the disk or the act, not a fault of the program; `str()` is for the user."""

    kind: ClassVar[str] = "other"


class InUse(WorkbookError):
    """Somebody else has the workbook open for writing."""

    kind = "in_use"

    def __init__(self, name: str, who: str = "", host: str = "", since: datetime | None = None) -> None:
        self.who, self.host, self.since = who, host, since
        by = f" by {who}" if who else ""
        on = f" on {host}" if host else ""
        at = f" since {show_moment(since)}" if since else ""
        super().__init__(
            f"“{name}” is open{by}{on}{at}. You can open it to read, or ask them to close it first."
        )


class NoPermission(WorkbookError):
    """The file or its folder does not let this person write (or read)."""

    kind = "no_permission"


class DriveReadOnly(NoPermission):
    """Nobody can write on the drive."""

    kind = "read_only_drive"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The drive of “{name}” is write-protected. Open the workbook to read, or "
            "copy it to another drive."
        )


class HeldByProgram(InUse):
    """Another program keeps the file to itself."""

    kind = "held"

    def __init__(self, name: str) -> None:
        Exception.__init__(
            self, f"Another program is using “{name}”. Close it there, or wait a moment, and try again."
        )
        self.who, self.host, self.since = "", "", None


class NotAWorkbook(WorkbookError):
    """The file is something else."""

    kind = "not_a_workbook"


class NewerVersion(WorkbookError):
    """The file was made by a later program."""

    kind = "newer_version"


class OutOfDate(WorkbookError):
    """The file must be brought up to date first, which takes a while."""

    kind = "out_of_date"


class Damaged(WorkbookError):
    """The file is a workbook, but its content is broken."""

    kind = "damaged"


class NeedsPassphrase(WorkbookError):
    """The file is protected, and nothing was given to open it with."""

    kind = "needs_passphrase"


class WrongPassphrase(WorkbookError):
    """The file is protected, and what was given does not open it."""

    kind = "wrong_passphrase"


class DiskFull(WorkbookError):
    """There was no room; nothing was half written."""

    kind = "disk_full"


class TooLarge(DiskFull):
    """The drive, or the account, takes no file of that size."""

    kind = "too_large"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}” would be larger than its drive or your account lets a file be (a stick in the format "
            "FAT32 holds files of up to 4 GB). Move it to another drive; nothing was lost."
        )


class NotAnswering(WorkbookError):
    """The drive or the network does not answer; nothing is known to be wrong with the file."""

    kind = "not_answering"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The drive of “{name}” does not answer. Check the stick, the cable or the network, and try "
            "again. This does not mean that the file is damaged."
        )


class Missing(WorkbookError):
    """The file, case, entry or backup is not there."""

    kind = "missing"


class AlreadyThere(WorkbookError):
    """A file would be replaced."""

    kind = "already_there"


class Sealed(WorkbookError):
    """The review was signed off; what was signed cannot change."""

    kind = "sealed"


class ReadOnly(WorkbookError):
    """The workbook was opened to read."""

    kind = "read_only"


class NotReady(WorkbookError):
    """What was asked makes no sense in the state the case is in."""

    kind = "not_ready"


def sentence_for(error: BaseException, path: Path) -> WorkbookError | None:
    """The WorkbookError behind a fault of SQLite or the operating system; None for a fault of the program."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        return sentence_for(error.orig, path)
    if isinstance(error, database_faults()):
        return _from_sqlite(error, path)
    if isinstance(error, OSError):
        return from_system(error, path.name)
    return None


def moved(name: str) -> Missing:
    """A workbook is not in its place any more."""
    return Missing(
        f"“{name}” was moved, deleted or replaced while it was open, so nothing can be saved in it. "
        "Put it back in its place; what you typed stays here until then."
    )


def database_faults(kind: str = "Error") -> tuple[type[Exception], ...]:
    """The errors of every database module in use; the one for protected files has its own.

    `kind` is the name of one of the errors that Python asks of every such module.
    """
    modules = (sqlite3, sys.modules.get("sqlcipher3"))
    return tuple(getattr(module, kind) for module in modules if module)


def _faults() -> tuple[type[Exception], ...]:
    return (DBAPIError, OSError, *database_faults())


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn faults of the file or disk inside the block into WorkbookErrors; leave all others as they are."""
    try:
        yield
    except (JSONDecodeError, UnicodeDecodeError) as error:  # what is stored is always JSON in UTF-8
        raise _damaged(path.name) from error
    except _faults() as error:
        found = sentence_for(error, path)
        if found is None:
            raise
        raise found from error


def _from_sqlite(error: Exception, path: Path) -> WorkbookError | None:
    code, name = getattr(error, "sqlite_errorname", "") or "", path.name
    text = str(error).lower()
    if "sealed:" in text and "malformed" not in text:  # a broken guard is told of with its own words
        return Sealed("This review is signed off. Reopen it, with a reason, to change what was signed.")
    if code.startswith("SQLITE_FULL") or "disk is full" in text:
        return _full(name)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in text:
        return InUse(name)
    if code == "SQLITE_READONLY_DBMOVED":
        return moved(name)
    if code.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")) or "readonly" in text:
        return _in_the_way(path) or _asked(path, DriveReadOnly) or _no_permission(name)
    if code.startswith("SQLITE_NOTADB") or "not a database" in text:
        return _asked(path, NotAnswering) or NotAWorkbook(
            f"“{name}” is not a workbook of this program, or it has another passphrase."
        )
    unreadable = ("malformed", "could not decode to utf-8", "invalid fts5 file format")
    if code.startswith("SQLITE_CORRUPT") or any(words in text for words in unreadable):
        # A page that a drive does not give is called malformed too.
        return _asked(path, NotAnswering) or _damaged(name)
    if "unique constraint failed: changes.id" in text:  # the number follows from the line before it
        return _damaged(name)
    if code.startswith("SQLITE_CANTOPEN") or "unable to open" in text:
        known = _in_the_way(path) or _asked(
            path, DiskFull, DriveReadOnly, NotAnswering, Missing, HeldByProgram
        )
        return known or NoPermission(
            f"“{name}” cannot be opened. Check that the folder is there and that you may use it."
        )
    if code.startswith("SQLITE_IOERR") or "disk i/o error" in text:
        return _in_the_way(path) or _asked(path, DiskFull, DriveReadOnly, Missing) or NotAnswering(name)
    return None


def _in_the_way(path: Path) -> NoPermission | None:
    """What to say where something else has the name that the journal of a workbook needs."""
    journal = path.with_name(f"{path.name}-journal")
    try:
        is_other = os.path.lexists(journal) and (journal.is_symlink() or not journal.is_file())
    except OSError:
        return None
    if not is_other:
        return None
    return NoPermission(
        f"“{journal.name}” beside the workbook is in its way: it is a folder, a link or a device. Put it "
        "elsewhere; the workbook itself is as it was."
    )


def _asked(path: Path, *kinds: type[WorkbookError]) -> WorkbookError | None:
    """What the system says itself, if it is of one of some kinds; a database does not tell why it failed."""
    error = drives.asked(path)
    found = from_system(error, path.name) if error else None
    return found if isinstance(found, kinds) else None


def from_system(error: OSError, name: str) -> WorkbookError:
    """What to say about an error of the operating system with a file."""
    match drives.trouble_of(error):
        case "full":
            return _full(name)
        case "too_large":
            return TooLarge(name)
        case "read_only":
            return DriveReadOnly(name)
        case "silent":
            return NotAnswering(name)
        case "gone":
            return Missing(f"“{name}” is not there. It may have been moved, or its drive is not connected.")
        case "in_use":
            return HeldByProgram(name)
        case "no_right":
            return _no_permission(name)
        case "there":
            return AlreadyThere(f"There is already a file called “{name}”. Choose another name.")
        case "folder":
            return NotAWorkbook(f"“{name}” is a folder, not a workbook. Choose a file that ends in .hssib.")
        case "name":
            return WorkbookError(
                f"The name “{name[:40]}…” is too long for its drive, or has a letter that the drive does not "
                "know. Choose another."
            )
    return WorkbookError(f"The system does not let the program use “{name}”. Try again in a moment.")


def _full(name: str) -> DiskFull:
    return DiskFull(f"There is no room on the disk to save “{name}”. Free some space and try again.")


def _damaged(name: str) -> Damaged:
    return Damaged(f"“{name}” is damaged. Restore it from one of its backups; the damaged file is kept.")


def _no_permission(name: str) -> NoPermission:
    return NoPermission(
        f"You may not write to “{name}” or its folder. Open it to read, or ask for the right to write."
    )
