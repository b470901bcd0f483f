"""The board report as a Word document: the words can be edited, the figures are locked."""

from __future__ import annotations

import re
from pathlib import Path

from docx.shared import Pt

from hssib_desk.export.board.chart import picture
from hssib_desk.export.board.content import (
    FOR_THE_BOARD,
    Block,
    Chart,
    Facts,
    Item,
    Report,
    Section,
    Table,
    Text,
)
from hssib_desk.export.board.digest import figures_digest
from hssib_desk.export.files import locking
from hssib_desk.export.report import ExportReport
from hssib_desk.export.word.document import WordDocument, lock

FIGURE = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?%?)")
LOCKED = "Figure"  # the tag of what cannot be typed over
MOST_COLUMNS = 6  # above it a table is set smaller


def write_word(report: Report, out: Path, force: bool = False, password: str = "") -> ExportReport:
    """Write the report; the same figures on the same day give the same bytes."""
    word = WordDocument(
        f"{report.subtitle}: {report.title}", report.program, report.as_at, where="Board report"
    )
    word.running(
        f"{report.marking}\t{report.classification}", f"{report.written}. Figures {figures_digest(report)}"
    )
    _front(word, report)
    for number, section in enumerate(report.sections, 1):
        _section(word, section, number)
    with locking(out, force, password) as part:
        word.save(part)
    rows = report.size
    return ExportReport(out, rows, rows, word.notes.all)


def _front(word: WordDocument, report: Report) -> None:
    word.text(report.subtitle, "Heading 2")
    word.title(report.title)
    _grid(word, Table("", ("Fact", ""), report.facts.rows, (1, 2), words=2))
    if report.shows_cases:
        word.text(FOR_THE_BOARD, "Heading 2")
        rows = tuple((one.label, one.text) for one in report.typed)
        _grid(word, Table("", ("What", "To be filled in"), rows, (2, 3), words=2), is_locked=False)


def _section(word: WordDocument, section: Section, number: int) -> None:
    word.heading(f"{number}  {section.title}")
    if section.base:
        _paragraph(word, f"Counted in: {section.base}.", is_quiet=True)
    for block in section.blocks:
        _block(word, block)


def _block(word: WordDocument, block: Block) -> None:
    match block:
        case Text(text, look):
            if text:
                _paragraph(word, text, is_quiet=look == "note", is_bold=look == "lead")
        case Item():
            _paragraph(word, f"{block.number}  {block.text}")
        case Table():
            if block.title:
                word.caption(block.title)
            _grid(word, block)
        case Chart():
            word.caption(block.title)
            word.picture(picture(block), block.description)
        case Facts(rows):
            _grid(word, Table("", ("Fact", ""), rows, (1, 2), words=2))


def _paragraph(word: WordDocument, text: str, is_quiet: bool = False, is_bold: bool = False) -> None:
    """A paragraph that can be edited, but for the figures in it."""
    paragraph = word.text("", "Quiet" if is_quiet else "Lead" if is_bold else "Normal")
    paragraph.paragraph_format.space_after = Pt(4 if is_quiet else 8)
    for part in FIGURE.split(word.held(text)):
        if part:
            run = paragraph.add_run(part)
            if FIGURE.fullmatch(part):
                lock(run._r, LOCKED)


def _grid(word: WordDocument, table: Table, is_locked: bool = True) -> None:
    shown = len(table.head) - table.below
    grid = word.table(
        table.head[:shown],
        _under(table) if table.below else table.rows,
        table.widths[:shown],
        is_number=table.is_number,
        strong=table.strong,
        indented=table.indented,
        size=8 if shown > MOST_COLUMNS else 10,
    )
    for at in range(2, len(grid.rows), 2) if table.below else ():
        across = grid.cell(at, 1).merge(grid.cell(at, shown - 1))
        for empty in across.paragraphs[1:]:
            empty._p.getparent().remove(empty._p)
        for cell in grid.rows[at - 1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    if is_locked:
        lock(grid._tbl, LOCKED)
    word.gap()


def _under(table: Table) -> list[tuple[str, ...]]:
    """Each row, and under it across the page what its last column says."""
    found: list[tuple[str, ...]] = []
    for row in table.rows:
        told = f"{table.head[-1]}: {row[-1]}"
        found += [row[:-1], ("", told, *[""] * (len(row) - 3))]
    return found
