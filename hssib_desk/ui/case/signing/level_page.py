"""The level of a case, and what going up or down to another one would do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.forms.levels import LEVEL_WORDS, LEVELS, Level
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.screening import LevelChange
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

LEVEL = "level"  # stands in the place of a page's key
ABOUT = (
    "Nothing that was written is lost: what a level does not ask is kept, greyed, and left out of exports."
)
PROMISE = "Nothing changes until you choose, and F8 undoes it."
NAMED = 12  # answers that are told one by one; of more the number is said


class LevelPage(ChangePreview):
    """The level a case is at, and the others."""

    def __init__(self, session: Session, go: Navigator) -> None:
        self.now = Paragraph("", "subtitle")
        super().__init__(session, go, "Level", self.now, Paragraph(ABOUT, "second"))
        self.keep.setObjectName("keep-level")
        self.foot.say(PROMISE)

    def show_case(self, case: CaseFile) -> None:
        """Show the level of a case, and what the others would do."""
        self.case = case
        self.now.set_text(f"{case.ref} is at this level: {LEVEL_WORDS[case.level]}.")
        empty(self._cards)
        for level in LEVELS:
            if level != case.level:
                self._cards.addWidget(self._card(case, level))

    def _card(self, case: CaseFile, level: Level) -> Card:
        card = Card(LEVEL_WORDS[level])
        card.body.setSpacing(6)
        try:
            plan = self.session.workbook.reviews.level_change(case.id, level)
        except WorkbookError as error:
            card.body.addWidget(AdviceStrip(str(error), kind="notice"))
            return card
        if not self.session.read_only:
            go = button(f"Change to {LEVEL_WORDS[level].lower()}", kind="primary", small=True)
            go.setObjectName(f"level-{level}")
            go.clicked.connect(lambda: self._change(case, level))
            card.body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        _tell(card, plan)
        return card

    def _change(self, case: CaseFile, level: Level) -> None:
        def act(workbook: Workbook, case_id: str) -> None:
            workbook.reviews.set_level(case_id, level)

        if not self._do(act, f"{case.ref}: {LEVEL_WORDS[level].lower()}."):
            return
        if level == "screen":
            self.go.case(case.id)
        else:
            self.left.emit(True)


def _tell(card: Card, plan: LevelChange) -> None:
    left = "1 needed answer" if plan.asked == 1 else f"{plan.asked} needed answers"
    card.body.addWidget(Paragraph(f"{left} to give then." if plan.asked else "Nothing more to answer."))
    _part(card, "Kept, and left out", plan.set_aside)
    _part(card, "Counts again", plan.back)


def _part(card: Card, title: str, answers: Sequence[tuple[EntryFile, Field]]) -> None:
    if not answers:
        return
    card.body.addWidget(Headline(title, "label"))
    for entry, field in answers[:NAMED]:
        card.body.addWidget(Paragraph(told(field.label, kinds.show(field, entry.answers[field.key]))))
    if len(answers) > NAMED:
        card.body.addWidget(Paragraph(f"And {len(answers) - NAMED:,} more.", "hint"))
