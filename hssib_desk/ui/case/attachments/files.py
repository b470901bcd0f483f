"""What is done with attached files: added from the disk, opened as a private copy, saved, removed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from hssib_desk import ownfiles
from hssib_desk.store import space
from hssib_desk.store.errors import WorkbookError, from_system
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import start

if TYPE_CHECKING:
    from hssib_desk.domain.review.attachment import AttachmentFile
    from hssib_desk.domain.review.case_file import CaseFile
    from hssib_desk.store.entries.attachments import ReadFile

REMOVED = "“{}” was removed. F8 brings it back. It stays in the file until the case is disposed of."
READING = (
    "This is a copy to read. It is removed when the workbook is locked or closed; changes to it are not kept."
)


class CaseFiles(QObject):
    """The acts of one case screen; `changed` is called after each that changed the case."""

    erase_asked = Signal(object)  # AttachmentFile

    def __init__(self, session: Session, go: Navigator, parent: QWidget, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self.session, self.go, self._parent, self._changed = session, go, parent, changed

    def take(self, case: CaseFile, entry_id: str, key: str, act: str, what: str) -> None:
        """Carry out what was asked of a list of files; `what` is an attachment, or the path of a new file."""
        if act == "add":
            chosen, _ = QFileDialog.getOpenFileNames(self._parent, "Attach a file")
            for name in chosen:
                self._read(case, entry_id, key, Path(name))
        elif act == "drop":
            self._read(case, entry_id, key, Path(what))
        elif act == "remove":
            self._remove(case, what)
        elif act == "erase" and (file := case.attachment(what)) is not None:
            self.erase_asked.emit(file)
        elif (file := case.attachment(what)) is not None:
            self._give_out(file, act)

    def _read(self, case: CaseFile, entry_id: str, key: str, path: Path) -> None:
        """Read the file on the worker; only adding it is done here."""
        from hssib_desk.store.entries.attachments import read_file

        most = self.session.workbook.attachment_limit()
        job = start(lambda _task: read_file(path, most))
        job.finished.connect(partial(self._attach, case, entry_id, key))
        job.failed.connect(lambda sentence: self.go.say(sentence, "bad"))

    def _attach(self, case: CaseFile, entry_id: str, key: str, read: ReadFile) -> None:
        try:
            made = self.session.act(
                lambda workbook: workbook.attach(entry_id, key, read),
                case.id,
                lists=False,
            )
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._changed()
        workbook = self.session.workbook
        short = space.warning_about(workbook.path, workbook.low_mb)
        said = f"“{made.name}” is attached. {short}".rstrip()
        self.go.say(f"{said} {space.STEP}" if short else said, "warn" if short else "ok")

    def _remove(self, case: CaseFile, attachment_id: str) -> None:
        try:
            gone = self.session.act(lambda workbook: workbook.detach(attachment_id), case.id, lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self._changed()
        self.go.say(REMOVED.format(gone.name))

    def _give_out(self, file: AttachmentFile, act: str) -> None:
        try:
            content = self.session.workbook.attachment_content(file.id)
            done = self._open(file, content) if act == "open" else self._save(file, content)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
        except OSError as error:
            self.go.say(f"“{file.name}” could not be written. {from_system(error, file.name)}", "bad")
        else:
            if done:
                self.go.say(done)

    def _open(self, file: AttachmentFile, content: bytes) -> str:
        if not file.ending:
            return ""
        path = self.session.copies.put(file.name, file.ending, content)
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            return READING
        return f"This computer has no program that opens “{file.name}”. Save a copy instead."

    def _save(self, file: AttachmentFile, content: bytes) -> str:
        name = file.name if file.name.lower().endswith(file.ending) else f"{file.name}{file.ending}"
        chosen, _ = QFileDialog.getSaveFileName(self._parent, "Save a copy", name)
        if not chosen:
            return ""
        ownfiles.write(Path(chosen), content)
        return f"Saved as {chosen}. That copy is outside the workbook, and yours to look after."
