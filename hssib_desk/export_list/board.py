"""The board report: counted for the page, written, worded, and sealed where it is final."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.domain.review.blinding import keep_from_second
from hssib_desk.export.report import ExportError, ExportReport, Progress, goes_on
from hssib_desk.export_list.order import Order, Preview, Step

if TYPE_CHECKING:
    from hssib_desk.domain.board.edits import Edit
    from hssib_desk.domain.board.people import BoardData
    from hssib_desk.export.board.content import Report
    from hssib_desk.store.workbook import Workbook

PUBLISHED_BEFORE = (
    "It was tried to work back small numbers from all that this report shows, alone and beside every final "
    "public report of this workbook. Whoever publishes it makes it final, so that the next one knows of it."
)
KEPT_SEALED = "A sealed snapshot of it is kept in the workbook. The next report tells what has changed since."


def preview_board(workbook: Workbook, order: Order, step: Step) -> Preview:
    """Count the figures as well, so that the half page can be read, and worded, before it is printed."""
    cases = workbook.lists.case_counts().get("all", 0)
    looked = Preview(cases, cases, withheld=tuple(workbook.lists.blind_cases()))
    if order.public or not cases:
        return looked
    report, edits = _board_report(workbook, order, step)
    return replace(looked, sentences=report.made, edits=edits)


def _board_report(workbook: Workbook, order: Order, step: Step) -> tuple[Report, tuple[Edit, ...]]:
    """The board report as it was ordered, with the wordings that were given for its period."""
    from hssib_desk.domain.board.from_case import labels_of
    from hssib_desk.export.board.public import Cleared, public_report
    from hssib_desk.export.board.report import board_report, commissioners_copy, period_of
    from hssib_desk.store.lists.board import edits_of, finals_of

    records = workbook.records
    start, end = period_of(order.start, order.end, date.today())
    data, finals = _board_data(workbook, order, step), finals_of(records)
    labels = labels_of(workbook.library)
    if order.public:
        cleared = Cleared(order.considered, order.families_told)
        return public_report(data, workbook.facts, labels, end, cleared, finals), ()
    if order.commissioner:
        return commissioners_copy(data, workbook.facts, labels, start, end, order.commissioner), ()
    edits = tuple(edits_of(records, start, end))
    return board_report(data, workbook.facts, labels, start, end, finals, edits), edits


def _board_data(workbook: Workbook, order: Order, step: Step) -> BoardData:
    """Every death, action and denominator, once."""
    from hssib_desk.store.lists.baselines import baselines_of
    from hssib_desk.store.lists.board import board_data, denominators_of

    return board_data(
        workbook.lists.case_files(),
        workbook.facts,
        workbook.library,
        date.today(),
        denominators_of(workbook.records),
        baselines_of(workbook.records),
        with_blind=order.with_blind,
        step=step,
    )


def export_board(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.domain.board.words import fill
    from hssib_desk.export.board.write import write_board, writer_of

    writer = writer_of(out)
    if order.commissioner and (order.public or order.final):
        raise ExportError(fill("commissioner", "internal"))
    if order.final and out.exists():  # what it replaced would be lost, were it not sealed in the end
        raise ExportError(
            f"“{out.name}” is there already. A final report replaces no file: choose another name."
        )
    report, _edits = _board_report(workbook, order, lambda done: goes_on(progress, done))
    written = write_board(writer, report, workbook.facts, out, force, order.password)
    blind = tuple(map(keep_from_second, workbook.lists.blind_cases())) if order.with_blind else ()
    said = (PUBLISHED_BEFORE,) * order.public + (KEPT_SEALED,) * order.final + report.remarks
    kept = report.to_keep if order.final else ""
    return replace(written, notes=(*written.notes, *blind, *said), to_keep=kept)


def keep_wording(workbook: Workbook, order: Order, edit: Edit) -> tuple[Edit, ...]:
    """Keep the wording of a sentence for the period of an order; return all that there are."""
    from hssib_desk.export.board.report import period_of
    from hssib_desk.store.lists.board import edits_of, keep_edit

    start, end = period_of(order.start, order.end, date.today())
    keep_edit(workbook.records, start, end, edit)
    return tuple(edits_of(workbook.records, start, end))


def keep_final(workbook: Workbook, order: Order, written: ExportReport) -> None:
    """Store and seal what a final report said; where that fails the file goes, so that none is unsealed."""
    from hssib_desk.export.board.report import period_of
    from hssib_desk.store.lists.board import seal_final

    today = date.today()
    start, end = period_of(order.start, order.end, today)
    try:
        seal_final(workbook.records, start, end, today, written.to_keep, workbook.actor)
    except Exception:
        written.path.unlink(missing_ok=True)
        raise
