"""Long work leaves the window free, tells how far it is, stops when asked, and reports every end."""

import gc
import threading

import pytest

from hssib_desk.store.errors import DiskFull
from hssib_desk.ui import work


class Heard(list):
    """What a job said, in order."""

    def __init__(self, job):
        super().__init__()
        job.finished.connect(lambda result: self.append(("finished", result)))
        job.failed.connect(lambda sentence: self.append(("failed", sentence)))
        job.stopped.connect(lambda: self.append(("stopped",)))
        job.ended.connect(lambda: self.append(("ended",)))


def run(qtbot, do):
    job = work.start(do)
    heard = Heard(job)
    qtbot.waitUntil(lambda: ("ended",) in heard)
    return heard


def test_result_comes_back_to_the_thread_that_asked(qtbot):
    here = threading.get_ident()
    heard = run(qtbot, lambda task: threading.get_ident())
    assert heard[0][0] == "finished"
    assert heard[0][1] != here
    assert heard[1:] == [("ended",)]


def test_no_widget_is_taken_away_as_garbage_on_a_worker(qtbot):
    qtbot.waitUntil(work.is_idle)
    assert gc.isenabled()
    assert run(qtbot, lambda task: gc.isenabled()) == [("finished", False), ("ended",)]
    assert work.is_idle() and gc.isenabled()


def test_user_error_comes_as_its_sentence(qtbot):
    def fill(task):
        raise DiskFull("There is no room on the disk.")

    assert run(qtbot, fill) == [("failed", "There is no room on the disk."), ("ended",)]


def test_fault_of_the_program_reaches_the_excepthook(qtbot):
    def break_down(task):
        raise ZeroDivisionError("a bug")

    with qtbot.captureExceptions() as caught:
        heard = run(qtbot, break_down)
    assert heard == [("ended",)]
    assert caught[0][0] is ZeroDivisionError


def test_stopped_work_says_so_and_nothing_else(qtbot):
    begun = threading.Event()

    def count(task):
        for number in range(1_000_000_000):
            begun.set()
            task.step(number)

    job = work.start(count)
    heard = Heard(job)
    assert begun.wait(60)
    job.stop()
    qtbot.waitUntil(lambda: ("ended",) in heard)
    assert heard == [("stopped",), ("ended",)]


def test_dropped_work_says_nothing(qtbot):
    begun, go_on = threading.Event(), threading.Event()

    def wait(task):
        begun.set()
        go_on.wait(60)
        return "late"

    job = work.start(wait)
    heard = Heard(job)
    assert begun.wait(60)
    job.drop()
    go_on.set()
    assert run(qtbot, lambda task: "next")[0] == ("finished", "next")
    assert heard == []


def test_progress_reaches_the_window(qtbot):
    told, begun = [], threading.Event()
    job = work.start(lambda task: (task.progress(7), begun.set()))
    assert begun.wait(60)  # it is told, however early it came
    job.progressed.connect(told.append)
    heard = Heard(job)
    qtbot.waitUntil(lambda: ("ended",) in heard)
    assert told == [7]


@pytest.fixture(autouse=True)
def idle_worker():
    yield
    work.finish_all()
