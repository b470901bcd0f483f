"""The editor for several of many choices: what is chosen as chips, and a line that finds the next one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.fields.editor_list import ChoiceField
from hssib_desk.ui.kit.fields.options import Option, as_options
from hssib_desk.ui.kit.layout import FlowRow


class _Finder(ChoiceField):
    """Finds one more; Backspace takes the last chip away."""

    def __init__(self, owner: ChipsField, options: list[Option]) -> None:
        super().__init__(options, placeholder="Find and add")
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the last chip away with Backspace or Delete."""
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._owner.drop_last()
            return
        super().keyPressEvent(event)


class ChipsField(Editor, QWidget):
    """Several of many choices. The value is the chosen codes in list order.

    Letters in the line find a choice and Enter adds it as a chip; a chip is taken away by pressing it, the
    last one by Backspace. A code of `alone`, such as None of these, takes the place of all others.
    """

    edited = Signal(object)

    def __init__(
        self,
        choices: Iterable[Option | tuple[str, str]],
        parent: QWidget | None = None,
        *,
        alone: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self._options, self._alone = as_options(choices), frozenset(alone)
        self._codes: list[str] = []
        self._read_only = False
        self._chips = FlowRow(gap=8)
        self.chips: dict[str, Button] = {}
        self.finder = _Finder(self, self._options)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._chips)
        column.addWidget(self.finder)
        self.finder.edited.connect(self._add)
        self.setFocusProxy(self.finder)
        self._show()

    def value(self) -> list[str]:
        """Return the chosen codes."""
        return list(self._codes)

    def set_value(self, value: object) -> None:
        """Show what is chosen without saying so; a code that is not on offer is shown as it is."""
        codes = [str(code) for code in value] if isinstance(value, list | tuple | set | frozenset) else []
        if codes != self._codes:
            self._codes = codes
            self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Seal the answer."""
        self._read_only = read_only
        self.finder.set_read_only(read_only)
        self.finder.setVisible(not read_only)
        for chip in self.chips.values():
            chip.setEnabled(not read_only)

    def setAccessibleName(self, name: str) -> None:
        """Name the line by the question too."""
        super().setAccessibleName(name)
        self.finder.setAccessibleName(f"{name}: find and add")

    def take(self, codes: Collection[str]) -> None:
        """Take some codes as somebody does who chooses them one by one."""
        for code in codes:
            if code not in self._codes:
                self._add(code)

    def drop_last(self) -> None:
        """Take the last chip away."""
        if self._codes and not self._read_only:
            self._drop(self._codes[-1])

    def _add(self, code: object) -> None:
        self.finder.set_value(None)
        if not isinstance(code, str) or not code or code in self._codes:
            return
        kept = [] if code in self._alone else [one for one in self._codes if one not in self._alone]
        order = {option.code: n for n, option in enumerate(self._options)}
        self._codes = sorted([*kept, code], key=lambda one: order.get(one, len(order)))
        self._show()
        self.edited.emit(self.value())

    def _drop(self, code: str) -> None:
        self._codes = [one for one in self._codes if one != code]
        self._show()
        self.edited.emit(self.value())
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self._chips.clear()
        self.chips = {}
        labels = {option.code: option.text for option in self._options}
        for code in self._codes:
            chip = Button(labels.get(code, code), "secondary", trailing="x", small=True)
            chip.setAccessibleName(f"Remove: {labels.get(code, code)}")
            chip.setEnabled(not self._read_only)
            chip.clicked.connect(lambda _=False, code=code: self._drop(code))
            self.chips[code] = chip
            self._chips.add(chip)
        self._chips.setVisible(bool(self._codes))
        self.finder.set_options([option for option in self._options if option.code not in self._codes])
        said = ", ".join(labels.get(code, code) for code in self._codes)
        self.finder.setAccessibleDescription(said or "nothing chosen")
