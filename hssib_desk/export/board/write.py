"""Writing the board report in the form that the name of the file asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.board.content import Report
from hssib_desk.export.report import ExportError, ExportReport

Writer = Callable[[Report, WorkbookFacts, Path, bool, str], ExportReport]


def writer_of(out: Path) -> Writer:
    """The writer for a file's ending; raises ExportError for another one, before anything is counted."""
    found = _WRITERS.get(out.suffix.lower())
    if found is None:
        raise ExportError(f"“{out.name}” does not say what to write. Name the file .pdf, .docx or .xlsx.")
    return found


def write_board(
    writer: Writer, report: Report, facts: WorkbookFacts, out: Path, force: bool, password: str
) -> ExportReport:
    """Write it; raises ExportError, and then leaves no file."""
    return writer(report, facts, out, force, password)


def _pdf(report: Report, _facts: WorkbookFacts, out: Path, force: bool, password: str) -> ExportReport:
    from hssib_desk.export.board.pdf import write_pdf

    return write_pdf(report, out, force, password)


def _word(report: Report, _facts: WorkbookFacts, out: Path, force: bool, password: str) -> ExportReport:
    from hssib_desk.export.board.word import write_word

    return write_word(report, out, force, password)


def _excel(report: Report, facts: WorkbookFacts, out: Path, force: bool, password: str) -> ExportReport:
    from hssib_desk.export.board.excel import write_excel

    return write_excel(report, facts, out, force, password)


_WRITERS = {".pdf": _pdf, ".docx": _word, ".xlsx": _excel}
