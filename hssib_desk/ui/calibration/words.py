"""What the calibration page says: how a score compares, how near the scores come, and how they moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.figures.calibration import (
    Calibration,
    Drift,
    KeyScore,
    Nearness,
    PracticeReview,
    Scored,
    drift,
    latest,
    nearness,
)
from hssib_desk.domain.forms.form import Library
from hssib_desk.ui.window.icon_line import plural

Line = tuple[str, str]  # a sign and a sentence
TITLE = "Practice and calibration"
LEVEL = 0.1  # points, up to which an average is no lean to either side


def phase_label(library: Library, found: Calibration, phase: str) -> str:
    """What a phase is called in the review forms."""
    phases = library.lists.get(found.phases)
    return phases.label(phase) if phases else phase


def compared(asked: KeyScore, points: int, label: str) -> Line:
    """One phase: the score that was given beside the one it is compared with."""
    agrees = points in asked.agrees
    said = "The same." if points == asked.points else "Agrees." if agrees else "Does not agree."
    sign = "circle-check" if agrees else "circle-question-mark"
    return sign, f"{label}: you gave {points}, the other score is {asked.points}. {said}"


def comparison(review: PracticeReview, scored: Scored, library: Library, found: Calibration) -> list[Line]:
    """Every phase of a practice review that was scored."""
    return [
        compared(asked, scored.points[asked.phase], phase_label(library, found, asked.phase))
        for asked in review.scores
        if asked.phase in scored.points
    ]


def own_record(found: Calibration, scored: Sequence[Scored]) -> Iterator[Line]:
    """How near the scores of one person come, and how they moved, or what will be here."""
    near = nearness(found, scored)
    if not near.n:
        yield "info", "Nothing scored yet. Your agreement, and how it moves over time, will be shown here."
        return
    done = sum(found.review(key) is not None for key in latest(scored))
    yield "check", f"{plural(done, 'practice review')} of {len(found.reviews)} scored."
    yield "check", f"{near.agreeing} of {plural(near.n, 'score')} agree, {near.same} of them exactly."
    yield "info", _lean(near)
    yield "history", _drift(drift(scored))


def _lean(near: Nearness) -> str:
    if abs(near.lean) < LEVEL:
        return "On average your scores are neither higher nor lower than the other ones."
    side = "higher" if near.lean > 0 else "lower"
    return f"On average your scores are {abs(near.lean):.1f} points {side} than the other ones."


def _drift(moved: Drift | None) -> str:
    if moved is None:
        return "Score a review again after some weeks to see whether your own scores drift."
    since = f"Since {show_date(moved.since)}, {moved.changed} of {plural(moved.n, 'score')} changed"
    if abs(moved.moved) < LEVEL:
        return f"{since}; on average they did not move up or down."
    way = "up" if moved.moved > 0 else "down"
    return f"{since}; on average they moved {way} by {abs(moved.moved):.1f} points."
