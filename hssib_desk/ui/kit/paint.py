"""The few strokes all own painting is made of: boxes, text on a baseline, dashed edges, row grounds."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout

from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.kit.tokens import Tokens


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: str = "",
    edge: str = "",
    width: float = 1,
    dashed: bool = False,
) -> None:
    """Draw a rounded box whose edge lies wholly inside `rect`; "" leaves fill or edge out."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    inner = rect
    if edge:
        pen = QPen(QColor(edge), width)
        if dashed:
            pen.setDashPattern([3, 2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius = max(0.0, radius - width / 2)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(inner, radius, radius)
    painter.restore()


def words(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """Draw one line of text, shortened to fit and centred by its letters; return the width drawn."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 0.5)
    width = metrics.horizontalAdvance(shown)
    left = rect.left()
    if align & Qt.AlignmentFlag.AlignRight:
        left = rect.right() - width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        left = rect.center().x() - width / 2
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(left, baseline(rect, metrics)), shown)
    return width


def lines_of(text: str, font: QFont, width: float) -> list[str]:
    """A text in lines of a width; nothing of it is cut."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    found = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        found.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return found or [""]


def wrapped(painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str, line: int) -> None:
    """Draw a text in as many lines as there is room for; where it needs more, the last one is shortened."""
    found = lines_of(text, font, rect.width())
    most = max(1, int(rect.height() // line))
    if len(found) > most:
        found = [*found[: most - 1], " ".join(found[most - 1 :])]
    room = QRectF(rect.left(), rect.center().y() - line * len(found) / 2, rect.width(), line)
    for said in found:
        words(painter, room, said, font, colour)
        room.translate(0, line)


def baseline(rect: QRectF, metrics: QFontMetricsF) -> float:
    """Return the y on which one line of text stands when centred in `rect`."""
    free = rect.height() - metrics.ascent() - metrics.descent()
    return round(rect.top() + free / 2 + metrics.ascent())


def text_width(text: str, font: QFont) -> float:
    """Return how wide one line of text is."""
    return QFontMetricsF(font).horizontalAdvance(text)


def sign(painter: QPainter, rect: QRectF, name: str, colour: str, size: int = 18) -> None:
    """Draw an icon centred in `rect`."""
    pixmap = current().pixmap(name, size, colour)
    ratio = pixmap.devicePixelRatio()
    x = round(rect.center().x() - pixmap.width() / ratio / 2)
    y = round(rect.center().y() - pixmap.height() / ratio / 2)
    painter.drawPixmap(QPointF(x, y), pixmap)


def row_ground(painter: QPainter, rect: QRectF, state: str, tokens: Tokens, radius: float = 0) -> None:
    """Draw the ground of a row: state is rest, hover, pressed, selected or focus (selected, by keyboard)."""
    fills = {"hover": tokens.hover, "pressed": tokens.sunken, "selected": tokens.sel, "focus": tokens.sel}
    if state in fills:
        box(painter, rect, radius, fills[state])
    if state == "selected":
        accent_bar(painter, rect, tokens)
    if state == "focus":
        box(painter, rect, radius, "", tokens.focus, 2)


def paint_dot(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
    """Draw the dot of 6 pixels that marks what is new, in the middle of a narrow place."""
    spot = QRectF(rect.center().x() - 3, rect.center().y() - 3, 6, 6)
    box(painter, spot, 3, tokens.accent)


def accent_bar(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
    """Draw the 3 × 20 bar at the left of a selected row."""
    bar = QRectF(rect.left() + 1, rect.center().y() - 10, 3, 20)
    box(painter, bar, 1.5, tokens.accent)
