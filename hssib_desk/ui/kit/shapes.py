"""The shapes that stand beside a word so that colour is never the only sign."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from hssib_desk.ui.kit.theme import current

SHAPES = frozenset({"square-tick", "disc", "triangle", "diamond", "ring", "square", "dash"})


def paint_shape(painter: QPainter, rect: QRectF, shape: str, colour: str, ground: str) -> None:
    """Draw a shape centred in `rect` at the size of its shorter side; `ground` shows through the tick."""
    side = min(rect.width(), rect.height())
    area = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    if shape in ("square-tick", "square"):
        _square(painter, area, shape == "square-tick", ground)
    elif shape == "ring":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), side / 6))
        painter.drawEllipse(area.adjusted(side / 7, side / 7, -side / 7, -side / 7))
    elif shape == "disc":
        painter.drawEllipse(area.adjusted(side / 14, side / 14, -side / 14, -side / 14))
    else:
        painter.drawPolygon(_polygon(area, shape))
    painter.restore()


def _square(painter: QPainter, area: QRectF, ticked: bool, ground: str) -> None:
    side = area.width()
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), side / 5, side / 5)
    if not ticked:
        return
    pen = QPen(
        QColor(ground), side / 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
    painter.setPen(pen)
    points = [(0.27, 0.52), (0.43, 0.68), (0.74, 0.34)]
    painter.drawPolyline(
        QPolygonF([QPointF(area.left() + x * side, area.top() + y * side) for x, y in points])
    )


def _polygon(area: QRectF, shape: str) -> QPolygonF:
    side = area.width()
    corners = {
        "triangle": [(0.5, 0.06), (0.98, 0.9), (0.02, 0.9)],
        "dash": [(0.06, 0.4), (0.94, 0.4), (0.94, 0.6), (0.06, 0.6)],
        "diamond": [(0.5, 0.02), (0.98, 0.5), (0.5, 0.98), (0.02, 0.5)],
    }[shape]
    return QPolygonF([QPointF(area.left() + x * side, area.top() + y * side) for x, y in corners])


def paint_half(painter: QPainter, area: QRectF, colour: str) -> None:
    """Draw a ring with its right half filled: begun, not complete."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = current().px(15)
    disc = QRectF(area.center().x() - side / 2, area.center().y() - side / 2, side, side)
    painter.setPen(QPen(QColor(colour), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(disc)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(colour)))
    inner = disc.adjusted(3, 3, -3, -3)
    painter.drawPie(inner, -90 * 16, 180 * 16)
    painter.drawRect(
        QRectF(QPointF(inner.center().x() - 0.5, inner.top()), QPointF(inner.center().x(), inner.bottom()))
    )
    painter.restore()
