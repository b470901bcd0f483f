"""The one test for a change in the number of deaths, named before anybody looks: two quarters against six."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

TAIL = 0.01  # of the one test, each way
RECENT, EARLIER = 2, 6  # quarters that it sets side by side
QUARTERS = RECENT + EARLIER


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
    """Work the test out: exact binomial, two quarters of eight, in whole numbers."""
    total = recent + earlier
    upper = sum(_ways(total, number) for number in range(recent, total + 1))
    whole = QUARTERS**total
    return ChangeTest(recent, earlier, upper / whole, (whole - upper + _ways(total, recent)) / whole)


def _ways(total: int, recent: int) -> int:
    """In how many of 8 to the power of `total` ways so many deaths fall into the last two quarters."""
    return comb(total, recent) * int(RECENT**recent) * int(EARLIER ** (total - recent))


def signals_at(earlier: int) -> tuple[int, int]:
    """At how many deaths or fewer, and at how many or more, the test would signal; -1 for never fewer."""
    low, high = earlier, 0
    while low >= 0 and change_test(low, earlier).lower > TAIL:
        low -= 1
    while change_test(high, earlier).upper > TAIL:
        high += 1
    return low, high


# How often in 100 the test sees a doubling within two quarters, by deaths a month before.
POWER = ((8, 99), (4, 88), (3, 74), (2, 54), (1, 26))
FALSE_IN_TWO_YEARS = 5  # of 100 series that do not change, each way, when it is looked at every quarter


def power_in_tenths(a_month: float) -> int | None:
    """In how many of ten times the test would see a doubling; None below one death a month."""
    return next((round(percent / 10) for least, percent in POWER if a_month >= least), None)
