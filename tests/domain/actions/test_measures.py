"""The colour of an action follows from status, dates and risk flag, and says why."""

from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.actions.measures import (
    ActionFacts,
    action_log_forms,
    brag,
    brag_code,
    brag_list,
    days_over,
    is_action,
    is_open,
    meaning,
)
from hssib_desk.domain.dates import PartialDate, read_iso
from hssib_desk.domain.forms.form import FormError, Library, Outline
from hssib_desk.domain.forms.library import load_library
from tests.factories import TODAY, action_form, code_meaning, make_action, make_entry

LIBRARY = load_library()


def facts(status="", original=None, revised=None, at_risk=False):
    return ActionFacts(status, read_iso(original), read_iso(revised), at_risk)


# The day is 18 November 2025; amber begins 14 days before the date, on 2 December and earlier.
@pytest.mark.parametrize(
    ("found", "code", "why"),
    [
        (facts("in_progress", "2025-10-15"), "red", "34 days overdue"),
        (facts("in_progress", "2025-11-17"), "red", "1 day overdue"),
        (facts("agreed", "2025-11-17"), "red", "1 day overdue"),
        (facts("draft", "2025-11-17"), "red", "1 day overdue"),
        (facts("on_hold", "2025-11-17"), "red", "1 day overdue"),
        (facts("in_progress", "2025-11-18"), "amber", "due today"),
        (facts("in_progress", "2025-11-19"), "amber", "due in 1 day"),
        (facts("agreed", "2025-12-02"), "amber", "due in 14 days"),
        (facts("agreed", "2025-12-03"), "not_started", "not yet due"),
        (facts("draft", "2025-12-03"), "not_started", "not yet due"),
        (facts("in_progress", "2025-12-03"), "green", "on track"),
        (facts("in_progress", "2025-12-03", at_risk=True), "amber", "at risk, says the owner"),
        (facts("on_hold", "2026-03-01"), "amber", "on hold"),
        (facts("on_hold"), "amber", "on hold"),
        (facts("in_progress", "2025-10-15", "2026-03-01"), "amber", "given a later date"),
        (facts("in_progress", "2025-10-15", "2025-11-17"), "red", "1 day overdue"),
        (facts("in_progress", "2026-06-01", "2026-03-01"), "green", "on track"),
        (facts("in_progress", None, "2026-03-01"), "green", "on track"),
        (facts("implemented", "2025-10-15"), "green", "done, waiting for the evidence to be checked or"),
        (facts("verified", "2025-10-15", at_risk=True), "green", "done, waiting for the evidence"),
        (facts("closed", "2025-10-15"), "blue", "closed with evidence"),
        (facts("superseded", "2025-10-15"), "set_aside", "no longer pursued here"),
        (facts("not_accepted", at_risk=True), "set_aside", "no longer pursued here"),
        (facts("transferred", "2025-10-15"), "set_aside", "no longer pursued here"),
        (facts("agreed"), "not_started", "no target date yet"),
        (facts(), "not_started", "no target date yet"),
        (facts("in_progress"), "green", "under way, no target date yet"),
        (facts("in_progress", "2025-11"), "amber", "due in 12 days"),
        (facts("in_progress", "2025-10"), "red", "18 days overdue"),
        (facts("in_progress", "2025"), "green", "on track"),
    ],
)
def test_colour_and_reason(found, code, why):
    colour, reason = brag_code(found, TODAY)
    assert colour == code
    assert reason.startswith(why)


def test_the_days_of_amber_are_a_setting():
    assert brag_code(facts("in_progress", "2025-12-03"), TODAY, 15)[0] == "amber"
    assert brag_code(facts("in_progress", "2025-12-02"), TODAY, 13)[0] == "green"


@pytest.mark.parametrize(
    ("target", "status", "days"),
    [
        (PartialDate(2025, 11, 17), "agreed", 1),
        (PartialDate(2025, 11, 18), "agreed", None),
        (PartialDate(2025, 10), "agreed", 18),
        (PartialDate(2025, 11, 17), "implemented", None),
        (PartialDate(2025, 11, 17), "superseded", None),
        (None, "agreed", None),
    ],
)
def test_days_over(target, status, days):
    assert days_over(target, status, TODAY) == days


def action(status, number=1, **more):
    return make_action(number, status=code_meaning(action_form().role("status"), status), **more)


def test_an_action_is_coloured_in_the_words_of_the_key():
    late = action("in_progress", target_date="2025-09-30", revised_date="2025-11-12")
    found = brag(late, TODAY, LIBRARY)
    key = next(choice for choice in brag_list(LIBRARY).choices if choice.means == "red")
    assert (found.code, found.label, found.meaning) == ("red", key.label, key.help)
    assert (found.days_overdue, found.days_over_original, found.why) == (6, 49, "6 days overdue")


def test_a_date_moved_on_is_still_over_the_first_one():
    found = brag(action("agreed", target_date="2025-11-17", revised_date="2026-02-01"), TODAY, LIBRARY)
    assert (found.code, found.days_overdue, found.days_over_original) == ("amber", None, 1)


def test_an_action_set_aside_is_called_what_it_is():
    found = brag(action("superseded", target_date="2025-01-01"), TODAY, LIBRARY)
    assert (found.code, found.label, found.days_overdue) == ("set_aside", "Superseded", None)
    assert (found.meaning, found.days_over_original) == ("no longer pursued here", None)


def test_what_was_done_late_is_no_longer_counted_in_days():
    found = brag(action("implemented", target_date="2025-01-01"), TODAY, LIBRARY)
    assert (found.days_overdue, found.days_over_original) == (None, None)


def test_the_risk_flag_makes_an_action_amber():
    yes = code_meaning(action_form().role("risk_flag"), "yes")
    assert (
        brag(action("in_progress", target_date="2026-05-01", risk_flag=yes), TODAY, LIBRARY).code == "amber"
    )
    assert brag(action("in_progress", target_date="2026-05-01"), TODAY, LIBRARY).code == "green"


def test_a_status_nobody_knows_is_treated_as_not_begun():
    found = brag(make_action(1, status="Waiting for estates", target_date="31/11/2025"), TODAY, LIBRARY)
    assert (found.code, found.why) == ("not_started", "no target date yet")


def test_the_key_sets_the_days_of_amber_and_a_workbook_may_change_them():
    key = brag_list(LIBRARY)
    lists = {**LIBRARY.lists, key.key: replace(key, settings={"amber_days": 60})}
    soon = action("in_progress", target_date="2026-01-10")
    assert brag(soon, TODAY, LIBRARY).code == "green"
    assert brag(soon, TODAY, replace(LIBRARY, lists=lists)).code == "amber"
    assert brag(soon, TODAY, LIBRARY, amber_days=53).code == "amber"
    silent = replace(LIBRARY, lists={**LIBRARY.lists, key.key: replace(key, settings={})})
    found = [action("in_progress", target_date=day) for day in ("2025-12-02", "2025-12-03")]
    assert [brag(one, TODAY, silent).code for one in found] == ["amber", "green"]


def test_a_library_without_a_key_of_colours_says_so():
    with pytest.raises(FormError, match=r"no list has a choice for each of red, amber.*; add one\.$"):
        brag_list(Library({}, {}, {}, Outline("o", "O", 1, ())))


@pytest.mark.parametrize(
    ("status", "open_now"),
    [
        ("draft", True),
        ("agreed", True),
        ("in_progress", True),
        ("on_hold", True),
        ("implemented", True),
        ("verified", True),
        ("closed", False),
        ("superseded", False),
        ("not_accepted", False),
        ("transferred", False),
    ],
)
def test_open(status, open_now):
    assert is_open(action(status)) is open_now


def test_actions_are_found_by_what_they_are():
    assert [form.key for form in LIBRARY.forms.values() if is_action(form)] == [action_form().key]


def test_an_action_log_reads_the_actions_and_what_is_asked_once():
    wanted = {form.key for form in LIBRARY.forms.values() if not form.repeat} | {action_form().key}
    assert action_log_forms(LIBRARY) == wanted
    assert wanted < LIBRARY.forms.keys()


def test_a_choice_means_something_and_nothing_else_does():
    assert meaning(action("closed"), "status") == "closed"
    assert meaning(make_action(), "status") == ""  # not answered
    assert meaning(make_action(), "title") == ""  # no choice
    assert meaning(make_entry("person"), "status") == ""  # not asked


def test_a_colour_on_another_day():
    due = action("in_progress", target_date="2025-11-28")
    assert [brag(due, date(2025, 11, day), LIBRARY).code for day in (13, 14, 28, 29)] == [
        "green",
        "amber",
        "amber",
        "red",
    ]
