"""What the facts of a death call for, beside its screening."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.duties import STATES, Duty, duties
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

WIDTH = 280


class DutiesPanel(QFrame):
    """The duties of a death as they stand: by when, and whether done; `asked` leads to their page."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("duties")
        self.setProperty("role", "side-panel-right")
        self.setFixedWidth(current().px(WIDTH))
        self.count, self.left = Paragraph("", "second"), 0
        self.answer = LinkButton("Answer them", trailing="chevron-right")
        self.answer.setObjectName("answer-duties")
        self.answer.clicked.connect(self.asked)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(20, 0, 20, 16)
        self._column.setSpacing(4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 16, 0, 0)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 8)
        head.setSpacing(0)
        head.addWidget(Headline("Deadlines", "card-title"))
        head.addWidget(self.count)
        head.addWidget(self.answer, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addLayout(head)
        whole.addWidget(ScrollArea(inside), 1)

    def show_case(self, case: CaseFile) -> None:
        """Show what a death calls for now."""
        found = duties(case)
        left = self.left = sum(duty.is_open for duty in found)
        self.count.set_text(f"From these facts. {left} open." if found else "The facts call for none yet.")
        self.answer.setVisible(bool(found))
        empty(self._column)
        for duty in found:
            self._column.addWidget(Separator())
            self._column.addWidget(Paragraph(duty.title, "small-strong"))
            self._column.addWidget(Paragraph(_said(duty), "second"))
        self._column.addStretch(1)


def _said(duty: Duty) -> str:
    """By when a duty is due and whether the facts are clear, or what became of it."""
    if duty.done:
        return f"Done {show_date(duty.done)}"
    if not duty.is_open:
        return STATES[duty.state]
    if duty.without_delay:
        due = "Without delay"
    else:
        due = f"By {show_date(duty.due)}" if duty.due else "No date yet"
    return f"{due} · {STATES[duty.state].lower()}" if duty.state == "decide" else due
