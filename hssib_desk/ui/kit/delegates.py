"""How a row of a table is drawn, and the table itself."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.brag import paint_brag_chip
from hssib_desk.ui.kit.fields.chips import paint_chip
from hssib_desk.ui.kit.fields.score import paint_scores
from hssib_desk.ui.kit.paint import accent_bar, box, paint_dot, sign, text_width, words
from hssib_desk.ui.kit.table import DataTable, HeaderView
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.kit.theme import current

__all__ = ["DataTable", "HeaderView", "RowDelegate"]
Index = QModelIndex | QPersistentModelIndex
PADDING = 8
"""Left and right of each cell; the first and the last cell of a row get it twice."""


class RowDelegate(QStyledItemDelegate):
    """Draws text, chips, scores and BRAG chips on the ground of their row; the item roles say which.

    A chip, score or BRAG cell still needs its words as display role, for screen readers.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell and its part of the row."""
        painter.save()
        rect = QRectF(option.rect)
        self._paint_ground(painter, rect, option, index)
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
        words(painter, rect, str(text), self._font(index, selected), ink, side)

    def _font(self, index: Index, selected: bool) -> QFont:
        weight = index.data(roles.WeightRole) or 400
        if selected and weight == 500:
            weight = 600
        return current().font(
            13 if index.data(roles.SmallRole) else 14, weight, bool(index.data(roles.TabularRole))
        )

    def _inner(self, rect: QRectF, view: QWidget | None, index: Index) -> QRectF:
        left = right = PADDING
        if isinstance(view, DataTable):
            left += PADDING if view.is_first(index.column()) else 0
            right += PADDING if view.is_last(index.column()) else 0
        return rect.adjusted(left, 0, -right, -1)


def _focus_edge(painter: QPainter, rect: QRectF, first: bool, last: bool) -> None:
    """Draw one cell's part of the border round its row."""
    wide = rect.adjusted(0 if first else -8, 0, 8 if not last else 0, 0)
    painter.save()
    painter.setClipRect(rect)
    box(painter, wide, 0, "", current().tokens.focus, 2)
    painter.restore()
