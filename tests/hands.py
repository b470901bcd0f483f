"""Answering questions as a person does it: by the keys of the editor that stands on the page."""

import time
from functools import singledispatch

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hssib_desk.domain.forms import kinds
from hssib_desk.ui import work
from hssib_desk.ui.kit.fields.editor_list import ChoicePopup
from hssib_desk.ui.kit.fields.editors import (
    ChipsField,
    ChoiceField,
    ChoicesField,
    GrowingText,
    LineField,
    Segmented,
    TickBox,
)
from hssib_desk.ui.kit.fields.score import ScoreSelector

Key = Qt.Key


def write(editor, text):
    """Type a text letter by letter; QTest.keyClicks knows the letters of ASCII only."""
    for letter in text:
        key, said = (Key.Key_Return, "\r") if letter == "\n" else (0, letter)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(editor, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, said))


def press(key):
    """Press a key where the cursor is."""
    QTest.keyClick(cursor(), key)


def cursor():
    """The widget that has the cursor."""
    found = QApplication.focusWidget()
    assert found, "nothing has the cursor"
    return found


def answer(qtbot, editor: QWidget, field, value):
    """Give an answer with the keyboard and leave the field."""
    window = editor.window()
    window.activateWindow()  # without a screen nobody gives it back what a list had taken
    qtbot.waitUntil(window.isActiveWindow)
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    assert editor is cursor() or editor.isAncestorOf(cursor()), f"{cursor()} has the cursor, not {field.key}"
    give(editor, field, value)
    press(Key.Key_Tab)


@singledispatch
def give(editor, field, value):
    """Give an answer with the keyboard; the cursor is in the editor."""
    raise NotImplementedError(type(editor).__name__)


@give.register
def _line(editor: LineField, field, value):
    write(editor, kinds.show(field, value))


@give.register
def _note(editor: GrowingText, field, value):
    write(editor, value)


@give.register
def _segments(editor: Segmented, field, value):
    wanted = [made.code for made in editor.buttons].index(value)
    for _ in editor.buttons:
        press(Key.Key_Left)
    for _ in range(wanted):
        press(Key.Key_Right)
    press(Key.Key_Space)


@give.register
def _list(editor: ChoiceField, field, value):
    press(Key.Key_Down)
    popup = editor.findChild(ChoicePopup)
    write(popup.search, field.options.label(value))
    for _ in range(len(field.options.choices)):
        if popup.list.currentIndex().data(Qt.ItemDataRole.UserRole) == value:
            break
        QTest.keyClick(popup.search, Key.Key_Down)
    QTest.keyClick(popup.search, Key.Key_Return)
    assert not popup.isVisible()


@give.register
def _ticks(editor: ChoicesField, field, value):
    for code in value:
        editor._boxes[code].setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Space)


@give.register
def _chips(editor: ChipsField, field, value):
    for code in value:
        press(Key.Key_Down)
        popup = editor.finder._popup
        write(popup.search, field.options.label(code))
        for _ in range(len(field.options.choices)):
            if popup.list.currentIndex().data(Qt.ItemDataRole.UserRole) == code:
                break
            QTest.keyClick(popup.search, Key.Key_Down)
        QTest.keyClick(popup.search, Key.Key_Return)
        assert not popup.isVisible()


@give.register
def _score(editor: ScoreSelector, field, value):
    choice = field.options.by_code[value]
    write(cursor(), "n" if choice.points is None else str(choice.points))


@give.register
def _tick(editor: TickBox, field, value):
    press(Key.Key_Space)


def wait_for_answers():
    """Let the window go on until what its pages ask on the worker has come."""
    until = time.monotonic() + 60
    while not work.is_answered():
        assert time.monotonic() < until, "no answer came"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.001)
