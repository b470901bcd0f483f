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
