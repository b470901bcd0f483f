"""Other programs and a clock that is not to be trusted: who may write, whose lock it is, and when it happened."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from hssib_desk.store.backups import list_backups
from hssib_desk.store.errors import InUse, NoPermission
from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.store.lock import lock_path
from hssib_desk.store.workbook import Workbook
from tests.faults.acts import answers_of, case_in_work, entry_id
from tests.faults.pool import Job, share
from tests.faults.stage import ACTOR, NOON, Stage, faults_of

CONTEND = "two programs at once"
STALE = "lock left behind or not a lock"
CLOCK = "clock that jumps"
PROGRAMS = 3


def play(stage: Stage) -> None:
    """Who may write, whose lock it is, and what the clock says."""
    share(stage, [Job(CONTEND, "", _contend), Job(STALE, "", _stale), Job(CLOCK, "", _clock, 300)])


# Two programs


def _contend(stage: Stage) -> None:
    """Several programs add to one number; nobody's addition is lost, and whoever waits hears why."""
    path, rounds = stage.copy("contend"), stage.many(60, 6)
    with stage.open(path) as book:
        book.save(entry_id(stage, book), {stage.notes[0]: "0"})
    children = []
    for number in range(PROGRAMS):
        child = os.fork()
        if child == 0:
            os._exit(_add(stage, path, rounds, path.with_name(f"said {number}")))
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    said = [json.loads(path.with_name(f"said {n}").read_text()) for n in range(PROGRAMS)]
    acks, refused, wrong = (sum(part[n] for part in said) for n in range(3))
    stage.ledger.add(CONTEND, "injected", acks + refused)
    stage.ledger.add(CONTEND, "acknowledged", acks)
    for part in said:
        for what in part[3]:
            stage.ledger.broke(CONTEND, "wrong words", what)
    with stage.open(path) as book:
        total = int(str(answers_of(stage, book)[stage.notes[0]]))
    if total != acks:
        stage.ledger.broke(CONTEND, "edits lost", f"{total} of {acks} additions are there", abs(acks - total))
    if wrong or acks != PROGRAMS * rounds:
        stage.ledger.broke(
            CONTEND, "tracebacks", f"{acks} of {PROGRAMS * rounds} were done, {wrong} broke off"
        )
    if found := faults_of(stage, path):
        stage.ledger.broke(CONTEND, "unreadable", str(found))
    stage.drop(path.parent)


def _add(stage: Stage, path: Path, rounds: int, out: Path) -> int:
    acks, refused, wrong, odd = 0, 0, 0, []
    end = time.monotonic() + 60
    while acks < rounds and time.monotonic() < end:
        try:
            with stage.open(path) as book:
                seen = int(str(answers_of(stage, book)[stage.notes[0]]))
                book.save(entry_id(stage, book), {stage.notes[0]: str(seen + 1)})
                acks += 1
        except InUse as error:
            refused += 1
            if not str(error).endswith("ask them to close it first."):
                odd.append(str(error))
            time.sleep(0.01)
        except Exception as error:  # the edge of the process
            wrong += 1
            odd.append(f"{type(error).__name__}: {error}")
            if wrong > 3:
                break
    out.write_text(json.dumps([acks, refused, wrong, odd[:5]]))
    return 0


# Locks


def _stale(stage: Stage) -> None:
    """A lock file that nobody holds keeps nobody out, whatever is in it; what is no lock file is left alone."""
    elsewhere = {"who": "S. Sister", "host": "WARD-PC-7", "pid": 4711, "since": "2025-01-02T10:00:00+00:00"}
    contents = {
        "of another machine": json.dumps(elsewhere).encode(),
        "of nothing": b"",
        "of noise": os.urandom(5000),
        "of odd facts": json.dumps({"who": 7, "host": None, "since": "yesterday"}).encode(),
        "of a list": b"[1, 2]",
        "nested without end": b"[" * 200_000,
    }
    for what, content in contents.items():
        path = stage.copy("stale")
        lock_path(path).write_bytes(content)
        with stage.ledger.fault(STALE, what), stage.open(path):
            with stage.ledger.fault(STALE, f"{what}, held", InUse, must_fail=True):
                stage.open(path)
            lock_path(path).write_bytes(content)
            with stage.ledger.fault(STALE, f"{what}, held and overwritten", InUse, must_fail=True):
                stage.open(path)
    _no_lock(stage, "a folder", Path.mkdir)
    _no_lock(stage, "a pipe", os.mkfifo)
    _no_lock(stage, "a link to nowhere", lambda lock: lock.symlink_to("/nowhere/at/all"))
    letter = stage.place("letter") / "letter.txt"
    letter.write_text("Dear all")
    _no_lock(stage, "a link to a letter", lambda lock: lock.symlink_to(letter))
    if letter.read_text() != "Dear all":
        stage.ledger.broke(STALE, "silent", "a link in the place of the lock file had its target emptied")


def _no_lock(stage: Stage, what: str, make: Callable[[Path], object]) -> None:
    path = stage.copy("stale")
    make(lock_path(path))
    with stage.ledger.fault(STALE, what, NoPermission):
        stage.open(path).close()
    with stage.ledger.fault(STALE, f"{what}, read"):
        stage.open(path, read_only=True).close()


# The clock


def _clock(stage: Stage) -> None:
    """Work while the clock jumps to and fro: everything is kept in the order in which it was done."""
    path, now = stage.copy("clock"), [NOON]
    jumps = [timedelta(seconds=-1), timedelta(hours=-3), timedelta(days=-4000), timedelta(days=20_000)]
    jumps += [timedelta(days=-16_000), timedelta(days=60_000), timedelta(days=-60_000), timedelta(0)]
    book = Workbook.open(path, library=stage.library, actor=ACTOR, now=lambda: now[0])
    texts = []
    for number, jump in enumerate(jumps * stage.many(6, 1)):
        now[0] = _moved(now[0], jump) + timedelta(milliseconds=number)
        texts.append(f"typed {number}")
        book = _one_day(stage, path, book, texts, now, f"a jump of {jump.days} days")
    book.close()
    if found := faults_of(stage, path):
        stage.ledger.broke(CLOCK, "unreadable", str(found))
    bad = [info.problem for info in list_backups(path) if info.problem]
    if bad:
        stage.ledger.broke(CLOCK, "unreadable", f"backups: {bad}")
    stage.drop(path.parent)


def _moved(now: datetime, jump: timedelta) -> datetime:
    later = now + jump
    return later if 1970 < later.year < 2400 else NOON


def _one_day(
    stage: Stage, path: Path, book: Workbook, texts: list[str], now: list[datetime], what: str
) -> Workbook:
    """Type, sign and reopen, back up, and open again, all at the time it seems to be."""
    name = CLOCK
    with stage.ledger.fault(name, f"{what}: save"):
        book.save(entry_id(stage, book), {stage.notes[0]: texts[-1]})
        stage.ledger.add(name, "acknowledged")
    case = case_in_work(book, 1)
    with stage.ledger.fault(name, f"{what}: sign"):
        book.reviews.sign(case.id, name=ACTOR, role="Psychiatrist")
        book.reviews.reopen(case.id, "A witness came forward")
    with stage.ledger.fault(name, f"{what}: backup"):
        made = book.copies.backup()
        if not made.exists():
            stage.ledger.broke(name, "silent", f"{what}: a backup was announced and is not there")
    with stage.ledger.fault(name, f"{what}: undo and redo"):
        book.undo(case_in_work(book, 2).id)
        book.redo(case_in_work(book, 2).id)
    with stage.ledger.fault(name, f"{what}: lists"):
        book.lists.home(now[0].date())
        book.lists.figures()
        book.lists.actions(ActionQuery())
    if answers_of(stage, book)[stage.notes[0]] != texts[-1]:
        stage.ledger.broke(name, "edits lost", f"{what}: “{texts[-1]}” is not there")
    told = [change.new for change in book.history(case_in_work(book, 2).id, field=stage.notes[0])]
    if [text for text in dict.fromkeys(told) if text in texts] != texts:
        stage.ledger.broke(
            name, "silent", f"{what}: the history is not in the order of the work: {told[-6:]}"
        )
    book.close()
    with stage.ledger.fault(name, f"{what}: open"):
        return Workbook.open(path, library=stage.library, actor=ACTOR, now=lambda: now[0])
    return Workbook.open(path, library=stage.library, actor=ACTOR, now=lambda: now[0], back_up=False)
