"""A statement of integrity: what was checked of a workbook, what was found, its hashes, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Protocol

from reportlab.platypus import Flowable, Spacer

from hssib_desk import __version__
from hssib_desk.domain.dates import show_moment
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.coroner.pages import Paper, write_paper
from hssib_desk.export.pdf.parts import BODY, TABLE, TABLE_STRONG, Heading, Words
from hssib_desk.export.pdf.tables import facts_table, ruled_table
from hssib_desk.export.report import ExportReport
from hssib_desk.resources import product

SEVERITY = {"error": "Wrong", "warning": "To look at", "info": "In order"}
# What a check goes through, in the words of who reads the statement.
CHECKED = (
    ("The file", "Each page of the database can be read, and each row leads to others that are there."),
    (
        "The history",
        "Every change ever made is a link of a chain: each holds the hash (SHA-256) of the one before. Each "
        "link was worked out anew. A change that was altered, left out or put in shows.",
    ),
    (
        "The answers",
        "Every answer, date and score of today was worked out anew from the history and is the same.",
    ),
    (
        "The signatures",
        "Every signed version was worked out anew from what was signed, and has the hash that was sealed.",
    ),
    ("The forms", "Each question is as it was when it was answered."),
    ("The attached files", "Each has the hash that it had when it was added."),
    ("The backups", "Those beside the workbook were opened and checked."),
)
_LIMITS = (
    "The check shows that nothing was altered outside the program or by somebody without its keys. It cannot "
    "show that what was written is true. Somebody with the whole file and this program could write a new "
    "history: compare the hash below with one that was printed or sent before."
)


class Finding(Protocol):
    """One thing that a check found."""

    @property
    def severity(self) -> str:
        """How much it matters."""

    @property
    def sentence(self) -> str:
        """What was found."""

    @property
    def step(self) -> str:
        """What to do next."""


@dataclass(frozen=True)
class Integrity:
    """What a statement is about: the file as it was read, the end of its history, and what was found."""

    file_name: str
    size: int
    digest: str
    last_hash: str
    at: datetime
    findings: Sequence[Finding]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found that needs a look."""
        return all(finding.severity == "info" for finding in self.findings)

    @property
    def in_a_line(self) -> str:
        """The outcome as one sentence."""
        wrong = sum(finding.severity != "info" for finding in self.findings)
        return "Nothing needs attention." if not wrong else f"{wrong} to look at, below."


def file_hash(path: Path) -> tuple[int, str]:
    """The size of a file and its SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def write_statement(
    found: Integrity, facts: WorkbookFacts, out: Path, *, force: bool = False
) -> ExportReport:
    """Write the statement as a PDF; raises ExportError, and then leaves no file."""
    words = Words()
    day = found.at.astimezone().date()
    paper = Paper("Statement of integrity", "Statement of integrity", facts.title, day)
    return write_paper(paper, facts, words, [*_story(words, found)], out, force=force)


def _story(words: Words, found: Integrity) -> Iterator[Flowable]:
    yield from facts_table(
        words,
        [
            ("Checked", show_moment(found.at)),
            ("With", f"{product()} {__version__}"),
            ("Outcome", found.in_a_line),
            ("Workbook", f"{found.file_name}, {found.size:,} bytes"),
        ],
    )
    yield Heading(words, "What was found")
    rows = [
        (words.line(SEVERITY[one.severity], TABLE_STRONG), words.cell(f"{one.sentence} {one.step}".rstrip()))
        for one in found.findings
    ]
    yield ruled_table(words, ("", "Finding"), rows, (70, 412))
    yield Heading(words, "What was checked")
    told = [(words.line(name, TABLE_STRONG), words.cell(what)) for name, what in CHECKED]
    yield ruled_table(words, ("Part", "How"), told, (110, 372))
    yield Spacer(1, 6)
    yield from words.text(_LIMITS, BODY)
    yield Heading(words, "Hashes (SHA-256)")
    for name, digest in (("End of the history", found.last_hash), ("File as it was read", found.digest)):
        if digest:
            yield from words.text(name, TABLE_STRONG)
            yield from words.text(_grouped(digest), TABLE)
    yield from words.text("The hash of the file changes with every change that is saved in it.", TABLE)


def _grouped(digest: str) -> str:
    """A hash in groups of eight, so that it can be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
