"""The judgement in one line is offered from the first sentence that judges, until somebody edits it."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.ui.case.questions import OFFERED
from tests.hands import write
from tests.ui.case.test_screen import field_key, page_key
from tests.ui.conftest import named

Key = Qt.Key


@pytest.fixture
def screen(window):
    window.new_case("full")
    made = window.page("case")
    made.show_page(page_key(window.session.library))
    return made


def key_of(window, role):
    return field_key(window.session.library, role)[1]


def judge(qtbot, window, screen, role, text):
    editor = named(screen, key_of(window, role))
    editor.setFocus()
    write(editor, text)
    qtbot.keyClick(editor, Key.Key_Tab)


def headline(screen, window):
    box = screen._shown_page().questions.boxes[key_of(window, "headline")]
    return box.editor.value(), box.hint.text()


def test_the_first_judging_sentence_is_offered_and_says_so(qtbot, window, screen):
    judge(
        qtbot,
        window,
        screen,
        "judgement_better",
        "The letter came on day nine. Follow-up was poor because no one held it. More.",
    )
    assert headline(screen, window) == ("Follow-up was poor because no one held it.", OFFERED)


def test_a_better_sentence_is_offered_while_nobody_edited_the_first(qtbot, window, screen):
    judge(qtbot, window, screen, "judgement_better", "Follow-up was poor.")
    judge(qtbot, window, screen, "judgement_well", "The nurse was kind and prompt.")
    qtbot.waitUntil(lambda: headline(screen, window)[0] == "The nurse was kind and prompt.")


def test_an_edited_headline_stays(qtbot, window, screen):
    judge(qtbot, window, screen, "judgement_better", "Follow-up was poor.")
    editor = named(screen, key_of(window, "headline"))
    editor.setFocus()
    editor.selectAll()
    write(editor, "Nobody held the follow-up.")
    qtbot.keyClick(editor, Key.Key_Tab)
    judge(qtbot, window, screen, "judgement_well", "The nurse was kind and prompt.")
    qtbot.waitUntil(lambda: headline(screen, window)[1] != OFFERED)
    assert headline(screen, window)[0] == "Nobody held the follow-up."


def test_no_sentence_that_does_not_judge_is_offered_and_a_long_one_ends_with_a_word(qtbot, window, screen):
    judge(qtbot, window, screen, "judgement_well", "She came on Monday.")
    assert headline(screen, window)[0] == ""
    judge(qtbot, window, screen, "judgement_better", "It was poor " + "in many of the ways that matter " * 9)
    qtbot.waitUntil(lambda: headline(screen, window)[0] != "")
    said = headline(screen, window)[0]
    assert (
        len(said) <= 120 and said.endswith("…") and said[:-1].split()[-1] in "in many of the ways that matter"
    )
