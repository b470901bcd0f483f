"""Opening a protected workbook in the window: asked on a page, tried at once, and everything works inside."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from hssib_desk.store.backups import paths_of
from hssib_desk.store.passphrase import keys
from hssib_desk.ui.file.copies import CopiesPanel
from hssib_desk.ui.file.restoring import RestorePage
from hssib_desk.ui.file.unlock import UnlockPage
from hssib_desk.ui.settings.settings import settings_path
from hssib_desk.ui.window.window import MainWindow
from tests.ui.conftest import PASSPHRASE, named


@pytest.fixture
def window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def asked(window):
    page = window.stack.currentWidget()
    assert isinstance(page, UnlockPage)
    return page


def answer(qtbot, window, secret):
    page = asked(window)
    qtbot.keyClicks(page.form.field, secret)
    with qtbot.waitSignal(page.form.unlocked):
        qtbot.keyClick(page.form.field, Qt.Key.Key_Return)


def opened(qtbot, window, path):
    window.open_workbook(path)
    answer(qtbot, window, PASSPHRASE)
    assert window.stack.currentWidget() is window.frame


def test_passphrase_is_asked_on_a_page_with_the_cursor_in_the_field(qtbot, window, protected):
    window.open_workbook(protected)
    page = asked(window)
    assert window.focusWidget() is page.form.field
    assert page.form.field.echoMode() is QLineEdit.EchoMode.Password
    qtbot.mouseClick(page.form.letters, Qt.MouseButton.LeftButton)
    assert page.form.field.echoMode() is QLineEdit.EchoMode.Normal


@pytest.mark.parametrize("which", ["passphrase", "recovery key"])
def test_both_secrets_open_it(qtbot, window, protected, recovery_key, which):
    window.open_workbook(protected)
    answer(qtbot, window, PASSPHRASE if which == "passphrase" else recovery_key.lower())
    assert window.stack.currentWidget() is window.frame
    assert window.session.workbook.is_protected
    assert window.bar.title.text() == "Oak House reviews"


def test_what_is_wrong_is_said_under_the_field(qtbot, window, protected, recovery_key):
    window.open_workbook(protected)
    form = asked(window).form
    qtbot.keyClick(form.field, Qt.Key.Key_Return)
    assert "Type the passphrase" in form.box.error.sentence.plain()
    qtbot.keyClicks(form.field, "nothing of the kind")
    qtbot.keyClick(form.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in form.box.error.sentence.plain())
    assert form.field.text() == "" and not form.field.isUndoAvailable()  # hidden, nobody can put it right
    assert window.focusWidget() is form.field
    wrong = ("2" if recovery_key[0] != "2" else "3") + recovery_key[1:]
    qtbot.keyClicks(form.field, wrong)
    qtbot.keyClick(form.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Group 1 " in form.box.error.sentence.plain())
    assert window.session is None


def test_a_refused_passphrase_that_is_shown_can_be_put_right(qtbot, window, protected):
    window.open_workbook(protected)
    form = asked(window).form
    qtbot.mouseClick(form.letters, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form.field, PASSPHRASE + "z")
    qtbot.keyClick(form.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in form.box.error.sentence.plain())
    assert form.field.text() == PASSPHRASE + "z" and not form.field.hasSelectedText()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Backspace)
    with qtbot.waitSignal(form.unlocked):
        qtbot.keyClick(form.field, Qt.Key.Key_Return)
    assert window.session is not None


def test_going_back_leaves_what_was_open(qtbot, window, protected, tmp_path):
    window.open_workbook(protected)
    qtbot.keyClick(asked(window).form.field, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.welcome
    assert window.session is None


def test_title_and_number_of_cases_stay_inside(qtbot, window, protected):
    opened(qtbot, window, protected)
    kept = settings_path().read_text("utf-8")
    assert protected.name in kept
    assert "Oak House" not in kept
    window.leave_workbook()
    assert any(getattr(row, "text", str)() == protected.stem for row in window.welcome.recent._rows)


def test_copies_and_check_open_with_the_same_key(qtbot, window, protected):
    opened(qtbot, window, protected)
    window.backups()
    panel = window.page("backups").findChild(CopiesPanel)
    qtbot.waitUntil(lambda: panel.found is not None)
    assert panel.found.copies
    assert not any(copy.problem for copy in panel.found.copies)
    window.show_place("check")
    screen = window.page("check")
    qtbot.waitUntil(lambda: screen.findings is not None)
    assert {finding.severity for finding in screen.findings} == {"info"}


def test_export_looks_inside(qtbot, window, protected):
    opened(qtbot, window, protected)
    window.export("data")
    page = window.page("export")
    qtbot.waitUntil(lambda: page.looked is not None)
    assert page.looked.cases == 3


def test_going_back_to_a_copy_asks_nothing_again(qtbot, window, protected):
    opened(qtbot, window, protected)
    window.new_case("full")
    window.backups()
    screen = window.page("backups")
    panel = screen.findChild(CopiesPanel)
    qtbot.waitUntil(lambda: panel.found is not None)
    screen._go_back(panel.found.copies[-1])
    qtbot.waitUntil(lambda: window.session is not None and window.stack.currentWidget() is window.frame)
    assert "as it was on" in window.notice.sentence
    assert window.session.workbook.is_protected
    assert window.session.workbook.lists.case_counts()["all"] == 3


def test_a_lost_workbook_is_restored_after_its_passphrase(qtbot, window, protected, monkeypatch):
    copy = paths_of(protected)[0]
    protected.unlink()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given, **named: (str(copy), ""))
    window.restore()
    answer(qtbot, window, PASSPHRASE)
    page = window.stack.currentWidget()
    assert isinstance(page, RestorePage)
    qtbot.waitUntil(lambda: page.panel.found is not None)
    page._go_back(page.panel.found.copies[0])
    qtbot.waitUntil(lambda: window.session is not None)
    assert keys.is_protected(protected)


def test_days_are_changed_with_the_workbook_closed_and_no_passphrase_asked(
    qtbot, window, protected, monkeypatch
):
    monkeypatch.setattr("hssib_desk.ui.settings.page.AT_ONCE", 0)
    opened(qtbot, window, protected)
    window.show_place("settings")
    days = named(window.page("settings"), "window_days")
    days.setFocus()
    days.selectAll()
    qtbot.keyClicks(days, "14")
    qtbot.keyClick(days, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session is not None and window.session.workbook.facts.window_days == 14)
