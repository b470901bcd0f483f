"""Paragraphs in scripts that must be shaped or run from right to left, line by line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import uharfbuzz
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from hssib_desk.export.fonts import REGULAR, font, font_for

# Glyphs without a character of their own are drawn by private ones, always the same, so that the bytes of
# a document do not depend on what was written before it.
_PRIVATE = 0xE000


@dataclass(frozen=True)
class Glyph:
    """One shaped glyph; distances in units of the font size."""

    char: str
    advance: float
    right: float
    up: float
    is_set_alone: bool


@dataclass(frozen=True)
class Run:
    """Glyphs of one font in the order in which they stand on the line."""

    font: str
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
        self.keepWithNext = style.keepWithNext
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
            x = self.width - width if _is_right_to_left(self.text) else self.style.leftIndent
            draw_line(self.canv, line, self.style, x, baseline)
            baseline -= self.style.leading


def draw_line(canvas: Any, line: str, style: ParagraphStyle, x: float, y: float) -> None:
    """Draw one line from `x`, with its letters in reading order for search and screen readers."""
    size = style.fontSize
    actual = line.encode("utf-16-be", "replace").hex().upper()
    canvas._code.append(f"/Span <</ActualText <FEFF{actual}>>> BDC")
    drawn = canvas.beginText(x, y)
    drawn.setFillColor(style.textColor)
    for run in shape(line, style.fontName):
        drawn.setFont(run.font, size)
        for glyphs in _pieces(run.glyphs):
            drawn.setTextOrigin(x + glyphs[0].right * size, y + glyphs[0].up * size)
            drawn.textOut("".join(glyph.char for glyph in glyphs))
            x += sum(glyph.advance for glyph in glyphs) * size
    canvas.drawText(drawn)
    canvas._code.append("EMC")


def _pieces(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs that follow one another by their own widths, together."""
    piece: list[Glyph] = []
    for glyph in glyphs:
        if piece and (glyph.is_set_alone or piece[-1].is_set_alone):
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


def shape(line: str, base: str) -> list[Run]:
    """The runs of one line from left to right; `base` is the weight of the base font."""
    rtl = _is_right_to_left(line)
    runs: list[tuple[int, str, str]] = []
    for char, level in zip(line, levels(line, 1 if rtl else 0), strict=True):
        name = _font_of(char, runs[-1][1] if runs else "", base)
        if runs and runs[-1][:2] == (level, name):
            runs[-1] = (level, name, runs[-1][2] + char)
        else:
            runs.append((level, name, char))
    return [_shape_run(text, name, level % 2 == 1) for level, name, text in _in_visual_order(runs)]


def _font_of(char: str, before: str, base: str) -> str:
    """The font of a character; spaces and signs keep that of the letters before them where they can."""
    if before and before != base and (char in " \u00a0\u200c\u200d" or unicodedata.combining(char)):
        return before
    found = font_for(char)
    return base if found in (REGULAR, "") else found


def levels(line: str, base: int) -> list[int]:
    """The embedding level of each character: even runs to the right, odd to the left.

    The part of the Unicode bidirectional algorithm that names and sentences need: no explicit controls.
    """
    kinds = [_direction(char) for char in line]
    strong = "R" if base else "L"
    for n, kind in enumerate(kinds):
        if kind in "LR":
            strong = kind
        elif kind == "E" and strong == "L":
            kinds[n] = "L"
    known = {"L": 2 * base, "R": 1, "E": 2}
    found = [known.get(kind, -1) for kind in kinds]
    for start, end in _gaps(found):
        before = found[start - 1] if start else base
        after = found[end] if end < len(found) else base
        is_inside = start > 0 and end < len(found) and (before > 0) == (after > 0)
        level = (1 if before else 0) if is_inside and not base else base
        found[start:end] = [level] * (end - start)
    return found


def _gaps(found: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where signs stand that take the direction of what is around them."""
    start = 0
    while start < len(found):
        if found[start] >= 0:
            start += 1
            continue
        end = next((n for n in range(start, len(found)) if found[n] >= 0), len(found))
        yield start, end
        start = end


@cache
def _direction(char: str) -> str:
    """L, R, E for a number, N for what takes the direction of its neighbours."""
    kind = unicodedata.bidirectional(char)
    if kind in ("R", "AL"):
        return "R"
    if kind in ("EN", "AN"):
        return "E"
    return "L" if kind == "L" else "N"


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter of a text is of a script that runs to the left."""
    return next((kind == "R" for kind in map(_direction, text) if kind in "LR"), False)


def _in_visual_order(runs: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    ordered = list(runs)
    for level in range(max((run[0] for run in runs), default=0), 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and ordered[end][0] >= level:
                end += 1
            ordered[start:end] = reversed(ordered[start:end])
            start = max(end, start + 1)
    return ordered


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
    glyphs = []
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        char = _character(name, info.codepoint, at.x_advance * 1000 / em)
        moved = at.x_offset or at.y_offset or abs(face.charWidths[ord(char)] - at.x_advance * 1000 / em) > 1
        glyphs.append(Glyph(char, at.x_advance / em, at.x_offset / em, at.y_offset / em, bool(moved)))
    return Run(name, tuple(glyphs))


_BASES = frozenset(("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold"))


@cache
def _shaper(name: str) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(font(name).face._ttf_data)))


@cache
def _by_glyph(name: str) -> dict[int, int]:
    """The character that draws each glyph: its own lowest one, or a private one where no text has it."""
    face = font(name).face
    found: dict[int, int] = {}
    for code, glyph in sorted(face.charToGlyph.items()):
        if code <= 0xFFFF:
            found.setdefault(glyph, code)
    private = (code for code in range(_PRIVATE, 0xF900) if code not in face.charToGlyph)
    return found | {glyph: next(private) for glyph in range(face.numGlyphs) if glyph not in found}


def _character(name: str, glyph: int, width: float) -> str:
    face, code = font(name).face, _by_glyph(name)[glyph]
    if code not in face.charToGlyph:
        face.charToGlyph[code] = glyph
        face.charWidths[code] = width
    return chr(code)
