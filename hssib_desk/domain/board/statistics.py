"""The few statistics of the board report, exact and in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, lgamma, log, log2, sqrt

Z = 1.959963984540054  # of a 95% interval
TAIL = 0.01  # of the one test, each way
RECENT, EARLIER = 2, 6  # quarters that it sets side by side


def median_time(finished: Sequence[int], still_open: Sequence[int]) -> int | None:
    """The Kaplan–Meier median of days to an end; None where fewer than half have come to it."""
    left, at_risk = Fraction(1), len(finished) + len(still_open)
    for day in sorted({*finished, *still_open}):
        ended = finished.count(day)
        if ended:
            left *= Fraction(at_risk - ended, at_risk)
            if left <= Fraction(1, 2):
                return day
        at_risk -= ended + still_open.count(day)
    return None


def median(values: Sequence[int]) -> float | None:
    """The middle value; None of nothing."""
    found = sorted(values)
    if not found:
        return None
    middle = len(found) // 2
    return float(found[middle]) if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def poisson_interval(count: int) -> tuple[float, float]:
    """The exact 95% interval of a count (Garwood)."""
    low = 0.0 if count == 0 else _solve(lambda mean: 1 - _poisson_cdf(count - 1, mean), 0.025, count)
    return low, _solve(lambda mean: -_poisson_cdf(count, mean), -0.025, 2 * count + 10)


def _poisson_cdf(count: int, mean: float) -> float:
    if mean <= 0:
        return 1.0
    return sum(exp(number * log(mean) - mean - lgamma(number + 1)) for number in range(count + 1))


def _solve(rising: Callable[[float], float], wanted: float, high: float) -> float:
    low, high = 0.0, float(high)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class ChangeTest:
    """The last two quarters against the six before: chance of so many or more, and of so few or fewer."""

    recent: int
    earlier: int
    upper: float
    lower: float

    @property
    def signal(self) -> str:
        """ "more", "fewer", or nothing."""
        return "more" if self.upper <= TAIL else "fewer" if self.lower <= TAIL else ""

    @property
    def a_month(self) -> float:
        """The mean of the six quarters, by the month."""
        return self.earlier / (EARLIER * 3)


def change_test(recent: int, earlier: int) -> ChangeTest:
    """The one test for a change in the number of deaths: exact binomial, two quarters of eight."""
    total, share = recent + earlier, Fraction(RECENT, RECENT + EARLIER)
    chances = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    return ChangeTest(recent, earlier, float(sum(chances[recent:])), float(sum(chances[: recent + 1])))


def signals_at(earlier: int) -> tuple[int, int]:
    """At how many deaths or fewer, and at how many or more, the test would signal; -1 for never fewer."""
    low, high = earlier, 0
    while low >= 0 and change_test(low, earlier).lower > TAIL:
        low -= 1
    while change_test(high, earlier).upper > TAIL:
        high += 1
    return low, high


def newcombe(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """The 95% interval of the difference of two shares, each "n of N" (Newcombe, after Wilson)."""
    (low, high), (other_low, other_high) = wilson(*one), wilson(*other)
    first, second = one[0] / one[1], other[0] / other[1]
    difference = first - second
    below = sqrt((first - low) ** 2 + (other_high - second) ** 2)
    above = sqrt((high - first) ** 2 + (second - other_low) ** 2)
    return difference - below, difference + above


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson)."""
    share, square = count / total, Z * Z
    middle = share + square / (2 * total)
    half = Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    return (middle - half) / (1 + square / total), (middle + half) / (1 + square / total)


@dataclass(frozen=True)
class Runs:
    """Values in order on one side of their median and the other (Anhøj's rules)."""

    useful: int  # not on the median
    longest: int
    longest_limit: int
    crossings: int
    crossings_limit: int

    @property
    def is_signal(self) -> bool:
        """Whether a run is too long or the median is crossed too seldom."""
        return self.longest > self.longest_limit or self.crossings < self.crossings_limit


def runs(values: Sequence[int]) -> Runs:
    """The runs of values about their median; those on it do not count."""
    middle = median(values) or 0.0
    sides = [value > middle for value in values if value != middle]
    longest = current = crossings = 0
    for at, side in enumerate(sides):
        same = at > 0 and sides[at - 1] == side
        current = current + 1 if same else 1
        crossings += at > 0 and not same
        longest = max(longest, current)
    limit = round(log2(len(sides)) + 3) if sides else 0
    return Runs(len(sides), longest, limit, crossings, _lower_tail(len(sides) - 1))


def _lower_tail(trials: int) -> int:
    """The lower 5% of the number of heads of a fair coin."""
    if trials < 1:
        return 0
    chance, total = 0.0, 2.0**trials
    for heads in range(trials + 1):
        chance += comb(trials, heads) / total
        if chance >= 0.05:
            return heads
    return trials


# How often in 100 the test sees a doubling within two quarters, by deaths a month before (simulated).
POWER = ((8, 99), (4, 88), (3, 74), (2, 54), (1, 26))


def power_in_tenths(a_month: float) -> int | None:
    """In how many of ten times the test would see a doubling; None below one death a month."""
    return next((round(percent / 10) for least, percent in POWER if a_month >= least), None)
