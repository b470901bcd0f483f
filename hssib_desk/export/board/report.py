"""The board report put together: from what is known of the deaths to sections in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hssib_desk import __version__
from hssib_desk.domain.board import figures as counting
from hssib_desk.domain.board import rates
from hssib_desk.domain.board.account import account
from hssib_desk.domain.board.count import Unbalanced
from hssib_desk.domain.board.edits import Edit, edited
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
from hssib_desk.domain.board.words import day, span
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.board import closing, front, middle
from hssib_desk.export.board.content import Report, Source
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
    try:
        periods = counting.periods_of(start, end)
        data = replace(data, published=data.published or published_year(snapshots, periods[2].start))
        figures = counting.count(data, start, end)
    except (Unbalanced, ValueError) as error:
        raise ExportError(str(error)) from error
    if end > data.as_at:
        raise ExportError(f"The period ends on {day(end)}, after today. Choose a quarter that is over.")
    series = rates.series(data, end)
    then = last_before(snapshots, end)
    moved = changes(then, data) if then else []
    since = [in_words(then, moved)] if then else []
    sentences = half_page(data, figures, series, periods, labels, since)
    words = {sentence.key: sentence.text for sentence in sentences}
    printed, held = edited(sentences, edits)
    items = account(data, figures, periods[2], labels)
    program = facts.program or f"{product()} {__version__}"
    source = Source(data, figures, labels, periods, counting.quarters_shown(end), series, words)
    sections = (
        front.in_words(source, printed, is_edited=bool(held)),
        front.deaths(source),
        front.kinds_and_places(source),
        front.judgement(source),
        middle.learning(source),
        middle.families(source),
        middle.in_time(source),
        middle.duties(source),
        middle.actions(source),
        closing.fairness(source),
        closing.agreement(source, closing.changes_since(then, moved)),
        closing.statutory(source, items),
        closing.appendix(source, held),
    )
    return Report(
        title=span(start, end),
        subtitle="Learning from deaths, report to the board",
        marking=INTERNAL,
        provider=data.provider,
        written=f"{facts.title}, {day(data.as_at)}",
        as_at=data.as_at,
        classification=facts.classification,
        program=program,
        facts=front.facts(source),
        sections=sections,
        sentences=tuple(printed),
        made=tuple(sentences),
        items=tuple(items),
        figures=figures,
        data=data,
        periods=(*periods, *counting.quarters_shown(end)),
        to_keep=kept_text(data, figures, printed, sentences),
    )
