"""Programs that are killed: at random moments of their work, and before every step they take in the folder."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from hssib_desk.store.workbook import Workbook
from tests.faults.acts import ACTS, Ack, Act, Broken, answers_of
from tests.faults.pool import Job, share
from tests.faults.stage import Stage

MOST_ACKS = 12
PATIENCE = 60.0
BATCH = 14
STEPS = frozenset(["open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate", "sqlite3.connect"])


def play(stage: Stage) -> None:
    """Both kinds of killing, for every act."""
    jobs = [job for act in ACTS for job in _at_random(stage, act)]
    share(stage, [*jobs, *(job for act in ACTS for job in _before_steps(stage, act))])


def _at_random(stage: Stage, act: Act) -> Iterator[Job]:
    many = stage.many(act.full, act.short)
    for begin in range(0, many, BATCH):
        count = min(BATCH, many - begin)
        work = partial(at_random, act=act, count=count)
        yield Job(f"killed while {act.name}", f"from {begin}", work, 400)


def at_random(stage: Stage, act: Act, count: int) -> None:
    """Kill somewhere between two acknowledgements, some times."""
    name = f"killed while {act.name}"
    usual = _usual_time(stage, act)
    for _ in range(count):
        path = act.prepare(stage)
        wanted = stage.random.randrange(MOST_ACKS if usual < 0.05 else 3)
        wait = stage.random.uniform(0, 1.2 * usual)
        acks, trouble = _run(lambda ack, path=path: act.loop(stage, path, ack), wanted, wait)
        _look(stage, name, act, path, acks, trouble, f"after {acks} acknowledged and {wait * 1000:.1f} ms")


def _usual_time(stage: Stage, act: Act) -> float:
    path = act.prepare(stage)
    begun = time.monotonic()
    acks, _trouble = _run(lambda ack: act.loop(stage, path, ack), 4, 0)
    stage.drop(path.parent)
    return (time.monotonic() - begun) / max(acks, 1)


def _before_steps(stage: Stage, act: Act) -> Iterator[Job]:
    path = act.prepare(stage)
    steps = _count_steps(stage, act, path)
    stage.drop(path.parent)
    chosen = stage.random.sample(range(1, steps + 1), min(1, steps)) if stage.short else range(1, steps + 1)
    for begin in range(0, len(chosen), BATCH):
        work = partial(before_steps, act=act, chosen=chosen[begin : begin + BATCH], steps=steps)
        yield Job(f"killed before each step of {act.name}", f"from {begin}", work, 400)


def before_steps(stage: Stage, act: Act, chosen: Sequence[int], steps: int) -> None:
    """Kill before the nth thing that is done to the folder, for some n."""
    name = f"killed before each step of {act.name}"
    for step in chosen:
        path = act.prepare(stage)
        acks, trouble = _run(_stepping(stage, act, path, step), None, 0)
        _look(stage, name, act, path, acks, trouble, f"before step {step} of {steps}")


def _stepping(stage: Stage, act: Act, path: Path, step: int) -> Callable[[Ack], None]:
    def work(ack: Ack) -> None:
        _kill_at(step, path.parent.name.split()[0])
        act.loop(stage, path, _stopping(ack, act.stops))

    return work


def _stopping(ack: Ack, after: int) -> Ack:
    left = [after]

    def counted() -> None:
        ack()
        left[0] -= 1
        if not left[0]:
            os._exit(0)

    return counted


def _kill_at(step: int, mark: str) -> None:
    """End this process before its nth file operation in the folder whose name begins with a mark."""
    seen = [0]

    def watch(event: str, what: tuple[object, ...]) -> None:
        if event in STEPS and what and mark in str(what[0]):
            seen[0] += 1
            if seen[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def _count_steps(stage: Stage, act: Act, path: Path) -> int:
    seen = [0]

    def work(ack: Ack) -> None:
        def watch(event: str, what: tuple[object, ...]) -> None:
            if event in STEPS and what and path.parent.name.split()[0] in str(what[0]):
                ack()

        sys.addaudithook(watch)
        act.loop(stage, path, _stopping(lambda: None, act.stops))

    seen[0], _trouble = _run(work, None, 0)
    return seen[0]


def _run(work: Callable[[Ack], None], wanted: int | None, wait: float) -> tuple[int, str]:
    """Run work in a child; kill it some time after the wanted number of acks, or let it end (None).

    Gives the number of acks, and what went wrong inside before that.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    said = _acks(reading, wanted)
    if wanted is not None:
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    said += _acks(reading, None)  # what was acknowledged before the end
    os.close(reading)
    os.waitpid(child, 0)
    acks, _, trouble = said.decode("utf-8", "replace").partition("!")
    return len(acks), trouble


def _work(work: Callable[[Ack], None], writing: int) -> None:
    try:
        work(lambda: os.write(writing, b"."))
    except BaseException as error:  # the edge of the process
        os.write(writing, f"!{type(error).__name__}: {error}"[:2000].encode("utf-8", "replace"))
    os._exit(1)


def _acks(reading: int, wanted: int | None) -> bytes:
    """Read until a number of acks has come, or the pipe ends."""
    said = b""
    while wanted is None or (len(said) < wanted and b"!" not in said):
        if not select.select([reading], [], [], PATIENCE)[0]:
            return said + b"!it hung"
        piece = os.read(reading, 1 if wanted is not None else 4096)
        if not piece:
            break
        said += piece
    return said


def _look(stage: Stage, name: str, act: Act, path: Path, acks: int, trouble: str, what: str) -> None:
    ledger = stage.ledger
    ledger.add(name, "injected")
    ledger.add(name, "acknowledged", acks)
    if trouble:
        ledger.broke(name, "tracebacks", f"{what}: {trouble}")
    try:
        act.verify(stage, path, acks)
    except Broken as found:
        ledger.broke(name, found.head, f"{what}: {found}")
    except Exception as error:  # the edge of the experiment
        ledger.broke(name, "unreadable", f"{what}: {type(error).__name__}: {error}")
    stage.drop(path.parent)


def killed_after(stage: Stage, path: Path, times: int, do: Callable[[Workbook, int], object]) -> int:
    """Kill somebody who goes on doing something in a workbook, some times; how many acts were acknowledged."""
    total = 0
    for _ in range(times):

        def work(ack: Ack) -> None:
            with stage.open(path) as book:
                for number in count(1):
                    do(book, number)
                    ack()

        acks, _trouble = _run(work, stage.random.randrange(4), stage.random.uniform(0, 0.02))
        total += acks
        with stage.open(path, read_only=True) as book:
            text = str(answers_of(stage, book).get(stage.notes[0], "0"))
        if acks and text not in (str(acks), str(acks + 1)):
            stage.ledger.broke("killed", "edits lost", f"“{text}” after {acks} acknowledged saves")
    return total
