"""Where a page of a long action log begins: only the rows round it are put in order, not all before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from hssib_desk.store.context import ReadContext
from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.store.schema.tables import actions, cases

A = actions.c
BY_REF: tuple[ColumnElement[Any], ...] = (cases.c.year, cases.c.number, A.number)
_MANY = 5_000  # rows of one value: then the cases are walked in their order instead


@dataclass(frozen=True)
class Wanted:
    """A page of what meets a condition: from most to least important what it is sorted by.

    Each is given with whether it goes down; rows without a value come last either way.
    """

    where: ColumnElement[bool]
    by: Sequence[tuple[ColumnElement[Any], bool]]
    offset: int
    limit: int

    @property
    def order(self) -> list[ColumnElement[Any]]:
        """The order as SQL."""
        return [(one.desc() if down else one.asc()).nulls_last() for one, down in self.by]


def is_wide(query: ActionQuery) -> bool:
    """Whether a query finds so much of the log that sorting all of it would be felt."""
    narrows = (
        query.text.strip(),
        query.strength,
        query.brag,
        query.theme,
        query.owner,
        query.ward,
        query.case_id,
    )
    by_status = query.status not in ("", "open", "active")
    return not (any(narrows) or query.overdue or query.owed or query.cases is not None or by_status)


def page_ids(context: ReadContext, wanted: Wanted, wide: bool) -> Select[Any]:
    """The ids of a page, to be read within a query."""
    if not wide:
        return _sorted(wanted)
    if _by_ref(wanted):
        return _walked(wanted)
    lead, down = wanted.by[0]
    if lead is A.title:  # nearly every one is different
        return _sorted(_from_title(context, wanted, down))
    return _within(wanted, _spread(context, wanted))


def _by_ref(wanted: Wanted) -> bool:
    return [one for one, _ in wanted.by] == list(BY_REF) and len({down for _, down in wanted.by}) == 1


def _sorted(wanted: Wanted) -> Select[Any]:
    found = select(A.entry_id).join(cases, cases.c.id == A.case_id).where(wanted.where)
    return found.order_by(*wanted.order).offset(wanted.offset).limit(wanted.limit)


def _walked(wanted: Wanted) -> Select[Any]:
    """The same with the cases in their own order on the outside, so that nothing has to be sorted.

    What is joined to "" cannot be looked up in the index of the ids: that keeps the cases outside.
    """
    order = [one.desc() if down else one.asc() for one, down in wanted.by]  # none of these is ever empty
    found = select(A.entry_id).join(cases, cases.c.id.concat("") == A.case_id).where(wanted.where)
    return found.order_by(*order).offset(wanted.offset).limit(wanted.limit)


def _from_title(context: ReadContext, wanted: Wanted, down: bool) -> Wanted:
    """The page among the titles from its first to its last one, which the index of titles gives."""
    order = A.title.desc() if down else A.title.asc()
    titles = select(A.title).where(wanted.where).order_by(order).offset(wanted.offset).limit(wanted.limit)
    shown = context.db.execute(titles).scalars().all()
    if not shown:
        return wanted
    first, last = shown[0], shown[-1]
    before = A.title > first if down else A.title < first
    skipped = context.db.execute(
        select(func.count()).select_from(actions).where(wanted.where, before)
    ).scalar_one()
    here = A.title.between(min(first, last), max(first, last))
    return Wanted(wanted.where & here, wanted.by, wanted.offset - skipped, wanted.limit)


def _spread(context: ReadContext, wanted: Wanted) -> list[tuple[Any, int]]:
    """How many rows there are of each value that comes first in the order, in that order."""
    lead, down = wanted.by[0]
    counts = select(lead.label("lead"), func.count()).where(wanted.where).group_by(lead)
    if lead is cases.c.ref:
        counts = counts.join(cases, cases.c.id == A.case_id)
    ordered = counts.order_by((lead.desc() if down else lead.asc()).nulls_last())
    return [(value, int(n)) for value, n in context.db.execute(ordered)]


def _within(wanted: Wanted, spread: Sequence[tuple[Any, int]]) -> Select[Any]:
    """The page among the rows of the values it touches."""
    values: list[Any] = []
    at, skipped, rows = 0, wanted.offset, 0
    for value, n in spread:
        if at < wanted.offset + wanted.limit and at + n > wanted.offset:
            skipped = skipped if values else wanted.offset - at
            values.append(value)
            rows += n
        at += n
    if not values:
        return _sorted(wanted)
    lead = wanted.by[0][0]
    where: ColumnElement[bool] = wanted.where & _is_one_of(lead, values)
    rest = Wanted(where, wanted.by[1:] if len(values) == 1 else wanted.by, skipped, wanted.limit)
    return _walked(rest) if rows > _MANY and _by_ref(rest) else _sorted(rest)


def _is_one_of(lead: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    known = lead.in_([value for value in values if value is not None])
    return or_(known, lead.is_(None)) if None in values else known
