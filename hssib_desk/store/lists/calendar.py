"""What is due in the whole workbook, day by day: deadlines, reviews, parts, actions and effect checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hssib_desk.domain.calendar import Calendar, CalendarDay
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.history import last_change
from hssib_desk.store.lists import home
from hssib_desk.store.lists.action_list import check_day
from hssib_desk.store.lists.parts import parts_due
from hssib_desk.store.lists.queries import ActionQuery, HomeRow
from hssib_desk.store.schema.tables import actions

ALL = 1_000_000
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def calendar(context: ReadContext) -> Calendar:
    """Every day on which something is due; no words that somebody wrote are in it."""
    found = list(_items(context))
    days = sorted((item for item in found if item is not None), key=lambda item: (item.day, item.uid))
    at = last_change(context.db).at
    return Calendar(tuple(days), datetime.fromisoformat(at) if at else _NEVER, found.count(None))


def _items(context: ReadContext) -> Iterator[CalendarDay | None]:
    yield from _of("duty", home.duties_due(context, None, ALL).rows, context, "{title}", "{detail}")
    yield from _of("review", home.reviews_due(context, None, ALL).rows, context, "review to finish")
    yield from _of("screening", home.deaths_due(context, None, ALL).rows, context, "death to screen")
    yield from _of("second", home.seconds_due(context, None, ALL).rows, context, "second review")
    yield from _of("part", parts_due(context, ALL).rows, context, "{part}")
    open_ones = home.actions_due(context, ActionQuery(status="open"), actions.c.due, ALL)
    yield from _of("action", open_ones.rows, context, "action due, {who}")
    day = check_day(context.library)
    if day is not None:
        checks = home.actions_due(context, ActionQuery(unchecked=True), day, ALL)
        yield from _of("effect", checks.rows, context, "effect check, {who}")


def _of(
    kind: str, rows: Iterable[HomeRow], context: ReadContext, said: str, about: str = ""
) -> Iterator[CalendarDay | None]:
    """Rows of a list as days of a calendar; None for one that has no day."""
    book = context.facts.workbook_id
    for row in rows:
        if row.due is None:
            yield None
            continue
        part = row.detail.partition(" · ")[0]  # not who has it: that may change, and is nobody else’s
        named = {"part": part, "title": row.title, "detail": row.detail, "who": row.who or "no owner yet"}
        ref = row.ref if kind in ("action", "effect") else row.case_ref
        parts = (kind, row.case_id, row.entry_id, row.field or (part if kind == "part" else ""))
        uid = "-".join(part.replace(" ", "_") for part in parts if part)
        yield CalendarDay(f"{uid}@{book}", row.due, f"{ref}: {said.format(**named)}", about.format(**named))
