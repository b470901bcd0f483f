"""Asking for the password of an edited log; it is kept in memory only, and only while the file is read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from hssib_desk.domain.caseload.table import TableError
from hssib_desk.ui.file.secret_form import SecretField
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, TickBox
from hssib_desk.ui.kit.text import Paragraph

ABOUT = "“{name}” has a password. It is opened in memory only; no readable copy is written to this computer."


def is_locked(path: Path) -> bool:
    """Whether a file asks for a password; one that cannot be read does not, and is refused when it is."""
    from hssib_desk.export.reading import locked

    try:
        return locked.is_locked(path)
    except TableError:
        return False


class PasswordCard(Card):
    """A field for the password of one file; `given(path, password)` when somebody wants it opened."""

    given = Signal(Path, str)

    def __init__(self, read: str = "Read the log") -> None:
        super().__init__("Password of the file")
        self.setMaximumWidth(560)
        self.about = Paragraph("", "second")
        self.field = SecretField()
        self.field.setObjectName("log-password")
        self.box = FieldBox("Password", self.field)
        letters = TickBox("Show what I type")
        self.open = button(read, "lock-open", "primary")
        self.open.setObjectName("read-locked-log")
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addStretch(1)
        self.body.setSpacing(12)
        for widget in (self.about, self.box, letters):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self._path = Path()
        letters.edited.connect(self.field.show_letters)
        self.open.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)
        self.hide()

    def ask(self, path: Path) -> None:
        """Ask for the password of a file."""
        self._path = path
        self.about.set_text(ABOUT.format(name=path.name))
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, sentence: str) -> None:
        """Say under the field why the file was not read."""
        self.field.refuse()
        self.box.set_error(sentence)

    def put_away(self) -> None:
        """Forget what was typed, and hide."""
        self.field.start_anew()  # with what could be undone in it
        self.box.set_error(None)
        self.hide()

    def _give(self) -> None:
        if self.field.text():
            self.box.set_error(None)
            self.given.emit(self._path, self.field.text())
