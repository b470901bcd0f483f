"""The few statistics of the board report, exact and in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import exp, lgamma, log, sqrt

Z = 1.959963984540054  # of a 95% interval


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
