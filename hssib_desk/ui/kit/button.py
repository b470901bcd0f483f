"""The button every other one is made from: its words, its signs and its size."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from hssib_desk.ui.kit.paint import sign, text_width, words
from hssib_desk.ui.kit.state import set_plain_text
from hssib_desk.ui.kit.theme import current

_HEIGHTS = {
    "primary": 36,
    "secondary": 36,
    "quiet": 36,
    "sign": 40,
    "icon": 36,
    "view": 32,
    "link": 24,
    "toast": 28,
}
_INKS = {"primary": "on_accent", "sign": "on_accent", "quiet": "accent", "link": "accent", "toast": "surface"}
_GAP = 9


class Button(QPushButton):
    """A button that draws its own words so that signs keep their distance from them."""

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        *,
        icon: str | None = None,
        trailing: str | None = None,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.kind = kind
        self.small = small
        self.leading = icon
        self.trailing = trailing
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        is_link = kind in ("link", "toast")
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)

    def setText(self, text: str) -> None:
        """Change the words that are drawn."""
        set_plain_text(self, text)

    def set_words(self, text: str) -> None:
        """Change what the button says, for eyes and for screen readers."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_icon(self, name: str | None) -> None:
        """Change the sign before the words."""
        self.leading = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the design height and room for signs and words."""
        self.ensurePolished()
        theme = current()
        height = 32 if self.small else _HEIGHTS.get(self.kind, 36)
        width = self._content_width() + 2 * self._padding() + 2
        if self.kind == "icon":
            width = theme.px(height)
        return QSize(round(width), theme.px(height))

    def minimumSizeHint(self) -> QSize:
        """Return the natural size: words on a button are never cut."""
        return self.sizeHint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click for one: an act is done once."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground from the style sheet, then signs and words."""
        # Here, as a style brings many enumerations with it, and the first page has no such button to draw.
        from PySide6.QtWidgets import QStyle, QStyleOptionButton

        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        if self.underMouse() and self.isEnabled():
            option.state |= QStyle.StateFlag.State_MouseOver
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        self._paint_content(painter)

    def _paint_content(self, painter: QPainter) -> None:
        ink = current().tokens.colour(self._ink())
        size = self._icon_size()
        area = QRectF(self.rect())
        x = area.center().x() - self._content_width() / 2
        if self.leading:
            sign(painter, QRectF(x, area.top(), current().px(size), area.height()), self.leading, ink, size)
            x += current().px(size) + _GAP
        if self.text():
            room = text_width(self.text(), self.font()) + 1
            words(painter, QRectF(x, area.top(), room, area.height()), self.text(), self.font(), ink)
            if self.kind == "toast" or (self.kind == "link" and self.underMouse()):
                painter.drawLine(
                    round(x), round(area.center().y()) + 8, round(x + room), round(area.center().y()) + 8
                )
            x += room + _GAP
        if self.trailing:
            sign(painter, QRectF(x, area.top(), current().px(size), area.height()), self.trailing, ink, size)

    def _content_width(self) -> float:
        theme = current()
        signs = [s for s in (self.leading, self.trailing) if s]
        parts = [theme.px(self._icon_size()) for _ in signs]
        width = sum(parts, text_width(self.text(), self.font()) if self.text() else 0.0)
        return width + _GAP * max(0, len(parts) - (0 if self.text() else 1))

    def _padding(self) -> int:
        if self.kind in ("link", "toast"):
            return 0
        return 12 if self.small or self.kind == "view" else 14

    def _icon_size(self) -> int:
        if self.kind == "icon":
            return 18
        return 16 if self.small or self.kind in ("link", "primary", "quiet") else 18

    def _ink(self) -> str:
        if not self.isEnabled():
            return "disabled"
        if self.kind == "view":
            return "accent" if self.isChecked() else "text2"
        if self.kind == "icon":
            return "text2"
        return _INKS.get(self.kind, "text")
