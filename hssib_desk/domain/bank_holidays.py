"""England's bank holidays, from the `holidays` library, loaded when a working day is first counted."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any


def load() -> None:
    """Load the library ahead, on a thread: it brings the modules of every country."""
    _england(date.today().year)


def is_bank_holiday(day: date) -> bool:
    """Whether a day is a bank holiday in England."""
    return day in _england(day.year)


@lru_cache(maxsize=64)
def _england(year: int) -> Any:
    from holidays import country_holidays

    return country_holidays("GB", subdiv="ENG", years=year)
