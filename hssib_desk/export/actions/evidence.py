"""The evidence pack of one action: what was found, agreed, done, checked and measured, and its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from hssib_desk import __version__
from hssib_desk.domain.actions.measures import amber_days, brag, is_action
from hssib_desk.domain.actions.measuring import Measure, measure_of, number
from hssib_desk.domain.actions.promises import promised_before
from hssib_desk.domain.dates import local_day, show_date, show_long
from hssib_desk.domain.review.blinding import is_blind_view
from hssib_desk.domain.review.case_file import CaseFile, Change, EntryFile
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.history import PastChange
from hssib_desk.domain.review.privacy import text_hits
from hssib_desk.export.actions.measure_chart import HEIGHT, MeasureChart
from hssib_desk.export.files import locking
from hssib_desk.export.pdf.case_sheet import Sheet
from hssib_desk.export.pdf.page import Running, SummaryPages, style_of
from hssib_desk.export.pdf.parts import BODY, LEAD, SMALL, Part, headed
from hssib_desk.export.pdf.tables import answers_table, facts_table, ruled_table
from hssib_desk.export.report import ExportError, ExportReport
from hssib_desk.resources import product

_LINE = style_of("history line", 9.5, 13)
_SHORT, _LONGEST = 160, 600  # letters beside a label; letters of one change
WHAT_WAS_DONE = ("implemented_date", "progress", "evidence")
WHO_CHECKED = (
    "verified_by",
    "verified_date",
    "closed_by",
    "closed_date",
    "assurance_due",
    "assurance_result",
)
MEASURED = ("measure", "measured")
_IN_FACTS = ("title", "status", "owner", "target_date", "revised_date")


def action_in(case: CaseFile, named: str) -> EntryFile:
    """The action of a case by its id or its reference within it; raises ExportError."""
    if is_blind_view(case):
        raise ExportError(
            f"{case.ref} is under blind second review. Its actions can be written once that is signed."
        )
    found = [entry for entry in case.entries if is_action(entry.form) and named in (entry.id, entry.ref)]
    if not found:
        raise ExportError(f"{case.ref} has no action {named}.")
    return found[0]


def write_evidence(
    case: CaseFile,
    entry: EntryFile,
    history: Sequence[Change],
    past: Sequence[PastChange],
    out: Path,
    force: bool = False,
    password: str = "",
) -> ExportReport:
    """Write the pack; the same action on the same day gives the same bytes. Raises ExportError."""
    sheet = Sheet(standing(case))
    own = [change for change in past if change.entry_id == entry.id and not change.identifies]
    story = _story(sheet, entry, history, own)
    draw, facts = sheet.words.replaced.drawable, case.facts
    program = facts.program or f"{product()} {__version__}"
    ref = f"{case.ref}-{entry.ref}"
    running = Running(
        reference=draw(ref),
        classification=draw(facts.classification),
        kind="Evidence of an action",
        title=draw(f"Action {ref}"),
        written=draw(f"{facts.title}. Written by {program}, {show_long(case.today)}"),
        seal="",
        subject=draw(facts.classification),
        program=program,
        today=case.today,
    )
    with locking(out, force, password) as part:
        SummaryPages(part, running).write(story)
    hits = [hit.sentence for hit in text_hits(case, {entry.form.key}) if hit.entry_ref == entry.ref]
    return ExportReport(out, 1, 1, (*sheet.words.replaced.notes, *hits))


def _story(
    sheet: Sheet, entry: EntryFile, history: Sequence[Change], past: Sequence[PastChange]
) -> list[Flowable]:
    words = sheet.words
    story: list[Flowable] = [words.line(sheet.text(entry, "title") or "Not written yet", LEAD), Spacer(1, 8)]
    story += facts_table(words, list(_facts(sheet, entry, history)))
    taken = {*_IN_FACTS, *WHAT_WAS_DONE, *WHO_CHECKED, *MEASURED, "links"}
    parts = (
        Part("What was found", list(_found(sheet, entry))),
        Part("What was agreed", _answers(sheet, entry, lambda role: role not in taken)),
        Part("What was done, and the evidence", _answers(sheet, entry, lambda role: role in WHAT_WAS_DONE)),
        Part(
            "Who checked it, and whether it holds", _answers(sheet, entry, lambda role: role in WHO_CHECKED)
        ),
        Part("What was measured", list(_measured(sheet, entry))),
        Part("History", list(_history(sheet, past))),
    )
    for number_, part in enumerate(parts, 1):
        part.body = part.body or [words.line("Nothing is recorded yet.", SMALL)]
        story += headed(words, part, number_)
    return story


def _facts(sheet: Sheet, entry: EntryFile, history: Sequence[Change]) -> Iterator[tuple[str, str]]:
    case = sheet.case
    state = brag(entry, case.today, case.library, amber_days(case.facts.settings, case.library))
    late = f", {state.why}" if state.days_overdue is not None else ""
    before = promised_before(entry, history)
    yield "Status", sheet.text(entry, "status")
    yield "BRAG", f"{state.label}{late}"
    yield _label(entry, "owner"), sheet.text(entry, "owner")
    target, revised = sheet.text(entry, "target_date"), sheet.text(entry, "revised_date")
    yield "Target now", revised or target
    yield "Promised before", ", ".join(before)
    yield "Case", case.ref


def _label(entry: EntryFile, role: str) -> str:
    field = entry.field(role)
    return field.label if field else ""


def _found(sheet: Sheet, entry: EntryFile) -> Iterator[Flowable]:
    """The problems and learning points it comes from, and the judgement it was raised from."""
    case, words = sheet.case, sheet.words
    linked = entry.value("links")
    found = [case.entry_by_id(link) for link in linked] if isinstance(linked, list) else []
    for source in filter(None, found):
        said = sheet.peek(source, "title") or "Not written yet"
        yield Spacer(1, 6)
        yield words.line(f"{source.form.singular} {source.ref}: {said}", LEAD)
        rows = [
            (field.label, sheet.show(field, value))
            for field, value in sheet.answers(source)
            if field.role not in ("title", "links")
        ]
        yield answers_table(words, rows) if rows else Spacer(1, 2)
    judged = case.entry_by_id(entry.origin.entry_id) if entry.origin else None
    section = judged.form.by_section.get(entry.origin.section) if judged and entry.origin else None
    if judged and section:
        yield Spacer(1, 6)
        yield words.line(f"Raised from: {section.title}", LEAD)
        rows = [
            (field.label, sheet.show(field, value))
            for field, value in sheet.answers(judged)
            if field in section.fields and field.role in ("phase_score", "overall_score", "headline")
        ]
        yield answers_table(words, rows) if rows else Spacer(1, 2)


def _answers(sheet: Sheet, entry: EntryFile, wanted: Callable[[str], bool]) -> list[Flowable]:
    """Answers in the order of the form: short ones beside their label, long ones below it."""
    words, found, short = sheet.words, [], []
    for field, value in sheet.answers(entry):
        if not wanted(field.role):
            continue
        said = sheet.show(field, value)
        if len(said) <= _SHORT and "\n" not in said:
            short.append((field.label, said))
        else:
            found += [CondPageBreak(60), words.line(field.label, LEAD), *words.text(said, BODY)]
    return [*([answers_table(words, short)] if short else []), *found]


def _measured(sheet: Sheet, entry: EntryFile) -> Iterator[Flowable]:
    words, measure = sheet.words, measure_of(entry)
    told = [words.line(said, BODY)] if (said := sheet.peek(entry, "measure")) else []
    if measure is None:
        yield from told
        return
    drawn = KeepTogether([*told, words.line(measure.sentence, SMALL), MeasureChart(measure)])
    drawn.needs = HEIGHT + 70  # its heading stays with it
    yield drawn
    yield _numbers(sheet, measure)


def _numbers(sheet: Sheet, measure: Measure) -> Flowable:
    words = sheet.words
    rows = [
        [
            words.cell(show_date(point.day), _LINE),
            words.cell(number(point.number), _LINE),
            words.cell("before the action" if at < measure.before else "", _LINE),
        ]
        for at, point in enumerate(measure.points)
    ]
    return ruled_table(words, ("Measured on", "Number", ""), rows, (120, 90, 270))


def _history(sheet: Sheet, past: Sequence[PastChange]) -> Iterator[Flowable]:
    """Every change, oldest first, without who made it: those are names of staff."""
    words, rows = sheet.words, []
    begun = {change.number for change in past if not change.field}  # with the first answers in one line
    for change in past:
        if change.field and change.number in begun:
            continue
        said = change.asked or change.what
        rows.append(
            [
                words.cell(show_date(local_day(change.at)), _LINE),
                words.cell(said, _LINE),
                words.cell(_cut(change.before), _LINE),
                words.cell(_cut(change.after), _LINE),
                words.cell(change.why, _LINE),
            ]
        )
    if rows:
        yield words.line("Who made each change is in the export of the history.", SMALL)
        yield ruled_table(words, ("On", "What", "Before", "Now", "Why"), rows, (68, 110, 115, 130, 60))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
