"""The door to the meetings of the mortality group: each act is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from hssib_desk import __version__
from hssib_desk.domain.forms.form import Answer, Answers, Form
from hssib_desk.domain.panel.decision import decisions_of, panel_form
from hssib_desk.domain.panel.left import why_not_sealed
from hssib_desk.domain.panel.meeting import (
    AGENDA,
    Meeting,
    coming,
    in_order,
    meeting_form,
    meeting_of,
    next_number,
)
from hssib_desk.domain.panel.minutes import Minutes, kept_text, minutes_of, read_kept
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.resources import product
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries import entries, records
from hssib_desk.store.entries.case_files import find_case
from hssib_desk.store.errors import Missing, NotReady, Sealed
from hssib_desk.store.transactions import Transactions

_CARRIED = ("title", "met_at", "members", "quorum", "chair")  # what a new meeting takes from the last one


class Meetings:
    """The meetings of an open workbook; `Workbook.panel` is the one there is."""

    def __init__(self, at: Transactions) -> None:
        self._at = at

    def all(self) -> list[Meeting]:
        """Every meeting, the last one first."""
        return self._at.read(all_meetings)

    def find(self, named: str) -> Meeting:
        """A meeting by id, number or day, of one day the last planned; unnamed the next. Raises Missing."""
        return self._at.read(find, named)

    def cases(self, meeting: Meeting) -> list[CaseFile]:
        """The cases of a meeting in the order of its papers."""
        return self._at.read(cases_of, meeting)

    def plan(self, day: date, cases: Sequence[str] = ()) -> Meeting:
        """Plan a meeting on a day; it begins with the group, hour and quorum of the last one."""
        return self._at.write(plan, day, cases)

    def further(self, meeting_id: str, day: date) -> Meeting:
        """Begin a further minute to a sealed meeting, on the same cases."""
        return self._at.write(further, meeting_id, day)

    def change(self, meeting_id: str, said: Mapping[str, Answer | None]) -> Meeting:
        """Keep changed answers of a meeting, named by role."""
        return self._at.write(change, meeting_id, said)

    def decide(self, meeting_id: str, ref: str, answers: Answers) -> EntryFile:
        """Begin the decision on a case with its first answers."""
        return self._at.write(decide, meeting_id, ref, answers)

    def take(self, meeting_id: str) -> int:
        """Take the last decision on each case that stands under no minute into a meeting; say how many."""
        return self._at.write(take, meeting_id)

    def minutes(self, meeting: Meeting) -> Minutes:
        """The minutes: as they were sealed, or the draft of today."""
        return self._at.read(minutes, meeting)

    def seal(self, meeting_id: str) -> Meeting:
        """Seal the minutes: every case is decided, and the roles present are named; raises NotReady."""
        return self._at.write(seal, meeting_id)


def all_meetings(context: ReadContext) -> list[Meeting]:
    """Every meeting, the last one first."""
    return in_order(map(meeting_of, records.of_form(context, meeting_form(context.library).key)))


def find(context: ReadContext, named: str) -> Meeting:
    """A meeting by its id, number or day; unnamed the next one, or the last there was."""
    known = all_meetings(context)
    if not named and known:
        return coming(known, context.today) or known[0]
    for meeting in known:
        day = meeting.day.isoformat() if meeting.day else ""
        if named in (meeting.id, meeting.number, day):
            return meeting
    raise Missing(f"No panel meeting is on {named}." if named else "No panel meeting is planned yet.")


def cases_of(context: ReadContext, meeting: Meeting) -> list[CaseFile]:
    """The cases of a meeting in the order of its papers; raises Missing for one that is not there."""
    return [find_case(context, ref) for ref in meeting.cases]


def plan(context: WriteContext, day: date, cases: Sequence[str]) -> Meeting:
    """Plan a meeting; its group is that of the last one."""
    known = all_meetings(context)
    given = {role: value for role in _CARRIED if known and (value := known[0].entry.value(role)) is not None}
    own: dict[str, Answer] = {
        "minute": next_number(known, day), "met_on": day.isoformat(), AGENDA: "\n".join(cases),
    }  # fmt: skip
    form = meeting_form(context.library)
    return meeting_of(records.add(context, form.key, _by_role(form, {**given, **own})))


def further(context: WriteContext, meeting_id: str, day: date) -> Meeting:
    """Begin a further minute; the sealed one stays as it is."""
    before = find(context, meeting_id)
    if before.seal is None:
        raise NotReady("These minutes are not sealed; correct them here.")
    made = plan(context, day, before.cases)
    return change(context, made.id, {"corrects": before.number})


def change(context: WriteContext, meeting_id: str, said: Mapping[str, Answer | None]) -> Meeting:
    """Keep changed answers of a meeting, named by role."""
    meeting = find(context, meeting_id)
    records.save(context, meeting.id, _by_role(meeting.entry.form, said), "")
    return find(context, meeting_id)


def _by_role(form: Form, said: Mapping[str, Answer | None]) -> dict[str, Answer]:
    fields = {role: form.role(role) for role in said}
    found = {field.key: said[role] for role, field in fields.items() if field}
    return {key: value for key, value in found.items() if value is not None} | {
        key: "" for key, value in found.items() if value is None
    }


def decide(context: WriteContext, meeting_id: str, ref: str, answers: Answers) -> EntryFile:
    """Begin a decision under the number, day and roles of the meeting."""
    meeting = find(context, meeting_id)
    if meeting.seal is not None:
        raise Sealed(entries.MINUTED)
    form = panel_form(context.library)
    entries.refuse_acts(context, form, answers)
    given = {**answers, **_by_role(form, _from(meeting))}
    by_meeting = replace(context, of_meeting=True)
    return entries.add(by_meeting, find_case(context, ref).id, form.key, given, None, "first")


def take(context: WriteContext, meeting_id: str) -> int:
    """Take decisions that were written into their cases before the meeting was into it."""
    meeting, taken, by_meeting = find(context, meeting_id), 0, replace(context, of_meeting=True)
    form = panel_form(context.library)
    for case in cases_of(context, meeting):
        free = [e for e in case.all_of(form.key) if e.form.role("minute") and not e.value("minute")]
        if free and not decisions_of(case, meeting.number):
            said = _by_role(form, {"minute": meeting.number})
            taken += entries.save(by_meeting, free[-1].id, said, f"Decided at {meeting.number}")
    return taken


def _from(meeting: Meeting) -> dict[str, Answer | None]:
    """What a meeting answers of a decision."""
    return {
        "minute": meeting.number,
        "title": meeting.day.isoformat() if meeting.day else None,
        "roles_present": list(meeting.present),
    }


def minutes(context: ReadContext, meeting: Meeting, chair: str = "") -> Minutes:
    """The minutes as they were sealed, or as they would be today."""
    if meeting.kept:
        return read_kept(meeting.kept)
    program = f"{product()} {__version__}"
    cases = cases_of(context, meeting)
    return minutes_of(meeting, cases, context.facts, program, context.today, chair)


def seal(context: WriteContext, meeting_id: str) -> Meeting:
    """Seal the minutes; each decision takes the day and roles of the meeting, and stays as it is."""
    meeting = find(context, meeting_id)
    cases = cases_of(context, meeting)
    if problem := why_not_sealed(meeting, cases, context.today):
        raise NotReady(problem)
    by_meeting = replace(context, of_meeting=True)
    for case in cases:
        for entry in decisions_of(case, meeting.number):
            own = {**_from(meeting), "minuted": context.today.isoformat()}
            why = f"Minutes {meeting.number} sealed"
            entries.save(by_meeting, entry.id, _by_role(entry.form, own), why, entries.MINUTED_KIND)
    chair = meeting.label(meeting.chair)
    kept = kept_text(minutes(context, meeting, chair))
    change(context, meeting.id, {"minutes_kept": kept})
    records.seal(context, meeting.id, context.who, chair)
    return find(context, meeting.id)
