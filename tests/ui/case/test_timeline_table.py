"""The timeline as a table: its open row, what other pages know, and rows that are pasted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hssib_desk.domain.review.timeline import is_story
from hssib_desk.ui.case.story.columns import ROLES, columns
from hssib_desk.ui.kit.fields.editor_date import DateField
from hssib_desk.ui.kit.fields.editors import ChoiceField
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.ring import stops
from hssib_desk.ui.kit.theme import current
from tests.hands import write
from tests.ui.conftest import named, person

Key = Qt.Key


@pytest.fixture
def story(qtbot, window):
    window.resize(1280, 900)
    library = window.session.library
    answers = person(
        library, date_of_death="2026-10-20", admission_date="2026-09-17", discharge_date="2026-10-08"
    )
    case = window.session.act(lambda workbook: workbook.new_case(answers))
    form = next(form for form in library.forms.values() if is_story(form))
    window.case(case.id, next(page.key for page in library.outline.pages if form.key in page.entries))
    return window.page("case")._shown_page().lists[0]


def told(window, story):
    case = window.session.case(window.page("case").case.id)
    return sorted((str(e.value("event_date")), str(e.value("event_time") or ""), e.text("title"))
                  for e in case.all_of(story.form.key))  # fmt: skip


def test_an_event_is_typed_in_the_open_row_and_the_next_can_be_typed_at_once(qtbot, window, story):
    assert story.open_row.isAncestorOf(window.focusWidget())
    for cells in (("12/10/26", "0740", "", "Card left, not at home"), ("9 Oct 2026", "", "", "Rang")):
        for cell in cells:
            write(window.focusWidget(), cell)
            if cell is not cells[-1]:
                qtbot.keyClick(window.focusWidget(), Key.Key_Tab)
        qtbot.keyClick(window.focusWidget(), Key.Key_Return)
        assert window.focusWidget() is named(story, "open-event_date") and window.focusWidget().text() == ""
    assert told(window, story) == [
        ("2026-10-09", "", "Rang"),
        ("2026-10-12", "07:40", "Card left, not at home"),
    ]
    rows = [story._rows[entry.id].accessibleName() for entry in story._entries]
    assert "Rang" in rows[0] and "Card left" in rows[1], "listed by day"


def test_what_other_pages_know_is_added_with_one_key_and_taken_back_with_another(qtbot, window, story):
    add = named(story, "add-known")
    assert add.isVisible() and add in stops(window)
    said = story.known.sentence.plain()
    assert "Admission 17 Sep 2026" in said and "Discharge 8 Oct 2026" in said and "Death 20 Oct 2026" in said
    add.setFocus()
    qtbot.keyClick(add, Key.Key_Return)
    days = [day for day, _, _ in told(window, story)]
    assert days == ["2026-09-17", "2026-10-08", "2026-10-20"] and not story.known.isVisible()
    window.notice.act.click()
    assert told(window, story) == [] and story.known.isVisible()


def test_rows_that_are_pasted_are_shown_before_they_are_added(qtbot, window, story):
    lines = "09/10/26 1400 pt not at home, card left\nseen by duty worker, no notes\n10/10/26 tc to sister\n"
    QApplication.clipboard().setText(lines)
    QTest.keySequence(named(story, "open-event_date"), QKeySequence(QKeySequence.StandardKey.Paste))
    card = story.paste
    assert card is not None and told(window, story) == [], "nothing is added yet"
    assert card.add_button.text() == "Add 2 events" and window.focusWidget() is card.add_button
    named(card, "turn-1").click()
    assert card.add_button.text() == "Add 2 events"
    named(card, "turn-1").click()
    card.add_button.click()
    assert story.paste is None
    assert [(day, time) for day, time, _ in told(window, story)] == [
        ("2026-10-09", "14:00"),
        ("2026-10-10", ""),
    ]
    first = window.session.case(window.page("case").case.id).all_of(story.form.key)[0]
    assert "seen by duty worker, no notes" in first.text("detail"), "no line is dropped"
    window.notice.act.click()
    assert told(window, story) == []


def test_cancelled_rows_leave_nothing(qtbot, window, story):
    QApplication.clipboard().setText("09/10/26 one\n10/10/26 two")
    QTest.keySequence(named(story, "open-event_date"), QKeySequence(QKeySequence.StandardKey.Paste))
    story.paste.cancel.click()
    assert story.paste is None and told(window, story) == []
    assert window.focusWidget() is named(story, "open-event_date")


def test_a_row_is_as_high_as_its_words_and_opens_under_itself(qtbot, window, story):
    text = "Discharge planned without the community team, " * 3
    story.events_asked.emit([{story.form.role("event_date").key: "2026-10-01",
                              story.form.role("title").key: text.strip()}])  # fmt: skip
    row = story._rows[story._entries[0].id]
    qtbot.waitUntil(lambda: row.isVisible() and row.height() > 50)
    row.setFocus()
    qtbot.keyClick(row, Key.Key_Return)
    assert story.open_entry == story._entries[0].id
    assert story._lines.indexOf(story.open_editor) == story._lines.indexOf(row) + 1


def test_the_columns_fill_the_table():
    for width in (560, 720, 1000):
        found = columns(width)
        assert [x for x, _ in found.values()] == sorted(x for x, _ in found.values())


def test_nothing_is_cut_in_the_open_row_on_a_small_screen(qtbot, window, story):
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: story.open_row.width() > 400)
    for role in ROLES:
        editor = named(story, f"open-{role}")
        words = getattr(editor, "placeholder", "") or editor.placeholderText()
        sign = current().px(40) if isinstance(editor, ChoiceField | DateField) else current().px(16)
        room = editor.width() - current().px(12) - sign
        assert words and text_width(words, editor.font()) <= room, words
