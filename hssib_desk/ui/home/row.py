"""One row of the first page: a sign, a title that wraps, a second line, and a chip at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hssib_desk.ui.kit.card_row import CardRow
from hssib_desk.ui.kit.paint import lines_of, row_ground, sign, words
from hssib_desk.ui.kit.theme import current

LINE, PADDING, SIGN, GAP = 20, 8, 18, 12
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class NeedRow(CardRow):
    """Leads to what needs somebody; the arrows move from row to row, Enter follows one."""

    stepped = Signal(int)

    def __init__(self, title: str, second: str, *, icon: str, trailing: QWidget | None = None) -> None:
        super().__init__(title, second, icon=icon, trailing=trailing)
        self.setObjectName("need")

    def height_at(self, width: int) -> int:
        """How high the row is in a card of a width: its title is never cut."""
        theme = current()
        return theme.px(LINE) * sum(map(len, self._words(self._room(width)))) + 2 * theme.px(PADDING)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the row above or below, through all cards."""
        if (step := _STEPS.get(Qt.Key(event.key()))) is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def sizeHint(self) -> QSize:
        """Return the height that the title needs in the width there is."""
        return QSize(200, self.height_at(max(self.width(), 200)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, sign and words."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        row_ground(painter, area, self._state(), theme.tokens, 6)
        left = self._indent + theme.px(SIGN) + GAP
        if self.leading:
            spot = QRectF(self._indent, 0, theme.px(SIGN), area.height())
            sign(painter, spot, self.leading, "text2", SIGN)
        titles, seconds = self._words(self._room(self.width()))
        line = theme.px(LINE)
        top = (area.height() - line * (len(titles) + len(seconds))) / 2
        room = QRectF(left, top, self._room(self.width()) + 1, line)
        for lines, font, ink in (
            (titles, theme.font(14, 500), theme.tokens.text),
            (seconds, theme.font(13), theme.tokens.text2),
        ):
            for text in lines:
                words(painter, room, text, font, ink)
                room.translate(0, line)

    def _room(self, width: int) -> float:
        """The width for the words, beside the sign and the chip."""
        beside = sum(widget.sizeHint().width() + GAP for widget in self._trailing)
        return max(80.0, width - 2 * self._indent - current().px(SIGN) - GAP - beside)

    def _words(self, width: float) -> tuple[list[str], list[str]]:
        """Title and second line, each in lines of a width."""
        theme = current()
        second = lines_of(self.second, theme.font(13), width) if self.second else []
        return lines_of(self.text(), theme.font(14, 500), width), second
