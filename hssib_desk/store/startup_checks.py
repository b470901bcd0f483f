"""What should be known about a workbook file before work begins: its place, the room, other copies of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from hssib_desk.ownfiles import has_other_names
from hssib_desk.store import places, space
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.workcopy import fork_detection, workcopy_note

OTHER_NAMES = (
    "“{name}” has another name elsewhere (a hard link). Open under both names at once, it can be damaged; "
    "and what sets a passphrase or goes back to a backup leaves the file under the other name as it is."
)
_ONE_NAME = "Keep one name: find the other one and remove it, or replace it with a copy."


def at_opening(path: Path, driver: Driver = PLAIN, *, low_mb: int = space.LOW_MB) -> list[CheckFinding]:
    """What to say when a workbook is opened, worst first; takes a few milliseconds, and never raises."""
    found: list[CheckFinding] = []
    with suppress(WorkbookError):  # whoever opens it hears about that
        found += fork_detection.compare(path, driver)
    return [*_unpublished(path), *found, *_names(path), *_place(path), *_room(path, low_mb)]


def _unpublished(path: Path) -> Iterator[CheckFinding]:
    waiting = None if workcopy_note.is_copy(path) else workcopy_note.pending(path)
    if waiting:
        yield CheckFinding(
            "warning",
            "unpublished",
            waiting.sentence(path.name),
            step=workcopy_note.STEP,
            other=str(waiting.copy),
        )


def _names(path: Path) -> Iterator[CheckFinding]:
    if has_other_names(path):
        yield CheckFinding("warning", "names", OTHER_NAMES.format(name=path.name), step=_ONE_NAME)


def _place(path: Path) -> Iterator[CheckFinding]:
    place = places.place_of(path)
    if place:
        yield CheckFinding("warning", "place", place.sentence, step=place.step)


def _room(path: Path, low_mb: int) -> Iterator[CheckFinding]:
    sentence = space.warning_about(path, low_mb)
    if sentence:
        yield CheckFinding("warning", "disk_full", sentence, step=space.STEP)
