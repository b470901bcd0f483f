"""The pages of a PDF: margins, band, running header and footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageTemplate

from hssib_desk.export.pdf import fonts
from hssib_desk.export.pdf.shaping import draw_line, line_width

WIDTH, HEIGHT = A4
MARGIN = 20 * mm
COLUMN = WIDTH - 2 * MARGIN
BOTTOM = 62.0
BAND_TOP, BAND_BOTTOM = HEIGHT - 52.7, HEIGHT - 127.4

NAVY, PALE = HexColor("#003087"), HexColor("#DCE8F6")
TEXT, TEXT2, TEXT3 = HexColor("#17212B"), HexColor("#425563"), HexColor("#596976")
LINE, WHITE = HexColor("#CBD4DC"), HexColor("#FFFFFF")


def style_of(
    name: str, size: float, leading: float, font: str = fonts.REGULAR, **more: Any
) -> ParagraphStyle:
    """A paragraph style of the document; without more, dark text that leaves no line alone on a page."""
    values = {"textColor": TEXT, "allowWidows": 0, "allowOrphans": 0, "splitLongWords": 1} | more
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, **values)


_REFERENCE = style_of("reference", 9, 12, fonts.MEDIUM, textColor=TEXT2)
_CLASSIFICATION = style_of("classification", 9, 12, fonts.SEMIBOLD, textColor=TEXT)
_RUNNING = style_of("running", 9, 12, fonts.REGULAR, textColor=TEXT2)
_BAND_LINE = style_of("band line", 10.3, 12, fonts.MEDIUM, textColor=PALE)
_BAND_TITLE = style_of("band title", 22, 12, fonts.SEMIBOLD, textColor=WHITE)


@dataclass(frozen=True)
class Running:
    """What stands on every page, and the title in the band of the first; all texts are drawable."""

    reference: str
    classification: str
    kind: str
    title: str
    written: str
    seal: str
    subject: str
    program: str
    today: date


class SummaryPages(BaseDocTemplate):
    """A4 pages with a band on the first; the same story gives the same bytes."""

    wide, high = WIDTH, HEIGHT
    top = BAND_BOTTOM - 16  # of the text on the first page

    def __init__(self, out: Path | BinaryIO, running: Running) -> None:
        fonts.register()
        super().__init__(
            str(out) if isinstance(out, Path) else out,
            pagesize=(self.wide, self.high),
            title=f"{running.kind}: {running.title}",
            author=running.program,
            creator=running.program,
            producer=running.program,
            subject=running.subject,
            lang="en-GB",
            displayDocTitle=1,
            initialFontName=fonts.REGULAR,  # else each page begins with one that is not embedded
            invariant=1,
        )
        self.running = running
        self.addPageTemplates(
            [
                PageTemplate("first", [self._frame(self.top - BOTTOM)], onPage=self._first_page),
                PageTemplate("later", [self._frame(self.high - MARGIN - BOTTOM)], onPage=self._later_page),
            ]
        )

    @property
    def column(self) -> float:
        """How wide the text is."""
        return float(self.wide - 2 * MARGIN)

    def _frame(self, height: float) -> Frame:
        none = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
        return Frame(MARGIN, BOTTOM, self.column, height, **none)

    def write(self, story: Sequence[Flowable]) -> int:
        """Lay out and write the story; return the number of pages."""
        self.build([NextPageTemplate("later"), *story])
        return int(self.page)

    def _first_page(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        stamp = f"D:{self.running.today:%Y%m%d}000000Z"
        canvas.setDateFormatter(lambda *_parts: stamp)
        canvas.showOutline()
        canvas.setFillColor(NAVY)
        foot = self.high - HEIGHT + BAND_BOTTOM
        canvas.rect(0, foot, self.wide, BAND_TOP - BAND_BOTTOM, stroke=0, fill=1)
        draw_text(canvas, self.running.kind, _BAND_LINE, MARGIN, self.high - 78.5, room=self.column)
        draw_text(canvas, self.running.title, _BAND_TITLE, MARGIN, self.high - 104.5, room=self.column)
        self._later_page(canvas, _doc)

    def _later_page(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        # Forms are drawn at the very end, when the number of pages is known.
        canvas.doForm(f"header{canvas.getPageNumber()}")
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, 44.4, self.wide - MARGIN, 44.4)
        draw_text(canvas, self.running.written, _RUNNING, MARGIN, 29, room=self.column * 0.7)
        draw_text(
            canvas, self.running.seal, _RUNNING, self.wide - MARGIN, 29, anchor=1.0, room=self.column * 0.29
        )

    def _endBuild(self) -> None:
        for number in range(1, self.page + 1):
            self._write_header(number)
        super()._endBuild()

    def _write_header(self, number: int) -> None:
        canvas, y = self.canv, self.high - 34
        canvas.beginForm(f"header{number}", 0, 0, self.wide, self.high)
        draw_text(canvas, self.running.reference, _REFERENCE, MARGIN, y, room=self.column * 0.3)
        draw_text(
            canvas,
            self.running.classification,
            _CLASSIFICATION,
            self.wide / 2,
            y,
            anchor=0.5,
            room=self.column * 0.45,
        )
        draw_text(canvas, f"Page {number} of {self.page}", _RUNNING, self.wide - MARGIN, y, anchor=1.0)
        canvas.endForm()


class WidePages(SummaryPages):
    """A4 pages across, for tables of many columns."""

    wide, high = HEIGHT, WIDTH
    top = WIDTH - HEIGHT + BAND_BOTTOM - 16


def draw_text(
    canvas: Any,
    text: str,
    style: ParagraphStyle,
    x: float,
    y: float,
    anchor: float = 0.0,
    room: float = COLUMN,
) -> None:
    """Draw one line at its start (anchor 0), middle (0.5) or end (1), shortened to the room there is."""
    line = " ".join(text.split())
    while len(line) > 1 and text_width(line, style) > room:
        line = line.rstrip("…")[:-1].rstrip() + "…"
    x -= anchor * text_width(line, style)
    if not fonts.is_plain(line):
        draw_line(canvas, line, style, x, y)
        return
    canvas.setFillColor(style.textColor)
    canvas.setFont(style.fontName, style.fontSize)
    canvas.drawString(x, y, line)


def text_width(line: str, style: ParagraphStyle) -> float:
    """The width of one line in points."""
    if fonts.is_plain(line):
        return float(stringWidth(line, style.fontName, style.fontSize))
    return line_width(line, style.fontName) * float(style.fontSize)
