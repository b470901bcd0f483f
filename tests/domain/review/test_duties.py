"""Duties run from the right day, skip weekends where they should, and never vanish for want of a date."""

from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.forms.form import Clock, Condition, Field, Form, Library, Outline, Section
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, WorkbookFacts
from hssib_desk.domain.review.duties import FINISH, add_days, duties
from tests.factories import SEAL, make_case

TODAY = date(2025, 11, 18)
ASKED = Condition("asked", accepts=("yes",))


def dated(key, **more):
    return Field(key, key, "date", "s", **more)


FIELDS = (
    Field("asked", "Asked", "text", "s"),
    dated("begun"),
    dated("done"),
    dated("hidden", show_if=Condition("asked", accepts=("no",))),
)
DEATH = Form("death", "Death", 1, "x", (Section("s", "S", (dated("died", role="date_of_death"),)),))


def found(clock, answers, died=None, holidays=None):
    form = Form("decisions", "Decisions", 1, "x", (Section("s", "S", FIELDS),), clocks=(clock,))
    entries = (EntryFile("e1", form, answers), EntryFile("e2", DEATH, {"died": died} if died else {}))
    library = Library({}, {}, {}, Outline("o", "O", 1, ()))
    case = CaseFile("c", "C-1", entries, library, WorkbookFacts("W"), today=TODAY)
    return duties(case, holidays) if holidays else duties(case)


PFD = Clock(
    "pfd", "Reply to the coroner", "begun", 56, "done", when=ASKED, standard="statutory", source="S63"
)
TEN = Clock("letter", "Letter", "begun", 10, "done", working=True)
AT_ONCE = Clock("cqc", "CQC told", "role:date_of_death", 0, "done", when=ASKED, standard="statutory")


@pytest.mark.parametrize(
    ("clock", "answers", "died", "due", "done"),
    [
        (PFD, {"asked": "yes", "begun": "2025-10-02"}, None, date(2025, 11, 27), None),
        (PFD, {"asked": "yes", "begun": "2025-10"}, None, date(2025, 11, 26), None),
        (PFD, {"asked": "yes"}, None, None, None),
        (PFD, {"asked": "yes", "begun": "soon"}, None, None, None),
        (
            *(PFD, {"asked": "yes", "begun": "2025-09-01", "done": "2025-10-20"}, None),
            *(date(2025, 10, 27), date(2025, 10, 20)),
        ),
        (
            *(PFD, {"asked": "yes", "begun": "2025-09-01", "done": "2025-10"}, None),
            *(date(2025, 10, 27), date(2025, 10, 31)),
        ),
        (PFD, {"asked": "yes", "begun": "2025-09-19", "done": "unknown"}, None, date(2025, 11, 14), None),
        (TEN, {"begun": "2025-11-10"}, None, date(2025, 11, 24), None),
        (TEN, {"begun": "2025-11-08"}, None, date(2025, 11, 21), None),
        (AT_ONCE, {"asked": "yes"}, "2025-11-11", date(2025, 11, 11), None),
        (AT_ONCE, {"asked": "yes"}, None, None, None),
    ],
)
def test_a_duty_and_its_day(clock, answers, died, due, done):
    (duty,) = found(clock, answers, died)
    assert (duty.due, duty.done) == (due, done)
    assert (duty.key, duty.title, duty.standard, duty.entry_id) == (
        clock.key,
        clock.title,
        clock.standard,
        "e1",
    )
    assert duty.without_delay == (clock is AT_ONCE)


@pytest.mark.parametrize(
    ("clock", "answers"),
    [(PFD, {"begun": "2025-10-02"}), (PFD, {"asked": "no"}), (TEN, {}), (AT_ONCE, {})],
)
def test_no_duty_without_its_cause(clock, answers):
    assert found(clock, answers, "2025-11-11") == []


def test_the_answer_of_a_question_no_longer_asked_starts_and_ends_nothing():
    hidden = {"asked": "yes", "begun": "2025-10-02", "hidden": "2025-10-03"}
    assert found(replace(PFD, done="hidden"), hidden)[0].done is None
    assert found(replace(PFD, start="hidden"), hidden)[0].due is None


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


def test_working_days_leave_out_englands_bank_holidays():
    clock = replace(TEN, days=1)
    assert found(clock, {"begun": "2025-12-24"})[0].due == date(2025, 12, 29)
    assert found(clock, {"begun": "2025-12-24"}, holidays=lambda _day: False)[0].due == date(2025, 12, 25)


def test_every_shipped_clock_runs():
    form = next(form for form in load_library().forms.values() if form.clocks)
    answers = {field.key: "2025-11-03" for field in form.fields if field.kind == "date"}
    for clock in form.clocks:
        assert clock.when
        asked = clock.when if clock.when.field else form.by_key[clock.done].show_if  # one is born from a fact
        answers[asked.field] = asked.accepts[0]
    death = load_library().form_with_role("date_of_death", repeat=False)
    case = make_case(answers={form.key: answers, death.key: {"date_of_death": "2025-11-01"}})
    running = duties(case)
    assert [duty.key for duty in running] == [clock.key for clock in form.clocks]
    assert all(duty.due and duty.done == date(2025, 11, 3) for duty in running)


@pytest.mark.parametrize(
    ("died", "answers", "owed"),
    [
        ("2025-10-17", {}, True),
        ("2024-09-08", {}, False),
        ("2025-10-17", {"coroner_status": "inquest"}, False),
        ("2025-10-17", {"examiner": "no"}, False),
        ("2025-10-17", {"examiner": "not_known"}, True),
    ],
)
def test_the_medical_examiner_is_owed_by_the_death_itself_and_not_by_an_answer(died, answers, owed):
    death = load_library().form_with_role("date_of_death", repeat=False)
    form = next(form for form in load_library().forms.values() if form.clocks)
    case = make_case(answers={form.key: answers, death.key: {"date_of_death": died}})
    found = [duty for duty in duties(case) if duty.title == "Medical examiner"]
    assert [(duty.due, duty.done) for duty in found] == ([(date(2025, 10, 28), None)] if owed else [])


def test_a_review_is_owed_by_the_day_that_was_set_until_it_is_signed():
    form = load_library().form_with_role("due_date", repeat=False)
    case = make_case(answers={form.key: {"due_date": "2025-12-19"}})
    (owed,) = (duty for duty in duties(case) if duty.key == FINISH)
    assert (owed.due, owed.done, owed.without_delay) == (date(2025, 12, 19), None, False)
    case = replace(case, entries=tuple(replace(entry, seal=SEAL) for entry in case.entries))
    assert next(duty.done for duty in duties(case) if duty.key == FINISH) == date(2025, 11, 17)
    assert not [duty for duty in duties(make_case(answers={form.key: {}})) if duty.key == FINISH]


JANUARY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ({"pfd_dated": "2025-10-01", "pfd_received": "2025-10-20"}, date(2025, 11, 26)),
        ({"pfd_dated": "2025-10-01", "pfd_due": "2025-11-28"}, date(2025, 11, 28)),
        (
            {"pfd_dated": "2025-10-01", "pfd_due": "2025-11-28", "pfd_extended": "2026-01-15"},
            date(2026, 1, 15),
        ),
        ({"pfd_received": "2025-10-20"}, None),
    ],
)
def test_a_reply_to_the_coroner_is_due_as_printed_and_never_counted_from_receipt(answers, due):
    case = make_case(answers={"decisions": {"pfd": "yes", **answers}})
    assert next(duty.due for duty in duties(case) if duty.key == "pfd") == due


def test_an_older_form_owes_what_the_law_asks_today():
    form = load_library().forms["decisions"]
    counted = replace(
        next(clock for clock in form.clocks if clock.key == "pfd"), start="pfd_received", due=()
    )
    old = replace(form, version=1, clocks=(counted,))
    entry = EntryFile("e", old, {"pfd": "yes", "pfd_received": "2025-10-20"})
    found = [duty for duty in duties(make_case(entries=[entry])) if duty.key == "pfd"]
    assert [duty.due for duty in found] == [None]
