"""What an action was measured by: its numbers in order of time, and the day on which it took effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from hssib_desk.domain.dates import PartialDate, read_iso, show_date
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.series import Measured, read_series


@dataclass(frozen=True)
class Measure:
    """A series of numbers and what it shows; the mark is the day of the action, where that is known."""

    title: str
    points: tuple[Measured, ...]
    mark: PartialDate | None = None
    mark_said: str = ""

    @property
    def before(self) -> int:
        """How many of the numbers are from before the action."""
        return sum(self.mark is not None and point.day.last < self.mark.first for point in self.points)

    @property
    def sentence(self) -> str:
        """What the numbers say: from which to which, and what they were before and since the action."""
        first, last = self.points[0], self.points[-1]
        if not self.mark or not 0 < self.before < len(self.points):
            spread = f"{number(first.number)} on {show_date(first.day)}"
            more = f", {number(last.number)} on {show_date(last.day)}" if last is not first else ""
            return f"{spread}{more}."
        parts = (self.points[: self.before], self.points[self.before :])
        before, since = (sum(point.number for point in part) / len(part) for part in parts)
        return (
            f"Mean of {len(parts[0])} before the action {number(before)}, of {len(parts[1])} since "
            f"{number(since)}. That shows a difference, and not what made it."
        )


class Scale:
    """Where days and numbers of a measure stand in a drawing, each from 0 to 1; zero is always in it."""

    def __init__(self, measure: Measure) -> None:
        values = [0.0, *(point.number for point in measure.points)]
        rough = (max(values) - min(values)) / 4 or 1.0
        power = 10.0 ** floor(log10(rough))
        self.step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
        self.low = floor(min(values) / self.step) * self.step
        self.high = (ceil(max(values) / self.step) or 1) * self.step
        days = [point.day.first.toordinal() for point in measure.points]
        days += [measure.mark.first.toordinal()] if measure.mark else []
        self._first, self._last = min(days), max(days)

    def x(self, day: PartialDate) -> float:
        """How far from the first day to the last."""
        return (day.first.toordinal() - self._first) / max(1, self._last - self._first)

    def y(self, value: float) -> float:
        """How far from the lowest line to the highest."""
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """The numbers at which a line stands."""
        return [
            round(self.low + n * self.step, 6) for n in range(round((self.high - self.low) / self.step) + 1)
        ]


def measure_of(entry: EntryFile) -> Measure | None:
    """The measure of an action; None where no number can be read."""
    points = tuple(read_series(str(entry.value("measured") or "")))
    if not points:
        return None
    title = entry.text("measure") or (field.label if (field := entry.field("measured")) else "")
    for role in ("implemented_date", "agreed_date"):
        day, field = read_iso(entry.value(role)), entry.field(role)
        if day and field:
            return Measure(title, points, day, f"{field.column} {show_date(day)}")
    return Measure(title, points)


def number(value: float) -> str:
    """A number with no more than one decimal."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
