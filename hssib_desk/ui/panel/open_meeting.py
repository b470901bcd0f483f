"""One meeting open: papers and minutes in its head, cases and roles at the left, the decision beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.fields.editors import ChoiceField
from hssib_desk.ui.kit.layout import MARGIN, FlowRow, Page, ScrollArea
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.panel.decision import WIDTH, DecisionPane
from hssib_desk.ui.panel.meeting_card import DetailsCard, RolesCard
from hssib_desk.ui.panel.meetings import when_in_words
from hssib_desk.ui.panel.rows import CasesCard
from hssib_desk.ui.panel.sealing import SealCard
from hssib_desk.ui.window.icon_line import IconLine, plural

NOTE = (
    "Each decision goes into its case with the history of who and when. First, second and agreed scores stay."
)
_WIDEST = 16777215
BESIDE_FROM = 880  # width at text size 100% under which the decision stands below the cases


class OpenMeeting(QWidget):
    """Lays the parts out; `added(references)`, `taken_out` and `moved(by)` change the cases."""

    added = Signal(list)
    taken_out = Signal()
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.back = LinkButton("All panels", "chevron-left")
        self.back.setObjectName("all-panels")
        self.page = Page("", " ")
        self.state = Headline("", "second")
        self.papers = button("Papers, one PDF", "file-down")
        self.minutes = button("Minutes in Word", "file-text")
        self.seal = button("Seal the minutes", "stamp", "primary")
        self.further = button("Begin a further minute", "file-plus")
        self.cases, self.roles, self.details = CasesCard(), RolesCard(), DetailsCard()
        self.decision, self.question = DecisionPane(), SealCard()
        self.add_one = ChoiceField([], placeholder="Add a case that waits")
        self.add_one.setObjectName("add-case")
        self.add_one.setAccessibleName("Add a case that waits for the panel")
        self.all_waiting = button("", "plus", small=True)
        self.out = button("Take off", small=True)
        self.up = button("Move up", "arrow-up", small=True)
        self.down = button("Move down", "arrow-down", small=True)
        self._waiting: list[str] = []
        self._build()

    def _build(self) -> None:
        for name, made in (("papers", self.papers), ("minutes", self.minutes), ("seal-minutes", self.seal),
                           ("further-minute", self.further), ("add-all", self.all_waiting),
                           ("take-off", self.out)):  # fmt: skip
            made.setObjectName(name)
        for part in (self.state, self.papers, self.minutes, self.seal, self.further):
            self.page.add_button(part)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.cases)
        self.add_one.setFixedWidth(current().px(236))
        self.order = FlowRow(self.add_one, self.all_waiting, self.up, self.down, self.out)
        column.addWidget(self.order)
        column.addWidget(self.roles)
        column.addWidget(self.details)
        column.addWidget(IconLine("info", NOTE, role="small"))
        column.addStretch(1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(16)
        self.area = ScrollArea(self.left)
        self._both.addWidget(self.area, 1)
        self._both.addWidget(self.decision)
        self.page.body.addWidget(self.question)
        self.page.body.addLayout(self._both, 1)
        sides = self.page.layout()
        assert sides is not None
        sides.setContentsMargins(MARGIN, 4, MARGIN, 16)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 12, 0, 0)
        whole.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN - 4, 0, MARGIN, 0)
        head.addWidget(self.back)
        head.addStretch(1)
        whole.addLayout(head)
        whole.addWidget(self.page, 1)
        self._connect()

    def _connect(self) -> None:
        self.add_one.edited.connect(self._add_one)
        self.all_waiting.clicked.connect(lambda: self.added.emit(list(self._waiting)))
        self.out.clicked.connect(self.taken_out)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))

    def _add_one(self, ref: object) -> None:
        if ref:
            self.added.emit([str(ref)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the decision under the cases where both do not fit beside each other."""
        super().resizeEvent(event)
        theme = current()
        beside = self.width() - 2 * MARGIN >= theme.px(BESIDE_FROM)
        sides, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._both.setDirection(sides if beside else below)
        self.decision.setMinimumWidth(theme.px(WIDTH))
        self.decision.setMaximumWidth(theme.px(WIDTH) if beside else _WIDEST)
        self._both.setStretchFactor(self.decision, 0 if beside else 2)

    def show_meeting(
        self,
        meeting: Meeting,
        cases: Sequence[CaseFile],
        waiting: Sequence[tuple[str, str]],
        closed: bool,
    ) -> None:
        """Show another meeting, or the same one as it is now."""
        self.show_head(meeting)
        self.roles.show_meeting(meeting, closed)
        self.details.show_meeting(meeting, closed)
        self.add_one.set_options(waiting)
        self.add_one.set_value(None)
        self._waiting = [ref for ref, _ in waiting]
        self.all_waiting.set_words(f"Add all {len(waiting)} that wait")
        self.order.setVisible(not closed)
        self.add_one.setVisible(bool(waiting))
        self.all_waiting.setVisible(len(waiting) > 1)
        for made in (self.out, self.up, self.down):
            made.setVisible(bool(cases))

    def show_head(self, meeting: Meeting) -> None:
        """Name the meeting and its day."""
        said = f"{when_in_words(meeting)} · {plural(len(meeting.cases), 'case')} · {meeting.number}"
        if meeting.corrects:
            said += f" · further minute to {meeting.corrects}"
        self.page.set_title(meeting.name, said)

    def show_state(self, meeting: Meeting, why_not: str, read_only: bool) -> None:
        """Say what is left before the minutes can be sealed, or who sealed them."""
        is_sealed = meeting.seal is not None
        self.state.setText(f"Sealed by {meeting.seal.role}" if meeting.seal else why_not)
        self.seal.setVisible(not is_sealed)
        self.seal.setEnabled(not why_not and not read_only)
        self.question.hide()  # what it said may be true no more
        self.further.setVisible(is_sealed and not read_only)
        self.papers.setEnabled(bool(meeting.cases))
        self.minutes.setEnabled(bool(meeting.cases))
