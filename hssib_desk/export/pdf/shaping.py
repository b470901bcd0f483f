"""Paragraphs in scripts that must be shaped or run from right to left, line by line."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import uharfbuzz
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from hssib_desk.export.pdf.bidi import in_visual_order, is_right_to_left, levels
from hssib_desk.export.pdf.fonts import REGULAR, font, font_for, has

# Glyphs without a character of their own are drawn by private ones, always the same, so that the bytes of
# a document do not depend on what was written before it.
_PRIVATE, _PRIVATE_END = 0xE000, 0xF900


@dataclass(frozen=True)
class Glyph:
    """One shaped glyph; distances in units of the font size.

    `text` is what it stands for where the character that draws it is a private one.
    """

    char: str
    text: str
    advance: float
    right: float
    up: float
    is_set_alone: bool


@dataclass(frozen=True)
class Run:
    """Glyphs of one font in the order in which they stand on the line."""

    font: str
    text: str
    is_leftwards: bool
    glyphs: tuple[Glyph, ...]

    @property
    def advance(self) -> float:
        """The width in units of the font size."""
        return sum(glyph.advance for glyph in self.glyphs)


class ShapedParagraph(Flowable):
    """A paragraph of plain text in one style whose letters are shaped and ordered before they are drawn."""

    def __init__(self, text: str, style: ParagraphStyle, lines: Sequence[str] = ()) -> None:
        super().__init__()
        self.text, self.style, self.lines = text, style, tuple(lines)
        self.is_part = bool(lines)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Break the text into lines and tell the space it takes."""
        if not self.is_part:
            self.lines = tuple(_lines(self.text, self.style, width - self.style.leftIndent))
        self.width, self.height = width, len(self.lines) * self.style.leading
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The lines that fit and the rest, at least two of each."""
        self.wrap(width, height)
        fits = min(int(height / self.style.leading), len(self.lines) - 2)
        if fits < 2:
            return []
        return [
            ShapedParagraph(self.text, self.style, part) for part in (self.lines[:fits], self.lines[fits:])
        ]

    def getSpaceBefore(self) -> float:
        """The space above, from the style."""
        return float(self.style.spaceBefore)

    def getSpaceAfter(self) -> float:
        """The space below, from the style."""
        return float(self.style.spaceAfter)

    def draw(self) -> None:
        """Draw each line, and name its letters in reading order for search and screen readers."""
        size = self.style.fontSize
        baseline = self.height - pdfmetrics.getAscent(self.style.fontName, size)
        for line in self.lines:
            width = line_width(line, self.style.fontName) * size
            rtl = is_right_to_left(self.text)
            x = self.width - width if rtl else self.style.leftIndent
            draw_line(self.canv, line, self.style, x, baseline, rtl=rtl)
            baseline -= self.style.leading


def draw_line(
    canvas: Any, line: str, style: ParagraphStyle, x: float, y: float, *, rtl: bool | None = None
) -> None:
    """Draw one line from `x`; letters that are drawn by private signs are named for search and readers."""
    drawn = canvas.beginText(x, y)
    drawn.setFillColor(style.textColor)
    for run in shape(line, style.fontName, rtl=rtl):
        drawn.setFont(run.font, style.fontSize)
        # Readers put leftward letters into order themselves, one by one; other scripts are named run by run,
        # since their signs do not stand in the order in which they are read.
        if run.is_leftwards or run.font in _BASES:
            for glyphs in _pieces(run.glyphs):
                x = _draw_named(
                    drawn, "".join(glyph.text for glyph in glyphs), [glyphs], x, y, style.fontSize
                )
        else:
            x = _draw_named(drawn, run.text, list(_pieces(run.glyphs)), x, y, style.fontSize)
    canvas.drawText(drawn)


def _draw_named(drawn: Any, text: str, pieces: list[list[Glyph]], x: float, y: float, size: float) -> float:
    """Draw pieces of a run, named as the text they stand for unless it is empty; return where they end."""
    if text:
        name = text.encode("utf-16-be", "replace").hex().upper()
        drawn._code.append(f"/Span <</ActualText <FEFF{name}>>> BDC")
    for glyphs in pieces:
        drawn.setTextOrigin(x + glyphs[0].right * size, y + glyphs[0].up * size)
        drawn.textOut("".join(glyph.char for glyph in glyphs))
        x += sum(glyph.advance for glyph in glyphs) * size
    if text:
        drawn._code.append("EMC")
    return x


def _pieces(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs that follow one another by their own widths, together."""
    piece: list[Glyph] = []
    for glyph in glyphs:
        if piece and (glyph.is_set_alone or piece[-1].is_set_alone or glyph.text or piece[-1].text):
            yield piece
            piece = []
        piece.append(glyph)
    if piece:
        yield piece


def _lines(text: str, style: ParagraphStyle, width: float) -> Iterator[str]:
    """The text in lines no wider than a width, broken at spaces or, where a word is wider, inside it."""
    room = width / style.fontSize
    for part in text.split("\n"):
        line, used = "", 0.0
        for word in _words(part, style.fontName, room):
            gap = line_width(" ", style.fontName) if line else 0.0
            taken = line_width(word, style.fontName)
            if line and used + gap + taken > room:
                yield line
                line, used, gap = "", 0.0, 0.0
            line, used = f"{line} {word}" if line else word, used + gap + taken
        yield line


def _words(text: str, base: str, room: float) -> Iterator[str]:
    for word in text.split(" "):
        while len(word) > 1 and line_width(word, base) > room:
            fits = _fitting(word, base, room)
            while fits > 1 and unicodedata.category(word[fits])[0] == "M":
                fits -= 1
            yield word[:fits]
            word = word[fits:]
        yield word


def _fitting(word: str, base: str, room: float) -> int:
    """How many letters of a word have room, at least one; found by halving."""
    low, high = 1, len(word)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if line_width(word[:middle], base) <= room else (low, middle)
    return low


@lru_cache(maxsize=4096)
def line_width(text: str, base: str) -> float:
    """The width of a line in units of the font size."""
    return sum(run.advance for run in shape(text, base))


def shape(line: str, base: str, *, rtl: bool | None = None) -> list[Run]:
    """The runs of one line from left to right; `base` is the weight of the base font.

    `rtl` says which way its paragraph runs; without it the line itself decides.
    """
    rtl = is_right_to_left(line) if rtl is None else rtl
    runs: list[tuple[int, str, str]] = []
    for char, level in zip(line, levels(line, 1 if rtl else 0), strict=True):
        name = _font_of(char, runs[-1][1] if runs else "", base)
        if runs and runs[-1][:2] == (level, name):
            runs[-1] = (level, name, runs[-1][2] + char)
        else:
            runs.append((level, name, char))
    return [_shape_run(text, name, level % 2 == 1) for level, name, text in in_visual_order(runs)]


def _font_of(char: str, before: str, base: str) -> str:
    """The font of a character; spaces and signs keep that of the letters before them if it has them."""
    is_letter = unicodedata.category(char)[0] == "L" or (char.isascii() and char.isalnum())
    if before and before != base and not is_letter and (char in "\u200c\u200d" or has(before, char)):
        return before
    found = font_for(char)
    return base if found in (REGULAR, "") else found


@lru_cache(maxsize=4096)
def _shape_run(text: str, name: str, is_leftwards: bool) -> Run:
    face = font(name).face
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_leftwards else "ltr"
    shaper = _shaper(name)
    uharfbuzz.shape(shaper, buffer, {"kern": True, "liga": name not in _BASES})
    em = shaper.face.upem
    ends = sorted({info.cluster for info in buffer.glyph_infos} | {len(text)})
    named: set[int] = set()
    glyphs = []
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        char = _character(name, info.codepoint, at.x_advance * 1000 / em)
        meant = ""
        cluster = text[info.cluster : ends[bisect_right(ends, info.cluster)]]
        is_private = chr(_PRIVATE) <= char < chr(_PRIVATE_END)
        is_other_form = is_leftwards and len(cluster) == 1 and char != cluster
        if (is_private or is_other_form) and info.cluster not in named:
            named.add(info.cluster)
            meant = cluster
        moved = at.x_offset or at.y_offset or abs(face.charWidths[ord(char)] - at.x_advance * 1000 / em) > 1
        glyphs.append(Glyph(char, meant, at.x_advance / em, at.x_offset / em, at.y_offset / em, bool(moved)))
    return Run(name, text, is_leftwards, tuple(glyphs))


_BASES = frozenset(("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold"))


@cache
def _shaper(name: str) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(font(name).face._ttf_data)))


@cache
def _by_glyph(name: str) -> dict[int, int]:
    """The character that draws each glyph: its own lowest one, or a private one where no text has it.

    A large font has more glyphs than there are private characters; its last ones, which shaping does not
    choose in a line that runs from left to right, have none.
    """
    face = font(name).face
    found: dict[int, int] = {}
    for code, glyph in sorted(face.charToGlyph.items()):
        if code <= 0xFFFF:
            found.setdefault(glyph, code)
    private = (code for code in range(_PRIVATE, _PRIVATE_END) if code not in face.charToGlyph)
    others = (glyph for glyph in range(face.numGlyphs) if glyph not in found)
    return found | dict(zip(others, private, strict=False))


def _character(name: str, glyph: int, width: float) -> str:
    face, code = font(name).face, _by_glyph(name)[glyph]
    if code not in face.charToGlyph:
        face.charToGlyph[code] = glyph
        face.charWidths[code] = width
    return chr(code)
