"""Who counts: inpatients at death and deaths within the window after discharge, doubts always said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.dates import PartialDate, parse_date
from hssib_desk.domain.forms.form import Choice, CodeList, Field, Form, Library, Outline, Section
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, WorkbookFacts
from hssib_desk.domain.review.scope import DeathDates, assess, scope_of
from tests.factories import make_case

TODAY = date(2025, 11, 18)


def look(died=None, discharged=None, inpatient=None, admitted=None, born=None, window=30):
    def read(text):
        return parse_date(text, today=TODAY) if text else None

    dates = DeathDates(read(born), read(admitted), read(discharged), read(died), inpatient)
    return assess(dates, window, TODAY)


@pytest.mark.parametrize(
    ("died", "discharged", "inpatient", "code", "setting", "days", "sentence"),
    [
        ("19/10/2025", "7/10/2025", None, "in_scope", "discharged", 12, "Died 12 days after discharge"),
        ("19/10/2025", "7/10/2025", "no", "in_scope", "discharged", 12, "Died 12 days after discharge"),
        (
            "19/10/2025",
            "7/10/2025",
            "not_known",
            "in_scope",
            "discharged",
            12,
            "Died 12 days after discharge",
        ),
        ("19/10/2025", "18/10/2025", None, "in_scope", "discharged", 1, "Died 1 day after discharge"),
        ("31/10/2025", "1/10/2025", None, "in_scope", "discharged", 30, "Died 30 days after discharge"),
        (
            *("1/11/2025", "1/10/2025", None, "outside", "discharged", 31),
            "Died 31 days after discharge: just outside the 30 days",
        ),
        (
            *("2/11/2025", "1/10/2025", None, "outside", "discharged", 32),
            "Died 32 days after discharge: outside the 30 days",
        ),
        ("30/3/2025", "29/3/2025", None, "in_scope", "discharged", 1, "Died 1 day after discharge"),
        ("1/3/2024", "31/1/2024", None, "in_scope", "discharged", 30, "Died 30 days after discharge"),
        ("19/10/2025", None, "yes", "in_scope", "inpatient", None, "Inpatient at death"),
        ("19/10/2025", "19/10/2025", "yes", "in_scope", "inpatient", None, "Inpatient at death"),
        ("19/10/2025", "19/10/2025", "no", "in_scope", "discharged", 0, "Died on the day of discharge"),
        ("19/10/2025", "19/10/2025", None, "in_scope", "unclear", 0, "Died on the day of discharge"),
    ],
)
def test_the_clock(died, discharged, inpatient, code, setting, days, sentence):
    found = look(died, discharged, inpatient)
    assert (found.code, found.setting, found.days, found.sentence) == (code, setting, days, sentence)


@pytest.mark.parametrize(
    ("dates", "short"),
    [
        ({"died": "19/10/2025", "discharged": "7/10/2025"}, "12 days"),
        ({"died": "19/10/2025", "discharged": "18/10/2025"}, "1 day"),
        ({"died": "19/10/2025", "inpatient": "yes"}, "Inpatient"),
        ({"died": "19/10/2025", "discharged": "19/10/2025"}, "Same day: check dates"),
        ({"died": "19/10/2025"}, "No discharge date"),
        ({}, "No date of death"),
        ({"died": "19/10/2025", "discharged": "20/10/2025"}, "Check dates"),
        ({"died": "2025-10", "discharged": "1/10/2025"}, "0 to 30 days"),
    ],
)
def test_few_words_for_the_case_list(dates, short):
    assert look(**dates).short == short


@pytest.mark.parametrize(
    ("dates", "flag", "sentence"),
    [
        (
            {"died": "19/10/2025", "discharged": "20/10/2025"},
            "discharge_after_death",
            "The discharge (20 Oct 2025) is after the death (19 Oct 2025).",
        ),
        (
            {"died": "19/10/2025", "discharged": "20/10/2025", "inpatient": "yes"},
            "discharge_after_death",
            "The discharge (20 Oct 2025) is after the death (19 Oct 2025).",
        ),
        (
            {"died": "1/9/2025", "admitted": "2/9/2025", "inpatient": "yes"},
            "death_before_admission",
            "The admission (2 Sep 2025) is after the death (1 Sep 2025).",
        ),
        (
            {"died": "1/9/2025", "born": "2026", "inpatient": "yes"},
            "death_before_birth",
            "The birth (2026) is after the death (1 Sep 2025).",
        ),
        (
            {"died": "9/9/2025", "admitted": "5/9/2025", "discharged": "2025-08"},
            "discharge_before_admission",
            "The admission (5 Sep 2025) is after the discharge (Aug 2025).",
        ),
        (
            {"died": "9/9/2025", "born": "1/9/2025", "admitted": "1/8/2025", "discharged": "5/9/2025"},
            "admission_before_birth",
            "The birth (1 Sep 2025) is after the admission (1 Aug 2025).",
        ),
        (
            {"died": "9/9/2025", "discharged": "1/9/2025", "inpatient": "yes"},
            "inpatient_after_discharge",
            "Said to be an inpatient at death, but discharged on 1 Sep 2025 and died on 9 Sep 2025. "
            "If this was a later stay, give its dates.",
        ),
        (
            {"died": "19/11/2025", "inpatient": "yes"},
            "in_future",
            "The date of death (19 Nov 2025) is in the future.",
        ),
    ],
)
def test_a_contradiction_is_said_and_never_counted(dates, flag, sentence):
    found = look(**dates)
    assert found.flags[0].code == flag
    assert found.sentence == found.flags[0].sentence == sentence
    assert (found.code, found.setting, found.days) == ("unclear", "unclear", None)


DIED, LEFT = PartialDate(2025, 10, 19), PartialDate(2025, 8, 7)
LEAVE = ("On section 17 leave, escorted",)


@pytest.mark.parametrize(
    ("dates", "flag", "words"),
    [
        (DeathDates(died=DIED, inpatient="no", signs=LEAVE), "signs_of_a_stay", "On section 17 leave"),
        (DeathDates(died=DIED, discharged=LEFT, signs=LEAVE), "signs_of_a_stay", "was there a later stay?"),
        (
            DeathDates(died=DIED, discharged=LEFT, inpatient="not_known", signs=LEAVE),
            "signs_of_a_stay",
            "was there a later stay?",
        ),
        (DeathDates(died=DIED, discharged=LEFT, ended_by_death=True), "ended_by_death", "they died on"),
        (
            DeathDates(died=DIED, discharged=DIED, inpatient="no", ended_by_death=True),
            "ended_by_death",
            "they were an inpatient when they died",
        ),
        (DeathDates(died=DIED, inpatient="no", ended_by_death=True), "ended_by_death", "how the stay ended"),
    ],
)
def test_answers_that_speak_of_a_stay_are_asked_about_and_never_out_of_scope(dates, flag, words):
    found = assess(dates, 30, TODAY)
    assert (found.code, found.flags[0].code) == ("unclear", flag)
    assert words in found.sentence


def test_leave_of_an_inpatient_is_no_contradiction():
    found = assess(DeathDates(died=DIED, inpatient="yes", signs=LEAVE), 30, TODAY)
    assert (found.code, found.flags) == ("in_scope", ())


@pytest.mark.parametrize(
    ("role", "code"),
    [("legal_circumstances", "s17_unescorted"), ("legal_circumstances", "awol"), ("place_of_death", "W1")],
)
def test_the_shipped_forms_know_what_only_an_inpatient_can_have(role, code):
    library = load_library()
    form = library.form_with_role(role, repeat=False)
    field = form.role(role)
    answers = {"date_of_death": "2025-10-19", "discharge_date": "2025-08-07", "inpatient_at_death": "no"}
    given = {**answers, role: [code] if field.kind == "choices" else code}
    scope = scope_of(make_case(answers={form.key: given}))
    assert (scope.code, scope.flags[0].code) == ("unclear", "signs_of_a_stay")
    assert field.options.label(code) in scope.sentence


def test_a_stay_that_ended_by_death_days_before_the_death_is_asked_about():
    form = load_library().form_with_role("discharge_method")
    died = form.role("discharge_method").options.codes_meaning("died")[0]
    days = {"date_of_death": "2025-10-19", "discharge_date": "2025-08-07", "discharge_method": died}
    scope = scope_of(make_case(answers={form.key: days}))
    assert (scope.code, scope.flags[0].code) == ("unclear", "ended_by_death")


@pytest.mark.parametrize(
    ("dates", "codes", "flags"),
    [
        ({}, "unclear", ["no_death_date", "no_discharge_date"]),
        ({"discharged": "1/9/2025"}, "unclear", ["no_death_date"]),
        ({"died": "1/9/2025", "inpatient": "no"}, "unclear", ["no_discharge_date"]),
        ({"died": "1/9/2025", "inpatient": "not_known"}, "unclear", ["no_discharge_date"]),
        ({"inpatient": "yes"}, "in_scope", ["no_death_date"]),
        ({"died": "19/10/2025", "discharged": "19/10/2025"}, "in_scope", ["same_day"]),
        ({"died": "19/10/2025", "discharged": "19/10/2025", "inpatient": "no"}, "in_scope", []),
        ({"died": "1/11/2025", "discharged": "1/10/2025"}, "outside", ["just_outside"]),
    ],
)
def test_doubts(dates, codes, flags):
    found = look(**dates)
    assert (found.code, [flag.code for flag in found.flags]) == (codes, flags)
    assert all(found.has(flag) for flag in flags)


@pytest.mark.parametrize(
    ("died", "discharged", "code", "setting"),
    [
        ("20/10/2025", "2025-10", "in_scope", "unclear"),  # 0 to 19 days
        ("20/10/2025", "2025-09", "unclear", "unclear"),  # 20 to 49 days
        ("20/10/2025", "2025-08", "outside", "discharged"),  # 50 days and more
        ("30/10/2025", "2025-09", "unclear", "unclear"),  # 30 to 59 days
        ("2025-10", "30/9/2025", "unclear", "unclear"),  # 1 to 31 days
        ("2025-09", "31/8/2025", "in_scope", "discharged"),  # 1 to 30 days
        ("2025", "2024", "unclear", "unclear"),
        ("2025", "2023", "outside", "discharged"),
        ("2025", "2025", "unclear", "unclear"),
    ],
)
def test_partial_dates_decide_only_when_every_day_of_theirs_does(died, discharged, code, setting):
    found = look(died, discharged)
    assert (found.code, found.setting, found.days) == (code, setting, None)
    assert found.has("partial_dates") == (code != "outside")


def test_partial_dates_are_named():
    assert look("20/10/2025", "2025-09").sentence == (
        "The date of discharge (Sep 2025) is not known to the day: death came 20 to 49 days after discharge. "
        "The window is 30 days."
    )

    both = look("2025", "2025")
    assert both.sentence.startswith("The date of discharge (2025) and death (2025) is not known to the day: ")
    assert both.short == "Dates not exact"
    (flag,) = look("20/10/2025", "2025-10").flags
    assert (flag.sentence, flag.short) == (
        "The date of discharge (Oct 2025) is not known to the day: death came 0 to 19 days after discharge.",
        "Dates not exact",
    )


def test_who_was_no_inpatient_was_discharged_whatever_the_day():
    found = look("20/10/2025", "2025-10", "no")
    assert (found.code, found.setting, found.sentence, found.short) == (
        *("in_scope", "discharged", "Died 0 to 19 days after discharge", "0 to 19 days"),
    )


def test_the_window_is_a_setting():
    assert look("19/10/2025", "7/10/2025", window=7).code == "outside"
    assert look("8/10/2025", "30/9/2025", window=7).sentence.endswith("just outside the 7 days")
    assert look("8/10/2025", "7/10/2025", window=1).code == "in_scope"


@given(st.integers(0, 400), st.integers(0, 365), st.integers(0, 2000))
def test_every_count_of_days_is_decided_by_the_window_alone(days, window, back):
    discharged = TODAY - timedelta(days=days + back)
    dates = DeathDates(
        discharged=PartialDate.of(discharged), died=PartialDate.of(discharged + timedelta(days=days))
    )
    found = assess(dates, window, TODAY)
    assert found.code == ("in_scope" if days <= window else "outside")
    assert found.days == days
    assert bool(found.flags) == (days in (0, window + 1))


PARTIAL = st.builds(
    lambda day, known: PartialDate(*(day.year, day.month, day.day)[:known]),
    st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    st.integers(1, 3),
)
MAYBE = st.none() | PARTIAL


@given(st.builds(DeathDates, MAYBE, MAYBE, MAYBE, MAYBE, st.sampled_from([None, "yes", "no", "not_known"])))
def test_any_dates_are_decided_or_explained(dates):
    found = assess(dates, 30, TODAY)
    assert found.sentence and found.short
    assert found.code != "unclear" or found.flags
    assert (found.code == "unclear") <= (found.days is None)
    if found.code == "in_scope" and found.setting == "discharged":
        assert dates.discharged.first <= dates.died.last


YES_NO = CodeList("yn", "", 1, "local", (Choice("Y", "Yes", means="yes"), Choice("N", "No", means="no")))
FORM = Form(
    "person",
    "Person",
    1,
    "local",
    (
        Section(
            "s",
            "S",
            (
                Field("d", "Died", "date", role="date_of_death"),
                Field("l", "Left", "date", role="discharge_date"),
                Field("i", "Inpatient", "yes_no", options=YES_NO, role="inpatient_at_death"),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("answers", "short"),
    [
        ({"d": "2025-10-19", "l": "2025-10-07"}, "12 days"),
        ({"d": "2025-10-19", "i": "Y"}, "Inpatient"),
        ({"d": "2025-10-19", "l": "2025-10-19", "i": "N"}, "Same day"),
        ({"d": "31/11/2025", "i": "N"}, "No date of death"),
        ({"d": "unknown", "l": "2025-10-07"}, "No date of death"),
        ({"d": "2025-11-19", "l": "2025-11-07"}, "Check dates"),
    ],
)
def test_a_case_is_read_through_its_roles(answers, short):
    library = Library({"person": FORM}, {}, {}, Outline("o", "O", 1, ()))
    entry = EntryFile("1", FORM, answers)
    case = CaseFile("c", "C-1", (entry,), library, WorkbookFacts("W"), today=TODAY)
    assert scope_of(case).short == short
