"""Closing while something is still being written: it is waited for, unless somebody stops it or stays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.work import Job, unfinished

NOW = "The workbook closes when that is done."
STOPPING = "Stopping. No half-written file is left."


def must_wait(window: QMainWindow, then: Callable[[], object], otherwise: Callable[[], object]) -> bool:
    """Whether something is still being written; then the window says so, and does `then` when it is done.

    `otherwise` is done instead when somebody stays, or what was being written failed and has to be read.
    """
    job = next(iter(unfinished()), None)
    if job is None:
        return False
    bar = window.findChild(WaitBar, "waiting")
    if bar is None or bar.job is not job:
        WaitBar(window, job, then, otherwise)
    else:
        bar.go_on = then  # asked again: the newest wish counts
    return True


class WaitBar(QFrame):
    """A line above everything else in the window, also above a locked one; it names nothing of a case."""

    def __init__(
        self, window: QMainWindow, job: Job, then: Callable[[], object], otherwise: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setObjectName("waiting")
        self.setProperty("role", "notice")
        self.job, self.go_on, self._otherwise = job, then, otherwise
        self._window, self._failed = window, False
        self.words = Headline(f"{job.doing}. {NOW}", "body")
        self.words.setWordWrap(True)
        self.setAccessibleName(self.words.text())
        self.stop = button("Stop it and close", small=True)
        self.stop.setObjectName("stop-and-close")
        self.stay = button("Stay", small=True)
        self.stay.setObjectName("stay")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 8, 24, 8)
        row.setSpacing(12)
        row.addWidget(Sign("clock", 18, "accent"))
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        row.addWidget(self.stay)
        self.stop.clicked.connect(self._stop)
        self.stay.clicked.connect(self._stay)
        job.failed.connect(self._note_failure)
        job.ended.connect(self._end)
        window.setMenuWidget(self)
        self.show()

    def _stop(self) -> None:
        self.job.stop()
        self.stop.setEnabled(False)
        self.words.setText(STOPPING)

    def _note_failure(self, _sentence: str) -> None:
        self._failed = True

    def _stay(self) -> None:
        self._leave()
        self._otherwise()

    def _end(self) -> None:
        if self._window.menuWidget() is not self:
            return  # somebody stayed
        self._leave()
        # Once everybody has heard that it ended: closing takes the pages away.
        QTimer.singleShot(0, self._window, self._otherwise if self._failed else self.go_on)

    def _leave(self) -> None:
        self.setObjectName("")  # not to be found any more
        self.hide()
        self._window.setMenuWidget(None)  # type: ignore[arg-type]
