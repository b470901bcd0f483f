"""One open workbook in the window: edits saved as they are typed, and who must be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from hssib_desk.domain.casefile import CaseFile
from hssib_desk.domain.elsewhere import references
from hssib_desk.domain.form import Answer, Answers, Library
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.rows import CheckFinding
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.kit.editors import finish_typing
from hssib_desk.ui.opened_copies import OpenedCopies
from hssib_desk.ui.work import Job, Task, finish_all, start

if TYPE_CHECKING:
    from hssib_desk.store.workcopy import WorkCopy
    from hssib_desk.ui.publishing import Publishing

SAVE_AFTER_MS = 300  # after the last key; with the commit itself this stays under half a second
SAVE_AT_LEAST_MS = 2000  # also while somebody types without a pause
RETRY_MS = 3000

T = TypeVar("T")


def merged(answers: Answers, changes: Mapping[str, Answer | None]) -> dict[str, Answer]:
    """Answers with changes put in; None takes an answer away."""
    both = {**answers, **changes}
    return {key: value for key, value in both.items() if value is not None}


def with_typed(case: CaseFile, typed: Mapping[str, Mapping[str, Answer | None]]) -> CaseFile:
    """A case with changed answers, by entry and question, in place of those it holds."""
    entries = tuple(
        replace(entry, answers=merged(entry.answers, typed[entry.id])) if entry.id in typed else entry
        for entry in case.entries
    )
    return replace(case, entries=entries)


class Session(QObject):
    """Holds the workbook and every edit that is not yet committed.

    `saved` carries the time of the commit, `failed` a sentence; `saved` never precedes the commit. After a
    failure the edits stay here and are tried again until they are saved. Used from the GUI thread only.
    """

    saving = Signal()
    saved = Signal(datetime)
    failed = Signal(str)
    case_changed = Signal(str)  # id of a case whose answers or entries changed
    backed_up = Signal()
    warned = Signal(str)  # a sentence about something that should be seen to, such as a backup that failed
    arrived = Signal()  # `findings` says what is odd about the file
    closing = Signal()  # all is saved, and the file can still be asked
    closed = Signal()  # the file is no longer open
    lists_changed = Signal()  # cases or actions were added, removed, signed or imported

    def __init__(self, workbook: Workbook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workbook = workbook
        self.last_saved: datetime | None = None
        self.problem = ""
        self.note = workbook.pack_problem  # or who else has the file, to be said once the window shows it
        self.copy: WorkCopy | None = None  # where the workbook lies in an unsafe place
        self.keeps_copy = False  # it is closed for a moment only
        self.publishing: Publishing | None = None
        self.findings: list[CheckFinding] = []
        self._backup: Job | None = None
        self._is_closed = False
        self.copies = OpenedCopies(self)
        app = QCoreApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self.copies.clear)
        self._edits: dict[str, dict[str, Answer | None]] = {}
        self._case_of: dict[str, str] = {}
        self._soon = self._timer(SAVE_AFTER_MS)
        self._latest = self._timer(SAVE_AT_LEAST_MS)
        self._again = self._timer(RETRY_MS)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(self.save)
        return timer

    @property
    def library(self) -> Library:
        """The forms this program ships."""
        return self.workbook.library

    @property
    def place(self) -> Path:
        """Where the workbook lies; of a working copy the place that it is published to."""
        return self.copy.original if self.copy else self.workbook.path

    @property
    def read_only(self) -> bool:
        """Whether somebody else has the workbook open for writing."""
        return self.workbook.read_only

    @property
    def is_closed(self) -> bool:
        """Whether the file was closed, so that nothing of it may be asked for."""
        return self._is_closed

    @property
    def has_unsaved(self) -> bool:
        """Whether anything typed is not in the file yet."""
        return bool(self._edits)

    def case(self, ref_or_id: str) -> CaseFile:
        """The case as it is in the file, with everything typed so far saved first."""
        self.flush()
        return self.workbook.case(ref_or_id)

    def peek(self, case_id: str) -> CaseFile:
        """The case with everything typed so far, saved or not."""
        case = self.workbook.case(case_id)
        case = with_typed(case, self._edits)
        named = {ref for entry in case.entries for _, ref in references(entry.form, entry.answers)}
        new = named - case.elsewhere.keys()
        known = self.workbook.elsewhere(new) if new else {}
        return replace(case, elsewhere={**case.elsewhere, **known})

    def edit(self, case_id: str, entry_id: str, key: str, value: Answer | None) -> None:
        """Take one changed answer; it is committed within half a second of the last change."""
        self._edits.setdefault(entry_id, {})[key] = value
        self._case_of[entry_id] = case_id
        self._soon.start()
        if not self._latest.isActive():
            self._latest.start()
        self.saving.emit()

    def flush(self) -> bool:
        """Save everything typed now, what a field still holds back included; False when it could not be."""
        finish_typing()
        return self.save()

    def save(self) -> bool:
        """Save every edit that was taken; False (and `failed`) when it could not be, with the edits kept."""
        for timer in (self._soon, self._latest, self._again):
            timer.stop()
        cases: set[str] = set()
        try:
            for entry_id in list(self._edits):
                self.last_saved = self.workbook.save(entry_id, self._edits[entry_id])
                del self._edits[entry_id]
                cases.add(self._case_of.pop(entry_id))
        except WorkbookError as error:
            self.problem = str(error)
            self._again.start()
            self.failed.emit(self.problem)
            return False
        finally:
            for case_id in cases:
                self.case_changed.emit(case_id)
        if cases and self.last_saved:
            self.problem = ""
            self.saved.emit(self.last_saved)
        return True

    def look_about(self) -> None:
        """Find out on the worker what is odd about the file: its place, the room, other copies."""
        job = start(lambda _task: self.workbook.arrival())
        job.finished.connect(self._take_findings)

    def _take_findings(self, found: list[CheckFinding]) -> None:
        self.findings = found
        self.arrived.emit()

    def settle(self, finding: CheckFinding) -> None:
        """Say no more about one of the findings."""
        self.findings = [item for item in self.findings if item != finding]
        self.arrived.emit()

    def back_up(self) -> None:
        """Make a backup on the worker if the newest one is older than the file; say so only when it fails."""
        if not self.read_only:
            self._backup = start(self._back_up_on_opening)
            self._backup.failed.connect(self.warned)
            self._backup.finished.connect(self._tell_backup)

    def _back_up_on_opening(self, _task: Task) -> Path | None:
        if self.copy is not None and not self.place.exists():
            return None  # the backups lie there, and that it is away was said
        return self.workbook.back_up_if_changed()

    def _tell_backup(self, path: object) -> None:
        if self.workbook.backup_problem:
            self.warned.emit(self.workbook.backup_problem)
        elif path:
            self.backed_up.emit()

    def act(self, do: Callable[[Workbook], T], case_id: str = "", lists: bool = True) -> T:
        """Save what was typed, do one act of the workbook, and tell who shows it; errors are raised."""
        if not self.flush():
            raise WorkbookError(self.problem)
        result = do(self.workbook)
        if case_id:
            self.case_changed.emit(case_id)
        if lists:
            self.lists_changed.emit()
        return result

    def close(self) -> bool:
        """Save and close the file; False leaves it open with the edits kept."""
        if not self.flush():
            return False
        finish_all()  # an import or backup that is under way ends before its file is closed
        self.closing.emit()
        self.discard()
        return True

    def discard(self) -> None:
        """Close a file in which nothing was done, without waiting for the work of another one."""
        self._is_closed = True
        self.workbook.close()
        if self.copy is not None:
            (self.copy.release if self.keeps_copy else self.copy.finish)()
        self.copies.clear()
        self.closed.emit()
