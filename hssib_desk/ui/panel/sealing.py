"""What sealing the minutes does, said before it is done, and asked once more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.text import Headline, Paragraph


class SealCard(Card):
    """Stands above the cases once sealing was asked for; `sealed` is the second press, `left` goes back."""

    sealed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(padding=16)
        self.setObjectName("seal-question")
        self.title = Headline("", "card-title")
        self.words = Paragraph("", "body")
        self.not_yet = button("Not yet")
        self.not_yet.setObjectName("not-yet")
        self.seal = button("", "stamp", "primary")
        self.seal.setObjectName("seal-now")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.not_yet)
        line.addWidget(self.seal)
        line.addStretch(1)
        self.add(self.title)
        self.add(self.words)
        self.body.addLayout(line)
        self.not_yet.clicked.connect(self.left)
        self.seal.clicked.connect(self.sealed)
        self.hide()

    def ask(self, number: str, said: str) -> None:
        """Say what will be done; the cursor is on the way back, so that a key pressed twice seals nothing."""
        self.title.setText(f"Seal the minutes {number}?")
        self.words.set_text(said)
        self.seal.set_words(f"Seal {number}")
        self.show()
        self.not_yet.setAccessibleDescription(said)
        self.not_yet.setFocus(Qt.FocusReason.OtherFocusReason)
