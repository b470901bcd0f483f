"""What every place of a workbook is to the window: a page that can be read again, and put away."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from hssib_desk.ui.kit.ring import stops


class Place(QWidget):
    """One page of the window; it is made with the session and the moves that it may ask for."""

    def __init__(self) -> None:
        super().__init__()
        self._cursors: WeakKeyDictionary[QWidget, QWidget] = WeakKeyDictionary()  # by part, when it was left

    def refresh(self) -> None:
        """Read again what is shown: the page comes to the front, or what it shows has changed."""
        raise NotImplementedError

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of people's words behind the lock; say whether the page must be read again afterwards.

        `focus` had the cursor.
        """
        return False

    def parts(self) -> Sequence[QWidget]:
        """The parts of the page between which F6 moves, in reading order."""
        return (self,)

    def enter_part(self, part: QWidget) -> None:
        """Put the cursor where it was in a part of the page, or on its first stop."""
        was = self._cursors.get(part)
        found = stops(part)
        if was is not None and isValid(was) and was.isVisible() and part.isAncestorOf(was):
            was.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif found:
            found[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step_part(self, cursor: QWidget | None, by: int) -> None:
        """Move to the next part that can be seen, or the one before; from elsewhere to the first."""
        shown = [part for part in self.parts() if part.isVisible() and stops(part)]
        holds = [cursor is not None and (part is cursor or part.isAncestorOf(cursor)) for part in shown]
        here = holds.index(True) if True in holds else -1
        if here >= 0 and cursor is not None:
            self._cursors[shown[here]] = cursor
        if shown:
            self.enter_part(shown[(here + by) % len(shown) if here >= 0 else 0])
