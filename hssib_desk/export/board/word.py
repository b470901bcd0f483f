"""The board report as a Word document: the words can be edited, the figures are locked."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hssib_desk.export.board.chart import picture
from hssib_desk.export.board.content import Block, Chart, Facts, Item, Report, Section, Table, Text
from hssib_desk.export.board.digest import figures_digest
from hssib_desk.export.excel.package import FixedZip
from hssib_desk.export.files import locking
from hssib_desk.export.report import ExportReport
from hssib_desk.export.text import Notes, held

FONT, NAVY, QUIET = "Arial", RGBColor(0x00, 0x30, 0x87), RGBColor(0x42, 0x55, 0x63)
FIGURE = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?%?)")
LOCKED = "Figure"  # the tag of what cannot be typed over
MOST_COLUMNS = 6  # above it a table is set smaller

# What people write themselves before the paper goes to the board; it has no figure in it.
TYPED = (
    "Purpose: decide, assure or note",
    "The board is asked to (at most three)",
    "Prepared by (role)",
    "Executive lead",
    "Non-executive lead",
    "Considered by (group, date)",
    "Level of assurance, chosen by the executive lead, and why",
)


def write_word(report: Report, out: Path, force: bool = False, password: str = "") -> ExportReport:
    """Write the report; the same figures on the same day give the same bytes."""
    notes = Notes()
    document = Document()
    _set_up(document, report, notes)
    _front(document, report, notes)
    for number, section in enumerate(report.sections, 1):
        _section(document, section, number, notes, words_are_open=number == 1)
    with locking(out, force, password) as part:
        _save(document, part)
    rows = report.size
    return ExportReport(out, rows, rows, notes.all)


def _set_up(document: Any, report: Report, notes: Notes) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(22)
    for name, size in (("Normal", 11), ("Title", 22), ("Heading 1", 14), ("Heading 2", 12), ("Caption", 10)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn(kind), FONT)
        if name != "Normal":
            style.font.color.rgb = NAVY
    core = document.core_properties
    day = datetime(report.as_at.year, report.as_at.month, report.as_at.day)
    core.title, core.author = _held(f"{report.subtitle}: {report.title}", notes), report.program
    core.comments, core.language, core.last_modified_by = "", "en-GB", report.program
    core.created = core.modified = day
    core.revision = 1
    page.header.paragraphs[0].text = _held(f"{report.marking}\t\t{report.classification}", notes)
    foot = page.footer.paragraphs[0]
    foot.text = _held(f"{report.written}. Figures {figures_digest(report)}\t\tPage ", notes)
    foot.runs[0].font.size = Pt(8)
    _field(foot, "PAGE")


def _front(document: Any, report: Report, notes: Notes) -> None:
    document.add_paragraph(_held(report.subtitle, notes), style="Heading 2")
    document.add_paragraph(_held(report.title, notes), style="Title")
    _grid(document, Table("", ("Fact", ""), report.facts.rows, (1, 2), words=2), notes)
    if report.shows_cases:
        document.add_paragraph("For the board", style="Heading 2")
        rows = tuple((words, "") for words in TYPED)
        _grid(document, Table("", ("What", "To be filled in"), rows, (2, 3), words=2), notes, is_locked=False)


def _section(document: Any, section: Section, number: int, notes: Notes, words_are_open: bool) -> None:
    document.add_heading(_held(f"{number}  {section.title}", notes), level=1)
    if section.base:
        _paragraph(document, f"Counted in: {section.base}.", notes, is_quiet=True)
    for block in section.blocks:
        _block(document, block, notes, words_are_open)


def _block(document: Any, block: Block, notes: Notes, words_are_open: bool) -> None:
    match block:
        case Text(text, look):
            if text:
                _paragraph(document, text, notes, is_quiet=look == "note", is_bold=look == "lead")
        case Item():
            _paragraph(document, f"{block.number}  {block.text}", notes)
        case Table():
            if block.title:
                document.add_paragraph(
                    _held(block.title, notes), style="Caption"
                ).paragraph_format.keep_with_next = True
            _grid(document, block, notes)
        case Chart():
            document.add_paragraph(
                _held(block.title, notes), style="Caption"
            ).paragraph_format.keep_with_next = True
            shape = document.add_picture(BytesIO(picture(block)), width=Mm(170))
            shape._inline.docPr.set("descr", _held(block.description, notes))
        case Facts(rows):
            _grid(document, Table("", ("Fact", ""), rows, (1, 2), words=2), notes)


def _paragraph(document: Any, text: str, notes: Notes, is_quiet: bool = False, is_bold: bool = False) -> None:
    """A paragraph that can be edited, but for the figures in it."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4 if is_quiet else 8)
    for part in FIGURE.split(_held(text, notes)):
        if not part:
            continue
        run = paragraph.add_run(part)
        run.bold = is_bold or None
        if is_quiet:
            run.font.size, run.font.color.rgb = Pt(9), QUIET
        if FIGURE.fullmatch(part):
            _lock(run._r)


def _lock(element: Any) -> None:
    """Put an element into a content control whose content cannot be changed."""
    control, settings, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    tag, lock = OxmlElement("w:tag"), OxmlElement("w:lock")
    tag.set(qn("w:val"), LOCKED)
    lock.set(qn("w:val"), "sdtContentLocked")
    settings.extend((tag, lock))
    control.extend((settings, content))
    element.addprevious(control)
    content.append(element)


def _grid(document: Any, table: Table, notes: Notes, is_locked: bool = True) -> None:
    size = Pt(8 if len(table.head) > MOST_COLUMNS else 10)
    grid = document.add_table(rows=0, cols=len(table.head))
    grid.style = "Table Grid"
    grid.autofit = False
    widths = table.widths or tuple(1.0 for _ in table.head)
    for at, row in enumerate([table.head, *table.rows]):
        cells = grid.add_row().cells
        for n, (cell, text) in enumerate(zip(cells, row, strict=True)):
            cell.width = Mm(170 * widths[n] / sum(widths))
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_held(text, notes))
            run.font.size = size
            run.bold = at == 0 or (at - 1) in table.strong or None
            if at == 0:
                run.font.color.rgb = NAVY
            if table.is_number(n):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if n == 0 and (at - 1) in table.indented:
                paragraph.paragraph_format.left_indent = Mm(4)
        _mark_row(grid.rows[at]._tr, is_head=at == 0)
    if is_locked:
        _lock(grid._tbl)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _mark_row(row: Any, is_head: bool) -> None:
    """A row is not parted over two pages; the head is repeated on each."""
    settings = row.get_or_add_trPr()
    settings.append(OxmlElement("w:cantSplit"))
    if is_head:
        settings.append(OxmlElement("w:tblHeader"))


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _held(text: str, notes: Notes) -> str:
    """A text without the characters that the format cannot hold; each is told of."""
    return held(text, "Board report", notes)


def _save(document: Any, part: Any) -> None:
    """Write the archive anew with one fixed time, so that equal content gives equal bytes."""
    made = BytesIO()
    document.save(made)
    with ZipFile(made) as source, FixedZip(part, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
