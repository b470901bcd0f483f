"""The tables of a PDF: ruled ones with a head, facts, answers beside their labels, codes in bold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Table, TableStyle

from hssib_desk.export.pdf.fonts import REGULAR
from hssib_desk.export.pdf.page import COLUMN, LINE, NAVY
from hssib_desk.export.pdf.parts import BODY, FACT, FACT_LABEL, FLAG, RECORD, RECORD_LABEL, TABLE_HEAD, Words

# Two rows up to this height, in points, are kept on one page.
_TOGETHER = 160.0
# The room that the head of a table takes above its first row.
_HEAD = 34.0
# A row higher than this, in points, may not fit on a page under the head.
_HIGHEST = 600.0
# The room about the words of a row, and a line more: they are laid out between paddings later.
_ROOM = 20.0
# How much of a table stands at least and at most under its heading, in points.
_LEAST, _MOST = 56.0, 200.0
# How many very short answers stand beside one another.
ACROSS = 4


def _grid(kind: str, rows: Sequence[Sequence[Any]], **options: Any) -> Table:
    """A table that says what it is (ruled, facts, answers, flags), for who writes it in another way."""
    table = Table(rows, **options)  # no subclass: a table that splits makes more of its own class
    table.kind = kind
    # A heading above stays with the first row: its words, and the room about them.
    table.needs = max(_LEAST, min(_height(rows[0], options["colWidths"]) + _ROOM, _MOST))
    return table


def _ruling(rows: int, tied: Sequence[int], is_closed: bool, keeps: bool) -> list[tuple[Any, ...]]:
    """The lines and the room of a table; a tied row, counted with the head, belongs to the row before it.

    `keeps` holds them on one page.
    """
    style: list[tuple[Any, ...]] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 9),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, 0), 1),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 4.5),
        ("TOPPADDING", (0, 1), (-1, -1), 4.6),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 4.4),
    ]
    for row in tied:
        style += [
            ("SPAN", (1, row), (-1, row)),
            *([("NOSPLIT", (0, row - 1), (-1, row))] if keeps else []),
            ("BOTTOMPADDING", (0, row - 1), (-1, row - 1), 0),
            ("TOPPADDING", (0, row), (-1, row), 1),
        ]
    last = rows - 1 if is_closed else rows
    ends = [row for row in range(1, last + 1) if row + 1 not in tied]
    style += [("LINEBELOW", (0, row), (-1, row), 0.6, LINE) for row in ends]
    # After the lines of the rows: where a table goes on, the line of the row before lies under the head's.
    style.append(("LINEBELOW", (0, 0), (-1, 0), 1.25, NAVY))
    if is_closed:
        style.append(("LINEBELOW", (0, -1), (-1, -1), 1.25, NAVY))
    return style


def ruled_table(
    words: Words,
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    is_closed: bool = False,
    room: float = COLUMN,
) -> Table:
    """A table without vertical lines whose head repeats on each page; `is_closed` rules off the last row.

    Only a row that is higher than a page goes on on the next one. A row of two cells in a wider table belongs
    to the row before it, and its second cell takes the whole width that is left.
    `room` is how wide the whole table is.
    """
    top = [words.line(title, TABLE_HEAD) if title else "" for title in head]
    columns = [width * room / sum(widths) for width in widths]
    tied = [number for number, row in enumerate(rows, 1) if len(row) < len(head)]
    whole = _whole_rows(rows, columns)
    may_split = max((height for _row, height in whole), default=0) > _HIGHEST
    style = _ruling(len(rows), tied, is_closed, keeps=not may_split)
    # The last row does not stand alone on a page, unless it is long enough not to look lost there.
    last = sum(height for _row, height in whole[-2:])
    is_kept = len(whole) > 1 and not may_split and last < _TOGETHER
    if is_kept:
        style.append(("NOSPLIT", (0, whole[-2][0]), (-1, -1)))
    table = _grid(
        "ruled",
        [top, *([*row, *[""] * (len(head) - len(row))] for row in rows)],
        colWidths=columns,
        repeatRows=1,
        splitInRow=int(may_split),
        hAlign="LEFT",
        style=TableStyle(style),
    )
    first = last if is_kept and len(whole) == 2 else whole[0][1]
    table.needs = _HEAD + (_TOGETHER / 2 if may_split else first)
    table.tied = frozenset(tied)
    return table


def _whole_rows(rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> list[tuple[int, float]]:
    """Each row that stands on its own, counted with the head, and its height with what belongs to it."""
    found: list[tuple[int, float]] = []
    for number, row in enumerate(rows, 1):
        if len(row) == len(widths):
            found.append((number, _height(row, widths)))
        else:
            start, height = found.pop()
            found.append((start, height + _height(row, [widths[0], sum(widths[1:])])))
    return found


def _height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """How high a row will be, near enough."""
    cells = [cell if isinstance(cell, list) else [cell] if cell else [] for cell in row]
    return max(
        sum(float(part.wrap(width, 1e6)[1]) for part in cell)
        for cell, width in zip(cells, widths, strict=True)
    )


def facts_table(words: Words, facts: Sequence[tuple[str, str]]) -> list[Flowable]:
    """Short facts in three columns, closed by a line."""
    cells = [[words.line(label, FACT_LABEL), words.line(value or "–", FACT)] for label, value in facts]
    rows = [[*cells[start : start + 3], *[""] * 3][:3] for start in range(0, len(cells), 3)]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 14),
        ("LINEBELOW", (0, -1), (-1, -1), 0.6, LINE),
    ]
    widths = [COLUMN / 3 + 5.5, COLUMN / 3 + 5.5, COLUMN / 3 - 11]
    return [_grid("facts", rows, colWidths=widths, splitInRow=1, style=TableStyle(style))]


def answers_table(words: Words, answers: Sequence[tuple[str, str]]) -> Table:
    """Short answers, each beside its label."""
    rows = [[words.line(label, RECORD_LABEL), words.cell(value, RECORD)] for label, value in answers]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 9),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    widths = [170, COLUMN - 170]
    return _grid("answers", rows, colWidths=widths, splitInRow=1, hAlign="LEFT", style=TableStyle(style))


def answers_grid(words: Words, answers: Sequence[tuple[str, str]]) -> Table:
    """Very short answers, each under its label, several beside one another; read along the rows."""
    pairs = [[words.line(label, RECORD_LABEL), *words.cell(value, RECORD)] for label, value in answers]
    rows = [[*pairs[at : at + ACROSS], *[""] * ACROSS][:ACROSS] for at in range(0, len(pairs), ACROSS)]
    style = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 12),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
    widths = [COLUMN / ACROSS] * ACROSS
    table = _grid("grid", rows, colWidths=widths, splitInRow=0, hAlign="LEFT", style=TableStyle(style))
    table.pairs = [(pair[0], pair[1:]) for pair in pairs]
    return table


def flag_table(
    words: Words,
    rows: Sequence[tuple[str, str]],
    width: float = 38,
    lead: ParagraphStyle = FLAG,
    style: ParagraphStyle = BODY,
) -> list[Flowable]:
    """Codes in bold, each with what it stands for."""
    cells = [[words.line(code, lead), words.cell(label, style)] for code, label in rows]
    ruling = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.1),
    ]
    if not cells:
        return []
    widths, table = [width, COLUMN - width], TableStyle(ruling)
    return [_grid("flags", cells, colWidths=widths, splitInRow=1, hAlign="LEFT", style=table)]
