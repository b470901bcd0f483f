"""What every place of a workbook is to the window: a page that can be read again, and put away."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class Place(QWidget):
    """One page of the window; it is made with the session and the moves that it may ask for."""

    def refresh(self) -> None:
        """Read again what is shown: the page comes to the front, or what it shows has changed."""
        raise NotImplementedError

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of people's words behind the lock; say whether the page must be read again afterwards.

        `focus` had the cursor.
        """
        return False
