"""Many small experiments at once, each in a process of its own, with as many processes as there are cores."""

from __future__ import annotations

import os
import pickle
import select
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.faults.ledger import Ledger

if TYPE_CHECKING:
    from tests.faults.stage import Stage


@dataclass(frozen=True)
class Job:
    """Some experiments under one name in the table; `what` tells them from the others of that name."""

    name: str
    what: str
    work: Callable[[Stage], None]
    seconds: float = 120


@dataclass
class _Running:
    job: Job
    number: int
    child: int
    end: float
    content: bytes = b""


def share(stage: Stage, jobs: Iterable[Job]) -> None:
    """Do all jobs, and take over what they wrote down in their order; one that hangs is ended and told of."""
    waiting, running, done = list(enumerate(jobs)), dict[int, _Running](), dict[int, Ledger]()
    waiting.reverse()
    while waiting or running:
        while waiting and len(running) < cores():
            number, job = waiting.pop()
            reading, child = _start(stage, job)
            running[reading] = _Running(job, number, child, time.monotonic() + job.seconds)
        ready = select.select(list(running), [], [], 1.0)[0]
        for reading in [*ready, *(key for key, one in running.items() if time.monotonic() > one.end)]:
            if reading in running and _is_over(reading, running[reading]):
                one = running.pop(reading)
                done[one.number] = _ledger_of(one)
                os.close(reading)
                os.waitpid(one.child, 0)
    for _number, ledger in sorted(done.items()):
        stage.ledger.merge(ledger)


def cores() -> int:
    """How many processes this one may use at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start(stage: Stage, job: Job) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return reading, child
    os.close(reading)
    # Where files that are being written are noted: of one's own, or two experiments would sweep each other's.
    os.environ["XDG_STATE_HOME"] = str(
        Path(os.environ.get("XDG_STATE_HOME", stage.folder)) / str(os.getpid())
    )
    stage.ledger, stage.random = Ledger(), Random(f"{stage.seed} {job.name} {job.what}")
    try:
        job.work(stage)
    except BaseException as error:  # the edge of the process
        stage.ledger.add(job.name, "injected")
        stage.ledger.hear(job.name, f"{job.what}: the experiment itself", error, ())
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(pickle.dumps(stage.ledger))
    os._exit(0)


def _is_over(reading: int, one: _Running) -> bool:
    """Take what a job wrote; whether it is done, or has had its time."""
    if select.select([reading], [], [], 0)[0]:
        piece = os.read(reading, 1 << 16)
        one.content += piece
        return not piece
    if time.monotonic() <= one.end:
        return False
    os.kill(one.child, signal.SIGKILL)
    one.content = b""
    return True


def _ledger_of(one: _Running) -> Ledger:
    if one.content:
        return pickle.loads(one.content)
    ledger, hung = Ledger(), time.monotonic() > one.end
    end = f"it was not done after {one.job.seconds:.0f} s" if hung else "the process ended without a word"
    ledger.add(one.job.name, "injected")
    ledger.broke(one.job.name, "tracebacks", f"{one.job.what}: {end}")
    return ledger
