"""The board report as a spreadsheet: every value with its definition, and the cases behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hssib_desk.domain.board.count import Count
from hssib_desk.domain.board.definitions import board_form, definition, group_words
from hssib_desk.domain.board.people import Period
from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.export.board.content import Chart, Item, Report, Table, Text, for_the_board
from hssib_desk.export.board.digest import figures_digest
from hssib_desk.export.excel.sheets import Book, Sheet
from hssib_desk.export.files import locking
from hssib_desk.export.report import ExportReport

TITLE = "Board report"
FIGURES = (
    "Figure", "Group", "From", "To", "As at", "Numerator", "Denominator", "Value", "Unit", "Levels",
    "Shown as", "Definition",
)  # fmt: skip
_WIDTHS = [8, 44, 12, 12, 12, 12, 12, 10, 10, 20, 14, 80]
_ACTIONS = (
    "Ref", "Action", "Owner (role)", "First date", "Now due", "Days over", "BRAG", "Strength", "Closed on",
    "Effect check due", "Effect",
)  # fmt: skip


def write_excel(
    report: Report, facts: WorkbookFacts, out: Path, force: bool = False, password: str = ""
) -> ExportReport:
    """Write the report; the same figures on the same day give the same bytes."""
    if not report.shows_cases:
        facts = replace(facts, title=report.provider, classification=report.marking, workbook_id="")
    with locking(out, force, password) as part, Book(TITLE, facts, report.as_at) as book:
        _summary(book.sheet("Summary", [44, *[14] * 12], upright=True), report)
        if report.shows_cases:
            _figures(book.sheet("Figures", _WIDTHS), report)
            _actions(book.sheet("Actions", [16, 50, 24, 12, 12, 10, 12, 14, 12, 14, 14]), report)
            _texts(book.sheet("Changes", [60, 10, 10, 12, 90]), report, "Since the last report")
        _statutory(book.sheet("Statutory", [10, 110], upright=True), report)
        _definitions(book.sheet("Definitions", [8, 34, 90, 30, 40]))
        if report.shows_cases:  # what is published holds only what it shows
            _controls(book.sheet("Controls", [60, 40, 10, 10], upright=True), report)
            _cases(book.sheet("Cases", [10, 44, 14, 18]), report)
        book.save(part)
    rows = report.size
    return ExportReport(out, rows, rows, notes=book.notes.all)


def _summary(sheet: Sheet, report: Report) -> None:
    """What stands in the PDF, section by section: words, and tables as cells."""
    sheet.row([report.subtitle], "plain_line")
    sheet.row([report.title], "title", height=24)
    sheet.row([". ".join(filter(None, (report.marking, report.classification)))], "plain_line")
    sheet.row([f"{report.written}. Figures {figures_digest(report)}"], "plain_line")
    for label, value in report.facts.rows:
        sheet.row([label, value], ["label", "plain_line"])
    for row in for_the_board(report.typed).rows:
        sheet.row(list(row), ["label", "plain_line", "plain_line"])
    for number, section in enumerate(report.sections[:-1], 1):
        sheet.row([""], "plain")
        sheet.row([f"{number}  {section.title}"], "section", height=22)
        for block in section.blocks:
            match block:
                case Text(text):
                    if text:
                        sheet.row([text], "plain_line")
                case Item():
                    sheet.row([f"{block.number}  {block.text}"], "plain_line")
                case Table():
                    _table(sheet, block)
                case Chart():
                    sheet.row([block.title], "label")
                    for name, number in zip(block.labels, block.values, strict=True):
                        sheet.row([name, number], ["body", "count"])


def _table(sheet: Sheet, table: Table) -> None:
    if table.title:
        sheet.row([table.title], "label")
    heads = ["head_right" if table.is_number(n) else "head" for n in range(len(table.head))]
    sheet.row(list(table.head), heads)
    for row in table.rows:
        looks = ["number" if table.is_number(n) else "body" for n in range(len(row))]
        sheet.row([_value(text) if table.is_number(n) else text for n, text in enumerate(row)], looks)


def _value(text: str) -> Cell:
    """A number as a number, so that a spreadsheet can add it up."""
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() else text


def _figures(sheet: Sheet, report: Report) -> None:
    sheet.freeze("C2")
    sheet.head(list(FIGURES))
    periods = {period.key: period for period in report.periods}
    for count in report.figures.counts:
        sheet.row(_row(count, periods[count.period], report), _LOOKS, name=count.figure, height=15)
    sheet.table("FiguresTable", len(FIGURES))


_LOOKS = [
    "raw", "raw", "raw_date", "raw_date", "raw_date", "number", "number", "number", "raw", "raw", "raw", "raw"
]  # fmt: skip


def _row(count: Count, period: Period, report: Report) -> list[Cell]:
    found = definition(count.figure)
    whole = count.number is not None and count.number == int(count.number)
    number = int(count.number) if whole and count.number is not None else count.number
    return [
        count.figure,
        words_of(count),
        period.start,
        period.end,
        report.as_at,
        _plain(number),
        None if count.of is None else int(count.of),
        None if count.share is None else _plain(round(count.share, 4)),
        found.unit,
        ", ".join(found.levels),
        "exact",
        found.definition,
    ]


def _plain(number: float | int | None) -> Cell:
    return Decimal(str(number)) if isinstance(number, float) else number


def words_of(count: Count) -> str:
    """The words of a group; of a part that has none, such as one type of problem, its code."""
    words = definition(count.figure).groups
    if count.group in words:
        return words[count.group]
    head, _, tail = count.group.partition(":")
    named = words.get(head) or group_words("F01", head.removeprefix("age_"))
    return f"{named}: {words.get(tail, tail)}" if tail else named or count.group


def _actions(sheet: Sheet, report: Report) -> None:
    sheet.freeze("B2")
    sheet.head(list(_ACTIONS))
    for action in report.data.actions:
        sheet.row(
            [
                action.ref, action.title, action.owner, action.first, action.due, action.days_over,
                definition("F22").groups.get(action.colour, action.colour), action.strength, action.closed,
                action.check_due, action.check,
            ],
            [
                "raw", "body", "body", "date", "date", "number", "body", "body", "date", "date", "body",
            ],
            name=action.ref,
        )  # fmt: skip
    sheet.table("ActionsTable", len(_ACTIONS))


def _texts(sheet: Sheet, report: Report, lead: str) -> None:
    """What a section says from one lead on."""
    blocks = [block for section in report.sections for block in section.blocks]
    start = next((at for at, block in enumerate(blocks) if block == Text(lead, "lead")), len(blocks))
    sheet.row([lead], "section", height=22)
    for block in blocks[start + 1 :]:
        if isinstance(block, Table) and block.head[-1] == "Because":
            _table(sheet, block)
        elif isinstance(block, Text):
            sheet.row([block.text], "body")
        else:
            break


def _statutory(sheet: Sheet, report: Report) -> None:
    sheet.head(["Item", "Sentence"])
    for sentence in report.items:
        sheet.row([sentence.key, sentence.text], "body")


def _definitions(sheet: Sheet) -> None:
    sheet.freeze("A2")
    sheet.head(["Figure", "Name", "Definition", "Counted by", "Base"])
    for one in board_form().figures.values():
        sheet.row([one.key, one.name, one.definition, one.period, one.base], "body")


def _controls(sheet: Sheet, report: Report) -> None:
    sheet.head(["Sum", "Parts", "Total", "Adds up"])
    for control in report.figures.controls:
        parts = " + ".join(map(str, control.parts))
        sheet.row(
            [control.words, parts, control.total, "yes" if control.holds else "no"],
            ["body", "body", "count", "body"],
        )


def _cases(sheet: Sheet, report: Report) -> None:
    """One row for each case of each figure, so that a filter proves every number."""
    sheet.freeze("A2")
    sheet.head(["Figure", "Group", "Period", "Case"])
    names = dict(_period_names(report))
    for count in report.figures.counts:
        for ref in count.cases:
            sheet.row([count.figure, words_of(count), names[count.period], ref], "raw", height=15)
    sheet.table("CasesTable", 4)


def _period_names(report: Report) -> Iterator[tuple[str, str]]:
    own = {"before": "Period before", "now": "This period", "year": "Year to date"}
    for period in report.periods:
        yield period.key, own.get(period.key, f"Quarter from {period.start.isoformat()}")
