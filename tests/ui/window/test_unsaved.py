"""What cannot be saved: it is kept and named, holds up nothing else, and never keeps anybody from closing."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.errors import DiskFull
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.window.menu import main_menu
from hssib_desk.ui.window.unsaved import UnsavedPage
from hssib_desk.ui.window.window import PROGRAM
from tests.ui.conftest import named

WORDS = "Seen the same day"


@pytest.fixture
def cases(window):
    """The signed first case and the second one, with the form and the field of the pen portrait."""
    workbook = window.session.workbook
    first, second, *_ = workbook.lists.cases(CaseQuery(sort="ref", descending=False))
    workbook.reviews.sign(first.id, name="R. Reviewer", role="Consultant")
    return window.session.case(first.id), window.session.case(second.id)


@pytest.fixture
def portrait(window):
    form = window.session.library.form_with_role("pen_portrait", repeat=False)
    return form, form.role("pen_portrait")


def type_in(window, case, portrait, words=WORDS):
    form, field = portrait
    window.session.edit(case.id, case.entry(form.key).id, field.key, words)


def in_file(path, case, portrait):
    form, field = portrait
    with Workbook.open(path, library=load_library(), actor="reader", read_only=True) as found:
        return found.case(case.id).entry(form.key).answers.get(field.key)


def press(qtbot, window, name):
    qtbot.mouseClick(named(window.stack.currentWidget(), name), Qt.MouseButton.LeftButton)


@pytest.fixture
def refused(window, cases, portrait):
    """An edit of a signed review is refused for good, and one of another case waits behind it."""
    signed, other = cases
    type_in(window, signed, portrait, "Too late")
    type_in(window, other, portrait)
    assert not window.session.flush()
    return signed, other


def test_an_edit_refused_for_good_holds_up_no_other(window, refused, portrait, filled_path):
    signed, other = refused
    assert in_file(filled_path, other, portrait) == WORDS
    (kept,) = window.session.unsaved()
    assert kept.place == f"{signed.ref}, {portrait[0].title}"
    assert kept.answers == ((portrait[1].label, "Too late"),)
    assert "signed off" in kept.why
    said = window.bar.save_state
    assert signed.ref in said.text and "signed off" in said.text
    said.show_failed(said.text * 5)
    assert said.sizeHint().width() < window.width() / 2 and said.toolTip() == said.text


def test_other_cases_go_on_while_an_edit_is_refused(window, refused):
    signed, _ = refused
    made = window.session.act(lambda workbook: workbook.new_case())
    assert window.session.workbook.case(made.id)
    with pytest.raises(Exception, match="signed off"):
        window.session.act(
            lambda workbook: workbook.reviews.reopen(signed.id, "To correct a date"), signed.id
        )


def test_a_fault_in_one_entry_is_reported_once_and_costs_no_other(
    window, cases, portrait, filled_path, monkeypatch
):
    broken, other = cases
    save, reported = window.session.workbook.save, []

    def fail(entry_id, changes):
        if entry_id == broken.entry(portrait[0].key).id:
            raise ZeroDivisionError
        return save(entry_id, changes)

    monkeypatch.setattr(window.session.workbook, "save", fail)
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))
    type_in(window, broken, portrait)
    type_in(window, other, portrait)
    assert not window.session.flush()
    assert not window.session.flush()
    assert reported == [ZeroDivisionError]
    assert in_file(filled_path, other, portrait) == WORDS
    assert [item.place for item in window.session.unsaved()] == [f"{broken.ref}, {portrait[0].title}"]


def test_closing_names_what_is_not_saved_and_goes_on_without_it_when_told(qtbot, window, refused):
    signed, _ = refused
    assert not window.close()
    page = window.stack.currentWidget()
    assert isinstance(page, UnsavedPage)
    said = " ".join(words.plain() for words in page.findChildren(Paragraph))
    assert signed.ref in said and "signed off" in said
    press(qtbot, window, "give-up-unsaved")
    assert window.session is None and not window.isVisible()


def test_what_is_not_saved_can_be_kept_as_a_text_file(qtbot, window, refused, tmp_path, monkeypatch):
    signed, _ = refused
    out = tmp_path / "kept.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    assert not window.leave_workbook()
    press(qtbot, window, "save-unsaved")
    text = out.read_text("utf-8")
    assert signed.ref in text and "Too late" in text and WORDS not in text
    assert window.session is None


def test_a_place_that_takes_no_file_is_said_and_nothing_is_given_up(
    qtbot, window, refused, tmp_path, monkeypatch
):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "kept.txt"), ""))
    assert not window.leave_workbook()
    press(qtbot, window, "save-unsaved")
    page = window.stack.currentWidget()
    assert isinstance(page, UnsavedPage) and "does not exist" in page.says.plain()
    assert window.session.has_unsaved


def test_going_back_keeps_it_and_the_menu_leads_there_again(qtbot, window, refused):
    assert not window.close()
    press(qtbot, window, "stay-open")
    assert window.stack.currentWidget() is window.frame
    action = next(made for made in main_menu(window).actions() if made.text().startswith("Not saved yet"))
    action.trigger()
    press(qtbot, window, "give-up-unsaved")
    assert window.session is not None and not window.session.has_unsaved
    assert window.stack.currentWidget() is window.frame


def test_the_page_goes_when_it_could_be_saved_after_all(qtbot, window, cases, portrait, monkeypatch):
    def full(*_args):
        raise DiskFull("There is no room on the disk.")

    monkeypatch.setattr(window.session.workbook, "save", full)
    type_in(window, cases[1], portrait)
    assert not window.close()
    monkeypatch.undo()
    assert window.session.flush()
    assert window.stack.currentWidget() is window.frame


def test_a_later_key_does_not_postpone_the_saving_of_an_earlier_one(window, cases, portrait):
    type_in(window, cases[1], portrait, "S")
    timer = window.session._soon
    begun = timer.timerId()  # another one each time it is started
    type_in(window, cases[1], portrait, "Se")
    assert timer.isActive() and timer.timerId() == begun


def test_behind_a_pause_no_word_can_be_taken_out(qtbot, window, refused):
    window.pause()
    assert not window.close()
    assert named(window.stack.currentWidget(), "save-unsaved").isHidden()
    assert window.windowTitle() == PROGRAM
