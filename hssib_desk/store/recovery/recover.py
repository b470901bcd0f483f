"""Recovering a damaged workbook: its newest good backup, what the file still holds, and its history."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hssib_desk.domain.forms.form import Library
from hssib_desk.ownfiles import keep_rights, left_beside, new_folder, put_in_place, real, sweep
from hssib_desk.store import backups
from hssib_desk.store.connect import PLAIN, Driver, connect, look_at
from hssib_desk.store.context import utc_now
from hssib_desk.store.errors import AlreadyThere, Damaged, NotAWorkbook, database_faults, translated
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.lock import WriterLock
from hssib_desk.store.recovery.mend_entries import Source
from hssib_desk.store.recovery.mending import Rebuilder, RebuildResult, RecoveredPiece
from hssib_desk.store.recovery.salvage import Fault, Salvaged, ranges, read_rows
from hssib_desk.store.recovery.salvage_pages import read_pages
from hssib_desk.store.recovery.salvage_rows import read_protected
from hssib_desk.store.schema.journal import is_foreign, journal_of
from hssib_desk.store.verify.check import check
from hssib_desk.store.workcopy import fork_detection

_STAMP = "%Y-%m-%d %H.%M.%S"
_NOT_WORTH = ("backups",)  # what a check of a fresh file always says
NO_END = (
    "The end of the history cannot be read. What was written last, after the backup if there is one, may be "
    "lost without a trace."
)
AS_BACKUP = (
    "Nothing in the damaged file can be read, so all is as the backup has it. What was written after the "
    "backup is lost."
)


@dataclass(frozen=True)
class Recovered:
    """The outcome: the new workbook, where the damaged one is kept, and what became of everything in it."""

    path: Path
    kept: Path | None  # None where the result was written elsewhere and the damaged file stayed in place
    backup: Path | None
    faults: tuple[Fault, ...]
    has_read: bool  # False where nothing of the damaged file could be read
    has_end: bool  # False where what was written last may be lost without a trace
    mended: RebuildResult
    findings: tuple[CheckFinding, ...]  # of the check of the result, other than what is as it should be

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost and nothing differs, as far as anybody can tell."""
        return self.has_read and self.has_end and self.mended.is_whole and not self.findings


def recover(
    path: Path, library: Library, actor: str, *, to: Path | None = None, driver: Driver = PLAIN
) -> Recovered:
    """Make a sound workbook of a damaged file and its newest good backup, in its place or at `to`.

    The damaged file is only read; once the result has been checked it is renamed, with its journal, and kept.
    """
    path = real(path)
    target = real(to) if to else path
    if to is not None and os.path.lexists(to):
        raise AlreadyThere(f"There is already a file called “{to.name}”. Choose another name.")
    look_at(path, empty=True)
    with translated(target):
        lock = WriterLock(path, actor)
        try:
            sweep(left_beside(target))
            folder = new_folder(target)
            try:
                return _recover(path, target, folder, library, actor, driver)
            finally:
                sweep((folder,))
        finally:
            lock.release()


def _recover(
    path: Path, target: Path, folder: Path, library: Library, actor: str, driver: Driver
) -> Recovered:
    found = salvage(path, folder, driver)
    backup = newest_good(path, driver)
    spare = _spare(backup, driver)
    if not (found.table("entries") or found.table("changes") or spare.count):
        raise NotAWorkbook(
            f"Nothing in “{path.name}” can be read as a workbook, and there is no good backup beside it. If "
            "there is a copy elsewhere, open that."
        )
    made = folder / target.name
    mended = Rebuilder(found, spare, library).write(made, actor, _why(backup), driver)
    findings = tuple(
        item for item in check(made, library, driver=driver)
        if item.severity != "info" and item.code not in _NOT_WORTH
    )  # fmt: skip
    if any(item.code in ("damaged", "history", "references") for item in findings):
        raise Damaged(f"“{path.name}” could not be recovered: {findings[0].sentence} It was not changed.")
    kept = _put_in_place(path, made) if target == path else None
    if target != path:
        put_in_place(made, target, like=path)
        with suppress(OSError):
            backups.sync_folder(target.parent)
    fork_detection.note(target, driver)
    return Recovered(
        target, kept, backup, tuple(found.faults), bool(found.count), found.has_end, mended, findings
    )


def _why(backup: Path | None) -> str:
    return f"Recovered from a damaged file{' and a backup' if backup else ''}."


def salvage(path: Path, folder: Path, driver: Driver = PLAIN) -> Salvaged:
    """Read what a file holds, on a copy; with its journal rolled back where that is its own.

    The copy of a protected file is as protected as the file.
    """
    own, journal = Path(shutil.copyfile(path, folder / "damaged")), journal_of(path)
    if journal.exists():
        rolled = Path(shutil.copyfile(path, folder / "rolled back"))
        shutil.copyfile(journal, journal_of(rolled))
        if not is_foreign(rolled) and _roll_back(rolled, driver):
            found, as_is = read_what_is_left(rolled, driver), read_what_is_left(own, driver)
            return found if len(found.faults) <= len(as_is.faults) else as_is
    return read_what_is_left(own, driver)


def read_what_is_left(path: Path, driver: Driver = PLAIN) -> Salvaged:
    """Read a damaged file page by page, or through its database where it is protected."""
    return read_protected(path, driver) if driver.unlock else read_pages(path)


def _roll_back(path: Path, driver: Driver) -> bool:
    """Whether the journal was rolled back; the file may be too damaged to be opened then all the same."""
    try:
        connect(path, write=False, driver=driver).close()
    except database_faults():
        return not journal_of(path).exists()
    return True


def newest_good(path: Path, driver: Driver = PLAIN) -> Path | None:
    """The newest backup that is sound."""
    for backup in backups.paths_of(path):
        fits = not backup.stem.endswith(" replaced")
        if fits and not backups.problem_in(backup, backups.suited(backup, driver)):
            return backup
    return None


def _spare(backup: Path | None, driver: Driver) -> Salvaged:
    return Salvaged() if backup is None else read_rows(backup, backups.suited(backup, driver))


def _put_in_place(path: Path, made: Path) -> Path:
    """Rename the damaged file and its journal, then put the new one there; undone when that fails."""
    kept = _free_name(path)
    keep_rights(made, path)
    path.rename(kept)
    moved = journal_of(path).exists()
    if moved:
        journal_of(path).rename(journal_of(kept))
    try:
        made.replace(path)
    except OSError:
        kept.rename(path)
        if moved:
            journal_of(kept).rename(journal_of(path))
        raise
    with suppress(OSError):  # it is in its place
        backups.sync_folder(path.parent)
    return kept


def _free_name(path: Path) -> Path:
    stamp = f"{utc_now().astimezone():{_STAMP}}"
    for number in range(1, 1000):
        more = "" if number == 1 else f" {number}"
        kept = path.with_name(f"{path.stem} (damaged {stamp}{more}){path.suffix}")
        if not kept.exists():
            return kept
    raise AlreadyThere(f"There are too many damaged copies beside “{path.name}”. Move them elsewhere.")


@dataclass(frozen=True)
class ReportLine:
    """One sentence of the report; `kind` is "ok", or "look" for what differs or is lost."""

    sentence: str
    kind: str = "ok"


def report(made: Recovered) -> list[ReportLine]:
    """What to say of a recovery: first the whole, then every entry that is not as the file stored it."""
    mended = made.mended
    said = [
        ReportLine(f"Recovered {mended.cases:,} cases and {len(mended.pieces):,} entries into {made.path}.")
    ]
    if made.kept:
        said.append(ReportLine(f"The damaged file is kept as {made.kept}."))
    helped = f"The backup used is {made.backup.name}." if made.backup else "There was no good backup to help."
    said.append(ReportLine(helped))
    if not made.has_read:
        said.append(ReportLine(AS_BACKUP, "look"))
    elif not made.has_end:
        said.append(ReportLine(NO_END, "look"))
    counted = [f"{count:,} from {_FROM[source]}" for source in _FROM if (count := mended.count(source))]
    said.append(ReportLine(f"Of the entries, {', '.join(counted)}."))
    said.append(
        ReportLine(
            f"{mended.lines:,} lines of the history are whole, {mended.lines_from_backup:,} from the backup."
        )
    )
    said += [
        ReportLine(f"{len(numbers):,} lines of the history {what}: {ranges(numbers)}.", "look")
        for numbers, what in (
            (mended.lines_lost, "are lost"),
            (mended.lines_altered, "are damaged, and kept so"),
        )
        if numbers
    ]
    for piece in (*mended.others, *mended.pieces):
        if piece.note or piece.source != "file":
            said.append(ReportLine(_sentence(piece), "look" if piece.note else "ok"))
    return [*said, *(ReportLine(item.sentence, "look") for item in made.findings), _end(made)]


def _end(made: Recovered) -> ReportLine:
    if made.is_whole:
        return ReportLine("Nothing is lost and nothing differs.")
    return ReportLine(
        "Look at what differs or is lost, and keep the damaged file until you have done so.", "look"
    )


_FROM: dict[Source, str] = {
    "file": "the file", "backup": "the backup", "history": "the history", "seal": "a signed version",
    "lost": "nowhere",
}  # fmt: skip


def _sentence(piece: RecoveredPiece) -> str:
    named = f"{piece.ref} {piece.what}".strip()
    return f"{named}: from {_FROM[piece.source]}. {piece.note}".rstrip()
