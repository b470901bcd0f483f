"""What the signed reviews of this year of account speak of, theme by theme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hssib_desk.store.context import ReadContext
from hssib_desk.store.lists import figures
from hssib_desk.store.lists.listing import count_cases
from hssib_desk.store.lists.queries import CaseQuery, Coverage


def coverage(context: ReadContext) -> Coverage:
    """The themes over the reviews that were signed since the last 1 April."""
    since = year_of_account(context.today)
    signed = CaseQuery(status="sealed", signed_from=since, blind="no")
    return Coverage(
        themes=figures.coverage(context, signed),
        signed=count_cases(context, signed),
        since=since,
        blind=count_cases(context, replace(signed, blind="yes")),
    )


def year_of_account(today: date) -> date:
    """The 1 April on or before a day."""
    return date(today.year if today.month >= 4 else today.year - 1, 4, 1)
