"""An act has one point of no return: before it nothing is changed, after it what happened is told."""

import errno

import pytest

from hssib_desk.store import backups
from hssib_desk.store.backups import restore
from hssib_desk.store.entries.attachments import read_content
from hssib_desk.store.errors import DiskFull, NotReady, WorkbookError
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.passphrase import change, rekey
from hssib_desk.store.passphrase.change import change_passphrase, protect, unprotect
from hssib_desk.store.passphrase.keys import is_protected
from hssib_desk.store.recovery.recover import recover
from hssib_desk.store.retention import purge
from hssib_desk.store.workbook import Workbook

FIRST, OTHER = "four quiet winter birds", "five loud summer frogs"


def fails(error):
    def failing(*_given, **_named):
        raise error

    return failing


@pytest.fixture
def closed(workbook, case, path):
    workbook.copies.backup()
    workbook.close()
    return path


AFTER = {
    "the folder cannot be flushed": (rekey, "sync_folder", OSError(errno.EIO, "x")),
    "the old file cannot be wiped": (rekey, "wipe", OSError(errno.EIO, "x")),
    "a copy cannot be written": (change, "_take_along", DiskFull("There is no room.")),
    "a fault of the program": (backups, "make", ZeroDivisionError("x")),
    "Ctrl-C": (change, "finish", KeyboardInterrupt()),
}


@pytest.mark.parametrize("what", AFTER)
def test_protecting_hands_over_the_key_whatever_happens_once_it_is_done(closed, library, monkeypatch, what):
    place, name, error = AFTER[what]
    real = rekey.wipe
    with monkeypatch.context() as patch:
        if name == "wipe":  # the journal is wiped before, the old file after
            patch.setattr(place, name, lambda file: real(file) if "journal" in file.name else fails(error)())
        else:
            patch.setattr(place, name, fails(error))
        key = protect(closed, FIRST)
    assert is_protected(closed)
    assert bool(key.problem) == (place is not rekey)
    for secret in (FIRST, key.text):
        with Workbook.open(closed, library=library, actor="R", secret=secret) as workbook:
            assert not workbook.backup_problem
    assert not any(file.name.startswith(".hssib") for file in closed.parent.iterdir())


def test_changing_the_passphrase_hands_over_the_new_key(closed, library, monkeypatch):
    protect(closed, FIRST)
    with monkeypatch.context() as patch:
        patch.setattr(
            change,
            "finish",
            lambda path, key, done=[]: done.append(1) if not done else fails(KeyboardInterrupt())(),
        )
        key = change_passphrase(closed, FIRST, OTHER)
    assert "not yet all of its copies" in key.problem
    Workbook.open(closed, library=library, actor="R", secret=key.text).close()
    assert not any(info.problem for info in backups.list_backups(closed, change.driver(closed, OTHER)))


@pytest.mark.parametrize("error", [OSError(errno.EIO, "x"), KeyboardInterrupt()])
def test_protecting_that_fails_before_changes_nothing(closed, monkeypatch, error):
    before = closed.read_bytes()
    monkeypatch.setattr(rekey, "put_in_place", fails(error))
    with pytest.raises((WorkbookError, KeyboardInterrupt)):
        protect(closed, FIRST)
    assert closed.read_bytes() == before
    left = [file for file in closed.parent.iterdir() if file.suffix == ".part"]
    assert not left


def test_taking_the_passphrase_off_says_how_far_it_came(closed, monkeypatch):
    protect(closed, FIRST)
    real, done = change.written_anew, []

    def once(*given):
        if done:
            raise DiskFull("There is no room.")
        done.append(1)
        return real(*given)

    monkeypatch.setattr(change, "written_anew", once)
    with pytest.raises(NotReady, match="still has its passphrase; 1 of its copies has none any more"):
        unprotect(closed, FIRST)
    assert is_protected(closed)


def test_going_back_and_recovering_succeed_although_the_folder_cannot_be_flushed(
    closed, library, monkeypatch
):
    made = backups.paths_of(closed)[0]
    content = made.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(backups, "sync_folder", fails(OSError(errno.EIO, "x")))
        kept = restore(closed, made)
        assert kept and closed.read_bytes() == content
        assert recover(closed, library, "R").kept


def test_a_disposal_that_is_done_is_told_although_clearing_up_fails(workbook, case, monkeypatch):
    workbook.copies.backup()
    real, calls = purge.clean_copies, []

    def second(*given):
        calls.append(1)
        if len(calls) == 2:
            raise DiskFull("There is no room.")
        real(*given)

    monkeypatch.setattr(purge, "clean_copies", second)
    done = workbook.retention.dispose([case.id], "Begun by mistake", early=True)
    assert "no longer holds it" in done.problem and len(done.certificates) == 1
    assert not workbook.lists.cases(CaseQuery())


def test_a_disposal_that_failed_before_can_be_asked_for_again(workbook, case, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(DiskFull):
        patch.setattr(purge, "clean", fails(DiskFull("There is no room.")))
        workbook.retention.dispose([case.id], "Begun by mistake", early=True)
    assert not workbook.retention.dispose([case.id], "Begun by mistake", early=True).problem


def test_an_erased_file_is_said_to_be_erased_although_clearing_up_fails(workbook, case, monkeypatch):
    entry, field = next(
        (entry, field) for entry in case.entries for field in entry.form.fields if field.kind == "attachment"
    )
    file = workbook.attach(entry.id, field.key, read_content("letter.txt", b"Dear all", 1000))
    monkeypatch.setattr(purge, "_vacuum", fails(DiskFull("There is no room.")))
    with pytest.raises(NotReady, match="The file is erased, but"):
        workbook.retention.erase(file.id, "Added by mistake", copies=False)
    assert workbook.case(case.id).attachments[0].erased
