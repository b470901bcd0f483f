"""The answers of reviews: summaries, tables, FHIR, and the history of every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.rules import Context, shown_answers
from hssib_desk.domain.review.blinding import keep_from_second
from hssib_desk.domain.review.case_file import Audience, CaseFile, EntryFile
from hssib_desk.domain.review.privacy import EVERYBODY, NOBODY, Contents, TextHit, identifies, printed_hits
from hssib_desk.export.report import ExportError, ExportReport, Progress
from hssib_desk.export_list.cases import case_of, cases_of, count_cases, hidden_in
from hssib_desk.export_list.order import Order, Preview, Step

if TYPE_CHECKING:
    from hssib_desk.export.pdf.case_sheet import Sheet
    from hssib_desk.store.workbook import Workbook


def preview_data(workbook: Workbook, order: Order, step: Step) -> Preview:
    return count_cases(cases_of(workbook, order), step)


def export_data(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.excel.data import write_data

    return write_data(
        cases_of(workbook, order),
        workbook.facts,
        workbook.library,
        out,
        today=date.today(),
        force=force,
        progress=progress,
        include_identifying=order.identifying,
        filters=order.chosen_by,
        password=order.password,
    )


def preview_summary(workbook: Workbook, order: Order, _step: Step) -> Preview:
    """Lay the summary out without writing it: only so it is known which answers it prints."""
    case = case_of(workbook, order)
    sheet, advice = _laid_out(case, order.audience)
    printed = list(sheet.printed())
    contents = Contents()
    contents.add(case)
    named = {asked.label: None for _, asked in printed if identifies(asked) or kind_of(asked).is_attachment}
    kept = Counter({key: n for key, n in contents.answers.items() if key[1] not in named})
    hits = tuple(_hits_in(sheet, printed, order.audience))
    return Preview(1, len(printed), case.ref, kept, hits, hidden_in(case), named=tuple(named), advice=advice)


def _hits_in(sheet: Sheet, printed: Sequence[tuple[EntryFile, Field]], audience: Audience) -> list[TextHit]:
    if audience == "family":  # it may name the person and the family: it is written to them
        from hssib_desk.export.letter.content import others_named

        return others_named(sheet)
    return printed_hits(sheet.case, printed)


def _laid_out(case: CaseFile, audience: Audience) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet of a summary after all its parts were taken, and what is advised before a letter is sent."""
    if audience == "family":
        from hssib_desk.export.letter.content import advice_for, letter_of
        from hssib_desk.export.letter.write import letter_sheet

        sheet = letter_sheet(case)
        return sheet, advice_for(sheet, letter_of(sheet))
    from hssib_desk.export.pdf.summary import sheet_of, story_of

    sheet = sheet_of(case, audience)
    story_of(sheet, audience)
    return sheet, ()


def export_summary(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    if out.suffix.lower().lstrip(".") not in order.endings:
        names = " or ".join(f".{one}" for one in order.endings)
        raise ExportError(f"“{out.name}” does not say what to write. Name the file {names}.")
    if order.html and out.suffix.lower() != ".html":
        from hssib_desk.export.html.summary import write_summary_twice as write
    elif out.suffix.lower() == ".html" and order.audience != "family":
        from hssib_desk.export.html.summary import write_page as write
    else:
        from hssib_desk.export.pdf.summary import write_summary as write
    case = case_of(workbook, order)
    return write(case, out, audience=order.audience, force=force, password=order.password)


def preview_answers(workbook: Workbook, order: Order, _step: Step) -> Preview:
    case = case_of(workbook, order)
    contents, context = Contents(), Context(case)
    contents.add(case)
    rows = sum(len(list(shown_answers(entry, context))) for entry in case.entries)
    return Preview(1, rows, case.ref, contents.answers, tuple(contents.hits), hidden_in(case))


def export_fhir(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.interchange.fhir_write import write_fhir

    without = NOBODY if order.identifying else EVERYBODY
    return write_fhir(case_of(workbook, order), out, force=force, without=without)


def preview_history(workbook: Workbook, order: Order, step: Step) -> Preview:
    blind: list[str] = []
    rows = cases = identifying = 0
    ref = ""
    for ref, changes in workbook.histories(order.case, as_shown=not order.with_blind, blind=blind):
        step(cases)
        cases += bool(ref)
        rows += len(changes)
        texts = (text for change in changes if change.identifies for text in (change.before, change.after))
        identifying += sum(map(bool, texts))
    case_ref = ref if order.case else ""
    return Preview(cases, rows, case_ref, withheld=tuple(blind), identifying_changes=identifying)


def export_history(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.excel.history import write_history

    if out.suffix.lower() == ".pdf":
        return _write_history_pdf(workbook, order, out, force)
    blind: list[str] = []
    report = write_history(
        workbook.histories(order.case, as_shown=not order.with_blind, blind=blind),
        workbook.facts,
        out,
        today=date.today(),
        last_hash=workbook.last_hash(),
        force=force,
        password=order.password,
        progress=progress,
        include_identifying=order.identifying,
        withheld=() if order.with_blind else blind,
    )
    remarks = map(keep_from_second, blind if order.with_blind else ())
    return replace(report, notes=(*report.notes, *remarks))


def _write_history_pdf(workbook: Workbook, order: Order, out: Path, force: bool) -> ExportReport:
    from hssib_desk.export.coroner.history_pdf import write_history_pdf

    if not order.case:
        raise ExportError("A PDF holds the history of one case. Name the case, or write .xlsx for them all.")
    blind: list[str] = []
    ((ref, changes),) = workbook.histories(order.case, as_shown=not order.with_blind, blind=blind)
    report = write_history_pdf(
        ref,
        changes,
        workbook.facts,
        out,
        today=date.today(),
        last_hash=workbook.last_hash(),
        include_identifying=order.identifying,
        is_whole=order.with_blind or not blind,
        force=force,
        password=order.password,
    )
    remarks = map(keep_from_second, blind if order.with_blind else ())
    return replace(report, notes=(*report.notes, *remarks))
