"""The files under a question: each with its kind, size, who and when, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import show_moment
from hssib_desk.domain.file_types import shown_size
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Paragraph

NONE_YET = "No file yet. You can also drop one here."
NOT_OPENED = "It is not opened from here; save a copy to look at it with care."


class AttachedFiles(Editor, QWidget):
    """A list to read with buttons; `asked(act, attachment id)` with add, open, save, remove or erase.

    A file dropped on it is asked for as `dropped(path)`. It changes nothing itself.
    """

    edited = Signal(object)  # never emitted: an attached file is an act of its own
    asked = Signal(str, str)
    dropped = Signal(str)

    def __init__(self, many: bool) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.many = many
        self._read_only = False
        self._ids: list[str] = []
        self._files: dict[str, AttachmentFile] = {}
        self._shown: tuple[object, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.add = button("Attach a file", "paperclip", small=True)
        self.add.setObjectName("attach-file")
        self.add.clicked.connect(lambda: self.asked.emit("add", ""))
        self.setFocusProxy(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._rows)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def set_files(self, files: Sequence[AttachmentFile]) -> None:
        """Tell what is known of the files of the case; show them with `set_value`."""
        self._files = {file.id: file for file in files}

    def value(self) -> list[str]:
        """The ids of the files that are shown."""
        return list(self._ids)

    def set_value(self, ids: object) -> None:
        """Show the files with these ids."""
        self._ids = [str(item) for item in ids] if isinstance(ids, list) else []
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Seal the list: files can be opened, none added or removed."""
        self._read_only = read_only
        self._show()

    def _show(self) -> None:
        found = tuple(self._files[item] for item in self._ids if item in self._files)
        shown = (found, self._read_only)
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._rows)
        for file in found:
            self._rows.addWidget(self._row(file))
        if not found:
            self._rows.addWidget(Paragraph("No file." if self._read_only else NONE_YET, "hint"))
        self.add.setVisible(not self._read_only and (self.many or not found))

    def _row(self, file: AttachmentFile) -> QWidget:
        holder = QWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Paragraph(file.name, "body"))
        when = show_moment(file.at)
        about = f"{file.type}, {shown_size(file.size)}, attached by {file.who} on {when}"
        words.addWidget(Paragraph(about if file.ending else f"{about}. {NOT_OPENED}", "hint"))
        if file.erased:
            words.addWidget(Paragraph("Erased; the history of the case says when and why.", "hint"))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Sign("file-text", 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        acts = [("open", "Open")] if file.ending and not file.erased else []
        acts += [] if file.erased else [("save", "Save a copy")]
        acts += [] if self._read_only else [("remove", "Remove")]
        acts += [] if self._read_only or file.erased else [("erase", "Erase…")]
        for act, name in acts:
            made = button(name, kind="quiet", small=True)
            made.setObjectName(f"{act}-file")
            made.setAccessibleName(f"{name}: {file.name}")
            made.clicked.connect(lambda _=False, act=act: self.asked.emit(act, file.id))
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer, as long as the list is open."""
        if not self._read_only and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for each file that was dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.dropped.emit(url.toLocalFile())
        event.acceptProposedAction()
