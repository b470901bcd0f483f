"""The fonts of a PDF, registered once, and the legible answer for a character that none of them has."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from hssib_desk import resources

REGULAR, MEDIUM, SEMIBOLD, BOLD = "Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold"
# fmt: off
SCRIPTS = (*(f"NotoSans{script}-Regular" for script in (
    "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi",
    "Hebrew", "Kannada", "Malayalam", "Sinhala", "Tamil", "Telugu", "Thai",
)), "DroidSansFallback")
# fmt: on

# What nearly every text consists of; anything else is looked at character by character.
_PLAIN = re.compile(r"[\n -~\u00a1-\u00ac\u00ae-\u017f\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac]*")
_SIDE_BY_SIDE = re.compile(r"(?<=[0-9A-F]{4})\]\[(?=U\+[0-9A-F]{4})")  # they wrap at the space
_SPACES_KEPT = re.compile(r"(?m)^ +| {2,}")

# A line break of other programs is a line break; Word's private bullet is a bullet.
_BREAKS = frozenset("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_NOTED_BREAKS = frozenset("\v\f\x1c\x1d\x1e\x85")
_LOOKALIKES = {"\uf0b7": "•", "\uf0a7": "•", "\u2011": "-", "\u00ad": "", "\ufeff": "", "\u200b": ""}
# Joiners choose between letter forms, so the shaper needs them; other invisible signs print nothing.
_JOINERS = frozenset("\u200c\u200d")


def register() -> None:
    """Make the four weights of the base font known to the PDF library."""
    for name in (REGULAR, MEDIUM, SEMIBOLD, BOLD):
        font(name)


@cache
def font(name: str) -> TTFont:
    """A shipped font by its file name, read and registered the first time it is needed."""
    found = TTFont(name, str(resources.resource(f"fonts/{name}.ttf")))
    pdfmetrics.registerFont(found)
    return found


@cache
def font_for(char: str) -> str:
    """The shipped font that has a character: the base font, a script's font, or an empty string."""
    code = ord(char)
    # The PDF library maps only the basic plane back to text; private characters mean nothing to a reader.
    if code > 0xFFFF or unicodedata.category(char) == "Co":
        return ""
    if code in _codes(REGULAR):
        return REGULAR
    return next((name for name in SCRIPTS if code in _codes(name)), "")


def has(name: str, char: str) -> bool:
    """Whether a font has a character of its own."""
    return ord(char) in _codes(name)


@cache
def _codes(name: str) -> frozenset[int]:
    """The characters a font has, as it came: shaping adds private ones of its own."""
    return frozenset(font(name).face.charToGlyph)


def is_plain(text: str) -> bool:
    """Whether the base font draws a text letter by letter, without other fonts and without shaping."""
    return _PLAIN.fullmatch(text) is not None or all(_is_simple(char) for char in text)


def _is_simple(char: str) -> bool:
    return char == "\n" or (font_for(char) == REGULAR and not unicodedata.combining(char))


@dataclass
class Replaced:
    """What one document could not print as it was typed, counted for the report."""

    counts: Counter[str] = field(default_factory=Counter)

    def drawable(self, text: str) -> str:
        """A text whose every character has a glyph; what has none is named in square brackets."""
        if _PLAIN.fullmatch(text) is None:
            text = text.replace("\r\n", "\n").replace("\u2028", "\n").expandtabs(4)
            text = "".join(map(self._drawn, unicodedata.normalize("NFC", text)))
            text = _SIDE_BY_SIDE.sub("] [", text)
        # Two spaces in a row are somebody's layout, which a paragraph would fold into one.
        return _SPACES_KEPT.sub(lambda found: "\u00a0" * len(found[0]), text)

    def _drawn(self, char: str) -> str:
        if char == "\n" or char in _JOINERS or font_for(char):
            return _LOOKALIKES.get(char, char)
        if char in _BREAKS:
            if char in _NOTED_BREAKS:
                self.counts[char] += 1
            return "\n"
        if char in _LOOKALIKES:
            return _LOOKALIKES[char]
        if unicodedata.category(char) == "Cf" or 0xFE00 <= ord(char) <= 0xFE0F:
            return ""
        self.counts[char] += 1
        return legible(char)

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each character that is not printed as typed."""
        return tuple(_note(char, times) for char, times in sorted(self.counts.items()))


def legible(char: str) -> str:
    """A character as a reader can name it: a sign by its name, a letter by its number."""
    name = unicodedata.name(char, "")
    return f"[{name.lower()}]" if unicodedata.category(char) == "So" and name else f"[U+{ord(char):04X}]"


def _note(char: str, times: int) -> str:
    kind = unicodedata.name(char, "a control character" if unicodedata.category(char) == "Cc" else "no name")
    shown = "a new line" if char in _NOTED_BREAKS else legible(char)
    count = "once" if times == 1 else f"{times} times"
    return f"The character U+{ord(char):04X} ({kind.lower()}) is printed as {shown}, {count}."
