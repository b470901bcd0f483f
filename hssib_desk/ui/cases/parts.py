"""Small parts of the case pages: a row that splits, key caps, a legend, a table that finds a reference."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from time import monotonic

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from hssib_desk.domain.figures.ledger import figure
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.shell import paint_keycap
from hssib_desk.ui.kit.table import DataTable
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current

FORGET_AFTER = 1.0  # seconds after which typing begins a new search


class SplitRow(QWidget):
    """Two groups at the ends of one line, or one under the other where the line is too short."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        self._parts = (left, right)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(left, 1)
        self._box.addWidget(right)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider group: they can stand one under the other."""
        return QSize(max(part.minimumSizeHint().width() for part in self._parts), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between one line and two."""
        super().resizeEvent(event)
        together = sum(part.sizeHint().width() for part in self._parts) + self._box.spacing()
        kind = QBoxLayout.Direction
        wanted = kind.LeftToRight if together <= self.width() else kind.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
            under = wanted == kind.TopToBottom
            self._box.setAlignment(
                self._parts[1], Qt.AlignmentFlag.AlignLeft if under else Qt.AlignmentFlag(0)
            )
            self.updateGeometry()


def side_by_side(*widgets: QWidget, gap: int = 8) -> QWidget:
    """Widgets in one line."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return holder


class KeyCap(QWidget):
    """The picture of a key."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Return the room the word needs."""
        theme = current()
        return QSize(round(text_width(self._text, theme.font(12, 500))) + 14, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key."""
        paint_keycap(QPainter(self), QRectF(self.rect()), self._text)


def legend(*items: tuple[QWidget, str]) -> QWidget:
    """Signs with their meanings, side by side."""
    holder = FlowRow(gap=16)
    for sign, words in items:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Headline(words, "second"))
        holder.add(pair)
    return holder


def score_legend() -> QWidget:
    """What the two empty score blocks mean, and the keys of the list."""
    return legend(
        (ScoreBlock("na", None, 20), "not applicable"),
        (ScoreBlock("", None, 20), figure("not_scored").name.lower()),
        (KeyCap("Enter"), "open"),
        (KeyCap("Ctrl F"), "filter"),
    )


class ListTable(DataTable):
    """A table that spreads its spare width over some columns, and in which typing looks for a row.

    `sought` carries what was typed so far. Widths are in design pixels and the least that a column gets. The
    columns of `first_to_go` are hidden where there is no room for all.
    """

    sought = Signal(str)

    def __init__(
        self,
        row_height: int,
        header_height: int,
        widths: Sequence[int],
        flexible: Collection[int],
        first_to_go: Collection[int] = (),
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
        is_narrow = sum(widths) > self.viewport().width()
        for column in self._first_to_go:
            self.setColumnHidden(column, is_narrow)
            widths[column] = 0 if is_narrow else widths[column]
        spare = max(0, self.viewport().width() - sum(widths))
        for place, column in enumerate(self._flexible):
            share = spare // (len(self._flexible) - place)
            widths[column] += share
            spare -= share
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            if width and header.sectionSize(column) != width:
                header.resizeSection(column, width)

    def height_of(self, rows: int) -> int:
        """Return the height that shows so many rows and the header."""
        return self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
