"""The row of buttons with which a reviewer gives a score."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.paint import box, sign, words
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.theme import current

_STEPS = 5
"""Only a scale of this many points takes the colours of the ramp."""


class ScoreButton(QAbstractButton):
    """One score to choose: its numeral, its word, and a tick when chosen."""

    def __init__(self, code: str, numeral: str, label: str, is_na: bool, step: int | None) -> None:
        super().__init__()
        self.code = code
        self.numeral = "–" if is_na else numeral
        self.is_na = is_na
        self.step = step
        self.sealed = False
        self.rows = 1  # lines of the longest word among its neighbours: a row of scores is even
        set_plain_text(self, label)
        self.setCheckable(True)
        self.setAccessibleName(label if is_na else f"{numeral}, {label}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return 90 × 60 (94 for not applicable), more only where the words need it."""
        theme = current()
        metrics = QFontMetricsF(theme.font(12, 600))
        longest = max((metrics.horizontalAdvance(word) for word in self._lines(metrics)), default=0.0)
        width = max(theme.px(94 if self.is_na else 90), round(longest) + 8)
        extra = theme.px(16) * (max(self.rows, self.lines()) - 1)
        return QSize(width, theme.px(60) + extra)

    def lines(self) -> int:
        """How many lines its words take at the text size of today."""
        return len(self._lines(QFontMetricsF(current().font(12, 600))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the selector, which knows all its buttons."""
        event.ignore()

    def hitButton(self, pos: object) -> bool:
        """Refuse the mouse when the answer is sealed."""
        return not self.sealed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, numeral, word and tick."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        ink = self._paint_ground(painter, area)
        chosen = self.isChecked()
        top = theme.px(12)
        numeral = QRectF(area.left(), top - theme.px(3), area.width(), theme.px(22))
        middle = Qt.AlignmentFlag.AlignHCenter
        words(painter, numeral, self.numeral, theme.font(18, 600), ink, middle)
        font = theme.font(12, 600 if chosen else 400)
        y = top + theme.px(22)
        for line in self._lines(QFontMetricsF(theme.font(12, 600))):
            words(painter, QRectF(2, y, area.width() - 4, theme.px(16)), line, font, ink, middle)
            y += theme.px(16)
        if chosen:
            corner = QRectF(area.right() - theme.px(22), theme.px(7), theme.px(14), theme.px(14))
            sign(painter, corner, "check", ink, 14)

    def _paint_ground(self, painter: QPainter, area: QRectF) -> str:
        tokens = current().tokens
        off = not self.isEnabled() or self.sealed
        if self.isChecked():
            fill, ink = tokens.sel, tokens.text
            if self.step is not None:
                fill, ink = tokens.ramp[self.step], tokens.numerals[self.step]
            box(painter, area, 6, fill, tokens.control if off else tokens.text, 2)
            return ink
        if off:
            box(painter, area, 6, tokens.dis, tokens.line, 1, dashed=self.is_na)
            return tokens.disabled
        fill = tokens.sunken if self.isDown() else tokens.hover if self.underMouse() else tokens.surface
        if self.is_na and fill == tokens.surface:
            fill = ""
        box(painter, area, 6, fill, tokens.control, 1, dashed=self.is_na)
        return tokens.text2 if self.is_na else tokens.text

    def _lines(self, metrics: QFontMetricsF) -> list[str]:
        room = current().px(94 if self.is_na else 90) - 8
        lines: list[str] = []
        for word in self.text().split():
            if lines and metrics.horizontalAdvance(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines or [""]


class ScoreSelector(Editor, QWidget):
    """Asks for one score: choices are (code, numeral, label, is not-applicable).

    Keys: the numeral chooses, 0 or N chooses not applicable, arrows move, Space or Enter choose,
    Delete or Backspace takes the score away. Moving alone never changes a judgement.
    """

    chosen = Signal(str)
    edited = Signal(object)

    def __init__(self, choices: Sequence[tuple[str, str, str, bool]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: str | None = None
        self._sealed = False
        self._buttons: list[ScoreButton] = []
        self._row = FlowRow(gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.set_choices(choices)

    @property
    def buttons(self) -> list[ScoreButton]:
        """The buttons from left to right."""
        return self._buttons

    def set_choices(self, choices: Sequence[tuple[str, str, str, bool]]) -> None:
        """Replace the scores that can be given; the value given stays."""
        self._row.clear()
        self._buttons = []
        scale = sum(1 for choice in choices if not choice[3])
        for code, numeral, label, is_na in choices:
            step = int(numeral) - 1 if not is_na and scale == _STEPS and numeral in "12345" else None
            made = ScoreButton(code, numeral, label, is_na, step)
            made.clicked.connect(self._clicked)
            self._buttons.append(made)
            self._row.add(made)
        rows = max((made.lines() for made in self._buttons), default=1)
        for made in self._buttons:
            made.rows = rows
        self._show()

    def value(self) -> str | None:
        """Return the code given, or None."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a score without saying so."""
        self._value = str(value) if value not in (None, "") else None
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Seal the score: it stays readable and cannot be changed."""
        self._sealed = read_only
        for made in self._buttons:
            made.sealed = read_only
            made.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number, move by arrow."""
        key = event.key()
        target = self._by_key(event.text().lower())
        if target is not None:
            self.give(target.code)
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._move(1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose_focused(event)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._value is not None:
            self.give("")
        else:
            super().keyPressEvent(event)

    def _by_key(self, text: str) -> ScoreButton | None:
        for made in self._buttons:
            if text and text == (made.numeral if not made.is_na else ""):
                return made
        if text in ("0", "n"):
            return next((made for made in self._buttons if made.is_na), None)
        return None

    def _choose_focused(self, event: QKeyEvent) -> None:
        focused = next((made for made in self._buttons if made.hasFocus()), None)
        if focused is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.give(focused.code)

    def _move(self, step: int) -> None:
        here = next((i for i, made in enumerate(self._buttons) if made.hasFocus()), 0)
        there = max(0, min(len(self._buttons) - 1, here + step))
        self._buttons[there].setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, ScoreButton):
            self.give(sender.code)

    def give(self, code: str) -> None:
        """Give a score as a key does, an empty text for none; a sealed one stays as it is."""
        changed = not self._sealed and (code or None) != self._value
        if changed:
            self._value = code or None
        self._show()
        if changed:
            self.chosen.emit(code)
            self.edited.emit(self._value)

    def _show(self) -> None:
        for made in self._buttons:
            made.sealed = self._sealed
            made.setChecked(made.code == self._value)
        first = next((made for made in self._buttons if made.isChecked()), None)
        for made in self._buttons:
            at = made is (first or self._buttons[0])
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at else Qt.FocusPolicy.ClickFocus)
        if first is not None:
            self.setFocusProxy(first)
        elif self._buttons:
            self.setFocusProxy(self._buttons[0])
