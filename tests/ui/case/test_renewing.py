"""A review on an earlier form: a quiet line, a preview, and both answers to it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
from tests.newer_forms import newer_library
from tests.ui.conftest import named


@pytest.fixture(scope="module")
def problem():
    return next(form for form in load_library().forms.values() if form.role("problem_type"))


@pytest.fixture(scope="module")
def newer(tmp_path_factory, problem):
    return newer_library(tmp_path_factory.mktemp("newer") / "forms", problem, "problem_type")


@pytest.fixture
def workbook(filled_path, newer, problem):
    """The workbook of the other tests with a problem in its first case, opened by a later program."""
    library, done = newer
    with Workbook.open(filled_path, library=load_library(), actor="tester", back_up=False) as old:
        case = next(old.lists.case_files())
        answers = {done["title"]: "No call", done["gone"]: "Nobody rang"}
        old.add_entry(case.id, problem.key, answers=answers)
    with Workbook.open(filled_path, library=library, actor="tester", back_up=False) as made:
        yield made


@pytest.fixture
def screen(window, workbook):
    window.case(next(workbook.lists.case_files()).id)
    return window.page("case")


def words(widget):
    return "\n".join(getattr(label, "plain", label.text)() for label in widget.findChildren(QLabel))


def test_the_line_leads_to_a_preview_by_keyboard_and_moving_can_be_undone(
    qtbot, window, screen, newer, problem
):
    assert screen.panels.renewal.isVisible()
    qtbot.keyClick(named(screen, "see-form-changes"), Qt.Key.Key_Return)
    said = words(screen.doors.renewal)
    assert screen.middle.currentWidget() is screen.doors.renewal
    versions = f"version {problem.version} to {problem.version + 1}"
    for sentence in ("Something new", "The title in other words", "Nobody rang", versions):
        assert sentence in said
    keep = named(screen, "keep-form")
    qtbot.waitUntil(keep.hasFocus)
    qtbot.keyClick(keep, Qt.Key.Key_Tab)
    qtbot.keyClick(named(screen, "move-form"), Qt.Key.Key_Return)
    assert not screen.panels.renewal.isVisible()
    assert screen.middle.currentWidget() is not screen.doors.renewal
    problems = [e for e in screen.case.entries if e.ref == "P1"]
    assert problems[0].form.version == problem.version + 1
    screen.undo()
    assert screen.panels.renewal.isVisible()
    assert next(e for e in screen.case.entries if e.ref == "P1").text("detail") == "Nobody rang"


def test_keeping_it_takes_the_line_away_and_changes_nothing(qtbot, screen):
    before = screen.case.entries
    qtbot.mouseClick(named(screen, "see-form-changes"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(named(screen, "keep-form"), Qt.MouseButton.LeftButton)
    assert not screen.panels.renewal.isVisible()
    assert screen.case.entries == before


def test_a_signed_review_and_one_on_the_form_of_today_show_no_line(window, screen, workbook):
    cases = list(workbook.lists.case_files())
    window.case(cases[1].id)
    assert not screen.panels.renewal.isVisible()
    workbook.reviews.sign(cases[0].id, name="R", role="")
    window.case(cases[0].id)
    assert not screen.panels.renewal.isVisible()


def test_an_old_problem_is_shown_and_filled_in_as_it_was_asked(qtbot, screen, newer, problem):
    done = newer[1]
    entry = next(e for e in screen.case.entries if e.ref == "P1")
    screen.show_case(screen.case.id, entry_id=entry.id)
    editor = named(screen, done["gone"])
    assert editor.value() == "Nobody rang"
    qtbot.keyClicks(editor, "Today: ")
    assert screen.session.flush()
    assert "Today: " in screen.session.case(screen.case.id).entry_by_id(entry.id).text("detail")
