"""The minutes of a panel as a PDF: the meeting first, then each case with its decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from hssib_desk.domain.panel.minutes import Minutes, Row
from hssib_desk.export.files import locking
from hssib_desk.export.panel.words import facts_of, foot_of, kind_of_minutes, title_of
from hssib_desk.export.pdf.page import Running, SummaryPages
from hssib_desk.export.pdf.parts import LEAD, Heading, Words, labelled
from hssib_desk.export.pdf.tables import answers_table
from hssib_desk.export.report import ExportReport

_SHORT = 320  # a longer answer stands below its label


def write_pdf(minutes: Minutes, seal: str, out: Path, force: bool, password: str) -> ExportReport:
    """Write them; the same minutes give the same bytes."""
    words = Words()
    story: list[Flowable] = rows_of(words, facts_of(minutes))
    for number, case in enumerate(minutes.cases, 1):
        body = [words.line(case.decision, LEAD), Spacer(1, 3), *rows_of(words, case.rows)]
        story += [CondPageBreak(120), Heading(words, f"{number}  {case.ref}"), *body]
    draw = words.replaced.drawable
    running = Running(
        reference=draw(minutes.number),
        classification=draw(minutes.classification),
        kind=kind_of_minutes(minutes),
        title=draw(title_of(minutes)),
        written=draw(foot_of(minutes)),
        seal=f"Seal {seal}" if seal else "Draft, not sealed",
        subject=draw(minutes.classification),
        program=minutes.program,
        today=minutes.made_on,
    )
    with locking(out, force, password) as part:
        SummaryPages(part, running).write(story)
    return ExportReport(out, len(minutes.cases), len(minutes.cases), words.replaced.notes)


def rows_of(words: Words, rows: Sequence[Row]) -> list[Flowable]:
    """Answers one after another: short ones beside their labels, long ones below them."""
    story: list[Flowable] = []
    short: list[Row] = []
    for label, text in rows:
        if len(text) <= _SHORT:
            short.append((label, text))
            continue
        story += _table(words, short)
        short = []
        story += labelled(words, label, text)
    return story + _table(words, short)


def _table(words: Words, rows: list[Row]) -> list[Flowable]:
    return [answers_table(words, rows)] if rows else []
