"""The row of a card that leads somewhere."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from hssib_desk.ui.kit.paint import row_ground, sign, words
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.theme import current

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)

_RETURNS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


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
        set_plain_text(self, title)
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
        set_plain_text(self, title)
        self.second = second
        self._name()
        self.update()

    def set_selected(self, selected: bool) -> None:
        """Mark the row as the one in hand."""
        self.selected = selected
        self.update()

    def sizeHint(self) -> QSize:
        """Return a modest width and the height of the row, less the line above it."""
        return QSize(200, current().px(self._height) - 1)

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the words are still worth reading."""
        return QSize(120, current().px(self._height) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter follow the row as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus: only then the border shows."""
        if event.reason() not in _RETURNS:
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
