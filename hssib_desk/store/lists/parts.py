"""Which reviews wait for which of their parts, for whom and until when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from hssib_desk.domain.parts.standing import LISTED
from hssib_desk.store.context import ReadContext
from hssib_desk.store.lists.mine import case_of
from hssib_desk.store.lists.queries import STATUSES, HomeList, HomeRow, Person
from hssib_desk.store.schema.tables import cases
from hssib_desk.store.sql import json_text

C = cases.c
NOBODY = "||"  # a part that nobody was given, of a review that nobody signed a part of


def waits_for(key: str) -> ColumnElement[bool]:
    """Whether a review waits for one of its parts."""
    return and_(C.status.in_(STATUSES["to_finish"]), json_text(C.listed, f"{LISTED}{key}").is_not(None))


def parts_due(context: ReadContext, first: int, person: Person | None = None) -> HomeList:
    """The parts that somebody was given or that others wait for, by when they are due.

    A review that one person does whole is on the list of reviews to finish, and not here. With a person,
    those that they were given, and those of their own reviews.
    """
    rows: list[HomeRow] = []
    count = 0
    for part in context.library.parts:
        kept = json_text(C.listed, f"{LISTED}{part.key}")
        asked = and_(waits_for(part.key), kept != NOBODY)
        if person is not None:
            given = func.lower(kept).contains(func.lower(f"|{person.name}|")) if person.name else false()
            asked = and_(asked, or_(given, case_of(person, context.library)))
        count += int(context.db.execute(select(func.count()).select_from(cases).where(asked)).scalar_one())
        # A day comes before the sign that follows where there is none, so that those come last.
        query = select(C.id, C.ref, kept.label("kept")).where(asked).order_by(kept, C.year, C.number)
        for row in context.db.execute(query.limit(first)):
            due, _, rest = row.kept.partition("|")
            rows.append(_row(context, row.id, row.ref, part.label, due, rest.rpartition("|")[0]))
    rows.sort(key=lambda row: (row.due or date.max, row.case_ref, row.detail))
    return HomeList(count, tuple(rows[:first]))


def _row(context: ReadContext, case_id: str, ref: str, label: str, due: str, assignee: str) -> HomeRow:
    day = date.fromisoformat(due) if due else None
    return HomeRow(
        case_id=case_id,
        case_ref=ref,
        entry_id="",
        ref=ref,
        title=ref,
        detail=" · ".join(filter(None, (f"{label} part", assignee))),
        due=day,
        days=(day - context.today).days if day else None,
    )
