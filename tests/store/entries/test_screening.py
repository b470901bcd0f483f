"""Screening in the workbook: its seal, what follows, opening it again, and other levels with undo."""

from datetime import date, timedelta

import pytest

from hssib_desk.store.errors import NotReady, Sealed
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.verify.check import check

NATURAL = {
    "date_of_death": "2025-10-19",
    "date_of_birth": "1940-05-02",
    "inpatient_at_death": "no",
    "ward_type": "none",
    "legal_status": "98",
    "died_manner": "natural",
    "death_category": "EN1",
    "learning_disability": "5",
    "autism": "5",
}
FIRST = {
    "family_raised": "thanks",
    "care_linked": "no",
    "abuse_signs": ["none"],
    "screen_read": "summary",
    "outcome_reason": "Talked through with the ward: this step fits what is known.",
}


@pytest.fixture
def death(workbook):
    """A natural death that is to be screened, with every answer but the next step."""
    given = {"person": NATURAL, "why": {"red_flags": ["none"]}, "screening": FIRST}
    return workbook.new_case(given, level="screen")


def choose(workbook, case, outcome, **more):
    workbook.save(case.entry("screening").id, {"outcome": outcome, **more})


def sign(workbook, case):
    return workbook.reviews.sign_screening(case.id, name="R. Mensah", role="Consultant nurse")


def row_of(workbook, case):
    return next(row for row in workbook.lists.cases(CaseQuery()) if row.id == case.id)


def test_a_new_case_begins_where_it_is_asked_to(workbook):
    assert workbook.new_case().level == "full"
    made = workbook.new_case(level="screen")
    assert made.level == "screen"
    assert (made.status, row_of(workbook, made).level) == ("to_screen", "screen")
    assert workbook.new_case(level="short").level == "short"


def test_a_screening_is_signed_only_when_nothing_needed_is_left(workbook, death):
    with pytest.raises(NotReady, match="Next step"):
        sign(workbook, death)
    choose(workbook, death, "no_further")
    case = sign(workbook, death)
    assert case.value("screened_by") == "R. Mensah"
    assert case.value("screened_on")
    with pytest.raises(NotReady, match="signed already"):
        sign(workbook, death)


@pytest.mark.parametrize(
    ("outcome", "level", "status"),
    [
        ("no_further", "screen", "not_reviewed"),
        ("leder", "screen", "not_reviewed"),
        ("psii", "screen", "not_reviewed"),
        ("cdr", "screen", "not_reviewed"),
        ("other_provider", "screen", "not_reviewed"),
        ("coroner_first", "screen", "waiting"),
        ("short", "short", "draft"),
        ("full", "full", "draft"),
    ],
)
def test_each_next_step_leads_where_it_says_and_stays_in_every_count(workbook, death, outcome, level, status):
    choose(workbook, death, outcome, **({"look_again": "2026-01-10"} if outcome == "coroner_first" else {}))
    case = sign(workbook, death)
    row = row_of(workbook, death)
    assert (case.level, row.level, row.status, row.outcome) == (level, level, status, outcome)
    assert workbook.lists.count_cases(CaseQuery()) == 1
    assert workbook.lists.count_cases(CaseQuery(level=level)) == 1
    assert workbook.lists.count_cases(CaseQuery(outcome=outcome)) == 1
    assert workbook.lists.home().to_screen.count == 0


def test_against_the_suggestion_a_sentence_that_was_offered_is_no_reason(workbook, death):
    offered = "natural death, no red flag,  no concern, nothing in the care in question"
    choose(workbook, death, "full", outcome_reason=offered)
    with pytest.raises(NotReady, match="Why"):
        sign(workbook, death)
    choose(workbook, death, "no_further")  # as suggested, and with its sentence
    sign(workbook, death)
    assert row_of(workbook, death).status == "not_reviewed"
    workbook.reviews.reopen_screening(death.id, "The family rang.")
    choose(workbook, death, "full", outcome_reason=f"{offered}, and his sister asks for the whole story.")
    assert sign(workbook, death).level == "full"


def test_home_shows_deaths_to_screen_and_those_that_waited_long_enough(workbook, death, clock):
    assert [row.case_id for row in workbook.lists.home().to_screen.rows] == [death.id]
    ahead = date.fromordinal(workbook.lists.home().today.toordinal() + 5)
    choose(workbook, death, "coroner_first", look_again=ahead.isoformat())
    sign(workbook, death)
    assert workbook.lists.home().to_screen.count == 0
    clock.pass_by(days=6)
    (row,) = workbook.lists.home().to_screen.rows
    assert (row.case_id, row.due) == (death.id, ahead)


@pytest.mark.parametrize(
    "outcome", ["no_further", "psii", "cdr", "leder", "other_provider", "coroner_first", "short", "full"]
)
def test_each_ending_leaves_home_but_for_its_duties_and_stays_in_every_denominator(
    workbook, death, clock, outcome
):
    before = workbook.lists.home()
    owed = {row.title for row in before.duties.rows}
    assert owed and (before.to_screen.count, before.cases) == (1, 1)
    ahead = before.today + timedelta(days=5)
    waits = {"look_again": ahead.isoformat()} if outcome == "coroner_first" else {}
    workbook.save(death.entry("person").id, {"due_date": ahead.isoformat()})
    choose(workbook, death, outcome, **waits)
    sign(workbook, death)
    home, goes_on = workbook.lists.home(), outcome in ("short", "full")
    assert home.to_screen.count == 0
    assert [row.due for row in home.to_finish.rows] == ([ahead] if goes_on else [])
    assert {row.title for row in home.duties.rows} == owed  # open duties stay whatever the outcome
    assert home.cases == workbook.lists.count_cases(CaseQuery()) == workbook.lists.case_counts()["all"] == 1
    assert workbook.lists.count_cases(CaseQuery(finish_by=ahead)) == goes_on
    assert row_of(workbook, death).due == (ahead.isoformat() if goes_on else "")
    clock.pass_by(days=6)
    came = int(outcome == "coroner_first")
    assert workbook.lists.home().to_screen.count == workbook.lists.case_counts()["to_screen"] == came
    assert workbook.lists.count_cases(CaseQuery(status="to_screen", back_by=ahead)) == came
    assert workbook.lists.count_cases(CaseQuery(status="to_screen", back_by=before.today)) == 0


def test_a_signed_screening_keeps_its_next_step_and_can_be_reopened(workbook, death):
    choose(workbook, death, "short")
    sign(workbook, death)
    entry = death.entry("screening").id
    with pytest.raises(Sealed, match="Reopen it"):
        workbook.save(entry, {"outcome": "full"})
    workbook.save(entry, {"care_linked": "yes"})  # may be answered again in the review
    with pytest.raises(NotReady, match="Write why"):
        workbook.reviews.reopen_screening(death.id, " ")
    case = workbook.reviews.reopen_screening(death.id, "The family rang.")
    assert (case.level, row_of(workbook, death).status) == ("screen", "to_screen")
    workbook.save(entry, {"outcome": "full"})
    assert sign(workbook, death).level == "full"
    told = [change.what for change in workbook.past(death.id, as_shown=False)]
    assert "Screened" in told and "Screening reopened" in told


def test_a_signature_stands_against_undo(workbook, death):
    choose(workbook, death, "no_further")
    sign(workbook, death)
    assert workbook.undo(death.id) is None
    assert row_of(workbook, death).status == "not_reviewed"


def test_a_case_goes_up_and_down_with_nothing_lost_and_undo(workbook, death):
    choose(workbook, death, "full")
    sign(workbook, death)
    judged = workbook.case(death.id).entry("judgement").id
    workbook.save(judged, {"initial_score": "2", "initial_well": "Kind.", "overall_score": "3"})
    assert dict(row_of(workbook, death).scores)["initial"] == "2"
    change = workbook.reviews.level_change(death.id, "short")
    assert {field.key for _, field in change.set_aside} >= {"initial_score", "initial_well"}
    workbook.reviews.set_level(death.id, "short")
    row = row_of(workbook, death)
    assert (row.level, dict(row.scores)["initial"], dict(row.scores)["overall"]) == ("short", None, "3")
    assert workbook.case(death.id).entry("judgement").answers["initial_well"] == "Kind."
    assert workbook.undo(death.id)
    row = row_of(workbook, death)
    assert (row.level, dict(row.scores)["initial"]) == ("full", "2")
    with pytest.raises(NotReady, match="at this level already"):
        workbook.reviews.set_level(death.id, "full")


def test_a_case_of_before_screening_can_go_down_too(workbook):
    case = workbook.new_case({"person": NATURAL})
    workbook.reviews.set_level(case.id, "short")
    assert workbook.case(case.id).level == "short"
    assert workbook.undo(case.id)
    assert workbook.case(case.id).level == "full"


def test_what_is_derived_is_what_a_rebuild_finds(workbook, death, library):
    choose(workbook, death, "short")
    sign(workbook, death)
    workbook.reviews.set_level(death.id, "full")
    assert [f for f in check(workbook.path, library) if f.severity == "error"] == []
