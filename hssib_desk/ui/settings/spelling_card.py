"""Spelling in the settings: whether it is checked, and the words that somebody added on this computer."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal

from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, GrowingText, TickBox
from hssib_desk.ui.kit.spelling.marks import spelling
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.spelling.own_words import load_own_words, save_own_words

SAVE_AFTER_MS = 800
ABOUT = (
    "British English, with words of mental health records. Words that are not in the dictionary get a wavy "
    "line: right-click one, or press Ctrl F7. Your own words are kept on this computer only, as plain text."
)


class SpellingCard(Card):
    """A tick, and one's own words, one a line; what is changed is kept."""

    turned = Signal(object)

    def __init__(self) -> None:
        super().__init__("Spelling")
        self.on = TickBox("Check spelling as I write")
        self.on.setObjectName("spelling")
        self.words = GrowingText("One word on each line")
        self.words.setObjectName("my-words")
        self.box = FieldBox("My words", self.words)
        self._soon = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._soon.timeout.connect(self.save)
        self.body.setSpacing(12)
        for part in (Paragraph(ABOUT, "second"), self.on, self.box):
            self.body.addWidget(part)
        self.on.edited.connect(self.turned)
        self.words.edited.connect(lambda _text: self._soon.start())

    def refresh(self, is_on: bool) -> None:
        """Show what is set, and the words there are."""
        self.on.set_value(is_on)
        if not self.words.hasFocus() and not self._soon.isActive():
            self.words.set_value("\n".join(load_own_words()))

    def keep(self) -> None:
        """Keep what was typed and not kept yet."""
        if self._soon.isActive():
            self.save()

    def save(self) -> None:
        """Keep the words as they are now."""
        self._soon.stop()
        self.box.set_error(save_own_words(self.words.value().split("\n")) or None)
        spelling().read_again()
