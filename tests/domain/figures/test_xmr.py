"""The chart's lines and rules against numbers worked out by hand."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.figures.xmr import TOO_FEW, xmr

# 63 deaths in 19 months. Moving ranges 1 2 2 1 2 2 1 2 1 1 0 2 1 1 0 2 2 1 add up to 24, so 24/18 = 4/3.
MONTHS = [3, 2, 4, 2, 3, 1, 3, 2, 4, 3, 2, 2, 4, 5, 4, 4, 6, 4, 5]


def read(values, **kinds):
    return [(s.rule, s.words, s.first, s.last) for s in xmr(values, **kinds).signals]


def test_lines_worked_out_by_hand():
    found = xmr(MONTHS)
    assert found.mean == pytest.approx(63 / 19)
    assert found.mean_range == pytest.approx(4 / 3)
    assert found.limits.upper == pytest.approx(6.8624561)  # 3.3157895 + 2.66 × 1.3333333
    assert found.limits.lower == pytest.approx(-0.2308772)
    assert found.limits.near_upper == pytest.approx(5.6802339)
    assert found.limits.near_lower == pytest.approx(0.9513450)
    assert found.limits.shown_lower == 0


def test_the_rule_is_named_in_words():
    assert read(MONTHS) == [("run", "7 in a row above the mean", 12, 18)]
    assert xmr(MONTHS).words == "7 in a row above the mean"
    assert xmr(MONTHS).special == frozenset(range(12, 19))


@pytest.mark.parametrize(
    ("values", "signals"),
    [
        # Mean 25/12, ranges 13 and 13 among nine 0 (26/11): the limit is 2.083 + 6.287 = 8.371.
        ([1] * 5 + [14] + [1] * 6, [("outside", "1 point above the upper limit", 5, 5)]),
        ([14] * 5 + [1] + [14] * 6, [("outside", "1 point below the lower limit", 5, 5)]),
        ([5, 6] * 6, []),
        # Mean 96/16 = 6: eight points that are not below it, but one of them exactly on it ends the run.
        ([2, 10, 2, 10, 2, 10, 1, 3, 7, 6, 7, 7, 7, 7, 7, 8], []),
        (
            [4, 7, 4, 5, 6, 7, 8, 9, 10, 4, 7, 5, 6, 7],
            [("trend", "7 points rising one after the other", 2, 8)],
        ),
        (
            [10, 7, 10, 9, 8, 7, 6, 5, 4, 10, 7, 9, 8, 7],
            [("trend", "7 points falling one after the other", 2, 8)],
        ),
        ([4, 7, 4, 5, 6, 7, 8, 9, 9, 4, 7, 5, 6, 7], []),  # six rises are needed: equal is no rise
    ],
)
def test_rules(values, signals):
    assert read(values) == signals


def test_two_of_three_near_a_limit():
    # Mean 10; ranges 19 ones, then 3 0 1 3 0 1: 27/25 = 1.08. Limits 10 ± 2.8728, near-limits 10 ± 1.9152.
    assert read([10, 11, 10, 9] * 5 + [12, 12, 11, 8, 8, 9]) == [
        ("two_of_three", "2 of 3 points near the upper limit", 20, 21),
        ("two_of_three", "2 of 3 points near the lower limit", 23, 24),
    ]


def test_two_of_three_needs_all_three_on_one_side():
    # Mean 10; ranges 199 ones, then 3 3 3 4 3 3: 218/205. Near-limits 10 ± 1.8858, so that 12 and 8 are near.
    assert read([10, 11, 10, 9] * 50 + [12, 9, 12, 8, 11, 8]) == []
    assert len(read([10, 11, 10, 9] * 50 + [12, 11, 12, 8, 9, 8])) == 2


def test_a_point_on_the_limit_is_inside():
    # Ranges all 50, so the reach is 133 exactly; a float sum would put points on either side.
    values = [Decimal("0.1"), Decimal("50.1")] * 8
    assert xmr(values).mean_range == 50
    assert read(values) == []


def test_few_points_have_no_limits_and_no_rules():
    found = xmr([1] * 4 + [9] * 7)
    assert (found.limits, found.signals, found.words) == (None, (), TOO_FEW)
    assert xmr([]).values == ()
    assert xmr([2] * 12).limits.upper == 2
    assert xmr([2] * 12).words == "No rule is met: common variation."


# Twenty normal numbers (seed 123) of the tests of NHSRplotthedots, which print mean and limits of all of them
# and of each half; twelve of Wheeler's, as the tests of ggQC print them.
NORMAL = (
    "-0.56047565 -0.23017749 1.55870831 0.07050839 0.12928774 1.71506499 0.46091621 -1.26506123 -0.68685285 "
    "-0.44566197 1.22408180 0.35981383 0.40077145 0.11068272 -0.55584113 1.78691314 0.49785048 -1.96661716 "
    "0.70135590 -0.47279141"
).split()
WHEELER = "39 41 41 41 43 44 41 42 40 41 44 40".split()


@pytest.mark.parametrize(
    ("values", "mean", "lower", "upper", "within"),
    [(NORMAL, 0.142, -3.01, 3.29, 0.006), (WHEELER, 41.42, 36.82, 46.02, 0.011)],
)
def test_lines_are_those_that_others_publish(values, mean, lower, upper, within):
    found = xmr([Decimal(value) for value in values], screen=True)
    assert found.mean == pytest.approx(mean, abs=within)
    assert (found.limits.lower, found.limits.upper) == pytest.approx((lower, upper), abs=within)
    half = xmr([Decimal(value) for value in NORMAL[10:]], screen=True)
    reach = 2.66 * half.mean_range
    assert (half.mean, half.mean - reach, half.mean + reach) == pytest.approx((0.209, -3.28, 3.70), abs=0.006)


def test_limits_of_a_baseline_do_not_creep_and_only_what_is_drawn_is_read():
    values = [5, 6] * 10 + [30] + [5, 6] * 4
    found = xmr(values, baseline=20)
    assert (found.mean, found.mean_range, found.limits) == (5.5, 1, xmr([5, 6] * 10).limits)
    assert [(s.rule, s.first) for s in found.signals] == [("outside", 20)]
    assert xmr(values, baseline=20, drawn=20).signals == found.signals
    assert xmr(values, baseline=20, drawn=21).signals == ()


def test_outlying_ranges_can_be_left_out_of_the_limits():
    values = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 30, 6, 5, 6]
    ranges = [1] * 11 + [24, 24, 1, 1]
    assert xmr(values).mean_range == pytest.approx(sum(ranges) / 15)
    assert xmr(values, screen=True).mean_range == 1  # 24 is more than 3.267 × 61/15


@given(st.lists(st.integers(0, 40), min_size=12, max_size=40))
def test_rules_hold_as_defined_and_are_mirrored(values):
    found = xmr(values)
    mean = Fraction(sum(values), len(values))
    above = [v > mean for v in values]
    seven = any(all(above[i : i + 7]) for i in range(len(values) - 6))
    assert seven == any(s.rule == "run" and "above" in s.words for s in found.signals)
    rises = [a < b for a, b in pairwise(values)]
    six = any(all(rises[i : i + 6]) for i in range(len(rises) - 5))
    assert six == any(s.rule == "trend" and "rising" in s.words for s in found.signals)
    mirrored = xmr([40 - v for v in values])
    assert {(s.rule, s.points) for s in found.signals} == {(s.rule, s.points) for s in mirrored.signals}
