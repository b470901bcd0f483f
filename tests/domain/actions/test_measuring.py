"""A measure says what its numbers were before and since the action, and where they stand in a drawing."""

import pytest

from hssib_desk.domain.actions.measuring import Scale, measure_of
from tests.factories import make_action


def test_the_mean_before_and_since_the_day_it_was_implemented():
    entry = make_action(1, measured="1/3/2026 60\n1/4/2026 64\n1/6/2026 91", implemented_date="2026-05-01")
    measure = measure_of(entry)
    assert (measure.before, measure.mark_said) == (2, f"{entry.field('implemented_date').column} 1 May 2026")
    assert measure.sentence.startswith("Mean of 2 before the action 62, of 1 since 91.")
    scale = Scale(measure)
    assert scale.ticks[0] == 0 and scale.ticks[-1] >= 91 and scale.y(0) == 0
    assert [scale.x(point.day) for point in measure.points][::2] == [0.0, 1.0]
    assert scale.x(measure.mark) == pytest.approx(61 / 92)


def test_without_a_day_or_without_numbers_nothing_is_compared():
    assert measure_of(make_action(1, measured="soon")) is None and measure_of(make_action(1)) is None
    assert measure_of(make_action(1, measured="1/3/2026 -2.5")).sentence == "-2.5 on 1 Mar 2026."
    flat = Scale(measure_of(make_action(1, measured="1/3/2026 0")))
    assert flat.y(0) == 0 and flat.high > 0
