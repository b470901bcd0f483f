"""The cases of a meeting, one row each: number, why it is here, its scores, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hssib_desk.domain.panel.agenda import why_here
from hssib_desk.domain.panel.decision import (
    TO_DECIDE,
    decisions_of,
    ends,
    in_words,
    is_decided,
    overall_scores,
)
from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.kit.card_row import CardRow
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.theme import current

DECISION = 190  # the width in which a decision stands, so that the scores of all rows are one column


class CaseLine(CardRow):
    """A row that tells of one case; Up and Down ask for its neighbours."""

    stepped = Signal(int)

    def __init__(self, case: CaseFile, number: int, meeting: Meeting) -> None:
        super().__init__(f"{number}  {case.ref}", why_here(case, meeting.number))
        self.case_id = case.id
        scores = overall_scores(case)
        self.add_trailing(_blocks([scores[stage].points for stage in ("first", "second") if stage in scores]))
        found = decisions_of(case, meeting.number)
        said = in_words(case, found)
        done = ends(case, found) and all(is_decided(case, entry) for entry in found)
        kind = "ok" if done else "none" if said == TO_DECIDE else "plain"
        self.chip = Chip(kind, said, "check" if done else None)
        holder = QWidget()
        holder.setFixedWidth(current().px(DECISION))
        holder.setAccessibleName(said)
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.chip)
        inside.addStretch(1)
        self.add_trailing(holder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the rows."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.stepped.emit(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


def _blocks(points: Sequence[int | None]) -> QWidget:
    holder = QWidget()
    holder.setFixedWidth(current().px(64))
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for one in points or [None]:
        row.addWidget(ScoreBlock("" if one is None else str(one), one))
    row.addStretch(1)
    spoken = ", ".join("no score" if one is None else f"score {one}" for one in points) or "no score"
    holder.setAccessibleName(spoken)
    return holder


class CasesCard(Card):
    """The cases in the order of the papers; `chosen(case id)` as somebody goes along them."""

    chosen = Signal(str)
    entered = Signal()  # Enter or a click: on to the decision

    def __init__(self) -> None:
        super().__init__("Cases", count=0, padding=16, head=40)
        self.setObjectName("panel-cases")
        self.lines: list[CaseLine] = []

    def show_cases(self, cases: Sequence[CaseFile], meeting: Meeting, chosen: str) -> None:
        """Show the cases of a meeting anew; whoever was in a row stays in it."""
        had = next((line.case_id for line in self.lines if line.hasFocus()), "")
        self.clear_rows()
        self.set_count(len(cases))
        self.lines = [CaseLine(case, number, meeting) for number, case in enumerate(cases, 1)]
        for line in self.lines:
            line.setObjectName("panel-case")
            line.set_selected(line.case_id == chosen)
            line.clicked.connect(lambda _=False, line=line: self._enter(line))
            line.stepped.connect(lambda by, line=line: self._step(line, by))
            self.add_row(line)
            if line.case_id == had:
                line.show()
                line.setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, case_id: str) -> None:
        """Mark a row as the one in hand."""
        for line in self.lines:
            line.set_selected(line.case_id == case_id)

    def _enter(self, line: CaseLine) -> None:
        self.chosen.emit(line.case_id)
        self.entered.emit()

    def _step(self, line: CaseLine, by: int) -> None:
        at = self.lines.index(line) + by
        if 0 <= at < len(self.lines):
            self.lines[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.chosen.emit(self.lines[at].case_id)
