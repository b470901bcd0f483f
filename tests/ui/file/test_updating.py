"""A workbook whose lists follow earlier forms is brought up to date before it is opened, and in sight."""

import sqlite3
import threading
from contextlib import closing

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.errors import OutOfDate
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui import work
from hssib_desk.ui.file.updating import UpdatingPage
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.window.window import MainWindow


def rules_of(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT value FROM settings WHERE key = 'rules'").fetchone()[0]


@pytest.fixture
def older(filled_path):
    """The workbook as if the forms had changed since."""
    with closing(sqlite3.connect(filled_path)) as db, db:
        db.execute("UPDATE settings SET value = 'another version' WHERE key = 'rules'")
    return filled_path


@pytest.fixture
def bare(qtbot, qapp):
    """The window with nothing open."""
    install_theme(qapp, "light")
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    yield made
    work.finish_all()
    made.close()


def test_a_few_cases_need_no_page(bare, older):
    bare.open_workbook(older)
    assert bare.session is not None and bare.front is None
    assert rules_of(older) != "another version"


def test_it_can_be_put_off_and_stays_as_it_was(bare, older, qtbot, no_patience):
    goes_on = threading.Event()
    work.start(lambda _task: goes_on.wait(30))
    bare.open_workbook(older)
    page = bare.front
    assert isinstance(page, UpdatingPage) and page.isVisible()
    page.back.click()
    goes_on.set()
    qtbot.waitUntil(lambda: bare.front is None)
    assert bare.session is None and rules_of(older) == "another version"
    bare.open_workbook(older)
    qtbot.waitUntil(lambda: bare.session is not None, timeout=30_000)
    assert rules_of(older) != "another version"


def test_what_is_wrong_with_the_file_is_said(bare, older, qtbot, no_patience):
    goes_on = threading.Event()
    work.start(lambda _task: goes_on.wait(30))
    bare.open_workbook(older)
    older.unlink()
    goes_on.set()
    qtbot.waitUntil(lambda: bare.front is None)
    assert bare.session is None and older.name in bare.welcome.notice.sentence


def test_stopped_half_way_nothing_has_changed(older):
    library, told = load_library(), []

    def step(done, count):
        told.append((done, count))
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Workbook.open(older, library=library, actor="R. Reviewer", step=step)
    assert told == [(0, 3), (1, 3)]
    assert rules_of(older) == "another version"
    with pytest.raises(OutOfDate):
        Workbook.open(older, library=library, actor="R. Reviewer", at_once=True)
    with Workbook.open(older, library=library, actor="R. Reviewer") as book:
        assert len(list(book.lists.case_files())) == 3
