"""The end of a desktop session: what is typed is saved, and what cannot be saved holds it up."""

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QGuiApplication

from hssib_desk.store.errors import DiskFull
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.window import ending
from hssib_desk.ui.window.unsaved import UnsavedPage


class Manager:
    """Stands for the session manager of the desktop."""

    cancelled = False

    def allowsInteraction(self):
        return True

    def cancel(self):
        self.cancelled = True


@pytest.fixture
def end(window, monkeypatch):
    """The listener of the window, without its signals: those belong to the process of the tests."""
    monkeypatch.setattr(ending, "_ASKED", ())
    monkeypatch.setattr(ending.signal, "set_wakeup_fd", lambda *_, **__: None)
    made = ending.Ending(window)
    yield made
    made.stop()


def type_words(window):
    """Type without leaving the field; return a way to ask what the file holds of it."""
    session = window.session
    case = session.case(session.workbook.lists.cases(CaseQuery())[0].id)
    form = session.library.form_with_role("pen_portrait", repeat=False)
    session.edit(case.id, case.entry(form.key).id, form.role("pen_portrait").key, "Just before the end")
    return lambda: session.workbook.case(case.id).text("pen_portrait")


def test_the_end_of_a_session_saves_what_is_typed(window, end):
    typed = type_words(window)
    app = QGuiApplication.instance()
    for asked in ("commitDataRequest(QSessionManager&)", "saveStateRequest(QSessionManager&)"):
        assert app.receivers(SIGNAL(asked)) > 0
    end.save_for_session(Manager())
    assert typed() == "Just before the end"


def test_a_session_waits_for_what_cannot_be_saved(window, end, monkeypatch):
    def full(*_args):
        raise DiskFull("There is no room on the disk.")

    monkeypatch.setattr(window.session.workbook, "save", full)  # first: what is typed is saved by itself
    type_words(window)
    manager = Manager()
    end.save_for_session(manager)
    assert manager.cancelled and isinstance(window.stack.currentWidget(), UnsavedPage)
