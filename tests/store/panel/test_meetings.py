"""A meeting is planned, decides, and is sealed; its decisions are in the cases and stay as they are."""

from datetime import date
from functools import partial

import pytest

from hssib_desk.domain.panel.decision import decisions_of, panel_form
from hssib_desk.domain.panel.left import why_not_sealed
from hssib_desk.domain.panel.meeting import meeting_form
from hssib_desk.domain.parts.standing import answered_by_acts
from hssib_desk.store.errors import Missing, NotReady, Sealed
from hssib_desk.store.lists.queries import WAITING, CaseQuery
from hssib_desk.store.verify.check import check
from tests.factories import code_meaning, keyed

DAY = date(2025, 11, 18)


def waiting(workbook):
    found = workbook.lists.cases(CaseQuery(panel=WAITING, sort="ref", descending=False))
    return [row.ref for row in found]


def errors(path, library):
    return [item.sentence for item in check(path, library) if item.severity == "error"]


def why_not(workbook, meeting):
    meeting = workbook.panel.find(meeting.id)
    return why_not_sealed(meeting, workbook.panel.cases(meeting), DAY)


def test_without_a_name_it_is_the_next_meeting_or_the_last_there_was(workbook):
    with pytest.raises(Missing, match="planned yet"):
        workbook.panel.find("")
    past = workbook.panel.plan(date(2025, 10, 1))
    assert workbook.panel.find("").id == past.id
    near, far = (workbook.panel.plan(date(2025, 12, day)) for day in (2, 9))
    assert (workbook.panel.find("").id, workbook.panel.all()[0].id) == (near.id, far.id)


def test_a_meeting_is_numbered_by_year_and_takes_the_group_from_the_last_one(workbook, meeting):
    workbook.panel.change(meeting.id, {"members": ["chief_nurse"], "quorum": 1, "met_at": "14:00"})
    later = workbook.panel.plan(date(2025, 12, 9))
    assert (meeting.number, later.number) == ("P-2025-01", "P-2025-02")
    assert workbook.panel.plan(date(2026, 1, 13)).number == "P-2026-01"
    assert (later.members, later.quorum, later.time, later.present) == (("chief_nurse",), 1, "14:00", ())
    assert [one.number for one in workbook.panel.all()] == ["P-2026-01", "P-2025-02", "P-2025-01"]
    for named in (later.id, "P-2025-02", "2025-12-09"):
        assert workbook.panel.find(named).id == later.id
    with pytest.raises(Missing, match="2027-01-01"):
        workbook.panel.find("2027-01-01")


def test_a_decision_goes_into_its_case_and_can_be_undone_there(workbook, meeting, signed, panel):
    first = signed[0]
    made = panel.decide(meeting, first.ref)
    (kept,) = decisions_of(workbook.case(first.id), meeting.number)
    assert (kept.id, kept.value("title"), kept.value("minute")) == (made.id, "2025-11-18", meeting.number)
    workbook.save(made.id, panel.said("changed"))
    told = [change.new for change in workbook.history(first.id, made.id, panel.form.role("decision").key)]
    assert told == list(panel.said("agreed").values()) + list(panel.said("changed").values())
    workbook.undo(first.id)
    assert workbook.case(first.id).entry_by_id(made.id).answers == made.answers
    workbook.undo(first.id)
    assert decisions_of(workbook.case(first.id), meeting.number) == []


def test_no_door_writes_the_minute_that_only_a_meeting_gives(workbook, meeting, signed, panel):
    one, two = signed
    made = panel.decide(meeting, one.ref)
    form, acts = panel.form, answered_by_acts(panel.form)
    said = panel.said("agreed")
    assert acts == {form.role(role).key for role in ("minute", "minuted")}
    for key in sorted(acts):
        typed = {**said, key: "2025-11-18"}
        for door in (
            partial(workbook.add_entry, one.id, form.key, answers=typed),
            partial(workbook.save, made.id, {key: "2025-11-18"}),
            partial(workbook.new_case, {form.key: typed}),
            partial(workbook.import_cases, [{form.key: typed}], "x"),
            partial(workbook.import_cases, [], "x", changes={made.id: {key: "2025-11-18"}}),
            partial(workbook.update_actions, {made.id: {key: "2025-11-18"}}, "log.xlsx"),
            partial(workbook.panel.decide, meeting.id, two.ref, typed),
        ):
            with pytest.raises(Sealed, match="cannot be written as an answer"):
                door()
    with pytest.raises(Sealed, match="cannot be written as an answer"):
        workbook.save(made.id, {form.role("minute").key: None})
    assert workbook.case(one.id).entry_by_id(made.id).answers == made.answers
    assert waiting(workbook) == [two.ref]
    free = workbook.add_entry(two.id, form.key, answers=said)
    assert workbook.panel.take(meeting.id) == 1
    assert workbook.case(two.id).entry_by_id(free.id).value("minute") == meeting.number
    panel.ready(meeting)
    workbook.panel.seal(meeting.id)
    assert workbook.case(two.id).entry_by_id(free.id).value("minuted") == "2025-11-18"


def test_a_signed_review_waits_until_a_decision_ends_the_work_of_the_group(workbook, meeting, signed, panel):
    one, two = (case.ref for case in signed)
    workbook.new_case()
    assert waiting(workbook) == [one, two]
    made = panel.decide(meeting, one)
    assert waiting(workbook) == [two]
    workbook.save(made.id, panel.said("on_hold"))
    assert waiting(workbook) == [one, two]
    workbook.save(made.id, panel.said("second"))
    assert waiting(workbook) == [two], "its second review comes first"
    assert workbook.case(one).status == "second_review"
    workbook.remove_entry(made.id, "The wrong case")
    assert waiting(workbook) == [one, two]


def test_minutes_are_sealed_when_nothing_is_missing(workbook, meeting, signed, panel):
    one, two = signed
    assert why_not(workbook, meeting) == "2 cases left to decide"
    panel.decide(meeting, one.ref)
    made = panel.decide(meeting, two.ref, "changed")
    assert why_not(workbook, meeting) == "1 case left to decide", "a change needs its reason"
    phase = panel.form.role("decision_phase").options.choices[-1].code
    score = panel.form.role("decision_score").options.choices[0].code
    workbook.save(
        made.id,
        keyed(
            panel.form,
            {
                "decision_reason": "Read again",
                "decision_phase": phase,
                "decision_score": score,
                "decision_score_reason": "Below what was due",
            },
        ),
    )
    assert why_not(workbook, meeting) == "Tick the roles that were present."
    with pytest.raises(NotReady, match="present"):
        workbook.panel.seal(meeting.id)
    panel.ready(meeting)
    assert why_not(workbook, meeting) == ""
    late = workbook.panel.plan(date(2025, 12, 9), [one.ref])
    panel.decide(late, one.ref)
    panel.ready(late)
    assert why_not(workbook, late) == "The day of this meeting is still to come."
    assert why_not(workbook, workbook.panel.plan(DAY)) == "No case is on this meeting yet."
    sealed = workbook.panel.seal(meeting.id)
    assert sealed.seal.role == sealed.label(sealed.chair)
    told = {one.ref: (one.decision, dict(one.rows)) for one in workbook.panel.minutes(sealed).cases}
    assert told[one.ref][0] == "Agreed as written"
    assert told[two.ref][0] == "Score changed to 1"
    rows = told[two.ref][1]
    assert rows["Why"] == "Read again"
    assert next(text for label, text in rows.items() if label.startswith("Score,")) == (
        "From 4, good to 1, very poor"
    )


@pytest.fixture
def sealed(workbook, meeting, signed, panel):
    for case in signed:
        panel.decide(meeting, case.ref, agreed_parts=["problems", "actions"])
    panel.ready(meeting)
    return workbook.panel.seal(meeting.id)


def test_what_is_sealed_stays_whoever_writes(workbook, sealed, signed, panel, path, library, plain):
    (made,) = decisions_of(workbook.case(signed[0].id), sealed.number)
    for change in (
        lambda: workbook.save(made.id, panel.said("closed")),
        lambda: workbook.remove_entry(made.id, "gone"),
        lambda: workbook.panel.change(sealed.id, {"conflicts": "The chief nurse"}),
        lambda: panel.decide(sealed, signed[0].ref),
        lambda: workbook.records.remove(sealed.id),
    ):
        with pytest.raises(Sealed):
            change()
    with pytest.raises(NotReady):
        workbook.panel.seal(sealed.id)
    assert workbook.undo(signed[0].id) is None
    assert made.value("roles_present") == list(sealed.present)
    kept = dict(workbook.panel.minutes(sealed).cases[0].rows)
    assert kept["Actions"] == "A01: Make follow-up a task (no owner yet, by 10 Jan 2026)"
    workbook.save(workbook.case(signed[0].id).all_of(panel_form(library).key)[0].id, {})
    action = next(e for e in workbook.case(signed[0].id).entries if e.form.role("target_date"))
    workbook.save(action.id, keyed(action.form, {"revised_date": "2026-03-01"}))
    assert dict(workbook.panel.minutes(sealed).cases[0].rows) == kept
    assert errors(path, library) == []
    workbook.close()
    key = meeting_form(library).role("minutes_kept").key
    plain.execute("DROP TRIGGER IF EXISTS record_sealed")
    for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        plain.execute(f"DROP TRIGGER {name}")
    plain.execute("UPDATE workbook_entries SET answers = json_set(answers, ?, '{}')", [f"$.{key}"])
    assert "A sealed record (Panel meeting) was altered outside this program." in errors(path, library)


def test_a_further_minute_corrects_and_both_stay(workbook, sealed, signed, panel):
    with pytest.raises(NotReady, match="not sealed"):
        workbook.panel.further(workbook.panel.plan(DAY).id, DAY)
    more = workbook.panel.further(sealed.id, DAY)
    assert (more.corrects, more.cases) == (sealed.number, sealed.cases)
    for case in signed:
        panel.decide(more, case.ref, "closed")
    panel.ready(more)
    more = workbook.panel.seal(more.id)
    case = workbook.case(signed[0].id)
    meant = [code_meaning(panel.form.role("decision"), one) for one in ("agreed", "closed")]
    found = [decisions_of(case, number)[0].value("decision") for number in (sealed.number, more.number)]
    assert found == meant
    assert ("Further minute to", sealed.number) in workbook.panel.minutes(more).facts
    assert workbook.panel.minutes(sealed).cases[0].decision == "Agreed as written"


def test_the_scores_of_a_case_stay_when_a_meeting_changes_one(workbook, meeting, signed, panel, forms):
    before = [(e.id, e.answers) for e in signed[0].entries]
    panel.decide(meeting, signed[0].ref, "changed", decision_phase="overall", decision_score="1")
    case = workbook.case(signed[0].id)
    assert [
        (e.id, e.answers) for e in case.entries if e.form is not panel.form and e.form.key != panel.form.key
    ] == (before)
    assert case.seal == signed[0].seal


def test_home_names_the_next_meeting_and_what_it_holds(workbook, signed, panel):
    assert workbook.lists.home().panel.count == 0
    workbook.panel.plan(date(2025, 10, 1), [signed[0].ref])
    assert workbook.lists.home().panel.count == 0, "that day is over"
    meeting = workbook.panel.plan(date(2025, 11, 25), [case.ref for case in signed])
    panel.decide(meeting, signed[0].ref)
    (row,) = workbook.lists.home().panel.rows
    assert (row.ref, row.detail, row.days) == (meeting.number, "2 cases, 1 left to decide", 7)
