"""Going back to a copy when no workbook is open: it may be damaged, or gone."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from hssib_desk.ownfiles import real
from hssib_desk.resources import product
from hssib_desk.store.backups import folder_of, paths_of
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.lists.queries import BackupInfo
from hssib_desk.store.schema.file_header import is_protected
from hssib_desk.ui.file.copies import CopiesPanel, go_back, moment
from hssib_desk.ui.file.file_task import with_file
from hssib_desk.ui.file.unlock import UnlockPage
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.window.notice import Notice
from hssib_desk.ui.window.overlay import Overlay

ASK = "Choose the workbook, or one of the copies in its folder"
_COPY_NAME = re.compile(r" \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.\d{3}Z [a-z]+$")


def workbook_behind(chosen: Path) -> Path:
    """The workbook that a chosen file is, or that it is a copy of; it need not be there any more."""
    name = _COPY_NAME.sub("", chosen.stem)
    workbook = chosen.parent.parent / f"{name}{chosen.suffix}"
    is_copy = name != chosen.stem and folder_of(workbook).name == chosen.parent.name
    return workbook if is_copy else chosen


def ask_and_restore(host: Host) -> None:
    """Ask for a workbook or a copy and show the copies there are, after the passphrase of protected ones."""
    chosen, _ = QFileDialog.getOpenFileName(host.window(), ASK, "", f"{product()} workbooks (*.hssib)")
    if not chosen:
        return
    path = workbook_behind(real(Path(chosen)))
    secret = next((one for one in (*paths_of(path), path) if is_protected(one)), None)
    host.show_overlay(UnlockPage(secret, partial(host.restore, path)) if secret else RestorePage(host, path))


class RestorePage(Overlay):
    """The copies of one workbook in front of the welcome page."""

    def __init__(self, host: Host, path: Path, driver: Driver = PLAIN) -> None:
        title = "Restore from a backup"
        super().__init__(title)
        self._host, self.path, self._driver = host, path, driver
        self.notice, self.panel = Notice(), CopiesPanel()
        self.back = self.first = button("Back", "chevron-left")
        page = Page(title, f"Copies of “{path.stem}”, kept in {folder_of(path)}")
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
        self.panel.show_workbook(path, driver)

    def _go_back(self, copy: BackupInfo) -> None:
        self.leave()
        doing = f"Going back to the copy of {moment(copy.made_at)}"
        reopen = None if self._driver is PLAIN else self._driver
        with_file(self._host, self.path, doing, partial(go_back, self.path, copy, self._driver), reopen)
