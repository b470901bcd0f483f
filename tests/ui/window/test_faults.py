"""A fault of the program: told plainly, what was typed is saved, and no report holds a word of a case."""

import errno
import sys

import platformdirs
import pytest

from hssib_desk.store.errors import NotAnswering
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.window import faults
from tests.ui.conftest import named

SECRET = "Featherstone said so"


@pytest.fixture
def reporting(window, monkeypatch):
    """The window with its way of catching faults, taken away again afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    faults.report_faults(window)
    return window


@pytest.fixture
def typed(qtbot, reporting):
    """A text typed in the first case that no pause has saved yet; gives what the workbook holds of it."""
    workbook = reporting.session.workbook
    case = workbook.lists.cases(CaseQuery(sort="ref", descending=False), 0, 1)[0]
    form = workbook.library.form_with_role("pen_portrait", repeat=False)
    key = form.role("pen_portrait").key
    reporting.case(case.id, page=form.key, field=key)
    editor = named(reporting, key)
    qtbot.keyClicks(editor, SECRET)
    assert reporting.session.has_unsaved
    return lambda: workbook.case(case.id).entry(form.key).answers[key]


def break_down():
    """Raise with a name in the message, as a fault among answers would, and hand it to the hook."""
    name = SECRET
    try:
        raise ZeroDivisionError(f"cannot divide {name}")
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())


def reports():
    return list(platformdirs.user_log_path("hssib-desk", appauthor=False).glob("fault-*.txt"))


def said(window):
    return window.notice.sentence


def test_report_names_the_place_and_never_the_message(reporting):
    break_down()
    (report,) = reports()
    text = report.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "test_faults.py" in text
    assert "break_down" in text
    assert not any(word in text + report.name for word in SECRET.split())


def test_what_was_typed_is_saved_first(typed):
    break_down()
    assert SECRET in typed()


def test_it_is_said_and_saved_although_no_report_can_be_written(reporting, typed, own_home):
    folder = platformdirs.user_log_path("hssib-desk", appauthor=False)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be", "utf-8")
    break_down()
    assert SECRET in typed()
    assert "Something went wrong in the program. What you typed is saved." in said(reporting)


@pytest.mark.parametrize("error", [NotAnswering("Oak House.hssib"), OSError(errno.EIO, "Input/output error")])
def test_a_drive_that_does_not_answer_is_no_mistake_of_the_program(reporting, error):
    sys.excepthook(type(error), error, None)
    assert "does not answer" in said(reporting)
    assert not any(word in said(reporting) for word in ("mistake", "saved", "Errno"))
    assert not reports()


def test_what_is_typed_while_the_drive_does_not_answer_is_kept_and_never_called_damaged(
    qtbot, reporting, typed, monkeypatch
):
    def silent(*_given, **_more):
        raise NotAnswering("Oak House.hssib")

    session = reporting.session
    with monkeypatch.context() as patch:
        patch.setattr(session.workbook, "save", silent)
        qtbot.keyClicks(reporting.focusWidget(), " twice")
        assert not session.flush()
        assert "does not answer" in session.problem
        shown = f"{session.problem} {reporting.bar.save_state.text} {said(reporting)}"
        assert "Saved" not in shown and "estore" not in shown and "” is damaged" not in shown
    assert session.flush()
    assert f"{SECRET} twice" in typed()
