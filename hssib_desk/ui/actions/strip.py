"""The colours of all actions in one line: how many of each, and what the colour means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QSizePolicy, QWidget

from hssib_desk.ui.kit.brag import paint_brag_shape
from hssib_desk.ui.kit.paint import box, text_width, words
from hssib_desk.ui.kit.theme import current

_SIDE = 20
_LEAST_WRAP = 96


class BragTile(QAbstractButton):
    """One colour: its number, shape, word and meaning; checked while the list shows only its actions."""

    def __init__(self, code: str, word: str, meaning: str) -> None:
        super().__init__()
        self.code, self.meaning, self.count = code, meaning, 0
        self.lines = (False, False)  # at the left, above
        self.setText(word)
        self.setObjectName(f"brag-{code}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how many there are."""
        self.count = count
        self.setAccessibleName(f"{count} {self.text()}, {self.meaning}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room with the meaning on one line."""
        said = max(text_width(self.meaning, current().font(12)), self._word_width())
        return QSize(round(self._indent() + said) + _SIDE + 2, current().px(56))

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the meaning wraps between words."""
        said = max(current().px(_LEAST_WRAP), self._word_width())
        return QSize(min(self.sizeHint().width(), round(self._indent() + said) + 8), current().px(56))

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped meaning."""
        return max(current().px(56), 2 * current().px(9) + current().px(20) + self._meaning_height(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw number, shape, word and meaning."""
        theme, tokens = current(), current().tokens
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.isChecked() or self.isDown() or self.underMouse():
            fill = tokens.sel if self.isChecked() else tokens.sunken if self.isDown() else tokens.hover
            box(painter, area, 6, fill, tokens.aline if self.isChecked() else "")
        left_line, line_above = self.lines
        if left_line:
            painter.fillRect(QRectF(0, 0, 1, area.height()), tokens.line)
        if line_above:
            painter.fillRect(QRectF(0, 0, area.width(), 1), tokens.line)
        number = QRectF(area.left() + _SIDE, area.top(), self._indent(), area.height())
        words(painter, number, f"{self.count:,}", theme.font(20, 600), tokens.text)
        left = area.left() + self._indent()
        tall = theme.px(20) + self._meaning_height(self.width())
        top = area.center().y() - tall / 2
        shape = QRectF(left, top, theme.px(12), theme.px(20))
        paint_brag_shape(painter, shape, self.code, tokens)
        line = QRectF(shape.right() + 6, top, area.right() - shape.right() - 6, theme.px(20))
        words(painter, line, self.text(), theme.font(13, 500), tokens.text)
        painter.setFont(theme.font(12))
        painter.setPen(tokens.text2)
        room = QRect(round(left), round(top + theme.px(19)), self._room(self.width()), round(tall))
        painter.drawText(room, Qt.TextFlag.TextWordWrap.value, self.meaning)

    def _indent(self) -> float:
        return _SIDE + text_width(f"{self.count:,}", current().font(20, 600)) + current().px(12)

    def _word_width(self) -> float:
        return current().px(12) + 6 + text_width(self.text(), current().font(13, 500))

    def _room(self, width: int) -> int:
        return max(40, round(width - self._indent() - 4))

    def _meaning_height(self, width: int) -> int:
        metrics = QFontMetrics(current().font(12))
        flags = Qt.TextFlag.TextWordWrap.value
        return metrics.boundingRect(QRect(0, 0, self._room(width), 1000), flags, self.meaning).height()


class BragStrip(QFrame):
    """The five colours side by side; `chosen` carries a colour, or "" when it is undone."""

    chosen = Signal(str)

    def __init__(self, words: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.tiles: dict[str, BragTile] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setSpacing(0)
        for code, word, meaning in words:
            self.tiles[code] = made = BragTile(code, word, meaning)
            made.clicked.connect(self._choose)
        self._columns = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return the width of three tiles: the others go to a second line."""
        widest = max(tile.minimumSizeHint().width() for tile in self.tiles.values())
        return QSize(3 * widest + 2, current().px(58))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a second line where one is too short."""
        super().resizeEvent(event)
        self._arrange()

    def show_counts(self, counts: Mapping[str, int], chosen: str) -> None:
        """Show the numbers, and which colour the list is kept to; says nothing."""
        for code, tile in self.tiles.items():
            tile.set_count(counts.get(code, 0))
            tile.setChecked(code == chosen)
        self._columns = 0
        self._arrange()

    def _arrange(self) -> None:
        tiles = list(self.tiles.values())
        room = self.width() >= sum(tile.minimumSizeHint().width() for tile in tiles) + 2
        columns = len(tiles) if room else 3
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(len(tiles)):
            self._grid.setColumnStretch(column, 0)
        for place, tile in enumerate(tiles):
            row, column = divmod(place, columns)
            tile.lines = (column > 0, row > 0)
            self._grid.addWidget(tile, row, column)
            stretch = tile.sizeHint().width() if columns == len(tiles) else 1
            self._grid.setColumnStretch(column, stretch)

    def _choose(self, ticked: bool) -> None:
        tile = self.sender()
        if isinstance(tile, BragTile):
            self.chosen.emit(tile.code if ticked else "")
