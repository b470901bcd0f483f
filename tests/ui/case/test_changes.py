"""What others changed since the last look: on the first page, in the list, above a case and at a field."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.changes import ChangesStrip
from hssib_desk.ui.kit import roles
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.window import MainWindow
from tests.factories import action_form
from tests.ui.conftest import named

ME, OTHER = "tester", "ben"


def by(who, path, act):
    with Workbook.open(path, library=load_library(), actor=who, back_up=False) as workbook:
        return act(workbook)


@pytest.fixture
def changed(filled_path):
    """I have looked; then somebody else gave an owner to an action and changed a text of the same case."""
    by(ME, filled_path, lambda wb: wb.since.changed())

    def change(workbook):
        form = action_form(workbook.library)
        portrait = workbook.library.form_with_role("pen_portrait")
        case = workbook.case(next(workbook.lists.case_files()).id)
        action = case.all_of(form.key)[1]
        workbook.save(action.id, {form.role("owner").key: "Matron"})
        workbook.save(case.entry(portrait.key).id, {portrait.role("pen_portrait").key: "She kept bees."})
        return case

    return by(OTHER, filled_path, change)


@pytest.fixture
def open_window(qtbot, filled_path):
    made = []

    def show():
        window = MainWindow()
        qtbot.addWidget(window)
        window.show()
        workbook = Workbook.open(filled_path, library=load_library(), actor=ME, back_up=False)
        window.show_session(Session(workbook))
        made.append(window)
        return window

    yield show
    for window in made:
        window.close()


def press(qtbot, parent, name):
    qtbot.mouseClick(named(parent, name), Qt.MouseButton.LeftButton)


def strip(window):
    return window.page("case").findChild(ChangesStrip)


def test_first_page_leads_to_the_cases_that_others_changed(qtbot, changed, open_window):
    window = open_window()
    line = named(window, "news")
    assert line.accessibleName() == "1 case changed since you last looked"
    press(qtbot, line, "show-changed-cases")
    cases = window.page("cases")
    assert [cases.model.row(n).id for n in range(cases.model.rowCount())] == [changed.id]
    assert named(cases, "filter-changed").value() is True


def test_list_marks_the_case_in_shape_and_words(qtbot, changed, open_window):
    window = open_window()
    window.cases()
    model = window.page("cases").model
    marked = [n for n in range(model.rowCount()) if model.index(n, 0).data(roles.DotRole)]
    (index,) = (model.index(n, 0) for n in marked)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"{changed.ref}, changed since you last looked"


def test_case_says_what_changed_and_each_is_a_link_to_its_field(qtbot, changed, open_window):
    window = open_window()
    window.case(changed.id)
    form = action_form(window.session.library)
    owner = form.role("owner")
    assert strip(window).isVisible()
    assert strip(window).words.text().startswith(f"2 changes since you last looked: {owner.label} of ")
    press(qtbot, window, "show-changes")
    assert strip(window).list.isVisible()
    press(qtbot, strip(window), f"change-{owner.key}")
    editor = named(window.page("case"), owner.key)
    qtbot.waitUntil(editor.isVisible)
    box = editor.parentWidget()
    assert "Changed since you last looked, ben · today" in box.mark.sentence.plain()
    assert box.mark.isVisible()


def test_case_that_was_left_is_looked_at_and_its_line_stays_till_it_is_seen(qtbot, changed, open_window):
    window = open_window()
    window.case(changed.id)
    window.home()
    assert not named(window, "news").isVisible()
    window.case(changed.id)
    assert strip(window).isVisible()
    press(qtbot, window, "changes-seen")
    assert not strip(window).isVisible()
    assert window.page("case").changes.marks == {}
    window.close()
    window = open_window()
    window.case(changed.id)
    assert not strip(window).isVisible()


def test_closing_the_window_with_the_case_open_counts_as_looking(qtbot, changed, open_window):
    window = open_window()
    window.case(changed.id)
    window.close()
    assert not named(open_window(), "news").isVisible()


def test_own_changes_are_no_news(qtbot, filled_path, open_window):
    window = open_window()
    window.new_case("full")
    window.home()
    assert not named(window, "news").isVisible()


def test_all_can_be_taken_as_seen(qtbot, changed, open_window):
    window = open_window()
    press(qtbot, window, "all-seen")
    assert not named(window, "news").isVisible()
    window.case(changed.id)
    assert not strip(window).isVisible()
