"""What the program writes is as private as what it replaces, and else for its owner alone."""

import os
import stat

import pytest

from hssib_desk import ownfiles
from hssib_desk.export.files import replacing
from hssib_desk.store import backups
from hssib_desk.store.backups import restore
from hssib_desk.store.passphrase.change import change_passphrase, protect, unprotect
from hssib_desk.store.recovery.recover import recover
from hssib_desk.store.workbook import Workbook

FIRST, OTHER = "four quiet winter birds", "five loud summer frogs"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights of Unix")


@pytest.fixture(autouse=True)
def usual_rights():
    """What a system gives to new files where nobody asked for more."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def modes(path):
    """The rights of the workbook, of its backups and of their folder."""
    folder = backups.folder_of(path)
    return {mode(path)} | {mode(copy) for copy in folder.iterdir()}, mode(folder)


@pytest.fixture
def closed(workbook, case, path):
    workbook.copies.backup()
    workbook.close()
    return path


def acts(path, library):
    """Every act that puts a file in the place of the workbook or beside it."""
    protect(path, FIRST)
    yield "protected"
    change_passphrase(path, FIRST, OTHER)
    yield "passphrase changed"
    unprotect(path, OTHER)
    yield "unprotected"
    restore(path, backups.paths_of(path)[0])
    yield "restored"
    made = recover(path, library, "R")
    assert mode(made.kept) == mode(path)
    yield "recovered"
    with Workbook.open(path, library=library, actor="R") as workbook:
        assert mode(workbook.copies.backup()) == mode(path)
    yield "backed up"


def test_a_new_workbook_and_all_that_follows_is_for_its_owner_alone(closed, library):
    assert modes(closed) == ({0o600}, 0o700)
    for done in acts(closed, library):
        assert (done, *modes(closed)) == (done, {0o600}, 0o700)


def test_a_workbook_that_a_team_shares_stays_shared(closed, library):
    closed.chmod(0o660)
    for done in acts(closed, library):
        assert (done, mode(closed)) == (done, 0o660)


def test_an_export_is_private_and_as_private_as_what_it_replaces(tmp_path):
    out = tmp_path / "log.xlsx"
    with replacing(out) as part:
        assert mode(part) == 0o600
    assert mode(out) == 0o600
    out.chmod(0o640)
    with replacing(out, force=True) as part:
        assert mode(part) == 0o600
    assert mode(out) == 0o640


def test_what_this_computer_remembers_is_private(tmp_path):
    path = tmp_path / "settings" / "settings.json"
    ownfiles.write(path, b"{}")
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
