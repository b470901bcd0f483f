"""Local packs in the settings: a folder is chosen, looked at, and taken into the workbook."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.pack import Pack, read_pack
from hssib_desk.store.connect import Driver
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import Task

ABOUT = (
    "Questions and lists of your own organisation, on pages of their own. The shipped ones stay as they "
    "are, so that figures can be compared. A pack is kept inside the workbook: colleagues need no folder."
)
STAYS = "Its pages are no longer asked. Every answer stays in the file, and comes back with the pack."


class PackCard(Card):
    """The packs of this workbook, and the one that is being looked at."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__("Local pack")
        self.session, self.go = session, go
        self.folder: Path | None = None
        self.choose = button("Choose a folder", "folder-open", small=True)
        self.take = button("Add to the workbook", kind="primary", small=True)
        self.cancel = button("Not now", small=True)
        self.problem = AdviceStrip("", kind="refusal")
        self.preview = Paragraph("", "body")
        self._packs = QVBoxLayout()
        self._packs.setSpacing(8)
        self._build()
        self.choose.clicked.connect(self._choose)
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(lambda: self._show(None))
        self._show(None)

    def _build(self) -> None:
        for made, name in ((self.choose, "choose-pack"), (self.take, "take-pack"), (self.cancel, "no-pack")):
            made.setObjectName(name)
        self.body.setSpacing(12)
        self.body.addWidget(Paragraph(ABOUT, "second"))
        self.body.addLayout(self._packs)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.preview)
        row = QHBoxLayout()
        for made in (self.choose, self.take, self.cancel):
            row.addWidget(made)
        row.addStretch(1)
        self.body.addLayout(row)

    def refresh(self) -> None:
        """Show the packs that the workbook keeps."""
        empty(self._packs)
        for pack in self.session.workbook.packs:
            self._packs.addWidget(self._line(pack))
        self._show(None, self.session.workbook.pack_problem)

    def _line(self, pack: Pack) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Headline(f"{pack.title}, version {pack.version}", "label"))
        words.addWidget(Paragraph(said(pack), "second"))
        row.addLayout(words, 1)
        out = button("Remove from the workbook", small=True)
        out.setObjectName(f"take-out-{pack.key}")
        out.setAccessibleDescription(STAYS)
        out.setToolTip(STAYS)
        out.setVisible(not self.session.read_only)
        out.clicked.connect(lambda: self._out(pack))
        row.addWidget(out, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Choose the folder of the pack")
        if chosen:
            self.look_at(Path(chosen))

    def look_at(self, folder: Path) -> None:
        """Read a pack and show what it would bring; nothing changes yet."""
        try:
            pack = read_pack(folder, load_library())
        except FormError as error:
            self._show(None, f"This pack cannot be used. {error}")
            return
        self.folder = folder
        self._show(pack)
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, pack: Pack | None, problem: str = "") -> None:
        self.problem.set_texts(problem)
        self.problem.setVisible(bool(problem))
        self.preview.set_text(_preview(pack, self.session.workbook.packs) if pack else "")
        for widget in (self.preview, self.take, self.cancel):
            widget.setVisible(pack is not None)
        self.choose.setVisible(pack is None and not self.session.read_only)

    def _take(self) -> None:
        book, folder = self.session.workbook, self.folder
        if folder is not None:
            self.go.with_file("Adding the pack", partial(take_in, book.path, folder, book.driver))

    def _out(self, pack: Pack) -> None:
        book = self.session.workbook
        do = partial(take_out, book.path, pack.key, pack.title, book.driver)
        self.go.with_file("Removing the pack", do)


def said(pack: Pack) -> str:
    """What a pack brings, in one line."""
    parts = [plural(len(pack.pages), "page"), plural(len(pack.fields), "question")]
    parts += [plural(len(pack.raw_lists), "list")] if pack.raw_lists else []
    return f"{', '.join(parts)}. {pack.organisation}".rstrip(". ") + "."


def _preview(pack: Pack, kept: list[Pack]) -> str:
    before = next((other for other in kept if other.key == pack.key), None)
    lines = [f"{pack.title}, version {pack.version}: {said(pack)}"]
    lines += [pack.note] if pack.note else []
    lines.append("Pages: " + "; ".join(page.title for _, page in pack.pages) + ".")
    if before:
        lines.append(
            f"It replaces version {before.version}. Drafts stay on their version until they are moved."
        )
    else:
        lines.append("Drafts get these pages; signed reviews stay as they are.")
    return "\n".join(lines)


def take_in(path: Path, folder: Path, driver: Driver, _task: Task) -> str:
    """Take a pack into a workbook file; return the sentence to show then."""
    with Workbook.open(path, library=load_library(), actor=actor(), driver=driver) as workbook:
        pack = workbook.take_pack(folder)
    return f"“{pack.title}” is now part of this workbook. Colleagues see it without the folder."


def take_out(path: Path, key: str, title: str, driver: Driver, _task: Task) -> str:
    """Take a pack out of a workbook file; return the sentence to show then."""
    with Workbook.open(path, library=load_library(), actor=actor(), driver=driver) as workbook:
        workbook.take_out_pack(key)
    return f"“{title}” is no longer asked. Every answer stays in the file."
