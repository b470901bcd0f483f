"""The locked window: nothing is seen, all typed is saved, and the passphrase leads back to the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from shiboken6 import isValid

from hssib_desk.ui.file.secret_form import SecretForm
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import ErrorLine
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.memory import overwrite_freed
from hssib_desk.ui.window.overlay import Cover
from hssib_desk.ui.work import is_idle

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver

LOCKED = "Locked. Nothing is lost."
ABOUT = "Enter the passphrase to carry on."
KEY_AFTER_MS = 1000  # the key goes once every page has saved what it saves a moment after the last letter
OTHER_FILE = "Another file is in its place now. Close the workbook and open it again."


class LockPage(Cover):
    """Stands in front of the window until the passphrase is typed, or the workbook is closed."""

    def __init__(self, host: Host, session: Session) -> None:
        super().__init__(LOCKED)
        self._host, self._session = host, session
        self.close_workbook = button("Close the workbook")
        self.form = self.first = SecretForm(session.workbook.path, "Unlock", self.close_workbook)
        self.unsaved = ErrorLine()
        self.copies = Paragraph(session.copies.take_away(), "second")
        self.copies.setVisible(bool(self.copies.plain()))
        self.centre(
            Sign("lock", 24, "accent"), Headline(LOCKED, "card-title"), Paragraph(ABOUT),
            self.copies, self.unsaved, self.form,
        )  # fmt: skip
        self._later = QTimer(self, singleShot=True, interval=KEY_AFTER_MS)
        self._later.timeout.connect(self._let_go_of_key)
        self.form.unlocked.connect(self._unlock)
        self.form.damaged.connect(lambda found, _problem: self._unlock(found))
        self.close_workbook.clicked.connect(lambda: host.leave_workbook())
        session.failed.connect(self._say_unsaved)
        session.saved.connect(self._say_saved)  # of this object: a lambda would outlive the page
        if session.has_unsaved:
            self._say_unsaved(session.problem)

    def put_away(self) -> None:
        """Let go of what lies behind this page, once it is in sight; the key follows."""
        if self._host.front is self:
            self._let_go()
            overwrite_freed()
            self._later.start()

    def _let_go(self) -> None:
        self._host.put_away(self.focus)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self.focus is not None and not isValid(self.focus):
            self.focus = None  # it would keep the text that was in it

    def _let_go_of_key(self) -> None:
        """Overwrite the key, and what was still under way brought back; later where the file is needed."""
        if self._session.needs_key or not is_idle():
            self._later.start()
        elif self._host.front is self:
            self._let_go()
            self._session.workbook.lock()
            overwrite_freed()

    def _say_unsaved(self, problem: str) -> None:
        self.unsaved.say(f"Your last words are not in the file yet; saving is tried again. {problem}")

    def _say_saved(self) -> None:
        self.unsaved.say(None)

    def _unlock(self, found: Driver) -> None:
        if self._session.workbook.unlock(found):
            self._later.stop()
            self._session.copies.take_away()  # those that were held when it was locked
            self.come_back()
            self._host.bring_back()
        else:
            self.form.box.set_error(OTHER_FILE)
