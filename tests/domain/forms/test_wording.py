"""Advice on wording: what is said about which words, and what is left in peace."""

import pytest

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.forms.word_reader import read_word_rules
from hssib_desk.domain.forms.wording import remarks, said_at_birth
from tests.factories import make_case, make_entry

LIBRARY = load_library()
FORM = LIBRARY.form_with_role("phase_score")
FIRST, SECOND = FORM.phases[0], FORM.phases[1]


def key(section, role):
    return section.field_with_role(role).key


def said(**answers):
    """The rules that speak, for answers to the first phase by role."""
    given = {key(FIRST, role): value for role, value in answers.items()}
    case = make_case(answers={FORM.key: given})
    entry = case.entry(FORM.key)
    return [item.key.split(":")[1] for item in remarks(entry, Context(case))]


LONG = "He was seen on the ward on the second day and again on the fourth day by the team"


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"judgement_well": LONG}, "no_judgement_word"),
        ({"judgement_better": "The nurse was careless with the chart, and care was poor."}, "blame"),
        ({"judgement_better": "It was late because Dr Featherstone was away."}, "named_person"),
        ({"judgement_better": "He was judged low risk, which was a poor guide."}, "risk_band"),
        ({"judgement_better": "Risk was rated as high in the record; this was poor."}, "risk_band"),
        ({"judgement_better": "He was rated as a red risk, which was a poor guide."}, "risk_band"),
        ({"judgement_better": "A risk score of 4 was written down; poor."}, "risk_band"),
        ({"judgement_better": "She took 40 tablets; the answer was late."}, "method_detail"),
        ({"judgement_better": "He tied a belt to the door, which was unsafe."}, "method_detail"),
        ({"judgement_better": "She was called a frequent flyer, which was poor."}, "hard_words"),
        ({"judgement_better": "He disengaged, and care was poor."}, "did_not_engage"),
        ({"judgement_better": "With hindsight the leave was unsafe."}, "hindsight"),
        ({"judgement_better": "He was hard to reach, which was poor."}, "hard_to_reach"),
        ({"judgement_better": "His mother Anneliese rang, and the answer was late."}, "relative_named"),
        ({"judgement_well": "An excellent plan.", "phase_score": "1"}, "low_score_praise"),
        ({"judgement_better": "The discharge was unsafe.", "phase_score": "5"}, "high_score_harm"),
    ],
)
def test_words_are_remarked_on(answers, rule):
    assert rule in said(**answers)


@pytest.mark.parametrize(
    "answers",
    [
        {"judgement_well": LONG + ". This was good care."},
        {"judgement_well": "Seen at once."},
        {"judgement_better": "The care plan was late because two teams kept different records."},
        {"judgement_better": "The nurse in charge rang the doctor; the answer was late."},
        {"judgement_better": "The risk of falls was looked at well."},
        {"judgement_well": "An excellent start, but poor after that.", "phase_score": "2"},
        {"judgement_well": "Her tablets were explained well, and 14 of them were given at a time."},
        {"judgement_well": "A good plan: his mother Monday and Thursday, his sister the other days."},
        {"judgement_well": "The belt of the machine was tied well by the porter."},
    ],
)
def test_fair_words_are_left_in_peace(answers):
    word_rules = {rule.key for rule in LIBRARY.word_rules}
    assert not word_rules & set(said(**answers))


@pytest.mark.parametrize(
    "words",
    [
        "The nurse failed to attend, and care was poor.",
        "It was poor that the ward manager had repeatedly failed to ring his sister.",
        "The care co-ordinator neglected to write a plan, which was unsafe.",
        "Staff forgot to hand over; this was poor.",
        "The registrar on duty refused to come, which was unacceptable.",
    ],
)
def test_saying_who_failed_is_remarked_on(words):
    assert "blame" in said(judgement_better=words)


@pytest.mark.parametrize(
    "words", ["The alarm failed to ring, which was poor.", "The plan failed to say when."]
)
def test_a_thing_that_failed_is_nobody_to_blame(words):
    assert "blame" not in said(judgement_better=words)


@pytest.mark.parametrize(
    "words", ["He committed suicide", "after a failed suicide attempt", "committing suicide"]
)
def test_words_on_suicide_are_told_what_to_write_instead(words):
    case = make_case(answers={FORM.key: {key(FIRST, "judgement_better"): f"Care was poor; {words}."}})
    found = remarks(case.entry(FORM.key), Context(case))
    assert any("died by suicide" in item.sentence for item in found)


def test_words_on_suicide_are_remarked_on_where_the_family_is_answered():
    form = LIBRARY.form_with_role("answer")
    entry = make_entry(form, {form.role("answer").key: "Your son committed suicide on the Monday."})
    found = remarks(entry, Context(make_case(entries=[entry])))
    assert any("died by suicide" in item.sentence for item in found)


def test_a_sentence_under_two_phases_is_remarked_on_in_both():
    sentence = "The same handover served both teams and this was good care for him and his sister."
    given = {
        key(FIRST, "judgement_well"): sentence,
        key(SECOND, "judgement_better"): f"Before. {sentence.upper()}",
    }
    case = make_case(answers={FORM.key: given})
    found = [item for item in remarks(case.entry(FORM.key), Context(case)) if ":shared_sentence:" in item.key]
    assert [item.section.key for item in found] == [FIRST.key, SECOND.key]
    assert SECOND.title in found[0].sentence and FIRST.title in found[1].sentence


def test_a_remark_keeps_its_key_while_the_text_changes():
    def keys(text):
        case = make_case(answers={FORM.key: {key(FIRST, "judgement_better"): text}})
        return [item.key.split(":", 1)[1] for item in remarks(case.entry(FORM.key), Context(case))]

    assert keys("He was careless and it was poor.") == keys(
        "He was careless and it was poor, again and again."
    )


def test_every_rule_names_its_source_and_a_role_that_exists():
    roles = {field.role for form in LIBRARY.forms.values() for field in form.fields}
    for rule in LIBRARY.word_rules:
        assert rule.source in {*LIBRARY.sources, "local", "unverified"}
        assert rule.roles <= roles


def test_a_broken_pattern_is_refused_by_name():
    rule = {"key": "x", "kind": "has", "roles": ["detail"], "patterns": ["("], "say": "…", "source": "local"}
    with pytest.raises(FormError, match=r"rule x.*pattern"):
        read_word_rules({"rule": [rule]}, "advice.toml")


def test_words_that_a_family_may_not_know_are_remarked_on_where_they_are_answered():
    form = LIBRARY.form_with_role("answer", repeat=True)
    entry = make_entry(form, {"answer": "She was discussed at the MDT, and PRN was given."}, ref="Q1")
    case = make_case(entries=[entry])
    assert "family_jargon" in [item.key.split(":")[1] for item in remarks(case.entries[0], Context(case))]


def test_an_action_that_only_reminds_is_asked_what_will_be_done_differently():
    form = LIBRARY.form_with_role("target_date", repeat=True)
    entry = make_entry(form, {"title": "Remind staff of the policy"}, ref="A1")
    case = make_case(entries=[entry])
    assert "differently" in said_at_birth(case.entries[0], Context(case))
