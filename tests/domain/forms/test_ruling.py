"""Parts of care that the facts rule out arrive as not applicable, and may be judged all the same."""

import pytest

from hssib_desk.domain.forms.rules import Context, ruling
from tests.factories import make_case

WARD = {"inpatient_at_death": "yes", "date_of_death": "2025-10-19"}
LEFT = {"inpatient_at_death": "no", "discharge_date": "2025-10-10", "date_of_death": "2025-10-19"}
HOME = {"inpatient_at_death": "no", "ward_type": "none", "date_of_death": "2025-10-19"}
DIED = "They died as an inpatient."


def ruled(person, judgement=None, level="full"):
    answers = {"person": person, "screening": {"level": level}, "judgement": judgement or {}}
    case = make_case(answers=answers)
    return next(iter(ruling(case, Context(case)).values()), {})


@pytest.mark.parametrize(
    ("person", "none"),
    [
        (WARD, {"discharge"}),
        (HOME, {"admission", "discharge"}),
        (LEFT, set()),
        ({**LEFT, "died_manner": "suicide"}, {"end_of_life"}),
        ({**LEFT, "died_manner": "natural", "death_category": "UN1"}, {"end_of_life"}),
        ({**LEFT, "died_manner": "natural", "death_category": "EN1"}, set()),
        ({}, set()),
    ],
)
def test_the_facts_rule_parts_of_care_out_and_say_why(person, none):
    found = ruled(person)
    assert {key.removesuffix("_score") for key in found if key.endswith("_score")} == none
    assert all(found[f"{key}_score"] == "na" and found[f"{key}_na_reason"] for key in none)


def test_what_somebody_judged_stays_and_what_was_filled_in_goes_with_its_fact():
    ours = {"discharge_score": "na", "discharge_na_reason": DIED}
    assert ruled(WARD, {"discharge_score": "3"}) == ruled(WARD, {"discharge_well": "Kind"}) == {}
    assert ruled(WARD, ours) == {}
    assert ruled(LEFT, ours) == {"discharge_score": None, "discharge_na_reason": None}
    assert ruled(LEFT, {**ours, "discharge_na_reason": "Moved to prison."}) == {}
    assert ruled(HOME, ours)["discharge_na_reason"] == "There was no stay in hospital."


def test_a_screening_is_left_alone_and_a_short_review_where_nothing_is_ticked():
    assert ruled(WARD, level="screen") == ruled(WARD, level="short") == {}
