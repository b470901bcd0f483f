"""A sentence in somebody's own words keeps its figures, and holds only while they make the same sentence."""

from __future__ import annotations

import pytest

from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.board.edits import Edit, advice_on, edited, problem_with
from hssib_desk.domain.board.words import Sentence
from tests.board_example import example
from tests.domain.board.test_words import page

MADE = "13 people died (12 before; 97 of 118, 82%)."


def test_every_sentence_of_the_half_page_has_a_name():
    sentences, _, _ = page(example())
    assert [sentence.key for sentence in sentences] == list(board_form().words["sentences"])


@pytest.mark.parametrize(
    "wording", ["In all 13 people died, 12 before them; we traced 97 of 118 (82%).", MADE]
)
def test_words_are_free_while_the_figures_stay(wording):
    assert problem_with(MADE, wording, "how_many", "") == ""


@pytest.mark.parametrize(
    "wording",
    [
        "14 people died (12 before; 97 of 118, 82%).",
        "12 people died (13 before; 97 of 118, 82%).",
        "People died.",
    ],
)
def test_a_figure_is_not_typed_over_left_out_or_moved(wording):
    assert problem_with(MADE, wording, "how_many", "") == (
        "The figures stay, in their order: 13, 12, 97, 118, 82%."
    )


def test_some_sentences_are_left_out_only_with_a_reason_that_is_printed():
    assert "only with a reason" in problem_with(MADE, " ", "known", "")
    assert problem_with(MADE, "", "known", "Told in another paper") == ""
    assert problem_with(MADE, "", "families", "") == ""
    printed, held = edited(
        [Sentence("known", MADE), Sentence("families", MADE)],
        [Edit("known", MADE, "", "Told in another paper."), Edit("families", MADE, "")],
    )
    assert [sentence.text for sentence in printed] == [
        "A sentence of this summary was left out: Told in another paper."
    ]
    assert len(held) == 2


def test_a_wording_holds_only_for_the_sentence_that_it_was_written_for():
    edit = Edit("how_many", MADE, "In all 13 people died.")
    printed, held = edited([Sentence("how_many", MADE)], [edit])
    assert (printed[0].text, held) == ("In all 13 people died. †", [edit])
    other = Sentence("how_many", MADE.replace("13", "14"))
    assert edited([other], [edit]) == ([other], [])


def test_words_that_a_board_should_not_read_are_advised_against():
    assert advice_on("Care was Robust, and no death was avoidable.") == ["avoidable", "robust"]
    sentences, _, _ = page(example())
    assert [sentence.key for sentence in sentences if advice_on(sentence.text)] == []
