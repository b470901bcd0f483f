"""The card round a table, which fills it to the edge; and the table that spreads its columns over it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hssib_desk.ui.kit.table import DataTable
from hssib_desk.ui.kit.theme import current

RADIUS = 8
FORGET_AFTER = 1.0  # seconds after which typing begins a new search


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


class ListTable(DataTable):
    """A table that spreads its spare width over some columns, and in which typing looks for a row.

    `sought` carries what was typed so far. Widths are in design pixels and the least that a column gets.
    Where there is no room for all, those of `first_to_go` are hidden one after another until the rest fits.
    """

    sought = Signal(str)

    def __init__(
        self,
        row_height: int,
        header_height: int,
        widths: Sequence[int],
        flexible: Collection[int],
        first_to_go: Sequence[int] = (),
    ) -> None:
        super().__init__(row_height, header_height)
        self._first_to_go = tuple(first_to_go)
        self._typed, self._at = "", 0.0
        self._widths, self._flexible = list(widths), sorted(flexible)

    def keyboardSearch(self, search: str) -> None:
        """Gather what is typed without a pause, and ask for it."""
        now = monotonic()
        self._typed = search if now - self._at > FORGET_AFTER else self._typed + search
        self._at = now
        if self._typed.strip():
            self.sought.emit(self._typed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the columns over the new width."""
        super().resizeEvent(event)
        self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.fit_columns()

    def fit_columns(self) -> None:
        """Give every column its width, and what is left to the flexible ones."""
        if self.model() is None:
            return
        widths = [current().px(width) for width in self._widths]
        for column in self._first_to_go:
            is_narrow = sum(widths) > self.viewport().width()
            self.setColumnHidden(column, is_narrow)
            widths[column] = 0 if is_narrow else widths[column]
        spare = max(0, self.viewport().width() - sum(widths))
        shown = [column for column, width in enumerate(widths) if width]
        flexible = [column for column in self._flexible if column in shown] or shown[-1:]
        for place, column in enumerate(flexible):
            share = spare // (len(flexible) - place)
            widths[column] += share
            spare -= share
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            if width and header.sectionSize(column) != width:
                header.resizeSection(column, width)

    def height_of(self, rows: int) -> int:
        """Return the height that shows so many rows and the header."""
        return self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
