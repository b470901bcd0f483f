"""The parts a PDF is put together from: texts, headings and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer

from hssib_desk.export.pdf import fonts
from hssib_desk.export.pdf.fonts import MEDIUM, SEMIBOLD, Replaced
from hssib_desk.export.pdf.page import COLUMN, NAVY, TEXT2, style_of
from hssib_desk.export.pdf.shaping import ShapedParagraph

BODY = style_of("body", 12, 18)
LEAD = style_of("lead", 12, 18, SEMIBOLD)
TABLE = style_of("table", 11, 15.5)
TABLE_STRONG = style_of("table strong", 11, 15.5, SEMIBOLD)
TABLE_HEAD = style_of("table head", 10, 14, SEMIBOLD, textColor=NAVY)
NOTE = style_of("note", 10, 14, textColor=TEXT2, spaceBefore=5)
FACT_LABEL = style_of("fact label", 10.3, 15, textColor=TEXT2)
FLAG = style_of("flag", 12, 18, SEMIBOLD, textColor=NAVY)
FACT = style_of("fact", 12, 16.5, MEDIUM)
SMALL = style_of("small", 10, 14, textColor=TEXT2)
RECORD = style_of("record", 10, 14)
RECORD_STRONG = style_of("record strong", 10, 14, SEMIBOLD)
RECORD_LABEL = style_of("record label", 10, 13, textColor=TEXT2)
TITLE_1 = style_of("title 1", 14, 20, SEMIBOLD, textColor=NAVY, spaceBefore=15, spaceAfter=4.5)
TITLE_2 = style_of("title 2", 12, 17, SEMIBOLD, spaceBefore=8, spaceAfter=2)

# A text longer than this is laid out once and handed on in pieces, since splitting a paragraph over
# pages breaks all its lines again.
_LONG = 6000
_LINES_IN_PIECE = 30
# So much of a text stands under its heading, in points; a table says itself what it needs.
_BEGUN = 56.0
# Longer texts stand below their table: a row cannot be laid out quickly over several pages.
CELL_LIMIT = 700


@dataclass
class Part:
    """One section: its title and what stands in it; nothing is printed of an empty one."""

    title: str
    body: list[Flowable] = field(default_factory=list)
    is_kept: bool = False  # on one page where it fits on one


class Words:
    """Texts as flowables, with a count of what could not be drawn as typed."""

    def __init__(self) -> None:
        fonts.register()
        self.replaced = Replaced()

    def text(self, text: str, style: ParagraphStyle = BODY, width: float = COLUMN) -> list[Flowable]:
        """A text as paragraphs: one for each line as typed, more room where a line was left empty."""
        found: list[Flowable] = []
        gap = 0.0
        for line in self.replaced.drawable(text).strip("\n").split("\n"):
            if not line.strip("\u00a0 "):
                gap = style.leading / 2
                continue
            if gap:
                found.append(Spacer(1, gap))
                gap = 0.0
            found += _paragraphs(line, style, width)
        return found

    def line(self, text: str, style: ParagraphStyle = BODY) -> Flowable:
        """A text that is one paragraph, its line breaks folded into spaces."""
        return _paragraph(" ".join(self.replaced.drawable(text).split("\n")), style)

    def cell(self, text: str, style: ParagraphStyle = TABLE) -> list[Flowable]:
        """A text for a table cell; the caller sees to it that it is not too long."""
        return self.text(text, style, COLUMN) if text.strip() else []


def _paragraph(line: str, style: ParagraphStyle) -> Flowable:
    if fonts.is_plain(line):
        # Handed over as it is, so that no sign in it can be read as markup.
        return Paragraph("", style, frags=[_fragment(style).clone(text=line)])
    return ShapedParagraph(line, style)


@cache
def _fragment(style: ParagraphStyle) -> Any:
    """What the PDF library makes of one letter in a style, to be copied for every text."""
    return Paragraph("x", style).frags[0]


def _paragraphs(line: str, style: ParagraphStyle, width: float) -> Iterator[Flowable]:
    whole = _paragraph(line, style)
    if len(line) < _LONG or isinstance(whole, ShapedParagraph):
        yield whole
        return
    whole.wrap(width, 1)
    lines = [" ".join(words) for _space, words in whole.blPara.lines]
    for start in range(0, len(lines), _LINES_IN_PIECE):
        piece = "\n".join(lines[start : start + _LINES_IN_PIECE])
        yield Paragraph(escape(piece).replace("\n", "<br/>"), style)


class Heading(Flowable):
    """A heading that is a bookmark as well."""

    def __init__(self, words: Words, title: str, level: int = 0, style: ParagraphStyle = TITLE_1) -> None:
        super().__init__()
        self.title, self.level, self.style = title, level, style
        self.paragraph = words.line(title, style)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The space of the title."""
        self.width, self.height = self.paragraph.wrap(width, height)
        return self.width, self.height

    def getSpaceBefore(self) -> float:
        """The space above, from the style."""
        return float(self.style.spaceBefore)

    def getSpaceAfter(self) -> float:
        """The space below, from the style."""
        return float(self.style.spaceAfter)

    def draw(self) -> None:
        """Draw the title and mark the place."""
        _bookmark(self.canv, self.title, self.level, self.height)
        self.paragraph.drawOn(self.canv, 0, 0)


def _bookmark(canvas: Any, title: str, level: int, top: float) -> None:
    place = canvas.absolutePosition(0, top)
    key = f"at-{canvas.getPageNumber()}-{round(place[1])}-{level}"
    canvas.bookmarkPage(key, fit="XYZ", left=0, top=place[1] + 12)
    canvas.addOutlineEntry(title, key, level, closed=level > 0)


def headed(words: Words, part: Part, number: int = 0) -> list[Flowable]:
    """A section under its heading, if it has one, which is not left at the foot of a page; 0 is no number."""
    if not part.title:
        return part.body
    title = f"{number}  {part.title}" if number else part.title
    if part.is_kept:
        return [KeepTogether([Heading(words, title), *part.body])]
    return under(Heading(words, title), part.body)


def under(heading: Flowable, body: Sequence[Flowable]) -> list[Flowable]:
    """What stands under a heading, which is not left at the foot of a page without the first of it."""
    high = heading.wrap(COLUMN, 1e6)[1] + heading.getSpaceBefore() + heading.getSpaceAfter()
    return [CondPageBreak(high + _needed(body)), heading, *body]


def _needed(body: Sequence[Flowable]) -> float:
    """The room in which the first of some parts can begin; one with a lead of its own asks for both."""
    room = 1.0
    for part in body:
        if isinstance(part, CondPageBreak):
            return room + float(part.height)
        if not isinstance(part, Spacer):
            return room + _begun(part)
        room += part.height
    return room


def _begun(part: Flowable) -> float:
    """How much of a part must stand on the page where it begins."""
    return float(getattr(part, "needs", _BEGUN + part.getSpaceBefore()))


def with_lead(lead: Sequence[Flowable], text: Sequence[Flowable], gap: float = 6) -> list[Flowable]:
    """A text under its lead, which does not stand alone at the foot of a page."""
    below = getattr(text[0], "style", BODY).leading if text else 0.0
    # Three lines: a paragraph of three may not be able to leave two behind.
    room = gap + sum(part.wrap(COLUMN, 1e6)[1] for part in lead) + 3 * below
    return [CondPageBreak(room), Spacer(1, gap), *lead, *text]


def labelled(
    words: Words, label: str, text: str, lead: ParagraphStyle = LEAD, style: ParagraphStyle = BODY
) -> list[Flowable]:
    """A text under a bold label of its own."""
    return with_lead([words.line(label, lead)], words.text(text, style))
