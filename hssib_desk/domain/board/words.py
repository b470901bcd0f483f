"""The words of the report: templates of `forms/board.toml` filled with figures, a noun in its own number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.dates import MONTHS


@dataclass(frozen=True)
class Sentence:
    """One sentence of the report under a key that stays, so that an edit of it can be kept beside it."""

    key: str
    text: str


class Number(int):
    """A number in a template: "{n}" prints it, "{n:person|people}" the word that goes with it."""

    def __format__(self, spec: str) -> str:
        """The number, or its word: the first for one, else the second."""
        if "|" not in spec:
            return f"{int(self):,}" if not spec else format(int(self), spec)
        one, many = spec.split("|", 1)
        return one if self == 1 else many


def fill(group: str, key: str, **values: object) -> str:
    """A template of the words with its places filled; whole numbers bring their own words."""
    template = board_form().words[group][key]
    return str(template).format(
        **{name: Number(value) if isinstance(value, int) else value for name, value in values.items()}
    )


def said(key: str, **values: object) -> str:
    """A text of the report that belongs to no group."""
    return str(board_form().words[key]).format(**values)


def day(value: date) -> str:
    """A day in words: "30 September 2026"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def between(start: date, end: date) -> tuple[str, str]:
    """Two days in words; the year once where it is the same."""
    first = f"{start.day} {MONTHS[start.month - 1]}" if start.year == end.year else day(start)
    return first, day(end)


def span(start: date, end: date) -> str:
    """A period of whole months: "July to September 2026"."""
    year = "" if start.year == end.year else f" {start.year}"
    return f"{MONTHS[start.month - 1]}{year} to {MONTHS[end.month - 1]} {end.year}"


def joined(parts: Iterable[str]) -> str:
    """Parts of a list as a sentence has them: "a, b and c"."""
    found = list(parts)
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1]))) if found else ""
