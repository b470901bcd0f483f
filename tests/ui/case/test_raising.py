"""Raising in one line: a headline and Enter, then what follows from it; nothing is lost on the way."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.review.case_file import EntryFile
from tests.hands import write
from tests.ui.case.test_screen import page_key
from tests.ui.conftest import named

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(window):
    window.resize(1280, 900)
    window.new_case("full")
    made = window.page("case")
    made.show_page(page_key(window.session.library))
    return made


def begin(qtbot, screen, form):
    add = named(screen, f"add-{form}")
    add.setFocus()
    qtbot.keyClick(add, Key.Key_Return)
    return screen._shown_page().raised.line


def type_line(qtbot, window, text):
    write(window.focusWidget(), text)
    qtbot.keyClick(window.focusWidget(), Key.Key_Return)


def of_form(window, screen, form):
    return [entry for entry in window.session.case(screen.case.id).entries if entry.form.key == form]


def test_problem_learning_point_and_action_follow_from_each_other(qtbot, window, screen):
    raised = screen._shown_page().raised
    begin(qtbot, screen, "problem")
    type_line(qtbot, window, "No one was asked to make the first contact")
    assert raised.line.form.key == "learning" and raised.line.isAncestorOf(window.focusWidget())
    type_line(qtbot, window, "The first contact needs a name")
    assert raised.line.form.key == "action"
    type_line(qtbot, window, "Book the contact before the person leaves")
    assert raised.line.form.key == "action" and not raised.line.headline, "then one more action"
    qtbot.keyClick(window.focusWidget(), Key.Key_Return)
    assert raised.line is None and window.focusWidget() is named(screen, "add-action")
    (problem,), (learning,), (action,) = (
        of_form(window, screen, f) for f in ("problem", "learning", "action")
    )
    assert problem.value("phases") == learning.value("phases") == [screen._shown_page().judged.key]
    assert learning.value("links") == [problem.id]
    assert set(action.value("links")) == {problem.id, learning.id}
    assert action.text("area") == problem.text("title"), "what needs to be better comes along"
    assert action.origin.section == screen._shown_page().judged.key


def test_a_step_that_is_left_out_breaks_no_thread_and_another_problem_begins_its_own(qtbot, window, screen):
    begin(qtbot, screen, "problem")
    type_line(qtbot, window, "No one was asked to ring")
    begin(qtbot, screen, "action")
    type_line(qtbot, window, "Give the call to the ward clerk")
    begin(qtbot, screen, "problem")
    type_line(qtbot, window, "The letter went late")
    type_line(qtbot, window, "A letter needs a day")
    first, second = of_form(window, screen, "problem")
    (action,), (learning,) = of_form(window, screen, "action"), of_form(window, screen, "learning")
    assert action.value("links") == [first.id] and action.text("area") == first.text("title")
    assert learning.value("links") == [second.id]


def test_the_theme_comes_along_from_what_an_entry_follows(qtbot, window, screen):
    library = window.session.library
    theme = library.forms["problem"].role("theme")
    raised = screen._shown_page().raised
    begin(qtbot, screen, "problem")
    type_line(qtbot, window, "Nobody rang back")
    (problem,) = of_form(window, screen, "problem")
    code = theme.options.offered[0].code
    window.session.edit(screen.case.id, problem.id, theme.key, code)
    window.session.flush()
    raised._thread[0] = window.session.case(screen.case.id).entry_by_id(problem.id)
    type_line(qtbot, window, "A call needs a name")
    assert of_form(window, screen, "learning")[0].value("theme") == code


def test_escape_keeps_the_text_for_later(qtbot, window, screen):
    raised = screen._shown_page().raised
    begin(qtbot, screen, "problem")
    write(window.focusWidget(), "Half a thou")
    qtbot.keyClick(window.focusWidget(), Key.Key_Escape)
    assert raised.line is None and window.focusWidget() is named(screen, "add-problem")
    assert not of_form(window, screen, "problem")
    line = begin(qtbot, screen, "problem")
    assert line.headline == "Half a thou"


def test_ctrl_enter_finishes_the_line_first(qtbot, window, screen):
    key = screen.page_key
    begin(qtbot, screen, "action")
    write(window.focusWidget(), "Give each letter one owner")
    qtbot.keyClick(window.focusWidget(), Key.Key_Return, Control)
    assert screen.page_key == key and len(of_form(window, screen, "action")) == 1


def test_an_action_is_asked_what_owner_and_target_and_advised_one_thing_at_a_time(qtbot, window, screen):
    line = begin(qtbot, screen, "action")

    def said():
        line._advise()
        return line.advice.sentence.plain() if line.advice.isVisible() else ""

    assert said() == ""
    write(window.focusWidget(), "Make a list and train the team")
    assert said().startswith("Two changes")
    line.title.set_value("Make a list")
    assert said().startswith("No owner")
    owner = named(line, "raise-owner")
    owner.set_value("Jane Smith")
    assert "looks like a name" in said()
    owner.set_value("Ward manager")
    assert said().startswith("No date yet")
    target = named(line, "raise-target_date")
    target.set_value((date.today() - timedelta(days=3)).strftime("%d/%m/%Y"))
    assert "not in the future" in said()
    target.set_value((date.today() + timedelta(days=60)).strftime("%d/%m/%Y"))
    assert said().startswith("No measure")
    line.title.setFocus()
    qtbot.keyClick(line.title, Key.Key_Return)
    (action,) = of_form(window, screen, "action")
    assert action.text("owner") == "Ward manager" and action.text("target_date")


def test_details_open_the_questions_of_what_is_raised(qtbot, window, screen):
    raised = screen._shown_page().raised
    begin(qtbot, screen, "problem")
    write(window.focusWidget(), "Nobody rang back")
    named(screen, "raise-details-problem").click()
    (problem,) = of_form(window, screen, "problem")
    assert raised.open_entry == problem.id and raised.line is None


def test_an_action_at_birth_is_not_asked_for_what_a_later_status_needs(qtbot, window, screen):
    begin(qtbot, screen, "action")
    write(window.focusWidget(), "Give each letter one owner")
    named(screen, "raise-details-action").click()
    questions = screen._shown_page().raised.open_editor.questions
    form = window.session.library.forms["action"]
    roles = ("evidence", "progress", "verified_by", "closed_by", "assurance_due", "measure",
             "owner", "target_date", "title", "status")  # fmt: skip

    def shown():
        return {role for role in roles if questions.boxes[form.role(role).key].isVisible()}

    at_once = {"title", "owner", "target_date", "status"}
    assert shown() == at_once, "how it will be measured is folded"
    for fold in questions.folds.values():
        if fold.line.isVisible():
            fold.line.click()
    assert shown() == at_once | {"measure"}


def test_a_form_that_cannot_be_added_keeps_what_was_written(qtbot, window, screen, monkeypatch):
    begin(qtbot, screen, "problem")
    write(window.focusWidget(), "Nobody rang back")
    monkeypatch.setattr(screen.acts, "add", lambda *_given: None)
    qtbot.keyClick(window.focusWidget(), Key.Key_Return)
    assert screen._shown_page().raised.line.headline == "Nobody rang back"
    assert isinstance(screen.case.entries[0], EntryFile)
