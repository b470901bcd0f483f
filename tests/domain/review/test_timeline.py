"""Events in order, counted from day 0, and what lies long after the one before."""

from datetime import date

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.timeline import anchor, day_of, gaps, is_story, order
from tests.factories import keyed, make_case

LIBRARY = load_library()
EVENT = next(form for form in LIBRARY.forms.values() if is_story(form))


def event(name, when="", time=""):
    roles = {"event_date": when, "event_time": time}
    return EntryFile(name, EVENT, keyed(EVENT, {role: text for role, text in roles.items() if text}))


def dated(**roles):
    form = LIBRARY.form_with_role("date_of_death", repeat=False)
    return make_case(entries=[EntryFile("p", form, keyed(form, roles))])


def test_events_are_sorted_by_day_and_time_and_those_without_a_day_come_last():
    given = [event("d"), event("c", "2025-03-02"), event("b", "2025-03-02", "08:15"), event("a", "2025-02")]
    assert [entry.id for entry in sorted(given, key=order)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("when", "day"),
    [("2025-10-07", "Day 0"), ("2025-10-19", "Day 12"), ("2025-10-01", "Day −6"), ("2025-10", ""), ("", "")],
)
def test_the_day_is_counted_from_leaving_hospital(when, day):
    zero, name = anchor(dated(discharge_date="2025-10-07", date_of_death="2025-10-19"))
    assert (zero, name) == (date(2025, 10, 7), "the day of leaving hospital")
    assert day_of(event("e", when), zero) == day
    assert day_of(event("e", when), None) == ""


def test_what_lies_two_weeks_after_the_one_before_is_told_with_the_days_that_are_sure():
    told = [
        event("a", "2025-03-01"),
        event("b", "2025-03-14"),
        event("c", "2025-03-28"),
        event("d", "2025-05"),
    ]
    assert gaps(told) == {"c": 14, "d": 34}
    assert gaps([event("a", "2025-03-01"), event("b"), event("c", "2025-04-01")]) == {"c": 31}
