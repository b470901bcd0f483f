"""Work on a copy on this computer, published back to where the workbook lies; nothing is overwritten unseen.

The workbook stays as it is until publishing replaces it in one step, and its lock is held all the while.
When others changed it meanwhile, both files are kept, with names that say so. A copy with work that is not
published is taken up again the next time. The copy of a protected workbook is as protected as the workbook.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hssib_desk.ownfiles import OUTGOING, PUBLISHING, make, new_name, put_in_place, real
from hssib_desk.store import backups, space
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.context import utc_now
from hssib_desk.store.errors import Damaged, Missing, NotReady, translated
from hssib_desk.store.lock import WriterLock
from hssib_desk.store.workcopy import checkout, fork_detection, workcopy_note
from hssib_desk.store.workcopy.workcopy_note import Origin


@dataclass(frozen=True)
class Published:
    """What came of publishing: where the work is now; `beside` when others had changed the workbook too."""

    path: Path
    beside: bool
    sentence: str


class WorkCopy:
    """A workbook in an unsafe place and the copy of it on this computer; holds the lock of the first.

    While its place cannot be reached there is no lock; it is taken before anything is published. `note` says
    what should be known when work begins.
    """

    def __init__(self, original: Path, actor: str, driver: Driver) -> None:
        self.original, self.driver = real(original).absolute(), driver
        self.path = workcopy_note.copy_of(self.original)
        self.note = ""
        self._actor = actor
        self._lock: WriterLock | None = None
        self._is_backed_up = False

    @classmethod
    def begin(cls, original: Path, actor: str, driver: Driver = PLAIN) -> WorkCopy:
        """Copy a workbook to this computer, or take up the copy that was not published yet.

        Raises InUse while somebody else writes in it, and Missing where neither it nor a copy can be reached.
        """
        made = cls(original, actor, driver)
        try:
            if made.original.parent.is_dir():
                made._hold()
            with translated(made.path):
                made.note = checkout.take_up(made.original, made.path, driver)
        except BaseException:
            made.release()
            raise
        return made

    @property
    def is_published(self) -> bool:
        """Whether all that was written is where the workbook lies; nothing but the copy is looked at."""
        return not workcopy_note.holds_work(self.path)

    @property
    def published_at(self) -> datetime | None:
        """When the copy was published last; None before the first time."""
        known = workcopy_note.read(self.path)
        return known.moment if known else None

    def publish(self) -> Published:
        """Put the work in the place of the workbook in one step; beside it when others changed that.

        May be called while the copy is being worked in. When it raises, the workbook is as it was and the
        copy keeps everything.
        """
        known = self._known()
        target = Path(known.target)
        with translated(self.original):
            if not target.parent.is_dir():
                raise workcopy_note.away(target)
            if target == self.original:
                self._hold()
            if not target.exists() and known.theirs:
                raise Missing(
                    f"“{target.name}” is no longer in “{target.parent}”: it was moved, renamed or removed. "
                    "Put it back, or save your copy in another place."
                )
            if workcopy_note.holds_work(self.path):
                known = self._send(known)
        return _said(known)

    def save_elsewhere(self, path: Path) -> None:
        """Make a checked copy of the work in another place; raises AlreadyThere rather than replace a file.

        The work is published there from now on, and the next opening fetches the workbook afresh.
        """
        mine = workcopy_note.digest(self.path)
        backups.make(self.path, to=path, driver=self.driver)
        with translated(path):
            known = replace(
                self._known(or_new=True), mine=mine, theirs=workcopy_note.digest(path), sending=("", "")
            )
            workcopy_note.write(self.path, replace(known, target=str(path.absolute())))

    def finish(self) -> None:
        """Let others write; the copy goes when all of it is published, and else stays for the next time.

        The copy must be closed.
        """
        with suppress(OSError):
            if self.path.exists() and self.is_published:
                checkout.drop(self.path)
        self.release()

    def release(self) -> None:
        """Let others write, and leave the copy as it is."""
        if self._lock:
            self._lock.release()
            self._lock = None

    def _hold(self) -> None:
        if self._lock is None:
            with translated(self.original):
                self._lock = WriterLock(self.original, self._actor)

    def _known(self, or_new: bool = False) -> Origin:
        known = workcopy_note.read(self.path)
        if known is None and or_new:
            return Origin(str(self.original), str(self.original), "", "")
        if known is None:
            raise NotReady(
                f"The note beside “{self.path}” is gone, so nobody can tell whether others changed the "
                "workbook meanwhile. Save your copy in another place; the workbook is as it was."
            )
        return workcopy_note.settled(known)

    def _send(self, known: Origin) -> Origin:
        """Replace the target by one state of the copy, while somebody may go on writing in that."""
        snapshot, mine = new_name(self.path, OUTGOING), workcopy_note.digest(self.path)
        try:
            with translated(snapshot):
                space.require(snapshot, self.path)
                backups.copy(self.path, snapshot, self.driver)
            known = self._aim(known)
            if known.target == str(self.original):
                self._back_up()
            known = self._replace(known, snapshot, mine)
        finally:
            snapshot.unlink(missing_ok=True)
        fork_detection.note(self.path, self.driver)
        return known

    def _aim(self, known: Origin) -> Origin:
        """Where to publish: a new name beside the workbook once others have changed it."""
        target = Path(known.target)
        if not target.exists() or workcopy_note.digest(target) == known.theirs:
            return known
        return replace(known, target=str(checkout.free(self._name_beside(target))), theirs="")

    def _replace(self, known: Origin, snapshot: Path, mine: str) -> Origin:
        theirs, part = workcopy_note.digest(snapshot), new_name(Path(known.target), PUBLISHING)
        space.require(part, snapshot)
        try:
            _carry(snapshot, part, theirs)
            known = replace(self._aim(known), sending=(mine, theirs))  # carrying takes a while
            workcopy_note.write(self.path, known)
            put_in_place(part, Path(known.target), like=self.original)
            backups.sync_folder(part.parent)
        finally:
            part.unlink(missing_ok=True)
        known = known.sent(utc_now())
        workcopy_note.write(self.path, known)
        return known

    def _back_up(self) -> None:
        """Keep the state from before this session among the backups, once."""
        if not self._is_backed_up and not backups.is_backed_up(self.original, self.driver):
            backups.make(self.original, "published", driver=self.driver)
        self._is_backed_up = True

    def _name_beside(self, target: Path) -> Path:
        who = "".join(letter for letter in self._actor if letter.isalnum() or letter in " .-").strip()
        now = f"{utc_now().astimezone():{checkout.STAMP}}"
        return target.with_name(
            f"{self.original.stem} (changes of {who or 'a copy'}, {now}){self.original.suffix}"
        )


def _carry(source: Path, target: Path, wanted: str) -> None:
    """Copy bytes to another place and look whether they arrived; no database works over there."""
    make(target)
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        os.fsync(file.fileno())
    if workcopy_note.digest(target) != wanted:
        raise Damaged(
            f"“{target.name}” did not arrive complete. Check the drive or the network and try again."
        )


def _said(known: Origin) -> Published:
    original, target = Path(known.original), Path(known.target)
    if target == original:
        return Published(target, False, f"Published: “{original.name}” holds everything you wrote.")
    return Published(
        target,
        True,
        f"“{original.name}” was changed by others while you worked on your copy, so nothing was replaced. "
        f"Your work is beside it, as “{target.name}”. Keep both until somebody has compared them.",
    )
