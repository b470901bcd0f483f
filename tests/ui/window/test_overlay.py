"""Pages in front of the window come and go in any order, and what is behind them is as it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.window.overlay import Cover, Overlay, Stack


@pytest.fixture
def stack(qtbot):
    """A stack with a line to type in at its base."""
    made = Stack()
    qtbot.addWidget(made)
    base = QWidget()
    QVBoxLayout(base).addWidget(QLineEdit())
    made.addWidget(base)
    made.show_base(base)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_page_that_goes_from_behind_leaves_the_one_in_front(stack):
    first, second = Overlay("First"), Overlay("Second")
    stack.show_overlay(first)
    stack.show_overlay(second)
    first.leave()
    assert stack.currentWidget() is stack.front is second
    second.leave()
    assert stack.currentWidget() is stack.base and stack.front is None


def test_a_page_is_left_once(stack):
    first, second = Overlay("First"), Overlay("Second")
    stack.show_overlay(first)
    first.leave()
    stack.show_overlay(second)
    first.leave()
    assert stack.currentWidget() is second


def test_escape_presses_back_where_there_is_such_a_button(qtbot, stack):
    stays, goes = Overlay("Stays"), Overlay("Goes")
    goes.back = button("Back")
    goes.back.clicked.connect(goes.leave)
    stack.show_overlay(stays)
    stack.show_overlay(goes)
    qtbot.keyClick(goes, Qt.Key.Key_Escape)
    assert stack.currentWidget() is stays
    qtbot.keyClick(stays, Qt.Key.Key_Escape)
    assert stack.currentWidget() is stays


def test_a_page_over_one_that_hides_the_base_still_hides_it(stack):
    cover, over = Cover("Hidden"), Overlay("Over it")
    stack.show_overlay(cover)
    stack.show_overlay(over)
    assert stack.is_covered
    over.leave()
    assert stack.is_covered and stack.currentWidget() is cover
    cover.come_back()
    assert not stack.is_covered


def test_what_hid_one_base_does_not_hide_the_next(qtbot, stack):
    pressed = []
    on_key(stack, "F3", lambda: pressed.append(True), Qt.ShortcutContext.WindowShortcut)
    stack.show_overlay(Cover("Hidden"))
    qtbot.keyClick(stack, Qt.Key.Key_F3)
    assert not pressed
    other = QWidget()
    stack.addWidget(other)
    stack.show_base(other)
    assert stack.currentWidget() is other and not stack.is_covered
    qtbot.keyClick(stack, Qt.Key.Key_F3)
    assert pressed


def test_a_base_that_comes_meanwhile_waits_behind_a_page_that_asks(stack):
    page, other = Overlay("Asks"), QWidget()
    stack.show_overlay(page)
    stack.addWidget(other)
    stack.show_base(other)
    assert stack.currentWidget() is page
    page.leave()
    assert stack.currentWidget() is other
