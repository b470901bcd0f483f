"""One sentence above the page: what was done, what could not be, or what to know."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import icon_button
from hssib_desk.ui.kit.state import let_go
from hssib_desk.ui.kit.strips import AdviceStrip

_STRIPS = {"info": "notice", "ok": "notice", "warn": "advice", "bad": "refusal"}


class Notice(QWidget):
    """Shows one sentence until it is closed; a refusal stays when the page changes, the rest goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(32, 12, 32, 8)
        self._strip: AdviceStrip | None = None
        self.kind = ""
        self.hide()

    def say(self, sentence: str, kind: str = "info") -> None:
        """Show a sentence in place of the one that is there; kind is info, ok, warn or bad."""
        self.clear()
        self.kind = kind
        self._strip = AdviceStrip(sentence, kind=_STRIPS.get(kind, "notice"))
        close = icon_button("x", "Close this message", small=True)
        close.clicked.connect(self.clear)
        self._strip.add_button(close)
        self._column.addWidget(self._strip)
        self.show()

    def clear(self) -> None:
        """Take the sentence away."""
        if self._strip is not None:
            let_go(self._strip)
            self._strip = None
        self.kind = ""
        self.hide()

    def clear_passing(self) -> None:
        """Take away what need not be read twice; a refusal stays."""
        if self.kind != "bad":
            self.clear()

    @property
    def sentence(self) -> str:
        """What is being said, or an empty text."""
        return self._strip.sentence.plain() if self._strip else ""
