"""A Word document: its page, its styles, its texts, lists and tables, and how it is saved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hssib_desk.export.excel.package import FixedZip
from hssib_desk.export.text import Notes, held

FONT = "Arial"
DARK, NAVY, QUIET = RGBColor(0x17, 0x21, 0x2B), RGBColor(0x00, 0x30, 0x87), RGBColor(0x42, 0x55, 0x63)
WIDTH = 210  # of A4, in millimetres
TABLE, TABLE_SIZE = "Table Grid", 10
_OWN_STYLES = (
    ("Lead", "Normal"),
    ("Quiet", "Normal"),
    ("Table Text", "Normal"),
    ("Table Head", "Table Text"),
    ("Table Label", "Table Text"),
)
_PAIR = ("Table Label", "Table Text")
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")


@dataclass(frozen=True)
class Look:
    """How a document looks: its sizes in points, its margins in millimetres, the colour of its headings."""

    body: float = 11
    leading: float | None = None  # exactly so many points a line; None as Word has it
    title: float = 22
    heading: float = 14
    lead: float = 12
    quiet: float = 9
    side: float = 20
    top: float = 22
    colour: RGBColor = NAVY


class WordDocument:
    """One document: what is added comes after what there is."""

    def __init__(
        self, title: str, program: str, day: date, look: Look = Look(), where: str = "Document"
    ) -> None:
        self.notes, self.look, self.where = Notes(), look, where
        self.document = Document()
        self.width = WIDTH - 2 * look.side
        self._set_up_page()
        self._set_up_styles()
        self._set_up_properties(title, program, day)

    def held(self, text: str) -> str:
        """A text without the characters that the format cannot hold; each is told of in the notes."""
        return held(text, self.where, self.notes)

    # Texts

    def title(self, text: str) -> Any:
        """The title of the document."""
        return self.document.add_paragraph(self.held(text), style="Title")

    def heading(self, text: str, level: int = 1) -> Any:
        """A heading, which stays with what follows."""
        return self.document.add_heading(self.held(text), level=level)

    def caption(self, text: str) -> Any:
        """A title over a table or picture, which stays with it."""
        return self.document.add_paragraph(self.held(text), style="Caption")

    def text(self, text: str, style: str = "Normal") -> Any:
        """A paragraph in a style: Normal, Quiet, Lead, or one of Word's own."""
        return self.document.add_paragraph(self.held(text), style=style)

    def bullets(self, items: Sequence[str]) -> None:
        """A list that Word knows as one."""
        for item in items:
            self.text(item, "List Bullet")

    def room(self, lines: int) -> None:
        """Empty lines to write on."""
        for _ in range(lines):
            paragraph = self.document.add_paragraph(style="Normal")
            settings = paragraph._p.get_or_add_pPr()
            edges, below = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
            for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "8A97A3")):
                below.set(qn(f"w:{name}"), value)
            edges.append(below)
            settings.append(edges)

    def picture(self, made: bytes, description: str) -> None:
        """A picture of the width of the text, with words for who cannot see it."""
        shape = self.document.add_picture(BytesIO(made), width=Mm(self.width))
        shape._inline.docPr.set("descr", self.held(description))

    # Tables

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float] = (),
        *,
        is_number: Callable[[int], bool] = lambda _column: False,
        strong: Collection[int] = (),
        indented: Collection[int] = (),
        size: float = TABLE_SIZE,
    ) -> Any:
        """A table whose head is marked as one and comes again on each page; no row is parted."""
        grid = self.document.add_table(rows=0, cols=len(head))
        grid.style = TABLE
        grid.autofit = False
        shares = widths or [1.0] * len(head)
        for at, row in enumerate([head, *rows]):
            cells = grid.add_row().cells
            for n, (cell, text) in enumerate(zip(cells, row, strict=True)):
                cell.width = Mm(self.width * shares[n] / sum(shares))
                paragraph = cell.paragraphs[0]
                paragraph.style = self._cell_style("Table Head" if at == 0 else "Table Text", size)
                run = paragraph.add_run(self.held(text))
                run.bold = (at - 1) in strong or None
                if is_number(n):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if n == 0 and (at - 1) in indented:
                    paragraph.paragraph_format.left_indent = Mm(4)
            _mark_row(grid.rows[at]._tr, is_head=at == 0)
        for share, column in zip(shares, grid.columns, strict=True):  # what LibreOffice goes by
            column.width = Mm(self.width * share / sum(shares))
        return grid

    def pairs(self, rows: Sequence[tuple[str, str]], widths: Sequence[float]) -> None:
        """Labels at the left and what was said at the right; no row is parted over two pages."""
        grid = self.document.add_table(rows=0, cols=2)
        grid.style, grid.autofit = TABLE, False
        for row in rows:
            cells = grid.add_row().cells
            for cell, text, width, style in zip(cells, row, widths, _PAIR, strict=True):
                cell.width = Mm(width)
                cell.paragraphs[0].style = self.document.styles[style]
                cell.paragraphs[0].add_run(self.held(text))
            _mark_row(grid.rows[-1]._tr, is_head=False)
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Mm(width)
        self.gap()

    def _cell_style(self, name: str, size: float) -> Any:
        """The style of a cell; another size is a style of its own, made when it is first asked for."""
        styles = self.document.styles
        if size == TABLE_SIZE:
            return styles[name]
        sized = f"{name} {size:g}"
        if sized not in styles:
            styles.add_style(sized, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[name]
            styles[sized].font.size = Pt(size)
        return styles[sized]

    def gap(self) -> None:
        """A little room below a table."""
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    # Above and below the text of each page

    def running(self, head: str, foot: str) -> None:
        """What stands at the head and the foot of every page; the foot ends with the numbers of the pages.

        A tab carries what follows it to the right.
        """
        section = self.document.sections[0]
        section.header.paragraphs[0].text = self.held(head)
        below = section.footer.paragraphs[0]
        below.text = self.held(f"{foot}\tPage ")
        add_field(below, "PAGE")
        below.add_run(" of ")
        add_field(below, "NUMPAGES")

    def save(self, part: Path | BinaryIO) -> None:
        """Write the archive with one fixed time, so that equal content gives equal bytes."""
        made = BytesIO()
        self.document.save(made)
        with ZipFile(made) as source, FixedZip(part, "w", ZIP_DEFLATED) as archive:
            for name in source.namelist():
                archive.writestr(name, source.read(name))

    def _set_up_page(self) -> None:
        page, look = self.document.sections[0], self.look
        page.page_width, page.page_height = Mm(WIDTH), Mm(297)
        page.left_margin = page.right_margin = Mm(look.side)
        page.top_margin = page.bottom_margin = Mm(look.top)

    def _set_up_styles(self) -> None:
        look, styles = self.look, self.document.styles
        for name, base in _OWN_STYLES:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[base]
        sizes = {"Normal": look.body, "Title": look.title, "Heading 1": look.heading, "Heading 2": look.lead}
        sizes |= {
            "Subtitle": look.lead,
            "Caption": 10,
            "Lead": look.body,
            "Quiet": look.quiet,
            "Table Text": TABLE_SIZE,
        }
        for name, size in sizes.items():
            style = styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            _set_font(style)
            if name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Caption"):
                style.font.color.rgb = look.colour
        styles["Lead"].font.bold, styles["Quiet"].font.color.rgb = True, QUIET
        for name, above, below in (("Heading 1", 14, 4), ("Heading 2", 10, 2), ("List Bullet", 0, 4)):
            spacing = styles[name].paragraph_format
            spacing.space_before, spacing.space_after = Pt(above), Pt(below)
        styles["Footer"].font.size = Pt(8)
        styles["Table Label"].font.bold = True
        styles["Table Head"].font.bold, styles["Table Head"].font.color.rgb = True, NAVY
        for name in ("Header", "Footer"):  # one tab carries to the right edge of the text
            tabs = styles[name].paragraph_format.tab_stops
            tabs.clear_all()
            tabs.add_tab_stop(Mm(self.width), WD_TAB_ALIGNMENT.RIGHT)
        for name in ("Lead", "Caption"):
            styles[name].paragraph_format.keep_with_next = True
        styles["Table Text"].paragraph_format.space_after = Pt(0)
        if look.leading:
            styles["Normal"].paragraph_format.line_spacing = Pt(look.leading)
            styles["Table Text"].paragraph_format.line_spacing = 1.0

    def _set_up_properties(self, title: str, program: str, day: date) -> None:
        core, moment = self.document.core_properties, datetime(day.year, day.month, day.day)
        core.title, core.author, core.last_modified_by = self.held(title), program, program
        core.comments, core.language, core.revision = "", "en-GB", 1
        core.created = core.modified = moment


def _set_font(style: Any) -> None:
    """The font in every script; a font of the theme, which goes before it, is taken away."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in _SCRIPTS:
        fonts.set(qn(script), FONT)
        fonts.attrib.pop(qn(f"{script}Theme"), None)
    fonts.attrib.pop(qn("w:cstheme"), None)


def lock(element: Any, tag: str) -> None:
    """Put an element into a content control whose content cannot be changed."""
    control, settings, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    name, kind = OxmlElement("w:tag"), OxmlElement("w:lock")
    name.set(qn("w:val"), tag)
    kind.set(qn("w:val"), "sdtContentLocked")
    settings.extend((name, kind))
    control.extend((settings, content))
    element.addprevious(control)
    content.append(element)


def add_field(paragraph: Any, name: str) -> None:
    """A field that Word fills, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _mark_row(row: Any, is_head: bool) -> None:
    """A row is not parted over two pages; the head is repeated on each."""
    settings = row.get_or_add_trPr()
    settings.append(OxmlElement("w:cantSplit"))
    if is_head:
        settings.append(OxmlElement("w:tblHeader"))
