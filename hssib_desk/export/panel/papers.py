"""The papers of a meeting: agenda, each case with a front sheet and its review, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from hssib_desk import __version__
from hssib_desk.domain.dates import show_long
from hssib_desk.domain.panel.agenda import ASKED, family_questions, why_here
from hssib_desk.domain.panel.decision import overall_scores
from hssib_desk.domain.panel.meeting import Meeting
from hssib_desk.domain.panel.minutes import STAGES, judged, when
from hssib_desk.domain.review.case_file import CaseFile, WorkbookFacts
from hssib_desk.export.files import locking
from hssib_desk.export.panel.minutes_pdf import rows_of
from hssib_desk.export.pdf.page import Running, SummaryPages
from hssib_desk.export.pdf.parts import TABLE, TABLE_STRONG, TITLE_2, Heading, Words, headed
from hssib_desk.export.pdf.sections import governance_notes
from hssib_desk.export.pdf.summary import KINDS, facts_of, numbered_parts, sheet_of
from hssib_desk.export.pdf.tables import facts_table, ruled_table
from hssib_desk.export.report import ExportReport
from hssib_desk.resources import product


@dataclass(frozen=True)
class Overdue:
    """One action past its day, as the papers list it."""

    ref: str
    title: str
    owner: str
    target: str
    days: int


@dataclass(frozen=True)
class Papers:
    """All that the papers are made of; the cases as a reader of the window sees them."""

    meeting: Meeting
    cases: tuple[CaseFile, ...]
    facts: WorkbookFacts
    today: date
    overdue: tuple[Overdue, ...] = ()
    themes: tuple[tuple[str, int], ...] = ()


def write_papers(papers: Papers, out: Path, force: bool = False, password: str = "") -> ExportReport:
    """Write them as one PDF whose bookmarks lead to each case and its sections."""
    words = Words()
    notes: dict[str, None] = {}
    story = [*_agenda(words, papers)]
    for number, case in enumerate(papers.cases, 1):
        story += [PageBreak(), *_case(words, papers.meeting, number, case, notes)]
    story += _at_the_end(words, papers)
    draw, meeting, program = words.replaced.drawable, papers.meeting, f"{product()} {__version__}"
    running = Running(
        reference=draw(meeting.number),
        classification=draw(papers.facts.classification),
        kind="Papers for the panel",
        title=draw(f"{meeting.name}, {show_long(meeting.day)}" if meeting.day else meeting.name),
        written=draw(f"{papers.facts.title}. Written by {program}, {show_long(papers.today)}"),
        seal=f"{len(papers.cases)} case{'' if len(papers.cases) == 1 else 's'}",
        subject=draw(papers.facts.classification),
        program=program,
        today=papers.today,
    )
    with locking(out, force, password) as part:
        SummaryPages(part, running).write(story)
    rows = len(papers.cases)
    return ExportReport(out, rows, rows, (*words.replaced.notes, *notes))


def _agenda(words: Words, papers: Papers) -> Iterator[Flowable]:
    meeting = papers.meeting
    facts = [
        ("Meeting", meeting.number),
        ("When", when(meeting)),
        ("Cases", str(len(papers.cases))),
    ]
    yield from facts_table(words, facts)
    yield Heading(words, "Agenda")
    rows = [
        (
            words.line(str(number), TABLE),
            words.line(case.ref, TABLE_STRONG),
            words.line(why_here(case, meeting.number), TABLE),
            words.line(_scores_short(case), TABLE),
        )
        for number, case in enumerate(papers.cases, 1)
    ]
    yield ruled_table(words, ("No.", "Case", "Why it is here", "First, second"), rows, (10, 32, 96, 32))
    yield Spacer(1, 10)
    group = ", ".join(map(meeting.label, meeting.members)) or "Not set"
    yield from rows_of(
        words,
        [
            ("The group, by role", group),
            ("Quorum", f"{meeting.quorum} of {len(meeting.members)}"),
            ("Interests declared", meeting.conflicts or "Asked at the beginning; none declared yet"),
        ],
    )


def _scores_short(case: CaseFile) -> str:
    scores = overall_scores(case)
    return ", ".join(scores[stage].short for stage in ("first", "second") if stage in scores) or "–"


def _case(
    words: Words, meeting: Meeting, number: int, case: CaseFile, notes: dict[str, None]
) -> list[Flowable]:
    sheet = sheet_of(case, "governance", words)
    scores = overall_scores(case)
    facts = [
        *facts_of(sheet, KINDS["governance"]),
        *((f"{STAGES[stage]} score, overall", scores[stage].words) for stage in STAGES if stage in scores),
    ]
    rows = [("Why it is here", why_here(case, meeting.number)), judged(case)]
    front: list[Flowable] = [
        Heading(words, f"{number}  {case.ref}"),
        Spacer(1, 4),
        *facts_table(words, facts),
        Spacer(1, 8),
        *rows_of(words, [row for row in rows if row[1]]),
        Heading(words, "The family asked", 1, TITLE_2),
        *rows_of(words, family_questions(case) or [("No question", "None is recorded")]),
        Heading(words, "The panel is asked", 1, TITLE_2),
        *(flowable for asked in ASKED for flowable in words.text(asked)),
    ]
    parts = numbered_parts(sheet, KINDS["governance"])
    review = [*_lowered(part for number, told in parts for part in headed(words, told, number))]
    notes |= dict.fromkeys(governance_notes(sheet))
    return [*front, PageBreak(), *review]


def _lowered(story: Iterable[Flowable]) -> Iterator[Flowable]:
    """The headings of a review stand under that of its case in the bookmarks."""
    for part in story:
        for heading in part._content if isinstance(part, KeepTogether) else (part,):
            if isinstance(heading, Heading):
                heading.level += 1
        yield part


def _at_the_end(words: Words, papers: Papers) -> Iterator[Flowable]:
    yield PageBreak()
    yield Heading(words, "Actions past their day")
    yield from _overdue(words, papers.overdue)
    yield Heading(words, "Themes so far this year")
    if not papers.themes:
        yield words.line("No signed review of this year names a theme yet.")
        return
    rows = [(words.line(title, TABLE), words.line(str(count), TABLE)) for title, count in papers.themes]
    yield ruled_table(words, ("Theme", "Cases"), rows, (140, 30))


def _overdue(words: Words, found: Sequence[Overdue]) -> Iterator[Flowable]:
    if not found:
        yield words.line("None is past its day.")
        return
    rows = [
        (
            words.line(one.ref, TABLE_STRONG),
            words.cell(one.title),
            words.line(one.owner or "No owner yet", TABLE),
            words.line(f"{one.target}, {one.days} day{'' if one.days == 1 else 's'} over", TABLE),
        )
        for one in found
    ]
    yield ruled_table(words, ("Action", "What", "Owner", "Was due"), rows, (34, 74, 32, 30))
