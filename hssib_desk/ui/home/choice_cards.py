"""One of a few choices, each a card with a line under it that says what it changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.paint import box, words
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.theme import current

RING, SIDE = 20, 14
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


class _Choice(QAbstractButton):
    """A choice with its ring; chosen it has the ground of a chosen tile and a ring of two pixels."""

    def __init__(self, code: str, label: str, second: str) -> None:
        super().__init__()
        self.code, self.second = code, second
        set_plain_text(self, label)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)
        self.setAccessibleDescription(second)

    def sizeHint(self) -> QSize:
        """Return a row of one or two lines."""
        return QSize(320, current().px(47 if self.second else 36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the choices together."""
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, ring and words."""
        theme, painter = current(), QPainter(self)
        tokens, area = theme.tokens, QRectF(self.rect())
        on = self.isChecked()
        ground = tokens.sel if on else tokens.hover if self.underMouse() else tokens.surface
        box(painter, area, 6, ground, tokens.text if on else tokens.control, 2 if on else 1)
        size, x = theme.px(RING), area.left() + SIDE
        ring = QRectF(x, area.center().y() - size / 2, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.accent if on else tokens.control), 1))
        painter.setBrush(QColor(tokens.accent if on else tokens.surface))
        painter.drawEllipse(ring.adjusted(1, 1, -1, -1))
        if on:
            painter.setBrush(QColor(tokens.surface))
            painter.drawEllipse(ring.adjusted(size / 3, size / 3, -size / 3, -size / 3))
        line = theme.px(20)
        top = area.center().y() - (line if self.second else line / 2)
        room = QRectF(x + size + 10, top, area.width() - size - 3 * SIDE, line)
        words(painter, room, self.text(), theme.font(14, 600 if on else 500), tokens.text)
        if self.second:
            words(painter, room.translated(0, line), self.second, theme.font(13), tokens.text2)


class ChoiceCards(Editor, QWidget):
    """The choices under one another; arrows move and choose, Tab leads to the chosen one."""

    edited = Signal(object)

    def __init__(self, choices: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.choices = [_Choice(*choice) for choice in choices]
        for made in self.choices:
            self._group.addButton(made)
            column.addWidget(made)
        self._group.buttonClicked.connect(lambda made: self._give(made))

    def value(self) -> str | None:
        """Return the chosen code."""
        found = self._group.checkedButton()
        return found.code if isinstance(found, _Choice) else None

    def set_value(self, value: object) -> None:
        """Choose a code without saying so."""
        for made in self.choices:
            made.setChecked(made.code == value)

    def set_read_only(self, read_only: bool) -> None:
        """Take part in editing, or show only."""
        self.setEnabled(not read_only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the one before or after."""
        step, here = _STEPS.get(Qt.Key(event.key())), self._group.checkedButton()
        if step is None or not isinstance(here, _Choice):
            super().keyPressEvent(event)
            return
        made = self.choices[(self.choices.index(here) + step) % len(self.choices)]
        made.setChecked(True)
        made.setFocus(Qt.FocusReason.TabFocusReason)
        self._give(made)

    def _give(self, made: QAbstractButton) -> None:
        if isinstance(made, _Choice):
            self.edited.emit(made.code)
