"""What the operating system says of a file and its drive, told apart: full, gone, silent, in use …"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from hssib_desk.ownfiles import fresh

Trouble = Literal[
    "full", "too_large", "read_only", "silent", "gone", "in_use", "no_right", "there", "folder", "name",
    "other",
]  # fmt: skip


def _numbers(*names: str) -> set[int]:
    return {getattr(errno, name) for name in names if hasattr(errno, name)}


_BY_NUMBER: Mapping[Trouble, set[int]] = {
    "full": _numbers("ENOSPC", "EDQUOT"),
    "too_large": _numbers("EFBIG"),
    "read_only": _numbers("EROFS"),
    "silent": _numbers(
        "EIO", "ENXIO", "ENODEV", "ETIMEDOUT", "ESTALE", "EREMOTEIO", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH",
        "ENETDOWN", "ENETUNREACH", "ENOLINK", "ENOMEDIUM", "ESHUTDOWN", "ECONNABORTED", "ECONNRESET",
    ),
    "gone": _numbers("ENOENT"),
    "in_use": _numbers("EBUSY", "ETXTBSY"),
    "no_right": _numbers("EACCES", "EPERM"),
    "there": _numbers("EEXIST"),
    "folder": _numbers("EISDIR", "ENOTDIR"),
    "name": _numbers("ENAMETOOLONG", "EINVAL", "EILSEQ"),
}  # fmt: skip
# The system's own numbers on Windows, which Python makes one of a few of the above.
_BY_WINDOWS: Mapping[Trouble, set[int]] = {
    "full": {39, 112, 1295},
    "too_large": {223},
    "read_only": {19},
    "silent": {21, 23, 30, 29, 31, 51, 53, 54, 55, 59, 64, 67, 121, 483, 1006, 1117, 1167, 1231, 1232},
    "in_use": {32, 33},
}
_FAT = 1 << 32  # bytes: larger than any file on a stick in that format
_NEAR = 64 << 20


def trouble_of(error: OSError) -> Trouble:
    """Which kind of trouble the system tells of."""
    windows = getattr(error, "winerror", None)
    for found, numbers in _BY_WINDOWS.items():
        if windows in numbers:
            return found
    return next((found for found, numbers in _BY_NUMBER.items() if error.errno in numbers), "other")


def why_unread(error: OSError, name: str) -> str:
    """What to say where a file that is to be read, such as a list or a form, cannot be."""
    return _UNREAD.get(trouble_of(error), _OTHERWISE).format(name=name)


_UNREAD: Mapping[Trouble, str] = {
    "silent": "The drive of “{name}” does not answer. Check the stick, the cable or the network, and try "
    "again.",
    "gone": "There is no file “{name}”. It may have been moved, or its drive is not connected.",
    "in_use": "Another program is using “{name}”. Close it there, or wait a moment, and try again.",
    "no_right": "You may not read “{name}”. Close it elsewhere, or ask its owner.",
    "folder": "“{name}” is a folder. Choose a file in it.",
    "name": "The name “{name}” is too long for its drive, or has a letter that the drive does not know. "
    "Choose another file.",
}
_OTHERWISE = (
    "“{name}” could not be read. Try again in a moment, or copy it to another folder and choose that."
)


def asked(path: Path) -> OSError | None:
    """What the system says when a file, if there is one, is read and something is written beside it.

    A database tells only that reading or writing failed, not why.
    """
    try:
        _write_beside(path, _read_ends(path))
    except OSError as error:
        return error
    return None


def _read_ends(path: Path) -> int:
    """Read the first and the last byte; give the size."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return 0
    with path.open("rb", buffering=0) as file:
        file.read(1)
        file.seek(max(0, size - 1))
        file.read(1)
    return size


def _write_beside(path: Path, size: int) -> None:
    probe = fresh(path)
    try:
        with probe.open("r+b", buffering=0) as file:
            if size > _FAT - _NEAR:
                file.seek(_FAT)
            file.write(bytes(4096))
            os.fsync(file.fileno())
    finally:
        with suppress(OSError):
            probe.unlink()
    if sys.platform != "win32":
        import resource

        if resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
