"""What an entry is tied to in other cases: kept as the reference that people say, "C-2025-014-L2"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.domain.forms.kinds import kind_of

_REFERENCE = re.compile(r"(C-\d{4}-\d{3,})-(\d?[A-Za-z_]+\d+)")

# there; removed from its review; its case disposed of; never in this workbook; under a blind second review
State = Literal["there", "removed", "disposed", "unknown", "hidden"]
_WORDS: dict[State, str] = {
    "removed": " (removed from its review)",
    "disposed": " (its case was disposed of)",
    "unknown": " (not in this workbook)",
}


@dataclass(frozen=True)
class Elsewhere:
    """An entry of another case: what may be said of it, and where it is while it is there."""

    ref: str
    state: State
    case_id: str = ""
    entry_id: str = ""
    title: str = ""  # for the window only: it may hold words that identify somebody

    @property
    def said(self) -> str:
        """The reference with what became of it; of a case under a blind second review only its own."""
        if self.state == "hidden":
            return parts_of(self.ref)[0]
        return f"{self.ref}{_WORDS.get(self.state, '')}"


def is_reference(code: str) -> bool:
    """Whether a link leads to an entry of another case."""
    return _REFERENCE.fullmatch(code) is not None


def parts_of(ref: str) -> tuple[str, str]:
    """The reference of the case and that of the entry in it."""
    found = _REFERENCE.fullmatch(ref)
    return (found[1], found[2]) if found else (ref, "")


def references(form: Form, answers: Answers) -> Iterator[tuple[str, str]]:
    """Each link of an entry to another case, as the key of its field and the reference."""
    for field in form.fields:
        value = answers.get(field.key)
        if kind_of(field).is_link and isinstance(value, list):
            yield from ((field.key, code) for code in value if is_reference(code))
