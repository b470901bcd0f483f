"""What needs somebody now: the lists of the first page, most pressing first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true

from hssib_desk.domain.duties.rule import BASES, FORM
from hssib_desk.domain.review.duties import FINISH, OPEN, keys_listed
from hssib_desk.domain.review.second_review import State
from hssib_desk.store.backups import last_made
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries import second_review
from hssib_desk.store.lists.action_list import Day, action_filter, check_day
from hssib_desk.store.lists.listing import came_back, count_cases
from hssib_desk.store.lists.mine import case_of, of_nobody
from hssib_desk.store.lists.panel import next_meeting
from hssib_desk.store.lists.parts import parts_due
from hssib_desk.store.lists.queries import (
    STATUSES,
    ActionQuery,
    CaseQuery,
    HomeFacts,
    HomeList,
    HomeRow,
    Person,
)
from hssib_desk.store.schema.tables import actions, cases, duties, entries

C, D, A = cases.c, duties.c, actions.c
BY_REF = (C.year, C.number)  # what is alike in all else comes in the same order in every database
FIRST = 50
SCREENED = "screened"  # the key of the deadline of a screening


def home(context: ReadContext, workbook: Path, person: Person | None = None, first: int = FIRST) -> HomeFacts:
    """The lists, each with its count and the first rows; with a person, those that are theirs."""
    made = last_made(workbook)
    return HomeFacts(
        today=context.today,
        cases=_count(context, select(C.id)),
        duties=duties_due(context, person, first),
        to_finish=reviews_due(context, person, first),
        second_reviews=seconds_due(context, person, first),
        parts=parts_due(context, first, person),
        overdue=actions_due(context, ActionQuery(overdue=True, person=person), A.due, first),
        effects=_effects(context, person, first),
        to_screen=deaths_due(context, person, first),
        panel=next_meeting(context),
        blind=count_cases(context, CaseQuery(blind="yes")),
        last_backup=made[0],
        backups=made[1],
    )


def _of(person: Person | None, context: ReadContext) -> ColumnElement[bool]:
    """Whether a case is one of a person’s; of all people where none is named."""
    return case_of(person, context.library) if person else true()


def _count(context: ReadContext, query: Select[Any]) -> int:
    return int(context.db.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def duties_due(context: ReadContext, person: Person | None, first: int) -> HomeList:
    # A review to finish has a list of its own, and so has a second one that can be begun.
    own = D.key.not_in(keys_listed(context.library, "second_reviews")) | (C.status != "second_review")
    query = select(duties, C.ref, C.reviewer).join(cases, C.id == D.case_id)
    elsewhere = keys_listed(context.library, "reviews") | keys_listed(context.library, "screening")
    query = query.where(D.state.in_(OPEN), D.key.not_in(elsewhere), own, _of(person, context))
    pressing = ((D.state == "must").desc(), D.without_delay.desc(), D.due.asc().nulls_last())
    order = (*pressing, *BY_REF, *_as_in_the_file(context))
    fields = {rule.key: rule.done.removeprefix(f"{FORM}.") for rule in context.library.duties}
    rows = [
        HomeRow(
            case_id=row.case_id,
            case_ref=row.ref,
            entry_id=row.entry_id,
            ref=row.ref,
            title=row.title,
            detail=BASES[row.standard].lower() + (", to be decided" if row.state == "decide" else ""),
            who=row.reviewer,
            without_delay=row.without_delay,
            standard=row.standard,
            field=fields.get(row.key, ""),
            **_due(context, row.due),
        )
        for row in context.db.execute(query.order_by(*order).limit(first))
    ]
    return HomeList(_count(context, query), tuple(rows))


def _as_in_the_file(context: ReadContext) -> tuple[ColumnElement[Any], ...]:
    """The order of the duties of one case: that of the file which names them."""
    places = {rule.key: place for place, rule in enumerate(context.library.duties)}
    return case(places, value=D.key, else_=len(places)), D.key, D.entry_id


def _due(context: ReadContext, due: str | None) -> dict[str, Any]:
    day = date.fromisoformat(due) if due else None
    return {"due": day, "days": (day - context.today).days if day else None}


def reviews_due(context: ReadContext, person: Person | None, first: int) -> HomeList:
    own = and_(D.case_id == C.id, D.key == FINISH)
    query = select(cases, D.due).select_from(cases.outerjoin(duties, own))
    query = query.where(C.status.in_(STATUSES["to_finish"]), _of(person, context))
    order = (D.due.asc().nulls_last(), C.percent.desc(), C.updated_at.desc(), *BY_REF)
    rows = [
        HomeRow(
            case_id=row.id,
            case_ref=row.ref,
            entry_id="",
            ref=row.ref,
            title=row.ref,
            detail=f"{row.next_page} next" if row.next_page else "Nothing missing",
            percent=row.percent,
            to_finish=row.to_finish,
            who=row.reviewer,
            level=row.level,
            **_due(context, row.due),
        )
        for row in context.db.execute(query.order_by(*order).limit(first))
    ]
    return HomeList(_count(context, query), tuple(rows))


def deaths_due(context: ReadContext, person: Person | None, first: int) -> HomeList:
    """The deaths that nobody screened yet, and those that waited for a day that has come, oldest first.

    What nobody has yet is everybody’s to screen.
    """
    own = and_(D.case_id == C.id, D.key == SCREENED)
    query = select(cases, D.due).select_from(cases.outerjoin(duties, own))
    query = query.where(or_(C.status == "to_screen", came_back(context.today)))
    query = query.where(or_(_of(person, context), of_nobody(context.library)) if person else true())
    order = (D.due.asc().nulls_last(), C.died_day.asc().nulls_last(), *BY_REF)
    rows = [
        HomeRow(
            case_id=row.id,
            case_ref=row.ref,
            entry_id="",
            ref=row.ref,
            title=row.ref,
            detail="Look again" if row.status == "waiting" else row.after or "Not screened",
            percent=row.percent,
            to_finish=row.to_finish,
            **_due(context, row.back if row.status == "waiting" else row.due),
        )
        for row in context.db.execute(query.order_by(*order).limit(first))
    ]
    return HomeList(_count(context, query), tuple(rows))


def seconds_due(context: ReadContext, person: Person | None, first: int) -> HomeList:
    clock = and_(
        D.case_id == C.id, D.key.in_(keys_listed(context.library, "second_reviews")), D.state.in_(OPEN)
    )
    due = and_(C.status == "second_review", _of(person, context))
    query = select(cases, D.due, D.entry_id).select_from(cases.outerjoin(duties, clock)).where(due)
    order = (D.due.asc().nulls_last(), *BY_REF, *_as_in_the_file(context))
    found = context.db.execute(query.order_by(*order).limit(first)).all()
    states = second_review.states(context, [row.id for row in found])
    rows = [
        HomeRow(
            case_id=row.id,
            case_ref=row.ref,
            entry_id=row.entry_id or "",
            ref=row.ref,
            title=row.ref,
            detail=_second_said(row, states.get(row.id, "none")),
            second=states.get(row.id, "none"),
            who=row.reviewer if states.get(row.id, "none") == "none" else "",
            **_due(context, row.due),
        )
        for row in found
    ]
    return HomeList(_count(context, query), tuple(rows))


def _second_said(row: Row[Any], state: State) -> str:
    """How far a second review is; never what the first one scored, as its second reviewer reads this too."""
    if state == "blind":
        return f"Under way, {row.percent}% complete"
    if state != "none":
        return "Both signed, to be compared" if state == "compare" else "Scores being agreed"
    return "Not started"


def actions_due(
    context: ReadContext, wanted: ActionQuery, day: ColumnElement[Any], first: int, said: str = ""
) -> HomeList:
    """The actions that a query finds, by a day, each with its owner."""
    query = select(actions, C.ref.label("case_ref"), day.label("day")).join(cases, C.id == A.case_id)
    query = query.join(entries, entries.c.id == A.entry_id).where(action_filter(wanted, Day(context)))
    rows = [
        HomeRow(
            case_id=row.case_id,
            case_ref=row.case_ref,
            entry_id=row.entry_id,
            ref=row.ref,
            title=row.title,
            detail=said or row.owner_label or "No owner yet",
            who=row.owner_label,
            **_due(context, row.day),
        )
        for row in context.db.execute(query.order_by(day, A.ref, *BY_REF, A.entry_id).limit(first))
    ]
    return HomeList(_count(context, query), tuple(rows))


def _effects(context: ReadContext, person: Person | None, first: int) -> HomeList:
    """Closed actions whose effect is to be looked at, by the day that was set for it."""
    day = check_day(context.library)
    if day is None:
        return HomeList()
    return actions_due(context, ActionQuery(check_due=True, person=person), day, first)
