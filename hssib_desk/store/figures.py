"""The numbers behind the charts, counted in SQL over the narrow tables; each comes with its own n."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, func, select

from hssib_desk.domain.form import CodeList, Library, Section
from hssib_desk.domain.measures import BRAG, SET_ASIDE, STRENGTHS, brag_list, is_action
from hssib_desk.store.act import Look
from hssib_desk.store.actionlist import Day
from hssib_desk.store.blind import blind
from hssib_desk.store.derive import COUNTED
from hssib_desk.store.listing import case_filter, on_review, weak_only
from hssib_desk.store.rows import CaseQuery, Count, Figures, ScoreSpread, ThemeCount
from hssib_desk.store.sql import count_true
from hssib_desk.store.tables import actions, cases, scores, themes
from hssib_desk.store.twice import agreement

A = actions.c
_SCOPES = {"in_scope": "In scope", "outside": "Outside", "unclear": "Unclear"}
_STATUSES = {
    "not_started": "Not started",
    "draft": "Draft",
    "signed": "Signed off",
    "second_review": "Second review",
    "not_reviewed": "Not reviewed here",
}


def figures(look: Look, query: CaseQuery) -> Figures:
    """Every figure for the cases that a query selects."""
    chosen = case_filter(query, look.library)
    total = _one(look, select(func.count()).select_from(cases).where(chosen))
    hidden = _one(look, select(func.count()).select_from(cases).where(chosen, blind()))
    in_cases = A.case_id.in_(select(cases.c.id).where(chosen))
    active = in_cases & A.status_means.not_in(SET_ASIDE)
    day = Day(look)
    months, unknown = _deaths(look, chosen)
    by_review = _reviews(look, chosen & ~blind(), total - hidden)
    return Figures(
        query=query,
        today=look.today,
        cases=total,
        blind=hidden,
        reviews=by_review,
        scores=_spreads(look, chosen, by_review),
        actions=_one(look, select(func.count()).select_from(actions).where(in_cases)),
        brag=_counts(_by(look, day.brag, in_cases), brag_labels(look.library)),
        strength=_counts(_by(look, A.strength_means, active), strength_labels(look.library)),
        action_status=_counts(_by(look, A.status, in_cases), _labels(look.library, "status")),
        weak_only=_one(look, select(func.count()).select_from(cases).where(chosen, weak_only())),
        themes=theme_counts(look, chosen),
        deaths_by_month=months,
        deaths_without_month=unknown,
        scope=_counts(_by_case(look, cases.c.scope, chosen), _SCOPES),
        status=_counts(_by_case(look, cases.c.status, chosen), _STATUSES),
        twice=agreement(look, chosen),
    )


def _one(look: Look, query: Any) -> int:
    return int(look.db.execute(query).scalar_one())


def _by(look: Look, column: ColumnElement[Any], chosen: ColumnElement[bool]) -> dict[str, int]:
    found = look.db.execute(select(column, func.count()).select_from(actions).where(chosen).group_by(column))
    return {str(code): int(n) for code, n in found}


def _by_case(look: Look, column: ColumnElement[Any], chosen: ColumnElement[bool]) -> dict[str, int]:
    found = look.db.execute(select(column, func.count()).select_from(cases).where(chosen).group_by(column))
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


def _labels(library: Library, role: str) -> dict[str, str]:
    found = _action_list(library, role)
    return {choice.code: choice.label for choice in found.offered} if found else {}


def _reviews(look: Look, chosen: ColumnElement[bool], total: int) -> tuple[Count, ...]:
    """How many cases are on each review form, in the order of the forms; none is left out."""
    found = {}
    for outline in look.library.reviews[1:]:
        on = on_review(outline.key, look.library)
        found[outline.key] = _one(look, select(func.count()).select_from(cases).where(chosen, on))
    rest = total - sum(found.values())
    return tuple(Count(o.key, o.name, found.get(o.key, rest)) for o in look.library.reviews)


def _spreads(look: Look, chosen: ColumnElement[bool], by_review: Sequence[Count]) -> tuple[ScoreSpread, ...]:
    """How each phase of the review forms in use was judged."""
    query = (
        select(scores.c.section, scores.c.scale, scores.c.code, func.count(distinct(scores.c.case_id)))
        .join(cases, cases.c.id == scores.c.case_id)
        .where(chosen, scores.c.stage.in_(COUNTED))
        .group_by(scores.c.section, scores.c.scale, scores.c.code)
    )
    given = {(section, scale, code): int(n) for section, scale, code, n in look.db.execute(query)}
    used = [count for count in by_review if count.n] or by_review[:1]
    return tuple(
        _spread(phase, field.options, given, count)
        for count in used
        for form in look.library.for_review(count.code).forms.values()
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


def theme_counts(look: Look, chosen: ColumnElement[bool], main: bool = False) -> tuple[ThemeCount, ...]:
    """Each theme: in how many cases it was raised, by how many entries, and its actions.

    With `main`, the finer themes count under the main one that the list puts them under.
    """
    options = _theme_list(look.library)
    under = {c.code: options.main(c.code) for c in options.choices} if main and options else {}
    theme = case(under, value=themes.c.theme, else_=themes.c.theme) if under else themes.c.theme
    raised = (
        select(theme, func.count(distinct(themes.c.case_id)), func.count())
        .join(cases, cases.c.id == themes.c.case_id)
        .where(chosen)
        .group_by(theme)
    )
    found = {code: (int(n), int(entries)) for code, n, entries in look.db.execute(raised)}
    acted = (
        select(theme, func.count(), count_true(Day(look).overdue))
        .join(actions, A.entry_id == themes.c.entry_id)
        .join(cases, cases.c.id == themes.c.case_id)
        .where(chosen)
        .group_by(theme)
    )
    by_action = {code: (int(n), int(late)) for code, n, late in look.db.execute(acted)}
    judged = _judged(look, chosen, options) if main and options else {}
    return tuple(
        ThemeCount(code, label, *found.get(code, (0, 0)), *by_action.get(code, (0, 0)), judged.get(code, 0))
        for code, label in _theme_labels(options, found).items()
        if under.get(code, code) == code
    )


def _judged(look: Look, chosen: ColumnElement[bool], options: CodeList) -> dict[str, int]:
    """The cases with a score in a phase that looks at each main theme, whichever review form they use."""
    phases = [phase for form in look.library.forms.values() for phase in form.phases]
    found: dict[str, int] = {}
    for theme in {options.main(code) for phase in phases for code in phase.themes}:
        looked = [phase.key for phase in phases if theme in {options.main(code) for code in phase.themes}]
        query = (
            select(func.count(distinct(scores.c.case_id)))
            .join(cases, cases.c.id == scores.c.case_id)
            .where(scores.c.section.in_(looked), scores.c.points.is_not(None), chosen, ~blind())
        )
        found[theme] = int(look.db.execute(query).scalar_one())
    return found


def _theme_list(library: Library) -> CodeList | None:
    form = library.form_with_role("theme", repeat=True)
    field = form.role("theme") if form else None
    return field.options if field else None


def _theme_labels(options: CodeList | None, used: Iterable[str]) -> dict[str, str]:
    labels = {choice.code: choice.label for choice in options.offered} if options else {}
    return {**labels, **{code: code for code in used if code not in labels}}


def _deaths(look: Look, chosen: ColumnElement[bool]) -> tuple[tuple[Count, ...], int]:
    """Deaths in scope by month; a death known to the year only has no month."""
    month = func.substr(cases.c.died, 1, 7)
    query = select(month, cases.c.died_day, func.count()).where(chosen, cases.c.scope == "in_scope")
    found: dict[str, int] = {}
    unknown = 0
    for key, day, n in look.db.execute(query.group_by(month, cases.c.died_day)):
        if day is None or len(key) < len("2025-10"):
            unknown += int(n)
        else:
            found[key] = found.get(key, 0) + int(n)
    return tuple(Count(key, key, found.get(key, 0)) for key in _months(sorted(found))), unknown


def _months(found: Sequence[str]) -> list[str]:
    """Every month from the first to the last."""
    if not found:
        return []
    (year, month), (last_year, last_month) = (
        (int(part) for part in key.split("-")) for key in (found[0], found[-1])
    )
    numbers = range(year * 12 + month - 1, last_year * 12 + last_month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
