"""The parts of a document as HTML: every text escaped, every table with its heads, every sign in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from hssib_desk.export.pdf.fonts import Replaced, legible
from hssib_desk.export.pdf.judgements import PhaseTitle
from hssib_desk.export.pdf.page import COLUMN
from hssib_desk.export.pdf.parts import BODY, FLAG, LEAD, NOTE, SMALL, TABLE_STRONG, Heading, Words
from hssib_desk.export.pdf.signs import BragSign, ScoreBoxes

BULLET = "•"
_CLASSES = {NOTE.name: "note", SMALL.name: "small", TABLE_STRONG.name: "strong", FLAG.name: "strong"}
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")  # they choose letter forms and directions
_BREAKS = {"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n"}
_SHAPES = {"blue": "☑", "green": "●", "amber": "▲", "red": "◆", "set_aside": "–"}


class Line(Flowable):
    """One line as typed, in a style; it has no size, for a browser lays it out."""

    def __init__(self, text: str, style: ParagraphStyle) -> None:
        super().__init__()
        self.text, self.style = text, style

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """No room."""
        return 0.0, 0.0


class Readable(Replaced):
    """What a browser cannot hold is named in square brackets; every other character stays as typed."""

    def drawable(self, text: str) -> str:
        """A text whose every character may stand in HTML."""
        return "".join(map(self._held, text.replace("\r\n", "\n").replace("\r", "\n")))

    def _held(self, char: str) -> str:
        if char in "\n\t" or char.isprintable() or char in _JOINERS:
            return char
        if char in _BREAKS:
            return _BREAKS[char]
        category = unicodedata.category(char)
        if category in ("Zs", "Zl", "Zp"):
            return char
        if category == "Cf":  # they print nothing, and some would turn the words after them round
            return ""
        self.counts[char] += 1
        return legible(char)


class HtmlWords(Words):
    """Texts as lines of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.replaced = Readable()

    def text(self, text: str, style: ParagraphStyle = BODY, width: float = COLUMN) -> list[Flowable]:
        """A text as one line for each line as typed."""
        lines = self.replaced.drawable(text).split("\n")
        return [Line(line.rstrip(), style) for line in lines if line.strip()]

    def line(self, text: str, style: ParagraphStyle = BODY) -> Flowable:
        """A text that is one line."""
        return Line(" ".join(self.replaced.drawable(text).split("\n")), style)


def html_of(flowables: Iterable[Flowable], title: str) -> Iterator[str]:
    """The parts of one section as HTML; `title` is its heading, of the second level."""
    level = 2
    for item in flowables:
        if isinstance(item, Spacer | CondPageBreak):
            continue
        if isinstance(item, KeepTogether):
            yield from html_of(item._content, title)
        elif isinstance(item, Heading | PhaseTitle):
            level, title = 3, item.title
            yield f"<h3>{escape(item.title)}{_phase_score(item)}</h3>"
        elif isinstance(item, Line):
            yield _line(item, level + 1)
        elif isinstance(item, Table):
            yield _TABLES[item.kind](item, title)
        else:
            raise TypeError(f"there is no HTML for {type(item).__name__}")


def _phase_score(item: Heading | PhaseTitle) -> str:
    if isinstance(item, Heading):
        return ""
    word = f" {item.word}" if item.word else ""
    return f' <span class="score">{_score(item.boxes)}{escape(word)}</span>'


def _line(item: Line, level: int) -> str:
    text = escape(item.text)
    if item.style is LEAD:
        return f'<h{level} dir="auto">{text}</h{level}>'
    name = _CLASSES.get(item.style.name, "")
    marked = f' class="{name}"' if name else ""
    return f'<p dir="auto"{marked}>{text}</p>'


def _score(boxes: ScoreBoxes) -> str:
    """A score in words, with its boxes for the eye alone."""
    chosen = boxes.chosen
    if chosen is None:
        return ""
    if chosen.points is None:
        return escape(chosen.label)
    drawn = "".join(
        f"<b>{step.points}</b>" if step.code == chosen.code else f"<i>{step.points}</i>"
        for step in boxes.steps
    )
    most = boxes.steps[-1].points
    return f'<span class="boxes" aria-hidden="true">{drawn}</span><span>{chosen.points} of {most}</span>'


def _cell(content: Any) -> str:
    """What stands in a cell of a table."""
    items = _items(content)
    if len(items) == 1 and isinstance(items[0], Line):
        return _strong(items[0])
    return "".join(_in_cell(item) for item in items)


def _items(content: Any) -> list[Flowable]:
    return content if isinstance(content, list) else [content] if content else []


def _in_cell(item: Flowable) -> str:
    if isinstance(item, ScoreBoxes):
        return _score(item)
    if isinstance(item, BragSign):
        shape = f'<span aria-hidden="true">{_SHAPES.get(item.code, "○")}</span>'
        return f'<span class="brag {item.code}">{shape} {escape(item.label)}</span>'
    if isinstance(item, Line):
        small = ' class="small"' if item.style is SMALL else ""
        return f'<p dir="auto"{small}>{_strong(item)}</p>'
    raise TypeError(f"there is no HTML in a table for {type(item).__name__}")


def _strong(item: Line) -> str:
    text = escape(item.text)
    return f"<strong>{text}</strong>" if item.style is TABLE_STRONG else text


def _ruled(table: Table, title: str) -> str:
    """A table with a head over each column; a column without one belongs to the column before it."""
    top, *cells = table._cellvalues
    rows: list[list[Any]] = []
    for number, row in enumerate(cells, 1):
        if number in table.tied:  # a browser finds the width for it in the column of its title
            rows[-1][1] = [*_items(rows[-1][1]), *_items(row[1])]
        else:
            rows.append(list(row))
    heads = [_plain(cell) for cell in top]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads if name)
    body = "".join(f"<tr>{''.join(_columns(heads, row))}</tr>" for row in rows)
    return (
        f'<table class="ruled" aria-label="{escape(title)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _columns(heads: Sequence[str], row: Sequence[Any]) -> Iterator[str]:
    cells: list[str] = []
    for name, content in zip(heads, row, strict=True):
        if name:
            cells.append(_cell(content))
        else:
            cells[-1] = f"{cells[-1]} {_cell(content)}".strip()
    yield f'<th scope="row" dir="auto">{cells[0]}</th>'
    yield from (f'<td dir="auto">{cell}</td>' for cell in cells[1:])


def _plain(cell: Any) -> str:
    return cell.text if isinstance(cell, Line) else ""


def _pairs(table: Table, title: str) -> str:
    """Labels with what they stand for, or a list where the labels are bullets."""
    rows = table._cellvalues
    if all(_plain(row[0]) == BULLET for row in rows):
        items = "".join(f'<li dir="auto">{_cell(row[1])}</li>' for row in rows)
        return f"<ul>{items}</ul>"
    body = "".join(
        f'<tr><th scope="row" dir="auto">{_cell(row[0])}</th><td dir="auto">{_cell(row[1])}</td></tr>'
        for row in rows
    )
    return f'<table class="{table.kind}" aria-label="{escape(title)}"><tbody>{body}</tbody></table>'


def _grid(table: Table, title: str) -> str:
    """The answers of a grid, one under another: a page that is read aloud has no use for columns."""
    body = "".join(
        f'<tr><th scope="row" dir="auto">{_cell(label)}</th><td dir="auto">{_cell(value)}</td></tr>'
        for label, value in table.pairs
    )
    return f'<table class="answers" aria-label="{escape(title)}"><tbody>{body}</tbody></table>'


_TABLES = {"ruled": _ruled, "answers": _pairs, "flags": _pairs, "grid": _grid}
