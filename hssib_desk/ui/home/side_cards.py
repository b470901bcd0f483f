"""What stands beside the first steps: the practice workbook, and how this one is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.store.lists.queries import HomeFacts
from hssib_desk.ui.file.practising import open_practice
from hssib_desk.ui.home.backup_line import when
from hssib_desk.ui.kit.buttons import LinkButton, button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator


class SideCards(QWidget):
    """Two cards under one another."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self._session = session
        self.practice, self.kept = Card(), Card()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.practice)
        column.addWidget(self.kept)
        start = button("Open practice workbook", small=True)
        start.setObjectName("practise")
        start.clicked.connect(lambda: open_practice(go))
        _titled(self.practice, "graduation-cap", "accent", Headline("Practise first", "card-title"))
        said = "Made-up deaths to screen, review and sign. Nothing from it enters this workbook."
        self.practice.body.addLayout(_indented(Paragraph(said, "second")))
        self.practice.body.addLayout(_indented(start))
        self.backed_up, self.where = Headline("", "card-title"), Paragraph("", "second")
        _titled(self.kept, "shield-check", "ok", self.backed_up)
        self.kept.body.addLayout(_indented(self.where))
        protect = LinkButton("Protect it")
        protect.setObjectName("protect")
        protect.clicked.connect(lambda: go.show_place("protection"))
        self.kept.body.addLayout(_indented(protect))
        protect.setVisible(not session.workbook.is_protected)

    def show_facts(self, facts: HomeFacts) -> None:
        """Say when the workbook was backed up, where it is, and whether it has a passphrase."""
        made, book = facts.last_backup, self._session.workbook
        self.backed_up.setText(f"Backed up {when(made)}" if made else "Not backed up yet")
        passphrase = "It opens with a passphrase." if book.is_protected else "No passphrase yet."
        self.where.set_text(f"Stored in {self._session.place.parent.name} on this computer. {passphrase}")


def _titled(card: Card, icon: str, colour: str, title: QWidget) -> None:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(Sign(icon, 20, colour))
    row.addWidget(title, 1)
    card.body.addLayout(row)


def _indented(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(30, 0, 0, 0)
    row.addWidget(widget, 0 if not isinstance(widget, Paragraph) else 1, Qt.AlignmentFlag.AlignVCenter)
    if not isinstance(widget, Paragraph):
        row.addStretch(1)
    return row
