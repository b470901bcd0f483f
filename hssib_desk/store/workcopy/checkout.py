"""Beginning work on a copy: fetched afresh, or taken up where it holds work that is not published yet.

A copy is overwritten or removed only when all of it is known to be elsewhere; else it is set aside.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from hssib_desk.domain.dates import show_moment
from hssib_desk.ownfiles import left_beside, new_name, sweep
from hssib_desk.store import backups, space
from hssib_desk.store.connect import Driver
from hssib_desk.store.context import utc_now
from hssib_desk.store.errors import Damaged, Missing, NotReady, WorkbookError, translated
from hssib_desk.store.schema.journal import journal_of
from hssib_desk.store.workcopy import workcopy_note
from hssib_desk.store.workcopy.workbook_diff import is_part_of
from hssib_desk.store.workcopy.workcopy_note import Origin

STAMP = "%Y-%m-%d %H.%M"
_TRIES = 3


def take_up(original: Path, copy: Path, driver: Driver) -> str:
    """Have the copy of a workbook ready to work in; return what the person should know, or an empty text.

    The workbook is held for writing, unless its place cannot be reached.
    """
    _clear(original, copy, driver)
    reached = original.parent.is_dir()
    if reached:
        sweep(left_beside(original))
    if not copy.exists():
        if not reached:
            raise workcopy_note.away(original)
        fetch(original, copy, driver)
        return ""
    problem = backups.problem_in(copy, driver)
    if problem or workcopy_note.read(copy) is None:
        said = _set_aside(copy, problem)
        if not original.exists():
            raise Damaged(said)
        fetch(original, copy, driver)
        return said
    at = show_moment(datetime.fromtimestamp(copy.stat().st_mtime, UTC))
    said = f"Your work of {at} was not published yet. It is here as you left it."
    return (
        said if reached else f"{said} {workcopy_note.away(original)} It is published when it can be reached."
    )


def fetch(original: Path, copy: Path, driver: Driver) -> None:
    """Copy a workbook here; what a synchronised folder changes meanwhile is noticed."""
    if not original.exists():
        raise Missing(
            f"“{original.name}” is not there. It may have been moved, or its drive is not connected."
        )
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = new_name(copy)
    space.require(copy, original)
    try:
        theirs = _copied(original, part, driver)
        here = str(original.absolute())
        # The note comes first: a copy without one would have to be set aside.
        workcopy_note.write(copy, Origin(here, here, workcopy_note.digest(part), theirs))
        part.replace(copy)
        backups.sync_folder(copy.parent)
    finally:
        part.unlink(missing_ok=True)


def _copied(original: Path, part: Path, driver: Driver) -> str:
    """The digest of a workbook that did not change while it was copied."""
    with translated(original):
        for _ in range(_TRIES):
            before = workcopy_note.digest(original)
            part.unlink(missing_ok=True)  # of the try before
            backups.copy(original, part, driver)
            if before == workcopy_note.digest(original):
                return before
    raise NotReady(f"“{original.name}” is being changed by another program. Try again in a moment.")


def _clear(original: Path, copy: Path, driver: Driver) -> None:
    """Leave a copy in its place only if it may hold work that is nowhere else."""
    sweep(left_beside(copy))
    if not copy.exists():
        return
    known = workcopy_note.read(copy)
    if known:
        workcopy_note.write(copy, workcopy_note.settled(known))
        if not workcopy_note.holds_work(copy):
            drop(copy)
        return
    with suppress(WorkbookError):  # what cannot be read is set aside
        if original.exists() and is_part_of(copy, original, driver):
            drop(copy)


def _set_aside(copy: Path, problem: str) -> str:
    kept = free(copy.with_name(f"{copy.stem} (until {utc_now().astimezone():{STAMP}}){copy.suffix}"))
    with suppress(FileNotFoundError):
        journal_of(copy).replace(journal_of(kept))
    copy.replace(kept)
    workcopy_note.forget(copy)
    why = f" It cannot be opened here: {problem}" if problem else ""
    return f"An older copy of this workbook was found on this computer. It is kept as “{kept}”.{why}"


def drop(copy: Path) -> None:
    """Take a copy off this computer; all of it is elsewhere."""
    workcopy_note.forget(copy)
    sweep(left_beside(copy))
    copy.unlink(missing_ok=True)
    with suppress(OSError):  # other copies were set aside there
        copy.parent.rmdir()


def free(path: Path) -> Path:
    """A name like the one given that no file has."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem} {number}{path.suffix}")
    return found
