"""The door at the end: what is missing, what was accepted, what will be sealed, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.rules import Advised
from hssib_desk.domain.forms.wording import reasons_given
from hssib_desk.domain.parts.standing import standings
from hssib_desk.domain.parts.to_sign import ToSign, left_by_part, to_sign
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.duties import duties
from hssib_desk.domain.review.ending import is_not_reviewed
from hssib_desk.domain.review.second_review import needs_second_review, reasons, state_of
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.second.second_card import SecondCard
from hssib_desk.ui.case.seen import peek
from hssib_desk.ui.case.signing.kept import keep_as_it_is
from hssib_desk.ui.case.signing.parts_card import PartsCard
from hssib_desk.ui.case.signing.seal_panel import SealedPanel, SealPanel
from hssib_desk.ui.case.signing.sign_cards import HiddenCard, MissingCard, SealingCard, WarningsCard
from hssib_desk.ui.case.signing.versions import VersionsCard
from hssib_desk.ui.case.theme_card import ThemeCard
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import FlowRow, Page, ScrollArea
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.user_snippets import load_words
from hssib_desk.ui.window.navigator import Navigator

ENDED = (
    "It was decided, with a reason, not to review this death here. The case is closed: it is not on Home, it "
    "needs no signature, and it stays in the list and in every count of deaths."
)
COMPACT_BELOW = 760  # width at text size 100 % under which the seal stands below the lists


class SignOffPage(QWidget):
    """Lists what stands between the case and its seal; `go_to(page, field, entry)` leads to each."""

    go_to = Signal(str, str, str)

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self._hidden_read: set[str] = set()
        self._own = ToSign([], [], [])
        self.parts, self.missing, self.warnings = PartsCard(), MissingCard(), WarningsCard()
        self.hidden, self.sealing, self.themes = HiddenCard(), SealingCard(), ThemeCard()
        self.panel, self.sealed, self.versions = SealPanel(session), SealedPanel(), VersionsCard()
        self.second = SecondCard(session, go)
        self.ended, self.change = Card("Not reviewed here", padding=20), LinkButton("Change the decision")
        self.follows = Card(padding=20)
        self._follow_row = FlowRow(gap=24)
        self._build()
        self._connect()

    def _build(self) -> None:
        inside = Page("Sign off")
        self.export = button("Export this review", "file-down", small=True)
        self.export.clicked.connect(self._export)
        inside.add_button(self.export)
        left = QVBoxLayout()
        left.setSpacing(16)
        self.ended.add(Paragraph(ENDED, "body"))
        self.ended.add(self.change)
        for card in (
            self.ended,
            self.parts,
            self.missing,
            self.warnings,
            self.hidden,
            self.sealing,
            self.second,
        ):
            left.addWidget(card)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(16)
        for panel in (self.panel, self.sealed, self.versions, self.themes):
            right.addWidget(panel)
        right.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(16)
        self._row.addLayout(left, 2)
        self._row.addLayout(right, 1)
        inside.body.addLayout(self._row)
        self.follows.add(self._follow_row)
        inside.body.addWidget(self.follows)
        inside.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.area = ScrollArea(inside)
        whole.addWidget(self.area)

    def _connect(self) -> None:
        self.missing.go_to.connect(self.go_to)
        self.parts.go_to.connect(self.go_to)
        self.parts.given.connect(self._give_part)
        self.parts.aside.connect(self._set_part_aside)
        self.parts.opened.connect(self._open_part)
        self.change.clicked.connect(self._change_decision)
        self.warnings.accepted.connect(self._accept)
        self.warnings.go_to.connect(self.go_to)
        self.hidden.read.connect(self._mark_read)
        self.panel.changed.connect(self._count_again)
        self.panel.sign_asked.connect(self._sign)
        self.panel.go_to.connect(self.go_to)
        self.sealed.reopen_asked.connect(self._reopen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the seal beside the lists, or under them where the words need the width."""
        super().resizeEvent(event)
        narrow = event.size().width() * 100 / current().scale < COMPACT_BELOW
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    @property
    def holds_typed(self) -> bool:
        """Whether something is written or ticked here that is not in the file before an act."""
        reasons = reasons_given(self.case) if self.case else {}
        unsaved = any(
            field.value().strip() != reasons.get(key, "") for key, field in self.warnings.fields.items()
        )
        second = self.second
        written = self.sealed.reason.value() or second.reason.value() or not second.signer.is_empty
        return bool(unsaved or written or self._hidden_read or self.parts.holds_typed)

    def start(self) -> None:
        """Put the cursor where the next thing to do is."""
        signing = self.warnings.first() or self.panel if self.panel.isVisibleTo(self) else self.export
        left = self.missing.first() if self.missing.isVisibleTo(self) else None
        target = self.change if self.ended.isVisibleTo(self) else left or signing
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._show_top)  # the cards of this case have their heights by then

    def _show_top(self) -> None:
        self.area.verticalScrollBar().setValue(0)

    def show_case(self, case: CaseFile) -> None:
        """Show a case as it stands now."""
        self.case = case
        sealed, ended = case.seal is not None, not case.seal and is_not_reviewed(case)
        self.ended.setVisible(ended)
        self.sealing.setVisible(not ended)
        for widget in (self.missing, self.warnings, self.panel):
            widget.setVisible(not sealed and not ended)
        self.sealed.setVisible(sealed)
        self.themes.show_case(case)
        self.panel.show_case(case)
        self._show_own(case)
        self.second.show_case(case)
        if case.seal:
            self.sealed.show_seal(case.seal, self.session.read_only)
        # Of a blind second review nothing is shown that the first one signed.
        blind = state_of(case) == "blind"
        signed = [] if blind else self.session.workbook.reviews.sealed_versions(case.id)
        self.versions.show_versions(signed, may_bundle=not blind)
        self._show_follows(case)

    def _show_own(self, case: CaseFile) -> None:
        """Show whose parts there are, and what whoever signs now has to see to first."""
        found = standings(case) if case.stage == "first" else []
        me, closed = load_words().last.get("name", ""), case.read_only or state_of(case) != "none"
        self.parts.setVisible(bool(found))
        self.parts.show_parts(found, left_by_part(case), case.library, case.today, me=me, closed=closed)
        self.panel.show_parts(case, found, me)
        self._own = own = to_sign(case, found, self.panel.chosen)
        self.missing.show_findings(own.left)
        self.warnings.show_remarks(own.remarks, reasons_given(case), case.read_only)
        ended = not case.seal and is_not_reviewed(case)
        self.hidden.setVisible(bool(own.hidden) and case.seal is None and not ended)
        self.hidden.show_hidden(own.hidden)
        self.sealing.show_case(case, len(outline.hidden_answers(case)))
        self._show_conditions()

    def _remarks(self, case: CaseFile) -> list[Advised]:
        return [item for _, item in outline.advice(case)]

    def _change_decision(self) -> None:
        """Lead to the question whose answer ended the case, in the form that asked it."""
        before = self.case.library.screening.before if self.case and self.case.library.screening else None
        form, _, key = before.field.rpartition(".") if before else ("", "", "")
        entry = self.case.entry(form) if self.case and form else None
        asked = entry.form.by_key.get(key) if entry else None
        page = (
            outline.page_of(self.case, entry, asked.section, asked.key)
            if self.case and entry and asked
            else None
        )
        if page and asked:
            self.go_to.emit(page.key, asked.key, "")

    def _show_conditions(self) -> None:
        if self.case is None or self.case.seal:
            return
        case, left, hidden = self.case, self._own.left, self._own.hidden
        reasons, remarks = reasons_given(case), [item for _, item in self._own.remarks]
        settled = sum(bool(reasons.get(item.key)) for item in remarks)
        read = not hidden or case.id in self._hidden_read
        pages = outline.pages_asked(case)
        self.panel.show_conditions(
            missing=(
                not left,
                f"{len(left)} still missing" if left else f"{pages} of {pages} pages complete",
            ),
            warnings=(
                settled == len(remarks),
                f"{settled} of {len(remarks)} have a reason" if remarks else "none to settle",
            ),
            hidden=(read, f"{len(hidden)} will be left out" if hidden else "none is hidden"),
            first=left[0] if left else None,
        )

    def _show_follows(self, case: CaseFile) -> None:
        self._follow_row.clear()
        self._follow_row.add(Headline("What follows", "card-title"))
        for icon, text in _follows(case):
            item = QWidget()
            inside = QHBoxLayout(item)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(Sign(icon, 18))
            inside.addWidget(Headline(text, "second"))
            self._follow_row.add(item)

    def _accept(self, remark: Advised, reason: str) -> None:
        """Keep the reason for a remark as an entry of the case, saved as it is typed."""
        if self.case is None:
            return
        try:
            keep_as_it_is(self.session, self.case, remark, reason)
            self.session.flush()
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._count_again()

    def _count_again(self) -> None:
        """Bring every number of the page in line with what was just written on it."""
        if self.case is None:
            return
        self.case = case = peek(self.session, self.case.id)
        self._show_own(case)

    def _mark_read(self) -> None:
        if self.case is not None:
            self._hidden_read.add(self.case.id)
            self._show_conditions()

    def _sign(self, name: str, role: str) -> None:
        if self.case is None:
            return
        case_id = self.case.id
        reasons = reasons_given(self.case)
        warnings = {item.sentence: reasons.get(item.key, "") for item in self._remarks(self.case)}
        chosen = list(self.panel.chosen)
        labels = {part.key: part.label for part in self.case.library.parts}
        first = self.case.stage == "first" and bool(standings(self.case))
        try:
            seal = self.session.act(
                lambda wb: (
                    wb.reviews.sign_parts(case_id, chosen, name=name, role=role, warnings=warnings)
                    if first
                    else wb.reviews.sign(case_id, name=name, role=role, warnings=warnings)
                ),
                case_id,
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.show_case(peek(self.session, case_id))
        if seal is None:
            signed = " and ".join(labels[key] for key in chosen)
            self.go.say(f"{signed} signed. The review is sealed when the other parts are signed.", "ok")
        else:
            self.go.say(f"Signed and sealed. Seal {seal.short}.", "ok")
        # The list is told of the change first; then the cursor has somewhere to be.
        QTimer.singleShot(0, partial(self.export.setFocus, Qt.FocusReason.OtherFocusReason))

    def _give_part(self, key: str, name: str, role: str, due: str) -> None:
        self._of_part(lambda wb, case_id: wb.reviews.assign_part(case_id, key, name=name, role=role, due=due))

    def _set_part_aside(self, key: str, reason: str) -> None:
        me = load_words().last.get("name", "")
        self._of_part(lambda wb, case_id: wb.reviews.set_part_aside(case_id, key, reason, me))

    def _open_part(self, key: str, reason: str) -> None:
        self._of_part(lambda wb, case_id: wb.reviews.open_part(case_id, key, reason))

    def _of_part(self, do: Callable[[Workbook, str], None]) -> None:
        """Do something with a part of the review, and show what follows."""
        if self.case is None:
            return
        case_id = self.case.id
        try:
            self.session.act(lambda wb: do(wb, case_id), case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.show_case(peek(self.session, case_id))

    def _reopen(self, reason: str) -> None:
        if self.case is None:
            return
        case_id = self.case.id
        try:
            self.session.act(lambda wb: wb.reviews.reopen(case_id, reason, "first"), case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.show_case(peek(self.session, case_id))
        self.go.say("The review is open again. The sealed version stays readable.", "ok")

    def _export(self) -> None:
        if self.case is not None:
            self.go.export("summary", self.case.id)


ASKED_FOR = "Second review: asked for by the reviewer"
_SECOND = {"compare": "The two reviews are compared", "agreeing": "Agreed scores are signed"}


def _why_second(case: CaseFile) -> str:
    why = reasons(case)
    return f"Second review: {why[0][0].lower()}{why[0][1:].rstrip('.')}" if why else ASKED_FOR


def _follows(case: CaseFile) -> list[tuple[str, str]]:
    score = next((e.field("overall_score") for e in case.entries if e.field("overall_score")), None)
    if case.stage == "second":
        second = "Then the two reviews are compared"
    elif needs_second_review(case):
        second = _SECOND.get(state_of(case)) or _why_second(case)
    elif case.seal:
        second = "No second review is due"
    else:
        limit = score.options.settings.get("second_review_at_or_below", 0) if score and score.options else 0
        second = (
            f"Second review if overall care is {limit} or less" if limit else "No second review asked for"
        )
    actions = [e for e in case.entries if e.form.role("owner")]
    ownerless = sum(not entry.text("owner") for entry in actions)
    owners = {0: "Every action has an owner", 1: "1 action has no owner yet"}
    owed = [duty for duty in duties(case) if duty.is_open and duty.rule.listed == "duties"]
    shown = [("files", second)]
    if actions:
        shown.append(("list-checks", owners.get(ownerless, f"{ownerless} actions have no owner yet")))
    else:
        shown.append(("list-checks", "No actions raised"))
    shown.append(
        ("clock", f"{len(owed)} dut{'y' if len(owed) == 1 else 'ies'} open" if owed else "No duty open")
    )
    return shown
