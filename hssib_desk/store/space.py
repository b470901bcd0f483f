"""Whether there is room on the drive of a workbook, said before a save or a backup fails for lack of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from hssib_desk.store.errors import DiskFull

LOW_MB = 500  # below this it is said, unless the workbook has a setting of its own
LOW_SETTING = "low_space_mb"
_MB = 1024 * 1024
_SPARE = 2 * _MB  # what a copy needs beside its own size: its journal, and the folder's own growth


def low_mb(text: str) -> int:
    """The threshold that a setting holds, in megabytes."""
    return int(text) if text.isdecimal() else LOW_MB


def free_bytes(path: Path, measure: Callable[[Path], int] | None = None) -> int | None:
    """How much room the drive of a path has; None where the system does not say."""
    folder = path if path.is_dir() else path.parent
    try:
        return measure(folder) if measure else shutil.disk_usage(folder).free
    except OSError:
        return None


def warning_about(path: Path, low_mb: int = LOW_MB, measure: Callable[[Path], int] | None = None) -> str:
    """A sentence when room is short: less than the threshold, or than three copies of the file need."""
    free = free_bytes(path, measure)
    size = path.stat().st_size if path.is_file() else 0
    if free is None or free >= max(low_mb * _MB, 3 * size):
        return ""
    return (
        f"Only {free // _MB:,} MB are free on the drive of “{path.name}”. Free some space soon: once it is "
        "full, nothing more can be saved or backed up."
    )


def require(target: Path, source: Path, measure: Callable[[Path], int] | None = None) -> None:
    """Raise DiskFull before a copy of a file is begun that does not fit."""
    free, size = free_bytes(target, measure), source.stat().st_size if source.is_file() else 0
    if free is not None and free < size + _SPARE:
        raise DiskFull(
            f"There is no room for “{target.name}”: it needs {size // _MB + 1:,} MB, and {free // _MB:,} MB "
            "are free. Free some space and try again; nothing was written."
        )
