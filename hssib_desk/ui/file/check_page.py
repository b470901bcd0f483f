"""Checking the workbook: is the file sound, unaltered and backed up? Findings in words, and what helps."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.form import Library
from hssib_desk.store.connect import Driver
from hssib_desk.store.errors import InUse
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.verify import check, diagnose
from hssib_desk.ui.export.papers import Papers
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import IconLine, plural
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.window.progress import ProgressStrip
from hssib_desk.ui.work import Job, Task, start

ABOUT = "Reads the whole file: its pages, its history, every seal, the lists of its answers, and the copies."
_SIGNS = {
    "error": ("circle-x", "bad"),
    "warning": ("triangle-alert", "warnshape"),
    "info": ("circle-check", "ok"),
}
_REBUILT = ("columns", "search")  # findings that go away when the lists are worked out again
_RECOVERED = ("damaged", "references")  # findings that a recovery puts right


def run_check(path: Path, library: Library, driver: Driver, _task: Task) -> list[CheckFinding]:
    """Go through a workbook file."""
    found = diagnose.examine(path, library, driver=driver)
    return [item for item in found if item.code != InUse.kind]  # by this window


def rebuild(path: Path, library: Library, driver: Driver, _task: Task) -> str:
    """Work the lists out again from the answers, after a copy was made; return the sentence to show then."""
    check.rebuild_lists(path, library, actor(), driver=driver)
    return "A copy was made, and every list, figure and search word was rebuilt from the answers."


class CheckScreen(Place):
    """Checks the workbook when it is opened, and says what was found."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.findings: list[CheckFinding] | None = None
        self._job: Job | None = None
        self.chip = Chip("none", "")
        self.found = Card("What was found")
        self.found.head.addWidget(self.chip)
        self.progress = ProgressStrip()
        self.again = button("Check again", "refresh-cw")
        self.state = button("Save a statement…", "file-check")
        self.state.setObjectName("save-statement")
        self.papers = Papers(self, session, go)
        self.copies = button("Copies and restore", "history")
        self.rebuild = button("Rebuild the lists", "database-backup", "primary")
        self.recover = button("Recover this workbook…", "database-backup", "primary")
        page = Page("Check this workbook", ABOUT)
        for made in (self.recover, self.rebuild, self.state, self.copies, self.again):
            page.add_button(made)
        page.body.addWidget(self.progress)
        page.body.addWidget(self.found)
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(page))
        self.again.clicked.connect(self.refresh)
        self.state.clicked.connect(self.papers.statement)
        self.copies.clicked.connect(go.backups)
        self.rebuild.clicked.connect(self._rebuild)
        self.recover.clicked.connect(self._recover)

    def refresh(self) -> None:
        """Check the file as it is now."""
        if self._job is not None or not self.session.flush():
            return
        self.findings = None
        self.found.hide()
        self.rebuild.hide()
        self.recover.hide()
        self.again.setEnabled(False)
        workbook = self.session.workbook
        self._job = start(partial(run_check, workbook.path, workbook.library, workbook.driver))
        self._job.finished.connect(self._show)
        self._job.failed.connect(lambda sentence: self.go.say(sentence, "bad"))
        self._job.ended.connect(self._end)
        self.progress.follow(self._job, "Reading the whole workbook", can_stop=False)

    def _show(self, findings: list[CheckFinding]) -> None:
        self.findings = findings
        self.found.clear_rows()
        for finding in findings:
            self.found.add_row(_row(finding))
        wrong = [item for item in findings if item.severity != "info"]
        if wrong:
            kind = "bad" if wrong[0].severity == "error" else "warn"
            self.chip.set_chip(kind, f"{plural(len(wrong), 'thing')} to look at", "triangle-alert")
        else:
            self.chip.set_chip("ok", "Nothing needs attention", "check")
        helps = any(item.code in _REBUILT for item in wrong)
        self.rebuild.setVisible(helps and not self.session.read_only)
        damaged = any(item.code in _RECOVERED for item in wrong)
        self.recover.setVisible(damaged and not self.session.read_only)
        self.found.show()

    def _end(self) -> None:
        self._job = None
        self.again.setEnabled(True)

    def _rebuild(self) -> None:
        workbook = self.session.workbook
        do = partial(rebuild, workbook.path, workbook.library, workbook.driver)
        self.go.with_file("Rebuilding the lists", do)

    def _recover(self) -> None:
        workbook = self.session.workbook
        self.go.recover(workbook.path, "The check found that this workbook is damaged.", workbook.driver)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes home."""
        if event.key() == Qt.Key.Key_Escape:
            self.go.home()
            return
        super().keyPressEvent(event)


def _row(finding: CheckFinding) -> QWidget:
    holder = QWidget()
    inside = QHBoxLayout(holder)
    inside.setContentsMargins(20, 10, 20, 10)
    icon, colour = _SIGNS[finding.severity]
    inside.addWidget(IconLine(icon, f"{finding.sentence} {finding.step}".rstrip(), colour))
    return holder
