"""Duties count from the right day, skip weekends where they should, and say what became of them."""
# ruff: noqa: E501 - a table reads best when its rows are whole

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hssib_desk.domain.duties.day_settings import day_settings, days_of
from hssib_desk.domain.duties.reader import check_duties, read_duty_rules
from hssib_desk.domain.duties.switched_off import SWITCHED_OFF, as_setting, switched_off
from hssib_desk.domain.forms.form import Field, Form, FormError, Section
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.duties import FINISH, FORMERLY_NO, add_days, duties
from tests.factories import FACTS, SEAL, make_case

WARD = {"inpatient_at_death": "yes", "legal_status": "03", "died_manner": "natural"}
CHRISTMAS = "2025-12-23"  # a Tuesday; Thursday and Friday after it are bank holidays
EARLIER = date(2026, 1, 31)


def found(key, person=None, *, settings=None, known_on="", **forms):
    """One duty of a case, or None; `forms` are the answers of other forms."""
    entries = []
    if known_on:
        asked = Field("known_on", "Known on", "date", "s", role="known_on")
        form = Form("strip", "Strip", 1, "x", (Section("s", "S", (asked,)),))
        entries.append(EntryFile("strip", form, {"known_on": known_on}))
    facts = replace(FACTS, settings=settings or {})
    answers = {"person": {**WARD, **(person or {})}, **forms}
    case = make_case(answers=answers, entries=entries, facts=facts, today=EARLIER)
    return next((duty for duty in duties(case) if duty.key == key), None)


@pytest.mark.parametrize(
    ("key", "person", "forms", "due"),
    [
        ("coroner", {"date_of_death": "2025-11-03"}, {}, date(2025, 11, 4)),
        ("coroner", {"date_of_death": "2025-11"}, {}, date(2025, 11, 2)),
        ("coroner", {}, {}, None),
        ("family_told", {"date_of_death": CHRISTMAS}, {}, date(2026, 1, 9)),
        ("family_told", {"date_of_death": "2025-04-17"}, {}, date(2025, 5, 6)),
        ("leder", {"date_of_death": CHRISTMAS, "autism": "1", "date_of_birth": "1990"}, {}, date(2026, 1, 9)),
        ("leder_review", {}, {"decisions": {"leder_told": "2025-08-31"}}, date(2026, 2, 28)),
        ("leder_review", {}, {"decisions": {"leder_told": "2023-08-30"}}, date(2024, 2, 29)),
        ("leder_review", {}, {"decisions": {"leder_told": "2025-08"}}, date(2026, 2, 1)),
        ("maternal", {"date_of_death": "2025-11-03"}, {}, None),
        ("candour_told", {}, {"decisions": {"candour": "yes", "candour_decided": "2025-11-07"}}, date(2025, 11, 21)),
        ("candour_told", {}, {"decisions": {"candour": "yes"}}, None),
        ("candour_letter", {}, {"decisions": {"candour": "yes", "candour_verbal": "2025-10-01"}}, date(2025, 10, 15)),
        ("response", {}, {"decisions": {"learning_response": "psii", "response_decided": "2025-05-01"}}, date(2025, 10, 28)),
        ("second_review", {}, {"decisions": {"second_review": "yes", "second_review_decided": "2025-10-01"}}, date(2025, 10, 29)),
        ("make_safe", {"date_of_death": "2025-11-03", "died_manner": "suicide"}, {}, date(2025, 11, 3)),
        ("cqc_child_ward", {"date_of_birth": "2008-06-01", "date_of_death": "2025-11-03",
                            "admission_date": "2025-10-27", "ward_type": "200"}, {}, date(2025, 10, 29)),
        ("reviewed", {"date_of_death": "2025-11-03", "due_date": "2025-12-19"}, {}, date(2025, 12, 19)),
    ],
)  # fmt: skip
def test_the_day_on_which_a_duty_is_due(key, person, forms, due):
    duty = found(key, person, **forms)
    assert (duty.due if duty else None) == due


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ({"pfd_dated": "2025-10-01", "pfd_received": "2025-10-20"}, date(2025, 11, 26)),
        ({"pfd_dated": "2025-10", "pfd_received": "2025-10-20"}, date(2025, 11, 26)),
        ({"pfd_dated": "2025-10-01", "pfd_due": "2025-11-28"}, date(2025, 11, 28)),
        (
            {"pfd_dated": "2025-10-01", "pfd_due": "2025-11-28", "pfd_extended": "2026-01-15"},
            date(2026, 1, 15),
        ),
        ({"pfd_dated": "soon"}, None),
        ({"pfd_received": "2025-10-20"}, None),
    ],
)
def test_a_reply_to_the_coroner_is_due_as_printed_and_never_counted_from_receipt(answers, due):
    assert found("pfd_reply", decisions={"pfd": "yes", **answers}).due == due


@pytest.mark.parametrize(
    ("known", "start", "due"),
    [
        ("2025-11-20", date(2025, 11, 20), date(2025, 11, 21)),
        ("2025-11-01", date(2025, 11, 3), date(2025, 11, 4)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 2)),
        ("unknown", date(2025, 11, 3), date(2025, 11, 4)),
    ],
)
def test_what_counts_from_the_death_counts_from_the_day_we_learnt_of_it_when_that_is_later(known, start, due):
    duty = found("coroner", {"date_of_death": "2025-11-03"}, known_on=known)
    assert (duty.start, duty.due) == (start, due)
    other = found("leder_review", decisions={"leder_told": "2025-05-01"}, known_on=known)
    assert other.start == date(2025, 5, 1)


def test_without_delay_is_in_time_up_to_the_end_of_the_next_day():
    died = {"date_of_death": "2025-11-03"}
    assert found("coroner", died).is_late(date(2025, 11, 5))
    assert not found("coroner", died).is_late(date(2025, 11, 4))
    told = {"decisions": {"coroner_referred": "2025-11-04"}}
    assert not found("coroner", died, **told).is_late(date(2026, 1, 31))
    assert found("coroner", died, decisions={"coroner_referred": "2025-11-05"}).is_late(date(2025, 11, 5))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2025, 11, 14), 1, date(2025, 11, 17)),  # Friday to Monday
        (date(2025, 11, 15), 1, date(2025, 11, 17)),
        (date(2025, 12, 24), 1, date(2025, 12, 29)),  # two holidays and a weekend
        (date(2025, 12, 24), 0, date(2025, 12, 24)),
        (date(2025, 12, 23), 2, date(2025, 12, 29)),
    ],
)
def test_working_days(start, days, due):
    christmas = {date(2025, 12, 25), date(2025, 12, 26)}
    assert add_days(start, days, christmas.__contains__) == due


@pytest.mark.parametrize(
    ("answers", "state", "done", "reason"),
    [
        ({}, "must", None, ""),
        ({"decisions": {"coroner_referred": "2025-11-04"}}, "done", date(2025, 11, 4), ""),
        ({"decisions": {"coroner_referred": "2025-11"}}, "done", date(2025, 11, 30), ""),
        ({"decisions": {"coroner_referred": "unknown"}}, "done", None, ""),
        ({"decisions": {"coroner_referred": "soon"}}, "must", None, ""),
        ({"duties": {"coroner_na": "Dr told"}}, "not_applicable", None, "Dr told"),
        (
            {"decisions": {"coroner_status": "no_further_action"}},
            "ended",
            None,
            "The coroner takes it no further.",
        ),
        ({"decisions": {"coroner_status": "inquest"}}, "must", None, ""),
    ],
)
def test_how_a_duty_is_answered(answers, state, done, reason):
    duty = found("coroner", {"date_of_death": "2025-11-03"}, **answers)
    assert (duty.state, duty.done, duty.reason) == (state, done, reason)
    assert duty.is_open == (state == "must")


def test_a_duty_that_several_days_end_is_done_with_the_last_of_them():
    died = {"date_of_death": "2025-11-03"}
    family = {"contact_status": "in_touch", "told_date": "2025-11-10"}
    assert found("family_told", died, family=family).state == "must"
    family["asked_date"] = "2025-11-12"
    assert found("family_told", died, family=family).done == date(2025, 11, 12)
    declined = {"contact_status": "declined", "contact_reason": "They asked for no contact."}
    assert found("family_told", died, family=declined).state == "not_applicable"
    assert found("family_told", died, family={"contact_status": "none_known"}) is None


def test_findings_are_shared_within_the_days_that_the_organisation_set_after_the_signature():
    """Only with a family in touch who did not choose otherwise; a review that is not signed owes nothing."""

    def shared(seal=SEAL, days="", **family):
        forms = load_library().forms
        told = {"judgement": {}, "family": {"contact_status": "in_touch", **family}}
        entries = [
            replace(EntryFile(f"e-{key}", forms[key], answers), seal=seal) for key, answers in told.items()
        ]
        facts = replace(FACTS, settings={"days_share": days} if days else {})
        case = make_case(entries=entries, facts=facts, today=EARLIER)
        return next((duty for duty in duties(case) if duty.key == "findings_family"), None)

    signed = SEAL.at.date()
    assert shared(seal=None) is None
    assert (shared().state, shared().due) == ("must", signed + timedelta(days=28))
    assert shared(days="14").due == signed + timedelta(days=14)
    assert shared(findings_shared=signed.isoformat()).done == signed
    assert shared(findings_declined="yes").state == "not_applicable"
    assert shared(contact_status="none_known") is None
    assert shared().rule.can_be_switched_off


def test_it_says_why_it_is_born_and_which_facts_would_decide_it():
    died = {"date_of_death": "2025-11-03"}
    both = found("coroner", {**died, "died_manner": "suicide"})
    assert both.words == "A doctor tells the coroner: died while detained, an unnatural death is suspected."
    open_ = found("coroner", {**died, "legal_status": "99"})
    assert (open_.state, open_.undecided) == ("decide", ("coroner",))
    assert found("cqc_detained", {**died, "legal_status": "99"}).undecided == ("detained",)


def test_the_same_answer_in_an_older_form_still_ends_its_duty():
    old = load_library().forms["decisions"]
    asked = Field("cqc", "Must the CQC be told?", "yes_no", old.sections[-1].key)
    section = replace(old.sections[-1], fields=(*old.sections[-1].fields, asked))
    form = replace(old, version=2, sections=(*old.sections[:-1], section))
    person = {**WARD, "date_of_death": "2025-11-03"}
    for answers, state, reason in (
        ({"cqc": "yes", "cqc_told": "2025-11-04"}, "done", ""),
        ({"cqc": "no"}, "not_applicable", FORMERLY_NO),
        ({"cqc": "yes"}, "must", ""),
    ):
        entries = [EntryFile("old", form, answers)]
        case = make_case(answers={"person": person}, entries=entries)
        duty = next(duty for duty in duties(case) if duty.key == "cqc_detained")
        assert (duty.state, duty.reason) == (state, reason)


def test_of_a_case_just_begun_nothing_is_owed():
    assert duties(make_case()) == []
    assert duties(make_case(answers={"person": {"surname": "Grey"}})) == []


def test_a_local_duty_can_be_switched_off_and_given_other_days():
    person = {"date_of_death": "2025-11-03", "died_manner": "suicide", "out_of_area": "yes"}
    assert found("commissioner", person).due == date(2025, 11, 6)
    assert found("commissioner", person, settings={"days_commissioner": "5"}).due == date(2025, 11, 10)
    off = {SWITCHED_OFF: "commissioner,coroner,leder"}
    assert found("commissioner", person, settings=off) is None
    assert found("coroner", person, settings=off) is not None  # the law cannot be switched off
    reasons = {"commissioner": "Our placing team tells them, by contract", "make_safe": "Done: in Datix"}
    assert switched_off({SWITCHED_OFF: as_setting(reasons)}) == reasons
    assert found("commissioner", person, settings={SWITCHED_OFF: as_setting(reasons)}) is None
    told = {"duties": {"commissioner_done": "2025-11-05"}}
    assert found("commissioner", person, settings=off, **told).state == "done"


def test_days_that_nobody_chose_are_those_of_the_file():
    assert days_of("days_screen", {}) == 7
    assert days_of("days_screen", {"days_screen": "ten"}) == 7
    assert days_of("days_screen", {"days_screen": "21"}) == 21
    assert {rule.setting for rule in load_library().duties if rule.setting} <= day_settings().keys()


def test_a_review_is_owed_by_the_day_that_was_set_until_it_is_signed():
    form = load_library().form_with_role("due_date", repeat=False)
    case = make_case(answers={form.key: {"due_date": "2025-12-19", "date_of_death": "2025-11-03"}})
    (owed,) = (duty for duty in duties(case) if duty.key == FINISH)
    assert (owed.due, owed.done, owed.without_delay) == (date(2025, 12, 19), None, False)
    case = replace(case, entries=tuple(replace(entry, seal=SEAL) for entry in case.entries))
    assert next(duty.done for duty in duties(case) if duty.key == FINISH) == date(2025, 11, 17)


def test_a_duty_counted_from_a_signature_counts_from_the_day_where_the_program_runs(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    form = load_library().form_with_role("overall_score", repeat=False)
    case = make_case(answers={form.key: {"overall_score": "2"}})
    for at, due in (
        (datetime(2025, 10, 25, 23, 30, tzinfo=UTC), date(2025, 11, 23)),  # half past midnight of summer time
        (datetime(2025, 10, 26, 23, 30, tzinfo=UTC), date(2025, 11, 23)),  # the clocks went back at two
    ):
        seal = replace(SEAL, at=at)
        signed = replace(case, entries=tuple(replace(entry, seal=seal) for entry in case.entries))
        (second,) = (duty for duty in duties(signed) if duty.key == "second_review")
        assert second.due == due
    monkeypatch.undo()
    time.tzset()


def test_a_death_that_became_known_later_is_in_time_from_then_on():
    assert found("coroner", {"date_of_death": "2025-11-03"}, known_on="2025-11-10").due == date(2025, 11, 11)
    assert found("coroner", {"date_of_death": "2025-11-03"}, known_on="2025-11-01").due == date(2025, 11, 4)
    assert found("child_death", {"date_of_death": "2025-11", "date_of_birth": "2010"}).due == date(
        2025, 11, 2
    )


DUTY = {
    "key": "a", "code": "A", "title": "A", "words": "Do it.", "who": "Anyone", "basis": "local", "due": "same_day",
    "counted_from": ["role:date_of_death"], "born_if": {"fact": "child", "is": ["yes"]}, "source": ["local"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"due": "soon"}, "due = “soon” is not known"),
        ({"due": "days"}, "needs days = … or the setting"),
        ({"basis": "habit"}, "basis = “habit” is not known"),
        ({"born_if": {"fact": "child", "is": ["perhaps"]}}, "“child” is never “perhaps”"),
        ({"counted_from": ["role:begin"]}, "role:… = “begin” is not known"),
        ({"counted_from": []}, "from which day it counts"),
        ({"ends_by": [[]]}, "ends_by is a list of questions"),
        ({"colour": "red"}, "“colour” is not known here"),
    ],
)
def test_a_duty_that_means_nothing_is_refused(change, said):
    with pytest.raises(FormError, match=said):
        read_duty_rules({"duty": [{**DUTY, **change}]}, "duties.toml")


def test_a_duty_twice_or_never_born_or_on_a_question_that_nobody_asks_is_refused():
    with pytest.raises(FormError, match="key “a” is there twice"):
        read_duty_rules({"duty": [DUTY, DUTY]}, "duties.toml")
    with pytest.raises(FormError, match="say when it is born"):
        read_duty_rules({"duty": [{k: v for k, v in DUTY.items() if k != "born_if"}]}, "duties.toml")
    rules = read_duty_rules({"duty": [{**DUTY, "ends_by": ["decisions.nothing"]}]}, "duties.toml")
    with pytest.raises(FormError, match="no form asks “decisions"):
        check_duties(rules, load_library().forms)


def test_each_duty_has_its_questions_where_no_other_plays_the_part():
    library = load_library()
    form = library.forms["duties"]
    for rule in library.duties:
        assert (f"{rule.key}_na" in form.by_key) == (rule.listed == "duties")
        assert all(field.living for field in form.fields)
        if rule.reference == f"duties.{rule.key}_ref":
            assert form.by_key[f"{rule.key}_ref"].identifying
    assert "cqc_death_done" in form.by_key
    assert "coroner_done" not in form.by_key  # the decisions ask for that day
