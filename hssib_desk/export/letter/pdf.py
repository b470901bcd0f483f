"""The letter to a family on paper: who writes and whom to ask at the top, large type, no marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Spacer,
)

from hssib_desk.export.letter.content import Block, Letter
from hssib_desk.export.pdf.case_sheet import long_date
from hssib_desk.export.pdf.fonts import SEMIBOLD
from hssib_desk.export.pdf.page import (
    HEIGHT,
    LINE,
    NAVY,
    TEXT2,
    WIDTH,
    Running,
    SummaryPages,
    draw_text,
    style_of,
)
from hssib_desk.export.pdf.parts import Heading, Words

MARGIN = 25 * mm
COLUMN = WIDTH - 2 * MARGIN
BOTTOM = 25 * mm
CONTACT = 60 * mm  # of the column of the named contact
_LEAD, _ROOM, _LED = 60.0, 90.0, 130.0  # room that is asked for a lead, a heading, and one over a lead
_TOP = HEIGHT - 20 * mm

BODY = style_of("letter", 12, 17, spaceAfter=6)
POINT = style_of("letter point", 12, 17, spaceAfter=4, leftIndent=18, bulletIndent=5)
LEAD = style_of("letter lead", 12, 17, SEMIBOLD, spaceBefore=3, spaceAfter=1)
TITLE = style_of("letter title", 14, 19, SEMIBOLD, spaceBefore=13, spaceAfter=4)
_FROM = style_of("letter from", 15, 18, SEMIBOLD, textColor=NAVY)
_CONTACT = style_of("letter contact", 10.5, 15)
_CONTACT_HEAD = style_of("letter contact head", 10.5, 15, SEMIBOLD)
_FOOT = style_of("letter foot", 9, 12, textColor=TEXT2)


class LetterPages(SummaryPages):
    """A4 pages with wide margins; the first with who writes at the left and whom to ask at the right."""

    def __init__(self, out: Path | BinaryIO, letter: Letter, words: Words) -> None:
        self.letter, self.words = letter, words
        draw = words.replaced.drawable
        self.contact = [draw(line) for line in letter.contact]
        self.foot, self.sender = draw(letter.foot), draw(letter.organisation)
        running = Running("", "", letter.title, self.sender, "", "", letter.title, letter.program, letter.day)
        super().__init__(out, running)
        below = max(2, len(self.contact)) * 15 + 24
        self.pageTemplates: list[PageTemplate] = []
        self.addPageTemplates(
            [
                PageTemplate("first", [_frame(_TOP - below)], onPage=self._first_page),
                PageTemplate("later", [_frame(_TOP)], onPage=self._later_page),
            ]
        )

    def _first_page(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        stamp = f"D:{self.letter.day:%Y%m%d}000000Z"
        canvas.setDateFormatter(lambda *_parts: stamp)
        left = WIDTH - MARGIN - CONTACT
        draw_text(canvas, self.sender, _FROM, MARGIN, _TOP - 14, room=COLUMN - CONTACT - 10)
        for number, line in enumerate(self.contact):
            style = _CONTACT if number else _CONTACT_HEAD
            draw_text(canvas, line, style, left, _TOP - 11 - 15 * number, room=CONTACT)
        self._later_page(canvas, _doc)

    def _later_page(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        canvas.doForm(f"header{canvas.getPageNumber()}")

    def _write_header(self, number: int) -> None:
        canvas = self.canv
        canvas.beginForm(f"header{number}", 0, 0, WIDTH, HEIGHT)
        draw_text(canvas, self.foot, _FOOT, MARGIN, 40, room=COLUMN * 0.75)
        draw_text(canvas, f"Page {number} of {self.page}", _FOOT, WIDTH - MARGIN, 40, anchor=1.0)
        canvas.endForm()


def story_of(letter: Letter, words: Words) -> list[Flowable]:
    """Everything below the names of who writes and whom to ask."""
    story: list[Flowable] = [
        *words.text(long_date(letter.day), BODY),
        Spacer(1, 10),
        *words.text(letter.greeting, BODY),
    ]
    blocks = letter.blocks
    for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
        if block.look == "heading":
            is_new = before is not None and before.look == "sign"
            room = _LED if after and after.look == "lead" else _ROOM
            story += [PageBreak() if is_new else CondPageBreak(room), Heading(words, block.text, style=TITLE)]
        else:
            story += _flowables(block, words)
    return story


def _flowables(block: Block, words: Words) -> list[Flowable]:
    match block.look:
        case "lead":
            return [CondPageBreak(_LEAD), *words.text(block.text, LEAD, COLUMN)]
        case "bullet":
            return [_Point(words.line(block.text, POINT))]
        case "room":
            rule = {"width": "100%", "thickness": 0.6, "color": LINE, "spaceBefore": 0, "spaceAfter": 0}
            return [part for _ in range(block.lines) for part in (Spacer(1, 27), HRFlowable(**rule))]
        case "sign":
            close, _, *who = block.text.split("\n")
            lines = [part for line in who for part in words.text(line, BODY, COLUMN)]
            return [KeepTogether([Spacer(1, 14), *words.text(close, BODY), Spacer(1, 40), *lines])]
        case _:
            return words.text(block.text, BODY, COLUMN)


class _Point(Flowable):
    """A point of a list: a dot, and its words stood in beside it, also where they go on overleaf."""

    def __init__(self, paragraph: Flowable, has_dot: bool = True) -> None:
        super().__init__()
        self.paragraph, self.has_dot = paragraph, has_dot
        self.style = paragraph.style

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The room of the words."""
        self.width, self.height = self.paragraph.wrap(width, height)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """In two over a page; the dot stays with the first."""
        parts = self.paragraph.split(width, height)
        return [_Point(part, self.has_dot and not number) for number, part in enumerate(parts)]

    def getSpaceAfter(self) -> float:
        """The room below."""
        return float(self.style.spaceAfter)

    def draw(self) -> None:
        """Draw dot and words."""
        self.paragraph.drawOn(self.canv, 0, 0)
        if self.has_dot:
            self.canv.setFillColor(self.style.textColor)
            self.canv.circle(8, self.height - 9, 1.7, stroke=0, fill=1)


def _frame(top: float) -> Frame:
    return Frame(
        MARGIN,
        BOTTOM,
        COLUMN,
        top - BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
