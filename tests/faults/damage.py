"""Files that are deleted, replaced, cut off or altered, with their journal or without: closed, and while open."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hssib_desk.store import connect
from hssib_desk.store.errors import Damaged, Missing, NotAWorkbook, WorkbookError
from tests.faults.acts import batch, entry_id
from tests.faults.stage import Stage, faults_of, picture

PAGE = 4096
BROKEN = (Damaged, NotAWorkbook, Missing)
TYPED = "typed while the file was harmed"
Harm = Callable[[Path], None]


def play(stage: Stage) -> None:
    """Every harm to a closed workbook, then to an open one."""
    stage.before = picture(stage, stage.template)
    for name, what, harm in harms(stage):
        _closed(stage, f"{name} while closed", what, harm)
    for name, what, harm in harms(stage, few=True):
        _open(stage, f"{name} while open", what, harm)
    for what, harm in journals(stage):
        _closed(stage, "journal removed or foreign while closed", what, harm)
        _open(stage, "journal removed or foreign while open", what, harm)


def harms(stage: Stage, *, few: bool = False) -> Iterator[tuple[str, str, Harm]]:
    """Name, particulars and doing of each harm to the file itself."""
    size = stage.template.stat().st_size
    yield "deleted", "", Path.unlink
    yield "replaced", "by a folder", _by_folder
    for what, content in REPLACEMENTS.items():
        yield "replaced", f"by {what}", lambda path, content=content: _replace(path, content)
    yield "replaced", "by another workbook", lambda path: shutil.copyfile(_other(stage), path)
    for cut in _some(stage, range(0, size, PAGE), 4 if few else 8, few):
        yield "truncated at a page", f"at {cut}", lambda path, cut=cut: os.truncate(path, cut)
    for _ in range(stage.many(60 if few else 400, 4 if few else 16)):
        place, bit = stage.random.randrange(size), 1 << stage.random.randrange(8)
        yield "bit flipped", f"{bit} at {place}", lambda path, p=place, b=bit: _flip(path, p, b)
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


def _flip(path: Path, place: int, bit: int) -> None:
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
    stage: Stage, name: str, what: str, path: Path, *good: str, found: Sequence[str] = ()
) -> list[str]:
    """What is shown is what was there, or a check says that it is not; gives what was said of it."""
    shown, found = "", list(found)
    try:
        shown = picture(stage, path)
    except WorkbookError as error:
        found.append("it is not read")
        stage.ledger.hear(name, f"{what}, read", error, BROKEN)
    except Exception as error:  # the edge of the experiment
        stage.ledger.hear(name, f"{what}, read", error, BROKEN)
    try:
        found += faults_of(stage, path)
    except Exception as error:  # the edge of the experiment
        found.append("it is not checked")
        stage.ledger.hear(name, f"{what}, checked", error, BROKEN)
    if not found and shown not in good and "another workbook" not in what:
        stage.ledger.broke(name, "silent", f"{what}: what is shown differs, and no check says so")
    return found


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
            case = list(book.case_files())[2]
            if case.entry(stage.judgement.key).answers.get(stage.notes[0]) == TYPED:
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
