"""Files that are deleted, replaced, cut off or altered, with their journal or without: closed, and while open."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from hssib_desk.store import connect
from hssib_desk.store.backups import make
from hssib_desk.store.errors import (
    Damaged,
    Missing,
    NeedsPassphrase,
    NewerVersion,
    NoPermission,
    NotAWorkbook,
    WorkbookError,
    WrongPassphrase,
)  # fmt: skip
from tests.faults.acts import batch, entry_id
from tests.faults.ledger import judged
from tests.faults.pool import Job, share
from tests.faults.salvaging import held_by, salvage
from tests.faults.stage import Stage, faults_of, picture

PAGE = 4096
BATCH = 24
BROKEN = (Damaged, NotAWorkbook, Missing, NewerVersion, NoPermission)
TYPED = "typed while the file was harmed"
Harm = Callable[[Path], None]


def play(stage: Stage) -> None:
    """Every harm to a closed workbook, plain and with a passphrase, then to an open one; each is recovered from."""
    stage.before = picture(stage, stage.template)
    stage.sealed_before = picture(stage, stage.protected_copy(), driver=stage.key())
    stage.held = held_by(stage, stage.template)
    _other(stage)
    closed, opened = list(harms(stage)), list(harms(stage, few=True))
    jobs = list(_jobs(closed, "while closed", _closed))
    jobs += _jobs(opened, "while open", _open)
    jobs += _jobs(list(harms(stage, few=True)), "of a protected file", _protected)
    kept = stage.random.sample(closed, min(len(closed), stage.many(330, 5)))
    jobs += _jobs(
        [("recovered after", f"{name} {what}", harm) for name, what, harm in kept], "damage", _recovered
    )
    left = [("journal removed or foreign", what, harm) for what, harm in journals(stage)]
    share(stage, [*jobs, *_jobs(left, "while closed", _closed), *_jobs(left, "while open", _open)])


Trial = Callable[[Stage, str, str, "Harm"], None]


def _jobs(harms: Sequence[tuple[str, str, Harm]], ending: str, trial: Trial) -> Iterator[Job]:
    for begin in range(0, len(harms), BATCH):
        work = partial(_try_all, harms=harms[begin : begin + BATCH], ending=ending, trial=trial)
        yield Job(f"{harms[begin][0]} {ending}", f"batch from {begin}", work, 400)


def _try_all(stage: Stage, harms: Sequence[tuple[str, str, Harm]], ending: str, trial: Trial) -> None:
    for name, what, harm in harms:
        try:
            trial(stage, f"{name} {ending}", what, harm)
        except Exception as error:  # the edge of the experiment
            stage.ledger.hear(f"{name} {ending}", what, error, ())


def _recovered(stage: Stage, name: str, what: str, harm: Harm) -> None:
    """Half of them with a backup that lacks the last edit."""
    path = stage.copy("recover")
    held = stage.held
    if stage.random.random() < 0.5:
        make(path)
        with stage.open(path) as book:
            book.save(entry_id(stage, book), {stage.notes[0]: TYPED})
        held = held_by(stage, path)
    harm(path)
    if path.is_file() and "another workbook" not in what:
        salvage(stage, path, held, what, name)
    stage.drop(path.parent)


def _protected(stage: Stage, name: str, what: str, harm: Harm) -> None:
    """The same with a passphrase; what the key no longer fits is refused."""
    path = stage.protected_copy()
    harm(path)
    with stage.ledger.fault(name, what, *BROKEN, WrongPassphrase, NeedsPassphrase) as said:
        stage.open(path, driver=stage.key()).close()
    found = ["it is not opened"] if said else []
    good = (stage.sealed_before, stage.before)
    agrees(stage, name, what, path, *good, found=found, driver=stage.key())
    if path.is_file() and stage.random.random() < 0.3 and "replaced" not in name:
        salvage(stage, path, stage.held, what, f"recovered, {name}", stage.key())
    stage.drop(path.parent)


def harms(stage: Stage, *, few: bool = False) -> Iterator[tuple[str, str, Harm]]:
    """Name, particulars and doing of each harm to the file itself."""
    size = stage.template.stat().st_size
    yield "deleted", "", Path.unlink
    yield "replaced", "by a folder", _by_folder
    for what, content in REPLACEMENTS.items():
        yield "replaced", f"by {what}", lambda path, content=content: _replace(path, content)
    yield "replaced", "by another workbook", lambda path: shutil.copyfile(_other(stage), path)
    for cut in _some(stage, range(0, size, PAGE), 3 if few else 5, few):
        yield "truncated at a page", f"at {cut}", lambda path, cut=cut: os.truncate(path, cut)
    for _ in range(stage.many(60 if few else 400, 3 if few else 8)):
        place, bit = stage.random.randrange(size), 1 << stage.random.randrange(8)
        yield "bit flipped", f"{bit} at {place}", lambda path, p=place, b=bit: flip(path, p, b)
    for start in _some(stage, range(0, size, PAGE), 3, few):
        yield "page zeroed", f"at {start}", lambda path, start=start: _write(path, start, bytes(PAGE))
    for _ in range(stage.many(40, 3)):
        one, two = (PAGE * stage.random.randrange(size // PAGE) for _ in range(2))
        yield "pages exchanged", f"{one} and {two}", lambda path, one=one, two=two: _exchange(path, one, two)


REPLACEMENTS = {
    "nothing": b"",
    "a letter": b"Dear all, " * 800,
    "zeros": bytes(90_000),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300,
    "the head of a database": b"SQLite format 3\x00",
}


def _some(stage: Stage, places: range, short: int, few: bool) -> list[int]:
    count = stage.many(24 if few else len(places), short)
    return sorted(stage.random.sample(places, min(count, len(places))))


def _by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def flip(path: Path, place: int, bit: int) -> None:
    """Turn one bit of a file round."""
    place %= path.stat().st_size
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ bit]))


def _write(path: Path, start: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(content)


def _exchange(path: Path, one: int, two: int) -> None:
    content = path.read_bytes()
    _write(path, one, content[two : two + PAGE])
    _write(path, two, content[one : one + PAGE])


def _other(stage: Stage) -> Path:
    """Another workbook of the same program."""
    other = stage.folder / "other.hssib"
    if not other.exists():
        shutil.copyfile(stage.template, other)
        with stage.open(other) as book:
            book.import_cases(batch(stage, 5), "deaths.csv", back_up=False)
    return other


# What is found afterwards


def _closed(stage: Stage, name: str, what: str, harm: Harm) -> None:
    path = stage.copy("closed")
    harm(path)
    with stage.ledger.fault(name, what, *BROKEN) as said:
        stage.open(path).close()
    agrees(stage, name, what, path, stage.before, found=["it is not opened"] if said else ())
    stage.drop(path.parent)


def agrees(
    stage: Stage,
    name: str,
    what: str,
    path: Path,
    *good: str,
    found: Sequence[str] = (),
    **more: object,
) -> list[str]:
    """What is shown is what was there, or a check says that it is not; gives what was said of it."""
    shown, found = "", list(found)
    try:
        shown = picture(stage, path, **more)
    except WorkbookError as error:
        found.append("it is not read")
        stage.ledger.hear(name, f"{what}, read", error, BROKEN)
    except Exception as error:  # the edge of the experiment
        stage.ledger.hear(name, f"{what}, read", error, BROKEN)
    try:
        found += _judged(stage, name, what, faults_of(stage, path, **more))
    except Exception as error:  # the edge of the experiment
        found.append("it is not checked")
        stage.ledger.hear(name, f"{what}, checked", error, BROKEN)
    if not found and shown not in good and "another workbook" not in what:
        stage.ledger.broke(name, "silent", f"{what}: what is shown differs, and no check says so")
    return found


def _judged(stage: Stage, name: str, what: str, said: Sequence[str]) -> Sequence[str]:
    for sentence in said:
        if problem := judged(sentence, report=True):  # the next step stands beside it
            stage.ledger.broke(name, "wrong words", f"{what}: the check {problem}: {sentence[:200]!r}")
    return said


def _open(stage: Stage, name: str, what: str, harm: Harm) -> None:
    path = stage.copy("open")
    book = stage.open(path)
    entry = entry_id(stage, book)
    harm(path)
    with stage.ledger.fault(name, what, *BROKEN) as said:
        book.save(entry, {stage.notes[0]: TYPED})
    if not said:
        stage.ledger.add(name, "acknowledged")
    book.close()
    if not said and path.is_file():
        _kept(stage, name, what, path)
    elif not said:
        stage.ledger.broke(name, "edits lost", f"{what}: saved into a file that is not there")
    stage.drop(path.parent)


def _kept(stage: Stage, name: str, what: str, path: Path) -> None:
    """What was acknowledged is there, or the file says that it is damaged."""
    try:
        with stage.open(path) as book:
            entry = list(book.lists.case_files())[2].entry(stage.judgement.key)
            if entry and entry.answers.get(stage.notes[0]) == TYPED:
                return
        if faults_of(stage, path):
            return
    except WorkbookError as error:
        stage.ledger.hear(name, f"{what}, opened again", error, BROKEN)
        return
    except Exception as error:  # the edge of the experiment
        stage.ledger.hear(name, f"{what}, opened again", error, BROKEN)
        return
    stage.ledger.broke(name, "edits lost", f"{what}: an acknowledged edit is not there, and nothing says so")


# Journals


def journals(stage: Stage) -> Iterator[tuple[str, Harm]]:
    """Harms to the journal of a program that was killed in the middle of a save."""
    for number in range(stage.many(12, 2)):
        yield f"its own removed ({number})", lambda path: _killed(stage, path, remove=True)
        yield f"of another workbook ({number})", lambda path: _foreign(stage, path)
    yield "cut off", lambda path: _killed(stage, path, cut=True)
    yield "of noise", lambda path: _journal(path).write_bytes(os.urandom(9_000))
    yield "empty", lambda path: _journal(path).touch()
    yield "a folder", lambda path: _journal(path).mkdir()


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _foreign(stage: Stage, path: Path) -> None:
    other = path.with_name("other.hssib")
    shutil.copyfile(_other(stage), other)
    _killed(stage, other)
    if _journal(other).exists():
        _journal(other).rename(_journal(path))


def _killed(stage: Stage, path: Path, *, remove: bool = False, cut: bool = False) -> None:
    """Have a program that writes this file killed when it has written part of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_without_end(path, writing)
    os.close(writing)
    os.read(reading, 1)
    time.sleep(stage.random.uniform(0, 0.01))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    journal = _journal(path)
    if remove:
        journal.unlink(missing_ok=True)
    elif cut and journal.exists():
        os.truncate(journal, journal.stat().st_size // 2)


def _write_without_end(path: Path, writing: int) -> None:
    """Alter page after page in one transaction, with so small a cache that they reach the file at once."""
    try:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA cache_size = 4")
        raw.execute(f"PRAGMA {connect._PRAGMAS[1]}")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE words SET body = body || ' altered', plain = plain || ' altered'")
        raw.execute("UPDATE entries SET row_version = row_version + 1, position = position")
        for number in range(200):
            raw.execute("INSERT INTO settings VALUES (?, ?)", (f"x{number}", "x" * 900))
            if number == 40:
                os.write(writing, b".")
        time.sleep(60)
    finally:
        os._exit(0)
