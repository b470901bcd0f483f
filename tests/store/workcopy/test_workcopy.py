"""Working on a copy on this computer: nothing is lost or overwritten unseen."""

import errno
import os
import shutil
import signal
import sys

import pytest

from hssib_desk.store import backups, space, swap_file
from hssib_desk.store.errors import (
    AlreadyThere,
    DiskFull,
    InUse,
    Missing,
    NoPermission,
    NotReady,
)
from hssib_desk.store.lock import is_held, lock_path
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.passphrase.keys import driver as driver_of
from hssib_desk.store.verify.diagnose import examine
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy import fork_detection, workcopy, workcopy_note
from hssib_desk.store.workcopy.workcopy import WorkCopy
from tests.database import plain_file

PASSPHRASE = "correct horse battery"


@pytest.fixture
def place(tmp_path):
    """A folder that stands for a share."""
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


@pytest.fixture
def shared(workbook, case, place):
    """A workbook with one case on the share, that nobody has open."""
    workbook.close()
    return shutil.move(workbook.path, place / "Oak House.hssib")


@pytest.fixture
def write(library, forms):
    """Write in a file: begin `n` cases."""

    def write(path, n=1, **more):
        with Workbook.open(path, library=library, actor="R. Reviewer", back_up=False, **more) as workbook:
            for _ in range(n):
                workbook.new_case(forms.death())

    return write


def begin(path, **more):
    return WorkCopy.begin(path, "R. Reviewer", **more)


def cases(path):
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM cases").fetchone()[0]


def beside(path):
    return sorted(item.name for item in path.parent.iterdir() if item.is_file())


# The usual way


def test_work_is_published_in_one_step_and_the_copy_goes(shared, write, library):
    copy = begin(shared)
    assert is_held(shared) and copy.is_published and copy.published_at is None
    write(copy.path)
    assert not copy.is_published and cases(shared) == 1
    said = copy.publish()
    assert (said.path, said.beside) == (shared, False) and "holds everything" in said.sentence
    assert copy.is_published and copy.published_at and cases(shared) == 2
    copy.finish()
    assert (not is_held(shared) and not copy.path.exists() and not workcopy_note.root().exists()) or not any(
        workcopy_note.root().iterdir()
    )
    assert beside(shared) == ["Oak House.hssib"]
    assert [item.reason for item in backups.list_backups(shared)] == ["before a working copy was published"]
    assert [item.code for item in examine(shared, library) if item.severity == "error"] == []


def test_opening_and_closing_changes_nothing_to_publish(shared, write, library):
    copy = begin(shared)
    before = workcopy_note.digest(shared)
    with Workbook.open(copy.path, library=library, actor="R. Reviewer"):
        pass
    assert copy.is_published
    assert copy.publish().path == shared
    assert workcopy_note.digest(shared) == before
    copy.finish()


def test_it_is_published_while_somebody_goes_on_writing(shared, library, forms):
    copy = begin(shared)
    with Workbook.open(copy.path, library=library, actor="R. Reviewer", back_up=False) as workbook:
        for n in range(2, 5):
            workbook.new_case(forms.death())
            copy.publish()
            assert cases(shared) == n
    copy.finish()
    assert len(backups.paths_of(shared)) == 1  # one for each session, however often it is published


def test_the_backups_of_a_copy_are_those_of_the_workbook(shared, library, forms):
    copy = begin(shared)
    with Workbook.open(copy.path, library=library, actor="R. Reviewer") as workbook:
        assert [item.path.parent for item in workbook.copies.backups()] == [backups.folder_of(shared)]
    assert not backups.folder_of(shared).with_name("copies").exists()
    assert backups.folder_of(copy.path) == backups.folder_of(shared)
    copy.finish()


def test_going_back_to_a_backup_while_on_a_copy_is_published_too(shared, write):
    backups.make(shared)
    copy = begin(shared)
    write(copy.path, 2)
    copy.publish()
    backups.restore(copy.path, backups.paths_of(shared)[-1])
    assert not copy.is_published
    copy.publish()
    assert cases(shared) == 1
    copy.finish()


def test_others_cannot_write_meanwhile_and_hear_who_has_it(shared, library):
    copy = begin(shared)
    with pytest.raises(InUse, match=r"R\. Reviewer"):
        Workbook.open(shared, library=library, actor="S. Second")
    with pytest.raises(InUse):
        begin(shared)
    copy.finish()


# Others changed it


def changed_by_others(path, write):
    lock_path(path).unlink(missing_ok=True)  # another computer does not see our lock
    write(path, 3)


def test_both_are_kept_when_others_changed_it(shared, write, library):
    copy = begin(shared)
    write(copy.path)
    changed_by_others(shared, write)
    said = copy.publish()
    assert said.beside and said.path.name.startswith("Oak House (changes of R. Reviewer, ")
    assert "“Oak House.hssib” was changed by others" in said.sentence and said.path.name in said.sentence
    assert (cases(shared), cases(said.path)) == (4, 2)
    write(copy.path)  # work goes on, and goes to the same file
    again = copy.publish()
    assert again.path == said.path and cases(said.path) == 3
    copy.finish()
    fresh = begin(shared)
    assert cases(fresh.path) == 4 and fresh.note == ""
    fresh.finish()


def test_the_fork_is_known_when_either_file_is_opened(shared, write, library):
    with Workbook.open(shared, library=library, actor="R. Reviewer", back_up=False):
        pass
    copy = begin(shared)
    write(copy.path)
    changed_by_others(shared, write)
    said = copy.publish()
    copy.finish()
    found = fork_detection.compare(shared)
    assert [(item.code, item.other) for item in found] == [("fork", str(said.path))]


def test_what_changes_while_it_is_carried_over_is_noticed(shared, write, monkeypatch):
    copy = begin(shared)
    write(copy.path)
    carry = workcopy._carry

    def slowly(*given):
        carry(*given)
        changed_by_others(shared, write)

    monkeypatch.setattr(workcopy, "_carry", slowly)
    assert copy.publish().beside
    assert cases(shared) == 4
    copy.finish()


def test_what_changes_while_it_is_fetched_is_fetched_again(shared, write, monkeypatch):
    copy_file, times = backups.copy, []

    def meanwhile(source, target, driver):
        copy_file(source, target, driver)
        if source == shared and not times:
            times.append(1)
            changed_by_others(shared, write)

    monkeypatch.setattr(backups, "copy", meanwhile)
    copy = begin(shared)
    assert cases(copy.path) == 4 and copy.is_published
    copy.finish()


# Not published


def test_unpublished_work_is_taken_up_again(shared, write, library):
    copy = begin(shared)
    write(copy.path, 2)
    copy.finish()  # without publishing, as after a failure
    assert copy.path.exists() and not is_held(shared)
    assert cases(workcopy_note.pending(shared).copy) == 3
    again = begin(shared)
    assert "not published yet" in again.note and cases(again.path) == 3
    again.publish()
    again.finish()
    assert cases(shared) == 3 and workcopy_note.pending(shared) is None


def test_a_place_that_is_away_keeps_the_work_here_until_it_is_back(shared, write, place):
    copy = begin(shared)
    write(copy.path)
    gone = place.rename(place.with_name("away"))
    with pytest.raises(Missing, match="cannot be reached"):
        copy.publish()
    copy.finish()
    offline = begin(shared)
    assert "cannot be reached" in offline.note and cases(offline.path) == 2
    write(offline.path)
    with pytest.raises(Missing):
        offline.publish()
    gone.rename(place)
    offline.publish()  # the same copy, as soon as it can be
    assert cases(shared) == 3 and is_held(shared)
    offline.finish()


def test_a_place_that_is_away_and_no_copy_is_said(shared, place):
    place.rename(place.with_name("away"))
    with pytest.raises(Missing, match="cannot be reached"):
        begin(shared)
    assert not workcopy_note.root().exists()


def test_an_empty_folder_where_a_drive_was_is_not_written_to(shared, write, place, library):
    copy = begin(shared)
    write(copy.path)
    place.rename(place.with_name("away"))
    place.mkdir()
    with pytest.raises(Missing, match="no longer in"):
        copy.publish()
    with Workbook.open(copy.path, library=library, actor="R. Reviewer") as workbook:
        assert "cannot be reached" in workbook.backup_problem
    assert list(place.iterdir()) == []
    copy.release()


def test_a_workbook_that_was_moved_is_not_made_twice(shared, write, place, tmp_path):
    copy = begin(shared)
    write(copy.path)
    moved = shared.rename(place / "Moved.hssib")
    with pytest.raises(Missing, match="moved, renamed or removed"):
        copy.publish()
    copy.save_elsewhere(tmp_path / "Saved.hssib")
    assert copy.is_published and cases(tmp_path / "Saved.hssib") == 2
    with pytest.raises(AlreadyThere):
        copy.save_elsewhere(tmp_path / "Saved.hssib")
    write(copy.path)
    assert copy.publish().path == tmp_path / "Saved.hssib"
    copy.finish()
    assert not copy.path.exists() and cases(moved) == 1


def test_a_workbook_that_was_put_back_is_published_to(shared, write, place):
    copy = begin(shared)
    write(copy.path)
    moved = shared.rename(place / "Moved.hssib")
    with pytest.raises(Missing):
        copy.publish()
    moved.rename(shared)
    assert not copy.publish().beside
    copy.finish()


def test_a_full_drive_leaves_the_workbook_as_it_was(shared, write, monkeypatch, place):
    copy = begin(shared)
    write(copy.path)
    before = workcopy_note.digest(shared)
    with monkeypatch.context() as full:
        usage = shutil.disk_usage(place)._replace(free=1000)
        full.setattr(space.shutil, "disk_usage", lambda _: usage)
        with pytest.raises(DiskFull):
            copy.publish()
    assert workcopy_note.digest(shared) == before and beside(shared)[0] == "Oak House.hssib"
    with monkeypatch.context() as full:

        def stop(source, target):
            target.write_bytes(b"half")
            raise OSError(28, "No space left on device")

        full.setattr(workcopy.shutil, "copyfile", stop)
        with pytest.raises(DiskFull):
            copy.publish()
    assert workcopy_note.digest(shared) == before
    assert beside(shared) == ["Oak House.hssib", "Oak House.hssib.lock"]
    copy.publish()
    assert cases(shared) == 2
    copy.finish()


def test_no_room_for_the_copy_is_said_and_nothing_is_left(shared, monkeypatch):
    usage = shutil.disk_usage(shared.parent)._replace(free=1000)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFull):
        begin(shared)
    assert not is_held(shared) and not workcopy_note.copy_of(shared).exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="of Unix")
def test_a_place_that_may_not_be_written_is_refused_at_once(shared, monkeypatch):
    def refuse(path, flags, mode=0o777, **more):
        if str(path).endswith(".lock"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, mode, **more)

    real = os.open
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(NoPermission):
        begin(shared)
    assert not workcopy_note.copy_of(shared).exists()


def test_a_place_that_became_read_only_keeps_the_work_here(shared, write, monkeypatch):
    copy = begin(shared)
    write(copy.path)

    def refuse(source, target):
        raise OSError(30, "Read-only file system", str(target))

    with monkeypatch.context() as read_only:
        read_only.setattr(workcopy.shutil, "copyfile", refuse)
        with pytest.raises(NoPermission):
            copy.publish()
    assert not copy.is_published
    copy.finish()
    assert workcopy_note.pending(shared)


@pytest.mark.parametrize("what", ["folder", "link"])
def test_a_hostile_lock_file_is_left_alone(shared, tmp_path, what):
    lock, target = lock_path(shared), tmp_path / "precious.txt"
    target.write_text("precious")
    if what == "folder":
        lock.mkdir()
    elif what == "link":
        lock.symlink_to(target)
    else:
        os.mkfifo(lock)
    if what == "pipe":
        pytest.skip("opening one to write does not block here")
    with pytest.raises(NoPermission, match="move that file away"):
        begin(shared)
    assert target.read_text() == "precious" and not workcopy_note.copy_of(shared).exists()


# What is found on this computer


def test_a_copy_without_its_note_is_set_aside_unless_all_of_it_is_there(shared, write):
    copy = begin(shared)
    write(copy.path)
    workcopy_note.forget(copy.path)
    copy.release()
    again = begin(shared)
    kept = [item for item in again.path.parent.glob("*.hssib") if item != again.path]
    assert len(kept) == 1 and cases(kept[0]) == 2 and str(kept[0]) in again.note
    assert cases(again.path) == 1
    workcopy_note.forget(again.path)  # this one holds nothing of its own
    again.release()
    third = begin(shared)
    assert third.note == "" and [p for p in third.path.parent.glob("*.hssib") if p != third.path] == kept
    third.finish()
    assert kept[0].exists()


def test_a_damaged_copy_is_kept(shared, write):
    copy = begin(shared)
    write(copy.path)
    copy.release()
    content = bytearray(copy.path.read_bytes())
    content[4096 * 3 : 4096 * 8] = os.urandom(4096 * 5)
    copy.path.write_bytes(content)
    again = begin(shared)
    assert "cannot be opened" in again.note and cases(again.path) == 1
    assert any(item.read_bytes() == content for item in again.path.parent.glob("* (until *.hssib"))
    again.finish()


def test_a_note_that_is_nonsense_is_as_none(shared, write):
    copy = begin(shared)
    write(copy.path)
    (copy.path.parent / "origin.json").write_text("[1]")
    with pytest.raises(NotReady, match="another place"):
        copy.publish()
    copy.release()
    assert "is kept as" in begin(shared).note


def test_a_workbook_with_unpublished_work_says_so(shared, write, library):
    copy = begin(shared)
    write(copy.path)
    copy.finish()
    found = [item for item in examine(shared, library) if item.code == "unpublished"]
    assert len(found) == 1 and found[0].step and "older" in found[0].sentence
    with pytest.raises(NotReady, match="not published"):
        workcopy_note.refuse_pending(shared)


def test_what_has_to_reach_every_file_is_not_done_on_a_copy(shared, write, library):
    copy = begin(shared)
    with Workbook.open(copy.path, library=library, actor="R", back_up=False) as workbook:
        (case,) = workbook.lists.case_files()
        with pytest.raises(NotReady, match="working copy"):
            workbook.retention.dispose([case.id], "by mistake", early=True)
    with pytest.raises(NotReady, match="working copy"):
        protect(copy.path, PASSPHRASE)
    write(copy.path)
    copy.finish()
    with pytest.raises(NotReady, match="not published"):
        protect(shared, PASSPHRASE)


def test_going_back_on_a_copy_keeps_what_it_replaces_on_the_other_drive(shared, write, monkeypatch):
    backups.make(shared)
    copy = begin(shared)
    write(copy.path)

    def other_drive(*_given):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    with monkeypatch.context() as drives:
        drives.setattr(swap_file.os, "link", other_drive)
        real = type(shared).rename
        drives.setattr(
            type(shared), "rename", lambda path, to: other_drive() if path == copy.path else real(path, to)
        )
        kept = backups.restore(copy.path, backups.paths_of(shared)[0])
    assert kept.parent == backups.folder_of(shared)
    assert (cases(kept), cases(copy.path)) == (2, 1)
    copy.release()


# Protected ones


def test_a_protected_workbook_stays_protected_at_every_step(shared, write, monkeypatch, tmp_path, library):
    protect(shared, PASSPHRASE)
    driver = driver_of(shared, PASSPHRASE)
    seen = []
    place = workcopy._carry

    def looked_at(*given):
        seen.extend(
            item
            for folder in (tmp_path, workcopy_note.root())
            for item in folder.rglob("*")
            if item.is_file()
        )
        assert_secret(tmp_path, workcopy_note.root())
        place(*given)

    monkeypatch.setattr(workcopy, "_carry", looked_at)
    copy = begin(shared, driver=driver)
    write(copy.path, driver=driver)
    copy.publish()
    assert any(item.suffix == ".outgoing" for item in seen)
    copy.finish()
    assert_secret(tmp_path, workcopy_note.root())
    with Workbook.open(shared, library=library, actor="R", read_only=True, driver=driver) as workbook:
        assert workbook.lists.case_counts()["all"] == 2


def assert_secret(*folders):
    for path in (item for folder in folders for item in folder.rglob("*") if item.is_file()):
        content = path.read_bytes()
        assert b"SQLite format 3" not in content and "Llŷr".encode() not in content, path


def test_work_that_another_passphrase_opens_is_set_aside(shared, write):
    protect(shared, PASSPHRASE)
    copy = begin(shared, driver=driver_of(shared, PASSPHRASE))
    write(copy.path, driver=copy.driver)
    copy.finish()
    shutil.copy(backups.paths_of(shared)[0], shared)
    other = shared.with_name("Other.hssib")
    Workbook.create(other, library=load(), actor="R", passphrase="another passphrase").close()
    shutil.move(other, shared)
    again = begin(shared, driver=driver_of(shared, "another passphrase"))
    assert "is kept as" in again.note
    again.finish()


def load():
    from hssib_desk.domain.forms.library import load_library

    return load_library()


# Killed


def killed_at(step, do):
    """Do something in a process of its own, killed at its n-th touch of the file system; whether it lived."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFEXITED(status) or os.WTERMSIG(status) == signal.SIGKILL
        assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFEXITED(status)
    count = 0

    def watch(event, given):
        nonlocal count
        if event in EVENTS:
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

    status = 1
    try:
        sys.addaudithook(watch)
        do()
        status = 0
    finally:
        os._exit(status)


EVENTS = {
    "open",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.truncate",
    "sqlite3.connect",
    "shutil.copyfile",
}


def add_name(path, number):
    """A change that takes little time."""
    with plain_file(path) as db:
        db.execute(
            "INSERT INTO people (name, first_at) VALUES (?, '2025-11-18T12:00:00.000+00:00')", (f"N{number}",)
        )
    db.close()


def names(path):
    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        return {row[0] for row in db.execute("SELECT name FROM people WHERE name LIKE 'N%'")}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="of Unix")
def test_killed_at_any_step_nothing_is_lost(shared, library):
    backups.make(shared)
    step, lived, wanted = 0, False, set()
    while not lived:
        step += 1
        copy = begin(shared)
        add_name(copy.path, step)
        copy.release()
        wanted.add(f"N{step}")

        def publish():
            taken = begin(shared)
            taken.publish()
            taken.finish()

        lived = killed_at(step, publish)
        waiting = workcopy_note.pending(shared)
        assert names(waiting.copy if waiting else shared) == wanted, step
        again = begin(shared)
        assert names(again.path) == wanted and "is kept as" not in again.note, step
        assert not again.publish().beside, step
        again.finish()
        assert names(shared) == wanted, step
        assert [name for name in beside(shared) if not name.endswith(".lock")] == ["Oak House.hssib"], step
    assert step > 20, step
    # The names were put in by hand, past the program, and a check says so of each.
    assert {item.code for item in examine(shared, library) if item.severity == "error"} <= {"rows"}
