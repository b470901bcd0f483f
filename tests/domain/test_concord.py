"""Agreement of two reviewers, worked out by hand and against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.concord import FEW, concord, wilson

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
    assert found.kappa == pytest.approx(0.4)


def test_agreement_of_95_in_100_has_a_kappa_below_nought_and_is_not_left_at_that():
    found = concord({(1, 1): 95, (1, 2): 3, (2, 1): 2}, (1, 2))
    assert found.same / found.n == 0.95
    assert found.kappa == pytest.approx(-0.0012 / 0.0488)
    assert found.ac2 == pytest.approx((0.95 - 2 * 0.975 * 0.025) / (1 - 2 * 0.975 * 0.025))
    assert "read AC2" in found.caution


def test_steps_are_weighed_as_worked_out_by_hand():
    found = concord(BY_HAND, (1, 2, 3))
    assert (found.same, found.one_apart, found.more_apart) == (7, 3, 0)
    assert found.kappa == pytest.approx((0.85 - 0.59) / (1 - 0.59))
    assert found.ac2 == pytest.approx((0.85 - 0.5375) / (1 - 0.5375))


def test_a_difference_of_two_steps_weighs_more_than_one():
    near = concord({(1, 1): 10, (3, 3): 10, (1, 2): 4}, (1, 2, 3))
    far = concord({(1, 1): 10, (3, 3): 10, (1, 3): 4}, (1, 2, 3))
    assert near.same == far.same
    assert near.kappa > far.kappa
    assert near.ac2 > far.ac2
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
    assert found.ac2 == 1
    assert found.caution == "All scores are the same, so there is no kappa."


@pytest.mark.parametrize(("n", "says"), [(FEW - 1, True), (FEW, False)])
def test_few_pairs_are_said_to_say_little(n, says):
    found = concord({(1, 1): n - 9, (2, 2): 9}, STEPS)
    assert ("says little" in found.caution) is says


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
            assert -1 - 1e-9 <= figure <= 1 + 1e-9
            assert figure == pytest.approx(other)
