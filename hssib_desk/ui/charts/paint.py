"""How each kind of chart is drawn."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from hssib_desk.domain.figures.charts import Bars, ScoreRow, StackedScores
from hssib_desk.ui.kit.fields.score import paint_score
from hssib_desk.ui.kit.paint import box, text_width, words
from hssib_desk.ui.kit.theme import current

_RIGHT = Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignHCenter
ROW = 30
BAR_ROW = 32
KEY = 34

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
