"""Every rule of the shipped forms does what its row in the table says, and none is without a row."""

from dataclasses import replace
from itertools import product

import pytest

from hssib_desk.domain.duties.rule import FORM as DUTIES
from hssib_desk.domain.forms.library import form_from_text, load_library
from hssib_desk.domain.forms.rules import (
    Context,
    advised,
    holds,
    is_fixed,
    is_required,
    is_shown,
    section_shown,
)
from hssib_desk.domain.review.case_file import EntryFile
from tests.domain.instrument_rules import PHASES_OF, TABLE
from tests.domain.module_rules import MODULES
from tests.factories import FACTS, make_case

LIBRARY = load_library()

ROWS = [
    (form, effect, name.replace("{p}", phase), *(text.replace("{p}", phase) for text in rest))
    for form, effect, names, *rest in (*TABLE, *MODULES)
    for name in names.split()
    for phase in (PHASES_OF[form] if "{p}" in names else ("",))
]


def situations(text):
    """Every situation that a column stands for, as answers by `form.field` or `field`."""
    for situation in filter(None, (part.strip() for part in text.split(";"))):
        names, choices = [], []
        for part in situation.split(", "):
            name, _, answers = part.partition("=")
            names.append(name.strip())
            choices.append(answers.split("|"))
        yield from (dict(zip(names, chosen, strict=True)) for chosen in product(*choices))


def case_of(form_key, answers):
    """A case in which the answers are given, and the entry of the form."""
    acute = form_key == "judgement_acute" or answers.get("fact.review") == "acute"
    judged = "judgement_acute" if acute else "judgement"
    given = {form_key: {}, judged: {}, "decisions": {}, "person": {}, "why": {}}
    chosen = {}
    for name, value in answers.items():
        other, _, key = name.rpartition(".")
        if other in ("fact", "option"):
            chosen |= {key: value} if (other, value != "-") == ("option", True) else {}
            continue
        field = LIBRARY.forms[other or form_key].by_key[key]
        if value != "-":
            given.setdefault(other or form_key, {})[key] = (
                value.split("+") if field.kind == "choices" else value
            )
    entries = [EntryFile(f"e-{key}", LIBRARY.forms[key], found) for key, found in given.items()]
    facts = replace(FACTS, settings=chosen)
    case = make_case(entries=entries, library=LIBRARY.for_forms(given), facts=facts)
    return case, next(entry for entry in case.entries if entry.form.key == form_key)


def follows(form_key, effect, name, answers):
    """Whether the effect is there when the answers are given."""
    case, entry = case_of(form_key, answers)
    context, form = Context(case), entry.form
    if effect == "asked":
        return section_shown(form.by_section[name], entry, context)
    if effect == "advised":
        return f"{entry.id}:{name}" in {item.key for item in advised(entry, context)}
    if effect == "second":
        return holds(next(one.when for one in form.triggers if one.key == name), entry, context)
    test = {"offered": is_shown, "shown": is_shown, "required": is_required, "fixed": is_fixed}[effect]
    return test(form.by_key[name], entry, context)


def rules():
    """Every rule of every form: the form, what it does, the name it goes by, and its condition.

    When duties are born has a table of its own, in duty_table.py.
    """
    for form in LIBRARY.forms.values():
        if form.key == DUTIES:
            continue
        for section in form.sections:
            yield form, "asked", section.key, section.show_if
            for field in section.fields:
                yield form, "offered", field.key, field.asked_if
                yield form, "shown", field.key, field.show_if
                yield form, "required", field.key, field.required_if
                yield form, "fixed", field.key, field.fixed_if
            yield from ((form, "advised", advice.key, advice.when) for advice in section.advice)
        yield from ((form, "advised", advice.key, advice.when) for advice in form.advice)
        yield from ((form, "second", trigger.key, trigger.when) for trigger in form.triggers)


def waits_for_a_day(rule):
    """Whether nothing fulfils a rule before a day is set in the form, as for a law that has not begun."""
    return rule.test == "since" and not rule.since


RULES = {
    (form.key, effect, name): (form, rule)
    for form, effect, name, rule in rules()
    if rule and not waits_for_a_day(rule)
}


def test_every_rule_has_its_row_and_every_row_its_rule():
    there = [row[:3] for row in ROWS]
    assert sorted(RULES.keys() - set(there)) == []
    assert sorted(set(there) - RULES.keys()) == []
    assert len(there) == len(set(there))


def parts_of(condition):
    yield condition
    for part in condition.parts:
        yield from parts_of(part)


def field_named(form, name):
    other, _, key = name.rpartition(".")
    return (LIBRARY.forms[other] if other else form).by_key[key]


def tried(row):
    """The answers that a row tries, by the name of the question."""
    found = {}
    for answers in [*situations(row[3]), *situations(row[4])]:
        for name, value in answers.items():
            found.setdefault(name, set()).update(value.split("+"))
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:3]))
def test_what_is_answered_decides_what_follows_and_every_answer_is_tried(row):
    key, effect, name, yes, no, also = row
    base = next(iter(situations(also)), {})
    for column, expected in ((yes, True), (no, False)):
        found = list(situations(column))
        assert found, "each row says when it holds and when it does not"
        for answers in found:
            assert follows(key, effect, name, {**base, **answers}) == expected, answers
    form, condition = RULES[key, effect, name]
    answers = tried(row)
    for test in parts_of(condition):
        if test.field:
            assert test.field in answers
            assert set(test.accepts) <= answers[test.field]
    # A choice added to a list later must be thought of in every rule that looks at the list.
    looked = {test.field for test in parts_of(condition) if test.field and test.accepts}
    if len(looked) == 1 and not any(test.fact for test in parts_of(condition)):
        options = field_named(form, *looked).options
        assert options is None or {choice.code for choice in options.choices} <= answers[looked.pop()]


def test_a_question_of_a_law_that_has_not_begun_is_asked_once_its_day_is_set():
    form = LIBRARY.forms["person"]
    waiting = [item for item in form.fields if item.show_if and waits_for_a_day(item.show_if)]
    assert {item.key for item in waiting} == {"nominated_person", "advance_choice", "treatment_plan"}
    begun = form_from_text(form.text.replace('"since":""', '"since":"2027-10-01"'))
    for asked, day, shown in (
        (form, "2027-10-02", False),
        (begun, "2027-09-30", False),
        (begun, "2027-10-01", True),
    ):
        entry = EntryFile("e", asked, {"date_of_death": day, "legal_status": "03"})
        context = Context(make_case(entries=[entry], library=LIBRARY))
        assert {is_shown(asked.by_key[item.key], entry, context) for item in waiting} == {shown}


def test_safety_is_asked_in_a_short_review_of_a_suspected_suicide_only():
    form = LIBRARY.forms["safety"]
    rows = (("suicide", True, True), ("accident", False, True), ("natural", False, False))
    for manner, short, full in rows:
        for level, asked in (("short", short), ("full", full)):
            given = {"person": {"died_manner": manner}, "screening": {"level": level}, "safety": {}}
            given["judgement"] = {"safety_plan": "yes"}
            case = make_case(answers=given)
            entry, context = case.entry("safety"), Context(case)
            assert {is_shown(field, entry, context) for field in form.fields} == {asked}, (manner, level)
