"""What can be done to a case beside answering: add and remove entries, take changes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hssib_desk.domain.forms.form import Answers
from hssib_desk.domain.forms.rules import Context, ruling
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Origin
from hssib_desk.store.entries.undo import Steps
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator


@dataclass(frozen=True)
class Step:
    """A change that was undone or redone: what to say of it, and the entry and question it is in."""

    said: str
    place: tuple[str, str]


class CaseActs:
    """Each act is one transaction; an error is said above the page and nothing has changed then."""

    def __init__(self, session: Session, go: Navigator) -> None:
        self.session, self.go = session, go

    def add(
        self, case: CaseFile, form_key: str, origin: Origin | None, answers: Answers | None = None
    ) -> EntryFile | None:
        """A new entry of a form with its first answers, linked to the judgement it was raised from."""
        try:
            return self.session.act(
                lambda wb: wb.add_entry(case.id, form_key, answers=answers, origin=origin, stage=case.stage),
                case.id,
                lists=False,
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return None

    def begin(self, case: CaseFile, page: FormPage | None) -> str:
        """Begin the form of a page that the case does not have yet; the id of its entry, or an empty text."""
        made = self.add(case, page.page.form, None) if page and page.questions else None
        if made is not None and page is not None and page.questions:
            page.questions.entry_id = made.id
        return made.id if made else ""

    def rule_out(self, case: CaseFile) -> bool:
        """Let parts of care arrive as not applicable where the facts rule them out; whether any did."""
        if case.read_only or self.session.read_only:
            return False
        changes = ruling(case, Context(case))
        try:
            changes = self.session.workbook.may_rule(changes) if changes else {}
            if changes:
                self.session.act(lambda wb: wb.rule_out(changes), case.id, lists=False)
        except WorkbookError:
            return False  # nobody asked for it; it is tried again with the next answer
        return bool(changes)

    def remove(self, case: CaseFile, entry_id: str) -> bool:
        """Take an entry out; it can be brought back."""
        entry = case.entry_by_id(entry_id)
        try:
            self.session.act(lambda wb: wb.remove_entry(entry_id, ""), case.id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        name = f"{entry.form.singular} {entry.ref}" if entry else "It"
        self.go.say(f"{name} was removed. F8 brings it back, and so does “Put back” below the list.")
        return True

    def put_back(self, case: CaseFile, entry_id: str) -> bool:
        """Put an entry back that was taken out."""
        try:
            self.session.act(lambda wb: wb.restore_entry(entry_id), case.id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        return True

    def undo(self, case: CaseFile) -> Step | None:
        """Take back the last change in this case; None when there was none."""
        return self._step(case, "Undone", lambda wb: wb.undo(case.id), lambda steps: steps.undo)

    def redo(self, case: CaseFile) -> Step | None:
        """Make the change again that was undone; None when there was none."""
        return self._step(case, "Redone", lambda wb: wb.redo(case.id), lambda steps: steps.redo)

    def _step(
        self,
        case: CaseFile,
        done: str,
        do: Callable[[Workbook], str | None],
        which: Callable[[Steps], Sequence[int]],
    ) -> Step | None:
        def step(workbook: Workbook) -> Step | None:
            numbers = which(workbook.undo_steps(case.id))
            said = do(workbook)
            return Step(f"{done}: {said}", workbook.place_of(numbers[-1])) if said else None

        try:
            made = self.session.act(step, case.id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return None
        if made is None:
            self.go.say(f"Nothing to {'undo' if done == 'Undone' else 'redo'} in this case.")
        return made
