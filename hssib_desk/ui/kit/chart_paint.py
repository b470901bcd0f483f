"""How each kind of chart is drawn."""

from bisect import bisect_right

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from hssib_desk.domain.figures.charts import Bars, ScoreRow, StackedScores, XmR, show_number
from hssib_desk.ui.kit.fields.score import paint_score
from hssib_desk.ui.kit.paint import box, text_width, words
from hssib_desk.ui.kit.theme import current

_RIGHT = Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignHCenter
ROW = 30
BAR_ROW = 32
KEY = 34
RUN_HEIGHT = 224

Hit = tuple[QRectF, str, str]
"""Where something is drawn, what its tool tip says, and the key of the cases behind it."""


def paint_bars(painter: QPainter, area: QRectF, chart: Bars) -> list[Hit]:
    """Draw bars from zero with the number at the end and the share at the right."""
    theme, tokens = current(), current().tokens
    labels = max((text_width(row.label, theme.font(13)) for row in chart.rows), default=0.0)
    left = area.left() + min(round(labels) + 20, area.width() * 0.45)
    shares = theme.px(60) if any(row.percent is not None for row in chart.rows) else 0
    room = max(10.0, area.right() - shares - left - theme.px(40))
    most = max((row.value for row in chart.rows), default=0) or 1
    hits: list[Hit] = []
    step, height = theme.px(BAR_ROW), theme.px(20)
    for place, row in enumerate(chart.rows):
        line = QRectF(area.left(), area.top() + place * step, area.width(), height)
        label = QRectF(line.left(), line.top(), left - line.left() - 8, height)
        words(painter, label, row.label, theme.font(13), tokens.text)
        bar = QRectF(left, line.top(), round(room * row.value / most), height)
        if row.value:
            box(painter, bar, 2, tokens.accent)
        end = QRectF(bar.right() + 8, line.top(), theme.px(60), height)
        words(painter, end, f"{row.value:,}", theme.font(12, 600), tokens.text)
        if row.percent is not None:
            words(painter, line, f"{row.percent}%", theme.font(12, 400, True), tokens.text2, _RIGHT)
        share = "" if row.percent is None else f" ({row.percent}%)"
        hits.append((line, f"{row.label}: {row.value:,}{share}", row.key))
    return hits


def paint_scores_chart(painter: QPainter, area: QRectF, chart: StackedScores) -> list[Hit]:
    """Draw one 100 % bar for each phase, worst score at the left, and the key of the scale above."""
    theme, tokens = current(), current().tokens
    _paint_key(painter, area, chart)
    labels = max((text_width(row.label, theme.font(13)) for row in chart.phases), default=0.0)
    left = area.left() + min(round(labels) + 15, area.width() * 0.4)
    right = area.right() - theme.px(51)
    hits: list[Hit] = []
    for place, phase in enumerate(chart.phases):
        top = area.top() + theme.px(KEY) + place * theme.px(ROW)
        label = QRectF(area.left(), top, left - area.left() - 8, theme.px(24))
        words(painter, label, phase.label, theme.font(13), tokens.text)
        bar = QRectF(left, top, right - left, theme.px(24))
        hits += _paint_phase(painter, bar, chart, phase)
        note = QRectF(right, top, area.right() - right, theme.px(24))
        words(painter, note, f"n = {phase.n}", theme.font(12), tokens.text2, _RIGHT)
    return hits


def _paint_key(painter: QPainter, area: QRectF, chart: StackedScores) -> None:
    theme, tokens = current(), current().tokens
    x, side = area.left(), theme.px(18)
    for place, (_, word) in enumerate(chart.steps):
        block = QRectF(x, area.top() + theme.px(5), side, side)
        paint_score(painter, block, "", place + 1, tokens)
        room = QRectF(block.right() + 6, area.top() + theme.px(4), area.width(), theme.px(20))
        x = block.right() + 6 + words(painter, room, word, theme.font(12), tokens.text2) + 18


def _paint_phase(painter: QPainter, bar: QRectF, chart: StackedScores, phase: ScoreRow) -> list[Hit]:
    theme, tokens = current(), current().tokens
    if not phase.n:
        words(painter, bar, "No scores", theme.font(12), tokens.text3)
        return []
    hits: list[Hit] = []
    given = [(place, code, phase.counts.get(code, 0)) for place, (code, _) in enumerate(chart.steps)]
    given = [part for part in given if part[2]]
    room = bar.width() - 2 * (len(given) - 1)
    x, spent = bar.left(), 0
    for place, code, count in given:
        spent += count
        end = bar.left() + round(room * spent / phase.n) + 2 * len(hits)
        part = QRectF(x, bar.top(), max(2.0, end - x), bar.height())
        edge = tokens.control if place + 1 in tokens.edged else tokens.ramp[place]
        box(painter, part, 1, tokens.ramp[place], edge)
        font = theme.font(12, 600)
        if part.width() >= max(10.0, text_width(str(count), font) + 2):
            words(painter, part.adjusted(-2, 0, 2, 0), str(count), font, tokens.numerals[place], _MIDDLE)
        word = chart.steps[place][1]
        hits.append((part, f"{phase.label}, {word}: {count} of {phase.n}", f"{phase.key}/{code}"))
        x = end + 2
    return hits


class RunFrame:
    """The axes of a run chart: where each point of it stands."""

    def __init__(self, area: QRectF, chart: XmR) -> None:
        theme = current()
        highest = max([point.value for point in chart.points] + ([chart.limits[1]] if chart.limits else []))
        self.step = _step(highest)
        self.top_value = max(self.step, -(-highest // self.step) * self.step)
        top = _rule_height(chart, area.width())
        self.plot = QRectF(
            area.left() + theme.px(24),
            area.top() + top,
            area.width() - theme.px(24) - theme.px(84),
            area.height() - top - theme.px(24),
        )
        self._pitch = (self.plot.width() - theme.px(18)) / max(1, len(chart.points) - 1)

    def x(self, place: int) -> float:
        """Return where the point at this place stands."""
        return self.plot.left() + current().px(8) + place * self._pitch

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.plot.bottom() - self.plot.height() * value / self.top_value

    @property
    def pitch(self) -> float:
        """How far two points stand apart."""
        return self._pitch


def paint_run(painter: QPainter, area: QRectF, chart: XmR) -> list[Hit]:
    """Draw an XmR chart: mean, limits, and signals told by shape, band and words."""
    if not chart.points:
        return []
    frame = RunFrame(area, chart)
    _paint_rule(painter, area, chart)
    _paint_bands(painter, frame, chart)
    _paint_axes(painter, frame, chart)
    _paint_levels(painter, frame, chart, area.right())
    return _paint_points(painter, frame, chart)


def _paint_rule(painter: QPainter, area: QRectF, chart: XmR) -> None:
    theme, tokens = current(), current().tokens
    line = QRectF(area.left(), area.top(), area.width(), theme.px(20))
    x = line.left()
    if chart.signals:
        box(
            painter, QRectF(x, line.center().y() - theme.px(5), theme.px(10), theme.px(10)), 0, tokens.neutral
        )
        x += theme.px(18)
    head, comma, rest = chart.rule_text.partition(",")
    room = QRectF(x, line.top(), line.right() - x, line.height())
    drawn = words(painter, room, head, theme.font(13, 600), tokens.text)
    beside = room.adjusted(drawn, 0, 0, 0)
    first, left = cut(comma + rest, theme.font(13), beside.width())
    words(painter, beside, first, theme.font(13), tokens.text2)
    second, left = cut(left, theme.font(13), room.width())
    for number, text in enumerate((second, left), 1):
        words(painter, room.translated(0, number * theme.px(18)), text, theme.font(13), tokens.text2)


def cut(text: str, font: QFont, width: float) -> tuple[str, str]:
    """As many whole words as a line of this width has room for, and the rest."""
    if text_width(text, font) <= width:
        return text, ""
    parts = text.split(" ")
    # A paint event asks this: a bisection measures a dozen texts, not one for every word.
    at = bisect_right(range(1, len(parts)), width, key=lambda n: text_width(" ".join(parts[:n]), font))
    return " ".join(parts[:at]), " ".join(parts[at:])


def _rule_height(chart: XmR, width: float) -> int:
    """How much of the chart its rule takes: two lines, or three where it is long."""
    theme = current()
    long = text_width(chart.rule_text, theme.font(13, 600)) > 2 * (width - theme.px(36))
    return theme.px(60 if long else 42)


def _paint_bands(painter: QPainter, frame: RunFrame, chart: XmR) -> None:
    for place in sorted(chart.signals):
        left = max(frame.plot.left(), frame.x(place) - frame.pitch * 0.45)
        right = min(frame.plot.right(), frame.x(place) + frame.pitch * 0.55 + 1)
        band = QRectF(left, frame.plot.top(), right - left, frame.plot.height())
        painter.fillRect(band, QColor(current().tokens.neutralsoft))


def _paint_axes(painter: QPainter, frame: RunFrame, chart: XmR) -> None:
    theme, tokens = current(), current().tokens
    value = 0.0
    while value <= frame.top_value + 1e-9:
        y = round(frame.y(value))
        painter.fillRect(QRectF(frame.plot.left(), y, frame.plot.width(), 1), QColor(tokens.line))
        room = QRectF(frame.plot.left() - theme.px(40), y - 8, theme.px(32), 16)
        words(painter, room, show_number(value), theme.font(12), tokens.text2, _RIGHT)
        value += frame.step
    every = max(1, -(-len(chart.points) // 4) if len(chart.points) > 6 else 1)
    every = 6 if 13 <= len(chart.points) <= 25 else every
    for place in range(0, len(chart.points), every):
        room = QRectF(frame.x(place) - 40, frame.plot.bottom() + 6, 80, theme.px(16))
        words(painter, room, chart.points[place].label, theme.font(12), tokens.text2, _MIDDLE)


def _paint_levels(painter: QPainter, frame: RunFrame, chart: XmR, right: float) -> None:
    theme, tokens = current(), current().tokens
    levels: list[tuple[float, str, bool]] = []
    if chart.mean is not None:
        levels.append((chart.mean, "mean", False))
    if chart.limits is not None:
        levels += [(value, "limit", True) for value in chart.limits if value > 0]
    for value, name, dashed in levels:
        y = round(frame.y(value))
        pen = QPen(QColor(tokens.text2), 1 if dashed else 1.6)
        if dashed:
            pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawLine(QPointF(frame.plot.left(), y + 0.5), QPointF(frame.plot.right(), y + 0.5))
        room = QRectF(frame.plot.right() + 7, y - 8, right - frame.plot.right() - 7, 16)
        words(painter, room, f"{name} {show_number(round(value, 1))}", theme.font(12), tokens.text2)


def _paint_points(painter: QPainter, frame: RunFrame, chart: XmR) -> list[Hit]:
    tokens = current().tokens
    spots = [QPointF(frame.x(place), frame.y(point.value)) for place, point in enumerate(chart.points)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.control), 1.3))
    painter.drawPolyline(QPolygonF(spots))
    painter.restore()
    hits: list[Hit] = []
    for place, (point, spot) in enumerate(zip(chart.points, spots, strict=True)):
        is_signal = place in chart.signals
        side = 9 if is_signal else 8
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
