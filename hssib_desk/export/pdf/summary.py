"""The review summary: one case as a PDF for a committee, or for colleagues to learn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportlab.platypus import Flowable

from hssib_desk import __version__
from hssib_desk.domain.dates import MONTHS, local_day
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.review.case_file import Audience, CaseFile
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.export.files import locking
from hssib_desk.export.pdf import second_review, sections, short_summaries
from hssib_desk.export.pdf.case_sheet import Sheet, long_date
from hssib_desk.export.pdf.page import Running, SummaryPages
from hssib_desk.export.pdf.parts import Part, Words, headed
from hssib_desk.export.pdf.tables import facts_table
from hssib_desk.export.report import ExportReport
from hssib_desk.resources import product

Facts = list[tuple[str, str]]

# A fact is a glance; a longer answer stands whole in its own section.
_FACT = 120


@dataclass(frozen=True)
class Kind:
    """One of the summaries: what it is called and what stands in it."""

    name: str
    title: str
    parts: Callable[[Sheet], Iterator[Part]]
    facts: Callable[[Sheet], Facts]
    notes: Callable[[Sheet], tuple[str, ...]]
    is_numbered: bool = False
    names_case: bool = True
    has_stages: bool = False  # both reviews of a case stand in it, not only what was agreed


def write_summary(
    case: CaseFile,
    out: Path,
    *,
    audience: Audience = "governance",
    force: bool = False,
    password: str = "",
    whole: bool = False,
) -> ExportReport:
    """Write the summary of one case; raises ExportError and leaves no file when it cannot be done.

    `whole` prints what identifies people too, for a coroner.

    The same case on the same day gives the same bytes. The notes of the report say what is not printed
    as it was typed, and what a person should look at before the file is shared.
    """
    if audience == "family":
        from hssib_desk.export.letter.write import write_letter

        return write_letter(case, out, force=force, password=password)
    kind, sheet = KINDS[audience], sheet_of(case, audience, whole=whole)
    story = story_of(sheet, audience)
    running = running_of(sheet, kind)
    with locking(out, force, password) as part:
        SummaryPages(part, running).write(story)
    return ExportReport(out, 1, 1, (*sheet.words.replaced.notes, *(() if whole else kind.notes(sheet))))


def sheet_of(case: CaseFile, audience: Audience, words: Words | None = None, whole: bool = False) -> Sheet:
    """The case as a summary reads it: with both reviews, or with what was agreed once that is signed."""
    return Sheet(case if KINDS[audience].has_stages else standing(case), words, whole=whole)


def story_of(sheet: Sheet, audience: Audience = "governance") -> list[Flowable]:
    """Everything on the pages in order."""
    kind = KINDS[audience]
    facts = facts_of(sheet, kind)
    story = facts_table(sheet.words, facts) if facts else []
    for number, part in numbered_parts(sheet, kind):
        story += headed(sheet.words, part, number)
    return story


def facts_of(sheet: Sheet, kind: Kind) -> Facts:
    """The facts at the top of a summary, each short."""
    return [(label, _glance(text)) for label, text in kind.facts(sheet)]


def numbered_parts(sheet: Sheet, kind: Kind) -> Iterator[tuple[int, Part]]:
    """The sections that have something in them, with their numbers; 0 is no number."""
    parts = [part for part in kind.parts(sheet) if part.body]
    for number, part in enumerate(parts, 1):
        yield number if kind.is_numbered else 0, part


def _glance(text: str) -> str:
    return text if len(text) <= _FACT else f"{text[:_FACT]} …"


def _facts(sheet: Sheet) -> Facts:
    """The six facts on the first page of the full summary."""
    case, outline, scope = sheet.case, sheet.case.library.outline, sheet.scope
    seal = second_review.seal_shown(sheet)
    died = scope.short if scope.code == "unclear" else scope.sentence.removeprefix("Died ").capitalize()
    return [
        ("Review", f"{outline.title.removesuffix(' review')}, form {outline.version}"),
        ("Status", second_review.status(sheet)),
        ("Died", died),
        ("Setting", case.text("ward_type")),
        ("Reviewed by", second_review.reviewed_by(sheet)),
        ("Signed", long_date(local_day(seal.at)) if seal else "Not signed"),
    ]


KINDS: Mapping[str, Kind] = {
    "governance": Kind(
        "Governance review summary",
        "",
        sections.governance,
        _facts,
        sections.governance_notes,
        is_numbered=True,
        has_stages=True,
    ),
    "learning": Kind(
        "Learning summary",
        "What one review taught us",
        short_summaries.learning,
        short_summaries.learning_facts,
        short_summaries.learning_notes,
        names_case=False,
    ),
}


def _no_longer(case: CaseFile) -> str:
    """On each page of a signed version that was opened again: that it is not in force."""
    return f"Signed version {case.sealed_versions}, opened again since. " if case.superseded else ""


def running_of(sheet: Sheet, kind: Kind) -> Running:
    """What stands around the sections: title, classification, who wrote it, the seal."""
    case, draw = sheet.case, sheet.words.replaced.drawable
    status, sealed = figure(case.status).name, second_review.seal_shown(sheet)
    draft = "" if case.seal else f"{status}. "
    program = case.facts.program or f"{product()} {__version__}"
    classification = draw(case.facts.classification)
    seal = f"Seal {sealed.short}" if sealed else f"{status}, not signed"
    written = f"{case.facts.title}. Written by {program}, {long_date(case.today)}"
    if not kind.names_case:  # an exact day, a place or a seal would lead back to the person
        classification = "For learning, without identifiers"
        written = f"Written by {program}, {MONTHS[case.today.month - 1]} {case.today.year}"
        seal = "" if case.seal else seal
    return Running(
        reference=draw(case.ref) if kind.names_case else "",
        classification=classification,
        kind=f"{draft}{_no_longer(case)}{kind.name}",
        title=draw(kind.title or f"Review {case.ref}"),
        written=draw(written),
        seal=seal,
        subject=classification or kind.name,
        program=program,
        today=case.today,
    )
