"""The certificate of a disposal: what was removed, by whom and why; nothing in it says whom it was about."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.domain.review.retention import Term
from hssib_desk.domain.review.seal import text_digest

_WIDTH, _NAMES = 96, 16
ELSEWHERE = (
    "Files outside the workbook and its folder of copies: exports, copies put elsewhere, copies that the "
    "system or its administrator keeps, and what storage still holds of parts given free."
)


@dataclass(frozen=True)
class Removed:
    """How much of a case was removed from the workbook."""

    entries: int
    files: int
    versions: int
    lines: int  # of the history, emptied


@dataclass(frozen=True)
class Certificate:
    """The text that is kept and handed out, and its SHA-256."""

    ref: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text in hex."""
        return text_digest(self.text)

    @property
    def file_name(self) -> str:
        """What a file of it is called."""
        return f"disposal-{self.ref}.txt"


def write(
    facts: WorkbookFacts, ref: str, begun: date, term: Term, removed: Removed, copies: tuple[int, int],
    who: str, reason: str, at: datetime,
) -> Certificate:  # fmt: skip
    """The certificate of one case; `copies` are how many were written anew and how many removed."""
    lines = (
        ("Workbook", facts.title),
        ("Organisation", facts.organisation),
        ("Workbook id", facts.workbook_id),
        ("Case", ref),
        ("Begun", show_date(begun)),
        ("Kept until", f"{show_date(term.until)}: {term.why}"),
        ("Disposed of", f"{show_date(at.astimezone(UTC).date())}, {at.astimezone(UTC):%H:%M} UTC"),
        ("By", who),
        ("Reason", reason),
        ("Removed", f"{_n(removed.entries, 'filled form')}, {_n(removed.files, 'attached file')}, "
                    f"{_n(removed.versions, 'signed version')}, and its words in the search index"),
        ("History", f"{_n(removed.lines, 'line')} emptied; numbers, times and hashes stay, so that the rest "
                    "can still be proven"),
        ("Copies", f"{copies[0]} rewritten without the case, {copies[1]} removed"),
        ("Not reached", ELSEWHERE),
        ("Program", facts.program),
    )  # fmt: skip
    body = "\n".join(_line(name, text) for name, text in lines if text)
    return Certificate(ref, f"CERTIFICATE OF DISPOSAL\n\n{body}\n")


def _line(name: str, text: str) -> str:
    wrapped = textwrap.wrap(" ".join(text.split()), _WIDTH - _NAMES) or [""]
    return f"{name:<{_NAMES}}" + f"\n{' ' * _NAMES}".join(wrapped)


def _n(n: int, one: str) -> str:
    return f"{n:,} {one if n == 1 else f'{one}s'}"
