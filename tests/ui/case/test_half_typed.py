"""A date, a time or a number that is half typed is nothing yet: not saved, not sorted, not moved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hssib_desk.domain.review.timeline import is_story
from tests.factories import keyed
from tests.ui.conftest import named


@pytest.fixture
def story(window):
    """The case screen at the timeline of a case with two events, the first of them open."""
    form = next(form for form in window.session.library.forms.values() if is_story(form))
    case = window.session.act(lambda workbook: workbook.new_case())
    ids = [
        window.session.act(
            lambda workbook, day=day: workbook.add_entry(
                case.id, form.key, answers=keyed(form, {"event_date": day})
            )
        ).id
        for day in ("2025-11-01", "2025-11-10")
    ]
    window.case(case.id, entry_id=ids[0])
    return window.page("case"), form, ids


def saved(screen, entry_id, key):
    """What the file holds now, with nothing taken out of a field for it."""
    screen.session.save()
    return screen.session.workbook.case(screen.case.id).entry_by_id(entry_id).answers.get(key)


def order(screen):
    """The ids of the events as they stand on the page."""
    rows = screen._shown_page().lists[0]._rows.values()
    return [row.entry_id for row in sorted(rows, key=lambda row: row.y())]


def pause(qtbot, screen):
    """Wait until the page was looked at."""
    screen._soon.start()
    qtbot.waitUntil(lambda: not screen._soon.isActive())


def test_a_date_typed_with_a_pause_is_saved_and_sorted_once_it_is_whole(qtbot, window, story):
    screen, form, (first, second) = story
    field = form.role("event_date")
    editor = named(screen, field.key)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "14/11/20")
    pause(qtbot, screen)
    assert saved(screen, first, field.key) == "2025-11-01"
    assert window.bar.save_state.state == "saving"  # and not "Saved", while it is not
    assert editor.hasFocus() and editor.text() == "14/11/20"
    assert order(screen) == [first, second]
    QTest.keyClicks(editor, "25")
    assert saved(screen, first, field.key) == "2025-11-14"
    pause(qtbot, screen)
    assert editor.hasFocus() and order(screen) == [first, second]
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    pause(qtbot, screen)
    written_in = QApplication.focusWidget()
    assert written_in is not editor and screen._shown_page().lists[0].open_editor.isAncestorOf(written_in)
    assert order(screen) == [first, second]
    screen._shown_page().lists[0].close_entry()
    qtbot.waitUntil(lambda: order(screen) == [second, first])
    assert QApplication.focusWidget().entry_id == first
    assert window.bar.save_state.state == "saved"


@pytest.mark.parametrize(
    ("role", "half", "rest", "value"),
    [("event_date", "1/2/19", "98", "1998-02-01"), ("event_time", "1:0", "5", "01:05")],
)
def test_half_a_value_is_saved_when_the_cursor_leaves_it(qtbot, story, role, half, rest, value):
    screen, form, (first, _) = story
    field = form.role(role)
    editor = named(screen, field.key)
    editor.setFocus()
    editor.clear()
    before = saved(screen, first, field.key)
    QTest.keyClicks(editor, half)
    assert saved(screen, first, field.key) == before
    QTest.keyClicks(editor, rest)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert saved(screen, first, field.key) == value


def test_half_a_date_is_saved_before_the_workbook_closes_or_another_page_comes(qtbot, story):
    screen, form, (first, _) = story
    key = form.role("event_date").key
    editor = named(screen, key)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "14/11/20")
    assert screen.session.flush()
    assert saved(screen, first, key) == "2020-11-14"


def test_a_pause_to_look_at_the_calendar_saves_no_half_date(qtbot, story):
    screen, form, (first, _) = story
    key = form.role("event_date").key
    editor = named(screen, key)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "14/11/20")
    QTest.keyClick(editor, Qt.Key.Key_F4)
    assert saved(screen, first, key) == "2025-11-01"
    editor._popup.today.click()
    assert saved(screen, first, key) not in ("2025-11-01", "2020-11-14")
