"""How far two reviewers agree, and how much of that chance alone would give.

The share of equal scores is easy to read but flatters where nearly all scores are the same; kappa corrects
for chance but then falls to nothing. So neither stands without the other, nor without how sure they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

FEW = 20  # pairs, under which the figures say little
NEARLY_ALL = 0.8  # the share of one score from which kappa is misleading
_Z = 1.959964  # for 95 %

DEFINITION = (
    "Cases reviewed twice, both signed, by how many points apart the two scores of overall care are; what "
    "was agreed afterwards changes nothing. The range is the 95 % interval after Wilson. Kappa (Cohen) and "
    "AC2 (Gwet) take away what chance alone would give, 1 being full agreement; both weigh a difference "
    "by its steps. Kappa is low where nearly all scores are the same, however often reviewers agree; AC2 is "
    f"not. Fewer than {FEW} pairs say little."
)


@dataclass(frozen=True)
class Concord:
    """Agreement of pairs of scores; `one_apart` by points. None where a figure cannot be worked out."""

    n: int
    same: int
    one_apart: int
    interval: tuple[float, float] | None  # of the share that is the same
    kappa: float | None
    ac2: float | None
    caution: str

    @property
    def more_apart(self) -> int:
        """The pairs that are two points or more apart."""
        return self.n - self.same - self.one_apart


def concord(pairs: Mapping[tuple[int, int], int], steps: Sequence[int]) -> Concord:
    """The agreement of pairs of points, counted by how often each comes, on a scale of those steps."""
    place = {points: at for at, points in enumerate(sorted(steps))}
    by_place = Counter({(place[a], place[b]): n for (a, b), n in pairs.items() if n})
    n = by_place.total()
    same = sum(count for (a, b), count in pairs.items() if a == b)
    one = sum(count for (a, b), count in pairs.items() if abs(a - b) == 1)
    if not n:
        return Concord(0, 0, 0, None, None, None, "")
    first, second = _shares(by_place, len(steps), n)
    seen = sum(count * _weight(a, b, len(steps)) for (a, b), count in by_place.items()) / n
    kappa = _beyond(seen, _by_chance(first, second))
    ac2 = _beyond(seen, _by_chance_of_gwet(first, second))
    return Concord(n, same, one, wilson(same, n), kappa, ac2, _caution(n, first, second))


def wilson(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share; it stays within 0 and 1 and holds for small numbers too."""
    share, square = count / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _shares(by_place: Counter[tuple[int, int]], size: int, n: int) -> tuple[list[float], list[float]]:
    """How often each reviewer gave each score."""
    first, second = [0.0] * size, [0.0] * size
    for (a, b), count in by_place.items():
        first[a] += count / n
        second[b] += count / n
    return first, second


def _weight(a: int, b: int, size: int) -> float:
    """How much of an agreement two scores are: 1 for the same, 0 for the two ends of the scale."""
    return 1 - abs(a - b) / (size - 1) if size > 1 else 1.0


def _by_chance(first: Sequence[float], second: Sequence[float]) -> float:
    size = len(first)
    return sum(first[a] * second[b] * _weight(a, b, size) for a in range(size) for b in range(size))


def _by_chance_of_gwet(first: Sequence[float], second: Sequence[float]) -> float:
    size = len(first)
    if size < 2:
        return 1.0
    both = [(a + b) / 2 for a, b in zip(first, second, strict=True)]
    weights = sum(_weight(a, b, size) for a in range(size) for b in range(size))
    return weights / (size * (size - 1)) * sum(share * (1 - share) for share in both)


def _beyond(seen: float, chance: float) -> float | None:
    return (seen - chance) / (1 - chance) if chance < 1 else None


def _caution(n: int, first: Sequence[float], second: Sequence[float]) -> str:
    said = []
    if n < FEW:
        said.append(f"Fewer than {FEW} pairs: this says little.")
    most = max((a + b) / 2 for a, b in zip(first, second, strict=True))
    if most >= 1:
        said.append("All scores are the same, so there is no kappa.")
    elif most >= NEARLY_ALL:
        said.append("Nearly all scores are the same, so kappa is low whatever reviewers do: read AC2.")
    return " ".join(said)
