"""Two reviews of one case in a summary: their scores and the agreed ones side by side, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.platypus import Flowable, Spacer

from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms.form import Choice, Section
from hssib_desk.domain.review.case_file import Seal, Stage
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.review_comparison import Answered, Compared, compare, in_words
from hssib_desk.domain.review.second_review import assigned, status_in_words
from hssib_desk.export.pdf.case_sheet import Sheet, long_date
from hssib_desk.export.pdf.judgements import judgements, phases_of
from hssib_desk.export.pdf.parts import TABLE, TABLE_STRONG, Part, labelled
from hssib_desk.export.pdf.signs import ScoreBoxes
from hssib_desk.export.pdf.tables import ruled_table

Body = list[Flowable]

_WIDTHS = (96, 102, 102, 102, 80)
_ANSWER_WIDTHS = (86, 150, 82, 82, 82)
_TITLES: dict[Stage, str] = {"first": "First review", "second": "Second review", "agreed": "Agreed scores"}


def as_counted(sheet: Sheet) -> Sheet:
    """The case as its scores count: with what was agreed in place of the first review, once signed."""
    return Sheet(standing(sheet.case), sheet.words) if _is_settled(sheet) else sheet


def _is_settled(sheet: Sheet) -> bool:
    return sheet.case.stage == "first" and sheet.case.seal_of("agreed") is not None


def seal_shown(sheet: Sheet) -> Seal | None:
    """The seal over the scores that count: of those who agreed them, where two reviews were made."""
    return sheet.case.seal_of("agreed") if _is_settled(sheet) else sheet.case.seal


def origins(sheet: Sheet) -> dict[str, str]:
    """Where the score of each section comes from, where two reviews were brought together."""
    return {row.section.key: _origin(row) for row in compare(sheet.case)} if _is_settled(sheet) else {}


def _origin(row: Compared) -> str:
    if row.is_same and row.agreed_score in (None, row.first_score):
        return "Both reviews gave this score." if row.first_score else ""
    return f"Agreed: the first review gave {_given(row.first_score)}, the second {_given(row.second_score)}."


def _given(score: Choice | None) -> str:
    if score is None:
        return "no score"
    return score.label.lower() if score.points is None else str(score.points)


def first_note(sheet: Sheet) -> Body:
    """Whose scores these are, where a second review was signed."""
    if sheet.case.stage != "first" or sheet.case.seal_of("second") is None:
        return []
    if _is_settled(sheet):
        said = "These are the scores that count, as agreed after two reviews."
    else:
        said = "These are the scores of the first review; those to count are not agreed yet."
    return [sheet.note(f"{said} See also “{_title(sheet)}”.")]


def judgements_title(sheet: Sheet) -> str:
    """The title over the judgements of the stage that is shown."""
    twice = sheet.case.stage == "first" and sheet.case.seal_of("second") is not None
    return "First review: judgements" if twice else "Judgements"


def second_parts(sheet: Sheet) -> Iterator[Part]:
    """The second review, once it is signed: the scores beside each other, then its judgements in full."""
    if sheet.case.stage != "first" or sheet.case.seal_of("second") is None:
        return
    yield Part(_title(sheet), _scores(sheet))
    yield Part("Second review: judgements", judgements(sheet, phases_of(sheet, "second")))


def _title(sheet: Sheet) -> str:
    settled = sheet.case.seal_of("agreed") is not None
    return "First, second and agreed scores" if settled else "First and second scores"


def _scores(sheet: Sheet) -> Body:
    rows = compare(sheet.case)
    if not rows:
        return []
    settled = sheet.case.seal_of("agreed") is not None
    head = ("Phase", "First", "Second", "Agreed" if settled else "Not agreed yet", "Difference")
    cells = [_row(sheet, row, settled) for row in rows]
    table = ruled_table(sheet.words, head, cells, _WIDTHS, is_closed=rows[-1].is_overall)
    note = (
        f"{in_words(rows)} Scores are individual clinical judgements and are not averaged. Lists and figures "
        "use the agreed scores once they are signed."
    )
    reasons = _reasons(sheet, rows) if settled else []
    return [table, sheet.note(note), *_answers(sheet, rows, settled), *reasons]


def _answers(sheet: Sheet, rows: tuple[Compared, ...], settled: bool) -> Body:
    """The coded answers in which the two reviews differ, side by side."""
    cells = [_answer(sheet, row, item, settled) for row in rows for item in row.answers if item.is_open]
    if not cells:
        return []
    head = ("Phase", "Question", "First", "Second", "Agreed" if settled else "Not agreed yet")
    return [Spacer(1, 8), ruled_table(sheet.words, head, cells, _ANSWER_WIDTHS)]


def _answer(sheet: Sheet, row: Compared, item: Answered, settled: bool) -> list[Any]:
    if row.agreed is not None:
        sheet.take(row.agreed, item.field)
    agreed = item.shown(item.stands) if item.is_asked else "Not asked, as agreed"
    texts = (row.section.title, item.field.label, item.shown(item.first), item.shown(item.second))
    return [sheet.words.cell(text, TABLE) for text in (*texts, agreed if settled else "")]


def _row(sheet: Sheet, row: Compared, settled: bool) -> list[Any]:
    style = TABLE_STRONG if row.is_overall else TABLE
    for entry in (row.second, row.agreed):
        if entry is not None:
            sheet.take(entry, row.section.score_field)
    agreed = row.agreed_score if row.agreed else row.first_score  # two reviews accepted as agreeing
    return [
        sheet.words.cell(row.section.title, style),
        _boxes(row.section, row.first_score, row.is_overall),
        _boxes(row.section, row.second_score, row.is_overall),
        _boxes(row.section, agreed, row.is_overall) if settled else "",
        sheet.words.cell(row.words, style),
    ]


def _boxes(section: Section, score: Choice | None, is_strong: bool) -> Flowable:
    field = section.score_field
    assert field is not None and field.options is not None  # what makes a section a phase
    return ScoreBoxes(field.options, score.code if score else "", is_strong=is_strong)


def _reasons(sheet: Sheet, rows: tuple[Compared, ...]) -> Body:
    found: Body = []
    for row in rows:
        reason = sheet.text(row.agreed, "agreed_reason", row.section) if row.agreed else ""
        if reason:
            found += labelled(sheet.words, f"{row.section.title}: why this was agreed", reason)
    return found


def signatures(sheet: Sheet) -> Body:
    """Who signed each stage, by role, with its seal whole and what was declared."""
    own = sheet.case.stage
    signed = [stage for stage in _TITLES if sheet.case.seal_of(stage) and own in ("first", stage)]
    found: Body = []
    for stage in signed:
        seal = sheet.case.seal_of(stage)
        assert seal is not None
        by = f"{_TITLES[stage]}: signed by" if len(signed) > 1 else "Signed by"
        who = f"{by} the {seal.role or 'reviewer'} on {long_date(local_day(seal.at))}."
        found += [Spacer(1, 6)] if found else []
        found += sheet.words.text(who)
        found.append(sheet.note(f"Seal (SHA-256): {seal.digest}"))
        for entry in sheet.case.entries:
            if entry.stage == stage and entry.form.role("declaration"):
                sheet.take(entry, entry.form.role("signer_role"))
                found += sheet.blocks(sheet.rest(entry))
    return found


def status(sheet: Sheet) -> str:
    """The status of the case, or of the second review where that is what is shown."""
    if sheet.case.stage == "second":
        return status_in_words("second_review", "compare" if sheet.case.seal else "blind")
    return status_in_words(sheet.case.status, sheet.second)


def reviewed_by(sheet: Sheet) -> str:
    """The role of who reviews at the stage that is shown, and of who reviewed a second time."""
    stage = sheet.case.stage
    if _is_settled(sheet):
        roles = (sheet.case.text("reviewer_role"), assigned(sheet.case, "second").role)
        return " and ".join(dict.fromkeys(role for role in roles if role))
    own = assigned(sheet.case, stage).role if stage != "first" else ""
    return own or sheet.case.text("reviewer_role")
