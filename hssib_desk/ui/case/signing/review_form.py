"""The review form of a case: which one it is on, and what moving it to another one would do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Outline
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.entries.review_form import ReviewMove
from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import Page, ScrollArea, text_column
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer
from hssib_desk.ui.window.navigator import Navigator

REVIEW_FORM = "review_form"  # stands in the place of a page's key
ABOUT = (
    "A review keeps the form it was started on. A draft can move to another one; this is what would happen."
)
STAYS = "A review keeps the form it was started on."
NOTHING = "Nothing has been written that would move."
ASIDE = "Not asked there. It is all kept aside, and comes back if you move the review back."
PROMISE = "Nothing changes until you move it, and F8 undoes it."
ENOUGH = 140  # letters of an answer that is told
READ_ONLY = "This workbook is open for reading only."


class ReviewFormPage(QWidget):
    """The form a case is on, and what moving it to another would do; `left()` when that is decided."""

    left = Signal()

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.keep = button("Keep it as it is")
        self.keep.setObjectName("keep-review-form")
        self.now = Paragraph("", "subtitle")
        self.about = Paragraph("", "second")
        self._cards = QVBoxLayout()
        self._build()
        self.keep.clicked.connect(self.left)

    def _build(self) -> None:
        page = Page("Review form")
        inside = QWidget()
        inside.setLayout(self._cards)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(16)
        row = QHBoxLayout()
        row.addWidget(text_column(self.now, self.about, inside), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        self.foot = foot = Footer("undo-2", self.keep)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(page), 1)
        whole.addWidget(foot)

    def show_case(self, case: CaseFile) -> None:
        """Show the form of a case, and the others."""
        self.case = case
        here = case.library.outline
        self.now.set_text(f"{case.ref} is on the form “{here.title}”.")
        may_move = case.seal is None and not self.session.read_only
        self.about.set_text(ABOUT if may_move else STAYS)
        self.foot.say(PROMISE if may_move else "Nothing changes here.")
        self.keep.set_words("Keep it as it is" if may_move else "Back to the review")
        empty(self._cards)
        for outline in case.library.reviews:
            if outline.key != here.key:
                self._cards.addWidget(self._card(case, outline))

    def start(self) -> None:
        """Put the cursor on the button that changes nothing."""
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, case: CaseFile, outline: Outline) -> Card:
        card = Card(outline.title)
        card.body.setSpacing(6)
        card.body.addWidget(Paragraph(outline.help, "second"))
        try:
            plan = self.session.workbook.reviews.review_move(case.id, outline.key)
        except WorkbookError as error:
            card.body.addWidget(AdviceStrip(str(error), kind="notice"))
            return card
        if self.session.read_only:
            card.body.addWidget(AdviceStrip(READ_ONLY, kind="notice"))
            _tell(card, plan)
            return card
        move = button("Move this review", kind="primary", small=True)
        move.setObjectName(f"move-to-{outline.key}")
        move.setAccessibleName(f"Move this review to the form “{outline.title}”")
        move.clicked.connect(lambda: self._move(outline))
        card.body.addSpacing(6)
        card.body.addWidget(move, 0, Qt.AlignmentFlag.AlignLeft)
        _tell(card, plan)
        return card

    def _move(self, outline: Outline) -> None:
        if self.case is None:
            return
        case_id = self.case.id
        try:
            self.session.act(lambda workbook: workbook.reviews.move_review(case_id, outline.key), case_id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.go.say(f"This review is on the form “{outline.title}” now. F8 undoes it.", "ok")
        self.left.emit()


def _tell(card: Card, plan: ReviewMove) -> None:
    if plan.is_empty:
        card.body.addWidget(Paragraph(NOTHING))
    _part(card, "Stays: both forms ask it", plan.carried)
    _part(card, "Set aside", plan.set_aside, ASIDE)
    _part(card, "Comes back from an earlier move", plan.brought_back)


def _part(card: Card, title: str, told: Sequence[tuple[str, str]], about: str = "") -> None:
    if not told:
        return
    card.body.addSpacing(6)
    card.body.addWidget(Headline(title, "label"))
    if about:
        card.body.addWidget(Paragraph(about, "hint"))
    for label, answer in told:
        line = " ".join(answer.split())
        card.body.addWidget(Paragraph(f"{label}{'' if label.endswith('?') else ':'} {_short(line)}"))


def _short(line: str) -> str:
    """Enough of an answer to know which one it is."""
    return line if len(line) <= ENOUGH else f"{line[:ENOUGH].rstrip()} …"
