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
    most = max((*chart.values, 1))
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if most / step <= 5)
    return step * ceil(most / step)


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
        canvas.setFillColor(TEXT2)
        for mark in found:
            self._draw(canvas, mark, wide / max(1, len(found)))
        if chart.line is not None:
            y = FOOT + chart.line * tall / top_of(chart)
            canvas.setStrokeColor(TEXT2)
            canvas.setLineWidth(1.2)
            canvas.line(LEFT, y, self.width, y)

    def _draw(self, canvas: Any, mark: Mark, room: float) -> None:
        x, y = LEFT + mark.x, FOOT + mark.y
        if self.chart.dots:
            canvas.setFillColor(TEXT2)
            canvas.circle(x, y, 3, stroke=0, fill=1)
        else:
            canvas.setFillColor(TEXT2)
            canvas.rect(x - room * 0.3, FOOT, room * 0.6, mark.y, stroke=0, fill=1)
            draw_text(canvas, str(mark.value), _TICK, x, y + 3, anchor=0.5)
        for at, line in enumerate(_lines(mark.label)):
            draw_text(canvas, line, _TICK, x, FOOT - 12 - 11 * at, anchor=0.5)


def _lines(label: str) -> list[str]:
    """A label under the axis: "Jul–Sep" above "2026"."""
    head, _, year = label.rpartition(" ")
    return [head, year] if head else [label]


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
    room = wide / max(1, len(found))
    for mark in found:
        x, y = LEFT + mark.x, FOOT + mark.y
        if chart.dots:
            draw.ellipse([*at(x - 3, y + 3), *at(x + 3, y - 3)], fill=INK)
        else:
            draw.rectangle([*at(x - room * 0.3, max(y, FOOT)), *at(x + room * 0.3, FOOT)], fill=INK)
            write(str(mark.value), x, y + 3, "ms")
        for line, words in enumerate(_lines(mark.label)):
            write(words, x, FOOT - 12 - 11 * line, "ms")
    if chart.line is not None:
        y = FOOT + chart.line * tall / top_of(chart)
        draw.line([at(LEFT, y), at(width, y)], fill=INK, width=5)
    saved = BytesIO()
    image.save(saved, "PNG", optimize=False)
    return saved.getvalue()
