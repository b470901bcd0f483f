"""Hearing that the screen of this computer was locked, where the desktop tells programs."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

# The desktops of Linux say it on the session bus: path and interface. Others have no such word for programs.
_SERVICES = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
    ("/org/mate/ScreenSaver", "org.mate.ScreenSaver"),
)


class ScreenLock(QObject):
    """Says `locked` when the screen is locked; `is_told` is False where nothing tells."""

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_told = sys.platform == "linux" and self._listen()

    @Slot(bool)
    def changed(self, is_on: bool) -> None:
        """Hear from the desktop that the screen was locked or unlocked."""
        if is_on:
            self.locked.emit()

    def _listen(self) -> bool:
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return False
        slot: Any = SLOT("changed(bool)")  # a text; PySide6's types ask for bytes, which it refuses
        heard = [bus.connect("", *where, "ActiveChanged", self, slot) for where in _SERVICES]
        return any(heard)
