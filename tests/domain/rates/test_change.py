"""The one test: exact at 1% each way, and its printed chances hold when quarters are drawn by chance."""

from random import Random

import pytest

from hssib_desk.domain.rates.change import (
    EARLIER,
    FALSE_IN_TWO_YEARS,
    POWER,
    change_test,
    power_in_tenths,
    signals_at,
)
from tests.domain.rates.chance import poisson, poisson_chances, signal_of


def test_it_signals_at_one_per_cent_each_way_and_not_before():
    low, high = signals_at(60)
    assert change_test(high, 60).signal == "more"
    assert change_test(high - 1, 60).signal == ""
    assert change_test(low, 60).signal == "fewer"
    assert change_test(low + 1, 60).signal == ""
    assert signals_at(0)[0] == -1  # no number of deaths is fewer than none


@pytest.mark.parametrize(
    ("recent", "earlier"), [(0, 0), (0, 16), (0, 17), (8, 60), (9, 60), (34, 60), (35, 60)]
)
def test_it_agrees_with_the_sum_of_chances(recent, earlier):
    assert change_test(recent, earlier).signal == signal_of(recent, earlier)


@pytest.mark.parametrize(("a_month", "percent"), POWER)
def test_the_power_is_that_of_an_exact_sum(a_month, percent):
    """Over all numbers of six quarters, and of two in which twice as many died."""
    two, found, least = poisson_chances(12 * a_month), 0.0, 0
    for earlier, chance in enumerate(poisson_chances(18 * a_month)):
        if chance > 1e-5:
            while signal_of(least, earlier) != "more":
                least += 1  # the more died before, the more it takes
            found += chance * sum(two[least:])
    # The look after the first of the two quarters adds up to three points where deaths are very rare.
    assert percent - 2 <= 100 * found <= percent + 1


def test_power_is_taken_from_the_row_at_or_below():
    assert [power_in_tenths(mean) for mean in (0.9, 1.0, 3.9, 8.5)] == [None, 3, 7, 10]


def test_unchanged_series_signal_as_seldom_as_is_printed():
    """A look every quarter for two years: 4 to 6 of 100 each way, for one to eight deaths a month."""
    chance, runs = Random(7), 1200
    for a_month in (1, 4, 8):
        found = {"more": 0, "fewer": 0}
        for _ in range(runs):
            quarters = [poisson(chance, 3 * a_month) for _ in range(15)]
            looks = {
                signal_of(sum(quarters[at - 2 : at]), sum(quarters[at - 8 : at - 8 + EARLIER]))
                for at in range(8, 16)
            }
            for way in looks - {""}:
                found[way] += 1
        for way, n in found.items():
            assert 100 * n / runs == pytest.approx(FALSE_IN_TWO_YEARS, abs=2.8), (a_month, way)
