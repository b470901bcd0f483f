"""Hiding the window behind a page: nothing of the workbook is seen, and all comes back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from hssib_desk.ui.kit.fields.editor_list import ChoiceField
from hssib_desk.ui.window.window import PROGRAM

if TYPE_CHECKING:
    from hssib_desk.ui.window.window import MainWindow


class Cover(QWidget):
    """Stands in front of the window; meanwhile no key of the window does anything."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window = window
        self._title = window.windowTitle()
        self._behind = window.stack.currentWidget()
        self._focus: QWidget | None = window.focusWidget()
        if isinstance(self._focus, ChoiceField):
            self._focus.put_list_away()
        self._keys = [key for key in window.findChildren(QShortcut) if key.isEnabled()]

    def hide_window(self) -> None:
        """Stand in front, once the page is built; menus and dialogs are closed."""
        for other in QApplication.topLevelWidgets():
            if other is not self._window and other.isVisible():
                other.close()
        for key in self._keys:
            key.setEnabled(False)
        self._window.stack.addWidget(self)
        self._window.stack.setCurrentWidget(self)
        self._window.setWindowTitle(PROGRAM)

    def come_back(self) -> None:
        """Show the page again, with the cursor where it was."""
        window, focus = self._window, self._focus
        window.setWindowTitle(self._title)
        self.leave(self._behind)
        if focus is not None and isValid(focus) and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)  # a tab reason would select the whole text
            if isinstance(focus, ChoiceField):
                focus.open_again()

    def leave(self, shown: QWidget) -> None:
        """Go away, and show something."""
        for key in self._keys:
            if isValid(key):
                key.setEnabled(True)
        if self._window.stack.currentWidget() is self:
            self._window.stack.setCurrentWidget(shown)
        self._window.stack.removeWidget(self)
        self.deleteLater()
