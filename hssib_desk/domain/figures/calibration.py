"""Practice and calibration: made-up reviews scored blind, how near a reviewer comes, and how they drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from hssib_desk import resources
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.reading import Table, check_keys, number_of, read_toml, tables_of, text_of

_FILE = "calibration.toml"


@dataclass(frozen=True)
class KeyScore:
    """The score that a phase is compared with, and the scores that agree with it."""

    phase: str
    points: int
    agrees: tuple[int, ...]


@dataclass(frozen=True)
class PracticeReview:
    """One made-up story with its scores, the reasons for them, and what pulls reviewers apart."""

    key: str
    title: str
    text: str
    scores: tuple[KeyScore, ...]
    reason: str
    apart: str
    note: str = ""
    duties: str = ""


@dataclass(frozen=True)
class Calibration:
    """Every practice review, whose view the scores are, and the lists of scale and phases they speak of."""

    reviews: tuple[PracticeReview, ...]
    view: str
    scale: str
    phases: str

    def review(self, key: str) -> PracticeReview | None:
        """The practice review with this key."""
        return next((item for item in self.reviews if item.key == key), None)

    def scores_of(self, key: str) -> tuple[KeyScore, ...]:
        """The scores that a practice review is compared with; none where it was replaced."""
        review = self.review(key)
        return review.scores if review else ()


@dataclass(frozen=True)
class Scored:
    """How somebody scored one practice review on one day, in points by phase."""

    review: str
    on: date
    points: Mapping[str, int]


@dataclass(frozen=True)
class Nearness:
    """How near somebody’s scores come to the other ones; `lean` is above or below them on average."""

    n: int
    same: int
    agreeing: int
    lean: float


@dataclass(frozen=True)
class Drift:
    """How far somebody's own scores of the same reviews moved between the first time and the last."""

    n: int
    moved: float  # points on average, above nothing for kinder
    changed: int
    since: date


@cache
def calibration() -> Calibration:
    """The practice reviews of the forms; raises FormError where the file says what it cannot mean."""
    return read_calibration(read_toml(resources.forms_dir() / _FILE))


def read_calibration(raw: Table) -> Calibration:
    """The practice reviews from their table."""
    check_keys(raw, ("version", "scale", "phases", "view", "source", "case"), _FILE)
    reviews = tuple(_review(item) for item in tables_of(raw, "case", _FILE))
    if len({review.key for review in reviews}) < len(reviews):
        raise FormError(f"{_FILE}: two cases have one key; give one of them another.")
    named = (text_of(raw, name, _FILE) for name in ("view", "scale", "phases"))
    return Calibration(reviews, *named)


def _review(raw: Table) -> PracticeReview:
    key = text_of(raw, "key", _FILE)
    place = f"{_FILE}, case {key}"
    check_keys(raw, ("key", "title", "text", "reason", "apart", "note", "duties", "score"), place)
    scores = tuple(_score(item, place) for item in tables_of(raw, "score", place))
    if not scores:
        raise FormError(f"{place}: give it at least one [[case.score]].")
    return PracticeReview(
        key=key,
        title=text_of(raw, "title", place),
        text=text_of(raw, "text", place),
        scores=scores,
        reason=text_of(raw, "reason", place),
        apart=text_of(raw, "apart", place),
        note=text_of(raw, "note", place, ""),
        duties=text_of(raw, "duties", place, ""),
    )


def _score(raw: Table, place: str) -> KeyScore:
    check_keys(raw, ("phase", "points", "agrees"), place)
    points = number_of(raw, "points", place)
    if points is None:
        raise FormError(f"{place}: “points” is missing; add points = 3 or the like.")
    agrees: Any = raw.get("agrees", [points - 1, points, points + 1])
    return KeyScore(text_of(raw, "phase", place), points, tuple(agrees))


def latest(scored: Iterable[Scored]) -> dict[str, Scored]:
    """The last scoring of each review."""
    return {item.review: item for item in sorted(scored, key=lambda item: item.on)}


def nearness(found: Calibration, scored: Iterable[Scored]) -> Nearness:
    """How near the last scores of each review come to those they are compared with."""
    pairs = [
        (asked, item.points[asked.phase])
        for item in latest(scored).values()
        for asked in found.scores_of(item.review)
        if asked.phase in item.points
    ]
    away = [points - asked.points for asked, points in pairs]
    return Nearness(
        n=len(pairs),
        same=away.count(0),
        agreeing=sum(points in asked.agrees for asked, points in pairs),
        lean=_mean(away),
    )


def drift(scored: Iterable[Scored]) -> Drift | None:
    """How somebody's own scores moved, over the reviews that they scored more than once; None for none."""
    by_review: dict[str, list[Scored]] = {}
    for item in sorted(scored, key=lambda item: item.on):
        by_review.setdefault(item.review, []).append(item)
    again = [items for items in by_review.values() if len(items) > 1]
    moved = [
        items[-1].points[phase] - before
        for items in again
        for phase, before in items[0].points.items()
        if phase in items[-1].points
    ]
    if not moved:
        return None
    since = min(items[0].on for items in again)
    return Drift(len(moved), _mean(moved), sum(step != 0 for step in moved), since)


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
