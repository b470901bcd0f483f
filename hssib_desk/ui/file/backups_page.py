"""The copies of the open workbook: making one, checking, and going back to one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from hssib_desk.store.backups import folder_of
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import BackupInfo
from hssib_desk.ui.export.page import open_folder
from hssib_desk.ui.file.copies import CopiesPanel, go_back, moment
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

ABOUT = (
    "A copy is made when the workbook is opened and before an import, and is opened and checked at once; "
    "older ones are thinned out by age. They are kept beside the workbook, so keep some in another place too."
)


class BackupsScreen(Place):
    """Shows the copies; going back closes the workbook and opens the copy in its place."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.panel = CopiesPanel()
        self.panel.may_go_back = not session.read_only
        self.now = button("Back up now", "database-backup", "primary")
        self.check = button("Check this workbook", "shield-check")
        page = Page("Copies and restore", ABOUT)
        for made in (self.check, self.now):
            page.add_button(made)
        page.body.addWidget(self.panel)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(page))
        self.now.setVisible(not session.read_only)
        self.now.clicked.connect(self._back_up)
        self.check.clicked.connect(lambda: go.show_place("check"))
        self.panel.list.link_clicked.connect(lambda: open_folder(folder_of(session.workbook.path)))
        self.panel.go_back_asked.connect(self._go_back)
        self.panel.failed.connect(lambda sentence: go.say(sentence, "bad"))

    def refresh(self) -> None:
        """Look for the copies again."""
        path = self.session.workbook.path
        self.panel.list.set_link("Open the folder" if folder_of(path).is_dir() else "")
        self.panel.show_workbook(path, self.session.workbook.driver)

    def _back_up(self) -> None:
        try:
            path = self.session.act(lambda workbook: workbook.copies.backup(), lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.refresh()
        self.go.say(f"Backed up and checked: {path.name}", "ok")

    def _go_back(self, copy: BackupInfo) -> None:
        doing = f"Going back to the copy of {moment(copy.made_at)}"
        workbook = self.session.workbook
        self.go.with_file(doing, partial(go_back, workbook.path, copy, workbook.driver))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes home."""
        if event.key() == Qt.Key.Key_Escape:
            self.go.home()
            return
        super().keyPressEvent(event)
