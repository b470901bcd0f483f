"""The first page: mine and everyone’s, no empty card, no half row, arrows and Enter."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hssib_desk.store.lists.queries import ActionQuery, Person
from hssib_desk.ui.home.backup_line import BackupLine
from hssib_desk.ui.home.screen import EVERYONE, MINE, NOTHING, HomeScreen, read_home
from hssib_desk.ui.settings.user_snippets import OwnWords, save_words
from tests.factories import action_form, code_meaning, keyed
from tests.hands import wait_for_answers
from tests.ui.conftest import named


@pytest.fixture
def owner(own_home):
    """Somebody who owns actions and reviews nothing."""
    save_words(OwnWords(last={"name": "W. Manager", "role": "Ward manager"}))
    return Person("W. Manager", "Ward manager")


@pytest.fixture
def late(workbook):
    """Actions overdue: one of the ward manager, ten of others."""
    form = action_form(workbook.library)
    case = workbook.lists.case_files().__next__()
    status = code_meaning(form.role("status"), "in_progress")
    for n in range(11):
        given = {
            "title": f"Agree one shared plan with every housing officer of the district before winter, {n}",
            "owner": "Ward manager" if n == 3 else "Estates lead",
            "target_date": (date.today() - timedelta(days=20 + n)).isoformat(),
            "status": status,
        }
        workbook.add_entry(case.id, form.key, answers=keyed(form, given))


def rows_of(home):
    return [row for need in home.needs.cards for row in need.rows]


def test_everyone_is_shown_where_nobody_said_who_they_are(qtbot, window):
    home = window.page("home")
    assert not home.view.isVisible()
    assert home.view.value() == EVERYONE
    assert home.reviews.isVisible() and not home.effects.isVisible()  # an empty card is not drawn


def test_mine_and_everyone_have_their_counts_and_rows(qtbot, owner, late, window):
    home = window.page("home")
    lists = window.session.workbook.lists
    assert home.view.value() == MINE
    assert home.view._buttons[MINE].count == lists.home(person=owner).items
    assert home.view._buttons[EVERYONE].count == lists.home().items
    mine = home.needs.cards[3].rows
    assert {row.second.rpartition(" · ")[2] for row in mine} == {"Ward manager"}
    assert "W. Manager, ward manager" in home.page.subtitle.plain()
    home.view._buttons[EVERYONE].click()
    assert int(home.overdue.count.text()) == lists.home().overdue.count > len(mine)


@pytest.mark.parametrize("size", [(1280, 800), (1093, 614)])
def test_all_fits_without_scrolling_and_no_row_is_cut(qtbot, late, window, size):
    window.resize(*size)
    home = window.page("home")
    home.refresh()
    qtbot.waitUntil(lambda: len(rows_of(home)) > 2)
    qtbot.waitUntil(lambda: home.area.verticalScrollBar().maximum() == 0)
    bottom = home.area.viewport().height()
    for row in rows_of(home):
        assert row.mapTo(home.area.viewport(), row.rect().bottomLeft()).y() < bottom
        assert row.height() == row.height_at(row.width())
    last = named(home.overdue, "all")
    assert last.text() == f"All {home.overdue.count.text()}"
    for high in (*range(size[1] + 18, size[1] + 119, 11), 913 if size[1] == 800 else 699):
        window.resize(size[0], high)
        qtbot.wait(60)
        qtbot.waitUntil(lambda: home.area.verticalScrollBar().maximum() == 0)


def test_arrows_move_through_all_cards_and_enter_opens(qtbot, late, window):
    window.resize(1280, 800)
    home = window.page("home")
    home.refresh()
    qtbot.waitUntil(lambda: len(rows_of(home)) > 2)
    qtbot.waitUntil(lambda: rows_of(home)[-1].isVisible())
    rows = rows_of(home)
    assert rows == sorted(rows, key=lambda row: row.mapTo(home, row.rect().topLeft()).toTuple())
    rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    for row in rows[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert QApplication.focusWidget() is row
    qtbot.keyClick(row, Qt.Key.Key_Down)  # the last one stays
    qtbot.keyClick(row, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is rows[-2]
    action = home.needs.cards[3].rows[0]
    qtbot.keyClick(action, Qt.Key.Key_Return)
    assert window.rail.value() == "actions"
    assert window.page("actions").filters.query.overdue


def test_the_last_row_leads_to_all_of_mine(qtbot, owner, late, window):
    home = window.page("home")
    need = home.needs.cards[3]
    need.show_all()
    found = window.page("actions").model.query
    assert found.overdue and found.person == owner
    assert window.session.workbook.lists.count_actions(found) == need.count
    window.action_log(ActionQuery())  # and what was chosen there before is gone


def test_nothing_of_mine_says_what_everyone_has(qtbot, window):
    save_words(OwnWords(last={"name": "N. Body"}))
    home = window.page("home")
    home.refresh()
    assert home.view.isVisible() and home.view.value() == EVERYONE
    home.view._buttons[MINE].click()
    assert home.nothing.isVisible() and not home.needs.isVisible()
    assert home.nothing.sentence.plain() == NOTHING[MINE]


def test_the_backups_are_one_line_that_turns_into_advice_when_old(qtbot, session, go):
    line = BackupLine(session, go)
    qtbot.addWidget(line)
    facts = session.workbook.lists.home()
    now = datetime.now(UTC)
    line.show_facts(replace(facts, last_backup=now, backups=14))
    assert line.words.text().startswith("Backed up today") and line.words.text().endswith("Copies kept: 14.")
    assert line.now.isHidden() and line.old.isHidden()
    line.show_facts(replace(facts, last_backup=now - timedelta(days=2), backups=14))
    assert not line.now.isHidden() and not line.old.isHidden()
    line.now.click()
    assert go.said[0][0].startswith("Backed up and checked")
    assert session.workbook.lists.home().backups == 1


def test_a_part_that_waits_for_me_is_mine_and_leads_to_its_signature(qtbot, own_home, window):
    save_words(OwnWords(last={"name": "S. Okafor", "role": "Family liaison officer"}))
    book = window.session.workbook
    first, other, *_ = (case for case in book.lists.case_files() if case.status in ("draft", "not_started"))
    due = (date.today() + timedelta(days=4)).isoformat()
    book.reviews.assign_part(first.id, "family", name="S. Okafor", role="family_liaison", due=due)
    book.reviews.assign_part(other.id, "safety", name="A. Lindqvist")
    home = window.page("home")
    home.refresh()
    qtbot.waitUntil(lambda: home.view.value() == MINE)
    (row,) = next(need for need in home.needs.cards if need.card is home.second).rows
    assert (row.text(), row.second) == (f"{first.ref}, family part", "Waiting for S. Okafor")
    assert home.second.title.text() == "Second reviews and parts"
    qtbot.keyClick(row, Qt.Key.Key_Return)
    screen = window.page("case")
    assert (screen.case.id, screen.page_key) == (first.id, "sign_off")


def test_a_card_with_deaths_to_screen_alone_counts_them(qtbot, session, go):
    screen = HomeScreen(session, go)
    qtbot.addWidget(screen)
    facts = session.workbook.lists.home()
    both = replace(
        facts, to_finish=replace(facts.to_finish, count=2), to_screen=replace(facts.to_screen, count=3)
    )
    for found, title, count in (
        (both, "Reviews to finish", "2"),
        (replace(both, to_finish=replace(facts.to_finish, rows=(), count=0)), "Deaths to screen", "3"),
    ):
        screen._head_reviews(found)
        assert (screen.reviews.title.text(), screen.reviews.count.text()) == (title, count)


@pytest.mark.usefixtures("no_patience")
def test_a_long_look_is_said_and_stopped_behind_the_lock(qtbot, session, go):
    screen = HomeScreen(session, go)
    qtbot.addWidget(screen)
    screen.show()
    begun = threading.Event()
    screen.asking.ask(lambda lists: begun.wait() and read_home(lists, date.today(), None))
    qtbot.waitUntil(lambda: screen.page.subtitle.plain() == "Counting…")
    assert screen.put_away(None)
    begun.set()
    wait_for_answers()
    assert screen._shown is None
    screen.refresh()
    wait_for_answers()
    assert screen._shown is not None and screen.page.subtitle.plain() != "Counting…"


def test_nothing_is_shown_before_it_is_known_what_there_is(qtbot, session, go):
    home = HomeScreen(session, go)
    qtbot.addWidget(home)
    unread = (home.view, home.first, home.needs, home.nothing, home.backups)
    assert all(widget.isHidden() for widget in unread)
    home.refresh()
    wait_for_answers()
    assert home.first.isHidden() and not home.needs.isHidden() and not home.backups.isHidden()
