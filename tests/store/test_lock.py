"""One writer at a time, and nobody is locked out by a program that is gone."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hssib_desk.store import lock
from hssib_desk.store.errors import InUse, NoPermission
from hssib_desk.store.lock import WriterLock, lock_path
from hssib_desk.store.workbook import Workbook


def test_a_second_writer_is_told_who_and_since_when(workbook, path, library):
    with pytest.raises(InUse, match=r"“Oak House.hssib” is open by R\. Reviewer") as found:
        Workbook.open(path, library=library, actor="S. Second")
    assert found.value.who == "R. Reviewer"
    assert found.value.since is not None
    assert "to read" in str(found.value)


def test_closing_lets_the_next_one_write(workbook, reopen):
    with reopen(workbook) as again:
        assert not again.read_only
    assert not lock_path(workbook.path).exists()


def test_a_killed_holder_locks_nobody_out(path, tmp_path):
    path.touch()
    script = tmp_path / "holder.py"
    script.write_text(
        textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from hssib_desk.store.lock import WriterLock
        lock = WriterLock(Path({str(path)!r}), "Gone")
        print("held", flush=True)
        sys.stdin.read()
        """)
    )
    with subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(InUse, match="Gone"):
            WriterLock(path, "R")
        holder.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        holder.wait()
    assert lock_path(path).exists()
    WriterLock(path, "R").release()


def test_a_full_disk_leaves_no_lock_behind(path, monkeypatch):
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            WriterLock(path, "R")
    assert not lock_path(path).exists()
    WriterLock(path, "R").release()


@pytest.mark.parametrize("what", ["folder", "pipe", "link to nowhere", "link to a letter"])
def test_what_stands_in_the_place_of_the_lock_is_left_alone(path, tmp_path, what):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    make = {
        "folder": lambda lock: lock.mkdir(),
        "pipe": lambda lock: os.mkfifo(lock) if hasattr(os, "mkfifo") else pytest.skip("no pipes"),
        "link to nowhere": lambda lock: lock.symlink_to(tmp_path / "nowhere"),
        "link to a letter": lambda lock: lock.symlink_to(letter),
    }
    make[what](lock_path(path))
    with pytest.raises(NoPermission, match="move that file away"):
        WriterLock(path, "R")
    assert letter.read_text() == "Dear all"
    assert not (tmp_path / "nowhere").exists()


def test_a_lock_file_that_cannot_be_read_still_locks(path):
    held = WriterLock(path, "R")
    lock_path(path).write_text("")
    with pytest.raises(InUse, match="is open"):
        WriterLock(path, "S")
    held.release()
    held.release()


@pytest.mark.parametrize("how", ["removed", "replaced"])
@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be taken away there")
def test_closing_leaves_the_lock_that_somebody_else_put_there(path, how):
    mine = WriterLock(path, "R")
    lock_path(path).unlink()
    theirs = WriterLock(path, "S") if how == "removed" else None
    if theirs is None:
        lock_path(path).write_text("of another computer")
    mine.release()
    assert lock_path(path).exists()
    if theirs:
        with pytest.raises(InUse, match="S"):
            WriterLock(path, "T")
        theirs.release()
        assert not lock_path(path).exists()


def test_a_drive_whose_files_change_their_numbers_has_a_lock_too(path, monkeypatch):
    monkeypatch.setattr(os.path, "samestat", lambda *_given: False)
    held = WriterLock(path, "R")
    with pytest.raises(InUse, match="R"):
        WriterLock(path, "S")
    held.release()
    assert not lock_path(path).exists()


def test_a_lock_that_is_taken_away_again_and_again_ends_in_a_sentence(path, monkeypatch):
    monkeypatch.setattr(lock, "_is_still", lambda *_given: False)
    with pytest.raises(NoPermission, match="cannot be marked as open"):
        WriterLock(path, "R")


@pytest.mark.skipif(os.name == "nt", reason="rights of Unix")
def test_who_may_write_in_the_workbook_may_take_up_a_lock_that_was_left(path):
    path.touch()
    path.chmod(0o660)
    held = WriterLock(path, "R")
    assert lock_path(path).stat().st_mode & 0o777 == 0o660
    held.release()
