"""The copies of a workbook: what is in them, going back to one, and doing so when the file is gone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from hssib_desk.store import backups
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.file.restoring import RestorePage, workbook_behind
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.theme import current
from tests.database import plain_file
from tests.ui.conftest import named


def loaded(qtbot, panel):
    qtbot.waitUntil(lambda: panel.found is not None and panel._job is None)
    return panel


def press(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def count(window):
    return window.session.workbook.lists.count_cases(CaseQuery())


@pytest.fixture
def panel(qtbot, window):
    """The copies page of a workbook that has had one case more since its copy."""
    window.session.workbook.copies.backup()
    window.session.act(lambda workbook: workbook.new_case())
    window.backups()
    return loaded(qtbot, window.page("backups").panel)


def test_each_copy_says_when_how_large_how_many_and_that_it_opens(panel):
    row = panel._rows[0]
    assert "3 cases" in row.second
    assert "KB" in row.second or "MB" in row.second
    assert row.findChild(Chip).text == "can be opened"


def test_broken_copy_says_so_and_cannot_be_gone_back_to(qtbot, window, panel):
    broken = window.session.workbook.copies.backups()[0].path
    broken.write_bytes(b"not a workbook at all")
    window.page("backups").refresh()
    qtbot.waitUntil(lambda: panel._rows[0].findChild(Chip).text == "cannot be opened")
    press(qtbot, panel._rows[0])
    assert not panel.choice.first.isVisible()
    assert panel.choice.words.plain()


def test_chosen_copy_stands_beside_the_file_as_it_is_now(qtbot, panel):
    press(qtbot, panel._rows[0])
    table = [panel.choice._table.itemAtPosition(1, column).widget().text() for column in range(3)]
    assert table == ["Cases", "4", "3"]


def test_going_back_needs_a_second_yes_and_keeps_the_replaced_file(qtbot, window, panel):
    path = window.session.workbook.path
    press(qtbot, panel._rows[0])
    press(qtbot, named(panel, "go-back"))
    assert count(window) == 4
    press(qtbot, panel.choice.no)
    assert count(window) == 4
    assert not panel.choice.sure.isVisible()
    press(qtbot, named(panel, "go-back"))
    press(qtbot, named(panel, "yes-go-back"))
    qtbot.waitUntil(lambda: window.session is not None)
    assert count(window) == 3
    kept = [item for item in backups.list_backups(path) if item.path.stem.endswith("replaced")]
    assert [item.cases for item in kept] == [4]
    assert kept[0].path.name in window.notice.sentence


def test_failed_return_opens_the_workbook_as_it_was_and_says_why(qtbot, window, panel):
    press(qtbot, panel._rows[0])
    panel.found.copies[0].path.unlink()
    press(qtbot, named(panel, "go-back"))
    press(qtbot, named(panel, "yes-go-back"))
    qtbot.waitUntil(lambda: window.session is not None)
    assert count(window) == 4
    assert "not there" in window.notice.sentence
    assert window.notice.kind == "bad"


def test_copy_is_made_on_request(qtbot, window, panel):
    before = len(panel._rows)
    press(qtbot, window.page("backups").now)
    qtbot.waitUntil(lambda: len(panel._rows) == before + 1)


def test_sound_workbook_is_told_to_be_sound(qtbot, window, panel):
    window.show_place("check")
    page = window.page("check")
    qtbot.waitUntil(lambda: page.findings is not None)
    assert page.chip.text == "Nothing needs attention"
    assert not page.rebuild.isVisible()


def test_broken_list_is_told_and_can_be_rebuilt(qtbot, window):
    path = window.session.workbook.path
    window.session.workbook.copies.backup()
    with plain_file(path) as db:
        db.execute("UPDATE cases SET percent = 77")
    db.close()
    window.show_place("check")
    page = window.page("check")
    qtbot.waitUntil(lambda: page.findings is not None)
    assert "to look at" in page.chip.text
    press(qtbot, page.rebuild)
    qtbot.waitUntil(lambda: window.session is not None)
    assert "rebuilt from the answers" in window.notice.sentence
    window.show_place("check")
    page = window.page("check")
    qtbot.waitUntil(lambda: page.findings is not None)
    assert page.chip.text == "Nothing needs attention"


# Without an open workbook


@pytest.fixture
def restoring(qtbot, window, monkeypatch):
    """Open the restore page from the welcome page, the dialog answered with a path."""
    copy = window.session.workbook.copies.backup()
    path = window.session.workbook.path
    window.leave_workbook()

    def open_page(chosen):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(chosen), ""))
        window.restore()
        return window.findChild(RestorePage)

    return open_page, path, copy


def test_workbook_that_is_gone_comes_back_from_its_copy(qtbot, window, restoring):
    open_page, path, copy = restoring
    path.unlink()
    page = open_page(copy)
    assert page.path == path
    panel = loaded(qtbot, page.panel)
    assert panel.found.now.problem
    press(qtbot, panel._rows[0])
    press(qtbot, named(panel, "go-back"))
    press(qtbot, named(panel, "yes-go-back"))
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session.workbook.path == path
    assert count(window) == 3


def test_damaged_workbook_is_replaced_and_kept(qtbot, window, restoring):
    open_page, path, copy = restoring
    assert copy.exists()
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    panel = loaded(qtbot, open_page(path).panel)
    press(qtbot, panel._rows[0])
    press(qtbot, named(panel, "go-back"))
    press(qtbot, named(panel, "yes-go-back"))
    qtbot.waitUntil(lambda: window.session is not None)
    assert any(item.path.stem.endswith("replaced") for item in backups.list_backups(path))


def test_escape_leaves_for_the_welcome_page(qtbot, window, restoring):
    open_page, path, _ = restoring
    page = open_page(path)
    loaded(qtbot, page.panel)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.welcome


def test_closed_dialog_changes_nothing(window, restoring):
    open_page, _, _ = restoring
    assert open_page("") is None
    assert window.stack.currentWidget() is window.welcome


def test_copy_leads_to_its_workbook_and_any_other_file_to_itself(tmp_path):
    copy = tmp_path / "oak house backups" / "oak house 2026-11-22 14.02.03.004Z opened.hssib"
    assert workbook_behind(copy) == tmp_path / "oak house.hssib"
    assert workbook_behind(tmp_path / "oak.hssib") == tmp_path / "oak.hssib"
    elsewhere = tmp_path / "desk" / copy.name
    assert workbook_behind(elsewhere) == elsewhere


def test_pages_stack_their_cards_where_there_is_no_room(qtbot, window, panel):
    press(qtbot, panel._rows[0])
    assert panel.choice.mapTo(window, panel.choice.rect().topLeft()).x() > window.width() // 2
    window.resize(960, 600)
    current().set_scale(200)
    try:
        qtbot.waitUntil(lambda: panel.choice.width() > panel.width() * 0.9)
    finally:
        current().set_scale(100)
