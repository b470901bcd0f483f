"""The numbers behind the charts, counted in SQL over the narrow tables; each comes with its own n."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, select

from hssib_desk.domain.actions.measures import BRAG, SET_ASIDE, STRENGTHS, brag_list, is_action
from hssib_desk.domain.board.people import quarter_end, quarter_start, quarters_on
from hssib_desk.domain.forms.form import CodeList, Library, Section
from hssib_desk.domain.rates.baseline import MOST
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.derived_rows import COUNTED
from hssib_desk.store.lists.action_list import Day
from hssib_desk.store.lists.baselines import baselines
from hssib_desk.store.lists.blind_reviews import blind
from hssib_desk.store.lists.listing import case_filter, count_cases, on_review, theme_list, weak_only
from hssib_desk.store.lists.queries import (
    STATUSES,
    CaseQuery,
    Count,
    DeathCounts,
    Figures,
    ScoreSpread,
    ThemeCount,
)
from hssib_desk.store.lists.twice_reviewed import agreement
from hssib_desk.store.schema.tables import actions, cases, scores, themes
from hssib_desk.store.sql import count_true

A, C, S = actions.c, cases.c, scores.c


def figures(context: ReadContext, query: CaseQuery) -> Figures:
    """Every figure for the cases that a query selects; deaths count whether or not their review is signed."""
    whole = replace(query, status="")
    chosen = case_filter(query, context.library)
    total = _one(context, select(func.count()).select_from(cases).where(chosen))
    hidden = _one(context, select(func.count()).select_from(cases).where(chosen, blind()))
    in_cases = A.case_id.in_(select(cases.c.id).where(chosen))
    active = in_cases & A.status_means.not_in(SET_ASIDE)
    day = Day(context)
    reviewed = chosen & ~blind() & C.status.in_(STATUSES["reviews"])
    by_review = _reviews(context, reviewed)
    before = chosen & C.status.in_(STATUSES["unscreened"])
    unscreened = _one(context, select(func.count()).select_from(cases).where(before))
    return Figures(
        query=query,
        today=context.today,
        cases=total,
        blind=hidden,
        not_reviewed=total - hidden - unscreened - sum(count.n for count in by_review),
        unscreened=unscreened,
        reviews=by_review,
        scores=_spreads(context, reviewed, by_review),
        actions=_one(context, select(func.count()).select_from(actions).where(in_cases)),
        brag=_counts(_by(context, day.brag, in_cases), brag_labels(context.library)),
        strength=_counts(_by(context, A.strength_means, active), strength_labels(context.library)),
        weak_only=_one(context, select(func.count()).select_from(cases).where(chosen, weak_only())),
        themes=_themes(context, reviewed),
        any_status=_one(
            context, select(func.count()).select_from(cases).where(case_filter(whole, context.library))
        ),
        deaths=_deaths(context, whole),
        deaths_left_out=tuple(
            Count(reason, reason, count_cases(context, part))
            for reason, part in deaths_left_out(whole, context.today).items()
        ),
        twice=agreement(context, chosen),
    )


def _one(context: ReadContext, query: Any) -> int:
    return int(context.db.execute(query).scalar_one())


def _by(context: ReadContext, column: ColumnElement[Any], chosen: ColumnElement[bool]) -> dict[str, int]:
    found = context.db.execute(
        select(column, func.count()).select_from(actions).where(chosen).group_by(column)
    )
    return {str(code): int(n) for code, n in found}


def _by_case(context: ReadContext, column: ColumnElement[Any], chosen: ColumnElement[bool]) -> dict[str, int]:
    found = context.db.execute(select(column, func.count()).select_from(cases).where(chosen).group_by(column))
    return {str(code): int(n) for code, n in found}


def _counts(found: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Count, ...]:
    """One count for each label, 0 too, then for what has no label; nothing chosen is "Not said"."""
    codes = [*labels, *sorted(code for code in found if code not in labels)]
    return tuple(Count(code, labels.get(code, code) or "Not said", found.get(code, 0)) for code in codes)


def brag_labels(library: Library) -> dict[str, str]:
    """The words of the colours, most pressing first."""
    labels = {choice.means: choice.label for choice in brag_list(library).choices}
    return {code: labels[code] for code in BRAG}


def strength_labels(library: Library) -> dict[str, str]:
    """The words for strong, intermediate and weak, as the list of strengths groups its choices."""
    choices = _action_list(library, "strength")
    words = {choice.means: choice.group or choice.label for choice in choices.choices} if choices else {}
    return {code: words.get(code, code.capitalize()) for code in STRENGTHS}


def _action_list(library: Library, role: str) -> CodeList | None:
    form = next((form for form in library.forms.values() if is_action(form)), None)
    field = form.role(role) if form else None
    return field.options if field else None


def _reviews(context: ReadContext, chosen: ColumnElement[bool]) -> tuple[Count, ...]:
    """How many cases are on each review form, in the order of the forms; none is left out."""
    found = {}
    for outline in context.library.reviews[1:]:
        on = on_review(outline.key, context.library)
        found[outline.key] = _one(context, select(func.count()).select_from(cases).where(chosen, on))
    rest = _one(context, select(func.count()).select_from(cases).where(chosen)) - sum(found.values())
    return tuple(Count(o.key, o.name, found.get(o.key, rest)) for o in context.library.reviews)


def _spreads(
    context: ReadContext, chosen: ColumnElement[bool], by_review: Sequence[Count]
) -> tuple[ScoreSpread, ...]:
    """How each phase of the review forms in use was judged."""
    query = (
        select(scores.c.section, scores.c.scale, scores.c.code, func.count(distinct(scores.c.case_id)))
        .where(S.case_id.in_(select(C.id).where(chosen)), S.stage.in_(COUNTED))
        .group_by(scores.c.section, scores.c.scale, scores.c.code)
    )
    given = {(section, scale, code): int(n) for section, scale, code, n in context.db.execute(query)}
    used = [count for count in by_review if count.n] or by_review[:1]
    return tuple(
        _spread(phase, field.options, given, count)
        for count in used
        for form in context.library.for_review(count.code).forms.values()
        if not form.repeat
        for phase in form.phases
        if (field := phase.score_field) and field.options
    )


def _spread(
    phase: Section, scale: CodeList, given: Mapping[tuple[str, str, str], int], review: Count
) -> ScoreSpread:
    steps = sorted((c for c in scale.choices if c.points is not None), key=lambda c: c.points or 0)
    if scale.direction.startswith("lower"):
        steps.reverse()
    # Scores on another scale are not added to these: their steps may mean something else.
    own = {code: n for (section, key, code), n in given.items() if (section, key) == (phase.key, scale.key)}
    counts = tuple(Count(choice.code, choice.label, own.get(choice.code, 0)) for choice in steps)
    n, everything = sum(count.n for count in counts), sum(own.values())
    unscored = review.n - everything
    return ScoreSpread(review.code, phase.key, phase.title, counts, n, everything - n, unscored)


def _themes(context: ReadContext, chosen: ColumnElement[bool]) -> tuple[ThemeCount, ...]:
    """In how many cases each theme was raised, and by how many entries; a main one with its finer ones."""
    options = theme_list(context.library)
    found = _raised(context, chosen, {})
    if options:
        whole = _raised(context, chosen, _mains(options))
        found |= {code: counts for code, counts in whole.items() if options.main(code) == code}
    labels = {choice.code: choice.label for choice in options.offered} if options else {}
    labels |= {code: code for code in found if code not in labels}
    return tuple(ThemeCount(code, label, *found.get(code, (0, 0))) for code, label in labels.items())


def coverage(context: ReadContext, query: CaseQuery) -> tuple[ThemeCount, ...]:
    """Each main theme with its actions, and in how many cases it was judged."""
    options = theme_list(context.library)
    if options is None:
        return ()
    chosen, under = case_filter(query, context.library), _mains(options)
    raised, judged = _raised(context, chosen, under), _judged(context, chosen, options)
    theme = case(under, value=themes.c.theme, else_=themes.c.theme)
    acted = (
        select(theme, func.count(), count_true(Day(context).overdue))
        .join(actions, A.entry_id == themes.c.entry_id)
        .where(themes.c.case_id.in_(select(C.id).where(chosen)), A.status_means.not_in(SET_ASIDE))
        .group_by(theme)
    )
    by_action = {code: (int(n), int(late)) for code, n, late in context.db.execute(acted)}
    return tuple(
        ThemeCount(
            choice.code,
            choice.label,
            *raised.get(choice.code, (0, 0)),
            *by_action.get(choice.code, (0, 0)),
            judged.get(choice.code, 0),
        )
        for choice in options.offered
        if options.main(choice.code) == choice.code
    )


def _mains(options: CodeList) -> dict[str, str]:
    return {choice.code: options.main(choice.code) for choice in options.choices}


def _raised(
    context: ReadContext, chosen: ColumnElement[bool], under: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """The cases and entries that name each theme, each counted under the one that `under` gives."""
    theme = case(dict(under), value=themes.c.theme, else_=themes.c.theme) if under else themes.c.theme
    query = (
        select(theme, func.count(distinct(themes.c.case_id)), func.count())
        .where(themes.c.case_id.in_(select(C.id).where(chosen)))
        .group_by(theme)
    )
    return {code: (int(n), int(entries)) for code, n, entries in context.db.execute(query)}


def _judged(context: ReadContext, chosen: ColumnElement[bool], options: CodeList) -> dict[str, int]:
    """The cases with a score in a phase that looks at each main theme, whichever review form they use."""
    looking: dict[str, list[str]] = {}
    for form in context.library.forms.values():
        for phase in form.phases:
            for main in {options.main(code) for code in phase.themes}:
                looking.setdefault(main, []).append(phase.key)
    if not looking:
        return {}
    # One way through the scores for all themes: a phase may look at several of them.
    counts = [func.count(distinct(case((S.section.in_(keys), S.case_id)))) for keys in looking.values()]
    query = select(*counts).where(S.case_id.in_(select(C.id).where(chosen)), S.points.is_not(None))
    row = context.db.execute(query.where(S.stage.in_(COUNTED))).one()
    return dict(zip(looking, map(int, row), strict=True))


def whole_quarters(query: CaseQuery, today: date) -> tuple[date, date]:
    """First and last day of the quarters that are drawn: over, wholly among the dates, and not too many."""
    until = min(today, query.died_to + timedelta(days=1)) if query.died_to else today
    last = quarters_on(quarter_start(until), -1)
    start = quarters_on(last, 1 - MOST)
    if query.died_from:
        begun = quarter_start(query.died_from)
        start = max(start, quarters_on(begun, 1) if begun < query.died_from else begun)
    return start, quarter_end(last)


def deaths_left_out(query: CaseQuery, today: date) -> dict[str, CaseQuery]:
    """The lists of the cases that the deaths by quarter leave out, by reason; each stands in one of them.

    A death whose date is vague or missing is found where it may lie between the dates of the query.
    """
    start, end = whole_quarters(query, today)
    own = replace(query, scope="in_scope", dated="month")
    after, before = max(end + timedelta(days=1), query.died_from or date.min), start - timedelta(days=1)
    return {
        "later": replace(own, died_from=after),
        "earlier": replace(own, died_to=min(before, query.died_to or before, end)),
        "deaths_without_month": replace(own, dated="no_month"),
        "unclear": replace(query, scope="unclear", dated="possible"),
        "outside": replace(query, scope="outside", dated="possible"),
    }


def _deaths(context: ReadContext, query: CaseQuery) -> DeathCounts:
    """Deaths in scope by day in every quarter that was asked for and is over."""
    start, end = whole_quarters(query, context.today)
    asked = replace(query, scope="in_scope", dated="month", died_from=start, died_to=end)
    found = _by_case(context, cases.c.died, case_filter(asked, context.library)) if start < end else {}
    by_day = {date.fromisoformat(died): n for died, n in found.items() if len(died) == len("2025-10-01")}
    by_month = {
        date.fromisoformat(f"{died}-01"): n for died, n in found.items() if len(died) == len("2025-10")
    }
    return DeathCounts(by_day, by_month, start if query.died_from else None, end, baselines(context))
