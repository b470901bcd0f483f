"""A workbook that is damaged: what is wrong with it, one button that recovers it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.recovery.recover import Recovered, newest_good, recover, report
from hssib_desk.store.verify import diagnose
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.window.icon_line import IconLine, column
from hssib_desk.ui.window.notice import Notice
from hssib_desk.ui.window.overlay import Overlay
from hssib_desk.ui.window.progress import ProgressStrip
from hssib_desk.ui.work import Job, Task, start

KEPT = (
    "Everything in it that can be read is put together with the newest good backup. The damaged file is kept "
    "beside the recovered one, and is never altered. Afterwards you see entry by entry what came from where."
)
_MOST = 100
_SAID = {"ok": ("check", "ok"), "look": ("triangle-alert", "warnshape")}
_SIGNS = {"error": ("circle-x", "bad"), "warning": ("triangle-alert", "warnshape"), "info": ("info", "text2")}


def look(path: Path, driver: Driver, _task: Task) -> tuple[list[CheckFinding], Path | None]:
    """Where a file is damaged, and the backup that can help."""
    return list(diagnose.where_damaged(path, driver)), newest_good(path, driver)


def mend(path: Path, driver: Driver, _task: Task) -> Recovered:
    """Recover a workbook in its place."""
    return recover(path, load_library(), actor(), driver=driver)


class RecoverPage(Overlay):
    """Stands in front of the welcome page until the workbook is recovered or somebody goes back."""

    def __init__(self, host: Host, path: Path, sentence: str, driver: Driver = PLAIN) -> None:
        title = f"“{path.stem}” is damaged"
        super().__init__(title)
        self._host, self.path, self._driver = host, path, driver
        self._job: Job | None = None
        self.made: Recovered | None = None
        self.notice, self.progress = Notice(), ProgressStrip()
        self.found, self.report = Card("What is damaged"), Card("What was recovered")
        self.back: Button = button("Back", "chevron-left")
        self.restore = button("Go back to a backup…", "history")
        self.recover = self.first = button("Recover this workbook", "database-backup", "primary")
        self.open = button("Open the recovered workbook", "folder-open", "primary")
        self._build(title)
        self.notice.say(sentence, "bad")

    def _build(self, title: str) -> None:
        page = Page(title, KEPT)
        for made in (self.back, self.restore, self.recover, self.open):
            page.add_button(made)
        page.body.addWidget(column(self.progress, self.report, self.found))
        page.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.notice)
        whole.addWidget(ScrollArea(page), 1)
        self.report.hide()
        self.open.hide()
        self.back.clicked.connect(self.leave)
        self.restore.clicked.connect(self._restore)
        self.recover.clicked.connect(self._recover)
        self.open.clicked.connect(self._open)

    def begin(self) -> None:
        """Look where the file is damaged."""
        super().begin()
        self._start(partial(look, self.path, self._driver), self._show, "Looking for the damage")

    def _start(self, work: Callable[[Task], object], then: Callable[..., object], doing: str) -> None:
        self._job = start(work, doing)
        self._job.finished.connect(then)
        self._job.failed.connect(lambda sentence: self.notice.say(sentence, "bad"))
        self._job.ended.connect(self._end)
        self.recover.setEnabled(False)
        self.restore.setEnabled(False)
        self.progress.follow(self._job, doing, can_stop=False)

    def _end(self) -> None:
        self._job = None
        self.recover.setEnabled(True)
        self.restore.setEnabled(True)

    def _show(self, found: tuple[list[CheckFinding], Path | None]) -> None:
        findings, backup = found
        self.found.clear_rows()
        for item in findings:
            self.found.add_row(_row(*_SIGNS[item.severity], item.sentence))
        said = (
            f"The newest good backup is “{backup.name}”." if backup else "There is no good backup beside it."
        )
        self.found.add_row(_row("history", "text2", said))

    def _recover(self) -> None:
        self._start(partial(mend, self.path, self._driver), self._tell, "Recovering the workbook")

    def _tell(self, made: Recovered) -> None:
        self.made = made
        said = report(made)
        self.notice.say(said[-1].sentence, "ok" if made.is_whole else "warn")
        self.report.clear_rows()
        for item in said[:_MOST]:
            self.report.add_row(_row(*_SAID[item.kind], item.sentence))
        if len(said) > _MOST:
            more = f"… and {len(said) - _MOST:,} more. “hssib-desk recover” on the kept file lists them."
            self.report.add_row(_row("info", "text2", more))
        for widget in (self.found, self.recover, self.restore):
            widget.hide()
        self.report.show()
        self.open.show()
        self.open.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> None:
        self.leave()
        self._host.open_workbook(self.path, driver=None if self._driver is PLAIN else self._driver)

    def _restore(self) -> None:
        self.leave()
        self._host.restore(self.path, self._driver)

    def leave(self) -> None:
        """Go back to the welcome page; not while the file is being recovered."""
        if self._job is not None and not self.recover.isHidden() and self.made is None:
            self._job.drop()
        super().leave()


def _row(icon: str, colour: str, sentence: str) -> QWidget:
    holder = QWidget()
    inside = QHBoxLayout(holder)
    inside.setContentsMargins(20, 10, 20, 10)
    inside.addWidget(IconLine(icon, sentence, colour))
    return holder
