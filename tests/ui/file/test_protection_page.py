"""Setting, changing and taking off a passphrase with keys; the recovery key is shown once, and kept first."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog

from hssib_desk.store.backups import paths_of
from hssib_desk.store.errors import WrongPassphrase
from hssib_desk.store.passphrase import keys
from hssib_desk.store.passphrase.strength import strength_of
from hssib_desk.ui.file.new_page import NewPage
from hssib_desk.ui.file.passphrase import PassphraseFields
from hssib_desk.ui.file.recovery_page import RecoveryPage, print_key
from hssib_desk.ui.window.window import MainWindow
from tests.ui.conftest import named

PASSPHRASE, OTHER = "seven plain wooden spoons", "eight painted tin ladles"


def type_twice(qtbot, parent, passphrase):
    qtbot.keyClicks(named(parent, "new-passphrase"), passphrase)
    qtbot.keyClicks(named(parent, "same-again"), passphrase)


def protection_page(window):
    window.show_place("protection")
    return window.page("protection")


def recovery_page(qtbot, window):
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), RecoveryPage))
    return window.stack.currentWidget()


def keep(qtbot, page):
    qtbot.keyClick(page.kept, Qt.Key.Key_Space)
    qtbot.keyClick(page.go_on, Qt.Key.Key_Return)


def set_passphrase(qtbot, window, passphrase=PASSPHRASE):
    screen = protection_page(window)
    type_twice(qtbot, screen, passphrase)
    qtbot.keyClick(screen.fields.second, Qt.Key.Key_Return)
    page = recovery_page(qtbot, window)
    key = page.key.text
    keep(qtbot, page)
    return key


def test_settings_lead_to_protection(qtbot, window):
    window.show_place("settings")
    qtbot.keyClick(named(window.page("settings"), "protection"), Qt.Key.Key_Return)
    assert window.places.currentWidget() is window.page("protection")
    assert window.focusWidget() is window.page("protection").fields.first
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.places.currentWidget() is window.page("settings")


def test_strength_is_shown_while_typing_and_a_guessable_passphrase_is_refused(qtbot):
    fields = PassphraseFields(["Oak House"])
    qtbot.addWidget(fields)
    fields.show()
    qtbot.keyClicks(fields.first, "abc")
    assert "at least 8" in fields.words.plain()
    qtbot.keyClicks(fields.first, "defgh")
    assert fields.words.plain().startswith("Very weak.")
    weak = fields.meter.percent
    for refused in ("password", "        "):
        for field in (fields.first, fields.second):
            field.clear()
            qtbot.keyClicks(field, refused)
        assert fields.passphrase() == ""
        assert fields.words.plain()
    fields.clear()
    qtbot.keyClicks(fields.first, PASSPHRASE)
    assert "strong" in fields.words.plain().lower()
    assert fields.meter.percent > weak
    qtbot.keyClicks(fields.second, "sevem")
    assert fields.second_box.error.sentence.plain()
    assert fields.passphrase() == ""
    fields.second.clear()
    qtbot.keyClicks(fields.second, PASSPHRASE)
    assert fields.passphrase() == PASSPHRASE
    assert strength_of("Elmfield Ward", ["Elmfield Ward"]).score == 0 < strength_of("Elmfield Ward", []).score


def test_passphrase_is_set_and_the_recovery_key_kept_before_going_on(qtbot, window):
    path = window.session.workbook.path
    screen = protection_page(window)
    assert not screen.set.isEnabled()
    type_twice(qtbot, screen, PASSPHRASE)
    qtbot.keyClick(screen.set, Qt.Key.Key_Return)
    page = recovery_page(qtbot, window)
    assert not page.go_on.isEnabled()
    assert keys.is_protected(path) and all(map(keys.is_protected, paths_of(path)))
    assert keys.driver(path, page.key.text) == keys.driver(path, PASSPHRASE)
    keep(qtbot, page)
    assert window.stack.currentWidget() is window.frame
    assert window.session.workbook.is_protected
    assert "tried on the backup just made" in window.notice.sentence


def test_recovery_key_can_be_saved_and_printed(qtbot, window, monkeypatch, tmp_path):
    screen = protection_page(window)
    type_twice(qtbot, screen, PASSPHRASE)
    qtbot.keyClick(screen.set, Qt.Key.Key_Return)
    page = recovery_page(qtbot, window)
    out = tmp_path / "key.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(tmp_path), ""))
    qtbot.keyClick(page.save, Qt.Key.Key_Return)
    assert "could not be saved" in page.problem.sentence.plain()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(out), ""))
    qtbot.keyClick(page.save, Qt.Key.Key_Return)
    assert page.key.text in out.read_text("utf-8")
    assert page.problem.sentence.plain() == ""
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    print_key(printer, "Oak <House>", page.key.text)
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")


def test_passphrase_is_changed(qtbot, window):
    path = window.session.workbook.path
    first = set_passphrase(qtbot, window)
    screen = protection_page(window)
    qtbot.keyClicks(screen.old, "nothing of the kind")
    type_twice(qtbot, screen, OTHER)
    qtbot.keyClick(screen.change, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in screen.old_box.error.sentence.plain())
    assert window.places.currentWidget() is screen
    screen.old.clear()
    qtbot.keyClicks(screen.old, PASSPHRASE)
    qtbot.keyClick(screen.change, Qt.Key.Key_Return)
    page = recovery_page(qtbot, window)
    assert page.key.text != first
    keep(qtbot, page)
    assert window.session.workbook.is_protected
    keys.driver(path, OTHER)
    with pytest.raises(WrongPassphrase):
        keys.driver(path, PASSPHRASE)


def test_passphrase_is_taken_off(qtbot, window):
    path = window.session.workbook.path
    set_passphrase(qtbot, window)
    screen = protection_page(window)
    qtbot.keyClicks(screen.secret, PASSPHRASE)
    qtbot.keyClick(screen.remove, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not keys.is_protected(path))
    qtbot.waitUntil(lambda: window.session is not None)
    assert not window.session.workbook.is_protected
    assert "no passphrase any more" in window.notice.sentence


@pytest.fixture
def new_page(qtbot, monkeypatch, tmp_path):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    chosen = str(tmp_path / "elm-ward")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (chosen, ""))
    qtbot.keyClick(window.welcome.new, Qt.Key.Key_Return)
    page = window.stack.currentWidget()
    assert isinstance(page, NewPage)
    yield window, page, tmp_path / "elm-ward.hssib"
    window.close()


def test_new_workbook_gets_a_passphrase_from_the_start(qtbot, new_page):
    window, page, path = new_page
    type_twice(qtbot, page, PASSPHRASE)
    qtbot.keyClick(page.fields.second, Qt.Key.Key_Return)
    recovery = recovery_page(qtbot, window)
    assert keys.driver(path, recovery.key.text)
    keep(qtbot, recovery)
    assert window.stack.currentWidget() is window.frame
    assert window.session.workbook.facts.title == "Elm ward"
    assert keys.is_protected(path)


def test_new_workbook_needs_none(qtbot, new_page):
    window, page, path = new_page
    qtbot.keyClick(page.plain, Qt.Key.Key_Return)
    assert window.session.workbook.path == path
    assert not keys.is_protected(path)


def test_going_back_makes_nothing(qtbot, new_page):
    window, page, path = new_page
    qtbot.keyClick(page.fields.first, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.welcome
    assert not path.exists()
