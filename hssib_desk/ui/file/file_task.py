"""Work on a workbook's file as a whole: the workbook is closed, one thing is done, and it is opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hssib_desk.store.schema.file_header import is_plain
from hssib_desk.ui.file.recovery_page import RecoveryPage
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.work import Job, Task, start

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver
    from hssib_desk.store.passphrase.change import RecoveryKey
    from hssib_desk.ui.window.window import MainWindow


@dataclass(frozen=True)
class Done:
    """What came of work that changed the key of a file: the sentence to show, and how it opens now."""

    sentence: str
    driver: Driver
    recovery: RecoveryKey | None = None


def with_file(
    window: MainWindow, path: Path, doing: str, do: Callable[[Task], str | Done], driver: Driver | None = None
) -> None:
    """Close the open workbook, do one thing with the file at `path` on the worker, and open that file.

    `do` returns the sentence to show then; `driver` opens a protected file again without asking. When the
    open workbook cannot be saved nothing is done; when the work fails the file is as it was, it is opened
    again, and the reason is said.
    """
    if window.leave_workbook(lambda: with_file(window, path, doing, do, driver), keeps_copy=True):
        ClosedPage(window, path, doing, driver).begin(do)


class ClosedPage(QWidget):
    """Shown while the workbook is closed; it cannot be left before the work has ended."""

    def __init__(self, window: MainWindow, path: Path, doing: str, driver: Driver | None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.window_, self.path, self._driver = window, path, driver
        self._job: Job | None = None
        self.doing = Headline(doing, "card-title")
        card = Card(padding=24)
        card.setMaximumWidth(560)
        card.body.addWidget(Sign("database-backup", 24, "accent"))
        card.body.addWidget(self.doing)
        card.body.addWidget(Paragraph("The workbook opens again in a moment. Please wait.", "second"))
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        window.stack.addWidget(self)
        window.stack.setCurrentWidget(self)

    def begin(self, do: Callable[[Task], str | Done]) -> None:
        """Do the work; then open the file and take this page away."""
        self._job = start(do, self.doing.text())
        self._job.finished.connect(self._open)
        self._job.failed.connect(self._open_after_failure)
        self._job.ended.connect(self._leave)

    def _open(self, result: object, kind: str = "ok") -> None:
        done = result if isinstance(result, Done) else None
        said, driver = (done.sentence, done.driver) if done else (str(result), self._driver)
        self.window_.stack.setCurrentWidget(self.window_.welcome)
        if driver is not None and (driver.unlock is None or is_plain(self.path)):
            driver = None  # the file that is there now may have another state than the one that was
        if self.path.exists():
            self.window_.open_workbook(self.path, driver=driver)
        if self.window_.session is not None or kind == "bad":
            self.window_.say(said, kind)
        if done and done.recovery:
            RecoveryPage(self.window_, self.path.stem, done.recovery)

    def _open_after_failure(self, sentence: str) -> None:
        self._open(sentence, "bad")

    def _leave(self) -> None:
        if self.window_.stack.currentWidget() is self:  # the work broke down: go where one can go on from
            self.window_.stack.setCurrentWidget(self.window_.welcome)
        self.window_.stack.removeWidget(self)
        self.deleteLater()
