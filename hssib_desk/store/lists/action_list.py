"""The action log of the whole workbook: colour and days overdue are worked out in SQL for a given day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, null, or_, select

from hssib_desk.domain.actions.measures import (
    AMBER_DAYS,
    BRAG,
    DONE,
    NOT_BEGUN,
    NOT_OPEN,
    SET_ASIDE,
    brag_list,
    is_action,
)
from hssib_desk.domain.forms.form import Library
from hssib_desk.store.context import ReadContext
from hssib_desk.store.lists.action_pages import BY_REF, Wanted, is_wide, page_ids
from hssib_desk.store.lists.listing import case_filter, themes_within
from hssib_desk.store.lists.mine import action_of
from hssib_desk.store.lists.queries import ActionGroup, ActionQuery, ActionRow
from hssib_desk.store.lists.search import words_found
from hssib_desk.store.schema.tables import actions, cases, changes, entries, words
from hssib_desk.store.sql import day_difference, json_text

A = actions.c
_FINISHED = DONE | SET_ASIDE
LAST_DAY = "9999-12-31"
_STRENGTH_ORDER = case({"strong": 0, "intermediate": 1, "weak": 2}, value=A.strength_means, else_=3)


class Day:
    """What is true of an action on one day, as SQL; the rules are those of `domain.measures`."""

    def __init__(self, context: ReadContext) -> None:
        self.library = context.library
        key = brag_list(context.library).settings
        amber = int(context.facts.settings.get("amber_days") or key.get("amber_days", AMBER_DAYS))
        today, soon = context.today.isoformat(), _later(context.today, amber)
        self.overdue: ColumnElement[bool] = and_(A.status_means.not_in(_FINISHED), A.due < today)
        self.brag: ColumnElement[str] = case(
            (A.status_means == "closed", "blue"),
            (A.status_means.in_(SET_ASIDE), "set_aside"),
            (A.status_means.in_(DONE), "green"),
            (A.due < today, "red"),
            (A.risk, "amber"),
            (A.status_means == "on_hold", "amber"),
            (A.due <= soon, "amber"),
            (A.extended, "amber"),
            (A.status_means.in_(NOT_BEGUN), "not_started"),
            else_="green",
        )
        self.owed: ColumnElement[bool] = _owed(context.library)
        self.check_due: ColumnElement[bool] = _check_due(context.library, soon)
        late = day_difference(today, A.due)
        self.days: ColumnElement[int | None] = case((self.overdue, late), else_=null())


def check_day(library: Library, answers: Any = entries.c.answers) -> ColumnElement[str] | None:
    """The day on which the effect of an action is to be looked at, in the entry it follows from."""
    form = next((form for form in library.forms.values() if is_action(form)), None)
    due = form.role("assurance_due") if form else None
    return json_text(answers, due.key) if due else None


def _check_due(library: Library, soon: str) -> ColumnElement[bool]:
    """Whether an action is done, its effect is to be looked at by a day, and nobody said what it was."""
    form = next((form for form in library.forms.values() if is_action(form)), None)
    found = form.role("assurance_result") if form else None
    checked = entries.alias("checked")  # the query may read the entry itself
    due = check_day(library, checked.c.answers)
    if due is None or found is None:
        return false()
    waiting = select(checked.c.id).where(
        checked.c.id == A.entry_id, due <= soon, json_text(checked.c.answers, found.key).is_(None)
    )
    return and_(A.status_means.in_(("verified", "closed")), waiting.exists())


def _owed(library: Library) -> ColumnElement[bool]:
    """Whether another organisation took an action over, and no answer of theirs is recorded."""
    form = next((form for form in library.forms.values() if is_action(form)), None)
    answered = form.role("answered_date") if form else None
    sent = A.status_means == "transferred"
    if answered is None:
        return sent
    told = entries.alias("told")
    answer = json_text(told.c.answers, answered.key)
    silent = select(told.c.id).where(told.c.id == A.entry_id, answer.is_(None))
    return and_(sent, silent.exists())


def _later(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def action_filter(query: ActionQuery, day: Day) -> ColumnElement[bool]:
    """The condition that an action must meet."""
    parts = [A.entry_id.is_not(None), *_parts(query, day)]
    if query.text.strip():
        parts.append(_text_part(query.text.strip()))
    return and_(*parts)


def _parts(query: ActionQuery, day: Day) -> Iterator[ColumnElement[bool]]:
    if query.status == "open":
        yield A.status_means.not_in(NOT_OPEN)
    elif query.status == "active":
        yield A.status_means.not_in(SET_ASIDE)
    elif query.status:
        yield or_(A.status == query.status, A.status_means == query.status)
    if query.strength:
        yield or_(A.strength_means == query.strength, A.strength == query.strength)
    if query.brag:
        yield day.brag == query.brag
    if query.overdue:
        yield day.overdue
    if query.check_due:
        yield day.check_due
    if query.owed:
        yield day.owed
    if query.unchecked:
        yield _check_due(day.library, LAST_DAY)
    if query.person is not None:
        yield action_of(query.person, day.library)
    if query.cases is not None:
        yield A.case_id.in_(select(cases.c.id).where(case_filter(query.cases, day.library)))
    if query.theme:
        yield A.theme.in_(themes_within(query.theme, day.library))
    for column, wanted in (
        (A.owner_label, query.owner),
        (A.ward_label, query.ward),
        (A.case_id, query.case_id),
    ):
        if wanted:
            yield column == wanted


def _text_part(text: str) -> ColumnElement[bool]:
    by_ref = A.ref.istartswith(text, autoescape=True)
    found = words_found(text)
    return by_ref if found is None else or_(by_ref, A.entry_id.in_(found.with_only_columns(words.c.entry_id)))


def list_actions(context: ReadContext, query: ActionQuery, offset: int, limit: int) -> list[ActionRow]:
    """One page of the action log."""
    day = Day(context)
    group = _groups(day).get(query.group_by)
    columns = (actions, cases.c.ref.label("case_ref"), day.brag.label("brag"), day.days.label("late"))
    whole = select(*columns, (null() if group is None else group).label("grouped"))
    # Sorted by ids alone, then read: whole rows take more than twice as long where there are 100,000.
    wanted = Wanted(action_filter(query, day), _order(query, day), offset, limit)
    ids = page_ids(context, wanted, is_wide(query))
    page = whole.join(cases, cases.c.id == A.case_id).where(A.entry_id.in_(ids)).order_by(*wanted.order)
    rows = []
    for row in context.db.execute(page):
        rows.append(
            ActionRow(
                entry_id=row.entry_id,
                case_id=row.case_id,
                case_ref=row.case_ref,
                ref=row.ref,
                title=row.title,
                theme=row.theme_label,
                strength=row.strength_label,
                owner=row.owner_label,
                ward=row.ward_label,
                original_target=row.target,
                revised_target=row.revised,
                target=row.revised or row.target,
                status=row.status_label,
                brag=row.brag,
                days_overdue=row.late,
                row_version=row.row_version,
                group=row.grouped or "",
                codes={"theme": row.theme, "strength": row.strength, "status": row.status},
            )
        )
    return rows


def _groups(day: Day) -> Mapping[str, ColumnElement[Any]]:
    """What rows are grouped by; nothing said is no value, and comes last."""
    labels = {
        "theme": A.theme_label,
        "strength": A.strength_label,
        "owner": A.owner_label,
        "ward": A.ward_label,
        "status": A.status_label,
    }
    said = {name: func.nullif(label, "") for name, label in labels.items()}
    return {**said, "brag": day.brag, "case": cases.c.ref}


def _order(query: ActionQuery, day: Day) -> list[tuple[ColumnElement[Any], bool]]:
    """What the list is sorted by, most important first, each with whether it goes down."""
    brag = case({code: place for place, code in enumerate(BRAG)}, value=day.brag)
    sorts: Mapping[str, ColumnElement[Any]] = {
        "title": A.title,
        "theme": A.theme_label,
        "strength": _STRENGTH_ORDER,
        "owner": A.owner_label,
        "ward": A.ward_label,
        "target": A.due,
        "status": A.status_label,
        "brag": brag,
        "overdue": day.days,
    }
    group = {**_groups(day), "strength": _STRENGTH_ORDER, "brag": brag}.get(query.group_by)
    order = [] if group is None else [(group, False)]
    if query.sort not in sorts:
        return [*order, *((one, query.descending) for one in BY_REF)]
    return [*order, (sorts[query.sort], query.descending), *((one, False) for one in BY_REF)]


def action_groups(context: ReadContext, query: ActionQuery) -> list[ActionGroup]:
    """The groups of a grouped list in its order; none where it is not grouped."""
    day = Day(context)
    group = _groups(day).get(query.group_by)
    if group is None:
        return []
    order = _order(query, day)[0][0]
    late = func.count().filter(day.overdue)
    found = select(group.label("value"), func.count().label("n"), late.label("late"))
    found = found.select_from(actions).join(cases, cases.c.id == A.case_id)
    found = found.where(action_filter(query, day)).group_by(order, group).order_by(order.asc().nulls_last())
    return [ActionGroup(row.value or "", int(row.n), int(row.late)) for row in context.db.execute(found)]


def chosen_actions(context: ReadContext, query: ActionQuery) -> frozenset[str]:
    """The entries of the actions that meet a query."""
    found = context.db.execute(select(A.entry_id).where(action_filter(query, Day(context))))
    return frozenset(found.scalars())


def cases_with_changed_actions(context: ReadContext, since: date) -> list[str]:
    """The cases in which something was written about an action on a day or later."""
    forms = [key for key, form in context.library.forms.items() if is_action(form)]
    moment = datetime.combine(since, time.min).astimezone(UTC)
    found = (
        select(cases.c.id)
        .join(changes, changes.c.case_id == cases.c.id)
        .join(entries, entries.c.id == changes.c.entry_id)
        .where(changes.c.at >= moment, entries.c.form_key.in_(forms))
        .distinct()
        .order_by(cases.c.year, cases.c.number)
    )
    return [row.id for row in context.db.execute(found.add_columns(cases.c.year, cases.c.number))]


def count_actions(context: ReadContext, query: ActionQuery) -> int:
    """How many actions a query finds."""
    found = select(func.count()).select_from(actions).where(action_filter(query, Day(context)))
    return int(context.db.execute(found).scalar_one())


def row_of_action(context: ReadContext, query: ActionQuery, entry_id: str) -> int | None:
    """At which row of a list, counted from 0, an action stands; None where the query does not find it."""
    day = Day(context)
    wanted = Wanted(action_filter(query, day), _order(query, day), 0, 1)
    place = (func.row_number().over(order_by=wanted.order) - 1).label("place")
    listed = select(A.entry_id, place).join(cases, cases.c.id == A.case_id).where(wanted.where).subquery()
    found = context.db.execute(select(listed.c.place).where(listed.c.entry_id == entry_id)).scalar()
    return None if found is None else int(found)


def brag_counts(context: ReadContext, query: ActionQuery) -> dict[str, int]:
    """How many of the actions found are of each colour; every colour is there, with 0 too."""
    day = Day(context)
    found = select(day.brag, func.count()).where(action_filter(query, day)).group_by(day.brag)
    counts = {code: int(n) for code, n in context.db.execute(found)}
    return {code: counts.get(code, 0) for code in BRAG}


def action_choices(context: ReadContext) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, as (value, label): the owners and wards in use."""
    found = {}
    for name, label in (("owner", A.owner_label), ("ward", A.ward_label)):
        used = context.db.execute(select(label).where(label != "").distinct().order_by(label)).scalars()
        found[name] = [(text, text) for text in used]
    return found
