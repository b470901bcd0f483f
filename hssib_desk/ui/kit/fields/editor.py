"""What every editor of an answer can do, whichever widget of Qt it is made of."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # each editor brings the widget itself, and Qt allows no second one


class Editor(_Widget):
    """A widget that holds one answer: showing an answer says nothing, editing emits `edited(value)`."""

    edited: ClassVar[Signal]

    @abstractmethod
    def value(self) -> object:
        """Return the answer."""

    @abstractmethod
    def set_value(self, value: object) -> None:
        """Show an answer without emitting."""

    @abstractmethod
    def set_read_only(self, read_only: bool) -> None:
        """Seal or open the editor."""
