"""Cases reviewed twice: first and second scores of overall care side by side, counted in SQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select

from hssib_desk.domain.figures.rater_agreement import Concord, concord
from hssib_desk.domain.forms.form import CodeList
from hssib_desk.store.context import ReadContext
from hssib_desk.store.lists.blind_reviews import blind
from hssib_desk.store.lists.queries import STATUSES
from hssib_desk.store.schema.tables import cases, scores

_FIRST, _SECOND = scores.alias("first_scores"), scores.alias("second_scores")
_F, _S = _FIRST.c, _SECOND.c
# Of one case, on one scale, neither "not applicable"; what was agreed afterwards is neither of the two.
_PAIR = and_(
    _F.case_id == _S.case_id,
    _F.scale == _S.scale,
    _F.section == _S.section,
    _F.overall,
    _S.overall,
    _F.stage.in_(("first", "replaced")),
    _S.stage == "second",
    _F.points.is_not(None),
    _S.points.is_not(None),
)


def apart(points: str) -> ColumnElement[bool]:
    """Whether a case has two signed overall scores that are so many points apart; see `CaseQuery.twice`."""
    found = exists().where(_PAIR, _F.case_id == cases.c.id)
    difference = func.abs(_F.points - _S.points)
    if points in ("0", "1"):
        found = found.where(difference == int(points))
    elif points == "2":
        found = found.where(difference >= 2)
    return and_(found, both_signed())


def both_signed() -> ColumnElement[bool]:
    """Whether the first review of a case is signed, and the second not blind; either may be reopened."""
    return and_(cases.c.status.in_(STATUSES["sealed"]), ~blind())


def agreement(context: ReadContext, chosen: ColumnElement[bool]) -> Concord | None:
    """How far two reviewers agree on overall care; a scale of its own is not put together with another."""
    scale = _scale(context)
    if scale is None:
        return None
    query = (
        select(_F.points, _S.points, func.count())
        .join(_SECOND, _PAIR)
        .join(cases, cases.c.id == _F.case_id)
        .where(chosen, both_signed(), _F.scale == scale.key)
        .group_by(_F.points, _S.points)
    )
    pairs = {(int(row[0]), int(row[1])): int(row[2]) for row in context.db.execute(query)}
    known = {choice.points for choice in scale.choices if choice.points is not None}
    return concord(pairs, sorted(known | {points for pair in pairs for points in pair}))


def _scale(context: ReadContext) -> CodeList | None:
    form = context.library.form_with_role("overall_score", repeat=False)
    field = form.role("overall_score") if form else None
    return field.options if field else None
