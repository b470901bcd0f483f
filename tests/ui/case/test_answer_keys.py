"""Answering with one key: digits in the row of scores, letters and arrows; what changed can be undone."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.ui.kit.fields.editors import Segmented
from hssib_desk.ui.kit.toast import SHOWN_MS
from tests.ui.case.test_screen import field_key, page_key
from tests.ui.conftest import named

Key = Qt.Key


@pytest.fixture
def screen(window):
    window.new_case("full")
    made = window.page("case")
    made.show_page(page_key(window.session.library))
    return made


def score_row(window, screen):
    return named(screen, field_key(window.session.library, "phase_score")[1])


def test_a_digit_outside_the_row_of_scores_gives_no_score(qtbot, window, screen):
    row = score_row(window, screen)
    screen._shown_page().next.setFocus()
    qtbot.keyClick(window.focusWidget(), Key.Key_4)
    assert row.value() is None
    row.setFocus()
    qtbot.keyClick(window.focusWidget(), Key.Key_4)
    assert row.value() == "4"


def test_a_first_score_says_nothing_and_a_changed_one_offers_undo(qtbot, window, screen):
    row = score_row(window, screen)
    row.setFocus()
    qtbot.keyClick(window.focusWidget(), Key.Key_4)
    assert "It was" not in window.notice.sentence
    qtbot.keyClick(window.focusWidget(), Key.Key_2)
    assert "Poor" in window.notice.sentence and "It was" in window.notice.sentence
    assert "Good" in window.notice.sentence
    window.notice.act.click()
    assert row.value() == "4" and window.notice.sentence == ""
    form, key = field_key(window.session.library, "phase_score")
    assert window.session.case(screen.case.id).entry(form).answers[key] == "4"


@pytest.fixture
def row(qtbot):
    made = Segmented([("yes", "Yes"), ("no", "No"), ("not_known", "Not known")])
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize(("key", "code"), [(Key.Key_Y, "yes"), (Key.Key_N, "no")])
def test_a_letter_answers(qtbot, row, key, code):
    qtbot.keyClick(row, key)
    assert row.value() == code
    qtbot.keyClick(row, key)
    assert row.value() == code, "the same key once more takes nothing back"


def test_y_n_and_u_answer_a_question_of_the_form(qtbot, window):
    window.new_case("full")
    screen = window.page("case")
    keys = screen._page_keys()
    found = None
    for page in keys:
        screen.show_page(page)
        shown = screen._shown_page()
        boxes = shown.questions.boxes.values() if shown and shown.questions else ()
        found = next(
            (
                b
                for b in boxes
                if isinstance(b.editor, Segmented)
                and b.isVisible()
                and {"yes", "no", "not_known"} <= {m.code for m in b.editor.buttons}
            ),
            None,
        )
        if found:
            break
    assert found
    found.editor.setFocus()
    for key, code in ((Key.Key_U, "not_known"), (Key.Key_Y, "yes"), (Key.Key_N, "no")):
        qtbot.keyClick(window.focusWidget(), key)
        assert found.editor.value() == code


def test_arrows_answer_and_delete_takes_back(qtbot, row):
    qtbot.keyClick(row, Key.Key_Right)
    assert row.value() == "no"
    qtbot.keyClick(row, Key.Key_Right)
    assert row.value() == "not_known"
    qtbot.keyClick(row, Key.Key_Space)
    assert row.value() == "not_known"
    qtbot.keyClick(row, Key.Key_Delete)
    assert row.value() is None


def test_a_message_leaves_by_itself_and_a_refusal_stays(qtbot, window):
    window.say("Saved as a draft.")
    assert window.notice.isVisible() and window.notice._leave.interval() == SHOWN_MS
    window.notice._leave.start(1)
    qtbot.waitUntil(lambda: not window.notice.isVisible())
    window.say("The disk is full.", "bad")
    assert not window.notice._leave.isActive()
    window.home()
    assert window.notice.sentence == "The disk is full."
    window.notice.close_button.click()
    assert not window.notice.isVisible()


def test_nothing_moves_under_a_message(qtbot, window):
    window.cases()
    table = window.page("cases").table
    before = table.mapTo(window, table.rect().topLeft()), table.size()
    window.say("One case was added.", "ok")
    qtbot.wait(20)
    assert (table.mapTo(window, table.rect().topLeft()), table.size()) == before
    toast = window.notice
    assert window.places.geometry().contains(toast.geometry())


def test_a_message_stands_over_the_footer_of_a_page(qtbot, window, screen):
    window.say("One case was added.", "ok")
    qtbot.waitUntil(lambda: window.notice.isVisible())
    footer = screen._shown_page().next
    top = footer.mapTo(window, footer.rect().topLeft()).y()
    toast = window.notice
    assert toast.mapTo(window, toast.rect().bottomLeft()).y() < top


def test_a_message_waits_while_it_has_the_cursor(qtbot, window, screen):
    row = score_row(window, screen)
    row.setFocus()
    window.offer("Something was done.", "Undo", lambda: None)
    window.notice.act.setFocus()
    window.notice._time_out()
    assert window.notice.isVisible()
    window.notice.clear()
    assert row.isAncestorOf(window.focusWidget())
