"""The table of the lines of a file: a column whose words wrap gives each row the lines that these need."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QResizeEvent

from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.paint import lines_of
from hssib_desk.ui.kit.table_card import ListTable
from hssib_desk.ui.kit.theme import current

ROW, HEAD, LINE, EDGES = 40, 36, 20, 24


class FateTable(ListTable):
    """Shows the lines of a file; the rows in sight are as high as their words, so that none is cut."""

    grown = Signal()  # the rows are higher or lower than they were

    def __init__(self, widths: Sequence[int], flexible: Collection[int]) -> None:
        super().__init__(ROW, HEAD, widths, flexible)
        self.verticalScrollBar().valueChanged.connect(self.fit_heights)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model, and other heights whenever it shows other rows."""
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._start_again)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the rows the heights for the new widths."""
        super().resizeEvent(event)
        self.fit_heights()

    def fit_columns(self) -> None:
        """Spread the columns, and give the rows the heights for their widths."""
        super().fit_columns()
        self.fit_heights()

    def whole_height(self) -> int:
        """The height that shows every row and the header."""
        return self.horizontalHeader().sizeHint().height() + self.verticalHeader().length()

    def fit_heights(self, _: int = 0) -> None:
        """Give each row in sight the lines that its words need."""
        model, before = self.model(), self.verticalHeader().length()
        if model is None:
            return
        number = max(0, self.rowAt(0))
        top = self.rowViewportPosition(number)
        while number < model.rowCount() and top < self.viewport().height():
            height = self._height(number)
            if self.rowHeight(number) != height:
                self.setRowHeight(number, height)
            top += height
            number += 1
        if self.verticalHeader().length() != before:
            self.grown.emit()

    def _height(self, number: int) -> int:
        theme, most = current(), 1
        for column in range(self.model().columnCount()):
            index = self.model().index(number, column)
            if index.data(roles.WrapRole) and not self.isColumnHidden(column):
                wide = self.columnWidth(column) - EDGES
                text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
                most = max(most, len(lines_of(text, theme.font(14, 400), wide)))
        return theme.px(max(ROW, LINE * most + 12))

    def _start_again(self) -> None:
        self.verticalHeader().reset()
        self.fit_heights()
