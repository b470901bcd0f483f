"""A table of rows: fixed heights, quiet header, whole-row selection, and the keyboard first."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyledItemDelegate, QTableView, QWidget

from hssib_desk.ui.kit.fields.score import GAP_AFTER_PHASES, PITCH
from hssib_desk.ui.kit.paint import sign, text_width, words
from hssib_desk.ui.kit.roles import SecondLineRole
from hssib_desk.ui.kit.theme import current

_PADDING = 8
Index = QModelIndex | QPersistentModelIndex


class HeaderView(QHeaderView):
    """A table header: words, the arrow of the sorted column, and a second line where the model has one."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._height = height
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumSectionSize(40)

    def sizeHint(self) -> QSize:
        """Return the height of the design."""
        return QSize(super().sizeHint().width(), current().px(self._height))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one heading."""
        theme = current()
        tokens = theme.tokens
        area = QRectF(rect)
        painter.fillRect(area, tokens.sunken)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), tokens.line)
        model = self.model()
        title = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) or ""
        second = model.headerData(section, Qt.Orientation.Horizontal, SecondLineRole)
        inner = self._inner(area, section)
        if second:
            line = theme.px(16)
            first = QRectF(inner.left(), inner.center().y() - line, inner.width(), line)
            self._paint_title(painter, first, str(title), section)
            self._paint_second(painter, first.translated(0, line), second)
        else:
            self._paint_title(painter, inner, str(title), section)
        self._paint_cursor(painter, area, section)

    def _paint_title(self, painter: QPainter, area: QRectF, title: str, section: int) -> None:
        theme = current()
        font = theme.font(12, 600)
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        arrow = theme.px(14) if sorted_here else 0
        align = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        width = min(text_width(title, font), area.width() - (arrow + 4 if arrow else 0))
        right = align is not None and bool(Qt.AlignmentFlag(align) & Qt.AlignmentFlag.AlignRight)
        x = area.right() - width - (arrow + 4 if arrow else 0) if right else area.left()
        words(painter, QRectF(x, area.top(), width, area.height()), title, font, theme.tokens.text2)
        if sorted_here:
            descending = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            spot = QRectF(x + width + 4, area.top(), arrow, area.height())
            sign(painter, spot, "arrow-down" if descending else "arrow-up", "text2", 14)

    def _paint_second(self, painter: QPainter, area: QRectF, second: str | Sequence[str | None]) -> None:
        theme = current()
        font, ink = theme.font(12, 500), theme.tokens.text3
        if isinstance(second, str):
            words(painter, area, second, font, ink)
            return
        x = area.left() + 2
        for label in second:
            if label is None:
                x += GAP_AFTER_PHASES
                continue
            centre = x + theme.px(12)
            room = QRectF(centre - 40, area.top(), 80, area.height())
            words(painter, room, label, font, ink, Qt.AlignmentFlag.AlignHCenter)
            x += theme.px(24) + PITCH - 24

    def _paint_cursor(self, painter: QPainter, area: QRectF, section: int) -> None:
        """Underline the column on which Ctrl+Up and Ctrl+Down would sort."""
        table = self.parent()
        if (
            isinstance(table, DataTable)
            and table.shows_keyboard()
            and table.currentIndex().column() == section
        ):
            tokens = current().tokens
            painter.fillRect(QRectF(area.left(), area.bottom() - 2, area.width(), 2), tokens.control)

    def _inner(self, area: QRectF, section: int) -> QRectF:
        first, last = shown_ends(self)
        left = _PADDING * (2 if section == first else 1)
        right = _PADDING * (2 if section == last else 1)
        return area.adjusted(left, 0, -right, -1)


class DataTable(QTableView):
    """A table without grid whose rows are chosen whole; Enter opens the chosen one (`activated`).

    Ctrl+Up and Ctrl+Down sort by the column in hand. The model sorts; a proxy is never needed.
    """

    def __init__(self, row_height: int = 40, header_height: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self._by_keyboard = False
        self.hovered_row = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setHorizontalHeader(HeaderView(header_height, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(20)
        self._fit_rows()
        from hssib_desk.ui.kit.delegates import RowDelegate  # the delegate asks the table for its state

        self._delegate: QStyledItemDelegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)

    def set_columns(self, widths: Sequence[int], stretch: int | None = None) -> None:
        """Fix the widths of the columns; the column `stretch` takes what is left."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            header.resizeSection(column, current().px(width))
        if stretch is not None:
            header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def set_sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the headings sort, beginning with this column."""
        self.horizontalHeader().setSortIndicator(column, order)
        self.setSortingEnabled(True)

    def shows_keyboard(self) -> bool:
        """Return whether the chosen row wears the keyboard border."""
        return self._by_keyboard and self.hasFocus()

    def is_first(self, column: int) -> bool:
        """Return whether a column stands first on the screen."""
        return shown_ends(self.horizontalHeader())[0] == column

    def is_last(self, column: int) -> bool:
        """Return whether a column stands last on the screen."""
        return shown_ends(self.horizontalHeader())[1] == column

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, sort with Ctrl and an arrow; the rest is Qt's."""
        self._by_keyboard = True
        key, here = event.key(), self.currentIndex()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control and here.isValid():
            self.activated.emit(here)
        elif control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.isSortingEnabled():
            order = Qt.SortOrder.AscendingOrder if key == Qt.Key.Key_Up else Qt.SortOrder.DescendingOrder
            self.sortByColumn(max(0, here.column()), order)
        else:
            super().keyPressEvent(event)
        self._repaint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first row when the keyboard arrives and none is chosen."""
        self._by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        model = self.model()
        if self._by_keyboard and not self.currentIndex().isValid() and model and model.rowCount():
            self.setCurrentIndex(model.index(0, 0))
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard border away."""
        super().focusOutEvent(event)
        self._repaint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the chosen row without the keyboard border."""
        self._by_keyboard = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the row under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_rows()

    def _fit_rows(self) -> None:
        height = current().px(self._row_height)
        rows = self.verticalHeader()
        if rows.defaultSectionSize() != height:
            rows.setDefaultSectionSize(height)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self.hovered_row = row
            self.viewport().update()

    def _repaint(self) -> None:
        self.viewport().update()
        self.horizontalHeader().viewport().update()


def shown_ends(header: QHeaderView) -> tuple[int, int]:
    """The columns that stand first and last on the screen, hidden ones left out; -1 for none."""
    shown = [header.logicalIndex(place) for place in range(header.count())]
    shown = [column for column in shown if not header.isSectionHidden(column)]
    return (shown[0], shown[-1]) if shown else (-1, -1)
