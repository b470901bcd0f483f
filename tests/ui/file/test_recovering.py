"""A damaged workbook is recovered with one button, and the page says what came from where."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.passphrase.keys import driver
from hssib_desk.store.recovery.recover import AS_BACKUP
from hssib_desk.ui import work
from hssib_desk.ui.file.recovering import RecoverPage
from hssib_desk.ui.file.restoring import RestorePage
from hssib_desk.ui.file.unlock import UnlockPage
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.window.icon_line import IconLine
from hssib_desk.ui.window.window import MainWindow


@pytest.fixture
def empty(qtbot, qapp):
    """The window without a workbook."""
    install_theme(qapp, "light")
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    yield made
    work.finish_all()
    made.close()


@pytest.fixture
def damaged(template, tmp_path):
    """A workbook of which the header is gone."""
    path = Path(shutil.copy(template, tmp_path))
    with path.open("r+b") as file:
        file.write(bytes(100))
    return path


def opened(qtbot, window, path):
    window.open_workbook(path)
    page = window.findChild(RecoverPage)
    qtbot.waitUntil(lambda: page._job is None)
    return page


def said(card):
    return [line.sentence.plain() for line in card.findChildren(IconLine)]


def test_damage_is_shown_and_one_button_recovers_it(qtbot, empty, damaged):
    broken = damaged.read_bytes()
    page = opened(qtbot, empty, damaged)
    assert "the header of the file is destroyed" in " ".join(said(page.found))
    assert "no good backup" in said(page.found)[-1]
    qtbot.mouseClick(page.recover, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.made is not None and page._job is None)
    assert page.made.kept.read_bytes() == broken
    assert page.notice.sentence == "Nothing is lost and nothing differs."
    assert any("Recovered 3 cases" in sentence for sentence in said(page.report))
    qtbot.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert empty.session.workbook.lists.count_cases(CaseQuery()) == 3


def test_page_leads_to_the_backups_and_back(qtbot, empty, damaged):
    page = opened(qtbot, empty, damaged)
    qtbot.mouseClick(page.restore, Qt.MouseButton.LeftButton)
    restoring = empty.findChild(RestorePage)
    assert restoring.path == damaged
    qtbot.waitUntil(lambda: restoring.panel.found is not None)
    restoring.leave()
    page = opened(qtbot, empty, damaged)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert empty.stack.currentWidget() is empty.welcome


def test_letter_is_refused_and_nothing_is_offered(qtbot, empty, tmp_path):
    letter = tmp_path / "letter.hssib"
    letter.write_text("Dear all")
    empty.open_workbook(letter)
    assert empty.findChild(RecoverPage) is None
    assert "not a workbook" in empty.welcome.notice.sentence


def test_check_of_an_open_workbook_leads_to_the_recovery(qtbot, window):
    path = window.session.workbook.path
    content = bytearray(path.read_bytes())
    content[-4096 * 12 :] = b"\x07" * (4096 * 12)
    path.write_bytes(content)
    window.show_place("check")
    page = window.page("check")
    qtbot.waitUntil(lambda: page.findings is not None)
    assert page.recover.isVisible()
    qtbot.mouseClick(page.recover, Qt.MouseButton.LeftButton)
    assert window.session is None
    found = window.findChild(RecoverPage)
    qtbot.waitUntil(lambda: found._job is None)


PASSPHRASE = "seven plain wooden spoons"


def unlocked(qtbot, window, path, secret):
    window.open_workbook(path)
    asked = window.stack.currentWidget()
    assert isinstance(asked, UnlockPage)
    qtbot.keyClicks(asked.form.field, secret)
    with qtbot.waitSignal(asked.form.damaged):
        qtbot.keyClick(asked.form.field, Qt.Key.Key_Return)
    page = window.findChild(RecoverPage)
    qtbot.waitUntil(lambda: page._job is None)
    return page


@pytest.mark.parametrize("typed", ["passphrase", "recovery key"])
@pytest.mark.parametrize("harm", ["first page", "salt", "emptied"])
def test_a_protected_one_asks_for_its_secret_and_is_recovered(qtbot, empty, template, tmp_path, typed, harm):
    path = Path(shutil.copy(template, tmp_path))
    key = protect(path, PASSPHRASE).text
    content = path.read_bytes()
    harmed = {"first page": content[:40] + b"\0" * 400 + content[440:], "salt": b"\0" * 16 + content[16:]}
    path.write_bytes(harmed.get(harm, b""))
    page = unlocked(qtbot, empty, path, PASSPHRASE if typed == "passphrase" else key)
    assert "newest good backup is" in said(page.found)[-1]
    if harm == "first page":
        assert "nothing in it can be read" in " ".join(said(page.found))
    qtbot.mouseClick(page.recover, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.made is not None and page._job is None)
    assert page.made.is_whole is (harm == "salt")
    assert (AS_BACKUP in said(page.report)) is (harm != "salt")
    qtbot.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert empty.session.workbook.lists.count_cases(CaseQuery()) == 3
    assert empty.session.workbook.is_protected
    empty.leave_workbook()
    assert driver(path, PASSPHRASE) == driver(path, key)
