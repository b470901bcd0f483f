"""A case as this window may show it: while a second review is blind, only what its reviewer sees."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from hssib_desk.domain.casefile import CaseFile
from hssib_desk.domain.second import BLIND, shown_view
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.session import Session


def peek(session: Session, case_id: str) -> CaseFile:
    """The case with everything typed so far, as it may be shown."""
    return shown_view(session.peek(case_id))


def read(session: Session, case_id: str) -> CaseFile:
    """The case as it is in the file, with everything typed so far saved first, as it may be shown."""
    return shown_view(session.case(case_id))


class BlindStrip(QFrame):
    """The quiet line above every page of a second review: what is hidden, and until when."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("blind")
        self.setProperty("role", "panel")
        self.setAccessibleName(BLIND)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 6, 32, 6)
        row.setSpacing(8)
        row.addWidget(Sign("eye-off", 16, "accent"))
        self.words = Headline(BLIND, "second")
        self.words.setWordWrap(True)
        row.addWidget(self.words, 1)
        self.hide()

    def show_case(self, case: CaseFile) -> None:
        """Show the line while a second review is blind."""
        self.setVisible(case.stage == "second")
