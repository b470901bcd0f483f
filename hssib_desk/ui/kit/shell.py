"""The frame round every place: the rail at the left and the bar at the top."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionFrame,
    QVBoxLayout,
    QWidget,
)

from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.buttons import icon_button
from hssib_desk.ui.kit.fields.editor_text import LineField
from hssib_desk.ui.kit.paint import box, sign, text_width, words
from hssib_desk.ui.kit.strips import SaveState
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.kit.theme import current

CAP_EDGE, CAP_GAP = 9, 8  # right and left of the key cap of the search field


class RailButton(Button):
    """One place in the rail: its sign over its name."""

    def __init__(self, value: str, icon: str, text: str) -> None:
        super().__init__(text, "rail", icon=icon)
        self.value = value
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return 64 × 60, wider only where the name needs it."""
        theme = current()
        wide = max(64, round(text_width(self.text(), theme.font(12, 600))) + 8)
        return QSize(wide, max(60, theme.px(60)))

    def _paint_content(self, painter: QPainter) -> None:
        theme = current()
        ink = theme.tokens.accent if self.isChecked() else theme.tokens.text2
        area = QRectF(self.rect())
        top = area.center().y() - theme.px(20)
        sign(painter, QRectF(0, top, area.width(), theme.px(20)), str(self.leading), ink, 20)
        name = QRectF(0, top + theme.px(24), area.width(), theme.px(16))
        font = theme.font(12, 600 if self.isChecked() else 500)
        words(painter, name, self.text(), font, ink, Qt.AlignmentFlag.AlignHCenter)


class Rail(QFrame):
    """The places of the program, one chosen, with help at the bottom; items are (value, icon, name)."""

    chosen = Signal(str)

    def __init__(
        self,
        items: Sequence[tuple[str, str, str]],
        bottom: Sequence[tuple[str, str, str]] = (("help", "circle-question-mark", "Help"),),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 7, 12)
        column.setSpacing(4)
        for item in items:
            column.addWidget(self._make(*item))
        column.addStretch(1)
        for item in bottom:
            column.addWidget(self._make(*item))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._group.buttonClicked.connect(lambda clicked: self.chosen.emit(clicked.value))

    def value(self) -> str:
        """Return the place we are in, "" for none."""
        checked = self._group.checkedButton()
        return checked.value if isinstance(checked, RailButton) else ""

    def set_value(self, value: str) -> None:
        """Mark a place without saying so; "" marks none."""
        self._group.setExclusive(False)
        for name, made in self._buttons.items():
            made.setChecked(name == value)
        self._group.setExclusive(True)
        # Qt keeps the stop of Tab where it was when the group was exclusive last.
        stop = value if value in self._buttons else next(iter(self._buttons))
        for name, made in self._buttons.items():
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == stop else Qt.FocusPolicy.ClickFocus)

    def button(self, value: str) -> RailButton:
        """Return the button of a place."""
        return self._buttons[value]

    def _make(self, value: str, icon: str, text: str) -> RailButton:
        made = RailButton(value, icon, text)
        self._buttons[value] = made
        self._group.addButton(made)
        return made


class Mark(QWidget):
    """The small square that stands for the organisation: its own picture, or ours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(28, 28)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a page with lines of different length."""
        tokens = current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(painter, QRectF(self.rect()), 6, tokens.accent)
        painter.setPen(QPen(QColor(tokens.on_accent), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for x1, y1, x2, y2 in ((8, 7, 8, 21), (8, 9, 21, 9), (8, 14, 17, 14), (8, 19, 21, 19)):
            painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))


class SearchField(LineField):
    """The search line, 440 × 36, with the key that leads to it."""

    def __init__(self, placeholder: str = "Search or run a command", keycap: str = "Ctrl K") -> None:
        super().__init__(placeholder, icon="search")
        self._keycap = keycap
        self.setAccessibleName(placeholder)
        self.setMaximumWidth(440)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setClearButtonEnabled(False)

    def sizeHint(self) -> QSize:
        """Return the width of the design."""
        return QSize(440, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key cap while nothing is typed."""
        super().paintEvent(event)
        if self.shows_keycap():
            paint_keycap(QPainter(self), QRectF(self.rect()).adjusted(0, 0, -CAP_EDGE, 0), self._keycap)

    def shows_keycap(self) -> bool:
        """Whether nothing is typed, and the words of the empty field leave room for the key cap."""
        if not self._keycap or self.text():
            return False
        field = QStyleOptionFrame()
        self.initStyleOption(field)
        inner = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, field, self)
        words_end = inner.left() + 2 + text_width(self.placeholderText(), self.font())
        return words_end + CAP_GAP <= self.width() - CAP_EDGE - _cap_width(self._keycap)


def _cap_width(text: str) -> int:
    return round(text_width(text, current().font(12, 500))) + 14


def paint_keycap(painter: QPainter, rect: QRectF, text: str) -> None:
    """Draw a key cap at the right end of `rect`."""
    theme, tokens = current(), current().tokens
    wide = _cap_width(text)
    cap = QRectF(rect.right() - wide, round(rect.center().y() - theme.px(20) / 2), wide, theme.px(20))
    box(painter, cap, 4, tokens.sunken, tokens.line)
    words(painter, cap, text, theme.font(12, 500), tokens.text2, Qt.AlignmentFlag.AlignHCenter)


class Keycap(QWidget):
    """The key of something, beside it."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Return the room of the cap."""
        theme = current()
        return QSize(round(text_width(self._key, theme.font(12, 500))) + 16, theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cap."""
        paint_keycap(QPainter(self), QRectF(self.rect()).adjusted(0, 0, -1, 0), self._key)


class TopBar(QFrame):
    """The bar of 56 pixels: mark, workbook title, search, whether the work is saved, and three buttons."""

    search_asked = Signal(str)
    pause_asked = Signal()
    lock_asked = Signal()
    menu_asked = Signal()

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "top-bar")
        self.mark = Mark()
        self.title = Headline(title, "bar-title")
        self.place = Headline("", "caption")
        self.place.hide()
        self.search = SearchField()
        self.save_state = SaveState()
        self.pause = icon_button("pause", "Pause: hide this page for a while")
        self.lock = icon_button("lock", "Lock the workbook")
        self.menu = icon_button("ellipsis", "More")
        self._build()
        self.search.returnPressed.connect(lambda: self.search_asked.emit(self.search.text()))
        self.pause.clicked.connect(self.pause_asked)
        self.lock.clicked.connect(self.lock_asked)
        self.menu.clicked.connect(self.menu_asked)

    def set_title(self, title: str) -> None:
        """Show the title of the workbook."""
        self.title.setText(title)

    def set_place(self, text: str) -> None:
        """Say under the title where the work is, or nothing."""
        self.place.setText(text)
        self.place.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        """Return the height of the design."""
        return QSize(1280, max(56, current().px(56)))

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        left = QHBoxLayout()
        left.setContentsMargins(26, 0, 0, 0)
        left.setSpacing(34)
        left.addWidget(self.mark)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self.title)
        names.addWidget(self.place)
        names.addStretch(1)
        left.addLayout(names, 1)
        right = QHBoxLayout()
        right.setSpacing(4)
        right.addStretch(1)
        right.addWidget(self.save_state)
        for made in (self.pause, self.lock, self.menu):
            right.addWidget(made)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 1)
        row.setSpacing(16)
        row.addLayout(left, 3)
        row.addWidget(self.search, 4)
        row.addLayout(right, 3)
