"""What became of actions since a day, and which dates were promised before, from the history alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hssib_desk.domain.actions.changes import (
    CLOSED,
    NEW,
    OWNER,
    PROGRESS,
    REMOVED,
    TARGET,
    changes_since,
    counted,
    in_order,
)
from hssib_desk.domain.actions.promises import promised_before
from hssib_desk.domain.review.case_file import Change
from tests.factories import action_form, code_meaning, make_action, make_case

FORM = action_form()
SINCE = date(2025, 11, 1)


def key(role):
    return FORM.role(role).key


def status(meaning):
    return code_meaning(FORM.role("status"), meaning)


def change(role, old, new, day, month=11):
    moment = datetime(2025, month, day, 12, tzinfo=UTC)
    return Change("", key(role) if role else "", old, new, "R", moment)


def told(*changes, **roles):
    """The changes of one action whose answers are these now, since the first of November."""
    case = make_case(entries=[make_action(1, **roles)])
    (entry,) = case.all_of(FORM.key)
    return changes_since(case, [], [replace(one, entry_id=entry.id) for one in changes], SINCE)


def test_closing_moving_and_handing_on_are_told_with_before_and_after():
    found = told(
        change("", None, None, 1, month=6),
        change("status", status("in_progress"), status("closed"), 5),
        change("revised_date", None, "2025-12-31", 6),
        change("owner", "Matron", "Ward manager", 7),
        change("progress", "Older.", "6 Nov 2025: Newer.\n\nOlder.", 8),
        target_date="2025-10-31", revised_date="2025-12-31", revision_reason="Supplier is late",
        status=status("closed"), closed_by="Safety group", owner="Ward manager",
        progress="6 Nov 2025: Newer.\n\nOlder.",
    )  # fmt: skip
    said = [(one.what, one.before, one.after, one.why) for one in in_order(found)]
    closed = FORM.role("status").options.label(status("closed"))
    assert said == [
        (CLOSED, "In progress", f"{closed} by Safety group", ""),
        (TARGET, "31 Oct 2025", "31 Dec 2025", "Supplier is late"),
        (OWNER, "Matron", "Ward manager", ""),
        (PROGRESS, "", "6 Nov 2025: Newer.", ""),
    ]
    assert dict(counted(found)) == {CLOSED: 1, TARGET: 1, OWNER: 1, PROGRESS: 1}
    assert {one.ref for one in found} == {"C-2025-014-A01"} and found[0].on == date(2025, 11, 5)


def test_what_was_changed_back_or_before_the_day_is_not_told():
    assert not told(
        change("", None, None, 1, month=6),
        change("owner", "Matron", "Ward manager", 31, month=10),
        change("area", "Calls", "Letters", 2),
        change("area", "Letters", "Calls", 3),
        area="Calls",
    )


def test_a_new_action_is_told_once_with_what_it_is_now():
    (found,) = told(
        change("", None, None, 2), change("status", None, status("agreed"), 2), status=status("agreed")
    )
    assert (found.what, found.before) == (NEW, "") and "Agreed, Ward manager" in found.after


def test_names_stay_out_and_an_action_taken_out_is_told():
    assert not told(
        change("", None, None, 1, month=6),
        change("owner_name", None, "Bronwen Featherstone", 3),
        owner_name="Bronwen Featherstone",
    )
    gone, case = make_action(2, status=status("agreed")), make_case()
    history = [replace(change("", None, None, d, month=m), entry_id=gone.id) for d, m in ((1, 6), (4, 11))]
    (found,) = changes_since(case, [gone], history, SINCE)
    assert (found.what, found.before, found.after) == (REMOVED, "Agreed", "")


def test_promises_are_the_earlier_dates_that_outlived_their_day():
    entry = make_action(1, target_date="2025-06-30", revised_date="2025-09-24")
    history = [
        replace(one, entry_id=entry.id)
        for one in (
            change("target_date", None, "2025-06-30", 1, month=5),
            change("revised_date", None, "2026-07-31", 2, month=7),  # the year was put right the same day
            change("revised_date", "2026-07-31", "2025-07-31", 2, month=7),
            change("revised_date", "2025-07-31", "2025-09-24", 2, month=8),
        )
    ]
    assert promised_before(entry, history) == ("30 Jun 2025", "31 Jul 2025")
    assert promised_before(make_action(1, target_date="2025-06-30"), []) == ()
