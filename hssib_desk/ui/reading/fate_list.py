"""The lines of a file that was read, each with its fate: as rows, and on the screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QVBoxLayout, QWidget

from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.buttons import ViewSwitch
from hssib_desk.ui.kit.cards import AdviceStrip
from hssib_desk.ui.kit.layout import SplitRow
from hssib_desk.ui.kit.paint import box, sign, text_width
from hssib_desk.ui.kit.table import RowDelegate
from hssib_desk.ui.kit.table_card import TableCard
from hssib_desk.ui.kit.table_model import Column, Display, Index, TableModel
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.reading.fate_table import FateTable

Line = TypeVar("Line")
ALL = "all"
OddRole = roles.OddRole
LEAST_ROWS = 4  # below this the page scrolls, not the list


@dataclass(frozen=True)
class FateSign:
    """How a fate is told: its word, the tone of its chip, its icon, and the colour of that in the views."""

    word: str
    tone: str
    icon: str
    ink: str
    short: str = ""  # where there is little room

    @property
    def chip(self) -> roles.ChipValue:
        """The chip of the fate."""
        return roles.ChipValue(self.tone, self.word, self.icon)


class FateModel(TableModel[Line], Generic[Line]):
    """The lines of a file, or those with one fate; its column "fate" shows that as a chip."""

    def __init__(
        self,
        columns: Sequence[Column[Line]],
        signs: Mapping[str, FateSign],
        fate_of: Callable[[Line], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self.signs, self._fate_of = signs, fate_of
        self._rows: Sequence[Line] = ()

    def show_rows(self, rows: Sequence[Line], view: str) -> None:
        """Show lines; `view` is a fate or ALL."""
        self.beginResetModel()
        self._rows = rows if view == ALL else [row for row in rows if self._fate_of(row) == view]
        self.endResetModel()

    def row(self, number: int) -> Line:
        """The line in a row of the list."""
        return self._rows[number]

    def rows(self) -> Sequence[Line]:
        """The lines of this view."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many lines there are in this view."""
        return 0 if parent.isValid() else len(self._rows)

    def look(self, row: Line, column: Column[Line], role: int, number: int) -> object:
        """What a cell says beside its words."""
        if column.key != "fate" or role not in (Display, roles.ChipRole):
            return None
        told = self.signs[self._fate_of(row)]
        return told.chip if role == roles.ChipRole else told.word


class FateDelegate(RowDelegate):
    """Draws a row as every list does, its tick box, and a line under what wants a look."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        super().paint(painter, option, index)
        theme, state = current(), index.data(Qt.ItemDataRole.CheckStateRole)
        area = self._inner(QRectF(option.rect), option.widget, index)
        if state is not None:
            side = theme.px(20)
            place = QRectF(area.left(), round(area.center().y() - side / 2), side, side)
            if Qt.CheckState(state) == Qt.CheckState.Checked:
                box(painter, place, 4, theme.tokens.accent, "")
                sign(painter, place, "check", "on_accent", 14)
            else:
                box(painter, place, 4, theme.tokens.surface, theme.tokens.control)
        if index.data(OddRole):
            font = theme.font(14, 400, bool(index.data(roles.TabularRole)))
            width = min(text_width(str(index.data(Display)), font), area.width())
            line = QRectF(area.left(), round(area.center().y() + theme.px(10)), width, 1)
            painter.fillRect(line, theme.tokens.bad)


class FateView(QWidget):
    """A file that was read: notes, views by fate with their counts, and the lines of one view."""

    def __init__(
        self,
        model: FateModel[Any],
        *,
        above: Sequence[QWidget] = (),
        below: Sequence[QWidget] = (),
        flexible: Collection[int],
        noun: str,
    ) -> None:
        super().__init__()
        self.model: FateModel[Any] = model
        model.setParent(self)
        self.notes = AdviceStrip("", kind="notice")
        self.views = ViewSwitch(
            [(ALL, "All", None), *((fate, one.short or one.word, None) for fate, one in model.signs.items())],
            signs={fate: (one.icon, one.ink) for fate, one in model.signs.items()},
        )
        self.aside = Headline("", "hint")
        self.table = FateTable([column.width for column in model.columns], flexible)
        self.table.setModel(model)
        self.table.setItemDelegate(FateDelegate(self.table))
        self.table.horizontalHeader().setSortIndicatorShown(False)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.nothing = Headline(f"There is no {noun} of this kind.", "second")
        self.nothing.setContentsMargins(16, 12, 16, 12)
        self.card = TableCard(self.table, self.nothing)
        self.table.grown.connect(self._limit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (*above, self.notes, SplitRow(self.views, self.aside)):
            column.addWidget(part)
        column.addWidget(self.card, 1)
        for part in below:
            column.addWidget(part)
        column.addStretch(0)

    def say(self, notes: str, aside: str) -> None:
        """Say what is to be known of the file as a whole, and a little beside the views."""
        self.notes.set_texts(notes)
        self.notes.setVisible(bool(notes))
        self.aside.setText(aside)

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Show the list as high as its lines, or that there is none."""
        count = self.model.rowCount()
        self.table.setVisible(count > 0)
        self.nothing.setVisible(not count)
        self.table.setMinimumHeight(self.table.height_of(min(count, LEAST_ROWS)))
        self._limit()

    def _limit(self) -> None:
        """Let the card be no higher than its lines."""
        bar = self.table.horizontalScrollBar().sizeHint().height()
        lines = self.table.whole_height() + bar
        self.card.setMaximumHeight(lines if self.model.rowCount() else self.card.sizeHint().height())
