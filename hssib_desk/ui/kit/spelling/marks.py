"""Wavy lines under the words of a field that the dictionary does not have, drawn when typing pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from hssib_desk.ui.kit.spelling.words import units, words_in
from hssib_desk.ui.kit.theme import current

PAUSE_MS = 350  # without a key, before the words are read
AT_ONCE = 300  # words read in one pause of the window
MOST_MARKS = 500


class Dictionary(Protocol):
    """What says whether a word is right, and what it may have been meant to be."""

    def is_right(self, word: str) -> bool:
        """Whether a word is known, or is not to be marked."""

    def suggestions(self, word: str) -> list[str]:
        """What may have been meant, the nearest first."""

    def learn(self, word: str) -> str:
        """Keep a word on this computer; a sentence when that cannot be done."""

    def ignore(self, word: str) -> None:
        """Leave a word unmarked until the program ends."""

    def read_own_words(self) -> None:
        """Take the words that somebody added as they are now."""


class Spelling(QObject):
    """Whether words are checked, and by what: one for all fields; `changed` lets each look again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._make: Callable[[], Dictionary | None] | None = None
        self._made: Dictionary | None = None
        self.is_on = False

    def use(self, make: Callable[[], Dictionary | None], on: bool = True) -> None:
        """Check with what `make` makes when the first word is met; it makes nothing where it cannot."""
        self._make, self._made = make, None
        self.turn(on)

    def turn(self, on: bool) -> None:
        """Check, or check no more."""
        self.is_on = on
        self.changed.emit()

    def read_again(self) -> None:
        """Follow a change of the words that somebody added."""
        if self._made is not None:
            self._made.read_own_words()
        self.changed.emit()

    @property
    def dictionary(self) -> Dictionary | None:
        """What judges the words; none where checking is off, or its library cannot be had."""
        if self._make is not None and self.is_on:
            self._made = self._make()
            self._make = None
        return self._made if self.is_on else None


_spelling: Spelling | None = None


def spelling() -> Spelling:
    """The one that all fields ask."""
    global _spelling
    if _spelling is None:
        _spelling = Spelling()
    return _spelling


class Marks(QObject):
    """The lines in one field; the word that is being typed is left until the cursor moves on."""

    def __init__(self, field: QTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._steps: Iterator[QTextEdit.ExtraSelection | None] | None = None
        self._found: list[QTextEdit.ExtraSelection] = []
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._begin)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)
        for moved in (field.textChanged, field.cursorPositionChanged, spelling().changed):
            moved.connect(self.look_again)
        self.look_again()

    def look_again(self) -> None:
        """Read the words once nobody types."""
        self._steps = None
        self._next.stop()
        self._soon.start()

    def _begin(self) -> None:
        text = self._field.document().toRawText()
        if self._field.isReadOnly() or not spelling().is_on or not text.strip():
            self._show([])
            return
        self._found, self._steps = [], self._judge(text)
        self._go_on()

    def _go_on(self) -> None:
        if self._steps is None:
            return
        read = list(islice(self._steps, AT_ONCE))
        self._found += [one for one in read if one is not None]
        if len(read) == AT_ONCE and len(self._found) < MOST_MARKS:
            self._next.start()
            return
        self._steps = None
        self._show(self._found)

    def _judge(self, text: str) -> Iterator[QTextEdit.ExtraSelection | None]:
        dictionary = spelling().dictionary
        if dictionary is None:
            return
        looks, typed = _looks(), self._typed_to()
        behind = at = 0
        for start, word in words_in(text):
            at += units(text[behind:start])
            behind = start
            wrong = not dictionary.is_right(word) and at + len(word) != typed
            yield _mark(self._field, at, len(word), looks) if wrong else None

    def _typed_to(self) -> int:
        """Where somebody is writing; -1 where nobody does."""
        cursor = self._field.textCursor()
        return cursor.position() if self._field.hasFocus() and not cursor.hasSelection() else -1

    def _show(self, found: list[QTextEdit.ExtraSelection]) -> None:
        if found or self._field.extraSelections():
            self._field.setExtraSelections(found)
        self._found = []


def _looks() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    made.setUnderlineColor(QColor(current().tokens.bad))
    return made


def _mark(field: QTextEdit, start: int, length: int, looks: QTextCharFormat) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    cursor = QTextCursor(field.document())
    cursor.setPosition(start)
    cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
    mark.cursor, mark.format = cursor, looks
    return mark


def marked(field: QTextEdit) -> list[QTextCursor]:
    """The words that are marked, each as a selection, in their order."""
    marks = field.extraSelections()  # a cursor in it lives no longer than the list
    found = [QTextCursor(mark.cursor) for mark in marks]
    return sorted((one for one in found if one.hasSelection()), key=QTextCursor.selectionStart)
