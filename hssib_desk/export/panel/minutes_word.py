"""The minutes of a panel as a Word document, with headings, lists and table heads in Word's own styles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hssib_desk.domain.panel.minutes import Minutes, Row
from hssib_desk.export.excel.package import FixedZip
from hssib_desk.export.files import locking
from hssib_desk.export.panel.words import SIGNED, foot_of, kind_of_minutes, title_of
from hssib_desk.export.report import ExportReport
from hssib_desk.export.text import Notes, held

FONT, NAVY = "Arial", RGBColor(0x00, 0x30, 0x87)
_LABEL, _TEXT = 52, 118  # widths of the two columns, in mm
_STYLES = (("Normal", 11), ("Title", 20), ("Subtitle", 12), ("Heading 1", 14), ("Strong", 11))


def write_word(minutes: Minutes, seal: str, out: Path, force: bool, password: str) -> ExportReport:
    """Write them; the same minutes give the same bytes."""
    notes = Notes()
    document = Document()
    _set_up(document, minutes, seal, notes)
    document.add_paragraph(kind_of_minutes(minutes), style="Subtitle")
    document.add_paragraph(_held(title_of(minutes), notes), style="Title")
    _rows(document, minutes.facts, notes)
    for number, case in enumerate(minutes.cases, 1):
        document.add_heading(_held(f"{number}  {case.ref}", notes), level=1)
        decision = document.add_paragraph()
        decision.add_run(_held(case.decision, notes)).bold = True
        decision.paragraph_format.keep_with_next = True
        _rows(document, case.rows, notes)
    if not minutes.is_draft:
        document.add_paragraph(_held(SIGNED.format(chair=minutes.sealed_by), notes))
    with locking(out, force, password) as part:
        _save(document, part)
    return ExportReport(out, len(minutes.cases), len(minutes.cases), notes.all)


def _set_up(document: Any, minutes: Minutes, seal: str, notes: Notes) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(22)
    for name, size in _STYLES:
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        if name not in ("Normal", "Strong"):
            style.font.color.rgb = NAVY
    core = document.core_properties
    core.title, core.author = _held(f"Minutes: {title_of(minutes)}", notes), minutes.program
    core.comments, core.language, core.last_modified_by = "", "en-GB", minutes.program
    core.created = core.modified = datetime(minutes.made_on.year, minutes.made_on.month, minutes.made_on.day)
    core.revision = 1
    page.header.paragraphs[0].text = _held(f"{minutes.number}\t\t{minutes.classification}", notes)
    foot = page.footer.paragraphs[0]
    said = f"Seal {seal}" if seal else "Draft, not sealed"
    foot.text = _held(f"{foot_of(minutes)}. {said}\t\tPage ", notes)
    foot.runs[0].font.size = Pt(8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)


def _rows(document: Any, rows: Sequence[Row], notes: Notes) -> None:
    """Labels at the left and what was said at the right; a row is not parted over two pages."""
    grid = document.add_table(rows=0, cols=2)
    grid.style = "Table Grid"
    grid.autofit = False
    for label, text in rows:
        left, right = grid.add_row().cells
        left.width, right.width = Mm(_LABEL), Mm(_TEXT)
        left.paragraphs[0].add_run(_held(label, notes)).bold = True
        right.paragraphs[0].add_run(_held(text, notes))
        grid.rows[-1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _held(text: str, notes: Notes) -> str:
    """A text without the characters that the format cannot hold; each is told of."""
    return held(text, "Minutes", notes)


def _save(document: Any, part: Any) -> None:
    """Write the archive anew with one fixed time, so that equal content gives equal bytes."""
    made = BytesIO()
    document.save(made)
    with ZipFile(made) as source, FixedZip(part, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
