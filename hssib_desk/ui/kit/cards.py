"""Cards and what stands in them: rows, empty states, lines and progress."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import Button, LinkButton, button
from hssib_desk.ui.kit.chips import Chip
from hssib_desk.ui.kit.paint import box, row_ground, sign, words
from hssib_desk.ui.kit.strips import AdviceStrip, SaveState
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

__all__ = [
    "AdviceStrip",
    "Card",
    "CardRow",
    "Chip",
    "EmptyState",
    "Headline",
    "Paragraph",
    "ProgressBar",
    "SaveState",
    "Separator",
]

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Separator(QFrame):
    """A line of one pixel, lying or standing."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "separator")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class CardRow(QAbstractButton):
    """A row of a card that leads somewhere: sign, title, second line, and widgets at the right."""

    def __init__(
        self,
        title: str,
        second: str = "",
        *,
        icon: str | None = None,
        trailing: QWidget | None = None,
        height: int = 56,
        indent: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(title)
        self.second = second
        self.leading = icon
        self._height = height
        self._indent = indent
        self._by_keyboard = False
        self.selected = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ring", "none")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(indent, 0, indent, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self._trailing: list[QWidget] = []
        if trailing is not None:
            self.add_trailing(trailing)
        self._name()

    def add_trailing(self, widget: QWidget) -> None:
        """Put a widget (a chip, a caption) at the right end."""
        self._trailing.append(widget)
        self._row.addWidget(widget)
        self._name()

    def set_texts(self, title: str, second: str = "") -> None:
        """Change the words of the row."""
        self.setText(title)
        self.second = second
        self._name()
        self.update()

    def set_selected(self, selected: bool) -> None:
        """Mark the row as the one in hand."""
        self.selected = selected
        self.update()

    def sizeHint(self) -> QSize:
        """Return a modest width and the height of the row."""
        return QSize(200, current().px(self._height))

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the words are still worth reading."""
        return QSize(120, current().px(self._height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter follow the row as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus: only then the border shows."""
        self._by_keyboard = event.reason() in _KEYBOARD
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, sign and words."""
        theme = current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        row_ground(painter, area, self._state(), theme.tokens, 6)
        x = area.left() + self._indent
        if self.leading:
            sign(painter, QRectF(x, area.top(), theme.px(18), area.height()), self.leading, "text2", 18)
            x += theme.px(18) + 12
        room = QRectF(x, area.top(), max(0.0, self._text_end() - x), area.height())
        if not self.second:
            words(
                painter, room, self.text(), theme.font(14, 600 if self.selected else 400), theme.tokens.text
            )
            return
        line = theme.px(20)
        first = QRectF(room.left(), area.center().y() - line - 0.5, room.width(), line)
        words(painter, first, self.text(), theme.font(14, 500), theme.tokens.text)
        words(painter, first.translated(0, line), self.second, theme.font(13), theme.tokens.text2)

    def _text_end(self) -> float:
        lefts = [widget.geometry().left() for widget in self._trailing if widget.isVisible()]
        return min(lefts) - 8 if lefts else self.width() - self._indent

    def _state(self) -> str:
        if self.hasFocus() and self._by_keyboard:
            return "focus"
        if self.selected:
            return "selected"
        if self.isDown():
            return "pressed"
        return "hover" if self.underMouse() and self.isEnabled() else "rest"

    def _name(self) -> None:
        said = [self.text(), self.second, *(widget.accessibleName() for widget in self._trailing)]
        self.setAccessibleName(", ".join(part for part in said if part))
        self.setToolTip("")


class Card(QFrame):
    """A white card: an optional title with count and link, then rows or any content in `body`."""

    link_clicked = Signal()

    def __init__(
        self,
        title: str = "",
        *,
        count: int | None = None,
        link: str = "",
        padding: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._padding = padding
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self.head = QHBoxLayout()
        self.title = Headline(title, "card-title")
        self.count = Headline("", "card-count")
        self.link = LinkButton(link)
        self._rows: list[QWidget] = []
        self._content: QVBoxLayout | None = None
        if title:
            self._build_head()
        self.set_count(count)
        self.set_link(link)

    @property
    def body(self) -> QVBoxLayout:
        """The padded column below the title, made when first asked for."""
        if self._content is None:
            self._content = QVBoxLayout()
            top = 0 if self.title.text() else self._padding
            self._content.setContentsMargins(self._padding - 1, top, self._padding - 1, self._padding - 1)
            self._content.setSpacing(8)
            self._column.addLayout(self._content, 1)
        return self._content

    def add(self, widget: QWidget) -> None:
        """Put a widget into the padded body."""
        self.body.addWidget(widget)

    def add_row(self, widget: QWidget) -> None:
        """Put a row across the whole card, under a line."""
        if self._rows or self.title.text():
            self._put(Separator())
        self._put(widget)

    def clear_rows(self) -> None:
        """Take every row and line out again."""
        for widget in self._rows:
            self._column.removeWidget(widget)
            widget.setParent(None)
            widget.deleteLater()
        self._rows = []

    def set_title(self, title: str) -> None:
        """Change the words of the title."""
        self.title.setText(title)

    def set_count(self, count: int | None) -> None:
        """Show how many there are, or nothing for None."""
        self.count.setText("" if count is None else f"{count:,}")
        self.count.setVisible(count is not None)

    def set_link(self, text: str) -> None:
        """Change the link at the right of the title; "" takes it away."""
        self.link.set_words(text)
        self.link.setVisible(bool(text))

    def _put(self, widget: QWidget) -> None:
        self._rows.append(widget)
        self._column.addWidget(widget)

    def _build_head(self) -> None:
        self.link.clicked.connect(self.link_clicked)
        holder = QWidget()
        holder.setMinimumHeight(current().px(48))
        holder.setLayout(self.head)
        side = min(self._padding, 20) - 1
        self.head.setContentsMargins(side, 0, side, 0)
        self.head.setSpacing(8)
        self.head.addWidget(self.title)
        self.head.addWidget(self.count)
        self.head.addStretch(1)
        self.head.addWidget(self.link)
        self._column.addWidget(holder)


class EmptyState(QWidget):
    """One sentence on what will be here and one button that starts it."""

    clicked = Signal()

    def __init__(self, sentence: str, button_text: str = "", icon: str | None = None) -> None:
        super().__init__()
        self.sentence = Paragraph(sentence, "subtitle")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 32, 24, 32)
        column.setSpacing(16)
        column.addWidget(self.sentence)
        self.button: Button | None = None
        if button_text:
            self.button = button(button_text, icon)
            self.button.clicked.connect(self.clicked)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)


class ProgressBar(QWidget):
    """A bar of 8 pixels that shows a share from 0 to 100."""

    def __init__(self, percent: float = 0, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_percent(percent)

    def set_percent(self, percent: float) -> None:
        """Show another share."""
        self.percent = max(0.0, min(100.0, float(percent)))
        self.setAccessibleName(f"{self._name} {self.percent:.0f} %".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """Return a modest width; the bar takes what it is given."""
        return QSize(120, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track and bar."""
        tokens = current().tokens
        painter = QPainter(self)
        area = QRectF(self.rect())
        box(painter, area, 3, tokens.sunken, tokens.line)
        full = area.adjusted(1, 1, -1, -1)
        full.setWidth(full.width() * self.percent / 100)
        if full.width() >= 1:
            box(painter, full, 2, tokens.accent)
