"""Long work off the window's thread: frozen values in, results back by a queued signal.

There is one worker for what somebody began, and one for what a page shows: that never waits for an export.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal

TELL_EVERY_S = 0.1  # progress is told no oftener: the window has more to do than count


class Stopped(Exception):
    """The person stopped the work; nothing came of it."""


class Task:
    """What the work may ask and tell while it runs on the worker."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._told = 0.0

    @property
    def cancelled(self) -> bool:
        """Whether the person wants no more of it."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def progress(self, done: int) -> bool:
        """Tell how many are done; False means stop."""
        now = time.monotonic()
        if now - self._told >= TELL_EVERY_S:
            self._told = now
            self._tell(done)
        return not self.cancelled

    def step(self, done: int) -> None:
        """Tell how many are done; raises Stopped when the answer is to stop."""
        if not self.progress(done):
            raise Stopped


class Job(QObject):
    """One piece of work; exactly one of `finished`, `failed` and `stopped` is emitted, then `ended`.

    All signals arrive in the thread that started it. `failed` carries a sentence; a fault of the program goes
    to the excepthook as if it had happened in the window.
    """

    finished = Signal(object)  # what the work returned
    failed = Signal(str)
    stopped = Signal()
    ended = Signal()
    progressed = Signal(int)
    _returned = Signal(object, object)
    _came_to = Signal(int)

    def __init__(self, work: Callable[[Task], Any], doing: str = "") -> None:
        super().__init__()
        self.shown = False  # whether a page in sight waits for it
        self.doing = doing  # what would be lost if the program ended now: "An export is being written"
        self.task = Task(self._came_to.emit)
        self._dropped = self._told = False
        self._run = _Run(work, self.task, self._returned.emit)
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        # As what is returned: the work may be further than the line that connects to the job.
        self._came_to.connect(self._tell_progress, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Ask the work to stop; `stopped` says when it has."""
        self.task.cancel()

    def drop(self) -> None:
        """Ask the work to stop, and say nothing more about it."""
        self._dropped = True
        self.task.cancel()

    def tell_now(self, seconds: float) -> None:
        """Wait a moment for what comes of it; where it comes in time, tell it before going on."""
        if self._run.ended.wait(seconds) and not self._told:
            self._told = True
            self._tell_all(*self._run.outcome)

    @property
    def is_told(self) -> bool:
        """Whether it was told what came of it."""
        return self._told

    @property
    def is_dropped(self) -> bool:
        """Whether nobody wants to hear of it any more."""
        return self._dropped

    def _tell_progress(self, done: int) -> None:
        if not self._dropped and not self._told:
            self.progressed.emit(done)

    def _deliver(self, result: object, error: BaseException | None) -> None:
        _running.discard(self)
        _garbage.look()
        self._run.outcome = (None, None)
        if not self._told:
            self._told = True
            self._tell_all(result, error)

    def _tell_all(self, result: object, error: BaseException | None) -> None:
        if self._dropped:
            return
        try:
            self._tell(result, error)
        finally:
            self.ended.emit()

    def _tell(self, result: object, error: BaseException | None) -> None:
        if error is None:
            self.finished.emit(result)
        elif isinstance(error, Stopped) or (self.task.cancelled and isinstance(error, _user_errors())):
            self.stopped.emit()
        elif isinstance(error, _user_errors()):
            self.failed.emit(str(error))
        else:
            raise error


def _nothing(_task: Task) -> None:
    """What is left to do of work that was done."""


class _Run(QRunnable):
    """The part of a job that is done on the worker."""

    def __init__(
        self, work: Callable[[Task], Any], task: Task, give: Callable[[object, BaseException | None], None]
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python holds it
        self._work, self._task, self._give = work, task, give
        self.ended = threading.Event()
        self.outcome: tuple[object, BaseException | None] = (None, None)

    def run(self) -> None:
        """Do the work; what is raised goes back like what is returned."""
        work, self._work = self._work, _nothing  # what it holds, a passphrase or a workbook, goes with it
        try:
            if self._task.cancelled:
                raise Stopped
            result = work(self._task)
        except Exception as error:  # the edge of the thread: the job reports it
            self._return(None, error)
        else:
            self._return(result, None)

    def _return(self, result: object, error: BaseException | None) -> None:
        self.outcome = (result, error)
        self.ended.set()
        with suppress(RuntimeError):  # the program has ended meanwhile, and nobody is there to hear it
            self._give(result, error)


def start(work: Callable[[Task], Any], doing: str = "", *, shown: bool = False) -> Job:
    """Put work in the queue of its worker; connect to the job before going back to the event loop.

    With `doing` a window waits for it before it closes; without, it is dropped then. `shown` says that a page
    in sight waits for what comes of it.
    """
    job = Job(work, doing)
    job.shown = shown
    _garbage.leave()
    _running.add(job)
    _worker(shown).start(job._run)
    return job


def unfinished() -> list[Job]:
    """The work that somebody waits for and that has not ended."""
    return [job for job in _running if job.doing and not job.is_dropped]


def is_idle() -> bool:
    """Whether no work is under way or waiting."""
    return not _running


def is_answered() -> bool:
    """Whether no page in sight waits for anything."""
    return not any(job.shown and not job.is_told for job in _running)


def finish_all() -> None:
    """Stop what is running and wait for the worker; called when the program ends."""
    for job in list(_running):
        job.drop()
    for pool in _pools.values():
        pool.waitForDone()


class _Garbage:
    """Python looks for garbage in any thread, and a widget that is taken away on a worker is the end."""

    _was_looked_for = False

    def leave(self) -> None:
        """Look for none from when the first work begins."""
        if not _running:
            self._was_looked_for = gc.isenabled()
            gc.disable()

    def look(self) -> None:
        """Look for it again when the last work has come back to the window."""
        if not _running and self._was_looked_for:
            gc.enable()


_garbage = _Garbage()
_running: set[Job] = set()
_pools: dict[bool, QThreadPool] = {}


def _worker(shown: bool) -> QThreadPool:
    if not _pools:
        app = QCoreApplication.instance()
        assert app is not None
        app.aboutToQuit.connect(finish_all)
    if shown not in _pools:
        _pools[shown] = QThreadPool()
        _pools[shown].setMaxThreadCount(1)
    return _pools[shown]


def _user_errors() -> tuple[type[BaseException], ...]:
    """The errors that carry a sentence for the person; imported only when something went wrong."""
    from hssib_desk.domain.caseload.table import TableError
    from hssib_desk.domain.forms.form import FormError
    from hssib_desk.export.report import ExportError
    from hssib_desk.store.errors import WorkbookError

    return (WorkbookError, ExportError, TableError, FormError)
