"""The page in front of a protected workbook: what it is, and the passphrase that opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ui.file.secret_form import SecretForm
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver
    from hssib_desk.ui.window.window import MainWindow

ABOUT = "Nothing in it can be read without its passphrase. If that is lost, the recovery key opens it too."


class UnlockPage(QWidget):
    """Stands over the window until the file opens or somebody goes back to where they were."""

    def __init__(
        self,
        window: MainWindow,
        path: Path,
        then: Callable[[Driver], object],
        recover: Callable[[Driver, str], object] | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window, self._then, self._recover = window, then, recover
        self._behind = window.stack.currentWidget()
        self.back = button("Back")
        self.form = SecretForm(path, "Open", self.back)
        title = f"“{path.stem}” is protected"
        self.setAccessibleName(title)
        centred(self, Sign("lock", 24, "accent"), Headline(title, "card-title"), Paragraph(ABOUT), self.form)
        self.form.unlocked.connect(self._open)
        self.form.damaged.connect(self._open_damaged)
        self.back.clicked.connect(self.leave)
        window.stack.addWidget(self)
        window.stack.setCurrentWidget(self)
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go back to what was shown before."""
        if self._window.stack.currentWidget() is self:
            self._window.stack.setCurrentWidget(self._behind)
        self._window.stack.removeWidget(self)
        self.deleteLater()

    def _open(self, found: Driver) -> None:
        self.leave()
        self._then(found)

    def _open_damaged(self, found: Driver, problem: str) -> None:
        self.leave()
        if self._recover is not None:
            self._recover(found, problem)
        else:
            self._then(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)


def centred(page: QWidget, *widgets: QWidget, width: int = 560) -> Card:
    """Put widgets into one card in the middle of a page."""
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
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(ScrollArea(around))
    return card
