"""A new workbook: whether it gets a passphrase from the start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hssib_desk.ui.file.passphrase import PassphraseFields
from hssib_desk.ui.file.recovery_page import RecoveryPage
from hssib_desk.ui.file.unlock import centred
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph

if TYPE_CHECKING:
    from hssib_desk.ui.window.window import MainWindow

ABOUT = (
    "Nobody can then read the file or its copies without the passphrase, not even somebody who takes the "
    "computer. It can also be set, changed or taken off later, in Settings."
)


class NewPage(QWidget):
    """Stands over the window until the workbook is made, with or without a passphrase."""

    def __init__(self, window: MainWindow, path: Path) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window, self.path = window, path
        self.title = path.stem.replace("-", " ").replace("_", " ").capitalize()
        self.fields = PassphraseFields([path.stem, self.title])
        self.protect = button("Make it with this passphrase", "lock", "primary")
        self.plain = button("Make it without")
        self.back = button("Back", kind="quiet")
        self._build()
        self.fields.changed.connect(self._judge)
        self.fields.second.returnPressed.connect(self.protect.click)
        self.protect.clicked.connect(lambda: self._make(self.fields.passphrase()))
        self.plain.clicked.connect(lambda: self._make(""))
        self.back.clicked.connect(self.leave)
        self._judge()
        window.stack.addWidget(self)
        window.stack.setCurrentWidget(self)
        self.fields.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        title = f"Protect “{self.path.stem}” with a passphrase?"
        self.setAccessibleName(title)
        card = centred(
            self, Sign("lock", 24, "accent"), Headline(title, "card-title"), Paragraph(ABOUT), self.fields
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for made in (self.protect, self.plain, self.back):
            buttons.addWidget(made)
        buttons.addStretch(1)
        card.body.addLayout(buttons)

    def leave(self) -> None:
        """Make nothing and go back to the welcome page."""
        self._window.stack.setCurrentWidget(self._window.welcome)
        self._window.stack.removeWidget(self)
        self.deleteLater()

    def _judge(self) -> None:
        self.protect.setEnabled(bool(self.fields.passphrase()))

    def _make(self, passphrase: str) -> None:
        from hssib_desk.store.passphrase.change import RecoveryKey, recovery_key
        from hssib_desk.ui.file.opening import create_session

        window = self._window
        session = create_session(self.path, window, self.title, passphrase=passphrase)
        self.leave()
        if session is None:
            return
        window.show_session(session)
        if passphrase:
            RecoveryPage(window, self.path.stem, RecoveryKey(recovery_key(session.workbook.driver)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
