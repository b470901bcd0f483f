"""Erasing one attached file: what goes, what stays, which copies hold it too, and why; then it is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.file_types import shown_size
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.store.connect import Driver
from hssib_desk.store.retention.erasing import Erasure
from hssib_desk.ui.file.opening import open_again
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField, TickBox
from hssib_desk.ui.kit.layout import Page, ScrollArea, text_column
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer, IconLine, plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import Job, Task, start

ERASE = "erase"  # stands in the place of a page's key
ABOUT = (
    "Erasing is for a file that must not be kept, such as one of somebody else. It cannot be undone. "
    "To take a file out of a question only, use Remove."
)
STAYS = "Its name, kind, size and fingerprint stay in the history, with who erased it, when and why."
ELSEWHERE = "Copies that were saved or sent elsewhere, and what exports say of it, are not reached."
LOOKING = "Looking into the copies of this workbook…"
NOTHING_YET = "Nothing is erased until you press the button."


@dataclass(frozen=True)
class Wanted:
    """Which file of which workbook is to be erased; frozen, so that the worker can have it."""

    path: Path
    driver: Driver
    library: Library
    attachment_id: str


def preview(wanted: Wanted, _task: Task) -> Erasure:
    """What erasing the file would do."""
    with open_again(wanted, read_only=True) as workbook:
        return workbook.retention.erase_preview(wanted.attachment_id)


def erase(wanted: Wanted, name: str, reason: str, copies: bool, _task: Task) -> str:
    """Do it while the window has the workbook closed; return the sentence to show then."""
    with open_again(wanted, read_only=False) as workbook:
        rewritten, removed = workbook.retention.erase(wanted.attachment_id, reason, copies=copies)
    gone = f"“{name}” was erased."
    if not copies:
        return gone
    return f"{gone} {plural(rewritten, 'copy', 'copies')} rewritten, {removed} removed."


class ErasePage(QWidget):
    """What erasing a file does, in words; from it one goes back to the file, or it is done."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.file: AttachmentFile | None = None
        self.looked: Erasure | None = None
        self._looking: Job | None = None
        self._case_id = ""
        self.told = Card(padding=20)
        self.reason = LineField("Reason for erasing it")
        self.reason.setObjectName("erase-reason")
        self.copies = TickBox("")
        self.copies.setObjectName("erase-copies")
        self.keep = button("Keep the file")
        self.keep.setObjectName("keep-file")
        self.erase = button("Permanently erase", "trash-2", "primary")
        self.erase.setObjectName("erase-for-good")
        self.foot = Footer("trash-2", self.keep, self.erase)
        self._build()
        self.reason.edited.connect(lambda _: self._show_foot())
        self.keep.clicked.connect(self._leave)
        self.erase.clicked.connect(self._erase)

    def _build(self) -> None:
        page = Page("Erase a file", ABOUT)
        box = FieldBox("Reason", self.reason, help="It is kept in the history of the case.")
        row = QHBoxLayout()
        row.addWidget(text_column(self.told, box, self.copies), 1)
        row.addStretch(0)
        page.body.addLayout(row)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(page), 1)
        whole.addWidget(self.foot)

    def ask(self, file: AttachmentFile) -> None:
        """Begin with a file."""
        self.file, self.looked = file, None
        self._case_id = ""
        self.reason.start_anew()
        self.copies.set_value(False)
        self.session.flush()
        self._looking = start(partial(preview, self._wanted(file)))
        self._looking.finished.connect(self._take)
        self._looking.failed.connect(lambda sentence: self.go.say(sentence, "bad"))

    def show_case(self, case: CaseFile) -> None:
        """Show what is known so far of the file that was asked about."""
        self._case_id = case.id
        self._show()

    def start(self) -> None:
        """Put the cursor where the reason is written."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wanted(self, file: AttachmentFile) -> Wanted:
        book = self.session.workbook
        return Wanted(book.path, book.driver, book.library, file.id)

    def _take(self, looked: Erasure) -> None:
        self._looking = None
        if self.file is not None and looked.file.id == self.file.id:
            self.looked = looked
            self._show()

    def _show(self) -> None:
        empty(self.told.body)
        if self.file is None:
            return
        what = (
            f"“{self.file.name}”, {self.file.type}, {shown_size(self.file.size)}: will be permanently erased."
        )
        lines = [("trash-2", what), ("history", STAYS), ("database-backup", self._about_copies())]
        lines += [("circle-x", said) for said in (self.looked.refusals if self.looked else ())]
        for icon, said in [*lines, ("info", ELSEWHERE)]:
            self.told.body.addWidget(IconLine(icon, said))
        count = len(self.looked.copies) if self.looked else 0
        self.copies.setText(f"Also remove it from {plural(count, 'copy', 'copies')} beside the workbook")
        self.copies.setVisible(bool(count))
        self._show_foot()

    def _about_copies(self) -> str:
        if self.looked is None:
            return LOOKING
        count = len(self.looked.copies)
        if not count:
            return "No copy beside the workbook holds it."
        named = " ".join(fate.sentence for fate in self.looked.copies[:5])
        more = f" And {count - 5} more." if count > 5 else ""
        still = "still holds it" if count == 1 else "still hold it"
        where = f"{plural(count, 'copy', 'copies')} beside the workbook {still}, unless you have it removed."
        return f"{where} {named}{more}"

    def _show_foot(self) -> None:
        ready = self.looked is not None and not self.looked.refusals and not self.session.read_only
        self.erase.setEnabled(ready and bool(self.reason.text().strip()))
        self.foot.say(NOTHING_YET if self.reason.text().strip() else f"{NOTHING_YET} Write the reason first.")

    def _leave(self) -> None:
        if self._looking is not None:
            self._looking.drop()
            self._looking = None
        file, self.file = self.file, None
        if file is not None:
            self.go.case(self._case_id, entry_id=file.entry_id, field=file.field)

    def _erase(self) -> None:
        if self.file is None:
            return
        wanted, reason, copies = (
            self._wanted(self.file),
            self.reason.text().strip(),
            bool(self.copies.value()),
        )
        self.go.with_file("Erasing the file", partial(erase, wanted, self.file.name, reason, copies))
