"""The window: opening, what is recent, what is said, who else has the file, and closing without a loss."""

import os

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.errors import DiskFull
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy.workcopy import WorkCopy
from hssib_desk.ui.app import open_named
from hssib_desk.ui.file.new_page import NewPage
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.window.unsaved import UnsavedPage
from hssib_desk.ui.window.window import PROGRAM, MainWindow
from tests.ui.conftest import named


@pytest.fixture
def empty_window(qtbot):
    """The window with no workbook open."""
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def editor(window):
    """A text of the first case."""
    form = window.session.library.form_with_role("pen_portrait")
    key = form.role("pen_portrait").key
    case = next(window.session.workbook.lists.case_files())
    window.case(case.id, page=form.key, field=key)
    made = named(window.page("case"), key)
    made.setFocus()
    return made


def test_opened_workbook_is_shown_at_home_under_its_title(empty_window, filled_path):
    empty_window.open_workbook(filled_path)
    assert empty_window.stack.currentWidget() is empty_window.frame
    assert empty_window.rail.value() == "home"
    assert empty_window.bar.title.text() == "Oak House reviews"


def test_opened_workbook_is_recent_at_the_next_start(qtbot, empty_window, filled_path):
    empty_window.open_workbook(filled_path)
    empty_window.close()
    again = MainWindow()
    qtbot.addWidget(again)
    assert [(item.title, item.cases) for item in load_settings().recent] == [("Oak House reviews", 3)]
    assert any(
        row.text() == "Oak House reviews" for row in again.welcome.recent._rows if hasattr(row, "text")
    )


def test_file_that_is_no_workbook_is_said_on_the_welcome_page(empty_window, tmp_path):
    other = tmp_path / "letter.hssib"
    other.write_text("Dear colleague")
    empty_window.open_workbook(other)
    assert empty_window.session is None
    assert "letter.hssib" in empty_window.welcome.notice.sentence


def test_a_name_that_nothing_is_known_of_is_offered_as_a_new_workbook(empty_window, tmp_path):
    path = tmp_path / "reviews.hssib"
    open_named(empty_window, path)
    page = empty_window.stack.currentWidget()
    assert isinstance(page, NewPage)
    assert page.path == path
    assert not path.exists()
    page.plain.click()
    assert empty_window.session.workbook.path == path


def lost(path):
    """A workbook that is gone from its place, with its backups beside."""
    with Workbook.open(path, library=load_library(), actor="tester") as workbook:
        workbook.copies.backup()
    path.unlink()
    return path


def worked_on_here(path):
    """A workbook on a drive that was taken out, with work on its copy on this computer."""
    copy = WorkCopy.begin(path, "tester")
    with Workbook.open(copy.path, library=load_library(), actor="tester", back_up=False) as workbook:
        workbook.new_case()
    copy.release()
    path.unlink()
    return path


@pytest.mark.parametrize("gone", [lost, worked_on_here, lambda path: path.parent / "no folder" / path.name])
def test_a_workbook_that_was_moved_or_whose_drive_is_away_is_not_offered_as_new(
    empty_window, filled_path, gone
):
    open_named(empty_window, gone(filled_path))
    assert not empty_window.findChildren(NewPage)


def test_file_that_cannot_be_opened_leaves_the_open_one_open(window, tmp_path):
    session = window.session
    window.open_workbook(tmp_path / "missing.hssib")
    assert window.session is session
    assert "missing.hssib" in window.notice.sentence


def test_second_window_reads_only_and_says_who_has_it(qtbot, empty_window, filled_path):
    with Workbook.open(filled_path, library=load_library(), actor="R. Mensah"):
        empty_window.open_workbook(filled_path)
        assert empty_window.session.read_only
        assert "R. Mensah" in empty_window.notice.sentence
        assert empty_window.bar.save_state.text == "Read only"
        assert not named(empty_window.page("home"), "new-case").isEnabled()
        empty_window.leave_workbook()


def test_refusal_stays_when_the_page_changes_and_the_rest_goes(window):
    window.say("Backed up.", "ok")
    window.show_place("help")
    assert window.notice.sentence == ""
    window.say("The disk is full.", "bad")
    window.home()
    assert window.notice.sentence == "The disk is full."
    window.notice.clear()
    assert not window.notice.isVisible()


def test_places_are_reached_by_key(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.places.currentWidget() is window.page("help")
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.places.currentWidget() is window.page("home")
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.bar.search.hasFocus()


def test_closing_saves_what_was_typed_a_moment_ago(qtbot, window, editor):
    path, library = window.session.workbook.path, window.session.library
    editor.clear()
    qtbot.keyClicks(editor, "She kept a garden.")
    assert window.session.has_unsaved
    window.close()
    assert not window.isVisible()
    with Workbook.open(path, library=library, actor="tester", read_only=True) as again:
        assert next(again.lists.case_files()).text("pen_portrait") == "She kept a garden."


def test_program_is_quit_by_a_key_with_everything_saved(qtbot, window, editor):
    path, library = window.session.workbook.path, window.session.library
    editor.clear()
    qtbot.keyClicks(editor, "She kept a garden.")
    qtbot.keyClick(editor, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()
    with Workbook.open(path, library=library, actor="tester", read_only=True) as again:
        assert next(again.lists.case_files()).text("pen_portrait") == "She kept a garden."


def test_closing_with_a_failing_save_keeps_the_window_and_the_text(qtbot, window, editor, monkeypatch):
    def full(*_, **__):
        raise DiskFull("There is no room on the disk.")

    editor.clear()
    qtbot.keyClicks(editor, "She kept a garden.")
    monkeypatch.setattr(window.session.workbook, "save", full)
    window.close()
    assert window.isVisible()
    assert window.session is not None
    assert editor.value() == "She kept a garden."
    page = window.stack.currentWidget()
    assert isinstance(page, UnsavedPage)
    assert any("no room" in words.plain() for words in page.findChildren(Paragraph))
    assert window.bar.save_state.state == "failed"
    monkeypatch.undo()
    window.close()
    assert not window.isVisible()


def test_saving_is_told_only_after_the_commit(qtbot, window, editor):
    qtbot.keyClicks(editor, "x")
    assert window.bar.save_state.state == "saving"
    with qtbot.waitSignal(window.session.saved):
        pass
    assert window.bar.save_state.state == "saved"


def test_leaving_a_workbook_gives_the_file_free(window):
    path, library = window.session.workbook.path, window.session.library
    window.leave_workbook()
    assert window.windowTitle() == PROGRAM
    with Workbook.open(path, library=library, actor="somebody else") as again:
        assert not again.read_only


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="needs a folder that may not be written to"
)
def test_workbook_without_the_right_to_write_is_said(empty_window, filled_path):
    filled_path.chmod(0o400)
    empty_window.open_workbook(filled_path)
    assert "write" in empty_window.welcome.notice.sentence
