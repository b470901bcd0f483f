"""The statistics of the report against published and hand-worked values."""

from __future__ import annotations

import pytest

from hssib_desk.domain.board import statistics


def test_the_median_counts_those_that_wait():
    assert statistics.median_time([1, 2, 3], []) == 2
    assert statistics.median_time([5, 5], [9, 9, 9]) is None  # fewer than half have come to an end
    assert statistics.median_time([10, 20], [15]) == 20
    assert statistics.median_time([], []) is None


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390)])
def test_poisson_intervals_are_those_of_the_tables(count, low, high):
    found = statistics.poisson_interval(count)
    assert found == pytest.approx((low, high), abs=0.001)


def test_newcombes_own_example():
    """56 of 70 against 48 of 80: 0.0524 to 0.3339 (Newcombe 1998, method 10)."""
    assert statistics.newcombe((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=0.0001)


def test_the_test_signals_at_one_per_cent_each_way_and_not_before():
    low, high = statistics.signals_at(60)
    assert statistics.change_test(high, 60).signal == "more"
    assert statistics.change_test(high - 1, 60).signal == ""
    assert statistics.change_test(low, 60).signal == "fewer"
    assert statistics.change_test(low + 1, 60).signal == ""
    assert statistics.signals_at(0)[0] == -1  # no number of deaths is fewer than none


def test_power_is_taken_from_the_row_at_or_below():
    assert [statistics.power_in_tenths(mean) for mean in (0.9, 1.0, 3.9, 8.5)] == [None, 3, 7, 10]


def test_a_long_run_on_one_side_is_a_signal():
    shifted = statistics.runs([9, 8, 9, 8, 9, 8, 9, 8, 9, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    assert shifted.is_signal and shifted.crossings == 1
    assert not statistics.runs([9, 1, 8, 2, 9, 1, 8, 2, 9, 1, 8, 2]).is_signal
