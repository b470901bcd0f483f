"""Text that a spreadsheet cell cannot hold as typed: shown, listed and never dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

CELL_LIMIT = 32_767  # UTF-16 units: what Excel counts, so an emoji takes two
TITLE_LIMIT = 31
MOST_WARNINGS = 200
REPLACEMENT = "\ufffd"
POINTER = " … [continued on the sheet Long texts, row {row}]"
_POINTER_ROOM = 80

# XML 1.0 has no place for these; tab, line feed and carriage return are allowed.
_CANNOT_HOLD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTINUED = re.compile(r" … \[continued on the sheet Long texts, row \d+\]$")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A spreadsheet takes such a text for a formula, an error or a number as soon as somebody edits the cell.
_MISTAKEN = re.compile(r"[=+\-@\t\r\n#0-9]")


@dataclass
class Notes:
    """Everything a file shows differently from what was typed, one sentence each, in the order met."""

    lines: list[str] = field(default_factory=list)
    replaced: int = 0
    continued: int = 0

    warned: int = 0

    def add(self, sentence: str) -> None:
        """Keep one sentence."""
        self.lines.append(sentence)

    def warn(self, place: str) -> None:
        """Keep a place whose text may identify somebody; beyond the first ones they are only counted."""
        self.warned += 1
        if self.warned <= MOST_WARNINGS:
            self.lines.append(f"The text may identify somebody. {place}")

    @property
    def all(self) -> tuple[str, ...]:
        """Every sentence as it stands now."""
        more = self.warned - MOST_WARNINGS
        if more <= 0:
            return tuple(self.lines)
        places = "1 more place" if more == 1 else f"{more:,} more places"
        return (*self.lines, f"The text may identify somebody in {places}.")


def held(text: str, where: str, notes: Notes) -> str:
    """The text with what a file cannot hold shown as �; each place is listed in the notes."""
    if not _CANNOT_HOLD.search(text):
        return text
    found = _CANNOT_HOLD.findall(text)
    names = ", ".join(sorted({f"U+{ord(character):04X}" for character in found}))
    count = "1 character" if len(found) == 1 else f"{len(found)} characters"
    notes.replaced += len(found)
    notes.add(f"{where}: {count} that a spreadsheet cannot hold, shown as {REPLACEMENT} ({names}).")
    return _CANNOT_HOLD.sub(REPLACEMENT, text)


def is_plain(text: str) -> bool:
    """Whether a cell can surely hold the text as it is: short, and of ordinary characters."""
    return len(text) < CELL_LIMIT // 2 and not _CANNOT_HOLD.search(text)


def in_cell(text: str) -> str:
    """The text as the file format spells it: a typed `_x0041_` must not be read as an escape."""
    return _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text


def from_cell(text: str) -> str:
    """What was typed, from a cell's text as the file format spells it."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def is_mistakable(text: str) -> bool:
    """Whether a spreadsheet could take the text for something else when somebody edits the cell."""
    return _MISTAKEN.match(text) is not None


def is_continued(text: str) -> bool:
    """Whether a cell ends by pointing to the sheet Long texts, so that it does not hold the whole text."""
    return _CONTINUED.search(text) is not None


def width_of(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parts_of(text: str) -> list[str]:
    """The text in parts that each fit a cell with room for a pointer; one part when it fits as it is."""
    if width_of(text) <= CELL_LIMIT:
        return [text]
    room = CELL_LIMIT - _POINTER_ROOM
    parts, start, size = [], 0, 0
    for position, character in enumerate(text):
        size += 1 if character <= "\uffff" else 2
        if size > room:
            parts.append(text[start:position])
            start, size = position, 1 if character <= "\uffff" else 2
    return [*parts, text[start:]]


def safe_title(title: str, taken: set[str]) -> str:
    """A sheet title that spreadsheets accept: no forbidden sign, at most 31 characters, not used before."""
    clean = held("".join(" " if sign in "[]:*?/\\" else sign for sign in title), "Sheet title", Notes())
    clean = " ".join(clean.split()).strip("'") or "Sheet"
    folded, number, found = {name.casefold() for name in taken}, 1, _shortened(clean, TITLE_LIMIT)
    while found.casefold() in folded or found.casefold() == "history":
        number += 1
        found = f"{_shortened(clean, TITLE_LIMIT - 6)} ({number})"
    return found


def _shortened(text: str, most: int) -> str:
    """The text cut between two words where that is possible."""
    if width_of(text) <= most:
        return text
    cut = text[:most]
    while width_of(cut) > most:
        cut = cut[:-1]
    return (cut.rpartition(" ")[0] if text[len(cut)] != " " else cut).rstrip() or cut


def different(heads: Sequence[str]) -> list[str]:
    """Heads that a table accepts: on one line, none empty, none twice, whatever the letters' case."""
    found: list[str] = []
    for head in heads:
        plain = " ".join(head.split())[:250] or "Column"
        number, name = 1, plain
        while name.casefold() in {other.casefold() for other in found}:
            number += 1
            name = f"{plain} ({number})"
        found.append(name)
    return found
