"""What was copied out of a case is on the clipboard for a while only."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QTextEdit

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.window import clipboard
from tests.ui.conftest import named

PORTRAIT = "She sang in the choir and kept bees."


@pytest.fixture
def board():
    made = QGuiApplication.clipboard()
    made.clear()
    yield made
    made.clear()


@pytest.fixture
def note(window, board):
    """The portrait of a case, on the screen."""
    book = window.session.workbook
    form = book.library.form_with_role("pen_portrait")
    page = next(page for page in book.library.outline.pages if page.form == form.key)
    row = book.lists.cases(CaseQuery(sort="ref", descending=False))[0]
    window.case(row.id, page=page.key, field=form.role("pen_portrait").key)
    editor = named(window, form.role("pen_portrait").key)
    editor.setFocus()
    return editor


@pytest.fixture
def quick(monkeypatch):
    """One second lasts a millisecond."""
    monkeypatch.setattr(clipboard, "SECOND_MS", 1)


def copy(qtbot, editor):
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def test_copied_text_is_there_and_then_taken_away(qtbot, board, note, quick):
    copy(qtbot, note)
    assert board.text() == PORTRAIT
    qtbot.waitUntil(lambda: board.text() == "")


@pytest.mark.parametrize("key", [Qt.Key.Key_X, Qt.Key.Key_Delete])
def test_cut_text_stays_until_the_workbook_is_closed(qtbot, window, board, note, key):
    note.selectAll()
    held = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_X else Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(note, key, held)
    assert (board.text(), note.value()) == (PORTRAIT, "")
    qtbot.waitUntil(lambda: not window.clipboard._later.isActive())
    assert board.text() == PORTRAIT
    window.leave_workbook()
    assert board.text() == ""


def test_the_first_setting_is_a_minute(qtbot, window, board, note):
    assert load_settings().clipboard_seconds == 60
    copy(qtbot, note)
    assert window.clipboard._later.isActive()
    assert window.clipboard._later.interval() == 60_000


def test_what_was_copied_later_is_not_taken_away(qtbot, window, board, note):
    copy(qtbot, note)
    window.clipboard._watching = False  # as when another program writes
    board.setText("A shopping list")
    window.clipboard.clear()
    assert board.text() == "A shopping list"


def test_copying_again_counts_from_the_beginning(qtbot, window, board, note):
    copy(qtbot, note)
    window.clipboard._later.start(3_600_000)
    copy(qtbot, note)
    assert window.clipboard._later.interval() == 60_000


def test_closing_the_workbook_takes_it_away_at_once(qtbot, window, board, note):
    copy(qtbot, note)
    assert window.leave_workbook()
    assert board.text() == ""


def test_never_leaves_it_there(qtbot, window, board, note):
    window.show_place("settings")
    switch = window.page("settings").clipboard
    never = next(made for made in switch.findChildren(QAbstractButton) if made.text() == "Never")
    qtbot.mouseClick(never, Qt.MouseButton.LeftButton)
    assert load_settings().clipboard_seconds == 0
    window.show_place("case")
    note.setFocus()
    copy(qtbot, note)
    assert not window.clipboard._later.isActive()
    assert window.leave_workbook()
    assert board.text() == PORTRAIT


def test_without_a_workbook_the_clipboard_is_not_touched(qtbot, window, board):
    assert window.leave_workbook()
    editor = QTextEdit("Nothing about anybody")
    qtbot.addWidget(editor)
    copy(qtbot, editor)
    window.clipboard.clear()
    assert board.text() == "Nothing about anybody"
