"""Opening a signed screening again: a reason, in the words of whoever does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.text import Headline

CAME = "The day to look at it again has come."
WHY = "Why it is opened again"


class ReopenRow(QWidget):
    """A line for the reason and a button beside it, which waits for the reason; `asked` brings it."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._case_id = ""
        self.reason = LineField("The family rang; the post mortem came; …")
        self.reason.setObjectName("reopen-screening-reason")
        self.reason.setAccessibleName(WHY)
        self.reopen = button("Reopen the screening", "pen-line", small=True)
        self.reopen.setObjectName("reopen")
        self.reopen.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(Headline(WHY, "label"))
        column.addWidget(self.reason)
        column.addWidget(self.reopen, 0, Qt.AlignmentFlag.AlignLeft)
        self.reason.edited.connect(lambda text: self.reopen.setEnabled(bool(str(text).strip())))
        self.reason.returnPressed.connect(self._ask)
        self.reopen.clicked.connect(self._ask)

    def show_for(self, case_id: str, offered: bool, reason: str = "") -> None:
        """Offer it for a case, with a reason that is plain; what somebody writes stays with its case."""
        if case_id != self._case_id or not offered:
            self._case_id = case_id
            self.reason.start_anew(reason)
            self.reopen.setEnabled(bool(reason))
        self.setVisible(offered)

    def _ask(self) -> None:
        if reason := self.reason.text().strip():
            self.asked.emit(reason)
