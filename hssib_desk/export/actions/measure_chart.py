"""The measure of an action in a PDF: its numbers along the calendar, and the day of the action marked."""

from __future__ import annotations

import itertools

from reportlab.platypus import Flowable

from hssib_desk.domain.actions.measuring import Measure, Scale, number
from hssib_desk.domain.dates import PartialDate, show_date
from hssib_desk.export.pdf.page import COLUMN, LINE, NAVY, TEXT, TEXT2, draw_text, style_of, text_width

HEIGHT, FOOT, LEFT, TOP = 150.0, 24.0, 40.0, 22.0
_TICK = style_of("measure tick", 9, 11, textColor=TEXT2)
_MARK = style_of("measure mark", 9, 11, textColor=NAVY)
_VALUE = style_of("measure value", 9, 11, textColor=TEXT)


class MeasureChart(Flowable):
    """Dots joined by a line, from zero; no limits and no colour that judges."""

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self.measure, self.width, self.height = measure, COLUMN, HEIGHT
        self.scale = Scale(measure)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The space of the drawing."""
        return self.width, self.height

    def _x(self, day: PartialDate) -> float:
        return float(LEFT + 14 + (COLUMN - LEFT - 40) * self.scale.x(day))

    def _y(self, value: float) -> float:
        return FOOT + (HEIGHT - FOOT - TOP) * self.scale.y(value)

    def draw(self) -> None:
        """Draw the axis, the day of the action, then the numbers over both."""
        canvas = self.canv
        canvas.setLineWidth(0.6)
        for value in self.scale.ticks:
            canvas.setStrokeColor(TEXT2 if value == 0 else LINE)
            canvas.line(LEFT, self._y(value), self.width, self._y(value))
            draw_text(canvas, number(value), _TICK, LEFT - 5, self._y(value) - 3, anchor=1.0)
        self._draw_mark()
        spots = [(self._x(p.day), self._y(p.number)) for p in self.measure.points]
        canvas.setStrokeColor(TEXT2)
        canvas.setFillColor(TEXT2)
        for (x, y), (next_x, next_y) in itertools.pairwise(spots):
            canvas.line(x, y, next_x, next_y)
        taken = -100.0
        for (x, y), point in zip(spots, self.measure.points, strict=True):
            canvas.setFillColor(TEXT2)
            canvas.circle(x, y, 2.8, stroke=0, fill=1)
            draw_text(canvas, number(point.number), _VALUE, x, y + 6, anchor=0.5)
            label = show_date(point.day)
            half = text_width(label, _TICK) / 2
            if x - half > taken + 6 and x + half <= self.width:
                draw_text(canvas, label, _TICK, x, 8, anchor=0.5)
                taken = x + half

    def _draw_mark(self) -> None:
        mark, canvas = self.measure.mark, self.canv
        if mark is None:
            return
        x = self._x(mark)
        canvas.setStrokeColor(NAVY)
        canvas.setDash(2, 2)
        canvas.line(x, FOOT, x, self.height - 12)
        canvas.setDash()
        wide = text_width(self.measure.mark_said, _MARK)
        left = min(max(x - wide / 2, 0), self.width - wide)
        draw_text(canvas, self.measure.mark_said, _MARK, left, self.height - 9)
