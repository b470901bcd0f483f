"""Deaths as chance alone gives them: each day, month or quarter by itself, at one rate."""

from bisect import bisect_left
from functools import cache
from itertools import accumulate
from math import comb, exp, lgamma, log


@cache
def poisson_chances(mean):
    """The chance of each number, up to where there is next to none."""
    most = int(mean + 12 * mean**0.5 + 20)
    return [exp(n * log(mean) - mean - lgamma(n + 1)) for n in range(most)]


@cache
def _summed(mean):
    return list(accumulate(poisson_chances(mean)))


def poisson(random, mean):
    """A number of deaths."""
    return bisect_left(_summed(mean), random.random())


def days_of(random, a_month, days):
    """The days of deaths, in order; two may have died on one day."""
    return [day for day in range(days) for _ in range(poisson(random, a_month * 12 / 365.25))]


@cache
def signal_of(recent, earlier):
    """What a quarter of all deaths falling into two of eight quarters by chance makes of two numbers."""
    total = recent + earlier
    chances = [comb(total, n) * 0.25**n * 0.75 ** (total - n) for n in range(total + 1)]
    if sum(chances[recent:]) <= 0.01:
        return "more"
    return "fewer" if sum(chances[: recent + 1]) <= 0.01 else ""
