"""A real workbook with a few cases, a session or the window over it, and a stand-in that notes every move."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.backups import folder_of
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui import work
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.window import MainWindow
from tests.factories import action_form, keyed

PASSPHRASE = "seven plain wooden spoons"


class Sent:
    """Stands for the window: `calls` holds (move, arguments, keywords), `said` (sentence, kind)."""

    def __init__(self):
        self.calls = []
        self.said = []

    def say(self, sentence, kind="info"):
        self.said.append((sentence, kind))

    def __getattr__(self, move):
        if move.startswith("_"):
            raise AttributeError(move)
        return lambda *given, **named: self.calls.append((move, given, named))


def person(library, **roles):
    """First answers of a case, named by the role their field plays, for `Workbook.new_case`."""
    given = {}
    for role, value in roles.items():
        form = library.form_with_role(role, repeat=False)
        given.setdefault(form.key, {}).update(keyed(form, {role: value}))
    return given


def fill(workbook):
    """Three cases: one with words, a problem and two actions, one outside the window, one hardly begun."""
    library, today = workbook.library, date.today()
    days = {n: (today - timedelta(days=n)).isoformat() for n in (10, 30, 42, 90, 120)}
    first = workbook.new_case(
        person(
            library,
            local_number="H20931",
            name="Featherstone",
            given_name="Ada",
            nhs_number="9990000018",
            date_of_death=days[30],
            discharge_date=days[42],
            pen_portrait="She sang in the choir and kept bees.",
        )
    )
    action = action_form(library)
    for owner, target in (("Ward manager", days[10]), ("", "")):
        given = {"title": "Make the follow-up call a task", "owner": owner, "target_date": target}
        workbook.add_entry(first.id, action.key, answers=keyed(action, {k: v for k, v in given.items() if v}))
    workbook.new_case(
        person(library, local_number="H20944", date_of_death=days[10], discharge_date=days[120])
    )
    workbook.new_case(person(library, local_number="H20951"))


def named(parent, name):
    """The widget of that object name below `parent`, one that can be seen before one that cannot."""
    found = sorted(parent.findChildren(QWidget, name), key=lambda widget: not widget.isVisible())
    assert found, f"nothing is called {name!r}"
    return found[0]


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "oak-house.hssib"
    with Workbook.create(path, library=load_library(), actor="tester", title="Oak House reviews") as made:
        fill(made)
    return path


@pytest.fixture
def filled_path(template, tmp_path):
    return Path(shutil.copy(template, tmp_path))


@pytest.fixture(scope="session")
def protected_template(template, tmp_path_factory):
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("protected")))
    return path, protect(path, PASSPHRASE).text


@pytest.fixture
def protected(protected_template, tmp_path):
    """The workbook with PASSPHRASE, one copy beside it."""
    path = Path(shutil.copy(protected_template[0], tmp_path))
    shutil.copytree(folder_of(protected_template[0]), folder_of(path))
    return path


@pytest.fixture
def recovery_key(protected_template):
    """What opens `protected` when its passphrase is lost."""
    return protected_template[1]


@pytest.fixture
def workbook(filled_path):
    with Workbook.open(filled_path, library=load_library(), actor="tester", back_up=False) as made:
        yield made


@pytest.fixture
def session(qtbot, workbook):
    made = Session(workbook)
    yield made
    made.flush()


@pytest.fixture
def look(qapp):
    """The theme, for a test that changes it.

    Asked for before the window, it is changed back when that is gone: every widget would be dressed again.
    """
    yield install_theme(qapp, "light")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    install_theme(qapp, "light", 100)


@pytest.fixture
def window(qtbot, qapp, workbook):
    """The real window with the workbook open in it; not together with `session`."""
    install_theme(qapp, "light")
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.show_session(Session(workbook))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(work.is_idle)  # the backup on opening is made by now, not within a test
    yield made
    work.finish_all()
    made.close()


@pytest.fixture
def go():
    return Sent()


@pytest.fixture(autouse=True)
def idle_worker():
    """Leave nothing on the worker that a next test could hear of."""
    yield
    work.finish_all()
