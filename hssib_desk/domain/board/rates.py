"""F30 to F32: whether all deaths are known, rates among those in care, and whether the number changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from hssib_desk.domain.board import statistics
from hssib_desk.domain.board.count import Count, Window
from hssib_desk.domain.board.people import BoardData, Denominator, Period
from hssib_desk.domain.rates.series import Series
from hssib_desk.domain.rates.series import series as deaths_series

ENOUGH_KNOWN = 0.95


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


def series(data: BoardData, end: date) -> Series:
    """The deaths of the last quarters up to a day, from the first quarter that the workbook knows."""
    in_scope = (death.died for death in data.deaths if death.scope == "in" and death.died)
    by_day = Counter(died for died in in_scope if died <= end)
    return deaths_series(by_day, end, by_quarter=data.earlier_quarters, baselines=data.baselines)


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
