"""A person at the keyboard in a process of its own: fills in one case in the real window until it is killed.

Its end of a socket tells, one JSON line each, of every answer typed and every answer announced as saved.
It opens the workbook when a line with a seed comes in.
"""

from __future__ import annotations

import json
import os
import random
import socket
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.kit.fields.editors import GrowingText, LineField
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.window import MainWindow

WORDS = ("ward", "plan", "Zażółć", "called", "kept", "8th", "“quoted”", "a & b", "<i>", "O’Brien", "بيت")


class Typist:
    """Types into the fields of a case and tells of every answer that was saved."""

    def __init__(self, window: MainWindow, session: Session, seed: int) -> None:
        self.window, self.session, self.random = window, session, random.Random(seed)
        self.unsaved: dict[tuple[str, str], object] = {}
        take = session.edit

        def edit(case_id, entry_id, key, value):
            self.unsaved[entry_id, key] = value
            tell("typed", entry_id, key, value)
            take(case_id, entry_id, key, value)

        session.edit = edit
        session.saved.connect(self.announce)

    def announce(self) -> None:
        """Say what is saved now: all that was typed, since nothing else can happen in between."""
        for (entry_id, key), value in self.unsaved.items():
            tell("saved", entry_id, key, value)
        self.unsaved.clear()

    def work(self) -> None:
        """Fill in one page after another, for ever."""
        case_id = self.session.workbook.lists.cases(CaseQuery(), limit=1)[0].id
        pages = [page.key for page in self.session.library.outline.pages if page.form]
        while True:
            self.window.case(case_id, self.random.choice(pages))
            tell("ready")
            for _ in range(self.random.randrange(2, 6)):
                self.fill()
            if self.random.random() < 0.5:
                QTest.keyClick(
                    self.window.page("case"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
                )

    def fill(self) -> None:
        """Write something at the end of a field that can be seen, or give a score."""
        screen = self.window.page("case")
        fields = [item for kind in (LineField, GrowingText) for item in screen.findChildren(kind)]
        fields = [item for item in fields if item.isVisible() and item.isEnabled() and not item.isReadOnly()]
        if not fields:
            return
        editor = self.random.choice(fields)
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        for _ in range(self.random.randrange(1, 5)):
            write(editor, self.random.choice(WORDS) + " ")
            QTest.qWait(self.random.randrange(0, 80))
        if self.random.random() < 0.7:
            tell("leaving")  # a field that is left is saved at once
            QTest.keyClick(editor, Qt.Key.Key_Tab)


def write(editor: QWidget, text: str) -> None:
    """Type a text key by key."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            # QTest.keyClicks knows the letters of ASCII only.
            QApplication.sendEvent(editor, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def tell(*what: object) -> None:
    """One line, whole or not at all."""
    os.write(1, (json.dumps(what) + "\n").encode())


def sit_down(path: str, end: socket.socket) -> None:
    """Show the real window; when told to, open the workbook in it and begin to type."""
    os.dup2(end.fileno(), 1)
    app = QApplication(["hssib-desk"])
    install_theme(app, "light")
    window = MainWindow()
    window.show()
    app.processEvents()
    seed = int(end.recv(100))
    session = Session(Workbook.open(Path(path), library=load_library(), actor="typist", back_up=False))
    window.show_session(session)
    Typist(window, session, seed).work()
