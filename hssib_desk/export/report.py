"""What an export says afterwards, and how it says that it could not be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[int], bool]  # told how many rows or cases are done; False means stop


class ExportError(Exception):
    """An export was not written; the sentence says why and what to do about it."""


class ExportStopped(ExportError):
    """The person stopped the export; no file was written."""

    def __init__(self) -> None:
        super().__init__("The export was stopped, and no file was written.")


@dataclass(frozen=True)
class ExportReport:
    """A file that was written, its control totals, and everything the format could not hold as typed."""

    path: Path
    rows_selected: int
    rows_written: int
    notes: tuple[str, ...] = ()
    to_keep: str = ""  # what the workbook keeps of a final report


def goes_on(progress: Progress | None, done: int) -> None:
    """Tell how far an export has come; raises ExportStopped when the answer is to stop."""
    if progress is not None and progress(done) is False:
        raise ExportStopped
