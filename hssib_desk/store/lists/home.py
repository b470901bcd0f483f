"""What needs somebody now: the four lists of the first page, most pressing first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from hssib_desk.domain.duties.rule import BASES, FORM
from hssib_desk.domain.review.duties import FINISH, OPEN, keys_listed
from hssib_desk.domain.review.second_review import State
from hssib_desk.store.backups import last_made
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries import second_review
from hssib_desk.store.lists.action_list import Day
from hssib_desk.store.lists.figures import coverage
from hssib_desk.store.lists.listing import came_back, count_cases
from hssib_desk.store.lists.parts import parts_due
from hssib_desk.store.lists.queries import STATUSES, CaseQuery, HomeFacts, HomeList, HomeRow
from hssib_desk.store.schema.tables import actions, cases, duties

C, D, A = cases.c, duties.c, actions.c
BY_REF = (C.year, C.number)  # what is alike in all else comes in the same order in every database
FIRST = 50
SCREENED = "screened"  # the key of the deadline of a screening


def home(context: ReadContext, workbook: Path, first: int = FIRST) -> HomeFacts:
    """The lists, each with its count and the first rows."""
    since = year_of_account(context.today)
    signed = CaseQuery(status="sealed", signed_from=since, blind="no")
    made = last_made(workbook)
    return HomeFacts(
        today=context.today,
        cases=_count(context, select(C.id)),
        duties=_duties(context, first),
        to_finish=_to_finish(context, first),
        second_reviews=_second_reviews(context, first),
        parts=parts_due(context, first),
        overdue=_overdue(context, first),
        to_screen=_to_screen(context, first),
        themes=coverage(context, signed),
        signed=count_cases(context, signed),
        signed_since=since,
        blind=count_cases(context, CaseQuery(blind="yes")),
        signed_blind=count_cases(context, replace(signed, blind="yes")),
        last_backup=made[0],
        backups=made[1],
    )


def year_of_account(today: date) -> date:
    """The 1 April on or before a day."""
    return date(today.year if today.month >= 4 else today.year - 1, 4, 1)


def _count(context: ReadContext, query: Select[Any]) -> int:
    return int(context.db.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _duties(context: ReadContext, first: int) -> HomeList:
    # A review to finish has a list of its own, and so has a second one that can be begun.
    own = D.key.not_in(keys_listed(context.library, "second_reviews")) | (C.status != "second_review")
    query = select(duties, C.ref).join(cases, C.id == D.case_id)
    elsewhere = keys_listed(context.library, "reviews") | keys_listed(context.library, "screening")
    query = query.where(D.state.in_(OPEN), D.key.not_in(elsewhere), own)
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


def _to_finish(context: ReadContext, first: int) -> HomeList:
    own = and_(D.case_id == C.id, D.key == FINISH)
    query = select(cases, D.due).select_from(cases.outerjoin(duties, own))
    query = query.where(C.status.in_(STATUSES["to_finish"]))
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
            **_due(context, row.due),
        )
        for row in context.db.execute(query.order_by(*order).limit(first))
    ]
    return HomeList(_count(context, query), tuple(rows))


def _to_screen(context: ReadContext, first: int) -> HomeList:
    """The deaths that nobody screened yet, and those that waited for a day that has come, oldest first."""
    own = and_(D.case_id == C.id, D.key == SCREENED)
    query = select(cases, D.due).select_from(cases.outerjoin(duties, own))
    query = query.where(or_(C.status == "to_screen", came_back(context.today)))
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


def _second_reviews(context: ReadContext, first: int) -> HomeList:
    clock = and_(
        D.case_id == C.id, D.key.in_(keys_listed(context.library, "second_reviews")), D.state.in_(OPEN)
    )
    due = C.status == "second_review"
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
            **_due(context, row.due),
        )
        for row in found
    ]
    return HomeList(_count(context, query), tuple(rows))


def _second_said(row: Row[Any], state: State) -> str:
    """How far a second review is; while it is blind, nothing of the first."""
    if state == "blind":
        return f"Under way, {row.percent}% complete"
    if state != "none":
        return "Both signed, to be compared" if state == "compare" else "Scores being agreed"
    return f"Overall care scored {row.overall}"


def _overdue(context: ReadContext, first: int) -> HomeList:
    day = Day(context)
    query = select(actions, C.ref.label("case_ref")).join(cases, C.id == A.case_id).where(day.overdue)
    rows = [
        HomeRow(
            case_id=row.case_id,
            case_ref=row.case_ref,
            entry_id=row.entry_id,
            ref=row.ref,
            title=row.title,
            detail=row.owner_label or "No owner yet",
            **_due(context, row.due),
        )
        for row in context.db.execute(query.order_by(A.due, A.ref, *BY_REF, A.entry_id).limit(first))
    ]
    return HomeList(_count(context, query), tuple(rows))
