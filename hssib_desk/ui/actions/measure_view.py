"""The measure of an action, drawn: its numbers along the calendar, and the day of the action marked."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hssib_desk.domain.actions.measuring import Measure, Scale, number
from hssib_desk.domain.dates import PartialDate, show_date
from hssib_desk.ui.kit.paint import box, text_width, words
from hssib_desk.ui.kit.theme import current

HEIGHT, TOP, FOOT = 150, 22, 24
_RIGHT, _MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


class MeasureView(QWidget):
    """Dots joined by a line, from zero; what they say is its accessible name."""

    def __init__(self) -> None:
        super().__init__()
        self.measure: Measure | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_measure(self, measure: Measure | None) -> None:
        """Show the numbers of a measure, or nothing."""
        self.measure = measure
        self.setVisible(measure is not None)
        if measure is not None:
            said = "; ".join(f"{show_date(point.day)} {number(point.number)}" for point in measure.points)
            mark = f" {measure.mark_said}." if measure.mark_said else ""
            self.setAccessibleName(f"{measure.title}: {said}.{mark} {measure.sentence}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a height that two or three labels of the axis fit into."""
        return QSize(240, current().px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the axis, the day of the action, then the numbers over both."""
        if self.measure is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, theme = Scale(self.measure), current()
        labels = [number(value) for value in scale.ticks]
        left = 8 + max(text_width(label, theme.font(12)) for label in labels)
        plot = QRectF(left, theme.px(TOP), self.width() - left, self.height() - theme.px(TOP + FOOT))
        for value, label in zip(scale.ticks, labels, strict=True):
            y = round(plot.bottom() - plot.height() * scale.y(value))
            colour = theme.tokens.line if value else theme.tokens.control
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), QColor(colour))
            room = QRectF(0, y - 8, left - 8, 16)
            words(painter, room, label, theme.font(12), theme.tokens.text2, _RIGHT)
        self._paint_mark(painter, plot, scale)
        self._paint_points(painter, plot, scale)

    def _x(self, plot: QRectF, scale: Scale, day: PartialDate) -> float:
        side = current().px(14)
        return plot.left() + side + (plot.width() - 2 * side) * scale.x(day)

    def _paint_mark(self, painter: QPainter, plot: QRectF, scale: Scale) -> None:
        measure, theme = self.measure, current()
        if measure is None or measure.mark is None:
            return
        x = round(self._x(plot, scale, measure.mark)) + 0.5
        pen = QPen(QColor(theme.tokens.accent), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, theme.px(17)), QPointF(x, plot.bottom()))
        font = theme.font(12, 600)
        wide = text_width(measure.mark_said, font)
        place = min(max(x - wide / 2, 0), self.width() - wide)
        words(painter, QRectF(place, 0, wide + 4, theme.px(16)), measure.mark_said, font, theme.tokens.text)

    def _paint_points(self, painter: QPainter, plot: QRectF, scale: Scale) -> None:
        measure, theme = self.measure, current()
        assert measure is not None
        spots = [
            QPointF(self._x(plot, scale, point.day), plot.bottom() - plot.height() * scale.y(point.number))
            for point in measure.points
        ]
        painter.setPen(QPen(QColor(theme.tokens.control), 1.3))
        for one, other in pairwise(spots):
            painter.drawLine(one, other)
        font, taken = theme.font(12), -100.0
        for spot, point in zip(spots, measure.points, strict=True):
            box(painter, QRectF(spot.x() - 4, spot.y() - 4, 8, 8), 4, theme.tokens.text2)
            label = show_date(point.day)
            half = text_width(label, font) / 2
            middle = min(max(spot.x(), half), self.width() - half)
            if middle - half > taken + 6:
                room = QRectF(middle - half - 2, plot.bottom() + 6, 2 * half + 4, theme.px(16))
                words(painter, room, label, font, theme.tokens.text2, _MIDDLE)
                taken = middle + half
