"""Pause: everything is hidden behind a calm page, and comes back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window import PROGRAM

if TYPE_CHECKING:
    from hssib_desk.ui.window import MainWindow

PAUSED = "Paused. Nothing is lost."
KIND = "Take the time you need. What you were reading is behind this page, as you left it."
_BACK = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space)


class PausePage(QWidget):
    """Stands in front of the window until somebody comes back; no other key does anything meanwhile."""

    @classmethod
    def cover(cls, window: MainWindow) -> PausePage | None:
        """Hide a window; None when it is hidden already."""
        if isinstance(window.stack.currentWidget(), PausePage):
            return None
        return cls(window)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window = window
        self._title = window.windowTitle()
        self._behind = window.stack.currentWidget()
        self._focus = window.focusWidget()
        self.back = button("Come back", kind="primary")
        self.back.installEventFilter(self)
        self._build()
        self._hide_all()

    def _build(self) -> None:
        title, words = Headline(PAUSED, "page-title"), Paragraph(KIND, "subtitle")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(PAUSED)
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

    def _hide_all(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._window.stack.addWidget(self)
        self._window.stack.setCurrentWidget(self)
        self._window.setWindowTitle(PROGRAM)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def come_back(self) -> None:
        """Show the page again, with the cursor where it was."""
        window, focus = self._window, self._focus
        window.stack.setCurrentWidget(self._behind)
        window.stack.removeWidget(self)
        window.setWindowTitle(self._title)
        if focus is not None and isValid(focus) and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)  # a tab reason would select the whole text
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the window's own keys from acting on what is hidden."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
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
