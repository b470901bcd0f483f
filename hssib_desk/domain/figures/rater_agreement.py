"""How far two reviewers agree, and how much of that chance alone would give.

The share of equal scores is easy to read but flatters where nearly all scores are the same; kappa corrects
for chance but then falls to nothing. So neither stands without the other, nor without how sure it is, and
below `FEW` pairs there is no coefficient at all.

Sources of the intervals (95 %): Wilson 1927 for the share; for weighted kappa the large-sample variance of
Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969), 323-327; for AC2 the linearised variance of
Gwet, Handbook of Inter-Rater Reliability, 4th edition (2014), chapter 5, the cases taken as the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

FEW = 30  # pairs, below which a coefficient would say nothing
NEARLY_ALL = 0.8  # the share of one score from which kappa is misleading
_Z = 1.959964  # for 95 %
Range = tuple[float, float]
Shares = Mapping[tuple[int, int], float]
Weight = Callable[[int, int, int], float]


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with its 95 % interval; None where every pair agrees, so that nothing varies."""

    value: float
    interval: Range | None


@dataclass(frozen=True)
class Concord:
    """Agreement of pairs of scores; `one_apart` by points. None where a figure cannot be worked out."""

    n: int
    same: int
    one_apart: int
    interval: Range | None  # of the share that is the same
    kappa: Coefficient | None
    ac2: Coefficient | None
    weights: tuple[float, ...]  # of an agreement by the steps between two scores, none first
    caution: str

    @property
    def more_apart(self) -> int:
        """The pairs that are two points or more apart."""
        return self.n - self.same - self.one_apart


def concord(pairs: Mapping[tuple[int, int], int], steps: Sequence[int]) -> Concord:
    """The agreement of pairs of points, counted by how often each comes, on a scale of those steps."""
    n, size = sum(pairs.values()), len(steps)
    same = sum(count for (a, b), count in pairs.items() if a == b)
    one = sum(count for (a, b), count in pairs.items() if abs(a - b) == 1)
    weights = tuple(by_steps(0, apart, size) for apart in range(size))
    enough = n >= FEW and size > 1
    return Concord(
        n,
        same,
        one,
        wilson(same, n) if n else None,
        kappa(pairs, steps) if enough else None,
        ac2(pairs, steps) if enough else None,
        weights,
        _caution(_margins(_shares(pairs, steps), size), n) if n else "",
    )


def wilson(count: int, n: int) -> Range:
    """The 95 % interval of a share; it stays within 0 and 1 and holds for small numbers too."""
    share, square = count / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def by_steps(a: int, b: int, size: int) -> float:
    """How much of an agreement two places on a scale are: 1 for the same, 0 for its two ends."""
    return 1 - abs(a - b) / (size - 1) if size > 1 else 1.0


def kappa(
    pairs: Mapping[tuple[int, int], int], steps: Sequence[int], weight: Weight = by_steps
) -> Coefficient | None:
    """Weighted kappa (Cohen), with the variance of Fleiss, Cohen and Everitt; None where chance is all."""
    shares, size, n = _shares(pairs, steps), len(steps), sum(pairs.values())
    first, second = _margins(shares, size)
    seen = sum(share * weight(a, b, size) for (a, b), share in shares.items())
    # The weight that a score of one reviewer meets on average among the scores of the other.
    of_first = [sum(second[b] * weight(a, b, size) for b in range(size)) for a in range(size)]
    of_second = [sum(first[a] * weight(a, b, size) for a in range(size)) for b in range(size)]
    chance = sum(first[a] * of_first[a] for a in range(size))
    if chance >= 1:
        return None
    spread = -((seen * chance - 2 * chance + seen) ** 2)
    for (a, b), share in shares.items():
        pull = weight(a, b, size) * (1 - chance) - (of_first[a] + of_second[b]) * (1 - seen)
        spread += share * pull**2
    return _with_interval((seen - chance) / (1 - chance), spread / (n * (1 - chance) ** 4))


def ac2(
    pairs: Mapping[tuple[int, int], int], steps: Sequence[int], weight: Weight = by_steps
) -> Coefficient | None:
    """AC2 (Gwet), which chance does not pull down where nearly all scores are the same."""
    shares, size, n = _shares(pairs, steps), len(steps), sum(pairs.values())
    seen = sum(share * weight(a, b, size) for (a, b), share in shares.items())
    both = [(a + b) / 2 for a, b in zip(*_margins(shares, size), strict=True)]
    scale = sum(weight(a, b, size) for a in range(size) for b in range(size)) / (size * (size - 1))
    chance = scale * sum(share * (1 - share) for share in both)
    if chance >= 1:
        return None
    value = (seen - chance) / (1 - chance)
    spread = 0.0
    for (a, b), share in shares.items():
        own_chance = scale * (2 - both[a] - both[b]) / 2
        pull = (weight(a, b, size) - chance) / (1 - chance)
        pull -= 2 * (1 - value) * (own_chance - chance) / (1 - chance)
        spread += share * (pull - value) ** 2
    return _with_interval(value, spread / n)


def _shares(pairs: Mapping[tuple[int, int], int], steps: Sequence[int]) -> Shares:
    """How often each pair of places on the scale came."""
    place, n = {points: at for at, points in enumerate(sorted(steps))}, sum(pairs.values())
    return {(place[a], place[b]): count / n for (a, b), count in pairs.items() if count}


def _margins(shares: Shares, size: int) -> tuple[list[float], list[float]]:
    """How often each reviewer gave each score."""
    first, second = [0.0] * size, [0.0] * size
    for (a, b), share in shares.items():
        first[a] += share
        second[b] += share
    return first, second


def _with_interval(value: float, variance: float) -> Coefficient:
    if variance < 1e-12:
        return Coefficient(value, None)
    half = _Z * sqrt(variance)
    return Coefficient(value, (max(-1.0, value - half), min(1.0, value + half)))


def _caution(margins: tuple[list[float], list[float]], n: int) -> str:
    if n < FEW:
        return f"Below {FEW} pairs no coefficient is given: it would say nothing."
    most = max((a + b) / 2 for a, b in zip(*margins, strict=True))
    if most >= 1:
        return "All scores are the same, so there is no kappa."
    if most >= NEARLY_ALL:
        return "Nearly all scores are the same, so kappa is low whatever reviewers do: read AC2."
    return ""
