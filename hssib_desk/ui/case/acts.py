"""What can be done to a case beside answering: add and remove entries, take changes back."""

from __future__ import annotations

from hssib_desk.domain.casefile import CaseFile, EntryFile, Origin
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.case.page import FormPage
from hssib_desk.ui.go import Go
from hssib_desk.ui.session import Session


class CaseActs:
    """Each act is one transaction; an error is said above the page and nothing has changed then."""

    def __init__(self, session: Session, go: Go) -> None:
        self.session, self.go = session, go

    def add(self, case: CaseFile, form_key: str, origin: Origin | None) -> EntryFile | None:
        """A new entry of a form, linked to the judgement it was raised from."""
        try:
            return self.session.act(
                lambda wb: wb.add_entry(case.id, form_key, origin=origin, stage=case.stage),
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

    def remove(self, case: CaseFile, entry_id: str) -> bool:
        """Take an entry out; it can be brought back."""
        entry = case.entry_by_id(entry_id)
        try:
            self.session.act(lambda wb: wb.remove_entry(entry_id, ""), case.id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        name = f"{entry.form.singular} {entry.ref}" if entry else "It"
        self.go.say(f"{name} was removed. Ctrl Alt Z brings it back.")
        return True

    def undo(self, case: CaseFile) -> bool:
        """Take back the last change in this case."""
        return self._step(case, "Taken back", "take back")

    def redo(self, case: CaseFile) -> bool:
        """Make the change again that was taken back."""
        return self._step(case, "Made again", "make again")

    def _step(self, case: CaseFile, done: str, verb: str) -> bool:
        back = verb == "take back"
        try:
            said = self.session.act(
                lambda wb: wb.undo(case.id) if back else wb.redo(case.id), case.id, lists=False
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        self.go.say(f"{done}: {said}" if said else f"There is nothing to {verb} in this case.")
        return bool(said)
