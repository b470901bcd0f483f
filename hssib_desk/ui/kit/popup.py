"""Where a popup opens: under what it belongs to, or above it where the screen ends."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

_GAP = 2


def place_by(popup: QWidget, widget: QWidget, area: QRect | None = None) -> None:
    """Move a popup of known size under a widget or a part of it, whole on the screen."""
    area = area or widget.rect()
    room, size = widget.screen().availableGeometry(), popup.size()
    below = widget.mapToGlobal(QPoint(area.left(), area.bottom() + 1 + _GAP))
    above = widget.mapToGlobal(area.topLeft()).y() - _GAP - size.height()
    fits = below.y() + size.height() <= room.bottom() + 1
    y = below.y() if fits else above if above >= room.top() else room.bottom() + 1 - size.height()
    x = min(below.x(), room.right() + 1 - size.width())
    popup.move(max(room.left(), x), max(room.top(), y))
