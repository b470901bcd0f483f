"""A document of the bundle as a PDF: its title in the band, what it is of, and how it is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable

from hssib_desk import __version__
from hssib_desk.domain.dates import show_long
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.files import locking
from hssib_desk.export.pdf.page import Running, SummaryPages, WidePages
from hssib_desk.export.pdf.parts import Words
from hssib_desk.export.report import ExportReport
from hssib_desk.resources import product


@dataclass(frozen=True)
class Paper:
    """What stands around a document: of which case or workbook it is, its kind, its title and its day."""

    reference: str
    kind: str
    title: str
    today: date
    note: str = ""  # at the foot, where others have a seal
    is_wide: bool = False


def write_paper(
    paper: Paper,
    facts: WorkbookFacts,
    words: Words,
    story: Sequence[Flowable],
    out: Path,
    *,
    force: bool = False,
    password: str = "",
    rows: int = 1,
) -> ExportReport:
    """Write a document; the same content on the same day gives the same bytes."""
    draw, program = words.replaced.drawable, facts.program or f"{product()} {__version__}"
    running = Running(
        reference=draw(paper.reference),
        classification=draw(facts.classification),
        kind=draw(paper.kind),
        title=draw(paper.title),
        written=draw(f"{facts.title}. Written by {program}, {show_long(paper.today)}"),
        seal=draw(paper.note),
        subject=draw(facts.classification),
        program=program,
        today=paper.today,
    )
    with locking(out, force, password) as part:
        (WidePages if paper.is_wide else SummaryPages)(part, running).write(story)
    return ExportReport(out, rows, rows, words.replaced.notes)
