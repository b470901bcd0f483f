"""Asking what quotation marks in a file are, where they would swallow rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import side_by_side
from hssib_desk.ui.kit.text import Paragraph


class QuotesCard(Card):
    """Asks what quotation marks are that swallow rows; `answered(path, quotes)` says what somebody chose."""

    answered = Signal(Path, str)

    def __init__(self) -> None:
        super().__init__("Quotation marks in the file")
        self._path = Path()
        self.sentence = Paragraph("", "second")
        self.ignore = button("Read line by line", kind="primary")
        self.trust = button("Read as it is")
        self.body.addWidget(self.sentence)
        self.body.addWidget(side_by_side(self.ignore, self.trust))
        self.ignore.clicked.connect(lambda: self.answered.emit(self._path, "ignore"))
        self.trust.clicked.connect(lambda: self.answered.emit(self._path, "trust"))
        self.hide()

    def ask(self, path: Path, sentence: str) -> None:
        """Ask about a file."""
        self._path = path
        self.sentence.set_text(sentence)
        self.show()
        self.ignore.setFocus(Qt.FocusReason.OtherFocusReason)
