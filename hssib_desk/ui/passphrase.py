"""Choosing a passphrase: typed twice, with how hard it is to guess shown while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.ui.kit.cards import ProgressBar
from hssib_desk.ui.kit.editors import FieldBox, TickBox
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.secret_form import SecretField

LEAST_LETTERS = 8
HELP = "A few words that do not belong together are easy to keep and hard to guess. Any letters may be used."
_MOST_LOOKED_AT = 72  # the estimator takes no more
_LABELS = ("Very weak", "Weak", "Fair", "Strong", "Very strong")
_SLOW = "offline_slow_hashing_1e4_per_second"  # a good computer against the derivation of the key


@dataclass(frozen=True)
class Strength:
    """How hard a passphrase is to guess, from 0 to 4, and in words."""

    score: int
    sentence: str


def strength_of(passphrase: str, known: Sequence[str]) -> Strength:
    """Estimate a passphrase; `known` are words that whoever guesses would try first."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    found = zxcvbn(passphrase[:_MOST_LOOKED_AT], user_inputs=list(known))
    score, time = int(found["score"]), found["crack_times_display"][_SLOW]
    hints = [found["feedback"]["warning"], *found["feedback"]["suggestions"]]
    said = f"{_LABELS[score]}. Guessing it would take {time}."
    hint = next((hint.rstrip(".") for hint in hints if hint), "")
    return Strength(score, f"{said} {hint}." if hint and score <= 2 else said)


class PassphraseFields(QWidget):
    """Two fields that must say the same; there are no rules but a least length."""

    changed = Signal()

    def __init__(self, known: Sequence[str] = ()) -> None:
        super().__init__()
        self._known = known
        self.first, self.second = SecretField(), SecretField()
        self.first.setObjectName("new-passphrase")
        self.second.setObjectName("same-again")
        self.first_box = FieldBox("New passphrase", self.first, help=HELP)
        self.second_box = FieldBox("The same again", self.second)
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
        return typed if len(typed) >= LEAST_LETTERS and typed == self.second.text() else ""

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()
        self._judge()

    def _judge(self, _text: object = None) -> None:
        typed, again = self.first.text(), self.second.text()
        differs = bool(again) and not typed.startswith(again)
        self.second_box.set_error("This differs from the first." if differs else None)
        self.meter.setVisible(bool(typed))
        if not typed:
            self.words.set_text("")
        elif len(typed) < LEAST_LETTERS:
            self.meter.set_percent(5)
            self.words.set_text(f"At least {LEAST_LETTERS} letters.")
        else:
            found = strength_of(typed, self._known)
            self.meter.set_percent(max(5, 25 * found.score))
            self.words.set_text(found.sentence)
        self.words.setVisible(bool(typed))
        self.changed.emit()
