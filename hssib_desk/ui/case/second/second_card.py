"""The second review on the sign-off page: begun, withdrawn, reopened, and the way to the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.review import second_review
from hssib_desk.domain.review.case_file import CaseFile, Seal, Stage
from hssib_desk.domain.review.second_review import State
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.signing.signer import Signer
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card, Separator
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

ASKED = "The reviewer asked for one."
DUE = "A second review is due."
MAY = "No second review is due. One may be asked for all the same."
WHAT = (
    "A different reviewer judges the care independently. They read the person, the sources, the timeline "
    "and the family’s voice; the first scores and judgements are hidden from them until theirs is signed."
)
_BACK: Mapping[State, tuple[str, str]] = {
    "blind": ("Withdraw the second review", "Why it is withdrawn"),
    "compare": ("Reopen the second review", "Reason for reopening"),
    "agreeing": ("Reopen the second review", "Reason for reopening"),
    "settled": ("Reopen what was agreed", "Reason for reopening"),
}


class SecondCard(Card):
    """What can be done about the second review of a case at each of its states."""

    begun = Signal()
    changed = Signal()
    compare_asked = Signal()

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__(padding=20)
        self.setObjectName("second-review")
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.state: State = "none"
        self.words, self.what = Paragraph("", "body"), Paragraph(WHAT, "second")
        self.signer = Signer(session.library, "second")
        self.begin = button("Begin the second review", "files")
        self.compare = button("Compare the two reviews", "files", "primary")
        self.reason = LineField()
        self.back = button("", "undo-2", small=True)
        self.line = Separator()
        self._build()

    def _build(self) -> None:
        self.body.setSpacing(12)
        self.add(Headline("Second review", "card-title"))
        names = {"begin-second": self.begin, "compare-reviews": self.compare, "second-back": self.back}
        for name, made in names.items():
            made.setObjectName(name)
        self.reason.setObjectName("second-reason")
        parts: tuple[QWidget, ...] = (self.words, self.what, self.signer, self.begin, self.compare, self.line)
        for widget in (*parts, self.reason, self.back):
            self.add(widget)
        self.signer.changed.connect(self._ready)
        self.reason.edited.connect(lambda text: self.back.setEnabled(bool(str(text).strip())))
        self.begin.clicked.connect(self._begin)
        self.back.clicked.connect(self._go_back)
        self.compare.clicked.connect(self.compare_asked)

    def show_case(self, case: CaseFile) -> None:
        """Show how far the second review is, and what can be done now; `case` is the one that is shown."""
        new = self.case is None or self.case.id != case.id
        self.case = case
        self.state = "blind" if case.stage == "second" else second_review.state_of(case)
        self.setVisible(self.state != "none" or case.seal is not None)
        self.words.set_text(_said(case, self.state))
        beginning = self.state == "none" and not self.session.read_only
        for widget in (self.what, self.signer, self.begin):
            widget.setVisible(beginning)
        self.compare.setVisible(self.state in ("compare", "agreeing", "settled"))
        self._show_back(new)
        if new:
            self.signer.clear()
        self._ready()

    def _show_back(self, new: bool) -> None:
        words, why = _BACK.get(self.state, ("", ""))
        if new or words != self.back.text():
            self.reason.start_anew()
            self.back.setEnabled(False)
        self.back.set_words(words)
        self.reason.setPlaceholderText(why)
        self.reason.setAccessibleName(f"{words}: {why.lower()}")
        for widget in (self.line, self.reason, self.back):
            widget.setVisible(bool(words) and not self.session.read_only)

    def _ready(self) -> None:
        self.begin.setEnabled(self.signer.is_complete)
        self.begin.setToolTip(
            "" if self.signer.is_complete else "Available when name, role and tick are complete."
        )

    def _begin(self) -> None:
        if self.case is None:
            return
        case_id, name, role = self.case.id, self.signer.name, self.signer.role
        if self._do(lambda wb: wb.reviews.start_second(case_id, name=name, role=role)):
            self.signer.clear()
            self.go.say(f"The second review is {name}’s now. {second_review.BLIND}", "ok")
            self.begun.emit()

    def _go_back(self) -> None:
        if self.case is None:
            return
        case_id, why, state = self.case.id, self.reason.value(), self.state
        stage: Stage = "agreed" if state == "settled" else "second"
        if state == "blind":
            done = self._do(lambda wb: wb.reviews.withdraw_second(case_id, why))
            said = "The second review was withdrawn. What was written stays in the history."
        else:
            done = self._do(lambda wb: wb.reviews.reopen(case_id, why, stage))
            said = "It is open again. The sealed version stays readable."
        if done:
            self.reason.start_anew()
            self.go.say(said, "ok")
            self.changed.emit()

    def _do(self, act: Callable[[Workbook], object]) -> bool:
        """Do one act of the workbook; False and a sentence when it could not be done."""
        assert self.case is not None
        try:
            self.session.act(act, self.case.id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        return True


def _said(case: CaseFile, state: State) -> str:
    who = second_review.assigned(case, "second")
    by = ", ".join(filter(None, (who.name, who.role)))
    if state == "none":
        due = " ".join([DUE, *(second_review.reasons(case) or [ASKED])])
        return due if second_review.needs_second_review(case) else MAY
    if state == "blind":
        return f"Under way: {by}."
    lines = [_signed("Second review", case.seal_of("second"))]
    if state == "settled":
        lines.append(_signed("Agreed", case.seal_of("agreed")))
    elif state == "agreeing":
        lines.append("The agreed scores are not signed yet.")
    return "\n".join(lines)


def _signed(what: str, seal: Seal | None) -> str:
    if seal is None:
        return ""
    role = f", {seal.role}" if seal.role else ""
    when = f"{show_date(local_day(seal.at))}, {seal.at.astimezone():%H:%M}"
    return f"{what}: {seal.name}{role}, {when}. Seal {seal.short}"
