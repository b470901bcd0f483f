"""How far long work has come: shown only when it takes long enough to wonder, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import ProgressBar
from hssib_desk.ui.kit.text import Headline
from hssib_desk.ui.work import Job

SHOW_AFTER_MS = 600


class ProgressStrip(QFrame):
    """Follows one job at a time; it hides itself when the job has ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.words, self.bar = Headline("", "small"), ProgressBar()
        self.stop = button("Stop", small=True)
        self._doing, self._total = "", 0
        self._job: Job | None = None
        self._late = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._late.timeout.connect(self.show)
        self.stop.clicked.connect(self._stop)
        self._build()
        self.hide()

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 12)
        row.setSpacing(16)
        row.addLayout(column, 1)
        row.addWidget(self.stop)

    def follow(self, job: Job, doing: str, total: int = 0, *, can_stop: bool = True) -> None:
        """Say after a while what a job is doing, and of how many it has done how many (0: not known)."""
        self._job, self._doing, self._total = job, doing, total
        self.stop.setVisible(can_stop)
        self.stop.setEnabled(True)
        self.bar.setVisible(total > 0)
        self._show_done(0)
        job.progressed.connect(self._show_done)
        job.ended.connect(self._end)
        self._late.start()

    def _show_done(self, done: int) -> None:
        counted = f"{done:,} of {self._total:,}" if self._total else f"{done:,}" if done else ""
        self.words.setText(f"{self._doing}  {counted}".rstrip())
        self.bar.set_percent(100 * done / self._total if self._total else 0)

    def _stop(self) -> None:
        if self._job is not None:
            self.stop.setEnabled(False)
            self._job.stop()

    def _end(self) -> None:
        self._late.stop()
        self._job = None
        self.hide()
