"""Pause: everything is hidden behind a calm page, and comes back as it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout

from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.overlay import Cover

PAUSED = "Paused. Nothing is lost."
KIND = "Take the time you need. What you were reading is behind this page, as you left it."
_BACK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space)


class PausePage(Cover):
    """Stands in front of the window until somebody comes back."""

    def __init__(self) -> None:
        super().__init__(PAUSED)
        self.back: Button = button("Resume", kind="primary")
        self.first = self.back
        self.back.installEventFilter(self)
        self._build()

    def _build(self) -> None:
        title, words = Headline(PAUSED, "page-title"), Paragraph(KIND, "subtitle")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(12)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.back.clicked.connect(self.come_back)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the button: more of them come back than press a button."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Come back with Enter, Escape or Space."""
        if event.key() in _BACK:
            self.come_back()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Come back with a click anywhere."""
        self.come_back()
