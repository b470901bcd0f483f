"""Choosing a passphrase: typed twice, with how hard it is to guess shown while it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.store.passphrase.strength import strength_of
from hssib_desk.ui.file.secret_form import SecretField
from hssib_desk.ui.kit.cards import ProgressBar
from hssib_desk.ui.kit.fields.editors import FieldBox, TickBox
from hssib_desk.ui.kit.text import Paragraph

HELP = "A few unrelated words are easy to remember and hard to guess. Any characters may be used."


class PassphraseFields(QWidget):
    """Two fields that must say the same; one that may not be set is refused with the reason under it."""

    changed = Signal()

    def __init__(self, known: Sequence[str] = ()) -> None:
        super().__init__()
        self._known = known
        self.first, self.second = SecretField(), SecretField()
        self.first.setObjectName("new-passphrase")
        self.second.setObjectName("same-again")
        self.first_box = FieldBox("New passphrase", self.first, help=HELP)
        self.second_box = FieldBox("Type it again", self.second)
        self.meter, self.words = ProgressBar(name="Strength"), Paragraph("", "hint")
        self.letters = TickBox("Show what I type")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.first_box, self.meter, self.words, self.second_box, self.letters):
            column.addWidget(widget)
        for field in (self.first, self.second):
            field.edited.connect(self._judge)
            self.letters.edited.connect(field.show_letters)
        self.setFocusProxy(self.first)
        self._judge()

    def passphrase(self) -> str:
        """What was chosen, or an empty text while something is missing."""
        typed = self.first.text()
        fits = typed == self.second.text() and not strength_of(typed, self._known).is_refused
        return typed if fits else ""

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.start_anew()
        self.second.start_anew()
        self._judge()

    def _judge(self, _text: object = None) -> None:
        typed, again = self.first.text(), self.second.text()
        differs = bool(again) and not typed.startswith(again)
        self.second_box.set_error("The two are not the same." if differs else None)
        self.meter.setVisible(bool(typed))
        found = strength_of(typed, self._known)
        self.meter.set_percent(max(5, 25 * found.score))
        self.words.set_text(found.sentence if typed else "")
        self.words.setVisible(bool(typed))
        self.changed.emit()
