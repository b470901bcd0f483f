"""What programs that were stopped left beside a workbook and among its backups: found, named and wiped."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from hssib_desk.ownfiles import PUBLISHING, left_beside, left_in, sweep, wipe
from hssib_desk.store import backups
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.lock import is_held
from hssib_desk.store.schema.journal import is_waiting, journal_of

BESIDE = ("-journal", "-wal", "-shm")  # what a database keeps beside a file: it holds what the file held
_OF_BACKUP = re.compile(r"(.+\.hssib)(-journal|-wal|-shm)")
_EARLIER = (".part", ".part-journal", ".being-wiped", ".publishing")  # as earlier versions named them
_STEP = "Open the workbook once to write: what is left is overwritten and removed then."
_OWN_STEP = "Nothing opens it or removes it by itself: look at it, and take it away if it is not yours."


def left(path: Path) -> list[Path]:
    """What may hold words of a workbook and is of no use any more; the workbook is not in use."""
    folder = backups.folder_of(path)
    journals = [journal_of(file) for file in (path, *backups.files_of(path))]
    spent = [file for file in journals if os.path.lexists(file) and not is_waiting(file)]
    return [*left_beside(path), *left_in(folder), *spent, *_orphans(folder)]


def _orphans(folder: Path) -> Iterator[Path]:
    """Journals of backups that are gone."""
    for file in folder.iterdir() if folder.is_dir() else ():
        found = _OF_BACKUP.fullmatch(file.name)
        if found and not file.with_name(found[1]).exists():
            yield file


def clear(path: Path) -> None:
    """Wipe what is left; the workbook is held for writing, and no database has it open.

    In a synchronised folder, which no lock reaches, somebody may be publishing just now: that stays.
    """
    sweep(file for file in left(path) if file.suffix != PUBLISHING)


def remove(path: Path) -> None:
    """Wipe a workbook file, and first what its database keeps beside it."""
    for ending in BESIDE:
        wipe(path.with_name(f"{path.name}{ending}"))
    wipe(path)


def findings(path: Path) -> Iterator[CheckFinding]:
    """What is left, in words; a program that has the workbook open may need it."""
    if is_held(path):
        return
    for file in left(path):
        sentence = f"“{file}” was left by a program that was stopped. It may hold words of this workbook."
        yield CheckFinding("warning", "left", sentence, step=_STEP)
    for file in _strange(path):
        sentence = f"“{file}” may be left from an earlier version, and hold words of this workbook."
        yield CheckFinding("warning", "left", sentence, step=_OWN_STEP)


def _strange(path: Path) -> Iterator[Path]:
    for ending in _EARLIER:
        for file in (path, *backups.files_of(path)):
            found = file.with_name(f"{file.name}{ending}")
            if os.path.lexists(found):
                yield found
    folder = backups.folder_of(path)
    yield from (file for file in folder.glob("*.hssib") if file.is_symlink())
