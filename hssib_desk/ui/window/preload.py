"""What the next page will need, loaded while nobody waits for it: one part in each pause of the window."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from hssib_desk.domain import bank_holidays
from hssib_desk.ui.kit.spelling.marks import spelling
from hssib_desk.ui.work import Task, start

FIRST_MS = 600  # after a workbook is shown
EVERY_MS = 20
# Each loads what it needs beyond those before it, so that none takes long.
_PARTS = (
    "kit.table", "cases.filters", "cases.screen", "case.questions", "case.page",
    "case.folding", "case.signing.signoff", "case.second.adjudicate", "case.case_pages", "case.screen",
)  # fmt: skip


class Preloader(QObject):
    """Loads the list of cases and the page of a case, a part at a time; once in the life of the program."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left = list(_PARTS)
        self._timer = QTimer(self, interval=FIRST_MS)
        self._timer.timeout.connect(self._load_one)
        self._timer.start()

    def _load_one(self) -> None:
        self._timer.setInterval(EVERY_MS)
        if not self._left:
            self._timer.stop()
            start(_load_on_a_worker)
            return
        import_module(f"hssib_desk.ui.{self._left.pop(0)}")


def _load_on_a_worker(task: Task) -> None:
    """Load what comes in one piece and takes longer than a pause of the window."""
    bank_holidays.load()
    if spelling().is_on and not task.cancelled:
        from hssib_desk.ui.spelling.speller import read_dictionary

        read_dictionary()
