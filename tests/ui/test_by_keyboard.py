"""Going through the places by keyboard alone: where the cursor stands, and what Tab, Enter and Esc do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.buttons import ViewSwitch
from tests.hands import wait_for_answers
from tests.ui.conftest import named


def here():
    return QApplication.focusWidget()


def test_actions_begin_in_the_list_as_cases_do(window):
    window.action_log()
    assert here() is window.page("actions").table
    window.cases()
    assert here() is window.page("cases").table


def test_enter_in_the_search_of_actions_leads_to_what_was_found(qtbot, window):
    window.action_log()
    screen = window.page("actions")
    screen.filters.search.setFocus()
    qtbot.keyClicks(screen.filters.search, "follow-up")
    qtbot.keyClick(screen.filters.search, Qt.Key.Key_Return)
    assert here() is screen.table and screen.model.query.text == "follow-up"


def test_escape_takes_filters_away_that_leave_no_case(qtbot, window):
    window.cases(CaseQuery(text="zzzz"))
    screen = window.page("cases")
    qtbot.waitUntil(screen.nothing_found.isVisible)
    screen.filters.search.setFocus()
    qtbot.keyClick(screen.filters.search, Qt.Key.Key_Escape)
    assert window.places.currentWidget() is screen and screen.model.rowCount() == 3
    assert here() is screen.table
    qtbot.keyClick(screen.table, Qt.Key.Key_Escape)
    assert window.places.currentWidget() is window.page("home")


def test_tab_leads_to_the_view_that_is_chosen(qtbot):
    switch = ViewSwitch([("a", "First", None), ("b", "Second", None)])
    qtbot.addWidget(switch)
    switch.set_value("b")
    stops = [made.text() for made in switch._buttons.values() if made.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["Second"]


def test_signing_begins_where_something_can_be_written(window):
    for case in window.session.workbook.lists.cases(CaseQuery(sort="ref")):
        window.case(case.id, SIGN_OFF)
        assert here() is not None and here().isEnabled()


def test_the_seal_takes_the_cursor_to_the_name(window):
    window.case(window.session.workbook.lists.cases(CaseQuery())[0].id, SIGN_OFF)
    panel = window.page("case").doors.sign_off.panel
    panel.setFocus()
    assert here() is named(panel, "signer_name")


@pytest.mark.parametrize("place", ["learning"])
def test_each_link_to_the_cases_says_of_which_chart_it_is(window, place):
    window.show_place(place)
    wait_for_answers()
    names = [card.link.accessibleName() for card in window.page(place).cards.values()]
    assert len(set(names)) == len(names)
