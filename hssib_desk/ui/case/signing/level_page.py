"""The level of a case, and what going up or down to another one would do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.forms.levels import LEVEL_WORDS, LEVELS, Level
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.screening import LevelChange
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

LEVEL = "level"  # stands in the place of a page's key
ABOUT = (
    "Nothing that was written is lost: what a level does not ask is kept, greyed, and left out of exports."
)
PROMISE = "Nothing changes until you choose, and F8 undoes it."
NAMED = 12  # answers that are told one by one; of more the number is said
ENOUGH = 140  # letters of an answer that is told


class LevelPage(QWidget):
    """The level a case is at, and the others; `left()` when that is decided."""

    left = Signal()

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.case: CaseFile | None = None
        self.keep = button("Keep it as it is")
        self.keep.setObjectName("keep-level")
        self.now = Paragraph("", "subtitle")
        self._cards = QVBoxLayout()
        page = Page("Level")
        inside = QWidget()
        inside.setLayout(self._cards)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(16)
        row = QHBoxLayout()
        row.addWidget(text_column(self.now, Paragraph(ABOUT, "second"), inside), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        foot = Footer("undo-2", self.keep)
        foot.say(PROMISE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(page), 1)
        whole.addWidget(foot)
        self.keep.clicked.connect(self.left)

    def show_case(self, case: CaseFile) -> None:
        """Show the level of a case, and what the others would do."""
        self.case = case
        self.now.set_text(f"{case.ref} is at this level: {LEVEL_WORDS[case.level]}.")
        empty(self._cards)
        for level in LEVELS:
            if level != case.level:
                self._cards.addWidget(self._card(case, level))

    def start(self) -> None:
        """Put the cursor on the button that changes nothing."""
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

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
            go.clicked.connect(lambda: self._change(level))
            card.body.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        _tell(card, plan)
        return card

    def _change(self, level: Level) -> None:
        if self.case is None:
            return
        case = self.case
        try:
            self.session.act(lambda workbook: workbook.reviews.set_level(case.id, level), case.id)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.go.say(f"{case.ref}: {LEVEL_WORDS[level].lower()}. F8 undoes it.", "ok")
        if level == "screen":
            self.go.case(case.id)
        else:
            self.left.emit()


def _tell(card: Card, plan: LevelChange) -> None:
    left = "1 needed answer" if plan.asked == 1 else f"{plan.asked} needed answers"
    card.body.addWidget(Paragraph(f"{left} to give then." if plan.asked else "Nothing more to answer."))
    _part(card, "Kept, and left out", plan.set_aside)
    _part(card, "Counts again", plan.back)


def _part(card: Card, title: str, told: Sequence[tuple[EntryFile, Field]]) -> None:
    if not told:
        return
    card.body.addWidget(Headline(title, "label"))
    for entry, field in told[:NAMED]:
        line = " ".join(kinds.show(field, entry.answers[field.key]).split())
        short = line if len(line) <= ENOUGH else f"{line[:ENOUGH].rstrip()} …"
        card.body.addWidget(Paragraph(f"{field.label}{'' if field.label.endswith('?') else ':'} {short}"))
    if len(told) > NAMED:
        card.body.addWidget(Paragraph(f"And {len(told) - NAMED:,} more.", "hint"))
