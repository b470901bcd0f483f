"""One writer: a lock file beside the workbook that names who has it, and vanishes with its process."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import socket
import stat
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from hssib_desk.ownfiles import keep_rights, lock_byte, make
from hssib_desk.store.errors import InUse, NoPermission

_TRIES = 50
_IN_THE_WAY = (
    "“{name}” beside the workbook keeps it from being marked as open. If nobody else has the workbook open, "
    "move that file away; until then, open the workbook to read."
)


def lock_path(workbook: Path) -> Path:
    """Where the lock of a workbook stands."""
    return workbook.with_name(f"{workbook.name}.lock")


class WriterLock:
    """Held from opening to closing; raises InUse, with who and since when, while another holds it."""

    def __init__(self, workbook: Path, actor: str) -> None:
        self._path = lock_path(workbook)
        about = {
            "who": actor or _user(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "mark": secrets.token_hex(8),
        }
        self._about = json.dumps(about, ensure_ascii=False).encode("utf-8", "replace")
        self._file = _take(self._path, workbook, self._about)

    def release(self) -> None:
        """Let others in; doing it twice is harmless. A lock that somebody else put there stays."""
        if self._file < 0:
            return
        with suppress(OSError):  # its drive may be gone by now; a file that nobody locks says nothing
            if _is_still(self._path, self._file, self._about):
                if sys.platform == "win32":  # an open file cannot be removed there
                    self._close()
                self._path.unlink(missing_ok=True)
        self._close()

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def holder(workbook: Path) -> InUse:
    """Who holds a workbook, as the error to show."""
    try:
        about = json.loads(lock_path(workbook).read_text("utf-8"))
        since = datetime.fromisoformat(about["since"])
        return InUse(workbook.name, str(about["who"]), str(about["host"]), since)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return InUse(workbook.name)


def is_held(workbook: Path) -> bool:
    """Whether a program, this one too, has a workbook open for writing; the lock is left as it is."""
    try:
        file = os.open(lock_path(workbook), os.O_RDWR)
    except OSError:
        return False
    try:
        lock_byte(file)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def _take(path: Path, workbook: Path, about: bytes) -> int:
    for _ in range(_TRIES):
        file = _opened(path, workbook)
        try:
            lock_byte(file)
        except OSError:
            os.close(file)
            raise holder(workbook) from None
        try:
            os.ftruncate(file, 0)
            os.write(file, about)
            if _is_still(path, file, about):
                return file
        except BaseException:
            with suppress(OSError):
                path.unlink()
            os.close(file)  # left held, it would lock out this program itself until it ends
            raise
        os.close(file)  # its holder removed it between our opening and locking it
    raise NoPermission(
        f"“{path.name}” is taken away as soon as it is written, so the workbook cannot be marked as open. "
        "Open it to read, or ask whoever looks after the drive."
    )


def _opened(path: Path, workbook: Path) -> int:
    """Open or make the lock file; whatever else stands in its place is left as it is, a link's target too."""
    with suppress(FileExistsError):
        make(path)
        keep_rights(path, workbook)  # who may write in the workbook can take up a lock that was left
    try:
        file = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        if not os.path.lexists(path):  # its holder removed it just now
            return _opened(path, workbook)
        raise NoPermission(_IN_THE_WAY.format(name=path.name)) from error
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1 or path.is_symlink():
        os.close(file)
        raise NoPermission(_IN_THE_WAY.format(name=path.name))
    return file


def _is_still(path: Path, file: int, about: bytes) -> bool:
    """Whether a lock that we hold has its name, and was not taken away or replaced.

    Known by the number of the file, or by what is in it: on some drives the number is another each time.
    """
    try:
        return os.path.samestat(path.stat(), os.fstat(file)) or path.read_bytes() == about
    except FileNotFoundError:
        return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
