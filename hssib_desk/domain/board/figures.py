"""Every figure of a report, counted over its periods and checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from hssib_desk.domain.board import actions, deaths, families, learning, rates, timeliness
from hssib_desk.domain.board.count import Control, Count, Figures, Unbalanced, Window
from hssib_desk.domain.board.people import (
    BoardData,
    Period,
    quarter_end,
    quarter_start,
    quarters_between,
    quarters_on,
    year_start,
)

SHOWN_QUARTERS = 8

BY_QUARTER: tuple[Callable[[Window], Iterator[Count]], ...] = (
    deaths.count_deaths,
    deaths.count_reviews,
    deaths.count_judged,
)
BY_PERIOD: tuple[Callable[[Window], Iterator[Count]], ...] = (
    *BY_QUARTER,
    deaths.count_kinds,
    families.count_families,
    timeliness.count_timeliness,
    timeliness.count_duties,
    learning.count_scores,
    learning.count_learning,
    learning.count_agreement,
    learning.count_come_back,
    deaths.count_equality,
    rates.count_rates,
    deaths.count_quality,
    timeliness.count_coroners_reports,
    deaths.count_work,
)


def periods_of(start: date, end: date) -> tuple[Period, Period, Period]:
    """The quarters reported, as many before them, and the year to date; ValueError for parts of one."""
    if quarter_start(start) != start or quarter_end(quarter_start(end)) != end or end < start:
        raise ValueError(
            "The board report counts whole quarters. Begin on the first day of one, such as 1 April, and end "
            "on the last day of one, such as 30 June."
        )
    quarters = len(quarters_between(start, end))
    before = Period("before", quarters_on(start, -quarters), quarter_end(quarters_on(start, -1)))
    return before, Period("now", start, end), Period("year", min(start, year_start(end)), end)


def quarters_shown(end: date) -> list[Period]:
    """The last quarters up to a day, the oldest first."""
    return quarters_between(quarters_on(quarter_start(end), 1 - SHOWN_QUARTERS), end)


def count(data: BoardData, start: date, end: date) -> Figures:
    """Count every figure; raises Unbalanced where parts do not add up to their whole."""
    found: list[Count] = []
    checked: list[Control] = []
    periods = periods_of(start, end)
    for period in periods:
        window = Window(data, period)
        counted = [value for counting in BY_PERIOD for value in counting(window)]
        checked += deaths.controls({(value.figure, value.group): value for value in counted}, period.key)
        found += counted
    for period in quarters_shown(end):
        window = Window(data, period)
        found += [value for counting in BY_QUARTER for value in counting(window)]
    undated = deaths.without_a_date(data)
    refs = tuple(death.ref for death in undated)
    found.append(Count("F00", "no_date", "now", len(undated), cases=refs))
    found.append(Count("F00", "duplicates", "now", data.duplicates))
    log = list(actions.count_actions(data))
    checked += _log_controls({(value.figure, value.group): value for value in log})
    found += log
    found += rates.count_change(rates.series(data, end))
    wrong = [control.words for control in checked if not control.holds]
    if wrong:
        raise Unbalanced(f"These sums do not add up, so no report is written: {'; '.join(wrong)}.")
    return Figures(tuple(found), tuple(checked))


def _log_controls(counts: dict[tuple[str, str], Count]) -> Iterator[Control]:
    every = counts["F22", ""].n
    for figure, groups, words in (
        ("F22", actions.COLOURS, "F22: colours of all actions"),
        ("F24", (*actions.STRENGTHS, "not_said"), "F24: strength of all actions"),
    ):
        yield Control(words, tuple(counts[figure, group].n for group in groups), every)
    results = ("better", "same", "worse", "not_done")
    due = counts["F26", "due"].n
    yield Control("F26: effect checks due", tuple(counts["F26", result].n for result in results), due)
