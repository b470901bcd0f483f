"""Agreement of two reviewers, worked out by hand and against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.figures.rater_agreement import FEW, ac2, concord, kappa, wilson

STEPS = (1, 2, 3, 4, 5)
# The classic table of two readers: 20 and 15 alike, 5 and 10 apart (kappa 0.4).
READERS = {(1, 1): 20, (1, 2): 5, (2, 1): 10, (2, 2): 15}
# Fleiss's table of two raters and three categories (published unweighted kappa 0.676).
FLEISS = {(1, 1): 75, (1, 2): 1, (1, 3): 4, (2, 1): 5, (2, 2): 4, (2, 3): 1, (3, 3): 10}
BY_HAND = {(1, 1): 2, (2, 2): 3, (3, 3): 2, (1, 2): 2, (2, 3): 1}


def test_kappa_of_two_scores_is_the_published_one():
    found = concord(READERS, (1, 2))
    assert found.n == 50
    assert found.same == 35
    assert found.kappa.value == pytest.approx(0.4)


def test_the_interval_of_weighted_kappa_is_the_published_one():
    """The table of the SAS manual (PROC FREQ, measures of agreement): 0.4701, 95 % 0.1845 to 0.7558."""
    rows = ((0, 4, 1), (0, 8, 0), (0, 1, 5))
    pairs = {(a, b): n for a, row in enumerate(rows, 1) for b, n in enumerate(row, 1)}
    found = kappa(pairs, (1, 2, 3))
    assert (round(found.value, 4), *(round(bound, 4) for bound in found.interval)) == (0.4701, 0.1845, 0.7558)


def test_the_interval_of_ac2_is_the_published_one():
    """Gwet's two abstractors without weights: 0.84933, standard error 0.04322; kappa 0.79641, 0.05891."""
    rows = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
    pairs = {(a, b): n for a, row in enumerate(rows, 1) for b, n in enumerate(row, 1)}

    def alike(a, b, size):
        return float(a == b)

    for figure, value, error in ((ac2, 0.84933, 0.04322), (kappa, 0.79641, 0.05891)):
        found = figure(pairs, (1, 2, 3), alike)
        assert found.value == pytest.approx(value, abs=5e-6)
        assert (found.interval[1] - found.interval[0]) / 2 / 1.959964 == pytest.approx(error, abs=5e-6)


def test_agreement_of_95_in_100_has_a_kappa_below_nought_and_is_not_left_at_that():
    found = concord({(1, 1): 95, (1, 2): 3, (2, 1): 2}, (1, 2))
    assert found.same / found.n == 0.95
    assert found.kappa.value == pytest.approx(-0.0012 / 0.0488)
    assert found.ac2.value == pytest.approx((0.95 - 2 * 0.975 * 0.025) / (1 - 2 * 0.975 * 0.025))
    assert "read AC2" in found.caution


def test_steps_are_weighed_as_worked_out_by_hand():
    found = concord({pair: 3 * n for pair, n in BY_HAND.items()}, (1, 2, 3))
    assert (found.same, found.one_apart, found.more_apart) == (21, 9, 0)
    assert found.weights == (1, 0.5, 0)
    assert found.kappa.value == pytest.approx((0.85 - 0.59) / (1 - 0.59))
    assert found.ac2.value == pytest.approx((0.85 - 0.5375) / (1 - 0.5375))


def test_a_difference_of_two_steps_weighs_more_than_one():
    near = concord({(1, 1): 15, (3, 3): 15, (1, 2): 4}, (1, 2, 3))
    far = concord({(1, 1): 15, (3, 3): 15, (1, 3): 4}, (1, 2, 3))
    assert near.same == far.same
    assert near.kappa.value > far.kappa.value
    assert near.ac2.value > far.ac2.value
    assert concord(FLEISS, (1, 2, 3)).more_apart == 4


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_the_range_is_that_of_wilson(count, n, low, high):
    assert wilson(count, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_is_made_of_no_pair():
    found = concord({}, STEPS)
    assert (found.n, found.interval, found.kappa, found.ac2, found.caution) == (0, None, None, None, "")


def test_all_alike_is_said_and_has_no_kappa():
    found = concord({(3, 3): 30}, STEPS)
    assert found.kappa is None
    assert (found.ac2.value, found.ac2.interval) == (1, None)
    assert found.caution == "All scores are the same, so there is no kappa."


@pytest.mark.parametrize(("n", "given"), [(1, False), (FEW - 1, False), (FEW, True)])
def test_few_pairs_have_no_coefficient(n, given):
    found = concord({(1, 1): n - 1, (2, 3): 1}, STEPS)
    assert (found.kappa is not None, found.ac2 is not None) == (given, given)
    assert ("no coefficient" in found.caution) is not given


@given(st.dictionaries(st.tuples(st.sampled_from(STEPS), st.sampled_from(STEPS)), st.integers(1, 40)))
def test_any_pairs_give_figures_that_can_be(pairs):
    found = concord(pairs, STEPS)
    turned = concord({(b, a): n for (a, b), n in pairs.items()}, STEPS)
    assert found.same + found.one_apart + found.more_apart == found.n == sum(pairs.values())
    assert found.more_apart >= 0
    if found.interval is not None:
        low, high = found.interval
        assert 0 <= low <= found.same / found.n + 1e-9
        assert found.same / found.n - 1e-9 <= high <= 1
    for figure, other in ((found.kappa, turned.kappa), (found.ac2, turned.ac2)):
        assert (figure is None) == (other is None)
        if figure is not None:
            assert -1 - 1e-9 <= figure.value <= 1 + 1e-9
            assert figure.value == pytest.approx(other.value)
            if figure.interval is not None:
                assert figure.interval[0] <= figure.value <= figure.interval[1]
                assert figure.interval == pytest.approx(other.interval)
