"""Editors for few choices: segments of which one is chosen, tick boxes, and lists of them."""

from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.fields.editor_text import LineField
from hssib_desk.ui.kit.fields.options import Option, as_options, letters
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.paint import box, sign, text_width
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current

SEARCH_FROM = 11
"""From this many choices on, a list can be searched."""

_CHOOSE = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down)


class _Segment(Button):
    """One choice of a segmented row."""

    def __init__(self, option: Option) -> None:
        super().__init__(option.text, "segment")
        self.option, self.code = option, option.code
        self.setCheckable(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows, letters and the keys that choose to the row, which knows all its segments."""
        if event.key() in (*_ARROWS, *_CHOOSE) or event.text().strip():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _content_width(self) -> float:
        return text_width(self.text(), current().font(14, 600))


class Segmented(Editor, QWidget):
    """A few choices side by side, at most one of them given; a click on it takes it back.

    An arrow answers with the next one, a letter with the one it stands for (Y, N and U for yes, no and not
    known); Space and Enter choose, Delete and Backspace take the answer away.
    """

    edited = Signal(object)

    def __init__(self, choices: Iterable[Option | tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: str | None = None
        self._read_only = False
        self._segments: list[_Segment] = []
        self._letters: dict[str, str] = {}  # the code each letter stands for
        self._row = FlowRow(gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        for option in as_options(choices):
            self._add(option)
        self._show()

    @property
    def buttons(self) -> Sequence[Button]:
        """The choices from left to right."""
        return self._segments

    def value(self) -> str | None:
        """Return the code given, or None."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show an answer without saying so; a code that is not on offer is shown as it is."""
        self._value = str(value) if value not in (None, "") else None
        if self._value is not None and all(made.code != self._value for made in self._segments):
            self._add(Option(self._value, self._value))
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Seal the answer."""
        self._read_only = read_only
        for made in self._segments:
            made.setEnabled(not read_only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by arrow, letter, Space or Enter; take back by Delete."""
        key = event.key()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        letter = event.text().casefold()
        if key in _ARROWS:
            self._move(1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1)
        elif plain and key in _CHOOSE:
            self._choose_focused()
        elif plain and letter in self._letters:
            self._answer(next(made for made in self._segments if made.code == self._letters[letter]))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._value is not None:
            self._give(None)
        else:
            super().keyPressEvent(event)

    def _add(self, option: Option) -> None:
        made = _Segment(option)
        made.clicked.connect(self._clicked)
        made.setEnabled(not self._read_only)
        self._segments.append(made)
        self._row.add(made)
        self._letters = letters([segment.option for segment in self._segments])

    def _choose_focused(self) -> None:
        focused = next((made for made in self._segments if made.hasFocus()), None)
        if focused is not None:
            self._answer(focused)

    def _answer(self, segment: _Segment) -> None:
        """Choose a segment and put the cursor on it; one that is chosen stays chosen."""
        if not self._read_only and segment.code != self._value:
            self._give(segment.code)
        segment.setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Segment):
            self._give(None if sender.code == self._value else sender.code)

    def _give(self, code: str | None) -> None:
        if self._read_only:
            return
        self._value = code
        self._show()
        self.edited.emit(code)

    def _move(self, step: int) -> None:
        here = next((i for i, made in enumerate(self._segments) if made.hasFocus()), 0)
        there = max(0, min(len(self._segments) - 1, here + step))
        self._answer(self._segments[there])

    def _show(self) -> None:
        stop = next((made for made in self._segments if made.code == self._value), None)
        stop = stop or (self._segments[0] if self._segments else None)
        for made in self._segments:
            made.setChecked(made.code == self._value)
            policy = Qt.FocusPolicy.StrongFocus if made is stop else Qt.FocusPolicy.ClickFocus
            made.setFocusPolicy(policy)
        if stop is not None:
            self.setFocusProxy(stop)


class TickBox(Editor, QAbstractButton):
    """A box of 20 pixels to tick; its words wrap and are part of the target."""

    edited = Signal(object)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_plain_text(self, text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda ticked: self.edited.emit(bool(ticked)))

    def set_words(self, text: str) -> None:
        """Change what is ticked."""
        if text != self.text():
            set_plain_text(self, text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Tick or untick without saying so."""
        self.setChecked(bool(value))

    def set_read_only(self, read_only: bool) -> None:
        """Seal the answer."""
        self.setEnabled(not read_only)

    def sizeHint(self) -> QSize:
        """Return the size with the words on one line."""
        theme = current()
        wide = text_width(self.text(), theme.font(14)) + theme.px(20) + 10 if self.text() else theme.px(20)
        return QSize(round(wide) + 1, max(24, theme.px(24)) if self.text() else theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the words still read."""
        return QSize(min(self.sizeHint().width(), 120), self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """Return that the words wrap."""
        return bool(self.text())

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped words."""
        theme = current()
        room = max(40, width - theme.px(20) - 10)
        flags = Qt.TextFlag.TextWordWrap.value
        wrapped = QFontMetrics(theme.font(14)).boundingRect(QRect(0, 0, room, 10000), flags, self.text())
        return max(theme.px(24), wrapped.height() + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter tick as Space does."""
        plain = event.modifiers() & Qt.KeyboardModifier.ControlModifier == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, its tick and the words."""
        theme = current()
        tokens = theme.tokens
        painter = QPainter(self)
        side = theme.px(20)
        area = QRectF(0, 2 if self.text() else 0, side, side)
        off = not self.isEnabled()
        if self.isChecked():
            box(painter, area, 4, tokens.dis if off else tokens.accent, tokens.control if off else "")
            sign(painter, area, "check", "disabled" if off else "on_accent", 14)
        else:
            fill = tokens.dis if off else tokens.hover if self.underMouse() else tokens.surface
            box(painter, area, 4, fill, tokens.line if off else tokens.control)
        if self.text():
            painter.setFont(theme.font(14))
            painter.setPen(tokens.disabled if off else tokens.text)
            top = round(2 + (side - QFontMetrics(theme.font(14)).height()) / 2)
            room = QRect(side + 10, top, self.width() - side - 10, self.height())
            painter.drawText(room, Qt.TextFlag.TextWordWrap.value, self.text())


class ChoicesField(Editor, QWidget):
    """A list to tick; long lists can be searched. The value is the ticked codes in list order.

    A code of `alone`, such as None of these, clears the other ticks, and any other clears it.
    """

    edited = Signal(object)

    def __init__(
        self,
        choices: Iterable[Option | tuple[str, str]],
        parent: QWidget | None = None,
        *,
        alone: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self._options, self._alone = as_options(choices), frozenset(alone)
        self._boxes: dict[str, TickBox] = {}
        self._strange: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.search = LineField("Find in this list", icon="search")
        self.search.setAccessibleName("Find in this list")
        self.search.textChanged.connect(self._filter)
        self._column.addWidget(self.search)
        self.search.setVisible(len(self._options) >= SEARCH_FROM)
        self._headings: dict[str, Headline] = {}
        for option in self._options:
            self._add(option)
        if self._boxes:
            self.setFocusProxy(
                self.search if not self.search.isHidden() else next(iter(self._boxes.values()))
            )

    @property
    def boxes(self) -> dict[str, TickBox]:
        """The tick boxes by code."""
        return self._boxes

    def value(self) -> list[str]:
        """Return the ticked codes."""
        return [code for code, made in self._boxes.items() if made.isChecked()]

    def set_value(self, value: object) -> None:
        """Show ticks without saying so; a code that is not on offer is shown as it is."""
        codes = [str(code) for code in value] if isinstance(value, (list, tuple, set, frozenset)) else []
        for code in codes:
            if code not in self._boxes:
                self._add(Option(code, code))
        for code, made in self._boxes.items():
            made.setChecked(code in codes)

    def set_read_only(self, read_only: bool) -> None:
        """Seal the answer."""
        for made in self._boxes.values():
            made.set_read_only(read_only)

    def _add(self, option: Option) -> None:
        if option.group and option.group not in self._headings:
            self._headings[option.group] = Headline(option.group, "small-strong")
            self._column.addWidget(self._headings[option.group])
        made = TickBox(option.text)
        made.edited.connect(lambda ticked, code=option.code: self._follow(code, bool(ticked)))
        self._boxes[option.code] = made
        self._column.addWidget(made)

    def _follow(self, code: str, ticked: bool) -> None:
        for other, made in self._boxes.items() if ticked else ():
            if other != code and self._alone & {code, other}:
                made.setChecked(False)
        self.edited.emit(self.value())

    def take(self, codes: Collection[str]) -> None:
        """Tick some codes as somebody does who ticks them one by one."""
        for code in codes:
            if code in self._boxes and not self._boxes[code].isChecked():
                self._boxes[code].setChecked(True)
                self._follow(code, True)

    def _filter(self, typed: str) -> None:
        found = {option.code for option in self._options if option.matches(typed)}
        for code, made in self._boxes.items():
            made.setVisible(code in found or made.isChecked())
        groups = {option.group for option in self._options if option.code in found}
        for group, heading in self._headings.items():
            heading.setVisible(group in groups)
