"""The next step after a screening: tiles of which one is chosen, and which other process leads."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Choice, CodeList
from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.paint import box, sign, text_width, words
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.theme import current

_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class Tile(QAbstractButton):
    """One next step: its key, its words, and a tick when it is chosen; small ones have no key."""

    def __init__(self, code: str, text: str, number: int = 0) -> None:
        super().__init__()
        self.code, self.number = code, number
        set_plain_text(self, text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return 140 × 60, or 36 high for a small one; wider only where the words need it."""
        theme = current()
        wide = round(text_width(self.text(), theme.font(13, 600))) + theme.px(24)
        if not self.number:
            return QSize(wide, theme.px(36))
        return QSize(max(theme.px(140), wide), theme.px(60))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the field, which knows all its tiles."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, key, words and tick."""
        theme = current()
        tokens, painter, area = theme.tokens, QPainter(self), QRectF(self.rect())
        off = not self.isEnabled()
        if self.isChecked():
            box(painter, area, 6, tokens.sel, tokens.control if off else tokens.text, 2)
        elif off:
            box(painter, area, 6, tokens.dis, tokens.line)
        else:
            fill = tokens.sunken if self.isDown() else tokens.hover if self.underMouse() else tokens.surface
            box(painter, area, 6, fill, tokens.control)
        ink = tokens.disabled if off and not self.isChecked() else tokens.text
        middle = Qt.AlignmentFlag.AlignHCenter
        font = theme.font(13, 600 if self.isChecked() or self.number else 400)
        if not self.number:
            words(painter, area, self.text(), font, ink, middle)
            return
        top = QRectF(area.left(), theme.px(10), area.width(), theme.px(20))
        words(painter, top, str(self.number), theme.font(14, 600), ink, middle)
        words(painter, top.translated(0, theme.px(20)), self.text(), font, ink, middle)
        if self.isChecked():
            corner = QRectF(area.right() - theme.px(22), theme.px(7), theme.px(14), theme.px(14))
            sign(painter, corner, "check", ink, 14)


class OutcomeField(Editor, QWidget):
    """Which next step is taken; choices of a group share one tile, and are asked for under it.

    Enter takes what is suggested while nothing is chosen; a number takes a tile.
    """

    edited = Signal(object)

    def __init__(self, options: CodeList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options, self._read_only = options, False
        self._value: str | None = None
        self.suggested = ""
        groups: dict[str, list[Choice]] = {}
        for choice in options.offered:
            groups.setdefault(choice.group or choice.code, []).append(choice)
        self._groups = groups
        self._tiles = [
            Tile(name, found[0].group or found[0].label, number)
            for number, (name, found) in enumerate(groups.items(), 1)
        ]
        self._parts = {
            name: [Tile(choice.code, choice.short or choice.label) for choice in found]
            for name, found in groups.items()
            if found[0].group
        }
        self._open = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(FlowRow(*self._tiles, gap=8))
        self._rows = {name: FlowRow(*parts, gap=8) for name, parts in self._parts.items()}
        for name, row in self._rows.items():
            row.setAccessibleName(f"{name}: which one")
            column.addWidget(row)
        for tile in self._tiles:
            tile.clicked.connect(lambda _on=False, code=tile.code: self._take(code))
        for parts in self._parts.values():
            for part in parts:
                part.clicked.connect(lambda _on=False, code=part.code: self.give(code))
        self._show()

    def value(self) -> str | None:
        """Return the code given, or None."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show an answer without saying so."""
        self._value = str(value) if value not in (None, "") else None
        self._open = self._group_of(self._value or "")
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Seal the answer."""
        self._read_only = read_only
        for tile in self._every():
            tile.setEnabled(not read_only)

    def give(self, code: str) -> None:
        """Take a next step, as a key or a click does."""
        if self._read_only:
            return
        changed = code != self._value
        self._value, self._open = code, self._group_of(code)
        self._show()
        self._focus(code)
        if changed:
            self.edited.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take by Enter, Space or number; move by arrow."""
        key, text = event.key(), event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and text.isdecimal() and 0 < int(text) <= len(self._tiles):
            self._take(self._tiles[int(text) - 1].code)
        elif plain and key in _CHOOSE:
            here = next((tile for tile in self._every() if tile.hasFocus()), None)
            if self._value is None and self.suggested and key != Qt.Key.Key_Space:
                self.give(self.suggested)
            elif here is not None:
                self._take(here.code)
        elif plain and key in _STEPS:
            self._move(_STEPS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def _every(self) -> list[Tile]:
        return [*self._tiles, *(part for parts in self._parts.values() for part in parts)]

    def _group_of(self, code: str) -> str:
        return next((name for name, parts in self._parts.items() if code in {p.code for p in parts}), "")

    def _take(self, code: str) -> None:
        if self._read_only:
            return
        if code in self._parts:
            self._open = code
            self._show()
            self._focus(self._parts[code][0].code)
        else:
            self.give(code)

    def _move(self, by: int) -> None:
        row: Sequence[Tile] = next(
            (parts for parts in self._parts.values() if any(p.hasFocus() for p in parts)), self._tiles
        )
        here = next((n for n, tile in enumerate(row) if tile.hasFocus()), 0)
        row[max(0, min(len(row) - 1, here + by))].setFocus(Qt.FocusReason.TabFocusReason)

    def _focus(self, code: str) -> None:
        target = next((tile for tile in self._every() if tile.code == code), None)
        if target is not None and self.isVisible():
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self) -> None:
        chosen = {self._value, self._group_of(self._value or "") or None, self._open or None} - {None}
        for tile in self._every():
            tile.setChecked(tile.code in chosen)
        for name, row in self._rows.items():
            row.setVisible(self._open == name)
        stop = next((tile for tile in self._every() if tile.code == self._value), self._tiles[0])
        for tile in self._every():
            at = tile is stop
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(stop)
