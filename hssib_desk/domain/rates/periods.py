"""The stretches of time that the figures can be kept to, all of them by date of death."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from hssib_desk.domain.board.people import quarter_start, quarters_on
from hssib_desk.domain.dates import show_date

_APRIL = 4


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; None is open at that end."""

    key: str
    label: str
    first: date | None = None
    last: date | None = None


def periods(today: date) -> list[Period]:
    """What can be chosen: everything, four and eight whole quarters, and the years from April."""
    year = today.year if today.month >= _APRIL else today.year - 1
    start = date(year, _APRIL, 1)
    return [
        Period("all", "At any time"),
        _quarters("12", 4, today),
        _quarters("24", 8, today),
        Period("year", f"Since {_month(start)}", start),
        _year("before", year - 1),
        _year("earlier", year - 2),
    ]


def _quarters(key: str, count: int, today: date) -> Period:
    begun = quarter_start(today)
    return _period(key, quarters_on(begun, -count), begun - timedelta(days=1))


def _year(key: str, year: int) -> Period:
    return _period(key, date(year, _APRIL, 1), date(year + 1, _APRIL - 1, 1))


def _period(key: str, first: date, last: date) -> Period:
    return Period(key, f"{_month(first)} to {_month(last)}", first, last_day(last))


def last_day(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _month(day: date) -> str:
    return show_date(day).split(" ", 1)[1]
