"""Chips: a word or two on a soft ground, with a sign or a shape before it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hssib_desk.ui.kit.paint import box, sign, text_width, words
from hssib_desk.ui.kit.shapes import SHAPES, paint_shape
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.kit.tokens import TONES, Tokens

HEIGHT = 24
_PAD = 8


def chip_width(text: str, icon: str | None) -> float:
    """Return how wide a chip is with these words and this sign (an icon or a shape name)."""
    return _sign_width(icon) + text_width(text, current().font(12, 500)) + 2 * _PAD + (0 if icon else 2)


def paint_chip(
    painter: QPainter, rect: QRectF, kind: str, text: str, icon: str | None, tokens: Tokens
) -> None:
    """Draw a chip at the left of `rect`, centred in its height and never wider than it."""
    theme = current()
    tone = TONES[kind]
    height = theme.px(HEIGHT)
    width = min(rect.width(), round(chip_width(text, icon)))
    area = QRectF(rect.left(), round(rect.center().y() - height / 2), width, height)
    ground = tokens.colour(tone.ground) if tone.ground else ""
    box(painter, area, 6, ground, tokens.colour(tone.edge) if tone.edge else "")
    x = area.left() + _PAD + (0 if icon else 1)
    if icon in SHAPES:
        size = theme.px(12)
        spot = QRectF(x, area.top(), size, area.height())
        paint_shape(painter, spot, str(icon), tokens.colour(tone.sign), ground or tokens.surface)
    elif icon:
        size = theme.px(14)
        sign(painter, QRectF(x, area.top(), size, area.height()), icon, tokens.colour(tone.ink), 14)
    x += _sign_width(icon)
    room = QRectF(x, area.top(), area.right() - x - _PAD + 1, area.height())
    words(painter, room, text, theme.font(12, 500), tokens.colour(tone.ink))


def _sign_width(icon: str | None) -> float:
    if not icon:
        return 0
    return current().px(12 if icon in SHAPES else 14) + 6


class Chip(QWidget):
    """A chip that stands alone; kind is info, ok, warn, bad, none, plain or neutral."""

    def __init__(self, kind: str, text: str, icon: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.text, self.icon = kind, text, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)

    def set_chip(self, kind: str, text: str, icon: str | None = None) -> None:
        """Change what the chip says."""
        self.kind, self.text, self.icon = kind, text, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room the words need."""
        return QSize(round(chip_width(self.text, self.icon)), current().px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.kind, self.text, self.icon, current().tokens)
