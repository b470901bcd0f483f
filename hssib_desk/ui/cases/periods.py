"""The spans of time a list of deaths can be narrowed to."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hssib_desk.domain.dates import show_date
from hssib_desk.store.lists.queries import CaseQuery

GIVEN = "given"  # a span that another page asked for
Span = tuple[date | None, date | None]


def periods(today: date) -> dict[str, tuple[str, Span]]:
    """Each span by its key, with its words; both days are included, None leaves an end open."""
    april = date(today.year if today >= date(today.year, 4, 1) else today.year - 1, 4, 1)
    before = april.replace(year=april.year - 1)
    return {
        "": ("All", (None, None)),
        "30_days": ("Last 30 days", (today - timedelta(days=30), None)),
        "3_months": ("Last 3 months", (months_before(today, 3), None)),
        "12_months": ("Last 12 months", (months_before(today, 12), None)),
        "year": (f"Since {show_date(april)}", (april, None)),
        "last_year": (
            f"{show_date(before)} to {show_date(april - timedelta(days=1))}",
            (before, april - timedelta(days=1)),
        ),
    }


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_of(query: CaseQuery, today: date) -> tuple[str, str]:
    """The key and words of the span a query asks for."""
    span = (query.died_from, query.died_to)
    for key, (words, known) in periods(today).items():
        if known == span:
            return key, words
    first, last = query.died_from, query.died_to
    if first and last:
        return GIVEN, f"{show_date(first)} to {show_date(last)}"
    return GIVEN, f"Since {show_date(first)}" if first else f"Until {show_date(last)}" if last else "All"
