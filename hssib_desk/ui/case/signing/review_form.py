"""The review form of a case: which one it is on, and what moving it to another one would do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from hssib_desk.domain.forms.form import Outline
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.entries.review_form import ReviewMove
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.signing.preview import ChangePreview, told
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator

REVIEW_FORM = "review_form"  # stands in the place of a page's key
ABOUT = (
    "A review keeps the form it was started on. A draft can move to another one; this is what would happen."
)
STAYS = "A review keeps the form it was started on."
NOTHING = "Nothing has been written that would move."
ASIDE = "Not asked there. It is all kept aside, and comes back if you move the review back."
PROMISE = "Nothing changes until you move it, and F8 undoes it."
READ_ONLY = "This workbook is open for reading only."


class ReviewFormPage(ChangePreview):
    """The form a case is on, and what moving it to another would do."""

    def __init__(self, session: Session, go: Navigator) -> None:
        self.now, self.about = Paragraph("", "subtitle"), Paragraph("", "second")
        super().__init__(session, go, "Review form", self.now, self.about)
        self.keep.setObjectName("keep-review-form")

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
        def act(workbook: Workbook, case_id: str) -> None:
            workbook.reviews.move_review(case_id, outline.key)

        if self._do(act, f"This review is on the form “{outline.title}” now."):
            self.left.emit(True)


def _tell(card: Card, plan: ReviewMove) -> None:
    if plan.is_empty:
        card.body.addWidget(Paragraph(NOTHING))
    _part(card, "Stays: both forms ask it", plan.carried)
    _part(card, "Set aside", plan.set_aside, ASIDE)
    _part(card, "Comes back from an earlier move", plan.brought_back)


def _part(card: Card, title: str, answers: Sequence[tuple[str, str]], about: str = "") -> None:
    if not answers:
        return
    card.body.addSpacing(6)
    card.body.addWidget(Headline(title, "label"))
    if about:
        card.body.addWidget(Paragraph(about, "hint"))
    for label, answer in answers:
        card.body.addWidget(Paragraph(told(label, answer)))
