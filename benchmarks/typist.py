"""A person at the keyboard: every key goes to where the cursor is, and is counted by what it is for."""

from __future__ import annotations

import time
from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hssib_desk.ui.kit.fields.editors import ChipsField, ChoiceField, ChoicesField, Segmented
from hssib_desk.ui.kit.fields.options import nearest
from hssib_desk.ui.kit.fields.score import ScoreSelector
from hssib_desk.ui.kit.ring import stops

FARTHEST = 250  # presses of Tab after which something is out of reach


class Typist:
    """Types into a window; `counts` says how many keys were for what, `slowest` how long one took at most.

    With `quick` the letters of a line come in one event, as from an input method, and count as many.
    """

    def __init__(self, window, quick=False):
        self.window, self.quick = window, quick
        self.counts = Counter()
        self.given = 0
        self.slowest, self.slowest_what = 0.0, ""

    def key(self, key, what, control=False, shift=False):
        """One key, with Ctrl or Shift as one more would be pressed with it."""
        held = Qt.KeyboardModifier.NoModifier
        held |= Qt.KeyboardModifier.ControlModifier if control else held
        held |= Qt.KeyboardModifier.ShiftModifier if shift else held
        self._send(what, lambda to: QTest.keyClick(to, key, held))

    def letters(self, text, what="words"):
        """A text, letter by letter; a new line is the Enter key."""
        if self.quick and what == "words":
            for n, line in enumerate(text.split("\n")):
                if n:
                    self.key(Qt.Key.Key_Return, what)
                self._commit(line, what)
            return
        for letter in text:
            if letter == "\n":
                self.key(Qt.Key.Key_Return, what)
            else:
                self._send(what, lambda to, letter=letter: QTest.sendKeyEvent(
                    QTest.KeyAction.Click, to, Qt.Key.Key_unknown, letter, Qt.KeyboardModifier.NoModifier
                ))  # fmt: skip

    def _commit(self, line, what):
        if line:
            event = QInputMethodEvent()
            event.setCommitString(line)
            QApplication.sendEvent(QApplication.focusWidget() or self.window, event)
            QApplication.processEvents()
            self.counts[what] += len(line)

    def _send(self, what, press):
        to = QApplication.focusWidget() or self.window
        popup = QApplication.activePopupWidget()
        if popup is not None:
            to = popup.focusWidget() or popup
        started = time.perf_counter()
        press(to)
        QApplication.processEvents()
        took = time.perf_counter() - started
        self.counts[what] += 1
        if took > self.slowest:
            self.slowest, self.slowest_what = took, f"{what}, {to.objectName() or type(to).__name__}"

    # Moving

    def reach(self, widget):
        """Go to a widget with Tab, or Shift and Tab where that is nearer."""
        forward, back = self._distance(widget, False), self._distance(widget, True)
        shift, most = back < forward, min(forward, back) + 3
        for pressed in range(FARTHEST):
            if self._is_at(widget):
                return
            # Where the page changes under the cursor and it is not met, from the other side.
            self.key(Qt.Key.Key_Tab, "moving", shift=shift != (pressed >= most))
        at = QApplication.focusWidget()
        raise SystemExit(
            f"{widget.objectName() or widget} cannot be reached with Tab: {forward} steps on, {back} back; "
            f"the cursor stays at {at and (at.objectName() or at)}."
        )

    def _is_at(self, widget):
        at = QApplication.focusWidget()
        return at is not None and (at is widget or widget.isAncestorOf(at))

    def steps_to(self, widget):
        """How often Tab, or Shift and Tab, would be pressed."""
        return 0 if self._is_at(widget) else min(self._distance(widget, False), self._distance(widget, True))

    def _distance(self, widget, back):
        ring = stops(self.window, QApplication.focusWidget())
        at = next((n for n, one in enumerate(ring) if one.hasFocus()), 0)
        there = next((n for n, one in enumerate(ring) if one is widget or widget.isAncestorOf(one)), None)
        if there is None:
            return FARTHEST
        return (at - there if back else there - at) % len(ring)

    # Answering

    def give(self, editor, value, shown):
        """Go to a question and answer it: `value` as it is stored, `shown` as a reader sees it."""
        self.given += 1
        self.reach(editor)
        if isinstance(editor, Segmented):
            self._segment(editor, value)
        elif isinstance(editor, ScoreSelector):
            made = next(button for button in editor._buttons if button.code == value)
            self.letters("n" if made.is_na else made.numeral, "choose")
        elif isinstance(editor, ChoiceField):
            self.letters(self._finder(editor._options, value, shown), "choose")
            self.key(Qt.Key.Key_Return, "choose")
        elif isinstance(editor, ChipsField):
            for code in value:
                options = [option for option in editor._options if option.code not in editor.value()]
                self.letters(self._finder(options, code, ""), "choose")
                self.key(Qt.Key.Key_Return, "choose")
        elif isinstance(editor, ChoicesField):
            self._ticks(editor, value)
        else:
            self.letters(shown)

    def _segment(self, editor, value):
        letter = next((letter for letter, code in editor._letters.items() if code == value), "")
        if letter:
            self.letters(letter, "choose")
            return
        codes = [made.code for made in editor.buttons]
        at = next((n for n, made in enumerate(editor.buttons) if made.hasFocus()), 0)
        steps = codes.index(value) - at
        for _ in range(abs(steps)):
            self.key(Qt.Key.Key_Right if steps > 0 else Qt.Key.Key_Left, "choose")
        if not steps:
            self.key(Qt.Key.Key_Space, "choose")

    def _finder(self, options, value, shown):
        """The fewest letters of a word that bring a choice to the top of its list; own words in full."""
        label = next((option.text for option in options if option.code == value), "")
        words = [at for at in range(len(label)) if not at or label[at - 1] == " "]
        for length in range(1, len(label) + 1):
            for at in words:
                found = nearest(options, label[at : at + length])
                if found and found.code == value:
                    return label[at : at + length]
        return label or shown

    def _ticks(self, editor, value):
        for code in value:
            if not editor.search.isHidden():
                option = next(item for item in editor._options if item.code == code)
                self.reach(editor.search)
                if editor.search.text():
                    self.key(Qt.Key.Key_A, "choose", control=True)
                self.letters(self._finder(editor._options, code, option.text), "choose")
            self.reach(editor.boxes[code])
            self.key(Qt.Key.Key_Space, "choose")
