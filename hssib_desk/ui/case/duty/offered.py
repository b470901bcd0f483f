"""Reasons why a duty does not apply, offered under their field: Enter takes the first, Down the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.editors import LineField
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.text import Headline

_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
CAPTION = "Offered reasons"
IN_FIELD = "Enter takes what is offered"


class OfferedReasons(FlowRow):
    """The reasons of one duty, in sight while its field is empty; what somebody wrote is left alone."""

    taken = Signal(str)

    def __init__(self, field: LineField, reasons: Sequence[str]) -> None:
        self._field, self.reasons = field, tuple(reasons)
        self.links = [LinkButton(reason) for reason in self.reasons]
        super().__init__(Headline(CAPTION, "hint"), *self.links, gap=16)
        for link, reason in zip(self.links, self.reasons, strict=True):
            link.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the keys in the field do the same
            link.clicked.connect(lambda _on=False, reason=reason: self._take(reason))
        field.installEventFilter(self)

    @property
    def spoken(self) -> str:
        """What a screen reader says of the field."""
        return f"Enter takes the first of these reasons, Down the next: {'; '.join(self.reasons)}."

    def fit(self, offered: bool) -> None:
        """Be in sight only where one can be taken."""
        shown = offered and not self._field.isReadOnly() and not self._field.text().strip()
        self.setVisible(shown)
        self._field.setPlaceholderText(IN_FIELD if shown else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a reason by key, from an empty field or from another one of them."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.modifiers():
            return False
        written = self._field.text().strip()
        if self._field.isReadOnly() or (written and written not in self.reasons):
            return False
        key = Qt.Key(event.key())
        if key in _TAKE and not written:
            self._take(self.reasons[0])
            return True
        if key in _STEPS:
            at = self.reasons.index(written) + _STEPS[key] if written else 0
            self._take(self.reasons[at % len(self.reasons)])
            return True
        return False

    def _take(self, reason: str) -> None:
        self._field.set_value(reason)
        self.hide()
        self.taken.emit(reason)
