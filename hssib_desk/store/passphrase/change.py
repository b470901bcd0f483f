"""Setting, changing and removing the passphrase of a workbook and all its copies; safe to interrupt anywhere.

A protected workbook is swapped in before its copies are rewritten, and the next opening finishes what was
left. Removing goes the other way round: the workbook stays protected until every copy is readable.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hssib_desk.ownfiles import has_other_names, left_beside, real, sweep, wipe
from hssib_desk.store import backups, leftovers
from hssib_desk.store.connect import PLAIN, Driver, connect, header
from hssib_desk.store.errors import Damaged, NoPermission, NotAWorkbook, NotReady, WorkbookError, translated
from hssib_desk.store.lock import WriterLock
from hssib_desk.store.passphrase import recovery_key as recovery
from hssib_desk.store.passphrase.keys import (
    Key,
    driver,
    driver_for,
    is_plain,
    is_protected,
    key_of,
    new_key,
    opens,
)
from hssib_desk.store.passphrase.rekey import kept_whole, swap_in, written_anew
from hssib_desk.store.workcopy import workcopy_note

WIPED = (
    "Readable files are overwritten before they are removed. On a solid-state drive, in a synchronised or "
    "network folder, or where the system keeps older versions, parts of them may still be found with special "
    "tools."
)
OTHER_NAMES = "“{name}” has another name elsewhere (a hard link). The file under that name stays as it is."
ELSEWHERE = "Copies in other places, such as on a stick, and files that were exported stay as they are."
_STOPPED = "The program was stopped, or failed, before it came to them."
# While a passphrase is being changed the new workbook knows the key that its copies still have.
_NOTE = "CREATE TABLE previous_key (raw BLOB NOT NULL, salt BLOB NOT NULL)"


@dataclass(frozen=True)
class RecoveryKey:
    """What opens a workbook when its passphrase is lost; shown once. `problem` says what is left to do."""

    text: str = field(repr=False)
    problem: str = ""


def preview(path: Path, *, protecting: bool) -> list[str]:
    """What setting or removing a passphrase does, in words, before it is done."""
    path = real(path)
    count = len(backups.files_of(path))
    copies = f"{'its copy' if count == 1 else f'its {count} copies'} in “{backups.folder_of(path).name}”"
    files = f"the workbook “{path.name}”{f' and {copies}' if count else ''}"
    named = [OTHER_NAMES.format(name=path.name)] if has_other_names(path) else []
    if protecting:
        return [f"Protects {files}.", *named, ELSEWHERE, WIPED]
    return [f"Anybody who can open the folder can then read {files}.", *named, ELSEWHERE]


def protect(path: Path, passphrase: str, *, actor: str = "") -> RecoveryKey:
    """Give a workbook a passphrase; return its recovery key, both tried on the newest copy."""
    path = real(path)
    with _held(path, actor):
        if is_protected(path):
            raise NotReady(f"“{path.name}” is protected already. Its passphrase can be changed.")
        _look_inside(path, PLAIN)
        key = new_key(passphrase)
        part = written_anew(path, None, key)
        _try_secrets(part, passphrase, key)
        said = OTHER_NAMES.format(name=path.name) if has_other_names(path) else ""
        _swap(part, path, key)
        return _finished(path, passphrase, key, said)


def change_passphrase(path: Path, old: str, new: str, *, actor: str = "") -> RecoveryKey:
    """Give a protected workbook another passphrase; the old one and its recovery key no longer open it."""
    path = real(path)
    with _held(path, actor):
        before = _key(path, old)
        key = new_key(new)
        finish(path, before)
        part = written_anew(path, before, key)
        _try_secrets(part, new, key)
        _note_previous(part, key, before)
        said = OTHER_NAMES.format(name=path.name) if has_other_names(path) else ""
        _swap(part, path, key)
        return _finished(path, new, key, said)


def unprotect(path: Path, secret: str, *, actor: str = "") -> None:
    """Remove the passphrase a workbook and its copies."""
    path = real(path)
    with _held(path, actor):
        key = _key(path, secret)
        finish(path, key)
        readable = 0
        try:
            for copy in backups.files_of(path):
                if is_protected(copy) and opens(copy, key):
                    swap_in(written_anew(copy, key, None), copy)
                    readable += 1
            swap_in(written_anew(path, key, None), path)
        except WorkbookError as error:
            if not readable:
                raise
            copies = "1 of its copies has" if readable == 1 else f"{readable} of its copies have"
            raise NotReady(
                f"The workbook still has its passphrase; {copies} none any more. {error}"
            ) from error


def recovery_key(driver: Driver) -> str:
    """The recovery key of an open workbook, or an empty text for a plain one."""
    key = key_of(driver)
    return recovery.write(key.raw) if key else ""


def finish(path: Path, key: Key | None) -> None:
    """Do what an interrupted change of protection left undone; the workbook is held for writing."""
    with translated(path):
        leftovers.clear(path)
        for copy in backups.files_of(path):
            if copy.samefile(path):  # going back to a backup came no further than the second name
                copy.unlink()
        if key:
            previous = _previous(path, key)
            for copy in backups.files_of(path):
                _take_along(copy, key, previous)
            if previous:
                _forget_previous(path, key)


def _swap(part: Path, path: Path, key: Key) -> None:
    """Put a workbook with a new key in place; nothing is raised once it is there."""
    try:
        swap_in(part, path)
    except (Exception, KeyboardInterrupt):
        try:
            has_key = opens(path, key)
        except WorkbookError:  # nobody can tell, and a key too many is better than one too few
            has_key = not part.exists()
        if not has_key:
            wipe(part)
            raise


def _finished(path: Path, secret: str, key: Key, said: str) -> RecoveryKey:
    """From here on the workbook has its passphrase: whatever goes wrong is told with the recovery key."""
    try:
        finish(path, key)
        newest = backups.make(path, "protected", driver=key.driver)
        _try_secrets(newest, secret, key)
    except (Exception, KeyboardInterrupt) as error:  # a fault or a stop must not cost the recovery key either
        why = str(error) if isinstance(error, WorkbookError) else _STOPPED
        problem = f"The workbook is protected, but not yet all of its copies. {why}"
        said = f"{problem} It is tried again on opening. {said}".rstrip()
    return RecoveryKey(recovery.write(key.raw), said)


def _try_secrets(path: Path, passphrase: str, key: Key) -> None:
    """Open a file with the passphrase and with the recovery key as they would be typed."""
    for secret in (passphrase, recovery.write(key.raw)):
        found = driver_for(path, secret)
        if key_of(found) != key or backups.problem_in(path, found):
            raise Damaged(f"“{path.name}” could not be opened as it should. It was not put in place.")


def _take_along(copy: Path, key: Key, previous: Key | None) -> None:
    if is_plain(copy):
        swap_in(_anew_or_whole(copy, key), copy)
    elif previous and not opens(copy, key) and opens(copy, previous):
        swap_in(written_anew(copy, previous, key), copy)


def _anew_or_whole(copy: Path, key: Key) -> Path:
    try:
        return written_anew(copy, None, key)
    except (Damaged, NotAWorkbook):
        return kept_whole(copy, key)


def _key(path: Path, secret: str) -> Key:
    if not is_protected(path):
        raise NotReady(f"“{path.name}” has no passphrase.")
    key = key_of(driver(path, secret))
    assert key  # a protected file has one
    _look_inside(path, key.driver)
    return key


def _look_inside(path: Path, way: Driver) -> None:
    with translated(path):
        raw = connect(path, write=False, driver=way)
        try:
            header(raw, path)
        finally:
            raw.close()


def _note_previous(part: Path, key: Key, before: Key) -> None:
    with translated(part):
        raw = connect(part, driver=key.driver)
        try:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(_NOTE)
            raw.execute("INSERT INTO previous_key VALUES (?, ?)", (before.raw, before.salt))
            raw.execute("COMMIT")
        finally:
            raw.close()


def _previous(path: Path, key: Key) -> Key | None:
    raw = connect(path, write=False, driver=key.driver)
    try:
        if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'previous_key'").fetchone():
            return None
        return Key(*raw.execute("SELECT raw, salt FROM previous_key").fetchone())
    finally:
        raw.close()


def _forget_previous(path: Path, key: Key) -> None:
    raw = connect(path, driver=key.driver)
    try:
        raw.execute("DROP TABLE previous_key")
    finally:
        raw.close()


@contextmanager
def _held(path: Path, actor: str) -> Iterator[None]:
    workcopy_note.refuse_copy(path)
    workcopy_note.refuse_pending(path)
    with translated(path):
        if path.exists() and not os.access(path, os.W_OK):  # another file in its place would get round that
            raise NoPermission(f"You may not write to “{path.name}”. Ask for the right to write.")
        lock = WriterLock(path, actor)
    try:
        with translated(path):
            sweep(left_beside(path))
        yield
    finally:
        lock.release()
