"""The public version: one base, rounded, attacked before it is written, and no true number beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hssib_desk.domain.board import figures as counting
from hssib_desk.domain.board.actions import count_actions
from hssib_desk.domain.board.count import Count, Figures, Window
from hssib_desk.domain.board.definitions import PublicSplit, public_splits
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import (
    BoardData,
    Period,
    quarters_between,
    quarters_on,
    year_start,
)
from hssib_desk.domain.board.published import published_before, published_year
from hssib_desk.domain.board.snapshot import Snapshot, kept_text
from hssib_desk.domain.board.words import day, fill, span
from hssib_desk.domain.disclosure.earlier import QUARTER, Printed, Truth, beside, printed, weak_beside
from hssib_desk.domain.disclosure.rounding import MOST_HIDDEN
from hssib_desk.domain.disclosure.splits import TOTAL, Merge, Published, Row, Split, TooFew, publish
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.board.content import Facts, Report, quarter_head
from hssib_desk.export.board.public_sections import GROUP, Publication, in_words, items, sections
from hssib_desk.export.report import ExportError

MARKING = "PUBLIC: small numbers kept back"
ENOUGH, WHOLE_YEAR = 20, 12  # people for a shorter period, and months of the longest one
THIS = "this report"


@dataclass(frozen=True)
class Cleared:
    """What a person has said before anything may be published."""

    considered: bool = False
    families_told: date | None = None


def public_report(
    data: BoardData,
    facts: WorkbookFacts,
    labels: Labels,
    end: date,
    cleared: Cleared,
    snapshots: Sequence[Snapshot] = (),
) -> Report:
    """The public version up to a quarter's end; ExportError where it may not or cannot be published."""
    period = public_period(data, end)
    if data.published is None and period.start == year_start(end):
        data = replace(data, published=published_year(snapshots, period.start))
    figures = Figures(_counted(data, period))
    _check_cleared(figures, period, cleared)
    earlier = published_before(snapshots, is_nhs=data.is_nhs)
    try:
        shown, told = _shown(data, figures, period, earlier)
    except TooFew as error:
        raise ExportError(str(error)) from error
    return _report(Publication(data, figures, period, shown, labels), facts, told)


def _check_cleared(figures: Figures, period: Period, cleared: Cleared) -> None:
    """Refuse to publish what nobody has cleared."""
    judged = figures.get("F06", "yes", period.key).n
    if not cleared.considered:
        raise ExportError(fill(GROUP, "considered"))
    if 0 < judged <= MOST_HIDDEN and cleared.families_told is None:
        raise ExportError(fill(GROUP, "families"))


def _shown(
    data: BoardData, figures: Figures, period: Period, earlier: Sequence[Printed]
) -> tuple[Published, Printed]:
    """What may be shown, read alone and beside every earlier report; and how a record keeps it."""
    total, splits = _splits(data, figures, period)
    quarters = [quarter.key for quarter in quarters_between(period.start, period.end)]
    truth = _truth(data, figures, period)

    def as_printed(kept: Sequence[Split]) -> Printed:
        return printed(THIS, quarters, total, kept, truth)

    others = beside(as_printed(splits), earlier)
    shown = publish(total, splits, lambda kept: weak_beside(as_printed(kept), others))
    return shown, as_printed(shown.splits)


def _truth(data: BoardData, figures: Figures, period: Period) -> Truth:
    """The true number of every row of every table by quarter, before rows are put together."""
    truth: dict[str, dict[str, dict[str, int]]] = {TOTAL: {TOTAL: {}}}
    for quarter in quarters_between(period.start, period.end):
        total, splits = _splits(data, figures, quarter)
        truth[TOTAL][TOTAL][quarter.key] = total.number
        for split in splits:
            for row in split.rows if split.key != QUARTER else ():
                truth.setdefault(split.key, {}).setdefault(row.key, {})[quarter.key] = row.number
    return truth


def _report(told: Publication, facts: WorkbookFacts, kept: Printed) -> Report:
    """The report, which holds nothing but what it shows; what is to be kept of it goes beside."""
    data, period = told.data, told.period
    half_page, of_account = tuple(in_words(told)), tuple(items(told))
    return Report(
        title=span(period.start, period.end),
        subtitle="Learning from deaths",
        marking=MARKING,
        provider=data.provider,
        written=f"{data.provider}, {day(data.as_at)}",
        as_at=data.as_at,
        classification="",
        program=facts.program,
        facts=Facts(
            (
                ("Organisation", data.provider),
                ("Deaths counted by", "Date of death"),
                ("In scope", f"{told.shown.total.text} deaths"),
            )
        ),
        sections=tuple(sections(told, half_page, of_account)),
        sentences=half_page,
        items=of_account,
        figures=Figures(()),  # nothing but what is shown goes on
        data=BoardData(data.provider, data.as_at, ()),
        periods=(period, period, period),
        shows_cases=False,
        to_keep=kept_text(data, told.figures, (*half_page, *of_account), public=kept.as_told()),
    )


def public_period(data: BoardData, end: date) -> Period:
    """The year to date where enough people died in it, else the last twelve months: one base for all."""
    own = Period(GROUP, year_start(end), end)
    if own.months >= WHOLE_YEAR or len(Window(data, own).deaths) >= ENOUGH:
        return own
    return Period(GROUP, quarters_on(quarters_between(end, end)[0].start, -3), end)


def _counted(data: BoardData, period: Period) -> tuple[Count, ...]:
    found: list[Count] = []
    for one in (period, *quarters_between(period.start, period.end)):
        found += (value for counting_ in counting.BY_PERIOD for value in counting_(Window(data, one)))
    return (*found, *count_actions(data))


def _splits(data: BoardData, figures: Figures, period: Period) -> tuple[Row, list[Split]]:
    by_law = data.is_nhs
    total = figures.get("F01", "", period.key).n
    quarters = tuple(
        Row(q.key, quarter_head(q), figures.get("F01", "", q.key).n, by_law)
        for q in quarters_between(period.start, period.end)
    )
    splits = [Split(QUARTER, "Quarter of death", quarters)]
    bases = {TOTAL: total}
    for one in public_splits():
        made = _split(one, figures, period, bases[one.of], by_law)
        bases |= {made.cell(row): row.number for row in made.rows}
        splits.append(made)
    return Row(TOTAL, fill(GROUP, "total"), total, by_law), splits


def _split(one: PublicSplit, figures: Figures, period: Period, base: int, by_law: bool) -> Split:
    numbers: dict[str, int] = {
        row.key: sum(figures.get(one.figure, group, period.key).n for group in row.groups)
        for row in one.rows
        if not row.rest
    }
    left = base - sum(numbers.values())
    rows = tuple(
        Row(row.key, row.words, left if row.rest else numbers[row.key], by_law and one.by_law)
        for row in one.rows
    )
    merges = tuple(Merge(own, words) for own, words in one.merge)
    return Split(one.key, one.title, rows, one.of, merges, frozenset(one.sensitive))
