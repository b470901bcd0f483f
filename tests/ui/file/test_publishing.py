"""Working on a copy in the window: asked once, said in the bar, published when it closes, never lost."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store import backups
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.lock import is_held, lock_path
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy import workcopy_note
from hssib_desk.ui import work
from hssib_desk.ui.file.location_page import PlacePage
from hssib_desk.ui.file.publishing import BesidePage, FailedPage
from hssib_desk.ui.file.unlock import UnlockPage
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.window.lock_page import LockPage
from hssib_desk.ui.window.window import MainWindow
from tests.database import plain_file
from tests.ui.conftest import named

PASSPHRASE = "correct horse battery"


@pytest.fixture
def shared(filled_path, tmp_path):
    """A workbook in a folder that is kept in step."""
    (tmp_path / "OneDrive - Trust").mkdir()
    return shutil.move(filled_path, tmp_path / "OneDrive - Trust" / "oak-house.hssib")


@pytest.fixture
def empty_window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    yield made
    work.finish_all()
    if made.session is not None:
        made.session.discard()
        made.session = None


def press(qtbot, parent, name):
    qtbot.mouseClick(named(parent, name), Qt.MouseButton.LeftButton)


def page(qtbot, window, kind):
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), kind))
    return window.stack.currentWidget()


def on_copy(qtbot, window, path, **more):
    """Open a workbook, and choose the copy."""
    window.open_workbook(path, **more)
    press(qtbot, page(qtbot, window, PlacePage), "work-on-copy")
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session.copy is not None
    return window.session


def begin_case(window):
    window.session.act(lambda workbook: workbook.new_case())


def cases(path):
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM cases").fetchone()[0]


def gone(qtbot, window):
    qtbot.waitUntil(lambda: window.session is None)


def test_two_ways_are_offered_in_words(qtbot, empty_window, shared):
    empty_window.open_workbook(shared)
    shown = page(qtbot, empty_window, PlacePage)
    assert empty_window.session is None
    press(qtbot, shown, "open-here")
    assert empty_window.session.workbook.path == shared and empty_window.session.copy is None
    empty_window.leave_workbook()
    empty_window.open_workbook(shared)  # and not asked again
    assert empty_window.session.workbook.path == shared


def test_going_back_from_the_question_opens_nothing(qtbot, empty_window, shared):
    empty_window.open_workbook(shared)
    qtbot.keyClick(page(qtbot, empty_window, PlacePage), Qt.Key.Key_Escape)
    assert empty_window.stack.currentWidget() is empty_window.welcome


def test_work_is_published_when_the_window_closes(qtbot, empty_window, shared):
    session = on_copy(qtbot, empty_window, shared)
    assert session.place == shared and is_held(shared)
    assert empty_window.bar.place.text() == "Working copy"
    begin_case(empty_window)
    assert empty_window.bar.place.text() == "Working copy · not published yet"
    assert cases(shared) == 3
    empty_window.close()
    qtbot.waitUntil(lambda: not empty_window.isVisible())
    assert cases(shared) == 4 and not is_held(shared)
    assert not workcopy_note.copy_of(shared).exists()
    assert load_settings().recent[0].path == str(shared)


def test_publish_now_says_when(qtbot, empty_window, shared):
    on_copy(qtbot, empty_window, shared)
    begin_case(empty_window)
    empty_window.publish()
    qtbot.waitUntil(lambda: "· published" in empty_window.bar.place.text())
    assert cases(shared) == 4 and "holds everything" in empty_window.notice.sentence
    begin_case(empty_window)
    assert "· last published" in empty_window.bar.place.text()
    empty_window.leave_workbook()
    gone(qtbot, empty_window)


def test_it_is_published_by_itself_now_and_then(qtbot, empty_window, shared):
    on_copy(qtbot, empty_window, shared)
    assert empty_window.publishing.timer.interval() == 600_000
    begin_case(empty_window)
    empty_window.publishing.timer.timeout.emit()
    qtbot.waitUntil(lambda: "· published" in empty_window.bar.place.text())
    assert empty_window.notice.sentence == "" and cases(shared) == 4
    empty_window.show_place("settings")
    empty_window.page("settings").publishing.minutes.chosen.emit("0")
    assert not empty_window.publishing.timer.isActive() and load_settings().publish_minutes == 0
    empty_window.leave_workbook()
    gone(qtbot, empty_window)


def test_a_place_that_is_away_never_loses_work(qtbot, empty_window, shared):
    on_copy(qtbot, empty_window, shared)
    begin_case(empty_window)
    away = shared.parent.rename(shared.parent.with_name("away"))
    empty_window.close()
    failed = page(qtbot, empty_window, FailedPage)
    assert empty_window.isVisible() and "cannot be reached" in failed.says.text()
    press(qtbot, failed, "stay-open")
    begin_case(empty_window)
    empty_window.leave_workbook()
    press(qtbot, page(qtbot, empty_window, FailedPage), "close-unpublished")
    gone(qtbot, empty_window)
    assert cases(workcopy_note.pending(shared).copy) == 5
    empty_window.open_workbook(shared)  # as the recent workbooks do, while it is away
    qtbot.waitUntil(lambda: empty_window.session is not None)
    assert "here as you left it" in empty_window.notice.sentence
    assert "cannot be reached" in empty_window.notice.sentence
    away.rename(shared.parent)
    empty_window.leave_workbook()
    gone(qtbot, empty_window)
    assert cases(shared) == 5


def test_trying_again_publishes_once_the_place_is_back(qtbot, empty_window, shared):
    on_copy(qtbot, empty_window, shared)
    begin_case(empty_window)
    away = shared.parent.rename(shared.parent.with_name("away"))
    empty_window.leave_workbook()
    failed = page(qtbot, empty_window, FailedPage)
    away.rename(shared.parent)
    press(qtbot, failed, "try-again")
    gone(qtbot, empty_window)
    assert cases(shared) == 4


def test_work_can_be_saved_in_another_place(qtbot, empty_window, shared, tmp_path, monkeypatch):
    on_copy(qtbot, empty_window, shared)
    begin_case(empty_window)
    shared.rename(shared.with_name("moved.hssib"))
    empty_window.leave_workbook()
    failed = page(qtbot, empty_window, FailedPage)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "saved"), ""))
    press(qtbot, failed, "save-elsewhere")
    gone(qtbot, empty_window)
    assert cases(tmp_path / "saved.hssib") == 4


def test_both_are_kept_and_named_when_others_changed_it(qtbot, empty_window, shared):
    on_copy(qtbot, empty_window, shared)
    begin_case(empty_window)
    lock_path(shared).unlink()
    with Workbook.open(shared, library=load_library(), actor="other", back_up=False) as workbook:
        for _ in range(3):
            workbook.new_case()
    empty_window.close()
    shown = page(qtbot, empty_window, BesidePage)
    assert empty_window.isVisible()
    press(qtbot, shown, "close-beside")
    qtbot.waitUntil(lambda: not empty_window.isVisible())
    found = sorted(cases(item) for item in shared.parent.glob("*.hssib"))
    assert found == [4, 6]


def test_it_can_be_opened_where_it_lies_again(qtbot, empty_window, shared):
    on_copy(qtbot, empty_window, shared)
    begin_case(empty_window)
    empty_window.open_where_it_lies()
    qtbot.waitUntil(lambda: empty_window.session is not None and empty_window.session.copy is None)
    assert empty_window.session.workbook.lists.count_cases(CaseQuery()) == 4
    qtbot.waitUntil(lambda: bool(empty_window.session.findings))
    card = named(empty_window.page("home"), "arrival-place")
    press(qtbot, card, "work-on-copy")
    qtbot.waitUntil(lambda: empty_window.session is not None and empty_window.session.copy is not None)
    empty_window.leave_workbook()
    gone(qtbot, empty_window)


def test_going_back_to_a_backup_stays_on_the_copy(qtbot, empty_window, shared):
    copy = backups.make(shared)
    session = on_copy(qtbot, empty_window, shared)
    begin_case(empty_window)
    path = session.workbook.path
    empty_window.with_file("Going back", lambda _task: str(backups.restore(path, copy)))
    qtbot.waitUntil(lambda: empty_window.session is not session and empty_window.session is not None)
    assert empty_window.session.copy is not None
    assert empty_window.session.workbook.lists.count_cases(CaseQuery()) == 3 == cases(shared)
    empty_window.leave_workbook()
    gone(qtbot, empty_window)
    assert cases(shared) == 3


def test_a_protected_one_locks_and_publishes(qtbot, empty_window, shared):
    protect(shared, PASSPHRASE)
    empty_window.open_workbook(shared)
    unlock = page(qtbot, empty_window, UnlockPage)
    unlock.form.box.editor.setText(PASSPHRASE)
    qtbot.keyClick(unlock.form.box.editor, Qt.Key.Key_Return)
    press(qtbot, page(qtbot, empty_window, PlacePage), "work-on-copy")
    qtbot.waitUntil(lambda: empty_window.session is not None)
    begin_case(empty_window)
    empty_window.lock()
    locked = page(qtbot, empty_window, LockPage)
    locked.form.box.editor.setText(PASSPHRASE)
    qtbot.keyClick(locked.form.box.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: empty_window.stack.currentWidget() is empty_window.frame)
    empty_window.lock()
    qtbot.mouseClick(page(qtbot, empty_window, LockPage).close_workbook, Qt.MouseButton.LeftButton)
    gone(qtbot, empty_window)
    assert not workcopy_note.copy_of(shared).exists() and not is_held(shared)
    assert b"SQLite format 3" not in shared.read_bytes()


def test_somebody_else_keeps_it_and_it_is_shown_to_read(qtbot, empty_window, shared):
    with Workbook.open(shared, library=load_library(), actor="R. Mensah", back_up=False):
        empty_window.open_workbook(shared)
        press(qtbot, page(qtbot, empty_window, PlacePage), "work-on-copy")
        qtbot.waitUntil(lambda: empty_window.session is not None)
        assert empty_window.session.read_only and "R. Mensah" in empty_window.notice.sentence
        empty_window.leave_workbook()


def test_what_has_to_reach_every_file_says_so_on_a_copy(qtbot, empty_window, shared):
    session = on_copy(qtbot, empty_window, shared)
    empty_window.show_place("protection")
    assert any(
        strip.accessibleName() == workcopy_note.ON_COPY for strip in empty_window.page("protection").cards
    )
    (first, *_rest) = session.workbook.lists.cases(CaseQuery())
    assert session.workbook.retention.dispose_preview([first.id], early=True).refusals == (
        workcopy_note.ON_COPY,
    )
    empty_window.leave_workbook()
    gone(qtbot, empty_window)
