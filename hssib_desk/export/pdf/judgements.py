"""The judgements of a review: each phase in one line of a table, then each in full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms import rules
from hssib_desk.domain.forms.form import CodeList, Section
from hssib_desk.domain.review.case_file import EntryFile, Stage
from hssib_desk.export.pdf.case_sheet import Sheet, sentence
from hssib_desk.export.pdf.page import LINE, draw_text, text_width
from hssib_desk.export.pdf.parts import CELL_LIMIT, LEAD, SMALL, TABLE, TABLE_STRONG, labelled, under
from hssib_desk.export.pdf.signs import ScoreBoxes
from hssib_desk.export.pdf.tables import ruled_table

Phase = tuple[EntryFile, Section]

_WIDTHS = (137.5, 105, 67, 172.4)
_FIRST_SENTENCE = re.compile(r"\s*(.+?[.!?…])(?=\s|$)", re.S)
_ONE_LINE = 160


def phases_of(sheet: Sheet, stage: Stage | None = None) -> list[Phase]:
    """The scored sections that are asked, in the order of their forms; overall care stands last.

    Without a stage they are those of the stage that the case is shown at.
    """
    stage = stage or sheet.case.stage
    entries = [e for e in sheet.case.entries if e.stage == stage and not e.form.repeat]
    if stage == "first":
        begun = {entry.form.key for entry in entries}
        forms = sheet.case.library.forms.values()
        entries += [EntryFile("", form, {}) for form in forms if form.phases and form.key not in begun]
    found = [
        (entry, section)
        for entry in entries
        for section in entry.form.phases
        if rules.section_shown(section, entry, sheet.context)
    ]
    return sorted(found, key=lambda phase: _is_overall(phase[1]))


def _is_overall(section: Section) -> bool:
    return section.field_with_role("overall_score") is not None


def phase_table(sheet: Sheet, phases: list[Phase], origins: Mapping[str, str]) -> list[Flowable]:
    """Each phase with its score, drawn and in words, the judgement in one line, and whose score it is."""
    rows = [_row(sheet, entry, section, origins.get(section.key, "")) for entry, section in phases]
    if not rows:
        return []
    scale = _scale(phases[0][1])
    steps = [step for step in scale.choices if step.points is not None]
    head = ("Phase", f"Score, {steps[0].points} to {steps[-1].points}", "", "Judgement in one line")
    key = ", ".join(f"{step.points} {step.label.lower()}" for step in steps)
    note = f"{key}. Overall care is judged in its own right; it is not an average of the phases."
    table = ruled_table(sheet.words, head, rows, _WIDTHS, is_closed=_is_overall(phases[-1][1]))
    return [table, sheet.note(note)]


def overall_in_words(sheet: Sheet) -> str:
    """The score of overall care and its judgement in one line; empty where it is not scored."""
    for entry, section in phases_of(sheet):
        code = _score(entry, section)
        if _is_overall(section) and code:
            choice = _scale(section).by_code.get(code)
            points = f"{choice.points}, " if choice and choice.points is not None else ""
            word = _scale(section).label(code).lower()
            return " ".join(
                filter(None, (f"{section.title} is scored {points}{word}.", _one_line(sheet, entry, section)))
            )
    return ""


def _row(sheet: Sheet, entry: EntryFile, section: Section, origin: str) -> list[Any]:
    style = TABLE_STRONG if _is_overall(section) else TABLE
    code, scale = _score(entry, section), _scale(section)
    choice = scale.by_code.get(code)
    word = "" if choice and choice.points is None else scale.label(code) if code else _unscored(sheet)
    words = sheet.words
    boxes = ScoreBoxes(scale, code, is_strong=style is TABLE_STRONG)
    return [
        words.cell(section.title, style),
        boxes,
        words.cell(word, style),
        [*words.cell(_one_line(sheet, entry, section)), *words.cell(origin, SMALL)],
    ]


def _unscored(sheet: Sheet) -> str:
    """What is printed for a score that was not given: none is to come where the case ended without one."""
    return figure("not_reviewed" if sheet.case.status == "not_reviewed" else "not_scored").name


def _scale(section: Section) -> CodeList:
    field = section.score_field
    assert field is not None and field.options is not None  # what makes a section a phase
    return field.options


def _score(entry: EntryFile, section: Section) -> str:
    field = section.score_field
    return str(entry.answers.get(field.key, "")) if field else ""


def _one_line(sheet: Sheet, entry: EntryFile, section: Section) -> str:
    """The headline as written, else the first sentence of the judgement."""
    for role in ("headline", "na_reason"):
        if text := sheet.peek(entry, role, section):
            if len(text) > CELL_LIMIT:  # the whole of it stands with the judgement
                return first_sentence(text)
            return sheet.text(entry, role, section)
    for role in ("judgement_better", "judgement_well"):
        if text := sheet.peek(entry, role, section):
            return first_sentence(text)
    return ""


def first_sentence(text: str) -> str:
    """The first sentence of a text, shortened where it is very long."""
    found = _FIRST_SENTENCE.match(text)
    line = " ".join((found[1] if found else text[: 2 * _ONE_LINE]).split())
    return line if len(line) <= _ONE_LINE else line[:_ONE_LINE].rsplit(" ", 1)[0] + " …"


def judgements(sheet: Sheet, phases: list[Phase]) -> list[Flowable]:
    """Each judgement in full, with what it rests on and what was raised from it."""
    found: list[Flowable] = []
    for entry, section in phases:
        code = _score(entry, section)
        sheet.take(entry, section.score_field)
        body = list(_judgement(sheet, entry, section))
        if body:
            title = sheet.words.replaced.drawable(section.title)
            found += [Spacer(1, 12)] if found else []
            found += under(PhaseTitle(title, _scale(section), code, _unscored(sheet)), body)
    return found


def _judgement(sheet: Sheet, entry: EntryFile, section: Section) -> Iterator[Flowable]:
    for role in ("judgement_well", "judgement_better"):
        field = section.field_with_role(role)
        if text := sheet.text(entry, role, section):
            yield from labelled(sheet.words, field.label if field else "", text)
    rests = sheet.text(entry, "rests_on", section)
    rest = sheet.rest(entry, [section])
    if rest:
        yield Spacer(1, 5)
        yield from sheet.blocks(rest)
    raised = ", ".join(
        f"{item.form.singular.lower()} {item.ref}"
        for item in sheet.case.entries
        if item.origin
        and entry.id
        and item.origin.entry_id == entry.id
        and item.origin.section == section.key
    )
    parts = (f"Rests on: {sentence(rests)}" if rests else "", f"Raised here: {raised}." if raised else "")
    if any(parts):
        yield sheet.note(" ".join(filter(None, parts)))


class PhaseTitle(Flowable):
    """The name of a phase with its score at the right, over a line."""

    def __init__(self, title: str, scale: CodeList, code: str, unscored: str) -> None:
        super().__init__()
        self.title, self.code = title, code
        self.boxes = ScoreBoxes(scale, code)
        choice = scale.by_code.get(code)
        self.word = unscored if choice is None else choice.label if choice.points is not None else ""

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """One line with the boxes in it."""
        self.width, self.height = width, 25.5
        self.boxes.wrap(width, self.height)
        return self.width, self.height

    def getSpaceAfter(self) -> float:
        """The space below the line."""
        return 3.0

    def draw(self) -> None:
        """Draw name, boxes, word and line; the name is a bookmark."""
        canvas, baseline = self.canv, 10.3
        place = canvas.absolutePosition(0, self.height)
        key = f"phase-{canvas.getPageNumber()}-{round(place[1])}"
        canvas.bookmarkPage(key, fit="XYZ", left=0, top=place[1] + 12)
        canvas.addOutlineEntry(self.title, key, 1, closed=True)
        word_width = text_width(self.word, LEAD) if self.word else 0
        x = self.width - self.boxes.drawn_width - (word_width + 10 if self.word else 0)
        draw_text(canvas, self.title, LEAD, 0, baseline, room=x - 10)
        self.boxes.drawOn(canvas, x, baseline - 4.5)
        draw_text(canvas, self.word, LEAD, self.width, baseline, anchor=1.0)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(0, 0, self.width, 0)
