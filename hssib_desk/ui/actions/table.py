"""The table of the action log: which columns show, how wide they are, and the chosen row kept in sight."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.ui.actions.model import ActionsModel
from hssib_desk.ui.kit.paint import lines_of
from hssib_desk.ui.kit.table import DataTable
from hssib_desk.ui.kit.theme import current

LEAST_ROWS, ROW, LEAST_ROW, LINE, PADDING, HEAD = 4, 56, 44, 20, 8, 32
IN_DETAIL = ("theme", "strength")  # columns that the detail shows too: the title gets their room
WIDE_FROM = 1500  # width at text size 100% from which there is room for them all the same
OWNER_FROM = 860  # from here on the owner has a column beside the title
LEAST_TITLE, MUCH_TITLE = 160, 400
MOST_MORE_FOR_OWNER = 100
SCROLL_BAR = 14


class ActionsTable(DataTable):
    """Shows the rows of an `ActionsModel`; the title takes the room that the other columns leave."""

    def __init__(self, actions: ActionsModel) -> None:
        super().__init__(ROW)
        self._actions = actions
        self.setObjectName("actions")
        self.setAccessibleName("Actions; Enter goes into one")
        self.setModel(actions)
        self.set_sort(actions.column_of("overdue"), Qt.SortOrder.DescendingOrder)
        self.verticalScrollBar().valueChanged.connect(self._fit_heights)
        actions.modelReset.connect(lambda: self.verticalHeader().reset())
        actions.dataChanged.connect(lambda *_: self._fit_heights())

    def show_query(self, query: ActionQuery, width: int) -> None:
        """Show the columns of the grouping and the arrow of the sorted column, in a page of some width."""
        header = self.horizontalHeader()
        order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
        header.blockSignals(True)
        sorted_by = self._actions.column_sorted()
        header.setSortIndicator(self._actions.columnCount() - 1 if sorted_by is None else sorted_by, order)
        header.blockSignals(False)
        self.fit(width)

    def fit(self, width: int) -> None:
        """Set which columns show and how wide; without room for the shortest, the table scrolls sideways."""
        theme, header = current(), self.horizontalHeader()
        self.setMinimumHeight(theme.px(36 + LEAST_ROWS * ROW))
        widths = self._needed()
        hidden = self._hidden(width, widths)
        for number, column in enumerate(self._actions.columns):
            self.setColumnHidden(number, column.key in hidden)
            if column.key != "title":
                header.resizeSection(number, widths[column.key])
        left = _left(width, widths, hidden)
        spare = min(left - theme.px(MUCH_TITLE), theme.px(MOST_MORE_FOR_OWNER))
        if spare > 0:
            header.resizeSection(self._actions.column_of("owner"), widths["owner"] + spare)
        title, enough = self._actions.column_of("title"), left >= theme.px(LEAST_TITLE)
        mode = QHeaderView.ResizeMode.Stretch if enough else QHeaderView.ResizeMode.Fixed
        header.setSectionResizeMode(title, mode)
        if not enough:
            header.resizeSection(title, theme.px(LEAST_TITLE))
        self._fit_heights()

    def _hidden(self, width: int, widths: dict[str, int]) -> set[str]:
        """The columns without room, whose words the detail says too, and the one that the groups tell."""
        theme = current()
        hidden = {self._actions.query.group_by} & set(widths)
        if width < theme.px(WIDE_FROM):
            hidden |= set(IN_DETAIL)
        if width < theme.px(OWNER_FROM):
            hidden.add("owner")
        if _left(width, widths, hidden) < theme.px(LEAST_TITLE):
            hidden.add("target")
        return hidden

    def _needed(self) -> dict[str, int]:
        """How wide each column but the title is: as designed, or more where its longest words need it."""
        theme, ends = current(), (0, self._actions.columnCount() - 1)
        return {
            column.key: max(
                theme.px(column.width),
                ceil(self._actions.words_width(column)) + PADDING * (3 if number in ends else 2),
            )
            for number, column in enumerate(self._actions.columns)
            if column.key != "title"
        }

    def _fit_heights(self, _: int = 0) -> None:
        """Give each row in sight the lines that its title needs: titles are whole."""
        theme, column = current(), self._actions.column_of("title")
        font, wide = theme.font(14, 600), self.columnWidth(column) - 2 * PADDING
        number, top = max(0, self.rowAt(0)), self.rowViewportPosition(max(0, self.rowAt(0)))
        while number < self._actions.rowCount() and top < self.viewport().height():
            row = self._actions.row(number)
            if self._actions.is_head(number):
                height = theme.px(HEAD)
                if self.rowHeight(number) != height:
                    self.setRowHeight(number, height)
                top += height
                number += 1
                continue
            lines = len(lines_of(row.title, font, wide)) if row else 1
            height = theme.px(max(LEAST_ROW, LINE * lines + 2 * PADDING - 4))
            if self.rowHeight(number) != height:
                self.setRowHeight(number, height)
            top += height
            number += 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold the group in hand away with Left, show it again with Right; the rest is the table's."""
        folds = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
        if event.key() in folds and self._actions.query.group_by and not event.modifiers():
            self.fold(folds[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fold or show a group by its head."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._actions.is_head(index.row()):
            self.fold()

    def fold(self, is_folded: bool | None = None) -> None:
        """Fold the group of the row in hand, or show it, and keep its head in hand."""
        self.choose(self._actions.fold(self.currentIndex().row(), is_folded))

    def choose(self, number: int) -> None:
        """Choose a row."""
        self.setCurrentIndex(self._actions.index(number, self._actions.column_of("title")))

    def scroll_to_chosen(self) -> None:
        """Bring the chosen row into sight, also in a list that was only just filled."""
        if self.currentIndex().isValid():
            self.doItemsLayout()  # else the new rows have no place to scroll to yet
            self._show_current()

    def _show_current(self) -> None:
        """Scroll to the chosen row, and to the head of its group where that is right above it."""
        index = self.currentIndex()
        self.scrollTo(index)
        if index.row() > 0 and self._actions.is_head(index.row() - 1):
            self.scrollTo(index.siblingAtRow(index.row() - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen row in sight when the card below takes room from the list."""
        super().resizeEvent(event)
        self._fit_heights()
        if self.currentIndex().isValid():
            self._show_current()


def _left(width: int, widths: dict[str, int], hidden: set[str]) -> int:
    """What the columns that show leave for the title."""
    return width - SCROLL_BAR - sum(wide for key, wide in widths.items() if key not in hidden)
