"""Screening: what is suggested from the facts, what is offered, and what a level asks."""

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.outline import completeness, page_states
from hssib_desk.domain.forms.rules import Context, hidden_answers, shown_answers
from hssib_desk.domain.review.screening import (
    asked,
    at_level,
    kept_of_higher_levels,
    left,
    offered_flags,
    plan_level,
    suggestion,
)
from tests.factories import TODAY, full_case, make_case

LIBRARY = load_library()
ADULT, CHILD = "1960-05-02", "2010-05-02"
DIED = "2025-10-19"
INPATIENT = {"inpatient_at_death": "yes", "ward_type": "200"}
OUTSIDE = {"inpatient_at_death": "no", "ward_type": "none"}
DISCHARGED = {"inpatient_at_death": "no", "discharge_date": "2025-10-10", "ward_type": "200"}
NATURAL = {"died_manner": "natural", "death_category": "UN1"}
SUICIDE = {"died_manner": "suicide", "death_category": "UU"}
UNKNOWN = {"died_manner": "unknown", "death_category": "unknown"}


def screened(person=None, why=None, **screening):
    basic = {"date_of_death": DIED, "date_of_birth": ADULT, "learning_disability": "5", "autism": "5"}
    basic = {**basic, "legal_status": "01", **OUTSIDE, **NATURAL, **(person or {})}
    basic = {key: value for key, value in basic.items() if value is not None}
    answers = {"level": "screen", "care_linked": "no", "family_raised": "nothing", **screening}
    given = {"person": basic, "why": {"red_flags": ["none"], **(why or {})}, "screening": answers}
    return make_case(answers=given, library=LIBRARY)


ROWS = [
    ({"date_of_death": None}, {}, {}, "", "The dates need a look first."),
    ({**DISCHARGED, "discharge_date": "2025-10-25"}, {}, {}, "", "The dates need a look first."),
    (
        {**INPATIENT, **SUICIDE, "death_category": "EN1"},
        {},
        {},
        "",
        "How they died and whether it was expected do not go together.",
    ),
    ({"date_of_birth": CHILD, **SUICIDE}, {}, {}, "cdr", "Under 18"),
    ({"died_manner": "homicide", "death_category": "UU"}, {}, {}, "psii", "National rule"),
    ({**INPATIENT, "legal_status": "03"}, {}, {"care_linked": "yes"}, "psii", "National rule"),
    ({**INPATIENT, "legal_circumstances": ["dols"]}, {}, {"care_linked": "yes"}, "psii", "National rule"),
    ({**INPATIENT, **SUICIDE}, {}, {}, "full", "Unnatural death in or soon after"),
    ({**DISCHARGED, **SUICIDE}, {}, {}, "full", "Unnatural death in or soon after"),
    ({**INPATIENT, **UNKNOWN}, {}, {}, "full", "Cause not known; the record"),
    ({**INPATIENT, "legal_status": "03"}, {}, {}, "full", "Died while detained"),
    ({"pregnancy": "yes", "gender": "2"}, {}, {}, "full", "Pregnant"),
    ({}, {}, {"care_linked": "yes"}, "full", "Something in the care"),
    (INPATIENT, {}, {"family_raised": "concern"}, "full", "The family or staff raised a concern."),
    ({}, {}, {"family_raised": "concern"}, "short", "The family or staff raised a concern."),
    ({}, {"red_flags": ["RF1"]}, {}, "short", "The family or staff raised a concern."),
    ({}, {"red_flags": ["RF4"]}, {}, "short", "Red flag: Under a crisis resolution"),
    ({"learning_disability": "1"}, {}, {}, "leder", "Adult with a learning disability"),
    (SUICIDE, {}, {}, "short", "Unnatural death under our care."),
    (UNKNOWN, {}, {}, "coroner_first", "Cause not known, no red flag."),
    ({}, {}, {"care_linked": "not_known"}, "short", "Not enough is known"),
    ({}, {}, {}, "no_further", "Natural death, no red flag"),
]


@pytest.mark.parametrize(("person", "why", "screening", "code", "sentence"), ROWS)
def test_the_first_row_that_fits_is_suggested(person, why, screening, code, sentence):
    found = suggestion(screened(person, why, **screening))
    assert (found.choice.code if found.choice else "") == code
    assert found.sentence.startswith(sentence)


def test_a_private_provider_is_not_sent_to_a_national_investigation():
    case = screened({"died_manner": "restraint", "death_category": "UU"})
    facts = case.facts.__class__(title="T", settings={"provider": "independent_private"})
    assert suggestion(case).choice.code == "psii"
    assert suggestion(make_case(entries=case.entries, library=LIBRARY, facts=facts)).choice.code == "full"


def test_every_outcome_row_is_tried():
    assert len(LIBRARY.screening.outcomes) == 17
    said = {row[4] for row in ROWS} | {"Homicide, restraint"}
    for outcome in LIBRARY.screening.outcomes:
        assert any(outcome.say.split("{")[0].startswith(one.split("Under a")[0]) for one in said), outcome.key


def test_red_flags_that_the_facts_point_to_are_offered_until_they_are_ticked():
    case = screened({**INPATIENT, "team_type": "A02"}, family_raised="concern")
    assert set(offered_flags(case)) == {"RF1", "RF3", "RF4"}
    ticked = screened(
        {**INPATIENT, "team_type": "A02"}, {"red_flags": ["RF1", "RF3"]}, family_raised="concern"
    )
    assert offered_flags(ticked) == ["RF4"]


def test_a_screening_asks_at_most_twenty_questions_and_all_of_them_on_one_page():
    case = screened()
    context = Context(case)
    assert len([1 for entry, field in asked(case) if context.is_shown(field, entry)]) <= 20
    states = page_states(case)
    shown = {state.page.form: state for state in states if state.shown}
    assert list(shown) == ["screening", "duties"]  # what a death calls for is answered beside it
    assert shown["duties"].missing == 0 and shown["screening"].missing == len(left(case))
    missing = {item.field.key for item in left(case)}
    assert missing == {"legal_circumstances", "abuse_signs", "screen_read", "outcome", "outcome_reason"} - (
        set() if "legal_circumstances" in missing else {"legal_circumstances"}
    )
    assert completeness(case).to_finish == len(missing)


def test_what_a_lower_level_does_not_ask_is_kept_and_left_out():
    case = full_case(library=LIBRARY)
    full = at_level(case, "full")
    short, screen = at_level(case, "short"), at_level(case, "screen")
    counts = []
    for one in (screen, short, full):
        context = Context(one)
        counts.append(sum(len(shown_answers(entry, context)) for entry in one.entries))
    assert counts == sorted(counts) and len(set(counts)) == 3
    context = Context(short)
    kept = kept_of_higher_levels(short, context)
    assert {entry.form.key for entry, _ in kept} >= {"person", "information", "timeline", "staff"}
    hidden = [(e.id, f.key) for e in short.entries for f in hidden_answers(e, context)]
    assert {(e.id, f.key) for e, f in kept} <= set(hidden)


def test_a_short_review_judges_overall_care_and_the_parts_that_are_ticked():
    case = at_level(full_case(library=LIBRARY), "short")
    entry = case.entry("screening")
    ticked = make_case(
        entries=[
            *(e for e in case.entries if e is not entry),
            entry.__class__(entry.id, entry.form, {**entry.answers, "phases_touched": ["admission"]}),
        ],
        library=LIBRARY,
    )
    shown = [
        state.page.key for state in page_states(ticked) if state.shown and "judgement." in state.page.key
    ]
    assert shown == ["judgement.admission", "judgement.overall"]


def test_a_change_of_level_says_what_it_sets_aside_and_what_it_asks():
    case = at_level(full_case(library=LIBRARY), "full")
    down = plan_level(case, "short")
    assert down.before == "full" and down.set_aside
    up = plan_level(at_level(case, "short"), "full")
    assert {(e.id, f.key) for e, f in up.back} == {(e.id, f.key) for e, f in down.set_aside}
    assert {f.key for _, f in up.set_aside} == {f.key for _, f in down.back} == {"phases_touched"}


def test_a_case_without_a_screening_is_a_full_review():
    case = make_case(answers={"person": {"date_of_death": DIED}}, library=LIBRARY)
    assert case.level == "full"
    states = {state.page.key: state.shown for state in page_states(case)}
    assert not states["screening.screen"] and not states["screening.touched"] and states["information"]
    assert TODAY.year == 2025


def test_nothing_is_suggested_while_dates_contradict_each_other_and_it_says_which():
    held = suggestion(screened({"last_contact_date": "2025-10-20"}))
    assert held.choice is None and "last contact" in held.sentence
    assert suggestion(screened({"last_contact_date": "2025-10-18"})).choice is not None
