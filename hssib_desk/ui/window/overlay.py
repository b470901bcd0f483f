"""Pages in front of the window: shown, left to what was behind, and hiding it where nothing may be seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.theme import current


class Stack(QStackedWidget):
    """The first page or an open workbook as the base, and the pages in front of it, the last one foremost."""

    base: QWidget

    def __init__(self) -> None:
        super().__init__()
        self.overlays: list[Overlay] = []

    @property
    def front(self) -> Overlay | None:
        """The page in front, if there is one."""
        return self.overlays[-1] if self.overlays else None

    @property
    def is_covered(self) -> bool:
        """Whether the base is hidden, and nothing of it may be seen."""
        return any(isinstance(page, Cover) for page in self.overlays)

    def show_base(self, base: QWidget) -> None:
        """Show something else behind the pages; those that hid what was there go with it."""
        self.base = base
        for page in [page for page in self.overlays if isinstance(page, Cover)]:
            page.leave()
        self.setCurrentWidget(self.front or base)

    def show_overlay(self, page: Overlay) -> None:
        """Put a page in front of all others."""
        page.stack = self
        if isinstance(page, Cover):
            page.hide_window(self.window())
        self.overlays.append(page)
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.begin()

    def take_off(self, page: Overlay) -> None:
        """Let go of a page, and show what is in front then."""
        self.overlays.remove(page)
        self.setCurrentWidget(self.front or self.base)
        self.removeWidget(page)
        page.deleteLater()


class Overlay(QWidget):
    """A page in front of the window until it is left; Escape presses Back, where there is such a button."""

    back: QAbstractButton | None = None
    first: QWidget | None = None  # has the cursor when the page comes

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.stack: Stack | None = None

    def begin(self) -> None:
        """Do what is to be done once the page is in sight."""
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go away, and show what is behind."""
        stack, self.stack = self.stack, None
        if stack is not None:
            stack.take_off(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape and self.back is not None:
            self.back.click()
            return
        super().keyPressEvent(event)

    def centre(self, *widgets: QWidget, width: int = 560) -> Card:
        """Put widgets into one card in the middle of the page."""
        card = Card(padding=24)
        card.setMaximumWidth(current().px(width))
        card.body.setSpacing(12)
        for widget in widgets:
            card.body.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 100)
        row.addStretch(1)
        around = QWidget()
        column = QVBoxLayout(around)
        column.setContentsMargins(32, 32, 32, 32)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(around))
        return card


class Cover(Overlay):
    """Hides the window: nothing of the workbook is seen, and meanwhile no key of the window does anything."""

    focus: QWidget | None = None  # had the cursor before
    _keys: tuple[QShortcut, ...] = ()

    def hide_window(self, window: QWidget) -> None:
        """Close menus and dialogs, and stop the keys."""
        from hssib_desk.ui.kit.fields.editor_list import ChoiceField  # not needed for the first page

        self.focus = window.focusWidget()
        if isinstance(self.focus, ChoiceField):
            self.focus.put_list_away()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.close()
        self._keys = tuple(key for key in window.findChildren(QShortcut) if key.isEnabled())
        for key in self._keys:
            key.setEnabled(False)

    def come_back(self) -> None:
        """Show the page again, with the cursor where it was."""
        from hssib_desk.ui.kit.fields.editor_list import ChoiceField

        focus = self.focus
        self.leave()
        if focus is not None and isValid(focus) and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)  # a tab reason would select the whole text
            if isinstance(focus, ChoiceField):
                focus.open_again()

    def leave(self) -> None:
        """Go away, and let the keys do again what they did."""
        for key in self._keys:
            if isValid(key):
                key.setEnabled(True)
        super().leave()
