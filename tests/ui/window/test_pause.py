"""Pause hides everything, and everything comes back as it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from hssib_desk.ui.window.pause import PAUSED, PausePage
from hssib_desk.ui.window.window import PROGRAM
from tests.ui.conftest import named


@pytest.fixture
def editor(qtbot, window):
    """A text of the first case with the cursor in the middle of it."""
    form = window.session.library.form_with_role("pen_portrait")
    key = form.role("pen_portrait").key
    case = next(window.session.workbook.lists.case_files())
    window.case(case.id, page=form.key, field=key)
    made = named(window.page("case"), key)
    made.setFocus()
    cursor = made.textCursor()
    cursor.setPosition(8)
    made.setTextCursor(cursor)
    return made


def seen(window):
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def pause(qtbot, window):
    qtbot.keyClick(
        window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert isinstance(window.stack.currentWidget(), PausePage)
    return window.stack.currentWidget()


def test_nothing_of_the_workbook_can_be_seen_while_paused(qtbot, window, editor):
    title = window.session.workbook.facts.title
    assert title in window.windowTitle()
    pause(qtbot, window)
    assert window.windowTitle() == PROGRAM
    assert PAUSED in seen(window)
    assert title not in seen(window)
    assert not editor.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_cursor_comes_back_to_its_place(qtbot, window, editor, key):
    title = window.windowTitle()
    page = pause(qtbot, window)
    qtbot.keyClick(page.back, key)
    assert window.stack.currentWidget() is window.frame
    assert window.windowTitle() == title
    assert window.focusWidget() is editor
    assert editor.textCursor().position() == 8
    assert not editor.textCursor().hasSelection()


def test_click_anywhere_comes_back(qtbot, window, editor):
    page = pause(qtbot, window)
    qtbot.mouseClick(page, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.frame


def test_other_keys_do_nothing_behind_the_page(qtbot, window, editor):
    page, shown = pause(qtbot, window), window.places.currentWidget()
    for key in (Qt.Key.Key_1, Qt.Key.Key_K, Qt.Key.Key_2, Qt.Key.Key_P):
        qtbot.keyClick(page.back, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.back, "abc")
    assert window.stack.currentWidget() is page
    assert window.places.currentWidget() is shown


def test_words_typed_before_the_pause_are_saved(qtbot, window, editor):
    qtbot.keyClicks(editor, "Typed")
    pause(qtbot, window)
    assert not window.session.has_unsaved


def test_pausing_twice_is_pausing_once(qtbot, window, editor):
    page = pause(qtbot, window)
    window.pause()
    assert window.stack.currentWidget() is page
    qtbot.keyClick(page.back, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.frame


def test_open_list_of_hits_is_hidden_too(qtbot, window):
    window.bar.search.setFocus()
    qtbot.keyClicks(window.bar.search, "bees")
    qtbot.waitUntil(
        lambda: window.findChild(object, "hits") is not None and window.findChild(object, "hits").isVisible()
    )
    window.pause()
    assert not window.findChild(object, "hits").isVisible()
