"""What the next page will need, loaded while nobody waits for it: one part in each pause of the window."""

from __future__ import annotations

from importlib import import_module
from threading import Thread

from PySide6.QtCore import QObject, QTimer

from hssib_desk.domain import bank_holidays

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
            # In one piece and longer than a pause: on a thread, which lets the window go on.
            Thread(target=bank_holidays.load, name="bank holidays", daemon=True).start()
            return
        import_module(f"hssib_desk.ui.{self._left.pop(0)}")
