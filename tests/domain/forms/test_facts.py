"""Facts are worked out from answers by their roles, as forms/facts.toml says, and known to every rule."""

from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.forms.facts import facts, read_facts
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import read_condition
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.computed_facts import add_months
from tests.factories import FACTS, make_case, make_entry

WARD = {"inpatient_at_death": "yes", "date_of_death": "2025-11-03"}
LEFT = {"inpatient_at_death": "no", "date_of_death": "2025-11-03", "ward_type": "200"}
HOME = {"inpatient_at_death": "no", "date_of_death": "2025-11-03", "ward_type": "none"}


def fact(name, person, *entries, settings=None):
    case = make_case(
        answers={"person": person}, entries=entries, facts=replace(FACTS, settings=settings or {})
    )
    return Context(case).facts[name]


@pytest.mark.parametrize(
    ("name", "person", "value"),
    [
        ("setting", WARD, "inpatient"),
        ("setting", HOME, "community"),
        ("setting", {**LEFT, "discharge_date": "2025-10-22"}, "discharged"),
        ("setting", {**HOME, "discharge_date": "2025-10-22"}, "discharged"),
        ("setting", {}, "unclear"),
        ("setting", LEFT, "unclear"),
        ("setting", {**HOME, "legal_circumstances": ["left_ward"]}, "unclear"),
        ("setting", {**HOME, "legal_circumstances": ["ward_leave"]}, "unclear"),
        ("in_care", WARD, "yes"),
        ("in_care", HOME, "no"),
        ("in_care", {}, "unclear"),
        ("in_care", {**LEFT, "discharge_date": "2025-10-04"}, "yes"),
        ("in_care", {**LEFT, "discharge_date": "2025-10-03"}, "no"),
        ("child", {"date_of_birth": "2007-11-04", "date_of_death": "2025-11-03"}, "yes"),
        ("child", {"date_of_birth": "2007-11-03", "date_of_death": "2025-11-03"}, "no"),
        ("child", {"date_of_birth": "2007", "date_of_death": "2025-11-03"}, "unclear"),
        ("child", {"date_of_birth": "2007-11", "date_of_death": "2025-11-03"}, "unclear"),
        ("child", {"date_of_birth": "2007", "date_of_death": "2026-01-01"}, "no"),
        ("child", {"date_of_birth": "2008-02-29", "date_of_death": "2026-02-28"}, "yes"),
        ("child", {"date_of_birth": "2008-02-29", "date_of_death": "2026-03-01"}, "no"),
        ("child", {"date_of_death": "2025-11-03"}, "unclear"),
        ("detained", {**WARD, "legal_status": "03"}, "yes"),
        ("detained", {**WARD, "legal_status": "01"}, "no"),
        ("detained", {**WARD, "legal_status": "99"}, "unclear"),
        ("detained", WARD, "unclear"),
        ("detained", HOME, "no"),
        ("detained", {**HOME, "legal_status": "99"}, "no"),
        ("detained", {**HOME, "legal_status": "20"}, "yes"),
        ("detained", {**HOME, "legal_status": "CTO"}, "no"),
        ("detained", {**WARD, "legal_status": "CTO", "legal_circumstances": ["cto_recall"]}, "yes"),
        ("detained", {**LEFT, "legal_status": "03", "discharge_date": "2025-10-22"}, "no"),
        ("detained", {**LEFT, "legal_status": "03"}, "unclear"),
        ("detained", {**LEFT, "legal_status": "03", "legal_circumstances": ["awol"]}, "yes"),
        ("restricted", {**WARD, "legal_status": "15"}, "yes"),
        ("restricted", {**HOME, "legal_status": "98", "legal_circumstances": ["s42_dol"]}, "yes"),
        ("restricted", {**WARD, "legal_status": "03"}, "no"),
        ("unnatural", {}, "unclear"),
        ("unnatural", {"died_manner": "natural"}, "no"),
        ("unnatural", {"died_manner": "natural", "death_category": "UU"}, "yes"),
        ("unnatural", {"died_manner": "unknown", "death_category": "EN1"}, "unclear"),
        ("unnatural", {"died_manner": "choking"}, "yes"),
        ("ld_aut", {"learning_disability": "5", "autism": "1"}, "yes"),
        ("ld_aut", {"learning_disability": "3", "autism": "5"}, "unclear"),
        ("ld_aut", {"learning_disability": "5", "autism": "2"}, "no"),
        ("ld_aut", {"learning_disability": "5"}, "unclear"),
        ("force", {"died_manner": "restraint"}, "yes"),
        ("adult_ward", {"ward_type": "213"}, "yes"),
        ("adult_ward", {"ward_type": "300"}, "no"),
        ("stay_days", {**WARD, "admission_date": "2025-10-27"}, "7"),
        ("stay_days", {**LEFT, "admission_date": "2025-10-01", "discharge_date": "2025-10-03"}, "2"),
        ("first_week", {**WARD, "admission_date": "2025-10-27"}, "yes"),
        ("first_week", {**WARD, "admission_date": "2025-10-26"}, "no"),
        ("absent", {**WARD, "legal_circumstances": ["s17_escorted"]}, "yes"),
    ],
)
def test_a_fact_follows_from_the_answers(name, person, value):
    assert fact(name, person) == value


@pytest.mark.parametrize(
    ("left", "died", "since"),
    [
        ("2025-10-31", "2025-11-03", "h72"),
        ("2025-10-30", "2025-11-03", "d30"),
        ("2025-10-04", "2025-11-03", "d30"),
        ("2025-10-03", "2025-11-03", "m3"),
        ("2025-08-03", "2025-11-03", "m3"),
        ("2025-08-02", "2025-11-03", "later"),
        ("2024-11-30", "2025-02-28", "m3"),
        ("2024-11-30", "2025-03-01", "later"),
        ("2025-10", "2025-11-03", ""),
    ],
)
def test_the_time_since_discharge(left, died, since):
    person = {"inpatient_at_death": "no", "discharge_date": left, "date_of_death": died}
    assert fact("since", person) == since


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 10, 31), 6, date(2026, 4, 30)),
        (date(2025, 11, 3), 12, date(2026, 11, 3)),
    ],
)
def test_months_end_on_the_last_day_of_a_shorter_one(start, months, end):
    assert add_months(start, months) == end


def test_the_kind_of_provider_is_that_of_the_case_else_of_the_workbook():
    private = {"provider": "independent_private"}
    assert fact("provider", {}) == "nhs"
    assert fact("provider", {}, settings=private) == "independent_private"
    own = make_entry("decisions", {"provider": "nhs"})
    assert fact("provider", {}, own, settings=private) == "nhs"
    assert fact("provider", {}, make_entry("decisions", {"provider": "independent"})) == "independent"


def test_harm_of_any_problem_counts():
    none = make_entry("problem", {"harm": "no"}, ref="P01")
    some = make_entry("problem", {"harm": "probably"}, ref="P02")
    assert fact("harm", {}, none) == "no"
    assert fact("harm", {}, none, some) == "yes"


def test_every_value_of_a_rule_is_one_of_its_fact():
    for found in facts().values():
        assert {rule.value for rule in found.rules} <= set(found.values)
        assert not found.rules or found.otherwise in found.values


def test_an_unknown_fact_or_value_is_refused_with_what_there_is():
    with pytest.raises(FormError, match="“weather” is not known; use one of: absent"):
        read_condition({"fact": "weather", "is": ["fine"]}, "x.toml")
    with pytest.raises(FormError, match="“detained” is never “perhaps”; use one of: yes, no, unclear"):
        read_condition({"fact": "detained", "is": ["perhaps"]}, "x.toml")
    with pytest.raises(FormError, match="role = “height” is not known"):
        read_condition({"role": "height", "filled": True}, "x.toml")
    with pytest.raises(FormError, match="names one field, role or fact"):
        read_condition({"role": "ward", "fact": "age", "filled": True}, "x.toml")


def test_a_fact_waits_only_for_those_above_it():
    rule = {"value": "yes", "when": {"fact": "detained", "is": ["yes"]}}
    early = {"key": "early", "title": "early", "values": ["yes", "no"], "otherwise": "no", "rule": [rule]}
    with pytest.raises(FormError, match="comes after it"):
        read_facts({"fact": [early]}, "facts.toml")
    with pytest.raises(FormError, match="value = “maybe” is not known"):
        read_facts({"fact": [{**early, "rule": [{**rule, "value": "maybe"}]}]}, "facts.toml")
    with pytest.raises(FormError, match="is there twice"):
        read_facts({"fact": [{"key": "a", "title": "a"}] * 2}, "facts.toml")


def test_a_hidden_answer_still_counts_and_an_empty_one_does_not():
    person = {**WARD, "legal_circumstances": ["awol"], "legal_status": "02", "inpatient_at_death": "no"}
    assert fact("detained", person) == "yes"
    assert fact("absent", {**WARD, "legal_circumstances": []}) == "no"
