"""The XmR chart: is a number that is counted every month changing, or only varying as it always does?

The sums are done in fractions, so that no point lands on the wrong side of a line by rounding. A signal has
no direction: more reported deaths are not by themselves worse, and fewer are not by themselves better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

FEWEST_POINTS = 12  # fewer give limits that mean nothing
RUN = 7
LIMIT = Fraction(266, 100)  # 3 divided by d2 = 1.128, the usual constant for ranges of two points
SCREEN = Fraction(3267, 1000)  # moving ranges from here up are outliers themselves

DEFINITION = "XmR chart, limits at mean ± 2.66 × mean moving range."
TOO_FEW = f"Fewer than {FEWEST_POINTS} points: no limits are drawn and no rules applied."

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class Limits:
    """The lines of the chart; near-limits lie two thirds of the way from the mean to the limits."""

    lower: float
    near_lower: float
    near_upper: float
    upper: float

    @property
    def shown_lower(self) -> float:
        """The lower limit of a count as drawn: there is nothing below 0."""
        return max(0.0, self.lower)


@dataclass(frozen=True)
class Signal:
    """Points that are more than ordinary variation, by one rule; `first` and `last` count from 0."""

    rule: Literal["outside", "run", "trend", "two_of_three"]
    words: str
    first: int
    last: int
    points: tuple[int, ...]

    def moved(self, places: int) -> Signal:
        """The same signal in a series that begins so many places earlier."""
        points = tuple(point + places for point in self.points)
        return replace(self, first=self.first + places, last=self.last + places, points=points)


@dataclass(frozen=True)
class Xmr:
    """A series read by the rules; `limits` is None when there are too few points to draw any."""

    values: tuple[float, ...]
    mean: float
    mean_range: float
    limits: Limits | None
    signals: tuple[Signal, ...]

    @property
    def special(self) -> frozenset[int]:
        """The places of all points that belong to a signal."""
        return frozenset(point for signal in self.signals for point in signal.points)

    @property
    def words(self) -> str:
        """What the chart says in one line, before the months and the direction are named."""
        if self.limits is None:
            return TOO_FEW
        return "; ".join(signal.words for signal in self.signals) or "No rule is met: common variation."


def xmr(
    values: Sequence[Number], *, screen: bool = False, baseline: int | None = None, drawn: int = 0
) -> Xmr:
    """Read a series of numbers in order of time; `screen` leaves outlying moving ranges out of the limits.

    With `baseline` mean and limits are those of so many first points and do not creep with those that follow.
    The rules look only at what is `drawn`: from that place on.
    """
    exact = [Fraction(value) for value in values]
    shown = tuple(float(value) for value in exact)
    if not exact:
        return Xmr((), 0.0, 0.0, None, ())
    first = exact[:baseline]
    mean = sum(first, Fraction(0)) / len(first)
    spread = _mean_range(first, screen)
    if len(exact) < FEWEST_POINTS:
        return Xmr(shown, float(mean), float(spread), None, ())
    reach = LIMIT * spread
    lines = (mean - reach, mean - reach * 2 / 3, mean + reach * 2 / 3, mean + reach)
    limits = Limits(*(float(line) for line in lines))
    return Xmr(shown, float(mean), float(spread), limits, tuple(_seen(exact, mean, reach, max(0, drawn))))


def _seen(values: list[Fraction], mean: Fraction, reach: Fraction, drawn: int) -> Iterator[Signal]:
    return (signal.moved(drawn) for signal in _signals(values[drawn:], mean, reach))


def _mean_range(values: list[Fraction], screen: bool) -> Fraction:
    ranges = [abs(b - a) for a, b in pairwise(values)]
    mean = _mean(ranges)
    return _mean([item for item in ranges if item < SCREEN * mean]) if screen and mean else mean


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def _signals(values: list[Fraction], mean: Fraction, reach: Fraction) -> Iterator[Signal]:
    off = [value - mean for value in values]
    for at, distance in enumerate(off):
        if abs(distance) > reach:
            side = "above the upper" if distance > 0 else "below the lower"
            yield Signal("outside", f"1 point {side} limit", at, at, (at,))
    for side, sign in (("above", 1), ("below", -1)):
        for first, last in _stretches(distance * sign > 0 for distance in off):
            if last - first + 1 >= RUN:
                words = f"{last - first + 1} in a row {side} the mean"
                yield Signal("run", words, first, last, tuple(range(first, last + 1)))
    steps = [b - a for a, b in pairwise(values)]
    for way, sign in (("rising", 1), ("falling", -1)):
        for first, end in _stretches(step * sign > 0 for step in steps):
            last = end + 1  # as many steps as there are points, less one
            if last - first + 1 >= RUN:
                words = f"{last - first + 1} points {way} one after the other"
                yield Signal("trend", words, first, last, tuple(range(first, last + 1)))
    yield from _near_limits(off, reach)


def _near_limits(off: list[Fraction], reach: Fraction) -> Iterator[Signal]:
    for side, sign in (("upper", 1), ("lower", -1)):
        near = [reach * 2 / 3 < distance * sign <= reach for distance in off]
        found: set[int] = set()
        for at in range(len(off) - 2):
            window = range(at, at + 3)
            if all(off[i] * sign > 0 for i in window) and sum(near[i] for i in window) >= 2:
                found.update(i for i in window if near[i])
        for first, last in _groups(sorted(found), apart=2):
            points = tuple(i for i in sorted(found) if first <= i <= last)
            yield Signal("two_of_three", f"2 of 3 points near the {side} limit", first, last, points)


def _stretches(fits: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """First and last place of every unbroken stretch of fitting values."""
    yield from _groups([at for at, fit in enumerate(fits) if fit], apart=1)


def _groups(places: Sequence[int], apart: int) -> Iterator[tuple[int, int]]:
    """First and last of the places that are no further from each other than `apart`."""
    first = None
    for at, place in enumerate(places):
        first = place if first is None else first
        if at + 1 == len(places) or places[at + 1] - place > apart:
            yield first, place
            first = None
