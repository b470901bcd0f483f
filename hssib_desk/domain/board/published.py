"""What earlier final reports have published: the year before, and every number that an attack knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hssib_desk.domain.board.people import PublishedYear, quarters_between, year_start
from hssib_desk.domain.board.snapshot import Snapshot
from hssib_desk.domain.disclosure.earlier import QUARTER, Cell, Printed
from hssib_desk.domain.disclosure.splits import TOTAL


def published_year(snapshots: Sequence[Snapshot], start: date) -> PublishedYear | None:
    """What the last final report of the financial year before said of that year."""
    own = [one for one in snapshots if one.end < start and one.end.month == 3 and one.public is None]
    own = [one for one in own if (start - one.end).days == 1]
    if not own:
        return None
    last = max(own, key=lambda one: (one.as_at, one.number))
    deaths, judged = (last.numbers[figure, group, "year"] for figure, group in (("F01", ""), ("F06", "yes")))
    begins = date(last.end.year - 1, 4, 1)
    cases = last.cases["F06", "yes", "year"]
    return PublishedYear(begins, last.end, last.as_at, int(deaths or 0), int(judged or 0), cases)


def published_before(snapshots: Sequence[Snapshot], *, is_nhs: bool) -> list[Printed]:
    """Every number that a final report has published, the oldest report first.

    Of an internal one the law has an NHS body publish items 27.1 to 27.3; nothing else of it is published.
    """
    found = []
    for one in sorted(snapshots, key=lambda one: (one.as_at, one.number)):
        if one.public:
            found.append(one.public)
        elif is_nhs:
            found.append(_by_law(one))
    return found


def _by_law(one: Snapshot) -> Printed:
    """Deaths, reviews and judgements of the year to date, exact and by quarter."""
    quarters = [quarter.key for quarter in quarters_between(year_start(one.end), one.end)]
    quarters = [quarter for quarter in quarters if ("F01", "", quarter) in one.numbers]

    def by_quarter(figure: str, group: str) -> dict[str, int]:
        return {quarter: int(one.numbers[figure, group, quarter] or 0) for quarter in quarters}

    deaths, reviewed, judged = by_quarter("F01", ""), by_quarter("F04", ""), by_quarter("F06", "yes")
    truth: dict[str, dict[str, dict[str, int]]] = {TOTAL: {TOTAL: deaths}}
    tables = {QUARTER: tuple(Cell((quarter,), str(n), exact=True) for quarter, n in deaths.items())}
    for table, row, counted in (("review", "reviewed", reviewed), ("judged", "yes", judged)):
        rest = {quarter: deaths[quarter] - n for quarter, n in counted.items()}
        truth[table] = {row: counted, "rest": rest}
        tables[table] = (
            Cell((row,), str(sum(counted.values())), exact=True),
            Cell(("rest",), str(sum(rest.values())), exact=True),
        )
    whole = Cell((TOTAL,), str(sum(deaths.values())), exact=True)
    return Printed(
        f"report {one.number}", tuple(quarters), whole, tables, dict.fromkeys(tables, TOTAL), truth
    )
