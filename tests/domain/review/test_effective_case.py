"""Coded answers of two reviews are compared and agreed beside the scores, and what was agreed counts."""

from dataclasses import replace

import pytest

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.index import index_case
from hssib_desk.domain.review.review_comparison import (
    CODED,
    alike,
    compare,
    in_words,
    is_agreed_throughout,
    to_settle,
)
from hssib_desk.domain.review.second_review import fills_once
from tests.factories import SEAL, make_case

LIBRARY = load_library()
JUDGED = LIBRARY.form_with_role("phase_score", repeat=False)
PHASES = [phase for phase in JUDGED.phases if phase.show_if is None]
OVERALL = next(phase for phase in PHASES if phase.field_with_role("overall_score"))
# A yes-or-no question of overall care, and a choice that is asked only where it is a yes.
LEADS, FOLLOWS = next(
    (one, other)
    for one in OVERALL.fields
    for other in OVERALL.fields
    if one.kind == "yes_no" and other.kind == "choice" and other.show_if and one.key in other.show_if.fields()
)
LIST = next(field for form in LIBRARY.forms.values() for field in form.fields if field.kind == "choices")


def review(stage, more=(), score="3", seal=SEAL, words=""):
    """A judgement with one score throughout, further answers by key, and words that can be told apart."""
    answers = {phase.score_field.key: score for phase in PHASES}
    if words:
        answers |= {f.key: f"{words} {f.role}" for f in OVERALL.fields if f.kind in ("text", "note")}
    return EntryFile(f"{stage}-judged", JUDGED, {**answers, **dict(more)}, stage=stage, seal=seal)


def signs(stage, seal=SEAL):
    form = next(form for form in fills_once(LIBRARY) if not form.phases)
    return EntryFile(f"{stage}-sign", form, {}, stage=stage, seal=seal)


def overall(case):
    return compare(case)[-1]


def reason(section):
    return section.field_with_role("agreed_reason").key


def test_every_coded_answer_of_a_judgement_is_compared_by_its_kind():
    def answered(field):
        code = field.options.offered[0].code
        return [code] if field.kind == "choices" else code

    given = {f.key: answered(f) for p in PHASES for f in p.fields if f.kind in CODED}
    rows = compare(make_case(entries=[review("first", given), review("second", {})]))
    compared = {item.field.key for row in rows for item in row.answers}
    scores = {phase.score_field.key for phase in PHASES}
    assert len(compared) > 5
    shown = {key for key in given if JUDGED.by_key[key].show_if is None}
    assert shown - scores <= compared
    assert not compared & scores
    assert {JUDGED.by_key[key].kind for key in compared} <= CODED


def test_answers_that_differ_are_to_be_agreed_and_explained():
    entries = [review("first", {LEADS.key: "yes"}), review("second", {LEADS.key: "no"})]
    row = overall(make_case(entries=entries))
    assert [item.field.key for item in row.differing] == [LEADS.key]
    assert row.is_same and row.needs_reason
    assert not is_agreed_throughout(make_case(entries=entries))
    begun = review("agreed", seal=None)
    assert overall(make_case(entries=[*entries, begun])).left == f"No agreed answer yet to “{LEADS.label}”"
    begun = replace(begun, answers={**begun.answers, LEADS.key: "no"})
    assert overall(make_case(entries=[*entries, begun])).left == "Say why these are the agreed answers."
    begun = replace(begun, answers={**begun.answers, reason(OVERALL): "Read together"})
    assert not to_settle(make_case(entries=[*entries, begun]))


def test_what_both_answered_stands_and_is_what_the_agreed_stage_begins_with():
    both = {LEADS.key: "yes", FOLLOWS.key: FOLLOWS.options.offered[0].code}
    case = make_case(entries=[review("first", both), review("second", both)])
    assert alike(case) == {JUDGED.key: both}
    assert is_agreed_throughout(case)
    assert overall(case).left == "No agreed score yet."
    assert {item.field.key for item in overall(case).alike} == set(both)
    assert in_words(compare(case)).endswith("The same answer to 2 of 2 other questions.")


def test_a_question_that_the_agreed_answers_leave_out_is_not_asked():
    first = review("first", {LEADS.key: "no"})
    second = review("second", {LEADS.key: "yes", FOLLOWS.key: FOLLOWS.options.offered[0].code})
    agreed = review("agreed", {reason(OVERALL): "Read together"}, seal=None)
    for said, left in (("no", ""), ("yes", f"No agreed answer yet to “{FOLLOWS.label}”")):
        entry = replace(agreed, answers={**agreed.answers, LEADS.key: said})
        assert overall(make_case(entries=[first, second, entry])).left == left


def test_the_order_of_several_choices_makes_no_difference():
    field = next((f for f in JUDGED.fields if f.kind == "choices"), None)
    section = JUDGED.by_section[field.section]
    opened = {section.show_if.field: section.show_if.accepts[0]} if section.show_if else {}
    codes = [choice.code for choice in field.options.offered[:2]]
    entries = [
        review("first", {**opened, field.key: codes}),
        review("second", {**opened, field.key: codes[::-1]}),
    ]
    assert is_agreed_throughout(make_case(entries=entries))


def test_an_agreed_answer_that_is_neither_reviewer_s_is_settled_anew():
    """After a review was reopened both may say the same, and what was agreed before something else."""
    entries = [review("first", {LEADS.key: "yes"}), review("second", {LEADS.key: "yes"})]
    row = overall(make_case(entries=[*entries, review("agreed", {LEADS.key: "no"}, seal=None)]))
    assert [item.field.key for item in row.differing] == [LEADS.key]
    assert row.left == "Say why these are the agreed answers."
    row = overall(make_case(entries=[*entries, review("agreed", {LEADS.key: "yes"}, seal=None)]))
    assert (row.differing, row.left) == ((), "")


# What counts


@pytest.fixture
def settled():
    """Two reviews that differ, with a score and an answer agreed that are the second reviewer's."""

    def make(score="1", answer="yes"):
        agreed = {LEADS.key: answer, reason(OVERALL): "The panel read it together"}
        entries = [
            *(review("first", {LEADS.key: "no"}, "4", words="First"), signs("first")),
            *(review("second", {LEADS.key: "yes"}, "1", words="Second"), signs("second")),
            *(review("agreed", agreed, score), signs("agreed")),
        ]
        return make_case(entries=entries)

    return make


@pytest.mark.parametrize(("score", "words"), [("4", "First"), ("1", "Second"), ("2", "")])
def test_the_agreed_stands_with_the_words_of_the_review_it_agrees_with(settled, score, words):
    case = settled(score)
    entry = standing(case).entry(JUDGED.key)
    headline = OVERALL.field_with_role("headline").key
    better = OVERALL.field_with_role("judgement_better").key
    assert OVERALL.chosen(entry.answers).code == score
    assert entry.answers[LEADS.key] == "yes"
    assert entry.answers[headline] == (f"{words} headline" if words else "The panel read it together")
    assert entry.answers.get(better) == (f"{words} judgement_better" if words else None)
    assert (entry.id, entry.stage) == (case.entry(JUDGED.key, "first").id, "first")
    assert len([e for e in case.entries if e.form.key == JUDGED.key]) == 3


def test_lists_figures_and_the_outline_show_what_was_agreed(settled):
    case = settled("2")
    assert index_case(case).overall == "2"
    counts = standing(case).entry(JUDGED.key).answers
    assert {counts[phase.score_field.key] for phase in PHASES} == {"2"}
    marks = [state for state in outline.page_states(case) if state.scored and state.score]
    assert {state.score.code for state in marks} == {"2"}
    assert all(state.is_agreed for state in marks)


def test_until_the_agreed_is_signed_the_first_review_counts(settled):
    case = settled("2")
    entries = [replace(e, seal=None) if e.stage == "agreed" else e for e in case.entries]
    draft = make_case(entries=entries)
    assert standing(draft) is draft
    assert index_case(draft).overall == "4"
    assert not any(state.is_agreed for state in outline.page_states(draft))


def test_two_reviews_accepted_as_agreeing_stand_as_the_first_was_written():
    entries = [
        *(review("first", words="First"), signs("first")),
        *(review("second", words="Second"), signs("second"), signs("agreed")),
    ]
    entry = standing(make_case(entries=entries)).entry(JUDGED.key)
    assert entry.answers == entries[0].answers
