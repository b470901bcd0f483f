"""The history of a case as a PDF: every change with who, when, what it was and is, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain.dates import local_day, show_long
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.domain.review.history import PastChange
from hssib_desk.export.coroner.pages import Paper, write_paper
from hssib_desk.export.pdf.page import WidePages, style_of
from hssib_desk.export.pdf.parts import BODY, Heading, Words
from hssib_desk.export.pdf.tables import ruled_table
from hssib_desk.export.report import ExportReport

LEFT_OUT = "(left out: it may identify somebody)"
HEAD = ("Time", "Where", "Question, and what was done", "Before", "After", "Who", "Why")
CELL = style_of("history cell", 9, 12)
_WIDTHS = (38, 96, 150, 170, 170, 92, 90)
_WIDE = WidePages.wide - 2 * 56.7
_LONGEST = 700  # letters of an answer in a cell; a longer one goes on in a row of its own


def write_history_pdf(
    ref: str,
    changes: Sequence[PastChange],
    facts: WorkbookFacts,
    out: Path,
    *,
    today: date,
    last_hash: str,
    include_identifying: bool = False,
    is_whole: bool = True,
    force: bool = False,
    password: str = "",
) -> ExportReport:
    """Write every change of one case, oldest first; raises ExportError, and then leaves no file.

    Answers that identify somebody are left out unless `include_identifying`; who made a change stays.
    """
    words = Words()
    story = [*_about(words, changes, last_hash, include_identifying, is_whole)]
    for day, found in groupby(changes, key=lambda change: local_day(change.at)):
        rows = [row for change in found for row in _rows(words, change, include_identifying)]
        story += [
            Heading(words, show_long(day)),
            ruled_table(words, HEAD, rows, _WIDTHS, room=_WIDE),
            Spacer(1, 4),
        ]
    paper = Paper(ref, "History of every answer", f"History of {ref}", today, is_wide=True)
    return write_paper(paper, facts, words, story, out, force=force, password=password, rows=len(changes))


def _about(
    words: Words, changes: Sequence[PastChange], last_hash: str, include: bool, is_whole: bool
) -> Iterator[Flowable]:
    count = len(changes)
    said = [
        f"{count:,} change{'' if count == 1 else 's'}, oldest first. Nothing is left out between two of them."
    ]
    if not include:
        said.append("Answers that may identify somebody are left out; that they were changed is not.")
    if not is_whole:
        said.append("What is hidden while the second review is blind is left out.")
    said.append(f"The history of the whole workbook ends in the hash {last_hash}.")
    yield from words.text(" ".join(said), BODY)


def _rows(words: Words, change: PastChange, include: bool) -> Iterator[list[Any]]:
    before, after = change.before, change.after
    if change.identifies and not include:
        before, after = (LEFT_OUT if text else "" for text in (before, after))
    asked = f"{change.asked}: {change.what.lower()}" if change.asked else change.what
    first = [f"{change.at.astimezone():%H:%M}", change.place, asked]
    pieces = max(1, -(-max(len(before), len(after)) // _LONGEST))
    for number in range(pieces):
        part = slice(number * _LONGEST, (number + 1) * _LONGEST)
        told = [*(first if not number else ("", "", "goes on")), before[part], after[part]]
        told += [change.who, change.why] if not number else ["", ""]
        yield [words.cell(text, CELL) or "" for text in told]
