"""How a number of people is shown in public: 0 as 0, 1 to 7 as a star, others to the nearest five."""

from __future__ import annotations

from dataclasses import dataclass

STAR = "*"
MOST_HIDDEN, STEP = 7, 5
LEAST_SHARED = 30  # a percentage is given from this rounded number on


@dataclass(frozen=True)
class Range:
    """The values that a number may have, both ends included."""

    low: int
    high: int

    @property
    def values(self) -> int:
        """How many values it may have."""
        return self.high - self.low + 1

    def within(self, other: Range) -> Range:
        """What both allow."""
        return Range(max(self.low, other.low), min(self.high, other.high))


def rounded(number: int) -> int:
    """The nearest five of a number that is not hidden."""
    return STEP * ((number + STEP // 2) // STEP)


def shown(number: int) -> str:
    """A number of people as the public sees it."""
    if number == 0:
        return "0"
    return STAR if number <= MOST_HIDDEN else str(rounded(number))


def behind(text: str) -> Range:
    """What a number may be that is shown so."""
    if text == STAR:
        return Range(1, MOST_HIDDEN)
    value = int(text)
    if value == 0:
        return Range(0, 0)
    return Range(max(MOST_HIDDEN + 1, value - STEP // 2), value + STEP // 2)


def share(number: int, total: int) -> str:
    """A whole percentage of two rounded numbers; empty where either is hidden or the total too small."""
    if number <= MOST_HIDDEN or rounded(total) < LEAST_SHARED:
        return ""
    return f"{(200 * rounded(number) // rounded(total) + 1) // 2}%"


def about(number: int) -> str:
    """A number in a sentence: "about 25", "fewer than 8", "no"."""
    if number == 0:
        return "no"
    return "fewer than 8" if number <= MOST_HIDDEN else f"about {rounded(number)}"
