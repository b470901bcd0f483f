"""What a page asks of the lists on the worker: the window goes on, and only the last answer is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from hssib_desk.store.lists.lists import Lists
from hssib_desk.ui.session import Session
from hssib_desk.ui.work import Job, Task, start

T = TypeVar("T")
LATE_MS = 300  # from then on a person wonders
PATIENCE_S = 0.03  # what comes at once is shown at once: no page is empty first


class Asking(QObject, Generic[T]):
    """Asks for a page, which shows what it had until `show` gets the answer to the question asked last.

    A question that is followed by another one, or by the end of the workbook, gets none. `lasts` says that
    somebody has begun to wait, and that it is over.
    """

    lasts = Signal(bool)

    def __init__(
        self, session: Session, show: Callable[[T], None], fail: Callable[[str], None], page: QObject
    ) -> None:
        super().__init__(page)
        self._session, self._show, self._fail = session, show, fail
        self._job: Job | None = None
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(lambda: self.lasts.emit(True))
        session.closed.connect(self.drop)

    @property
    def waits(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def ask(self, question: Callable[[Lists], T]) -> None:
        """Ask anew; what was asked before is given up."""
        if self._job is not None:
            self._job.drop()
        else:
            self._late.start()
        beside = self._session.workbook.beside

        def answer(task: Task) -> T:
            return beside.ask(question, lambda: task.cancelled)

        self._job = start(answer, shown=True)
        self._job.finished.connect(self._take)
        self._job.failed.connect(self._say)
        self._job.tell_now(PATIENCE_S)

    def drop(self) -> None:
        """Give up what is asked, so that no answer arrives."""
        if self._job is not None:
            self._job.drop()
            self._end()

    def _end(self) -> None:
        self._job = None
        self._late.stop()
        self.lasts.emit(False)

    def _take(self, found: T) -> None:
        self._end()
        self._show(found)

    def _say(self, sentence: str) -> None:
        self._end()
        self._fail(sentence)
