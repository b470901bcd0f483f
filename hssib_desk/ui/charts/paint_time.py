"""How numbers in order of time are drawn: columns by quarter, and points with the lines of each stretch."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from hssib_desk.domain.figures.charts import Columns, Point, Run, show_number
from hssib_desk.ui.charts.paint import Hit
from hssib_desk.ui.kit.paint import box, text_width, words
from hssib_desk.ui.kit.theme import current

_RIGHT = Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignHCenter
TIME_HEIGHT = 192
_OVER, _LABELS = 18, 28  # above the plot and under it


class Frame:
    """The axes of numbers in order: where each of them stands, each in a place of its own width."""

    def __init__(self, area: QRectF, points: Sequence[Point], lines: Sequence[float], beside: int) -> None:
        theme = current()
        highest = max([*(point.value for point in points), *lines, 1])
        self.points, self.area = points, area
        self.step = _step(highest)
        self.top_value = max(self.step, -(-highest // self.step) * self.step)
        widest = text_width(show_number(self.top_value), theme.font(12))
        left = theme.px(10) + round(widest)
        self.plot = QRectF(
            area.left() + left,
            area.top() + theme.px(_OVER),
            area.width() - left - theme.px(beside),
            area.height() - theme.px(_OVER + _LABELS),
        )
        self.pitch = self.plot.width() / max(1, len(points))

    def x(self, place: float) -> float:
        """Return the middle of a place."""
        return self.plot.left() + (place + 0.5) * self.pitch

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.plot.bottom() - self.plot.height() * value / self.top_value

    def paint_axes(self, painter: QPainter) -> None:
        """Draw the levels of the axis, and as many labels as do not touch."""
        theme, tokens = current(), current().tokens
        value = 0.0
        while value <= self.top_value + 1e-9:
            y = round(self.y(value))
            colour = tokens.line if value else tokens.control
            painter.fillRect(QRectF(self.plot.left(), y, self.plot.width(), 1), QColor(colour))
            room = QRectF(self.plot.left() - theme.px(60), y - 8, theme.px(52), 16)
            words(painter, room, show_number(value), theme.font(12), tokens.text2, _RIGHT)
            value += self.step
        font = theme.font(12)
        widest = max((text_width(point.label, font) for point in self.points), default=1.0) + theme.px(8)
        every = max(1, -(-int(widest) // max(1, int(self.pitch))))
        taken = self.area.left()
        for place in range(0, len(self.points), every):
            half = widest / 2
            left = min(max(self.x(place) - half, self.area.left()), self.area.right() - 2 * half)
            if left < taken:
                continue  # the last one, moved in from the edge, where it would touch the one before
            taken = left + 2 * half - theme.px(4)
            room = QRectF(left, self.plot.bottom() + theme.px(6), 2 * half, theme.px(16))
            words(painter, room, self.points[place].label, font, tokens.text2, _MIDDLE)


def paint_columns(painter: QPainter, area: QRectF, chart: Columns) -> list[Hit]:
    """Draw a column for each quarter, its number above it; a dotted line where others were counted before."""
    if not chart.points:
        return []
    theme, tokens = current(), current().tokens
    frame = Frame(area, chart.points, (), 0)
    frame.paint_axes(painter)
    hits: list[Hit] = []
    wide, font = max(2.0, min(frame.pitch * 0.6, theme.px(56))), theme.font(12, 600)
    for place, point in enumerate(chart.points):
        top = round(frame.y(point.value))
        bar = QRectF(round(frame.x(place) - wide / 2), top, round(wide), round(frame.plot.bottom()) - top)
        if point.value:
            box(painter, bar, 2, tokens.accent)
        number = show_number(point.value)
        if frame.pitch >= text_width(number, font) + 2:
            room = QRectF(frame.x(place) - frame.pitch / 2, top - theme.px(17), frame.pitch, theme.px(16))
            words(painter, room, number, font, tokens.text, _MIDDLE)
        whole = QRectF(bar.left(), frame.plot.top(), bar.width(), frame.plot.height())
        hits.append((whole, f"{point.label}: {number}", point.key if point.value else ""))
    _paint_breaks(painter, frame, sorted(chart.breaks))
    return hits


def _paint_breaks(painter: QPainter, frame: Frame, places: Sequence[int]) -> None:
    pen = QPen(QColor(current().tokens.text2), 1)
    pen.setDashPattern([1, 3])
    painter.setPen(pen)
    for place in places:
        x = round(frame.x(place - 0.5)) + 0.5
        painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()))


def paint_run(painter: QPainter, area: QRectF, chart: Run) -> list[Hit]:
    """Draw points with the lines of each stretch; signals are told by shape, band and words."""
    if not chart.points:
        return []
    lines = [value for level in chart.levels for value in (level.centre, *(level.limits or ()))]
    frame = Frame(area, chart.points, lines, 84)
    _paint_bands(painter, frame, chart)
    frame.paint_axes(painter)
    _paint_levels(painter, frame, chart, area.right())
    return _paint_points(painter, frame, chart)


def _paint_bands(painter: QPainter, frame: Frame, chart: Run) -> None:
    for place in sorted(chart.signals):
        left = frame.x(place - 0.5)
        band = QRectF(left, frame.plot.top(), frame.pitch + 1, frame.plot.height())
        painter.fillRect(band, QColor(current().tokens.neutralsoft))


def _paint_levels(painter: QPainter, frame: Frame, chart: Run, right: float) -> None:
    theme, tokens = current(), current().tokens
    for level in chart.levels:
        ends = frame.x(level.first - 0.5), frame.x(level.last + 0.5)
        is_last = level is chart.levels[-1]
        lines = [
            (level.centre, chart.centre),
            *((value, "limit") for value in level.limits or () if value > 0),
        ]
        for value, name in lines:
            y = round(frame.y(value)) + 0.5
            pen = QPen(QColor(tokens.text2), 1.6 if name == chart.centre else 1)
            if name != chart.centre:
                pen.setDashPattern([5, 4])
            painter.setPen(pen)
            painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))
            if is_last:
                room = QRectF(frame.plot.right() + 7, y - 8, right - frame.plot.right() - 7, 16)
                words(painter, room, f"{name} {show_number(round(value, 1))}", theme.font(12), tokens.text2)


def _paint_points(painter: QPainter, frame: Frame, chart: Run) -> list[Hit]:
    tokens = current().tokens
    spots = [QPointF(frame.x(place), frame.y(point.value)) for place, point in enumerate(chart.points)]
    if chart.joined:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.control), 1.3))
        painter.drawPolyline(QPolygonF(spots))
        painter.restore()
    hits: list[Hit] = []
    for place, (point, spot) in enumerate(zip(chart.points, spots, strict=True)):
        is_signal = place in chart.signals
        side = 9 if is_signal else 8 if frame.pitch >= 7 else 5
        mark = QRectF(spot.x() - side / 2, spot.y() - side / 2, side, side)
        colour = tokens.neutral if is_signal else tokens.text2
        box(painter, mark.adjusted(-1, -1, 1, 1), 0 if is_signal else side, tokens.surface)
        box(painter, mark, 0 if is_signal else side / 2, colour)
        said = f"{point.label}: {show_number(point.value)}" + (", signal" if is_signal else "")
        hits.append((mark.adjusted(-6, -6, 6, 6), said, point.key))
    return hits


def _step(highest: float) -> float:
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000):
        if highest / step <= 5:
            return float(step)
    return highest / 5 or 1.0
