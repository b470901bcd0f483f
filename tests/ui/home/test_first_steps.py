"""A new workbook begins with four steps, and they go once the first case is there."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.settings import REVIEW
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui import work
from hssib_desk.ui.home.steps import PROVIDER
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.user_snippets import load_words
from hssib_desk.ui.window.window import MainWindow
from tests.ui.conftest import named


@pytest.fixture
def empty_window(qtbot, qapp, tmp_path):
    """The window over a workbook without a case."""
    path = tmp_path / "Larch Lodge.hssib"
    Workbook.create(path, library=load_library(), actor="tester", title="Larch Lodge").close()
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.show_session(Session(Workbook.open(path, library=load_library(), actor="tester", back_up=False)))
    yield made
    work.finish_all()


@pytest.fixture
def home(empty_window):
    return empty_window.page("home")


def states(home):
    return [step.state for step in home.first.steps]


def test_each_step_says_what_was_said_and_the_next_one_opens(qtbot, empty_window, home, own_home):
    assert states(home) == ["open", "later", "later", "later"]
    who, organisation, form, _cases = home.first.steps
    qtbot.keyClicks(named(who, "first-signer_name"), "R. Mensah")
    qtbot.mouseClick(who.go_on, Qt.MouseButton.LeftButton)
    assert load_words().last["name"] == "R. Mensah"
    assert states(home) == ["done", "open", "later", "later"]
    assert who.said.plain() == "R. Mensah." and who.change.text() == "Change"
    qtbot.keyClicks(named(organisation, "first-organisation"), "Larch Lodge")
    kind = named(organisation, "first-provider")
    kind.choices[0].setFocus()
    qtbot.keyClick(kind.choices[0], Qt.Key.Key_Down)
    qtbot.mouseClick(organisation.go_on, Qt.MouseButton.LeftButton)
    book = empty_window.session.workbook
    assert (book.facts.organisation, book.setting(PROVIDER)) == ("Larch Lodge", kind.choices[1].code)
    assert organisation.said.plain().startswith("Larch Lodge, Independent")
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    assert book.setting(REVIEW) == book.library.reviews[0].key
    assert states(home) == ["done", "done", "done", "open"]
    assert home.first.told.text() == "3 of 4 done"


def test_a_done_step_can_be_changed_and_a_step_can_be_left_for_later(qtbot, home, own_home):
    who, organisation, form, cases = home.first.steps
    organisation.change.click()
    assert states(home)[:2] == ["later", "open"]
    organisation.finished.emit()  # skipped
    assert states(home) == ["open", "later", "later", "later"]
    for step in (who, form):
        step.finished.emit()
    assert cases.state == "open" and cases.bring.isVisible()
    organisation.change.click()
    assert organisation.state == "open"


def test_the_buttons_of_the_last_step_work_at_once_and_the_list_goes_with_the_first_case(
    qtbot, empty_window, home
):
    assert named(home, "first-import").isVisible() and not named(home, "new-case").isVisible()
    named(home, "first-case").click()
    empty_window.home()
    home.refresh()
    assert not home.first.isVisible()
    assert named(home, "new-case").isVisible() and home.reviews.isVisible()
