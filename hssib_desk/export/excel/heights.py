"""How tall a row must be: spreadsheets do not agree on working it out themselves, so we say it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from hssib_desk.domain.forms.kinds import Cell

LINE = 13.0  # points, Arial 10
AROUND = 4.0
TALLEST = 409.0  # what Excel allows
_MARGIN = 2.5  # the indent and the edges, in digits
# Widths in digits, with a little to spare for lines that do not break evenly.
_LETTER, _CAPITAL, _WIDE = 0.92, 1.3, 1.9
_WIDE_SCRIPTS = "\u2e80"


def row_height(cells: Sequence[Cell], widths: Sequence[float], wraps: Sequence[bool], least: int) -> float:
    """The height in points at which every wrapped text can be read; at least so many lines."""
    lines = least
    for value, width, wrap in zip(cells, widths, wraps, strict=False):
        # Most texts are short: they are not looked at closely.
        if wrap and isinstance(value, str) and (len(value) > width - _MARGIN or "\n" in value):
            lines = max(lines, lines_of(value, width))
    return min(TALLEST, lines * LINE + AROUND)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column as wide as so many digits, rather one too many than cut off."""
    room = max(1.0, width - _MARGIN)
    return sum(max(1, ceil(_digits(paragraph) / room)) for paragraph in text.split("\n"))


def _digits(text: str) -> float:
    if text.isascii():  # the usual case, counted without a loop of ours
        return len(text) * _LETTER + sum(map(str.isupper, text)) * (_CAPITAL - _LETTER)
    return sum(_WIDE if sign >= _WIDE_SCRIPTS else _CAPITAL if sign.isupper() else _LETTER for sign in text)
