"""Telling copies of one workbook apart: which goes on from which, and where two were changed separately.

The number of the last line of the history is the counter, and its hash the mark. This computer remembers both
for every workbook it had open; a copy that was edited elsewhere has another line under the same number.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hssib_desk.domain.dates import show_moment
from hssib_desk.store.connect import PLAIN, Driver, connect, header
from hssib_desk.store.context import utc_now
from hssib_desk.store.entries.history import last_change_in
from hssib_desk.store.errors import Damaged, WorkbookError, database_faults, translated
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.state import recall, remember
from hssib_desk.store.workcopy.workcopy_note import target_of

_KIND = "workbooks"
_MOST_PLACES = 20
_LINE = (
    "SELECT id, act, kind, case_id, entry_id, field, old, person_id, why, undoes, hash FROM changes WHERE "
    "id = ?"
)


@dataclass(frozen=True)
class Mark:
    """Where a workbook stood: its last line, what of it cannot grow, the hash before, and what there was."""

    line: int
    stem: str
    before: str
    at: str = ""
    entries: int = -1  # not known of an earlier line
    changed: str = ""


def mark_of(raw: sqlite3.Connection, number: int | None = None) -> Mark | None:
    """The mark at the last line, or at an earlier one; None where the history does not reach so far."""
    last = last_change_in(raw).number if number is None else number
    row = raw.execute(_LINE, (last,)).fetchone() if last else None
    if row is None:
        return Mark(0, "", "") if not last else None
    before = raw.execute("SELECT hash FROM changes WHERE id = ?", (last - 1,)).fetchone()
    # The last line may grow while somebody goes on typing, so its hash and new text say nothing.
    # A line that a disposal emptied has only its hash left, which the next line vouches for.
    steady = repr(tuple(row[:-1])).encode("utf-8", "surrogatepass")
    stem = "" if row[2] == "disposed" else hashlib.sha256(steady).hexdigest()
    return Mark(int(last), stem, before[0] if before else "")


def note(path: Path, driver: Driver = PLAIN) -> None:
    """Remember where a workbook stands now; called when it is closed, and after going back to a backup."""
    try:
        workbook_id, mark = _look(path, driver, place=_place(path))
    except WorkbookError:
        return
    if mark is None or not workbook_id:
        return
    known = dict(recall(_KIND).get(workbook_id) or {})
    known = dict(list(known.items())[-_MOST_PLACES:])
    known[_place(path)] = {**asdict(mark), "at": utc_now().isoformat(timespec="seconds")}
    remember(_KIND, workbook_id, known)


def settle(path: Path, other: Path, driver: Driver = PLAIN) -> None:
    """Go on with one of two files: this computer no longer compares it with the other place."""
    workbook_id, _ = _look(path, driver)
    known = dict(recall(_KIND).get(workbook_id) or {})
    if known.pop(str(other), None) is not None:
        remember(_KIND, workbook_id, known)


def _place(path: Path) -> str:
    return str(target_of(path).absolute())


def _look(path: Path, driver: Driver, line: int | None = None, place: str = "") -> tuple[str, Mark | None]:
    """The identity of a workbook and where it stands; what was noted of a place is not counted again."""
    with translated(path):
        raw = connect(path, write=False, driver=driver)
        try:
            header(raw, path)
            row = raw.execute("SELECT value FROM settings WHERE key = 'workbook_id'").fetchone()
            workbook_id = row[0] if row and isinstance(row[0], str) else ""
            mark = mark_of(raw, line)
            if mark and line is None:
                mark = replace(mark, **_held(raw, _counted(workbook_id, place, mark)))
            return workbook_id, mark
        except database_faults() as error:
            if "no such" in str(error):
                raise Damaged(f"“{path.name}” is damaged: a part of it is missing. Recover it.") from error
            raise
        finally:
            raw.close()


def _counted(workbook_id: str, place: str, mark: Mark) -> int | None:
    """How many entries were counted when the same mark was noted; every change of that has a line."""
    noted = dict(recall(_KIND).get(workbook_id) or {}).get(place) or {}
    same = all(noted.get(key) == getattr(mark, key) for key in ("line", "stem", "before"))
    return int(noted["entries"]) if same and noted.get("entries", -1) >= 0 else None


def _held(raw: sqlite3.Connection, entries: int | None) -> dict[str, Any]:
    if entries is None:  # reads the whole table: a third of a second for a protected file of 1 GB
        entries = raw.execute("SELECT count(*) FROM entries WHERE removed_at IS NULL").fetchone()[0]
    return {"entries": int(entries), "changed": str(last_change_in(raw).at)}


def compare(path: Path, driver: Driver = PLAIN) -> list[CheckFinding]:
    """Whether a file is an older state, or a fork, of one that was open on this computer before."""
    workbook_id, mark = _look(path, driver)
    known: dict[str, Any] = recall(_KIND).get(workbook_id) or {}
    found: list[CheckFinding] = []
    for place, remembered in known.items():
        try:
            then = Mark(**remembered)
        except TypeError:
            continue
        found += _compared(path, Path(place), mark or Mark(0, "", ""), then, driver)
    return sorted(found, key=lambda item: item.code != "fork")[:1]


def _compared(path: Path, other: Path, now: Mark, then: Mark, driver: Driver) -> Iterator[CheckFinding]:
    shared = _look(path, driver, min(now.line, then.line))[1] if now.line >= then.line else None
    same = target_of(path).absolute() == other
    when = _moment(then.at) if then.at else "an earlier day"
    if now.line >= then.line:
        if shared and _are_apart(shared, then):
            yield from _fork(path, other, when, then.line, same)
        return
    if not same and not other.exists():
        return
    if not same and _differs(other, now, driver):
        yield from _fork(path, other, when, now.line, same)
        return
    where = "this file" if same else f"“{other}”"
    more = then.line - now.line
    sentence = (
        f"This is an older copy of the workbook. When it was closed here on {when}, {where} held "
        f"{more:,} more change{'' if more == 1 else 's'}{_beside(then, now)}."
    )
    step = (
        "An old copy was put in its place, or a synchronised folder brought one back. Look among its backups "
        "for the newer one before you continue."
        if same
        else "Open that one, unless you want the older copy."
    )
    yield CheckFinding("warning", "earlier", sentence, step=step, other=str(other))


def _beside(then: Mark, now: Mark) -> str:
    """What both states held, in words; empty where one is not known."""
    if then.entries < 0 or now.entries < 0:
        return ""
    there = f"{then.entries:,} entries, last changed {_moment(then.changed)}"
    return f": {there}. Here are {now.entries:,}, last changed {_moment(now.changed)}"


def _moment(text: str) -> str:
    return show_moment(datetime.fromisoformat(text)) if text else "never"


def _differs(other: Path, now: Mark, driver: Driver) -> bool:
    """Whether another file has another line where this one ends."""
    try:
        there = _look(other, driver, now.line)[1]
    except WorkbookError:
        return False
    return there is not None and _are_apart(there, now)


def _are_apart(one: Mark, other: Mark) -> bool:
    """Whether two marks at the same number are of different histories."""
    return one.before != other.before or (bool(one.stem and other.stem) and one.stem != other.stem)


def _fork(path: Path, other: Path, when: str, line: int, same: bool) -> Iterator[CheckFinding]:
    named = f"the file that was closed here on {when}" if same else f"“{other}” (closed here on {when})"
    sentence = (
        f"“{path.name}” is a copy of a workbook you have opened before: it and {named} were "
        f"changed separately, at or before change {line:,}. Each has work that the other does not."
    )
    step = (
        "Keep both files. Decide which one to keep using, and copy what it lacks from the other, case by "
        "case; nothing was changed by opening it."
    )
    if same:
        step = (
            "Something outside this program replaced the file. Look among its backups for the one you know; "
            "keep a copy of both until that is decided. Nothing was changed by opening it."
        )
    yield CheckFinding("error", "fork", sentence, step=step, other=str(other))
