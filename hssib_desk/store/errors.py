"""What can go wrong with a workbook file, each as a sentence that the person at the desk can act on."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from json import JSONDecodeError
from pathlib import Path
from typing import ClassVar

from sqlalchemy.exc import DBAPIError


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
        at = f" since {since.astimezone():%d %b %Y %H:%M}" if since else ""
        super().__init__(
            f"“{name}” is open{by}{on}{at}. You can open it to read, or ask them to close it first."
        )


class NoPermission(WorkbookError):
    """The file or its folder does not let this person write (or read)."""

    kind = "no_permission"


class NotAWorkbook(WorkbookError):
    """The file is something else."""

    kind = "not_a_workbook"


class NewerVersion(WorkbookError):
    """The file was made by a later program."""

    kind = "newer_version"


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


_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


def sentence_for(error: BaseException, path: Path) -> WorkbookError | None:
    """The WorkbookError behind a fault of SQLite or the operating system; None for a fault of the program."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, Exception):
        return sentence_for(error.orig, path)
    if isinstance(error, database_faults()):
        return _from_sqlite(error, path.name)
    if isinstance(error, OSError):
        return _from_system(error, path.name)
    return None


def database_faults() -> tuple[type[Exception], ...]:
    """The errors of every database module in use; the one for protected files has its own."""
    protected = sys.modules.get("sqlcipher3")
    found: list[type[Exception]] = [sqlite3.Error]
    if protected:
        found.append(protected.Error)
    return tuple(found)


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


def _from_sqlite(error: Exception, name: str) -> WorkbookError | None:
    code = getattr(error, "sqlite_errorname", "") or ""
    text = str(error).lower()
    if "sealed:" in text:
        return Sealed("This review is signed off. Reopen it, with a reason, to change what was signed.")
    if code.startswith("SQLITE_FULL") or "disk is full" in text or code == "SQLITE_IOERR_WRITE":
        return DiskFull(
            f"There is no room on the disk to save in “{name}”. Free some space; nothing was lost."
        )
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in text:
        return InUse(name)
    if code == "SQLITE_READONLY_DBMOVED":
        return Missing(
            f"“{name}” was moved, deleted or replaced while it was open, so nothing can be saved in it. "
            "Put it back in its place; what you typed stays here until then."
        )
    if code.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")) or "readonly" in text:
        return _no_permission(name)
    if code.startswith("SQLITE_NOTADB") or "not a database" in text:
        return NotAWorkbook(f"“{name}” is not a workbook of this program, or it has another passphrase.")
    if code.startswith("SQLITE_CORRUPT") or "malformed" in text or "could not decode to utf-8" in text:
        return _damaged(name)
    if "unique constraint failed: changes.id" in text:  # the number follows from the line before it
        return _damaged(name)
    if code.startswith("SQLITE_CANTOPEN"):
        return NoPermission(
            f"“{name}” cannot be opened. Check that the folder is there and that you may use it."
        )
    if code.startswith("SQLITE_IOERR"):
        return Damaged(
            f"The disk did not answer while “{name}” was in use. Check the drive or the network; try again."
        )
    return None


def _from_system(error: OSError, name: str) -> WorkbookError | None:
    if error.errno in _NO_ROOM:
        return DiskFull(f"There is no room on the disk to save “{name}”. Free some space and try again.")
    if error.errno in _NO_RIGHT:
        return _no_permission(name)
    if isinstance(error, FileNotFoundError):
        return Missing(f"“{name}” is not there. It may have been moved, or its drive is not connected.")
    if isinstance(error, FileExistsError):
        return AlreadyThere(f"There is already a file called “{name}”. Choose another name.")
    if isinstance(error, (IsADirectoryError, NotADirectoryError)):
        return NotAWorkbook(f"“{name}” is a folder, not a workbook. Choose a file that ends in .hssib.")
    return None


def _damaged(name: str) -> Damaged:
    return Damaged(f"“{name}” is damaged. Restore it from one of its backups; the damaged file is kept.")


def _no_permission(name: str) -> NoPermission:
    return NoPermission(
        f"You may not write to “{name}” or its folder. Open it to read, or ask for the right to write."
    )
