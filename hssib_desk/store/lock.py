"""One writer: a lock file beside the workbook that names who has it, and vanishes with its process."""

from __future__ import annotations

import getpass
import json
import os
import socket
import stat
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from hssib_desk.store.errors import InUse, NoPermission

# The locked byte lies beyond the text, so that others can read who holds it: Windows locks reading too.
_LOCKED_BYTE = 1 << 20
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
        self._file = _take(self._path, workbook.name)
        about = {
            "who": actor or _user(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            os.ftruncate(self._file, 0)
            os.write(self._file, json.dumps(about, ensure_ascii=False).encode("utf-8", "replace"))
        except BaseException:
            self.release()  # left held, it would lock out this program itself until it ends
            raise

    def release(self) -> None:
        """Let others in; doing it twice is harmless."""
        if self._file < 0:
            return
        if sys.platform != "win32":
            self._remove()
        os.close(self._file)
        self._file = -1
        if sys.platform == "win32":  # an open file cannot be removed there
            self._remove()

    def _remove(self) -> None:
        with suppress(OSError):  # its drive may be gone by now; a file that nobody locks says nothing
            self._path.unlink(missing_ok=True)


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
        _lock_byte(file)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def _take(path: Path, name: str) -> int:
    while True:
        file = _opened(path)
        try:
            _lock_byte(file)
        except OSError:
            os.close(file)
            raise holder(path.with_name(name)) from None
        if _is_still(path, file):
            return file
        os.close(file)  # its holder removed it between our opening and locking it


def _opened(path: Path) -> int:
    """Open or make the lock file; whatever else stands in its place is left as it is, a link's target too."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    except OSError as error:
        if not os.path.lexists(path):
            raise
        raise NoPermission(_IN_THE_WAY.format(name=path.name)) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise NoPermission(_IN_THE_WAY.format(name=path.name))
    return file


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


def _lock_byte(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
