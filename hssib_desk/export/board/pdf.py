"""The board report as a PDF: A4 portrait, each section under its heading, figures to the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from hssib_desk.export.board.chart import ChartBox
from hssib_desk.export.board.content import (
    Block,
    Chart,
    Facts,
    Item,
    Report,
    Section,
    Table,
    Text,
    for_the_board,
    quarter_head,
)
from hssib_desk.export.board.digest import figures_digest
from hssib_desk.export.files import locking
from hssib_desk.export.pdf.fonts import REGULAR, SEMIBOLD
from hssib_desk.export.pdf.page import COLUMN, LINE, NAVY, TEXT2, Running, SummaryPages, style_of
from hssib_desk.export.pdf.parts import Heading, Words
from hssib_desk.export.pdf.tables import facts_table
from hssib_desk.export.report import ExportReport

BODY = style_of("board body", 11, 16, spaceAfter=6)
LEAD = style_of("board lead", 11, 16, SEMIBOLD, spaceBefore=6, spaceAfter=3)
NOTE = style_of("board note", 9.5, 13, textColor=TEXT2, spaceBefore=3, spaceAfter=3)
ITEM = style_of("board item", 10, 13.5)
ITEM_NUMBER = style_of("board item number", 10, 13.5, SEMIBOLD, textColor=NAVY)
CAPTION = style_of("board caption", 11, 15, SEMIBOLD, spaceBefore=9, spaceAfter=3)
LOOKS = {"body": BODY, "lead": LEAD, "note": NOTE}
MANY, CROWDED = 6, 9  # columns above which a table is set smaller, and smaller still
_WHOLE, _BEGUN = 185.0, 100.0  # points up to which a table is not parted, and of a longer one's first part
WORDY = 4  # columns of words above which it is set smaller
_ROOM, _HEADING = 70.0, 62.0  # under a heading, so that it does not stand alone, and of its own


def write_pdf(report: Report, out: Path, force: bool = False, password: str = "") -> ExportReport:
    """Write the report; the same figures on the same day give the same bytes."""
    words = Words()
    story = story_of(report, words)
    draw = words.replaced.drawable
    running = Running(
        reference=draw(f"Board report, {quarter_head(report.periods[1])}"),
        classification=draw(report.marking),
        kind=report.subtitle,
        title=draw(report.title),
        written=draw(
            f"{report.classification}. {report.written}" if report.classification else report.written
        ),
        seal=f"Figures {figures_digest(report)}",
        subject=draw(report.marking),
        program=report.program,
        today=report.as_at,
    )
    with locking(out, force, password) as part:
        SummaryPages(part, running).write(story)
    rows = report.size
    return ExportReport(out, rows, rows, words.replaced.notes)


def story_of(report: Report, words: Words) -> list[Flowable]:
    """Everything on the pages in order."""
    story: list[Flowable] = list(facts_table(words, report.facts.rows))
    typed = for_the_board(report.typed)
    if typed.rows:
        story += _table(words, typed)
    for number, section in enumerate(report.sections, 1):
        story += _section(words, section, number)
    return story


def _section(words: Words, section: Section, number: int) -> list[Flowable]:
    head: list[Flowable] = [Heading(words, f"{number}  {section.title}")]
    if section.base:
        head.append(words.line(f"Counted in: {section.base}.", NOTE))
    body = [part for block in section.blocks for part in _block(words, block)]
    first = body[0].height if isinstance(body[0], CondPageBreak) else _ROOM
    return [CondPageBreak(_HEADING + first), *head, *body]


def _block(words: Words, block: Block) -> list[Flowable]:
    match block:
        case Text(text, look):
            return words.text(text, LOOKS[look]) if text else []
        case Item():
            return [_item(words, block), Spacer(1, 3)]
        case Table():
            return _table(words, block)
        case Chart():
            return [CondPageBreak(190), words.line(block.title, CAPTION), ChartBox(block, COLUMN)]
        case Facts(rows):
            return facts_table(words, rows)


def _item(words: Words, item: Item) -> Flowable:
    cells = [[words.line(item.number, ITEM_NUMBER), words.line(item.text, ITEM)]]
    plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"), *_NO_ROOM]
    return Grid(cells, colWidths=[34, COLUMN - 34], hAlign="LEFT", style=TableStyle(plain))


_NO_ROOM: list[tuple[Any, ...]] = [
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
]


def _table(words: Words, table: Table) -> list[Flowable]:
    shown = len(table.head) - table.below
    looks = _Looks(*_size(table, shown))
    head = [words.line(text, looks.head(table.is_number(n))) for n, text in enumerate(table.head[:shown])]
    rows: list[list[Any]] = [head]
    under: list[int] = []
    for at in range(len(table.rows)):
        rows.append(_cells(words, table, looks, at)[:shown])
        if table.below:
            under.append(len(rows))
            rows.append(_under(words, table, looks, at))
    widths = (table.widths or tuple(1.0 for _ in table.head))[:shown]
    columns = [width * COLUMN / sum(widths) for width in widths]
    style = _ruling(len(rows) - 1, table.closes, under)
    grid = Grid(rows, colWidths=columns, repeatRows=1, hAlign="LEFT", style=TableStyle(style))
    title = [words.line(table.title, CAPTION)] if table.title else []
    heights = sum(part.wrap(COLUMN, 1e6)[1] for part in [*title, grid])
    # A short table stays whole; a longer one begins only where some of its rows follow its head.
    return [CondPageBreak(heights + 6 if heights <= _WHOLE else _BEGUN), *title, grid, Spacer(1, 6)]


def _size(table: Table, shown: int) -> tuple[float, float]:
    """The size of type and the line of a table: smaller the more columns it has, or words alone."""
    if shown > CROWDED:
        return 8.5, 11.5
    if shown > MANY or table.words > WORDY:
        return 9.0, 12.0
    return (10.0, 13.0) if table.words == len(table.head) else (10.5, 14.0)


def _cells(words: Words, table: Table, looks: _Looks, at: int) -> list[Any]:
    return [
        words.cell(text, looks.cell(table.is_number(n), at in table.strong, _indent(table, n, at))) or ""
        for n, text in enumerate(table.rows[at])
    ]


def _under(words: Words, table: Table, looks: _Looks, at: int) -> list[Any]:
    """The last cell of a row under it, across the page, after the name of its column."""
    told = words.cell(f"{table.head[-1]}: {table.rows[at][-1]}", looks.under())
    return ["", told, *[""] * (len(table.head) - 3)]


def _indent(table: Table, column: int, row: int) -> float:
    """A part of the row above stands in; words after figures keep away from them."""
    if column == 0:
        return 11 if row in table.indented else 0
    return 10 if table.remark and column == len(table.head) - 1 else 0


class _Looks:
    """The styles of one size of table."""

    def __init__(self, size: float, leading: float) -> None:
        self.size, self.leading = size, leading

    def head(self, is_number: bool) -> ParagraphStyle:
        """The head of a column."""
        return self._style("head", is_number, SEMIBOLD, textColor=NAVY)

    def cell(self, is_number: bool, is_strong: bool, indent: float) -> ParagraphStyle:
        """A cell of the body."""
        font = SEMIBOLD if is_strong else REGULAR
        return self._style("cell", is_number, font, leftIndent=indent)

    def under(self) -> ParagraphStyle:
        """What stands under a row."""
        return self._style("under", False, REGULAR, textColor=TEXT2)

    def _style(self, name: str, is_number: bool, font: str, **more: Any) -> ParagraphStyle:
        aligned = {"alignment": TA_RIGHT} if is_number else {}
        return style_of(
            f"board {name} {self.size}{is_number}{font}{more}",
            self.size,
            self.leading,
            font,
            **aligned,
            **more,
        )


def _ruling(rows: int, closes: bool, under: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    """The lines and the room of a table; a row that stands under another one stays with it."""
    style: list[tuple[Any, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.0),
    ]
    ends = [row for row in range(1, rows + 1) if row + 1 not in under]
    style += [("LINEBELOW", (0, row), (-1, row), 0.6, LINE) for row in ends]
    style.append(("LINEBELOW", (0, 0), (-1, 0), 1.25, NAVY))
    for row in under:
        style += [("SPAN", (1, row), (-1, row)), ("NOSPLIT", (0, row - 1), (-1, row))]
    if rows > 1 and not under:
        style.append(("NOSPLIT", (0, max(1, rows - 1)), (-1, -1)))
    if closes:
        style.append(("LINEBELOW", (0, -1), (-1, -1), 1.25, NAVY))
    return style
