"""A password for the file that is about to be written: asked for twice, kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.ui.file.secret_form import SecretField
from hssib_desk.ui.kit.fields.editors import FieldBox, TickBox
from hssib_desk.ui.kit.strips import AdviceStrip

LOST = (
    "Nobody can open the file without the password, and it cannot be recovered. Tell the reader by "
    "another route: by telephone, not in the same e-mail."
)


class FilePassword(QWidget):
    """A tick, and two fields under it; `changed` whenever what is to be done changes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tick = TickBox("Protect the file with a password.")
        self.first, self.again = SecretField(), SecretField()
        self._boxes = [FieldBox("Password", self.first), FieldBox("Type it again", self.again)]
        self._strip = AdviceStrip(LOST)
        self.tick.setObjectName("protect-file")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.tick)
        for name, box in zip(("file-password", "file-password-again"), self._boxes, strict=True):
            box.editor.setObjectName(name)
            box.editor.setMaximumWidth(420)
            box.editor.edited.connect(self._judge)
            column.addWidget(box)
        column.addWidget(self._strip)
        self.tick.edited.connect(self._judge)
        self.clear()

    def clear(self) -> None:
        """Forget the password; the next file has none until it is asked for."""
        self.tick.set_value(False)
        for field in (self.first, self.again):
            field.start_anew()  # with what could be undone in it
        self._show()

    def password(self) -> str:
        """The password that the file is to have, or an empty text for none."""
        return self.first.text() if self.tick.value() else ""

    def why_not(self, with_page: bool) -> str:
        """Why the file cannot be written yet, or an empty text; `with_page` for a web page beside it."""
        if not self.tick.value():
            return ""
        from hssib_desk.export.protect import TOGETHER, problem_with

        if with_page:
            return TOGETHER
        if problem := problem_with(self.first.text()):
            return problem
        return "" if self.first.text() == self.again.text() else "The two passwords are not the same."

    def _judge(self, _value: object = None) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        asked = bool(self.tick.value())
        for widget in (*self._boxes, self._strip):
            widget.setVisible(asked)
