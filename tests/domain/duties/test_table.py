"""Facts bring about the duties that the table says, and no others."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hssib_desk.domain.forms.form import Field, Form, Section
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.duties import duties
from tests.domain.duty_table import FOUND, SPECIFIED
from tests.factories import FACTS, make_case

LIBRARY = load_library()
DIED = date(2025, 11, 3)
PROVIDERS = {"N": "nhs", "I": "independent_nhs", "V": "independent_private", "O": "independent"}
MARKS = {"must": "", "decide": "?", "done": "✓", "ended": "✓", "not_applicable": "–"}
NOT_NAMED = {"SC", "RV", "FA"}
SAID = {"y": "yes", "n": "no", "u": "not_known"}


def answers_of(row):
    """A row of the table as answers by form and key, and the kind of provider."""
    basic, _, more = row.partition(";")
    provider, *rest = basic.split()
    age = rest.pop(0) if rest[0] != "age" else (rest.pop(0), rest.pop(0))[1]
    setting, status, manner, care = rest
    manner, _, category = manner.partition("/")
    person = {
        "date_of_death": DIED.isoformat(), "legal_status": status, "died_manner": manner,
        "learning_disability": "5", "autism": "5",
    }  # fmt: skip
    if category:
        person["death_category"] = category
    if age != "?":
        person["date_of_birth"] = DIED.replace(year=DIED.year - int(age), month=10).isoformat()
    told = {"person": person, "decisions": {}, "judgement": {}, "screening": {"care_linked": SAID[care]}}
    person |= _stay(setting)
    for item in filter(None, (part.strip() for part in more.split(","))):
        _add(item, told, setting)
    return told, PROVIDERS[provider]


def _stay(setting):
    if setting == "I":
        return {"inpatient_at_death": "yes", "ward_type": "200"}
    if setting == "C":
        return {"inpatient_at_death": "no", "ward_type": "none"}
    if setting == "?":
        return {"inpatient_at_death": "not_known", "ward_type": "200"}
    left = DIED - timedelta(days=int(setting[1:]))
    return {"inpatient_at_death": "no", "ward_type": "200", "discharge_date": left.isoformat()}


def _add(item, told, setting):
    name, _, value = item.rpartition(" ")
    person, decisions = told["person"], told["decisions"]
    match name:
        case "ward":
            person["ward_type"] = value
        case "stay":
            left = date.fromisoformat(person.get("discharge_date", DIED.isoformat()))
            person["admission_date"] = (left - timedelta(days=int(value))).isoformat()
        case "LD":
            person["learning_disability"] = value
        case "AU":
            person["autism"] = value
        case "preg":
            told["screening"]["pregnancy"] = value
        case "out-of-area":
            person["out_of_area"] = value
        case "signs":
            told["screening"]["abuse_signs"] = [value]
        case "more likely":
            told["judgement"]["more_likely"] = value
        case "overall":
            told["judgement"]["overall_score"] = value
        case "candour":
            decisions["candour"] = value
        case "coroner":
            decisions["coroner_status"] = value
        case "case":
            decisions["candour_provider"] = PROVIDERS[value]
        case "decided":
            decisions["candour_decided"] = value
        case "PFD":
            decisions["pfd"] = "yes"
        case "statements":
            told["inquest"] = {"statements_due": "2026-01-09"}
            decisions["coroner_status"] = "inquest"
        case "LeDeR":
            decisions["leder_told"] = "2025-11-10"
        case "not":
            told["duties"] = {**told.get("duties", {}), f"{value}_na": "Another did it."}
        case "done":
            told["duties"] = {**told.get("duties", {}), f"{value}_done": "2025-11-04"}
        case "born":
            person["date_of_birth"] = value
        case "died":
            person["date_of_death"] = value
        case "":
            person["legal_circumstances"] = [*person.get("legal_circumstances", []), value]
        case _:
            raise AssertionError(f"the table says “{item}”, which this test cannot read")


def case_of(row):
    told, provider = answers_of(row)
    entries = [_entry(key, answers) for key, answers in told.items()]
    facts = replace(FACTS, settings={"provider": provider} if provider != "independent" else {})
    if provider == "independent":
        entries = [
            replace(entry, answers={**entry.answers, "candour_provider": provider})
            if entry.form.key == "decisions"
            else entry
            for entry in entries
        ]
    return make_case(entries=entries, facts=facts)


def _entry(key, answers):
    """An entry of a form; answers that it does not ask are asked by role in a form beside it."""
    form = LIBRARY.forms.get(key) or Form(key, key, 1, "x", ())
    missing = [name for name in answers if name not in form.by_key]
    if missing:
        asked = tuple(Field(name, name, "text", "more", role=name) for name in missing)
        form = replace(form, sections=(*form.sections, Section("more", "More", asked)))
    return EntryFile(f"e-{key}", form, answers)


def born(row):
    return [
        f"{duty.rule.code}{MARKS[duty.state]}"
        for duty in duties(case_of(row))
        if duty.rule.code not in NOT_NAMED
    ]


def test_the_table_has_a_row_for_every_edge_that_was_found():
    assert len(SPECIFIED) == 84
    assert len({row for row, *_ in (*SPECIFIED, *FOUND)}) >= 160


@pytest.mark.parametrize(("row", "expected"), SPECIFIED)
def test_the_specified_facts_bring_about_these_duties(row, expected):
    assert sorted(born(row)) == sorted(expected.split())


@pytest.mark.parametrize(("row", "expected", "why"), FOUND)
def test_the_edges_bring_about_these_duties(row, expected, why):
    assert sorted(born(row)) == sorted(expected.split()), why
