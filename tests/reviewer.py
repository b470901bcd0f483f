"""A reviewer at the keyboard of the real window: every key goes to where the cursor is, and nowhere else."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea

from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.fields.editors import (
    ChipsField,
    ChoiceField,
    ChoicesField,
    Segmented,
    TickBox,
)
from hssib_desk.ui.kit.fields.options import nearest
from hssib_desk.ui.kit.fields.score import ScoreSelector
from hssib_desk.ui.screening.tiles import OutcomeField

Key = Qt.Key
FARTHEST = 120  # presses of Tab after which something is out of reach


class Reviewer:
    """Presses keys, and knows where the cursor is as somebody who looks at the screen does."""

    def __init__(self, window):
        self.window = window
        self.keys = 0

    # Keys

    def press(self, key, *, ctrl=False, shift=False, times=1):
        """Press a key where the cursor is."""
        held = Qt.KeyboardModifier.NoModifier
        held |= Qt.KeyboardModifier.ControlModifier if ctrl else held
        held |= Qt.KeyboardModifier.ShiftModifier if shift else held
        for _ in range(times):
            QTest.keyClick(self._to(), key, held)
            QApplication.processEvents()
            self.keys += 1

    def write(self, text):
        """Type a text letter by letter."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self._to(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
            self.keys += 1
        QApplication.processEvents()

    def _to(self):
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        at = QApplication.focusWidget()
        assert at is not None, "nothing has the cursor"
        return at

    # Looking

    @property
    def editor(self):
        """The editor that has the cursor; None on a button or a list."""
        found, at = None, QApplication.focusWidget()
        while at is not None:
            found = at if isinstance(at, Editor) else found
            at = at.parentWidget()
        return found

    @property
    def place(self):
        """The name of what has the cursor: the key of a question, or what a button is called."""
        at = QApplication.focusWidget()
        assert at is not None, "nothing has the cursor"
        if self.editor is not None:
            return self.editor.objectName()
        return at.objectName() or (at.text() if isinstance(at, QAbstractButton) else at.accessibleName())

    def sees_the_cursor(self):
        """Whether what has the cursor is in sight within every page that scrolls around it."""
        at = QApplication.focusWidget()
        around = at.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea) and around.viewport().isAncestorOf(at):
                top = at.mapTo(around.viewport(), at.rect().topLeft()).y()
                if top + at.height() < 4 or top > around.viewport().height() - 4:
                    return False
            around = around.parentWidget()
        return at.isVisible()

    # Moving

    def tab_to(self, place, *, back=False):
        """Press Tab until the cursor is at a place; a place that Tab does not lead to is a defect."""
        for _ in range(FARTHEST):
            if self.place == place:
                assert self.sees_the_cursor(), f"{place} has the cursor out of sight"
                return
            self.press(Key.Key_Tab, shift=back)
        raise AssertionError(f"Tab does not lead to {place}; the cursor is at {self.place}")

    def run(self, command):
        """Run a command, or open a case, by its name in the search field."""
        self.press(Key.Key_K, ctrl=True)
        self.write(command)
        self.press(Key.Key_Return)

    # Answering

    def give(self, value):
        """Answer the question that has the cursor."""
        editor = self.editor
        assert editor is not None, f"{self.place} is no question"
        if isinstance(editor, OutcomeField):
            self._step(editor, value)
        elif isinstance(editor, Segmented):
            self._segment(editor, value)
        elif isinstance(editor, ScoreSelector):
            made = next(button for button in editor._buttons if button.code == value)
            self.write("n" if made.is_na else made.numeral)
        elif isinstance(editor, ChoiceField):
            self.write(self._finder(editor._options, value))
            self.press(Key.Key_Return)
        elif isinstance(editor, ChipsField):
            for code in value:
                left = [option for option in editor._options if option.code not in editor.value()]
                self.write(self._finder(left, code))
                self.press(Key.Key_Return)
        elif isinstance(editor, ChoicesField):
            self._ticks(editor, value)
        elif isinstance(editor, TickBox):
            self.press(Key.Key_Space)
        else:
            self.write(value)

    def _step(self, editor, value):
        if editor.suggested == value:
            self.press(Key.Key_Return)
            return
        tiles = [tile.code for tile in editor._tiles]
        group = editor._group_of(value)
        self.write(str(tiles.index(group or value) + 1))
        if group:
            self.press(Key.Key_Right, times=[part.code for part in editor._parts[group]].index(value))
            self.press(Key.Key_Space)

    def _segment(self, editor, value):
        letter = next((letter for letter, code in editor._letters.items() if code == value), "")
        if letter:
            self.write(letter)
            return
        codes = [made.code for made in editor.buttons]
        at = next((n for n, made in enumerate(editor.buttons) if made.hasFocus()), 0)
        steps = codes.index(value) - at
        self.press(Key.Key_Right if steps > 0 else Key.Key_Left, times=abs(steps))
        if not steps:
            self.press(Key.Key_Space)

    def _ticks(self, editor, value):
        for code in value:
            for _ in range(len(editor._boxes) + 1):
                if editor._boxes[code].hasFocus():
                    break
                self.press(Key.Key_Tab)
            assert editor._boxes[code].hasFocus(), f"Tab does not lead to {code} of {editor.objectName()}"
            self.press(Key.Key_Space)

    @staticmethod
    def _finder(options, value):
        """The fewest letters of a word that bring a choice to the top of its list."""
        label = next(option.text for option in options if option.code == value)
        words = [at for at in range(len(label)) if not at or label[at - 1] == " "]
        for length in range(1, len(label) + 1):
            for at in words:
                found = nearest(options, label[at : at + length])
                if found and found.code == value:
                    return label[at : at + length]
        return label
