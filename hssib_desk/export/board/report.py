"""The board report put together: from what is known of the deaths to sections in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from hssib_desk import __version__
from hssib_desk.domain.board import figures as counting
from hssib_desk.domain.board import rates
from hssib_desk.domain.board.account import account
from hssib_desk.domain.board.commissioner import NoSuchCommissioner, kept_to, without_one
from hssib_desk.domain.board.count import Unbalanced
from hssib_desk.domain.board.edits import Edit, edited, typed
from hssib_desk.domain.board.half_page import half_page
from hssib_desk.domain.board.labels import Labels
from hssib_desk.domain.board.people import BoardData, last_quarter, quarter_end, quarter_start
from hssib_desk.domain.board.published import published_year
from hssib_desk.domain.board.snapshot import (
    Snapshot,
    changes,
    in_words,
    kept_text,
    last_before,
)
from hssib_desk.domain.board.words import Sentence, day, fill, span
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.board import closing, front, middle
from hssib_desk.export.board.content import Block, Report, Section, Source, Text
from hssib_desk.export.report import ExportError
from hssib_desk.resources import product

INTERNAL = "INTERNAL: all numbers shown"


def period_of(start: date | None, end: date | None, today: date) -> tuple[date, date]:
    """The quarters to report: those given, or the last one that is over."""
    first, last = last_quarter(today)
    if start and not end:
        return start, max(last, quarter_end(quarter_start(start)))
    return start or (quarter_start(end) if end else first), end or last


def board_report(
    data: BoardData,
    facts: WorkbookFacts,
    labels: Labels,
    start: date,
    end: date,
    snapshots: Sequence[Snapshot] = (),
    edits: Sequence[Edit] = (),
) -> Report:
    """The report on whole quarters; raises ExportError where they are none, or a sum does not balance."""
    source = _source(data, labels, start, end, snapshots)
    then = last_before(snapshots, end)
    moved = changes(then, source.data) if then else []
    since = [in_words(then, moved)] if then else []
    made = half_page(source.data, source.figures, source.series, source.periods, labels, since)
    source.words.update((sentence.key, sentence.text) for sentence in made)
    printed, held = edited(made, edits)
    items = account(source.data, source.figures, source.year, labels)
    return Report(
        title=span(start, end),
        subtitle="Learning from deaths, report to the board",
        marking=INTERNAL,
        provider=data.provider,
        written=f"{facts.title}, {day(data.as_at)}",
        as_at=data.as_at,
        classification=facts.classification,
        program=facts.program or f"{product()} {__version__}",
        facts=front.facts(source),
        sections=tuple(_sections(source, printed, held, closing.changes_since(then, moved), items)),
        sentences=tuple(printed),
        made=tuple(made),
        items=tuple(items),
        figures=source.figures,
        data=source.data,
        periods=(*source.periods, *source.quarters),
        typed=tuple(typed(edits)),
        to_keep=kept_text(source.data, source.figures, printed, made),
    )


def _source(data: BoardData, labels: Labels, start: date, end: date, snapshots: Sequence[Snapshot]) -> Source:
    """Every figure counted and checked."""
    try:
        periods = counting.periods_of(start, end)
        data = replace(data, published=data.published or published_year(snapshots, periods[2].start))
        figures = counting.count(data, start, end)
    except (Unbalanced, ValueError) as error:
        raise ExportError(str(error)) from error
    if end > data.as_at:
        raise ExportError(f"The period ends on {day(end)}, after today. Choose a quarter that is over.")
    return Source(data, figures, labels, periods, counting.quarters_shown(end), rates.series(data, end))


def _sections(
    source: Source,
    printed: Sequence[Sentence],
    held: Sequence[Edit],
    changed: Sequence[Block],
    items: Sequence[Sentence],
) -> Iterator[Section]:
    """P1 to P12 and the appendix in their order, which does not move between quarters."""
    yield front.in_words(source, printed, is_edited=bool(held))
    yield front.deaths(source)
    yield front.kinds_and_places(source)
    yield front.judgement(source)
    yield middle.learning(source)
    yield middle.families(source)
    yield middle.in_time(source)
    yield middle.duties(source)
    yield middle.actions(source)
    yield closing.fairness(source)
    yield closing.agreement(source, changed)
    yield closing.statutory(source, items)
    yield closing.appendix(source, held)


def commissioners_copy(
    data: BoardData, facts: WorkbookFacts, labels: Labels, start: date, end: date, code: str
) -> Report:
    """The report on the people of one commissioner alone; ExportError where nobody is theirs."""
    code = "".join(code.split()).upper()
    try:
        report = board_report(kept_to(data, code), facts, labels, start, end)
    except NoSuchCommissioner as error:
        raise ExportError(str(error)) from error
    first, *others = report.sections
    told = Text(fill("commissioner", "note", code=code), "lead")
    without = without_one(data)
    return replace(
        report,
        subtitle=f"{report.subtitle}. {fill('commissioner', 'title', code=code)}",
        sections=(replace(first, blocks=(told, *first.blocks)), *others),
        remarks=(without,) if without else (),
    )
