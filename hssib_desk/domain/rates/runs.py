"""Values in order about their median: too long a run or too few crossings says that something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb, log2
from statistics import median


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
    middle = median(values) if values else 0
    sides = [value > middle for value in values if value != middle]
    longest = current = crossings = 0
    for at, side in enumerate(sides):
        same = at > 0 and sides[at - 1] == side
        current = current + 1 if same else 1
        crossings += at > 0 and not same
        longest = max(longest, current)
    return Runs(len(sides), longest, longest_run(len(sides)), crossings, fewest_crossings(len(sides)))


def longest_run(useful: int) -> int:
    """The longest run that chance alone gives as a rule, of so many values off the median."""
    return round(log2(useful) + 3) if useful else 0


@cache
def fewest_crossings(useful: int) -> int:
    """The lower 5% of the crossings that chance alone gives, of so many values off the median."""
    trials = useful - 1
    if trials < 1:
        return 0
    heads, ways = 0, 1  # of 2 ** trials
    while 20 * ways < 2**trials:
        heads += 1
        ways += comb(trials, heads)
    return heads
