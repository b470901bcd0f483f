"""Keys that act: pressed once they act once, however long they are held."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

# No key of ours is Ctrl+Alt with a letter: that is how AltGr writes ż or ń on many keyboards.
UNDO, REDO, ANOTHER = "F8", "Shift+F8", "Ctrl+Shift+N"


def on_key(
    widget: QWidget,
    key: str | QKeySequence.StandardKey,
    act: Callable[[], object],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WidgetWithChildrenShortcut,
) -> None:
    """Do something when a key is pressed inside a widget; a key that is held does nothing more."""
    shortcut = QShortcut(QKeySequence(key), widget)
    shortcut.setContext(context)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(act)
