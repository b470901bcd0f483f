"""F30 to F32: whether all deaths are known, rates among those in care, and whether the number changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hssib_desk.domain.board import statistics
from hssib_desk.domain.board.count import Count, Window
from hssib_desk.domain.board.people import BoardData, Denominator, Period, quarter_start, quarters_on

QUARTERS = statistics.RECENT + statistics.EARLIER
ENOUGH_KNOWN = 0.95
FEWEST_GAPS, RARE, OFTEN = 12, 4.0, 8.0  # gaps to draw; deaths a month below and from which


def count_rates(window: Window) -> Iterator[Count]:
    """Deaths by bed days and by discharges, where those are recorded for the whole period."""
    data, period = window.data, window.period
    discharged = recorded(data, period, "discharged")
    known = recorded(data, period, "known")
    yield window.number("F30", "", known, discharged)
    inpatients = [d for d in window.deaths if d.place.startswith("in_")]
    bed_days = recorded(data, period, "bed_days")
    yield window.number("F31", "inpatient_deaths", len(inpatients), bed_days, inpatients)
    if bed_days:
        low, high = statistics.poisson_interval(len(inpatients))
        yield window.number("F31", "inpatient", round(1000 * len(inpatients) / bed_days, 2))
        yield window.number("F31", "inpatient_low", round(1000 * low / bed_days, 2))
        yield window.number("F31", "inpatient_high", round(1000 * high / bed_days, 2))
    left = [d for d in window.deaths if _left_in(d.left, period, d.died, data.window_days)]
    yield window.number("F31", "discharge_deaths", len(left), known, left)
    if known:
        low, high = statistics.poisson_interval(len(left))
        yield window.number("F31", "discharge", round(100 * len(left) / known, 1))
        yield window.number("F31", "discharge_low", round(100 * low / known, 1))
        yield window.number("F31", "discharge_high", round(100 * high / known, 1))


def _left_in(left: date | None, period: Period, died: date | None, days: int) -> bool:
    return bool(left and died and period.start <= left <= period.end and died <= left + timedelta(days))


def recorded(data: BoardData, period: Period, what: str) -> int | None:
    """A denominator over a period; None unless every month of it is recorded."""
    rows = [row for row in data.denominators if _lies_in(row, period) and getattr(row, what) is not None]
    return sum(getattr(row, what) for row in rows) if sum(r.months for r in rows) == period.months else None


def _lies_in(row: Denominator, period: Period) -> bool:
    months = row.start.year * 12 + row.start.month - 1 + row.months
    return period.start <= row.start and date(months // 12, months % 12 + 1, 1) <= period.end + timedelta(1)


# Has the number changed?


@dataclass(frozen=True)
class Series:
    """The deaths in scope by quarter, newest last, and the days between those known to the day."""

    quarters: tuple[tuple[date, int], ...]
    gaps: tuple[int, ...]
    is_broken: bool

    @property
    def test(self) -> statistics.ChangeTest | None:
        """The one test; None with fewer than eight quarters, or across a change of scope."""
        if len(self.quarters) < QUARTERS or self.is_broken:
            return None
        numbers = [number for _, number in self.quarters[-QUARTERS:]]
        recent = sum(numbers[-statistics.RECENT :])
        return statistics.change_test(recent, sum(numbers[: -statistics.RECENT]))

    @property
    def a_month(self) -> float:
        """The mean of the quarters shown, by the month."""
        return sum(number for _, number in self.quarters) / (3 * len(self.quarters)) if self.quarters else 0.0

    @property
    def runs(self) -> statistics.Runs | None:
        """The runs of days between deaths, where deaths are rare and there are enough gaps."""
        if self.a_month >= RARE or len(self.gaps) < FEWEST_GAPS:
            return None
        return statistics.runs(self.gaps)


def series(data: BoardData, end: date, most: int = QUARTERS) -> Series:
    """The deaths of the last quarters up to a day, from the first quarter that the workbook knows."""
    per_quarter: dict[date, int] = dict(data.earlier_quarters)
    days: list[date] = []
    for death in data.deaths:
        if death.scope != "in" or death.died is None or death.died > end:
            continue
        quarter = quarter_start(death.died)
        if quarter not in data.earlier_quarters:
            per_quarter[quarter] = per_quarter.get(quarter, 0) + 1
            days.append(death.died)
    last = quarters_on((end + timedelta(days=1)), -1)
    starts = [quarters_on(last, -back) for back in range(most - 1, -1, -1)]
    first = min(per_quarter, default=last)
    shown = tuple((start, per_quarter.get(start, 0)) for start in starts if start >= first)
    days.sort()
    gaps = tuple((later - earlier).days for earlier, later in pairwise(days))
    broken = any(shown and shown[0][0] < day <= end for day in data.breaks)
    return Series(shown, gaps, broken)


def count_change(found: Series) -> Iterator[Count]:
    """F32: the numbers and chances of the one test, and the runs between deaths."""
    test, seen = found.test, found.runs
    values: Mapping[str, float | None] = {
        "recent": test.recent if test else None,
        "earlier": test.earlier if test else None,
        "upper": round(test.upper, 4) if test else None,
        "lower": round(test.lower, 4) if test else None,
        "gaps": len(found.gaps),
        "median_gap": statistics.median(found.gaps),
        "longest_run": seen.longest if seen else None,
        "crossings": seen.crossings if seen else None,
    }
    for group, number in values.items():
        yield Count("F32", group, "now", number)
