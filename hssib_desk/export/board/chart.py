"""The two charts of the report: bars by quarter, and days between deaths as dots, each with its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from reportlab.platypus import Flowable

from hssib_desk import resources
from hssib_desk.export.board.content import Chart
from hssib_desk.export.pdf.fonts import REGULAR
from hssib_desk.export.pdf.page import LINE, TEXT2, draw_text, style_of

HEIGHT, FOOT, LEFT = 150.0, 30.0, 28.0
INK = "#425563"
_TICK = style_of("chart tick", 8.5, 11, textColor=TEXT2)


@dataclass(frozen=True)
class Mark:
    """One value in place: the middle of its bar or dot, and how high it reaches, from the zero line."""

    x: float
    y: float
    value: int
    label: str


def top_of(chart: Chart) -> int:
    """The highest value of the axis: a round number at or above every value."""
    lines = [ceil(line) for level in chart.levels for line in (level.centre, *(level.limits or ()))]
    most = max((*chart.values, *lines, 1))
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if most / step <= 5)
    return int(step * ceil(most / step))


def ticks_of(chart: Chart) -> list[int]:
    """The values that are named on the axis."""
    top = top_of(chart)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if top / step <= 5)
    return list(range(0, top + 1, step))


def marks(chart: Chart, width: float, height: float) -> Iterator[Mark]:
    """Where each value stands in a drawing of a size, without its foot."""
    room = width / max(1, len(chart.values))
    for at, (value, label) in enumerate(zip(chart.values, chart.labels, strict=True)):
        yield Mark((at + 0.5) * room, value * height / top_of(chart), value, label)


@dataclass(frozen=True)
class Line:
    """A line of a level in place; limits are dashed."""

    left: float
    right: float
    y: float
    is_limit: bool = False


def lines_of(chart: Chart, width: float, height: float) -> Iterator[Line]:
    """The lines of every level, each over the values that it belongs to."""
    room = width / max(1, len(chart.values))
    for level in chart.levels:
        ends = level.first * room, (level.last + 1) * room
        for value in (level.centre, *(limit for limit in level.limits or () if limit > 0)):
            yield Line(*ends, value * height / top_of(chart), value != level.centre)


def labelled(chart: Chart, width: float) -> range:
    """The places whose labels are written: all of them, or as many as do not touch."""
    longest = max((len(line) for label in chart.labels for line in _lines(label)), default=1)
    fit = max(1, int(width / (4.6 * longest + 6)))
    return range(0, len(chart.labels), -(-len(chart.labels) // fit) or 1)


class ChartBox(Flowable):
    """A chart in a PDF: a zero line, no smoothing, no red or green."""

    def __init__(self, chart: Chart, width: float) -> None:
        super().__init__()
        self.chart, self.width, self.height = chart, width, HEIGHT

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The space of the drawing."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw axis, values and their labels."""
        canvas, chart = self.canv, self.chart
        tall, wide = self.height - FOOT - 10, self.width - LEFT
        canvas.setLineWidth(0.6)
        for tick in ticks_of(chart):
            y = FOOT + tick * tall / top_of(chart)
            canvas.setStrokeColor(TEXT2 if tick == 0 else LINE)
            canvas.line(LEFT, y, self.width, y)
            draw_text(canvas, str(tick), _TICK, LEFT - 5, y - 3, anchor=1.0)
        found = list(marks(chart, wide, tall))
        room, named = wide / max(1, len(found)), labelled(chart, wide)
        canvas.setFillColor(TEXT2)
        for at, mark in enumerate(found):
            self._draw(canvas, mark, room, at in chart.signals)
            for row, line in enumerate(_lines(mark.label) if at in named else ()):
                draw_text(canvas, line, _TICK, LEFT + mark.x, FOOT - 12 - 11 * row, anchor=0.5)
        canvas.setStrokeColor(TEXT2)
        for level in lines_of(chart, wide, tall):
            canvas.setLineWidth(0.8 if level.is_limit else 1.2)
            canvas.setDash(*((4, 3) if level.is_limit else ()))
            canvas.line(LEFT + level.left, FOOT + level.y, LEFT + level.right, FOOT + level.y)
        canvas.setDash(1, 2)
        for place in chart.breaks:
            canvas.line(LEFT + place * room, FOOT, LEFT + place * room, FOOT + tall)
        canvas.setDash()

    def _draw(self, canvas: Any, mark: Mark, room: float, is_signal: bool) -> None:
        x, y = LEFT + mark.x, FOOT + mark.y
        canvas.setFillColor(TEXT2)
        if is_signal:
            canvas.rect(x - 3.5, y - 3.5, 7, 7, stroke=0, fill=1)
        elif self.chart.dots:
            canvas.circle(x, y, 3 if room > 7 else 2, stroke=0, fill=1)
        else:
            canvas.rect(x - room * 0.3, FOOT, room * 0.6, mark.y, stroke=0, fill=1)
            draw_text(canvas, str(mark.value), _TICK, x, y + 3, anchor=0.5)


def _lines(label: str) -> list[str]:
    """A label under the axis: "Jul–Sep" above "2026"."""
    head, _, year = label.rpartition(" ")
    return [head, year] if head else [label]


def _dashes(line: Line) -> Iterator[tuple[float, float]]:
    left = line.left
    while left < line.right:
        yield left, min(left + 4, line.right)
        left += 7


_SCALE = 4  # dots of the picture for a point


def picture(chart: Chart, width: float = 482.0) -> bytes:
    """The same chart as a PNG, for a file that holds no drawing; equal values give equal bytes."""
    image = Image.new("RGB", (int(width * _SCALE), int(HEIGHT * _SCALE)), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(resources.resource(f"fonts/{REGULAR}.ttf")), int(8.5 * _SCALE))
    tall, wide = HEIGHT - FOOT - 10, width - LEFT

    def at(x: float, y: float) -> tuple[float, float]:
        return x * _SCALE, (HEIGHT - y) * _SCALE

    def write(text: str, x: float, y: float, anchor: str) -> None:
        draw.text(at(x, y), text, fill=INK, font=font, anchor=anchor)

    for tick in ticks_of(chart):
        y = FOOT + tick * tall / top_of(chart)
        draw.line([at(LEFT, y), at(width, y)], fill=INK if tick == 0 else "#CBD4DC", width=2)
        write(str(tick), LEFT - 5, y, "rm")
    found = list(marks(chart, wide, tall))
    room, named = wide / max(1, len(found)), labelled(chart, wide)
    for place, mark in enumerate(found):
        x, y = LEFT + mark.x, FOOT + mark.y
        if place in chart.signals:
            draw.rectangle([*at(x - 3.5, y + 3.5), *at(x + 3.5, y - 3.5)], fill=INK)
        elif chart.dots:
            size = 3 if room > 7 else 2
            draw.ellipse([*at(x - size, y + size), *at(x + size, y - size)], fill=INK)
        else:
            draw.rectangle([*at(x - room * 0.3, max(y, FOOT)), *at(x + room * 0.3, FOOT)], fill=INK)
            write(str(mark.value), x, y + 3, "ms")
        for row, text in enumerate(_lines(mark.label) if place in named else ()):
            write(text, x, FOOT - 12 - 11 * row, "ms")
    for level in lines_of(chart, wide, tall):
        y = FOOT + level.y
        for left, right in _dashes(level) if level.is_limit else ((level.left, level.right),):
            draw.line([at(LEFT + left, y), at(LEFT + right, y)], fill=INK, width=3 if level.is_limit else 5)
    for place in chart.breaks:
        x = LEFT + place * room
        for low in range(int(FOOT), int(FOOT + tall), 3):
            draw.line([at(x, low), at(x, low + 1)], fill=INK, width=3)
    saved = BytesIO()
    image.save(saved, "PNG", optimize=False)
    return saved.getvalue()
