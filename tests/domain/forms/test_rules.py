"""What is asked, what must be answered, and what a hidden answer may and may not do."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.forms.form import Condition, Library, Outline
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.reading import read_condition, read_list
from hssib_desk.domain.forms.rules import (
    Context,
    advised,
    hidden_answers,
    holds,
    is_answered,
    is_required,
    is_shown,
    missing,
    odd,
    required_fields,
    said_of,
    shown_answers,
)
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, WorkbookFacts
from tests.factories import TODAY, full_case

RAW_LISTS = {
    "care": {
        "key": "care",
        "title": "Care",
        "version": 1,
        "source": "local",
        "direction": "higher is better",
        "choice": [
            *({"code": str(n), "label": f"Step {n}", "points": n} for n in range(1, 6)),
            {"code": "na", "label": "Not applicable"},
        ],
    }
}
LISTS = {key: read_list(raw, key) for key, raw in RAW_LISTS.items()}
FORM = """
key = "review"
title = "Review"
version = 1
source = "local"
[[section]]
key = "s"
title = "First"
[[section.field]]
key = "harm"
label = "Harm"
kind = "text"
required = true
[[section.field]]
key = "what"
label = "What harm"
kind = "note"
show_if = { field = "harm", is = ["yes"] }
required = true
[[section.field]]
key = "who"
label = "Who was told"
kind = "text"
show_if = { field = "what", filled = true }
required_if = { field = "days", above = 3 }
[[section.field]]
key = "days"
label = "Days"
kind = "integer"
[[section.field]]
key = "tags"
label = "Tags"
kind = "choices"
choices = [{ code = "a", label = "Apple" }, { code = "b", label = "Berry" }]
[[section.advise]]
key = "long"
field = "days"
when = { field = "days", above = 10 }
say = "{days} days for {harm}; {tags}, {unknown}."
[[section]]
key = "p"
title = "Phase"
show_if = { field = "other.gate", is = ["open"] }
[[section.field]]
key = "score"
label = "Score"
kind = "score"
scale = "care"
role = "phase_score"
required = true
[[section.advise]]
key = "low"
when = { field = "score", is = ["1"] }
say = "Scored {score}."
[[section]]
key = "o"
title = "Overall"
[[section.field]]
key = "overall"
label = "Overall"
kind = "score"
scale = "care"
role = "overall_score"
[[advise]]
key = "form"
field = "harm"
when = { fact = "overall", is = ["2"] }
say = "Low overall."
"""
OTHER = """
key = "other"
title = "Other"
version = 1
source = "local"
[[section]]
key = "s"
title = "S"
[[section.field]]
key = "gate"
label = "Gate"
kind = "text"
[[section.field]]
key = "died"
label = "Died"
kind = "date"
role = "date_of_death"
[[section.field]]
key = "left"
label = "Left"
kind = "date"
role = "discharge_date"
"""
REVIEW, GATE = (read_form(tomllib.loads(text), LISTS, RAW_LISTS, "f.toml") for text in (FORM, OTHER))


def case(answers, other=None, stage="first"):
    entries = [EntryFile("1", REVIEW, answers, stage=stage)]
    entries += [EntryFile("2", GATE, other)] if other is not None else []
    library = Library({}, {}, {}, Outline("o", "O", 1, ()))
    return CaseFile("c", "C-1", tuple(entries), library, WorkbookFacts("W"), today=TODAY)


def look(answers, other=None, stage="first"):
    found = case(answers, other, stage)
    return found.entries[0], Context(found)


def keys(fields):
    return [field.key for field in fields]


@pytest.mark.parametrize(
    ("raw", "answers", "true"),
    [
        ({"field": "harm", "is": ["yes", "no"]}, {"harm": "no"}, True),
        ({"field": "harm", "is": ["yes"]}, {}, False),
        ({"field": "harm", "is": ["Yes"]}, {"harm": "yes"}, False),
        ({"field": "days", "is": ["3"]}, {"days": 3}, True),
        ({"field": "tags", "is": ["b"]}, {"tags": ["a", "b"]}, True),
        ({"field": "tags", "is": ["b"]}, {"tags": []}, False),
        ({"field": "harm", "empty": True}, {}, True),
        ({"field": "harm", "empty": True}, {"harm": ""}, True),
        ({"field": "tags", "empty": True}, {"tags": []}, True),
        ({"field": "days", "empty": True}, {"days": 0}, False),
        ({"field": "harm", "filled": True}, {"harm": "x"}, True),
        ({"field": "days", "above": 3}, {"days": 4}, True),
        ({"field": "days", "above": 3}, {"days": 3}, False),
        ({"field": "days", "below": 3}, {"days": "2.5"}, True),
        ({"field": "days", "above": 0}, {"days": "about 4"}, False),
        ({"field": "days", "below": 9}, {}, False),
        ({"field": "harm", "since": "2025-12-18"}, {"harm": "2025-12-18"}, True),
        ({"field": "harm", "since": "2025-12-18"}, {"harm": "2025-12-17"}, False),
        ({"field": "harm", "since": "2025-12-18"}, {"harm": "2025-12"}, True),
        ({"field": "harm", "since": "2025-12-18"}, {"harm": "2025"}, True),
        ({"field": "harm", "since": "2025-12-18"}, {"harm": "2024"}, False),
        ({"field": "harm", "since": "2025-12-18"}, {}, False),
        ({"not": {"field": "harm", "is": ["yes"]}}, {}, True),
        (
            {"all": [{"field": "harm", "filled": True}, {"field": "days", "filled": True}]},
            {"harm": "x"},
            False,
        ),
        (
            {"any": [{"field": "harm", "filled": True}, {"field": "days", "filled": True}]},
            {"harm": "x"},
            True,
        ),
        ({"field": "nobody.asks", "filled": True}, {"harm": "x"}, False),
        ({"field": "other.gate", "is": ["open"]}, {}, True),
        ({"fact": "days", "above": 11}, {}, True),
        ({"fact": "days", "above": 12}, {}, False),
        ({"fact": "in_scope", "is": ["yes"]}, {}, True),
        ({"fact": "setting", "is": ["discharged"]}, {}, True),
        ({"fact": "overall", "is": ["2"]}, {"overall": "2"}, True),
        ({"fact": "overall", "empty": True}, {}, True),
        ({"fact": "lowest", "below": 3}, {"score": "2", "overall": "5"}, True),
        ({"fact": "lowest", "below": 3}, {"score": "na", "overall": "1"}, False),
    ],
)
def test_conditions(raw, answers, true):
    entry, context = look(answers, {"gate": "open", "died": "2025-10-19", "left": "2025-10-07"})
    assert holds(read_condition(raw, "here"), entry, context) is true


def test_facts_that_cannot_be_known_are_empty_or_unclear():
    _, context = look({}, {})
    numbers = ("days", "since", "overall", "lowest", "age", "youngest", "stay_days")
    assert [context.facts[key] for key in numbers] == [""] * len(numbers)
    doubtful = ("in_scope", "setting", "in_care", "child", "detained", "unnatural", "ld_aut")
    assert {context.facts[key] for key in doubtful} == {"unclear"}
    assert context.facts["review"] == context.case.library.outline.key


@pytest.mark.parametrize(
    ("answers", "shown", "required", "gaps"),
    [
        ({}, ["harm", "days", "tags", "overall"], ["harm"], ["harm"]),
        ({"harm": "no"}, ["harm", "days", "tags", "overall"], ["harm"], []),
        ({"harm": "yes"}, ["harm", "what", "days", "tags", "overall"], ["harm", "what"], ["what"]),
        (
            {"harm": "yes", "what": "A fall", "days": 4},
            ["harm", "what", "who", "days", "tags", "overall"],
            ["harm", "what", "who"],
            ["who"],
        ),
        ({"harm": " ", "days": 4}, ["harm", "days", "tags", "overall"], ["harm"], ["harm"]),
    ],
)
def test_shown_required_and_missing(answers, shown, required, gaps):
    entry, context = look(answers, {})
    assert keys(field for field in REVIEW.fields if is_shown(field, entry, context)) == shown
    assert keys(required_fields(entry, context)) == required
    found = missing(entry, context)
    assert keys(item.field for item in found) == gaps
    assert all(item.section.key == item.field.section for item in found)


def test_the_answer_of_a_hidden_question_counts_for_nothing_but_is_kept():
    entry, context = look({"harm": "no", "what": "A fall", "who": "Family", "days": 4}, {})
    assert keys(hidden_answers(entry, context)) == ["what", "who"]
    assert keys(field for field, _ in shown_answers(entry, context)) == ["harm", "days"]
    assert entry.answers["who"] == "Family"


def test_a_hidden_page_asks_nothing():
    entry, context = look({"harm": "no", "score": "1"}, {"gate": "shut"})
    assert keys(hidden_answers(entry, context)) == ["score"]
    assert [item.key for item in advised(entry, context)] == []
    entry, context = look({"harm": "no"}, {"gate": "open"})
    assert [item.sentence for item in missing(entry, context)] == ["No score yet"]


def test_a_second_review_sees_the_answers_that_are_given_once():
    entry, context = look({"harm": "no"}, {"gate": "open"}, stage="second")
    assert is_shown(REVIEW.by_key["score"], entry, context)


def test_odd_answers_are_told_where_they_are_asked():
    entry, context = look({"harm": "yes", "days": "some", "tags": ["a", "z"], "score": "9"}, {})
    assert [(item.kind, item.field.key) for item in odd(entry, context)] == [("odd", "days"), ("odd", "tags")]
    assert [(item.kind, item.field.key) for item in context.findings(entry)] == [
        ("missing", "what"),
        ("odd", "days"),
        ("odd", "tags"),
    ]


def test_advice_speaks_in_labels_and_never_blocks():
    entry, context = look({"harm": "yes", "days": 12, "tags": ["a", "b"], "score": "1"}, {"gate": "open"})
    found = advised(entry, context)
    assert [(item.key, item.field, item.sentence) for item in found] == [
        ("1:long", "days", "12 days for yes; Apple, Berry, {unknown}."),
        ("1:low", "", "Scored 1."),
    ]
    assert [item.field for item in missing(entry, context)] == [REVIEW.by_key["what"]]
    entry, context = look({"overall": "2"}, {})
    assert [(item.key, item.section) for item in advised(entry, context)] == [("1:form", None)]


CONDITIONS = st.recursive(
    st.builds(Condition, st.sampled_from(["harm", "days"]), accepts=st.just(("yes", "4")))
    | st.builds(Condition, st.sampled_from(["harm", "days"]), test=st.sampled_from(["empty", "filled"])),
    lambda parts: (
        st.builds(Condition, test=st.just("not"), parts=st.tuples(parts))
        | st.builds(
            Condition,
            test=st.sampled_from(["any", "all"]),
            parts=st.lists(parts, min_size=1, max_size=3).map(tuple),
        )
    ),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {}, optional={"harm": st.sampled_from(["yes", "no"]), "days": st.sampled_from([3, 4])}
)


@given(CONDITIONS, ANSWERS)
def test_not_any_is_all_not(condition, answers):
    entry, context = look(answers, {})
    parts = (condition, replace(condition, test="not", parts=(condition,), field="", accepts=()))
    one = holds(Condition(test="not", parts=(Condition(test="any", parts=parts),)), entry, context)
    negated = tuple(Condition(test="not", parts=(part,)) for part in parts)
    assert one == holds(Condition(test="all", parts=negated), entry, context) is False


@given(st.data())
def test_rules_of_shipped_forms_agree_with_each_other(data):
    whole = full_case()
    entry = data.draw(st.sampled_from(whole.entries))
    kept = data.draw(st.sets(st.sampled_from(sorted(entry.answers))))
    thin = replace(entry, answers={key: value for key, value in entry.answers.items() if key in kept})
    found = replace(whole, entries=tuple(thin if one is entry else one for one in whole.entries))
    context = Context(found)
    gaps = {item.field.key for item in missing(thin, context)}
    for field in thin.form.fields:
        shown, required = is_shown(field, thin, context), is_required(field, thin, context)
        assert shown or not required
        assert (field.key in gaps) == (required and not is_answered(field, thin))
    told = {field.key for field, _ in shown_answers(thin, context)} | set(keys(hidden_answers(thin, context)))
    assert told == {key for key in kept if is_answered(thin.form.by_key[key], thin)}


@pytest.mark.parametrize("form", load_library().forms.values(), ids=lambda form: form.key)
def test_every_piece_of_shipped_advice_fills_its_sentence(form):
    rules = [rule for section in form.sections for rule in section.advice] + list(form.advice)
    for rule in rules:
        said = said_of(rule, form)
        for key in form.by_key:
            said = said.replace("{" + key + "}", "")
        assert "{" not in said, rule.key


def pointing(**answers):
    raw = tomllib.loads(FORM)
    flags = [{"code": "A", "label": "Inpatient at death"}, {"code": "B", "label": "Another"}]
    field = {"key": "flags", "label": "Flags", "kind": "choices", "choices": flags}
    raw["section"][0]["field"].append(field)
    when = {"field": "harm", "filled": True}
    raw["section"][0]["advise"] = [
        {"key": "points", "field": "flags", "choice": "A", "when": when, "say": "It points to “{choice}”."}
    ]
    entry = EntryFile("e", read_form(raw, LISTS, RAW_LISTS, "review.toml"), answers)
    case = replace(full_case(), entries=(entry,))
    return [item.sentence for item in advised(case.entries[0], Context(case))]


def test_a_remark_points_to_a_choice_until_it_is_ticked():
    assert pointing(harm="Yes") == ["It points to “Inpatient at death”."]
    assert pointing(harm="Yes", flags=["B"]) == ["It points to “Inpatient at death”."]
    assert pointing(harm="Yes", flags=["A", "B"]) == []
    assert pointing() == []
