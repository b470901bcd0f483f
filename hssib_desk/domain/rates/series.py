"""Deaths by quarter, by month and by day, and which picture of them is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Literal

from hssib_desk.domain.board.people import quarter_end, quarter_start, quarters_on
from hssib_desk.domain.figures.charts import Level
from hssib_desk.domain.figures.xmr import Signal, Xmr, xmr
from hssib_desk.domain.rates.baseline import MOST, Baseline
from hssib_desk.domain.rates.change import EARLIER, QUARTERS, RECENT, ChangeTest, change_test
from hssib_desk.domain.rates.runs import Runs, runs

RARE, OFTEN = 4.0, 8.0  # deaths a month: below, days between deaths are drawn; from, a chart by month
FEWEST_GAPS = 12
FEWEST_MONTHS = 20  # for limits, which are those of so many first months
MONTHS_SHOWN = 24

Second = Literal["", "gaps", "months"]


@dataclass(frozen=True)
class Gap:
    """The days from one death to the next."""

    earlier: date
    later: date

    @property
    def days(self) -> int:
        """How many; 0 for two deaths on one day."""
        return (self.later - self.earlier).days


@dataclass(frozen=True)
class Series:
    """The deaths in scope by quarter, newest last, and the days of those known to the day."""

    quarters: tuple[tuple[date, int], ...]
    days: tuple[date, ...] = ()
    by_month: tuple[tuple[date, int], ...] = ()
    baselines: tuple[Baseline, ...] = ()

    # What is asked of them

    @property
    def is_enough(self) -> bool:
        """Whether there are quarters enough for a picture; else there is the table alone."""
        return len(self.quarters) >= QUARTERS

    @property
    def is_broken(self) -> bool:
        """Whether what is counted changed within the quarters of the test."""
        return bool(self.quarters) and any(
            self.tested[0][0] < one.day <= self.end for one in self.baselines if one.is_break
        )

    @property
    def end(self) -> date:
        """The last day of the quarters."""
        return quarter_end(self.quarters[-1][0])

    @property
    def tested(self) -> tuple[tuple[date, int], ...]:
        """The quarters that the test and the second picture look at: the last eight."""
        return self.quarters[-QUARTERS:]

    @property
    def test(self) -> ChangeTest | None:
        """The one test; None with fewer than eight quarters, or across a change of what is counted."""
        if not self.is_enough or self.is_broken:
            return None
        numbers = [number for _, number in self.tested]
        return change_test(sum(numbers[-RECENT:]), sum(numbers[:EARLIER]))

    @property
    def a_month(self) -> float:
        """The mean of the last eight quarters, or of those since what is counted changed, by the month."""
        last = max((one.day for one in self.baselines if one.is_break and one.day <= self.end), default=None)
        since = [number for start, number in self.tested if last is None or start >= last]
        counted = since or [number for _, number in self.tested]
        return sum(counted) / (3 * len(counted)) if counted else 0.0

    @property
    def break_places(self) -> tuple[int, ...]:
        """The quarters in which something else began to be counted."""
        broken = {quarter_start(one.day) for one in self.baselines if one.is_break}
        return tuple(at for at, (start, _) in enumerate(self.quarters) if start in broken)

    @property
    def second(self) -> Second:
        """What is drawn beside the bars: days between rare deaths, a month each of many, or nothing."""
        if not self.is_enough:
            return ""
        if self.a_month < RARE:
            return "gaps" if len(self.between) >= FEWEST_GAPS else ""
        return "months" if self.a_month >= OFTEN and self.month_levels else ""

    # Days between deaths

    @cached_property
    def between(self) -> tuple[Gap, ...]:
        """Those of the last eight quarters; of all quarters where these have too few."""
        every = [Gap(*pair) for pair in pairwise(self.days)]
        own = [gap for gap in every if self.quarters and gap.earlier >= self.tested[0][0]]
        return tuple(own if len(own) >= FEWEST_GAPS else every)

    @property
    def gaps(self) -> tuple[int, ...]:
        """The same as numbers of days."""
        return tuple(gap.days for gap in self.between)

    @cached_property
    def gap_levels(self) -> tuple[Level, ...]:
        """The median of each stretch between two decisions; a gap that spans one belongs to none."""
        cuts = []
        for one in self.baselines:
            at = next((at for at, gap in enumerate(self.between) if gap.later >= one.day), None)
            if at is not None:
                spans = self.between[at].earlier < one.day
                cuts.append(_Cut(at, at + spans, one.is_break))
        return tuple(
            Level(first, last, float(median(self.gaps[first : last + 1])))
            for first, last in _stretches(len(self.gaps), cuts, FEWEST_GAPS)
        )

    @property
    def runs(self) -> Runs | None:
        """The runs of days between rare deaths since the last decision, where there are enough of them."""
        if self.second != "gaps" or not self.gap_levels:
            return None
        level = self.gap_levels[-1]
        return runs(self.gaps[level.first : level.last + 1]) if level.last == len(self.gaps) - 1 else None

    # Many deaths, by month

    @property
    def months(self) -> tuple[tuple[date, int], ...]:
        """The months that are drawn."""
        return self.by_month[-MONTHS_SHOWN:]

    @cached_property
    def _read(self) -> tuple[tuple[int, Xmr], ...]:
        """Each stretch of months between two decisions, by its place among those drawn, read by the rules."""
        cuts = []
        for one in self.baselines:
            at = next((at for at, (start, _) in enumerate(self.by_month) if start >= one.day), None)
            if at is not None:
                cuts.append(_Cut(at, at, one.is_break))
        numbers = [number for _, number in self.by_month]
        hidden = len(self.by_month) - len(self.months)
        return tuple(
            (first - hidden, xmr(numbers[first : last + 1], baseline=FEWEST_MONTHS, drawn=hidden - first))
            for first, last in _stretches(len(numbers), cuts, FEWEST_MONTHS)
            if last >= hidden
        )

    @property
    def month_levels(self) -> tuple[Level, ...]:
        """Mean and limits of each stretch of the months drawn."""
        return tuple(
            Level(
                max(first, 0),
                first + len(read.values) - 1,
                read.mean,
                (read.limits.shown_lower, read.limits.upper) if read.limits else None,
            )
            for first, read in self._read
        )

    @property
    def months_since(self) -> int:
        """How many months the limits in force have held for, those they were set by included."""
        return len(self._read[-1][1].values) if self._read else 0

    @property
    def month_signals(self) -> tuple[Signal, ...]:
        """What the rules find, by the places of the months drawn."""
        return tuple(signal.moved(first) for first, read in self._read for signal in read.signals)


@dataclass(frozen=True)
class _Cut:
    """A decision among places in order: the stretch before ends there, the next one begins here."""

    ends: int
    begins: int
    is_break: bool


def _stretches(count: int, cuts: Sequence[_Cut], fewest: int) -> Iterator[tuple[int, int]]:
    """First and last place of each stretch between two cuts that is long enough.

    A stretch that is still too short after a re-basing goes on with what was before it.
    """
    found: list[tuple[int, int]] = []
    first, is_break = 0, True
    for cut in (*sorted(cuts, key=lambda cut: cut.begins), _Cut(count, count, True)):
        if cut.ends - first >= fewest or is_break or not found:
            found.append((first, cut.ends))
        else:
            found[-1] = (found[-1][0], cut.ends)
        first, is_break = cut.begins, cut.is_break
    return ((first, end - 1) for first, end in found if end - first >= fewest)


def series(
    by_day: Mapping[date, int],
    end: date,
    *,
    by_month: Mapping[date, int] | None = None,
    by_quarter: Mapping[date, int] | None = None,
    start: date | None = None,
    baselines: Sequence[Baseline] = (),
) -> Series:
    """The deaths of the last quarters that are over on a day, from the first one that is known.

    `by_month` are those known to the month only, `by_quarter` numbers of quarters known as such. Quarters
    since `start` are shown even if nobody died in them.
    """
    known = dict(by_quarter or {})
    last = quarters_on(quarter_start(end + timedelta(days=1)), -1)
    months: dict[date, int] = {}
    days: list[date] = []
    for day, number in (*by_day.items(), *(by_month or {}).items()):
        if quarter_start(day) not in known:
            month = day.replace(day=1)
            months[month] = months.get(month, 0) + number
    per_quarter: dict[date, int] = dict(known)
    for month, number in months.items():
        quarter = quarter_start(month)
        per_quarter[quarter] = per_quarter.get(quarter, 0) + number
    first = max(start or min(per_quarter, default=last), quarters_on(last, 1 - MOST))
    shown = []
    while first <= last:
        shown.append((first, per_quarter.get(first, 0)))
        first = quarters_on(first, 1)
    opened = shown[0][0] if shown else end
    for day, number in sorted(by_day.items()):
        if opened <= day <= quarter_end(last) and quarter_start(day) not in known:
            days += [day] * number
    counted = [start for start, _ in shown if start not in known]
    return Series(
        tuple(shown),
        tuple(days),
        tuple((month, months.get(month, 0)) for quarter in counted for month in _months_of(quarter)),
        tuple(
            sorted(
                (one for one in baselines if opened < one.day <= quarter_end(last)), key=lambda one: one.day
            )
        ),
    )


def _months_of(quarter: date) -> Iterator[date]:
    return (quarter.replace(month=quarter.month + more) for more in range(3))
