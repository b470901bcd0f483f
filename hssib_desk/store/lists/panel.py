"""Which cases wait for the panel, and which meeting is next."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select

from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.panel.decision import COMES_BACK, panel_form
from hssib_desk.domain.panel.left import undecided
from hssib_desk.domain.panel.meeting import Meeting, coming, meeting_form, meeting_of
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries import records
from hssib_desk.store.entries.case_files import read_cases
from hssib_desk.store.lists.queries import HomeList, HomeRow
from hssib_desk.store.schema.tables import cases, entries
from hssib_desk.store.sql import json_text


def waits_for_panel(library: Library) -> ColumnElement[bool]:
    """Whether a case waits for the panel; a decision that brings it back does not end that."""
    form, E = panel_form(library), entries.c
    field = form.role("decision")
    choices = field.options.choices if field and field.options else ()
    ending = [choice.code for choice in choices if choice.means not in COMES_BACK]
    decided = exists().where(E.case_id == cases.c.id, E.form_key == form.key, E.removed_at.is_(None))
    decided = decided.where(json_text(E.answers, field.key if field else "").in_(ending))
    return and_(cases.c.status == "signed", ~decided)


def next_meeting(context: ReadContext) -> HomeList:
    """The meeting of the panel that is next, with what it holds; empty where none is planned."""
    known = map(meeting_of, records.of_form(context, meeting_form(context.library).key))
    meeting = coming(list(known), context.today)
    if meeting is None or meeting.day is None:
        return HomeList()
    left = _left(context, meeting)
    held = f"{len(meeting.cases)} case{'' if len(meeting.cases) == 1 else 's'}"
    row = HomeRow(
        case_id="",
        case_ref="",
        entry_id=meeting.id,
        ref=meeting.number,
        title=meeting.name,
        detail=f"{held}, {left} left to decide" if left else held,
        due=meeting.day,
        days=(meeting.day - context.today).days,
    )
    return HomeList(1, (row,))


def _left(context: ReadContext, meeting: Meeting) -> int:
    ids = select(cases.c.id).where(cases.c.ref.in_(meeting.cases))
    found = read_cases(context, list(context.db.execute(ids).scalars()))
    return len(undecided(meeting, found))
