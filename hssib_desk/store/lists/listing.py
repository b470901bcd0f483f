"""The case list: filtered, sorted and paged in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, get_args

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from hssib_desk.domain.actions.measures import SET_ASIDE
from hssib_desk.domain.forms.form import CodeList, Library, Outline
from hssib_desk.domain.review.case_file import CaseStatus
from hssib_desk.domain.review.duties import FINISH, OPEN, keys_listed
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.case_files import review_forms
from hssib_desk.store.entries.derived_rows import COUNTED
from hssib_desk.store.entries.second_review import states
from hssib_desk.store.lists.blind_reviews import blind
from hssib_desk.store.lists.mine import case_of
from hssib_desk.store.lists.panel import waits_for_panel
from hssib_desk.store.lists.parts import waits_for
from hssib_desk.store.lists.queries import ANY_DUTY, NOT_APPLICABLE, NOT_SCORED, STATUSES, CaseQuery, CaseRow
from hssib_desk.store.lists.search import words_found
from hssib_desk.store.lists.twice_reviewed import apart
from hssib_desk.store.schema.tables import actions, cases, duties, entries, scores, sealed_versions, themes
from hssib_desk.store.sql import json_text

C, D = cases.c, duties.c
_SORTS: Mapping[str, ColumnElement[Any]] = {
    "status": C.status,
    "died": func.coalesce(C.died_day, ""),
    "days": C.days,
    "ward_type": C.ward_type_label,
    "reviewer": C.reviewer,
    "percent": C.percent,
    "overall": C.overall,
    "updated": C.updated_at,
    "level": C.level,
    "due": select(D.due).where(D.case_id == C.id, D.key == FINISH).scalar_subquery(),
}


_SURE = ("", "month", "day")  # how a death must be dated to lie between two days


def case_filter(query: CaseQuery, library: Library) -> ColumnElement[bool]:
    """The condition that a case must meet."""
    parts = [C.id.is_not(None), *_column_parts(query), *_narrow_parts(query, library)]
    if query.review:
        parts.append(on_review(query.review, library))
    if query.text.strip():
        parts.append(_text_part(query.text.strip()))
    return and_(*parts)


def _column_parts(query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    if query.status == "outside":
        yield C.scope == "outside"
    elif query.status == "to_screen" and query.back_by:
        yield or_(C.status == query.status, came_back(query.back_by))
    elif query.status and query.status != "all":
        yield C.status.in_(STATUSES.get(query.status, (query.status,)))
    if query.scope:
        yield C.scope == query.scope
    if query.blind:
        yield blind() if query.blind == "yes" else ~blind()
    if query.signed_from:
        yield C.id.in_(_signed_from(query.signed_from))
    if query.ward_type:
        yield or_(C.ward_type == query.ward_type, C.ward_type_label == query.ward_type)
    if query.reviewer:
        yield C.reviewer == query.reviewer
    yield from _died_parts(query)


def came_back(today: date) -> ColumnElement[bool]:
    """Whether a case waited for somebody else until a day that has come."""
    return and_(C.status == "waiting", C.back != "", C.back <= today.isoformat())


def _died_parts(query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    has_month = and_(C.died_day.is_not(None), func.length(C.died) >= len("2025-10"))
    if query.dated == "month":
        yield has_month
    elif query.dated == "day":
        yield and_(C.died_day.is_not(None), func.length(C.died) >= len("2025-10-01"))
    elif query.dated == "no_month":
        yield ~has_month
    within = []
    if query.died_from:
        # The last day that a death known to the month or year may have been.
        last = case(
            (func.length(C.died) == len("2025"), C.died + "-12-31"),
            (func.length(C.died) == len("2025-10"), C.died + "-31"),
            else_=C.died,
        )
        within.append((C.died_day if query.dated in _SURE else last) >= query.died_from.isoformat())
    if query.died_to:
        within.append(C.died_day <= query.died_to.isoformat())
    if within:
        found = and_(*within)
        yield found if query.dated in _SURE else or_(C.died_day.is_(None), found)


def _signed_from(day: date) -> Select[tuple[str]]:
    """The cases whose first review is signed, on that day or later where the program runs."""
    start, S, E = datetime.combine(day, time.min).astimezone(), sealed_versions.c, entries.c
    # From the few seals to their entries: the other way round every entry of the workbook is looked at.
    in_force = exists().where(E.case_id == S.case_id, E.seal_id == S.id, E.stage == "first")
    return select(S.case_id).where(S.at >= start, in_force)


def _narrow_parts(query: CaseQuery, library: Library) -> Iterator[ColumnElement[bool]]:
    if query.phase:
        yield _scored(query, library)
    if query.theme:
        yield exists().where(
            themes.c.case_id == C.id, themes.c.theme.in_(themes_within(query.theme, library))
        )
    if query.weak_only:
        yield weak_only()
    if query.finish_by:
        late = exists().where(D.case_id == C.id, D.key == FINISH, D.state.in_(OPEN))
        yield late.where(D.due <= query.finish_by.isoformat())
    if query.duty:
        yield _owes(query, library)
    if query.level:
        yield C.level == query.level
    if query.outcome:
        yield C.outcome == query.outcome
    if query.part:
        yield waits_for(query.part)
    if query.panel:
        yield waits_for_panel(library)
    if query.twice:
        yield apart(query.twice)
    if query.person is not None:
        yield case_of(query.person, library)
    if query.only is not None:
        # Written out: a database takes fewer parameters than there may be cases.
        yield C.id.in_(bindparam("only", query.only, expanding=True, literal_execute=True))


def _owes(query: CaseQuery, library: Library) -> ColumnElement[bool]:
    """Whether a duty of a case is open, and due by a day where one is given.

    Any duty is one of those that Home lists as duties: a review or screening to finish has a list of its own.
    """
    owed = select(D.case_id).where(D.state.in_(OPEN))
    keys = keys_listed(library, "duties") if query.duty == ANY_DUTY else (query.duty,)
    owed = owed.where(D.key.in_(keys))
    if query.duty_by:
        owed = owed.where(D.due <= query.duty_by.isoformat())
    return C.id.in_(owed)


def _scored(query: CaseQuery, library: Library) -> ColumnElement[bool]:
    """Whether a case has a score in a phase; without one given, those that a chart of the phase counts.

    Only reviews count. Not scored are those on a form that has the phase, whose first scores may be known.
    """
    reviewed = C.status.in_(STATUSES["reviews"])
    found = exists().where(scores.c.case_id == C.id, scores.c.section == query.phase)
    found = found.where(scores.c.stage.in_(COUNTED))
    if query.score == NOT_SCORED:
        forms = (o.key for o in library.reviews if query.phase in phase_keys(library.for_review(o.key)))
        on = or_(false(), *(on_review(key, library) for key in forms))
        return and_(reviewed, on, ~blind(), ~found)
    if query.score == NOT_APPLICABLE:
        return and_(reviewed, found.where(scores.c.points.is_(None)))
    given = scores.c.code == query.score if query.score else scores.c.points.is_not(None)
    return and_(reviewed, found.where(given))


def themes_within(code: str, library: Library) -> list[str]:
    """The codes that count under a theme: a main one takes its finer ones in."""
    options = theme_list(library)
    return options.within(code) if options else [code]


def theme_list(library: Library) -> CodeList | None:
    """The list of themes that problems, learning and actions name."""
    form = library.form_with_role("theme", repeat=True)
    field = form.role("theme") if form else None
    return field.options if field else None


def on_review(key: str, library: Library) -> ColumnElement[bool]:
    """Whether a case is on a review form; the first one is that of every case that is on no other."""
    own = {outline.key: library.own_forms(outline) for outline in library.reviews}
    if key == next(iter(own), key):
        return and_(true(), *(~_has_form(forms) for other, forms in own.items() if other != key))
    return _has_form(own.get(key, frozenset()))


def _has_form(forms: Collection[str]) -> ColumnElement[bool]:
    E = entries.c
    return exists().where(E.case_id == C.id, E.form_key.in_(forms), E.removed_at.is_(None))


def weak_only() -> ColumnElement[bool]:
    """Whether a case has actions that were not set aside, all of them weak."""
    own = exists().where(actions.c.case_id == C.id, actions.c.status_means.not_in(SET_ASIDE))
    return and_(own, ~own.where(actions.c.strength_means != "weak"))


def blind_cases(context: ReadContext, query: CaseQuery) -> list[str]:
    """The references of the cases of a query that are under a blind second review, in order."""
    found = select(C.ref).where(blind(), case_filter(query, context.library)).order_by(C.year, C.number)
    return list(context.db.execute(found).scalars())


def _text_part(text: str) -> ColumnElement[bool]:
    by_ref = C.ref.istartswith(text, autoescape=True)
    found = words_found(text)
    return by_ref if found is None else or_(by_ref, C.id.in_(found))


def list_cases(context: ReadContext, query: CaseQuery, offset: int, limit: int) -> list[CaseRow]:
    """One page of the case list."""
    page = (
        select(cases)
        .where(case_filter(query, context.library))
        .order_by(*case_order(query))
        .offset(offset)
        .limit(limit)
    )
    found = context.db.execute(page).all()
    return _rows(context, found)


def case_order(query: CaseQuery) -> tuple[ColumnElement[Any], ...]:
    """The order of a query; cases with nothing to sort by come last, the reference decides a tie."""
    if query.sort == "ref":
        order: tuple[ColumnElement[Any], ...] = (C.year, C.number)
        return tuple(part.desc() for part in order) if query.descending else order
    if query.sort.startswith("listed:"):
        key: ColumnElement[Any] = json_text(C.listed, query.sort.removeprefix("listed:"))
    else:
        key = _SORTS.get(query.sort, _SORTS["died"])
    first = key.desc().nulls_last() if query.descending else key.asc().nulls_last()
    return first, C.year.desc(), C.number.desc()


def case_ids(context: ReadContext, query: CaseQuery) -> list[str]:
    """The ids of all cases that a query finds, in its order."""
    return list(
        context.db.execute(
            select(C.id).where(case_filter(query, context.library)).order_by(*case_order(query))
        ).scalars()
    )


def count_cases(context: ReadContext, query: CaseQuery, *also: ColumnElement[bool]) -> int:
    """How many cases a query finds, and those of them that meet further conditions."""
    chosen = and_(case_filter(query, context.library), *also)
    return int(context.db.execute(select(func.count()).select_from(cases).where(chosen)).scalar_one())


def case_counts(context: ReadContext) -> dict[str, int]:
    """The numbers on the chips above the list, and of each single status."""
    by_status = {str(key): int(n) for key, n in context.db.execute(_count_by(C.status))}
    scope = {str(key): int(n) for key, n in context.db.execute(_count_by(C.scope))}
    counts = {"all": sum(by_status.values()), "outside": scope.get("outside", 0), **by_status}
    for chip, statuses in STATUSES.items():
        counts[chip] = sum(by_status.get(status, 0) for status in statuses)
    for status in get_args(CaseStatus):
        counts.setdefault(status, 0)
    counts["to_screen"] += count_cases(context, CaseQuery(status="waiting"), came_back(context.today))
    return counts


def _count_by(column: ColumnElement[Any]) -> Select[Any]:
    return select(column, func.count()).group_by(column)


def case_choices(context: ReadContext) -> dict[str, list[tuple[str, str]]]:
    """What the filters above the list offer: (value, label) of ward types, reviewers and forms in use."""
    wards = select(C.ward_type, C.ward_type_label).where(C.ward_type != "").distinct()
    reviewers = select(C.reviewer, C.reviewer).where(C.reviewer != "").distinct()
    return {
        "ward_type": [(code, label) for code, label in context.db.execute(wards.order_by(C.ward_type_label))],
        "reviewer": [(code, label) for code, label in context.db.execute(reviewers.order_by(C.reviewer))],
        "review": [
            (outline.key, outline.name) for outline in context.library.reviews if _is_used(context, outline)
        ],
    }


def _is_used(context: ReadContext, outline: Outline) -> bool:
    query = select(C.id).where(on_review(outline.key, context.library)).limit(1)
    return context.db.execute(query).first() is not None


def phase_keys(library: Library) -> list[str]:
    """The scored sections of the forms that every case has, in order."""
    return [phase.key for form in library.forms.values() if not form.repeat for phase in form.phases]


def _scores_shown(context: ReadContext, case_ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """The scores that stand, by case and section; while a second review is blind, its own."""
    columns = (scores.c.case_id, scores.c.section, scores.c.stage, scores.c.code)
    rows = context.db.execute(select(*columns).where(scores.c.case_id.in_(case_ids))).all()
    veiled = {row.case_id for row in rows if row.stage == "veiled"}
    return {
        (row.case_id, row.section): row.code
        for row in rows
        if (row.stage == "second" if row.case_id in veiled else row.stage in COUNTED)
    }


def _rows(context: ReadContext, found: Sequence[Row[Any]]) -> list[CaseRow]:
    ids = [row.id for row in found]
    given, forms = _scores_shown(context, ids), review_forms(context, ids)
    settled = {case_id for case_id, state in states(context, ids).items() if state == "settled"}
    finish = select(D.case_id, D.due).where(D.case_id.in_(ids), D.key == FINISH)
    due = {row.case_id: row.due for row in context.db.execute(finish)}
    views = {row.id: context.library.for_forms(forms.get(row.id, ())) for row in found}
    return [
        CaseRow(
            id=row.id,
            ref=row.ref,
            status=row.status,
            died=row.died,
            after_discharge=row.days,
            after=row.after,
            scope=row.scope,
            flag=row.flag,
            flag_sentence=row.flag_sentence,
            setting=row.setting,
            ward_type=row.ward_type_label,
            scores=tuple((phase, given.get((row.id, phase))) for phase in phase_keys(views[row.id])),
            reviewer=row.reviewer,
            percent=row.percent,
            to_finish=row.to_finish,
            next_page=row.next_page,
            listed=row.listed,
            updated_at=row.updated_at,
            review=views[row.id].outline.key,
            due=due.get(row.id) or "",
            is_agreed=row.id in settled,
            level=row.level,
            outcome=row.outcome,
            back=row.back,
        )
        for row in found
    ]
