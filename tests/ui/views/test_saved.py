"""A list that somebody narrowed is saved under a name, found again with its count, and used by an export."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.ui.actions.screen import ActionsScreen
from hssib_desk.ui.cases.screen import CasesScreen
from tests.ui.conftest import named


@pytest.fixture
def actions(qtbot, session, go):
    made = ActionsScreen(session, go)
    qtbot.addWidget(made)
    made.resize(1200, 744)
    made.show()
    made.show_query(ActionQuery())
    return made


def save(qtbot, screen, name):
    qtbot.mouseClick(named(screen, "save-view"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(screen.saved.name, name)
    qtbot.keyClick(screen.saved.name, Qt.Key.Key_Return)


def test_a_changed_list_offers_to_be_saved_and_is_found_again(qtbot, actions, session, go):
    assert not actions.saved.isVisible()  # a list that is always offered needs no name
    wanted = ActionQuery(owner="Ward manager", sort="target", descending=False)
    actions.show_query(wanted)
    save(qtbot, actions, "Ward manager by target")
    (view,) = actions.saved.views
    assert (view.name, view.query) == ("Ward manager by target", wanted)
    assert not named(actions, "save-view").isVisible() and named(actions, "remove-view").isVisible()
    actions.show_query(ActionQuery())
    button = actions.saved.switch._buttons[view.id]
    assert button.count == session.workbook.lists.count_actions(wanted) == 1
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert actions.model.query == wanted


def test_a_name_is_given_once_and_esc_puts_it_away(qtbot, actions, go):
    actions.show_query(ActionQuery(owner="Ward manager"))
    save(qtbot, actions, "Chase")
    actions.show_query(ActionQuery(overdue=True, owner="Ward manager"))
    save(qtbot, actions, "chase")
    assert "already a view" in go.said[-1][0]
    qtbot.keyClick(actions.saved.name, Qt.Key.Key_Escape)
    assert not actions.saved.name.isVisible() and len(actions.saved.views) == 1


def test_a_view_that_was_removed_can_be_put_back(qtbot, actions, go):
    actions.show_query(ActionQuery(owner="Ward manager"))
    save(qtbot, actions, "Chase")
    qtbot.mouseClick(named(actions, "remove-view"), Qt.MouseButton.LeftButton)
    assert actions.saved.views == []
    move, (sentence, act, undo), _ = go.calls[-1]
    assert (move, sentence, act) == ("offer", "View “Chase” removed.", "Undo")
    undo()
    assert [view.name for view in actions.saved.views] == ["Chase"]


def test_cases_have_views_of_their_own(qtbot, session, go):
    cases = CasesScreen(session, go)
    qtbot.addWidget(cases)
    cases.resize(1200, 744)
    cases.show()
    cases.show_query(CaseQuery(status="to_finish"))
    assert not cases.saved.isVisible()
    cases.show_query(CaseQuery(text="Featherstone", sort="ref", descending=False))
    save(qtbot, cases, "Found")
    cases.show_query(CaseQuery())
    view = cases.saved.views[0]
    qtbot.mouseClick(cases.saved.switch._buttons[view.id], Qt.MouseButton.LeftButton)
    assert cases.model.query == view.query and cases.model.rowCount() == 1
