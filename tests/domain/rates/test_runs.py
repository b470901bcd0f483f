"""Rules on runs: the published limits, and how seldom they signal by chance."""

from itertools import pairwise
from random import Random

import pytest

from hssib_desk.domain.rates.chances import false_runs
from hssib_desk.domain.rates.runs import fewest_crossings, longest_run, runs
from tests.domain.rates.chance import days_of

# Values off the median, longest run, fewest crossings: round(log2 n + 3) and the 5% point of the binomial, as
# Anhøj and Olesen publish them; the row of 24 is printed by the manual of qicharts2.
PUBLISHED = (
    (10, 6, 2), (11, 6, 2), (12, 7, 3), (14, 7, 4), (16, 7, 4), (18, 7, 5), (20, 7, 6), (22, 7, 7),
    (23, 8, 7), (24, 8, 8), (30, 8, 10), (50, 9, 19), (100, 10, 41),
)  # fmt: skip


@pytest.mark.parametrize(("useful", "longest", "crossings"), PUBLISHED)
def test_limits_are_the_published_ones(useful, longest, crossings):
    assert (longest_run(useful), fewest_crossings(useful)) == (longest, crossings)


def test_a_long_run_on_one_side_is_a_signal():
    shifted = runs([9, 8, 9, 8, 9, 8, 9, 8, 9, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    assert shifted.is_signal
    assert shifted.crossings == 1
    assert not runs([9, 1, 8, 2, 9, 1, 8, 2, 9, 1, 8, 2]).is_signal
    assert not runs([]).is_signal


@pytest.mark.parametrize("a_month", [1.2, 2.4, 3.6])
def test_days_between_deaths_signal_by_chance_as_seldom_as_is_printed(a_month):
    chance, charts, found = Random(11), 600, 0
    for _ in range(charts):
        days = days_of(chance, a_month, 730)
        found += runs([later - earlier for earlier, later in pairwise(days)]).is_signal
    assert 100 * found / charts == pytest.approx(false_runs(a_month), abs=2.4)
