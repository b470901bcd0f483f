"""A rule on wording as a value, and the error of a definition that cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass


class FormError(ValueError):
    """A form definition cannot be used; the sentence names file, section, key and remedy."""


@dataclass(frozen=True)
class WordRule:
    """One rule: which fields are read, what is looked for, and the sentence that is said."""

    key: str
    kind: str
    roles: frozenset[str]
    say: str
    found: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    at_least: int = 0
    points: tuple[int, int] = (0, 0)  # the scores it is about, both included
    source: str = ""
