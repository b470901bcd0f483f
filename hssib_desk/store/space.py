"""Whether there is room on the drive of a workbook, said before a save or a backup fails for lack of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hssib_desk.store.errors import DiskFull

LOW_MB = 500  # below this it is said, unless the workbook has a setting of its own
LOW_SETTING = "low_space_mb"
LEAST_EXPORT, LEAST_ROW = 64 * 1024, 20  # bytes that no export is smaller than: the file, and each row
STEP = "Free some space: empty the bin, and remove files that are no longer needed."
_MB = 1024 * 1024
Measure = Callable[[Path], int]
_SPARE = 2 * _MB  # what a copy needs beside its own size: its journal, and the folder's own growth


def low_mb(text: str) -> int:
    """The threshold that a setting holds, in megabytes."""
    return int(text) if text.isdecimal() else LOW_MB


def free_bytes(path: Path, measure: Measure | None = None) -> int | None:
    """How much room the drive of a path has; None where the system does not say."""
    folder = path if path.is_dir() else path.parent
    try:
        return measure(folder) if measure else shutil.disk_usage(folder).free
    except OSError:
        return None


def warning_about(path: Path, low_mb: int = LOW_MB, measure: Measure | None = None) -> str:
    """A sentence when room is short: less than the threshold, or than three copies of the file need."""
    free = free_bytes(path, measure)
    size = path.stat().st_size if path.is_file() else 0
    if free is None or free >= max(low_mb * _MB, 3 * size):
        return ""
    return (
        f"Only {_shown(free)} are free on the drive of “{path.name}”. Once it is full, nothing more can be "
        "saved or backed up."
    )


def before_writing(target: Path, least: int, low_mb: int = LOW_MB, measure: Measure | None = None) -> str:
    """A sentence when a file is to be written where room is short; raises DiskFull where it cannot fit.

    `least` is what the file has at the very least, in bytes; the drive of temporary files is looked at too.
    """
    for folder in (target.parent, Path(tempfile.gettempdir())):
        free = free_bytes(folder, measure)
        if free is not None and free < least:
            raise DiskFull(
                f"There is no room for “{target.name}”: {_shown(free)} are free in “{folder}”. "
                f"{STEP} Nothing was written."
            )
    free = free_bytes(target.parent, measure)
    if free is None or free >= low_mb * _MB:
        return ""
    return f"Only {_shown(free)} are free where “{target.name}” goes. {STEP}"


def _shown(size: int) -> str:
    return f"{size // _MB:,} MB" if size >= _MB else f"{size // 1024:,} KB"


def _rounded_up(size: int) -> str:
    """What is needed, never less than it is: or it would seem to be there."""
    return f"{-(-size // _MB):,} MB"


def require_bytes(target: Path, size: int, what: str, measure: Measure | None = None) -> None:
    """Raise DiskFull before something is put into a file whose drive has no room for it."""
    free = free_bytes(target, measure)
    if free is not None and free < size + _SPARE:
        raise DiskFull(
            f"There is no room for {what}: it needs {_rounded_up(size + _SPARE)}, and {_shown(free)} are "
            f"free on the drive of “{target.name}”. {STEP} Nothing was changed."
        )


def require(target: Path, source: Path, measure: Measure | None = None) -> None:
    """Raise DiskFull before a copy of a file is begun that does not fit."""
    require_bytes(target, source.stat().st_size if source.is_file() else 0, f"“{target.name}”", measure)
