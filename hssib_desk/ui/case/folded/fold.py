"""The line under which questions are folded that are seldom needed, and what is under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hssib_desk.ui.case.folded.memory import is_left_open, leave
from hssib_desk.ui.kit.card_row import CardRow
from hssib_desk.ui.kit.paint import box, sign, words
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current

LINE = 32


class FoldLine(CardRow):
    """One line with a chevron, the name of what is folded, and how many answers are in it."""

    turned = Signal(bool)  # whether it is to be opened

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        self.told = Headline("", "card-count")
        super().__init__(
            title, icon="chevron-right", trailing=self.told, height=LINE, indent=12, parent=parent
        )
        self.is_open = False
        self.clicked.connect(lambda: self.turned.emit(not self.is_open))

    def show_state(self, title: str, told: str, is_open: bool) -> None:
        """Say what is folded, how much of it is answered, and whether it is open."""
        self.is_open = is_open
        self.leading = "chevron-down" if is_open else "chevron-right"
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.set_texts(title)
        self.setAccessibleName(", ".join(filter(None, (title, told, "open" if is_open else "folded"))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens it, Left folds it."""
        wanted = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        elif wanted != self.is_open:
            self.turned.emit(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line on its own ground."""
        theme = current()
        painter, area, state = QPainter(self), QRectF(self.rect()), self._state()
        edge = theme.tokens.focus if state == "focus" else ""
        box(painter, area, 6, theme.tokens.sel if state == "hover" else theme.tokens.sunken, edge, 2)
        x = area.left() + self._indent
        sign(painter, QRectF(x, area.top(), theme.px(16), area.height()), self.leading or "", "text2", 16)
        x += theme.px(16) + 8
        room = QRectF(x, area.top(), max(0.0, self._text_end() - x), area.height())
        words(painter, room, self.text(), theme.font(14, 600), theme.tokens.text)


class Fold(QWidget):
    """A line, and the questions under it that are in sight while it is open; `turned` when that changes.

    It is opened by hand, which is remembered, or for one entry because something within is to be seen.
    """

    turned = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._name = ""
        self._left_open = self._for_now = False
        self.line = FoldLine(title, self)
        self.inside = QWidget(self)
        self.grid = QGridLayout(self.inside)
        self.grid.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.line)
        column.addWidget(self.inside)
        self.inside.hide()
        self.line.turned.connect(self._turn)

    @property
    def is_open(self) -> bool:
        """Whether its questions are in sight."""
        return self._left_open or self._for_now

    def begin(self, name: str) -> None:
        """Show another entry: what opened by itself folds again, what was left open by hand stays open."""
        self._name, self._for_now = name, False
        self._left_open = is_left_open(name)

    def open(self) -> None:
        """Open for the entry that is shown, as something within is to be seen."""
        if not self.is_open:
            self._for_now = True
            self._show()

    def show_count(self, asked: int, answered: int) -> None:
        """Say how many questions are within, and how many of them are answered; nothing of none."""
        told = f"{answered} answered" if answered else ""
        self.line.show_state(f"{self.title} ({asked})", told, self.is_open)
        self.setVisible(asked > 0)
        self._show()

    def _turn(self, is_open: bool) -> None:
        self._left_open, self._for_now = is_open, False
        leave(self._name, is_open)
        self._show()
        self.turned.emit()

    def _show(self) -> None:
        if self.inside.isHidden() == self.is_open:
            self.inside.setVisible(self.is_open)
        self.line.show_state(self.line.text(), self.line.told.text(), self.is_open)
