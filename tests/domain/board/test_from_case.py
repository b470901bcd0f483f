"""What the report reads of a case: every group, day and state from answers, seals and screenings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hssib_desk.domain.board.definitions import board_form, groups_of
from hssib_desk.domain.board.from_case import actions_of, death_of, labels_of, standards_of, whole
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import Seal
from tests.factories import FACTS, make_action, make_case, make_entry

LIBRARY = load_library()
DIED = {"date_of_death": "2026-05-10", "inpatient_at_death": "yes", "known_on": "2026-05-11"}
SIGNED = Seal("R. Reviewer", "Consultant", datetime(2026, 6, 9, 12, tzinfo=UTC), "ab12" * 16)


def case_with(*, seal=None, person=None, **forms):
    entries = [make_entry("person", {**DIED, **(person or {})}, seal=seal)]
    entries += [make_entry(key, given, seal=seal) for key, given in forms.items()]
    return make_case(entries=entries, today=date(2026, 8, 1))


def screened(outcome, level="screen"):
    return {"outcome": outcome, "screened_on": "2026-05-12", "screened_by": "S", "level": level}


def test_every_group_that_a_case_falls_into_is_printed_by_its_figure():
    figures = {
        "kind": ("F15", ""),
        "place": ("F16", ""),
        "sex": ("F29", "sex_"),
        "contact": ("F07", "contact_"),
        "voice": ("F07", "voice_"),
        "ethnicity": ("F29", "ethnicity_"),
    }
    assert set(figures) == set(board_form().splits)
    for split, (figure, before) in figures.items():
        groups = board_form().splits[split]
        assert {f"{before}{group.key}" for group in groups} <= set(groups_of(figure))
        assert groups[-1].when is None  # nobody is left over


def test_every_question_that_the_report_reads_is_asked():
    for name in board_form().answers.values():
        form, _, key = name.partition(".")
        assert key in LIBRARY.forms[form].by_key, name


def test_the_codes_of_ethnic_lists_all_have_a_group():
    codes = {
        code for key in ("ethnic_category", "ethnic_category_2021") for code in LIBRARY.lists[key].by_code
    }
    found = {code: death_of(case_with(person={"ethnicity": code})).ethnicity for code in codes}
    assert "unlisted" not in found.values()
    assert found["Z"] == "not_stated" and found["99"] == "not_known"


@pytest.mark.parametrize(
    ("person", "place"),
    [
        ({"place_of_death": "W1"}, "in_ward"),
        ({"place_of_death": "W5"}, "in_elsewhere"),
        ({"legal_circumstances": ["s17_escorted"]}, "in_leave"),
        ({"place_of_death": "W4"}, "in_absent"),
        ({}, "in_not_known"),
        ({"inpatient_at_death": "no", "discharge_date": "2026-05-07"}, "after_0_3"),
        ({"inpatient_at_death": "no", "discharge_date": "2026-05-03"}, "after_4_7"),
        ({"inpatient_at_death": "no", "discharge_date": "2026-04-20"}, "after_8_on"),
        ({"inpatient_at_death": "not_known"}, "not_known"),
    ],
)
def test_where_and_when(person, place):
    assert death_of(case_with(person=person)).place == place


@pytest.mark.parametrize(
    ("category", "coroner", "kind"),
    [
        ("EN1", None, "expected_natural"),
        ("UN2", None, "unexpected_natural"),
        ("EU", None, "unnatural"),
        ("unknown", "concluded", "not_obtainable"),
        ("unknown", "inquest", "awaiting"),
        (None, None, "awaiting"),
    ],
)
def test_kinds_of_death(category, coroner, kind):
    person = {"death_category": category} if category else {}
    decisions = {"coroner_status": coroner} if coroner else {}
    assert death_of(case_with(person=person, decisions=decisions)).kind == kind


@pytest.mark.parametrize(
    ("outcome", "standing", "needs"),
    [
        ("no_further", "closed", False),
        ("psii", "led", False),
        ("other_provider", "led", False),
        ("coroner_first", "open", False),
        ("short", "open", True),
    ],
)
def test_where_a_screened_death_stands(outcome, standing, needs):
    level = outcome if outcome == "short" else "screen"
    death = death_of(case_with(screening=screened(outcome, level)))
    assert (death.standing, death.needs_review, death.screened) == (standing, needs, date(2026, 5, 12))


def test_a_death_before_and_without_screening():
    assert death_of(case_with(screening={"level": "screen"})).standing == "not_screened"
    old = death_of(case_with())
    assert (old.standing, old.before_screening) == ("open", True)


def test_a_signed_review_with_its_judgement_and_scores():
    judgement = {"more_likely": "no", "overall.overall_score": "4"}
    problem = make_entry(
        "problem", {"problem_type": "P9", "harm": "probably", "theme": "DIS"}, ref="P01", seal=SIGNED
    )
    good = make_entry(
        "learning", {"good_practice": "good", "theme": "FAM", "seips": ["PER", "ORG"]}, ref="L01", seal=SIGNED
    )
    case = case_with(seal=SIGNED, screening=screened("full", "full"), judgement=judgement)
    case = replace(case, entries=(*case.entries, problem, good))
    death = death_of(case)
    assert (death.reviewed, death.level, death.judged) == (date(2026, 6, 9), "full", "no")
    assert death.scores == {"overall": 4} and "overall" in death.phases
    assert [(p.type, p.harm) for p in death.problems] == [("P9", "probably")]
    assert death.themes == ("DIS", "FAM") and death.good_practice
    assert death.elements == {"FAM": ("PER", "ORG")}
    unsigned = death_of(case_with(screening=screened("full", "full"), judgement=judgement))
    assert (unsigned.judged, unsigned.unjudged, unsigned.scores) == ("", "open", {})


def test_an_investigation_is_finished_on_its_day_and_no_other_response_is_one():
    for response, done in (("psii", date(2026, 7, 1)), ("aar", None)):
        decisions = {"learning_response": response, "response_done": "2026-07-01"}
        death = death_of(case_with(decisions=decisions))
        assert (death.investigated, death.to_investigate) == (done, response == "psii")


def test_the_family_and_their_questions():
    contact = {"contact_status": "in_touch", "findings_shared": "2026-07-02"}
    first = make_entry("family_question", {"question": "Why?", "event_date": "2026-06-01"}, ref="Q01")
    second = make_entry("family_question", {"question": "When?", "answer": "At nine."}, ref="Q02")
    case = case_with(family=contact)
    asked = death_of(replace(case, entries=(*case.entries, first, second)))
    assert (asked.contact, asked.voice, asked.shared) == ("in_touch", "held", date(2026, 7, 2))
    assert (asked.asked, asked.answered, asked.oldest_question) == (2, 1, date(2026, 6, 1))
    assert death_of(case_with(family={**contact, "asked_date": "2026-06-01"})).voice == "asked"
    assert death_of(case_with(family={"contact_status": "declined"})).voice == "not_possible"
    assert death_of(case_with()).contact == "not_recorded"


def test_dates_that_are_vague_or_contradict():
    assert death_of(case_with(person={"date_of_birth": "1950"})).uncertain
    odd = {"inpatient_at_death": "no", "discharge_date": "2026-05-20"}
    assert death_of(case_with(person=odd)).contradicts
    assert (
        death_of(make_case(entries=[make_entry("person", {"inpatient_at_death": "yes"})])).scope
        == "undecided"
    )


def test_a_coroners_report():
    decisions = {
        "pfd": "yes", "pfd_dated": "2026-06-01", "pfd_due": "2026-07-27", "pfd_extended": "2026-08-10",
        "pfd_themes": [LIBRARY.forms["decisions"].by_key["pfd_themes"].options.choices[0].code],
    }  # fmt: skip
    report = death_of(case_with(decisions=decisions)).coroners_report
    assert report.about == LIBRARY.forms["decisions"].by_key["pfd_themes"].options.choices[0].label
    assert (report.dated, report.due, report.sent) == (date(2026, 6, 1), date(2026, 8, 10), None)


def test_an_action_with_its_colour_and_where_it_comes_from():
    action = make_action(
        1, status="closed", target_date="2026-06-30", closed_date="2026-06-20",
        assurance_due="2026-07-20", assurance_result="lost", links=["C-2025-014/p1"],
    )  # fmt: skip
    problem = make_entry("problem", {"problem_type": "P9"}, ref="P01", id="p1")
    case = make_case(entries=[make_entry("person", DIED), problem, action], today=date(2026, 8, 1))
    found = next(actions_of(case))
    assert (found.colour, found.closed, found.check, found.type) == ("blue", date(2026, 6, 20), "worse", "P9")


def test_standards_and_labels():
    facts = replace(FACTS, settings={"days_screen": "5"})
    assert standards_of(facts).screen == 5 and standards_of(facts).review == 90
    labels = labels_of(LIBRARY)
    assert labels.problem("P9") == "Discharge planning and follow-up"
    assert labels.theme("DIS") == LIBRARY.lists["themes"].label("DIS")
    assert labels.problem("P99") == "P99"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (0, 0),
        (41, 41),
        ("41", 41),
        ("41.0", 41),
        ("3Zażółć", None),
        ("inf", None),
        ("nan", None),
        (None, None),
    ],
)
def test_a_number_that_was_typed_as_something_else_is_none(typed, number):
    assert whole(typed) == number
    person = {"age_at_death": typed}
    assert death_of(case_with(person=person)).age in (number, None)


def test_how_a_case_was_chosen_for_a_second_review_is_what_was_said_of_it():
    asked = {"second_review": "yes"}
    assert death_of(case_with(seal=SIGNED, decisions=asked)).second.reason == "concern"
    drawn = {**asked, "second_review_chosen": "random"}
    assert death_of(case_with(seal=SIGNED, decisions=drawn)).second.reason == "random"


def test_the_commissioning_body_is_compared_without_spaces_and_in_capitals():
    assert death_of(case_with(person={"commissioning_body": " qx 1"})).commissioner == "QX1"


def test_an_action_that_another_organisation_answered_says_on_which_day():
    asked = make_action(status="transferred", answered_date="2026-07-05")
    (action,) = actions_of(make_case(entries=[asked], today=date(2026, 8, 1)))
    assert (action.is_sent, action.answered, action.answered_on) == (True, True, date(2026, 7, 5))
