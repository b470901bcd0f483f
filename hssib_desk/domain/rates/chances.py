"""How often each picture signals although nothing changed; simulated, and simulated again by the tests."""

from __future__ import annotations

# Of 100 charts of days between deaths in eight quarters, by deaths a month: the row at or next below.
RUNS = ((3, 6), (2, 4), (0, 2))
# Of 100 charts by month, by the months since limits were set, 24 of them looked at: the row at or next above.
MONTHS = ((20, 14), (24, 20), (30, 28), (36, 34))
MANY_MONTHS = 40


def false_runs(a_month: float) -> int:
    """In how many of 100 charts the rules on runs signal falsely."""
    return next(percent for least, percent in RUNS if a_month >= least)


def false_months(months: int) -> int:
    """In how many of 100 charts by month the four rules signal falsely."""
    return next((percent for most, percent in MONTHS if months <= most), MANY_MONTHS)
