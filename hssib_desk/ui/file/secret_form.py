"""Asking for a passphrase: tried on the file off the window's thread, and what is wrong is said under it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hssib_desk.store.errors import Damaged
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField, TickBox
from hssib_desk.ui.window.memory import overwrite_freed
from hssib_desk.ui.work import Job, Task, start

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver


def driver_with(path: Path, secret: str, _task: Task) -> tuple[Driver, str]:
    """The driver of a protected workbook, and how its file is damaged if it is; raises for a wrong secret."""
    from hssib_desk.store.passphrase.keys import driver, driver_to_recover

    try:
        return driver(path, secret), ""
    except Damaged as error:
        return driver_to_recover(path, secret), str(error)


class SecretField(LineField):
    """A line in which what is written is hidden, unless somebody wants to see it."""

    def __init__(self) -> None:
        super().__init__()
        self.setValidator(None)  # type: ignore[arg-type]  # every letter of a passphrase counts
        self.show_letters(False)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)

    def show_letters(self, shown: object) -> None:
        """Show what is written, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def refuse(self) -> None:
        """Take out what was refused: nobody can put right what is hidden. What is shown stays for that."""
        if self.echoMode() is QLineEdit.EchoMode.Password:
            self.start_anew()
            self.edited.emit("")
        self.setFocus(Qt.FocusReason.OtherFocusReason)


class SecretForm(QWidget):
    """A field for the passphrase or recovery key of one file, and the button that tries it."""

    unlocked = Signal(object)  # Driver
    damaged = Signal(object, str)  # Driver, when the secret is right but the file is not; and what is wrong

    def __init__(self, path: Path, act: str, other: QWidget) -> None:
        super().__init__()
        self.path = path
        self._job: Job | None = None
        self.field = SecretField()
        self.field.setObjectName("secret")
        self.box = FieldBox("Passphrase or recovery key", self.field)
        self.letters = TickBox("Show what I type")
        self.act = button(act, "lock-open", "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for made in (self.act, other):
            buttons.addWidget(made)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.box)
        column.addWidget(self.letters)
        column.addLayout(buttons)
        self.letters.edited.connect(self.field.show_letters)
        self.field.edited.connect(lambda _text: self.box.set_error(None))
        self.field.returnPressed.connect(self.begin)
        self.act.clicked.connect(self.begin)
        self.setFocusProxy(self.field)

    def begin(self) -> None:
        """Try what is written."""
        if self._job is not None:
            return
        if not self.field.text():
            self.box.set_error("Type the passphrase, or the recovery key from the paper.")
            return
        self.act.setEnabled(False)
        self._job = start(partial(driver_with, self.path, self.field.text()))
        self._job.finished.connect(self._take)
        self._job.failed.connect(self._refuse)
        self._job.ended.connect(self._end)

    def _take(self, found: tuple[Driver, str]) -> None:
        self.field.start_anew()  # with what could be undone in it
        self.letters.set_value(False)
        self.field.show_letters(False)
        driver, problem = found
        if problem:
            self.damaged.emit(driver, problem)
        else:
            self.unlocked.emit(driver)

    def _refuse(self, sentence: str) -> None:
        self.field.refuse()
        self.box.set_error(sentence)

    def _end(self) -> None:
        self._job = None
        self.act.setEnabled(True)
        if not self.field.text():
            QTimer.singleShot(0, overwrite_freed)  # nobody holds the passphrase any more
