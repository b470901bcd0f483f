"""Two signed reviews beside each other, section by section, and the scores that are agreed and signed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.review import second_review
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.review_comparison import Compared, compare, in_words, is_agreed_throughout
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.case.second.compare_card import CompareCard
from hssib_desk.ui.case.signing.signer import Signer
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session, merged
from hssib_desk.ui.window.navigator import Navigator

ABOUT = (
    "Scores and answers are single judgements, and two careful people often differ. Where they do, say what "
    "settled it. "
    "Both reviews stay as they were signed."
)
SAME = (
    "Both reviews gave every section the same score and the same answers. Accept that they agree, or agree "
    "other scores above."
)


class ComparePage(QWidget):
    """A card for each section, and the panel that signs; answers go to the session as they are typed."""

    settled = Signal()

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.cards: list[CompareCard] = []
        self._shown: tuple[str, ...] = ()
        self.page = Page("Compare the two reviews", " ")
        self._list = QVBoxLayout()
        self._list.setSpacing(16)
        self.panel = Card(padding=20)
        self.signer = Signer(session.library, "agreed")
        self.words = Paragraph("", "second")
        self.left = LinkButton("Go to the next one", trailing="arrow-right")
        self.sign = button("", "stamp", "sign")
        self._build()

    def _build(self) -> None:
        self.sign.setObjectName("sign-agreed")
        self.left.setObjectName("next-to-settle")
        self.panel.add(Headline("What was agreed", "card-title"))
        for widget in (self.words, self.left, self.signer, self.sign):
            self.panel.add(widget)
        self.page.body.addWidget(Paragraph(ABOUT, "second"))
        self.page.body.addLayout(self._list)
        row = QHBoxLayout()
        row.addWidget(self.panel, 1)
        self.page.body.addLayout(row)
        self.page.body.addStretch(1)
        self.area = ScrollArea(self.page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self.signer.changed.connect(self._show_panel)
        self.sign.clicked.connect(self._sign)
        self.left.clicked.connect(self._go_to_next)

    def show_case(self, case: CaseFile) -> None:
        """Show both reviews and what is agreed so far."""
        rows = compare(case)
        shown = (case.id, *map(_what_is_asked, rows))
        if shown != self._shown:
            self.signer.clear()
            self._make_cards(rows)
            self._shown = shown
        self.case = case
        for card, row in zip(self.cards, rows, strict=True):
            card.show_row(row, closed=self._is_closed)
        self._show_panel()

    @property
    def holds_typed(self) -> bool:
        """Whether something is written here that is not in the file before it is signed."""
        return not self.signer.is_empty

    def start(self, field: str = "") -> None:
        """Show the section of a field; without one, put the cursor on the first that is left to settle."""
        asked = (card for card in self.cards if any(field == item.key for item in card.row.section.fields))
        if (card := next(asked, None)) is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            # A card that was made just now has its place once the page is laid out.
            QTimer.singleShot(0, card, partial(self._show_top_of, card))
            return
        self.area.verticalScrollBar().setValue(0)
        first = next((card for card in self.cards if card.row.left), None)
        if first is not None and not self._is_closed:
            first.start()
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_top_of(self, card: CompareCard) -> None:
        top = card.mapTo(self.page, QPoint(0, 0)).y()
        self.area.verticalScrollBar().setValue(max(0, top - 16))

    @property
    def _is_closed(self) -> bool:
        return self.session.read_only or self.case is None or second_review.state_of(self.case) == "settled"

    def _make_cards(self, rows: tuple[Compared, ...]) -> None:
        empty(self._list)
        self.cards = []
        for number, row in enumerate(rows, 1):
            card = CompareCard(row, number)
            card.edited.connect(self._take)
            self._list.addWidget(card)
            self.cards.append(card)

    def _take(self, key: str, answer: Answer | None) -> None:
        """Keep an agreed score, answer or reason; the first one begins the agreed stage."""
        entry = self._agreed_entry(key)
        if self.case is None or entry is None:
            return
        self.session.edit(self.case.id, entry.id, key, answer)
        entries = tuple(
            replace(item, answers=merged(item.answers, {key: answer})) if item.id == entry.id else item
            for item in self.case.entries
        )
        self.case = replace(self.case, entries=entries)
        for card, row in zip(self.cards, compare(self.case), strict=True):
            card.show_state(row, closed=self._is_closed)
        self._show_panel()

    def _agreed_entry(self, key: str) -> EntryFile | None:
        if self.case is None or self._is_closed:
            return None
        form = next(card.row.second.form for card in self.cards if key in card.row.second.form.by_key)
        found = self.case.entry(form.key, "agreed")
        if found is None and self._do_start():
            found = self.case.entry(form.key, "agreed")
        return found

    def _do_start(self) -> bool:
        assert self.case is not None
        case_id = self.case.id
        try:
            self.case = self.session.act(lambda wb: wb.reviews.start_agreed(case_id), case_id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return False
        return True

    # Signing

    def _show_panel(self) -> None:
        if self.case is None:
            return
        rows, state = compare(self.case), second_review.state_of(self.case)
        left = [row for row in rows if row.left]
        accept = state == "compare" and is_agreed_throughout(self.case)
        signed = self.case.seal_of("first") is not None
        self.page.set_title("Compare the two reviews", in_words(rows))
        self.signer.setVisible(not self._is_closed)
        self.sign.setVisible(not self._is_closed)
        self.left.setVisible(bool(left) and not accept and not self._is_closed)
        self.sign.set_words("The two reviews agree" if accept else "Sign what was agreed")
        self.sign.setEnabled(signed and self.signer.is_complete and (accept or not left))
        self.words.set_text(_panel_words(self.case, len(left), accept))

    def _go_to_next(self) -> None:
        card = next((card for card in self.cards if card.row.left), None)
        if card is not None:
            card.start()
            self.area.ensureWidgetVisible(card, 0, 40)

    def _sign(self) -> None:
        if self.case is None:
            return
        case_id, name, role = self.case.id, self.signer.name, self.signer.role
        accept = second_review.state_of(self.case) == "compare"
        try:
            if accept:
                seal = self.session.act(lambda wb: wb.reviews.agree(case_id, name=name, role=role), case_id)
            else:
                self._keep_signer(name, role)
                seal = self.session.act(lambda wb: wb.reviews.sign(case_id, name=name, role=role), case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.signer.clear()
        self.go.say(f"Agreed, signed and sealed. Seal {seal.short}.", "ok")
        self.settled.emit()

    def _keep_signer(self, name: str, role: str) -> None:
        """Write who signs into the agreed entry of the form that asks it, so that the seal covers it."""
        assert self.case is not None
        for entry in self.case.entries:
            if entry.stage == "agreed" and entry.form.role("signer_name"):
                for key, value in second_review.signer_answers(entry.form, name, role).items():
                    self.session.edit(self.case.id, entry.id, key, value)
        self.sign.setFocus(Qt.FocusReason.OtherFocusReason)


def _what_is_asked(row: Compared) -> str:
    """What a card asks about; another one is made when it changes."""
    keys = (item.field.key for item in row.answers if item.is_open)
    return " ".join((row.section.key, row.first.id, row.second.id, *keys))


def _panel_words(case: CaseFile, left: int, accept: bool) -> str:
    seal = case.seal_of("agreed")
    if seal:
        role = f", {seal.role}" if seal.role else ""
        return f"Signed by {seal.name}{role} on {show_date(local_day(seal.at))}. Seal {seal.short}"
    if case.seal_of("first") is None:
        return "The first review was reopened. It is signed again before scores are agreed."
    if accept:
        return SAME
    if left:
        return f"{left} of the sections {'is' if left == 1 else 'are'} still to be settled."
    return "Every section is settled."
