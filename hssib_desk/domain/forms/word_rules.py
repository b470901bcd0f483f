"""A rule on wording as a value, and the error of a definition that cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONG_WORD = re.compile(r"(\S{80})\S+")


class FormError(ValueError):
    """A form definition cannot be used; the sentence names file, section, key and remedy."""

    def __init__(self, sentence: str) -> None:
        # It quotes what stands in the file, which may be anything: very long, or nothing that can be shown.
        short = _LONG_WORD.sub(r"\1…", sentence)
        super().__init__("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in short))


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
    birth: bool = False  # said while something is raised, and not asked about again when the review is signed
    form_has: frozenset[str] = frozenset()  # roles that the form must have, for a rule about some forms only
