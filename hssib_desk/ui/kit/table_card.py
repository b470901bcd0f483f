"""The card round a table: the table fills it to the edge, and its corners are round all the same."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hssib_desk.ui.kit.theme import current

RADIUS = 8


class TableCard(QFrame):
    """A card whose content reaches its edge; put tables and what stands in for them into it."""

    def __init__(self, *widgets: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in widgets:
            column.addWidget(widget)
        self._corners = _Corners(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the round corners at the corners."""
        super().resizeEvent(event)
        self._corners.setGeometry(self.rect())
        self._corners.raise_()


class _Corners(QWidget):
    """Draws the ground of the page over the square corners of what lies below, and the edge of the card."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay above whatever is put into the card later."""
        if event.type() in (QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the four corners."""
        tokens = current().tokens
        area = QRectF(self.rect())
        inside, outside = QPainterPath(), QPainterPath()
        inside.addRoundedRect(area, RADIUS, RADIUS)
        outside.addRect(area)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside - inside, QColor(tokens.canvas))
        painter.setPen(QPen(QColor(tokens.line), 1))
        edge = area.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, RADIUS - 0.5, RADIUS - 0.5)
