"""A new workbook: whether it gets a passphrase from the start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from hssib_desk.store.passphrase.change import RecoveryKey, recovery_key
from hssib_desk.ui.file.opening import create_session
from hssib_desk.ui.file.passphrase import PassphraseFields
from hssib_desk.ui.file.recovery_page import RecoveryPage
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.overlay import Overlay

ABOUT = (
    "Nobody can then read the file or its copies without the passphrase, even if the computer is "
    "stolen. It can also be set, changed or removed later, in Settings."
)


class NewPage(Overlay):
    """Stands over the window until the workbook is made, with or without a passphrase."""

    def __init__(self, host: Host, path: Path) -> None:
        title = f"Protect “{path.stem}” with a passphrase?"
        super().__init__(title)
        self._host, self.path = host, path
        self.title = path.stem.replace("-", " ").replace("_", " ").capitalize()
        self.fields = self.first = PassphraseFields([path.stem, self.title])
        self.protect = button("Create with passphrase", "lock", "primary")
        self.plain = button("Create without")
        self.back: Button = button("Back", kind="quiet")
        self._build(title)
        self.fields.changed.connect(self._judge)
        self.fields.second.returnPressed.connect(self.protect.click)
        self.protect.clicked.connect(lambda: self._make(self.fields.passphrase()))
        self.plain.clicked.connect(lambda: self._make(""))
        self.back.clicked.connect(self.leave)
        self._judge()

    def _build(self, title: str) -> None:
        card = self.centre(
            Sign("lock", 24, "accent"), Headline(title, "card-title"), Paragraph(ABOUT), self.fields
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for made in (self.protect, self.plain, self.back):
            buttons.addWidget(made)
        buttons.addStretch(1)
        card.body.addLayout(buttons)

    def _judge(self) -> None:
        self.protect.setEnabled(bool(self.fields.passphrase()))

    def _make(self, passphrase: str) -> None:
        session = create_session(self.path, self._host, self.title, passphrase=passphrase)
        self.leave()
        if session is None:
            return
        self._host.show_session(session)
        if passphrase:
            key = RecoveryKey(recovery_key(session.workbook.driver))
            self._host.show_overlay(RecoveryPage(self.path.stem, key))
