"""Going back to a copy when no workbook is open: it may be damaged, or gone."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from hssib_desk.ownfiles import real
from hssib_desk.resources import product
from hssib_desk.store.backups import folder_of, paths_of
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.lists.queries import BackupInfo
from hssib_desk.store.schema.file_header import is_protected
from hssib_desk.ui.file.copies import CopiesPanel, go_back, moment
from hssib_desk.ui.file.file_task import with_file
from hssib_desk.ui.file.unlock import UnlockPage
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.window.notice import Notice

if TYPE_CHECKING:
    from hssib_desk.ui.window.window import MainWindow

ASK = "Choose the workbook, or one of the copies in its folder"
_COPY_NAME = re.compile(r" \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.\d{3}Z [a-z]+$")


def workbook_behind(chosen: Path) -> Path:
    """The workbook that a chosen file is, or that it is a copy of; it need not be there any more."""
    name = _COPY_NAME.sub("", chosen.stem)
    workbook = chosen.parent.parent / f"{name}{chosen.suffix}"
    is_copy = name != chosen.stem and folder_of(workbook).name == chosen.parent.name
    return workbook if is_copy else chosen


class RestorePage(QWidget):
    """The copies of one workbook in front of the welcome page."""

    @classmethod
    def open_over(cls, window: MainWindow) -> QWidget | None:
        """Ask for a workbook or a copy and show the copies there are; None when the dialog was closed.

        The passphrase of protected ones is asked for first.
        """
        chosen, _ = QFileDialog.getOpenFileName(window, ASK, "", f"{product()} workbooks (*.hssib)")
        if not chosen:
            return None
        path = workbook_behind(real(Path(chosen)))
        secret = next((one for one in (*paths_of(path), path) if is_protected(one)), None)
        if secret is None:
            return cls(window, path)
        return UnlockPage(window, secret, partial(cls, window, path))

    def __init__(self, window: MainWindow, path: Path, driver: Driver = PLAIN) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window, self.path, self._driver = window, path, driver
        self.notice, self.panel = Notice(), CopiesPanel()
        self.back = button("Back", "chevron-left")
        page = Page("Restore from a backup", f"Copies of “{path.stem}”, kept in {folder_of(path)}")
        page.add_button(self.back)
        page.body.addWidget(self.panel)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.notice)
        whole.addWidget(ScrollArea(page), 1)
        self.back.clicked.connect(self.leave)
        self.panel.go_back_asked.connect(self._go_back)
        self.panel.failed.connect(lambda sentence: self.notice.say(sentence, "bad"))
        window.stack.addWidget(self)
        window.stack.setCurrentWidget(self)
        self.panel.show_workbook(path, driver)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go back to the welcome page."""
        self._window.stack.setCurrentWidget(self._window.welcome)
        self._window.stack.removeWidget(self)
        self.deleteLater()

    def _go_back(self, copy: BackupInfo) -> None:
        window, path, driver = self._window, self.path, self._driver
        self.leave()
        doing = f"Going back to the copy of {moment(copy.made_at)}"
        reopen = None if driver is PLAIN else driver
        with_file(window, path, doing, partial(go_back, path, copy, driver), reopen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
