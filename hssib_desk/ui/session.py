"""One open workbook in the window: edits saved as they are typed, and who must be told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from hssib_desk.domain.forms.form import Answer, Answers, Library
from hssib_desk.domain.forms.kinds import show
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.cross_case_links import references
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.file.opened_copies import OpenedCopies
from hssib_desk.ui.kit.fields.editors import finish_typing
from hssib_desk.ui.work import Job, Task, finish_all, start

if TYPE_CHECKING:
    from hssib_desk.store.workcopy.workcopy import WorkCopy

# After the first key that is not saved, whatever is typed meanwhile: with the commit, and on a computer that
# is busy with other things, 99 of 100 keys are on the disk within half a second.
SAVE_WITHIN_MS = 100
RETRY_MS = 3000

A_FAULT = "Something went wrong while saving it."

T = TypeVar("T")


@dataclass(frozen=True)
class Unsaved:
    """The answers of one entry that could not be saved: where they belong, why, and each by its label."""

    place: str
    why: str
    answers: tuple[tuple[str, str], ...]


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

    `saved` carries the time of the commit, `failed` a sentence; `saved` never precedes the commit. Every
    entry is saved for itself: what is refused of one stays here, holds up no other, and is tried again until
    it is saved or given up. Used from the GUI thread only.
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
        self.findings: list[CheckFinding] = []
        self._backup: Job | None = None
        self._is_closed = False
        self.copies = OpenedCopies(self)
        app = QCoreApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(self.copies.clear)
        self._edits: dict[str, dict[str, Answer | None]] = {}
        self._case_of: dict[str, str] = {}
        self._refused: dict[str, str] = {}  # by entry, why its edits are not saved
        self._cases: dict[str, CaseFile] = {}  # to name what is not saved while the file cannot be read
        self._soon = self._timer(SAVE_WITHIN_MS)
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

    @property
    def needs_key(self) -> bool:
        """Whether the file is needed behind the lock: for what is not saved, or a copy to publish."""
        return self.has_unsaved or self.copy is not None

    def case(self, ref_or_id: str) -> CaseFile:
        """The case as it is in the file, with everything typed so far saved first."""
        self.flush()
        return self._remember(self.workbook.case(ref_or_id))

    def _remember(self, found: CaseFile) -> CaseFile:
        case = replace(found, read_only=self.read_only)
        edited = set(self._case_of.values())
        self._cases = {key: kept for key, kept in self._cases.items() if key in edited} | {case.id: case}
        return case

    def forget(self) -> None:
        """Let go of the cases at hand, but for those of which something is not saved."""
        edited = set(self._case_of.values())
        self._cases = {key: case for key, case in self._cases.items() if key in edited}

    def peek(self, case_id: str) -> CaseFile:
        """The case with everything typed so far, saved or not."""
        case = with_typed(self._remember(self.workbook.case(case_id)), self._edits)
        named = {ref for entry in case.entries for _, ref in references(entry.form, entry.answers)}
        new = named - case.elsewhere.keys()
        known = self.workbook.lists.elsewhere(new) if new else {}
        return replace(case, elsewhere={**case.elsewhere, **known})

    def edit(self, case_id: str, entry_id: str, key: str, value: Answer | None) -> None:
        """Take one changed answer, unless the workbook is open for reading only; it is saved very soon."""
        if self.read_only:
            return
        self._edits.setdefault(entry_id, {})[key] = value
        self._case_of[entry_id] = case_id
        if case_id not in self._cases:
            with suppress(WorkbookError):
                self._remember(self.workbook.case(case_id))
        if not self._soon.isActive():
            self._soon.start()
        self.saving.emit()

    def flush(self) -> bool:
        """Save everything typed now, what a field still holds back included; False when it could not be."""
        finish_typing()
        return self.save()

    def save(self) -> bool:
        """Save every edit that was taken; False (and `failed`) when it could not be, with the edits kept."""
        for timer in (self._soon, self._again):
            timer.stop()
        known, self._refused = self._refused, {}
        cases: set[str] = set()
        faults: list[Exception] = []
        for entry_id, changes in list(self._edits.items()):
            try:
                self.last_saved = self.workbook.save(entry_id, changes)
            except WorkbookError as error:
                self._refused[entry_id] = str(error)
            except Exception as error:  # a fault in one entry must not cost what was typed in the others
                self._refused[entry_id] = A_FAULT
                faults += [] if entry_id in known else [error]
            else:
                del self._edits[entry_id]
                cases.add(self._case_of.pop(entry_id))
        self._tell(cases)
        for fault in faults:
            sys.excepthook(type(fault), fault, fault.__traceback__)
        return not self._refused

    def _tell(self, cases: Iterable[str]) -> None:
        for case_id in cases:
            self.case_changed.emit(case_id)
        if cases and self.last_saved:
            self.saved.emit(self.last_saved)
        whys: dict[str, list[str]] = {}
        for item in self.unsaved():
            whys.setdefault(item.why, []).append(item.place)
        self.problem = " ".join(f"{'; '.join(places)}: {why}" for why, places in whys.items())
        if self._refused:
            self._again.start()
            self.failed.emit(self.problem)

    def unsaved(self) -> list[Unsaved]:
        """What could not be saved when it was tried last, entry by entry."""
        return [self._unsaved(entry_id, why) for entry_id, why in self._refused.items()]

    def _unsaved(self, entry_id: str, why: str) -> Unsaved:
        case = self._cases.get(self._case_of[entry_id])
        entry = case.entry_by_id(entry_id) if case else None
        answers = self._edits[entry_id].items()
        if case is None or entry is None:
            return Unsaved("An entry", why, tuple((key, str(value or "")) for key, value in answers))
        name = f"{entry.form.singular} {entry.ref}" if entry.ref else entry.form.title
        fields = ((entry.form.by_key[key], value) for key, value in answers)
        said = ((field.label, "" if value is None else show(field, value)) for field, value in fields)
        return Unsaved(f"{case.ref}, {name}", why, tuple(said))

    def give_up_unsaved(self) -> None:
        """Let go of what could not be saved, for example once it is kept elsewhere."""
        for entry_id in self._refused:
            del self._edits[entry_id], self._case_of[entry_id]
        self._refused, self.problem = {}, ""

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
        return self.workbook.copies.back_up_if_changed()

    def _tell_backup(self, path: object) -> None:
        if self.workbook.backup_problem:
            self.warned.emit(self.workbook.backup_problem)
        elif path:
            self.backed_up.emit()

    def act(self, do: Callable[[Workbook], T], case_id: str = "", lists: bool = True) -> T:
        """Save what was typed, do one act of the workbook, and tell who shows it; errors are raised.

        It is not done to a case of which something could not be saved: an act is about what was typed.
        """
        if not self.flush() and case_id in self._case_of.values():
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
