"""The review summary: one case as a PDF that can be read, searched and laid before a committee."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from reportlab.platypus import Flowable

from hssib_desk import __version__
from hssib_desk.domain.casefile import CaseFile
from hssib_desk.export import pdf_sections
from hssib_desk.export.files import replacing
from hssib_desk.export.pdf_page import Running, SummaryPages
from hssib_desk.export.pdf_parts import facts_table, heading
from hssib_desk.export.pdf_sheet import Sheet, long_date
from hssib_desk.export.report import ExportReport

Audience = Literal["governance"]

# A fact is a glance; a longer answer stands whole in its own section.
_FACT = 120
_STATUS = {
    "not_started": "Draft, not begun",
    "draft": "Draft, not signed",
    "signed": "Signed",
    "second_review": "Second review due",
}


def write_summary(
    case: CaseFile, out: Path, *, audience: Audience = "governance", force: bool = False
) -> ExportReport:
    """Write the summary of one case; raises ExportError and leaves no file when it cannot be done.

    The same case on the same day gives the same bytes.
    """
    sheet = Sheet(case)
    story = story_of(sheet)
    running = _running(sheet)
    with replacing(out, force) as part:
        SummaryPages(part, running).write(story)
    return ExportReport(out, 1, 1, sheet.words.replaced.notes)


def story_of(sheet: Sheet) -> list[Flowable]:
    """Everything on the pages in order."""
    story: list[Flowable] = facts_table(sheet.words, facts(sheet))
    number = 0
    for part in pdf_sections.governance(sheet):
        if part.body:
            number += 1
            story += heading(sheet.words, number, part.title, part.body)
    return story


def facts(sheet: Sheet) -> list[tuple[str, str]]:
    """The six facts on the first page."""
    case, outline = sheet.case, sheet.case.library.outline
    found = [
        ("Review", f"{outline.title.removesuffix(' review')}, form {outline.version}"),
        ("Status", _STATUS[case.status]),
        ("Died", sheet.scope.sentence.removeprefix("Died ").capitalize()),
        ("Setting", case.text("ward_type")),
        ("Reviewed by", case.text("reviewer_role")),
        ("Signed", long_date(case.seal.at.date()) if case.seal else "Not signed"),
    ]
    return [(label, text if len(text) <= _FACT else f"{text[:_FACT]} …") for label, text in found]


def _running(sheet: Sheet) -> Running:
    case, draw = sheet.case, sheet.words.replaced.drawable
    draft = "" if case.seal else "Draft. "
    program = case.facts.program or f"HSSIB Desk {__version__}"
    return Running(
        reference=draw(case.ref),
        classification=draw(case.facts.classification),
        kind=f"{draft}Governance review summary",
        title=draw(f"Review {case.ref}"),
        written=draw(f"{case.facts.title}. Written by {program}, {long_date(case.today)}"),
        seal=f"Seal {case.seal.short}" if case.seal else "Draft, not signed",
        subject=draw(case.facts.classification),
        program=program,
        today=case.today,
    )
