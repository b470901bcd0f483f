"""What lists and figures keep beside the answers follows from the answers, and from nothing else."""

from dataclasses import replace

import pytest

from hssib_desk.domain.caseload.columns import import_names
from hssib_desk.domain.forms.form import Choice, CodeList, Field, Form, Section
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.parts.standing import LISTED
from hssib_desk.domain.review.index import (
    index_case,
    needs_second_review,
    scores_of,
    status_of,
)
from tests.factories import SEAL, full_case, make_action, make_case, make_entry, sample

LIBRARY = load_library()
PERSON = LIBRARY.form_with_role("date_of_death", repeat=False)
JUDGED = LIBRARY.form_with_role("overall_score", repeat=False)
OVERALL = JUDGED.role("overall_score")

SCALE = CodeList(
    "care",
    "Care",
    3,
    "local",
    (Choice("1", "Poor", points=1), Choice("na", "Not applicable", means="not_applicable")),
    direction="higher is better",
)
FORM = Form(
    "review",
    "Review",
    1,
    "local",
    (
        Section("a", "A", (Field("a_score", "Score", "score", "a", options=SCALE, role="phase_score"),)),
        Section("b", "B", (Field("b_score", "Score", "score", "b", options=SCALE, role="overall_score"),)),
    ),
)


@pytest.mark.parametrize(
    ("answers", "scores"),
    [
        ({}, []),
        ({"a_score": "1", "b_score": "na"}, [("a", "1", 1, False), ("b", "na", None, True)]),
        ({"a_score": "9"}, []),  # no step of the scale
    ],
)
def test_scores_of_an_entry(answers, scores):
    found = scores_of(FORM, answers)
    assert [(row.section, row.code, row.points, row.overall) for row in found] == scores
    assert all(row.scale == "care" for row in found)


def person(**roles):
    return make_entry(PERSON, {"date_of_death": "2025-10-19", "discharge_date": "2025-10-07", **roles})


def test_columns_of_a_case():
    found = index_case(make_case(entries=[person(name="Evans"), make_entry(JUDGED, {"overall_score": "4"})]))
    assert (found.scope, found.setting, found.days, found.overall) == ("in_scope", "discharged", 12, "4")
    assert (found.status, found.flag, found.flag_sentence) == ("draft", "", "")
    assert (found.values["name"], found.values["date_of_death"]) == ("Evans", "2025-10-19")
    assert 0 < found.percent < 100
    assert found.to_finish > 0
    assert found.after == "12 days"


def test_the_first_doubt_about_the_dates_is_kept_with_its_sentence():
    found = index_case(make_case(entries=[person(discharge_date="2025-10-19")]))
    assert (found.flag, found.scope) == ("same_day", "in_scope")
    assert found.flag_sentence.startswith("Discharged on the day of death.")
    assert found.after == "Same day: check dates"


def test_listed_columns_stand_in_their_order():
    listed = index_case(full_case()).listed
    order = {f.key: f.in_list for form in LIBRARY.forms.values() for f in form.fields if f.in_list}
    fields = [key for key in listed if not key.startswith(LISTED)]  # beside the parts that it waits for
    assert fields == sorted(order, key=order.get)


def test_a_case_is_begun_by_a_judgement_and_not_by_the_particulars():
    assert status_of(make_case()) == "not_started"
    assert status_of(make_case(entries=[person(name="Evans")])) == "not_started"
    defaults = {field.key: field.default for field in JUDGED.fields if field.default is not None}
    assert (
        status_of(make_case(entries=[person(), replace(make_entry(JUDGED), answers=defaults)]))
        == "not_started"
    )
    assert status_of(make_case(entries=[person(), make_action(1)])) == "draft"


LIMIT = OVERALL.options.settings["second_review_at_or_below"]


@pytest.mark.parametrize("choice", OVERALL.options.offered, ids=lambda choice: choice.code)
def test_a_low_overall_score_asks_for_a_second_review(choice):
    low = choice.points is not None and choice.points <= LIMIT
    case = make_case(entries=[make_entry(JUDGED, {"overall_score": choice.code}, seal=SEAL)])
    assert needs_second_review(case) is low
    assert status_of(case) == ("second_review" if low else "signed")


@pytest.mark.parametrize("code", ["1", "4"])
def test_a_second_review_that_was_begun_is_due_until_its_scores_are_agreed(code):
    first = make_entry(JUDGED, {"overall_score": code}, seal=SEAL)
    second = make_entry(JUDGED, {"overall_score": "3"}, id="second", stage="second")
    agreed = make_entry(JUDGED, {"overall_score": "2"}, id="agreed", stage="agreed")
    signed = replace(second, seal=SEAL)
    for later in ([second], [signed], [signed, agreed]):
        assert status_of(make_case(entries=[first, *later])) == "second_review"
    settled = make_case(entries=[first, signed, replace(agreed, seal=SEAL)])
    assert status_of(settled) == "signed"
    assert index_case(settled).overall == "2"


def test_lists_show_nothing_of_the_first_scores_while_a_second_review_is_blind():
    first = make_entry(JUDGED, {"overall_score": "1"}, seal=SEAL)
    second = make_entry(JUDGED, {}, id="second", stage="second")
    assert index_case(make_case(entries=[first, second])).overall == ""
    scored = replace(second, answers={OVERALL.key: "4"})
    assert index_case(make_case(entries=[first, scored])).overall == "4"


def test_a_full_case_fills_every_column():
    case = full_case()
    found = index_case(case)
    assert (found.percent, found.to_finish) == (100, 0)
    for entry in case.entries:
        assert len(scores_of(entry.form, entry.answers)) == len(entry.form.phases)


def test_what_a_caseload_brings_does_not_begin_a_review():
    """Also where it answers a question of another form than the particulars."""
    names = import_names(LIBRARY)
    given = {}
    for target in names.targets.values():
        given.setdefault(target.form.key, {})[target.field.key] = sample(target.field)
    case = make_case(entries=[make_entry(LIBRARY.forms[key], answers) for key, answers in given.items()])
    assert len(given) > 1
    found = index_case(case)
    assert (found.status, found.percent) == ("not_started", 0)
    begun = replace(case, entries=(*case.entries, make_entry(JUDGED, {"overall_score": "4"})))
    found = index_case(begun)
    assert found.status == "draft"
    assert found.percent > 0
