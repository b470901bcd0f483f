"""A table of rows and how it is drawn: fixed heights, whole-row selection, and the keyboard first."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.brag import paint_brag_chip
from hssib_desk.ui.kit.fields.chips import paint_chip
from hssib_desk.ui.kit.fields.score import GAP_AFTER_PHASES, PITCH, paint_scores
from hssib_desk.ui.kit.paint import accent_bar, box, paint_dot, sign, text_width, words, wrapped
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.kit.theme import current

_PADDING = 8  # left and right of each cell; the first and the last cell of a row get it twice
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
        second = model.headerData(section, Qt.Orientation.Horizontal, roles.SecondLineRole)
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
        self._delegate: QStyledItemDelegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)

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


class RowDelegate(QStyledItemDelegate):
    """Draws text, chips, scores and BRAG chips on the ground of their row; the item roles say which.

    A chip, score or BRAG cell still needs its words as display role, for screen readers.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell and its part of the row."""
        painter.save()
        rect = QRectF(option.rect)
        self._paint_ground(painter, rect, option, index)
        if group := index.data(roles.GroupRole):
            self._paint_group(painter, rect, option, group)
            painter.restore()
            return
        self._paint_content(painter, self._inner(rect, option.widget, index), option, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room for the words; row height and column width are fixed by the table."""
        return QSize(100, current().px(40))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole text of a cell that had to be shortened."""
        hint, text = index.data(Qt.ItemDataRole.ToolTipRole), str(index.data() or "")
        inner = self._inner(QRectF(option.rect), view, index)
        cut = text_width(str(hint or text), self._font(index, False)) > inner.width()
        if event.type() == QEvent.Type.ToolTip and (cut or hint):
            QToolTip.showText(event.globalPos(), str(hint or plain(text)), view)
            return True
        return False

    def _paint_ground(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        tokens = current().tokens
        view = option.widget if isinstance(option.widget, DataTable) else None
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = view is not None and view.hovered_row == index.row()
        if selected or hovered:
            painter.fillRect(rect, tokens.sel if selected else tokens.hover)
        line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(line, tokens.line)
        if not selected or view is None:
            return
        if view.shows_keyboard():
            _focus_edge(painter, rect, view.is_first(index.column()), view.is_last(index.column()))
        elif view.is_first(index.column()):
            accent_bar(painter, rect, tokens)

    def _paint_content(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        tokens = current().tokens
        chip = index.data(roles.ChipRole)
        if chip is not None:
            paint_chip(painter, rect, chip.kind, chip.text, chip.icon, tokens)
            return
        scores = index.data(roles.ScoresRole)
        if scores is not None:
            paint_scores(painter, rect, scores, tokens)
            return
        brag = index.data(roles.BragRole)
        if brag is not None:
            paint_brag_chip(painter, rect, brag[0], brag[1], tokens)
            return
        self._paint_text(painter, rect, option, index)

    def _paint_group(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, group: roles.GroupValue
    ) -> None:
        """Draw the part of a group's head that falls into one cell: it goes over all columns."""
        theme, view = current(), option.widget
        painter.setClipRect(rect)
        if not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.tokens.sunken)
        left = -view.horizontalHeader().offset() if isinstance(view, QTableView) else rect.left()
        icon = "chevron-right" if group.is_folded else "chevron-down"
        sign(painter, QRectF(left + 16, rect.top(), 16, rect.height()), icon, "text2", 16)
        room = QRectF(left + 40, rect.top(), 4000, rect.height())
        drawn = words(painter, room, group.name, theme.font(14, 600), theme.tokens.text)
        room.setLeft(room.left() + drawn + 10)
        words(painter, room, group.counts, theme.font(13), theme.tokens.text2)

    def _paint_text(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        theme = current()
        if index.data(roles.DotRole):
            paint_dot(painter, QRectF(rect.left() - 12, rect.top(), 8, rect.height()), theme.tokens)
        icon = index.data(roles.IconRole)
        if icon:
            sign(painter, QRectF(rect.left(), rect.top(), theme.px(18), rect.height()), icon, "text2", 18)
            rect = rect.adjusted(theme.px(18) + 10, 0, 0, 0)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text is None or text == "":
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        side = Qt.AlignmentFlag(align) if align is not None else Qt.AlignmentFlag.AlignLeft
        ink = theme.tokens.text2 if index.data(roles.MutedRole) else theme.tokens.text
        if index.data(roles.WrapRole):
            wrapped(painter, rect, str(text), self._font(index, selected), ink, theme.px(20))
            return
        words(painter, rect, str(text), self._font(index, selected), ink, side)

    def _font(self, index: Index, selected: bool) -> QFont:
        weight = index.data(roles.WeightRole) or 400
        if selected and weight == 500:
            weight = 600
        return current().font(
            13 if index.data(roles.SmallRole) else 14, weight, bool(index.data(roles.TabularRole))
        )

    def _inner(self, rect: QRectF, view: QWidget | None, index: Index) -> QRectF:
        left = right = _PADDING
        if isinstance(view, DataTable):
            left += _PADDING if view.is_first(index.column()) else 0
            right += _PADDING if view.is_last(index.column()) else 0
        return rect.adjusted(left, 0, -right, -1)


def _focus_edge(painter: QPainter, rect: QRectF, first: bool, last: bool) -> None:
    """Draw one cell's part of the border round its row."""
    wide = rect.adjusted(0 if first else -8, 0, 8 if not last else 0, 0)
    painter.save()
    painter.setClipRect(rect)
    box(painter, wide, 0, "", current().tokens.focus, 2)
    painter.restore()
