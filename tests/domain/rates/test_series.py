"""Which picture is drawn, of which deaths, and what a recorded decision changes."""

from datetime import date, timedelta
from random import Random

import pytest

from hssib_desk.domain.board.people import quarter_end, quarters_on
from hssib_desk.domain.rates import words
from hssib_desk.domain.rates.baseline import BREAK, REBASE, Baseline
from hssib_desk.domain.rates.chances import false_months
from hssib_desk.domain.rates.series import series
from tests.domain.rates.chance import poisson

FIRST, END = date(2021, 10, 1), date(2026, 9, 30)
TODAY = date(2026, 11, 20)


def every(days, *, since=FIRST, end=END):
    """One death every so many days."""
    count = (end - since).days // days + 1
    return {since + timedelta(days=days * n): 1 for n in range(count)}


def a_month(number, *, since=FIRST, end=END):
    """So many deaths in each month, by the day."""
    found = {}
    start = since
    while start <= end:
        for n in range(number):
            day = start.replace(day=1 + n * 27 // number)
            found[day] = found.get(day, 0) + 1
        start = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return found


@pytest.mark.parametrize(
    ("deaths", "picture"),
    [
        (a_month(1), "gaps"),
        (a_month(3), "gaps"),
        (a_month(4), ""),
        (a_month(7), ""),
        (a_month(8), "months"),
        (a_month(1, since=date(2026, 1, 1)), ""),  # three quarters: the table alone
        ({FIRST: 3, date(2024, 1, 4): 2}, ""),  # too few gaps
        (every(150), "gaps"),  # 12 gaps only because all quarters are looked at
        (every(160), ""),
    ],
)
def test_the_mean_of_eight_quarters_decides_the_picture(deaths, picture):
    assert series(deaths, END).second == picture


def test_quarters_that_are_not_over_or_too_long_ago_are_left_out():
    found = series(every(20, since=date(2015, 1, 1), end=date(2026, 11, 1)), date(2026, 11, 10))
    assert (found.quarters[0][0], found.quarters[-1][0], len(found.quarters)) == (FIRST, date(2026, 7, 1), 20)
    assert found.days[0] >= FIRST
    assert found.days[-1] <= END
    asked = series({date(2026, 2, 3): 1}, END, start=date(2025, 1, 1))
    assert [n for _, n in asked.quarters] == [0, 0, 0, 0, 1, 0, 0]


def test_deaths_known_to_the_month_count_but_have_no_gap():
    found = series(a_month(1), END, by_month={date(2026, 5, 1): 2})
    assert found.quarters[-2] == (date(2026, 4, 1), 5)
    assert len(found.days) == 60
    assert "2 deaths of which the day is not known are left out." in words.under_gaps(found)


def test_no_test_across_a_change_of_what_is_counted():
    by_day = every(10)
    assert series(by_day, END).test is not None
    change = Baseline(date(2025, 10, 1), BREAK, "A ward closed", "Group")
    found = series(by_day, END, baselines=[change])
    assert found.is_broken
    assert found.test is None
    assert "no test is made across the change" in words.changed(found)
    assert "From 1 October 2025 on something else is counted: A ward closed (decided by Group)." in (
        words.under_bars(found, TODAY)
    )
    assert found.break_places == (16,)
    # the gap that spans the day belongs to neither stretch, and the rules look at what came after
    spanning = next(at for at, gap in enumerate(found.between) if gap.earlier < change.day <= gap.later)
    first, second = found.gap_levels
    assert (first.last, second.first) == (spanning - 1, spanning + 1)
    assert found.runs.useful <= second.last - second.first + 1
    older = Baseline(date(2024, 10, 1), BREAK, "")
    assert series(by_day, END, baselines=[older]).test is not None  # eight whole quarters since


def test_a_rebasing_reads_the_median_anew_and_leaves_the_earlier_line():
    by_day = {**every(20, end=date(2025, 9, 30)), **every(9, since=date(2025, 10, 1))}
    plain = series(by_day, END)
    told = series(by_day, END, baselines=[Baseline(date(2025, 10, 1), REBASE, "New unit", "Board")])
    assert plain.runs.is_signal
    assert not told.runs.is_signal
    assert [level.centre for level in told.gap_levels] == [20, 9]
    assert told.test == plain.test  # the one test does not know of it
    late = Baseline(date(2026, 8, 1), REBASE, "Too early to say", "Board")
    assert len(series(by_day, END, baselines=[late]).gap_levels) == 1  # too short yet


def test_limits_are_those_of_the_first_twenty_months_and_do_not_creep():
    by_day = {**a_month(8, end=date(2025, 9, 30)), **a_month(20, since=date(2025, 10, 1))}
    found = series(by_day, END)
    assert len(found.months) == 24
    (level,) = found.month_levels
    assert (level.first, level.last, level.centre, level.limits) == (0, 23, 8.0, (8.0, 8.0))
    assert {place for signal in found.month_signals for place in signal.points} == set(range(12, 24))
    assert words.of_months(found).startswith("Signal: 1 point above the upper limit, Oct 2025")
    # read anew once there are 20 months; until then the old limits go on
    early = series(by_day, END, baselines=[Baseline(date(2025, 10, 1), REBASE, "", "")])
    assert early.month_levels == found.month_levels
    grown = series(
        {**a_month(8, end=date(2024, 9, 30)), **a_month(20, since=date(2024, 10, 1))},
        END,
        baselines=[Baseline(date(2024, 10, 1), REBASE, "", "")],
    )
    assert [level.centre for level in grown.month_levels] == [20]
    assert grown.month_signals == ()


def test_too_few_months_have_no_limits_and_no_chart():
    short = series(a_month(9, since=date(2025, 4, 1)), END)  # six quarters
    assert (short.second, short.is_enough) == ("", False)
    assert words.under_bars(short, TODAY).endswith("so there is the table alone.")


@pytest.mark.parametrize("quarters", [8, 10, 12, 20])
def test_months_signal_by_chance_as_often_as_is_printed(quarters):
    chance, charts, found = Random(3), 220, 0
    start = quarters_on(date(2026, 7, 1), 1 - quarters)
    for _ in range(charts):
        months, day = {}, start
        while day <= quarter_end(date(2026, 7, 1)):
            months[day] = poisson(chance, 14)
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        drawn = series({}, END, by_month=months)
        found += bool(drawn.month_signals)
    assert drawn.months_since == 3 * quarters
    assert 100 * found / charts == pytest.approx(false_months(3 * quarters), abs=8.5)


def test_an_empty_workbook_has_nothing_to_say_and_does_not_fail():
    found = series({}, END)
    assert (found.test, found.second, found.a_month, found.gaps) == (None, "", 0.0, ())
    assert words.changed(found) == "There are too few quarters to say whether the number changed."
