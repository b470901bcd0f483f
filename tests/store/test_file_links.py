"""Links in the way: what they lead to is never emptied, and a workbook has one name, one lock, one place."""

import os
import shutil

import pytest

from hssib_desk.store import backups
from hssib_desk.store.backups import restore
from hssib_desk.store.errors import AlreadyThere, InUse, NoPermission
from hssib_desk.store.lock import WriterLock, lock_path
from hssib_desk.store.passphrase.change import protect, unprotect
from hssib_desk.store.recovery.recover import recover
from hssib_desk.store.workbook import Workbook

PASSPHRASE = "four quiet winter birds"
WORDS = "Dear all, " * 5000

pytestmark = pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links of Unix")


@pytest.fixture
def letter(tmp_path):
    """A file of somebody that a link beside the workbook leads to."""
    letter = tmp_path / "elsewhere" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text(WORDS)
    return letter


@pytest.fixture
def closed(workbook, case):
    """A workbook with a case, closed."""
    workbook.close()
    return workbook.path


@pytest.fixture
def link(closed, tmp_path):
    """Another name of the workbook, in another folder."""
    link = tmp_path / "desktop" / "shortcut.hssib"
    link.parent.mkdir()
    link.symlink_to(closed)
    return link


def linked(kind, path, letter):
    path.parent.mkdir(exist_ok=True)
    (path.symlink_to if kind == "symbolic" else path.hardlink_to)(letter)


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
@pytest.mark.parametrize("ending", [".part", ".being-wiped", ".part-journal", "-journal", ".publishing"])
def test_a_link_beside_the_workbook_costs_nobody_a_file(closed, letter, library, kind, ending):
    for name in (f"{closed.name}{ending}", f".hssib-desk-00000000-00000000{ending}"):
        linked(kind, closed.with_name(name), letter)
    linked(kind, backups.folder_of(closed) / f".hssib-desk-00000000-00000000{ending}", letter)
    if ending == "-journal" and kind == "symbolic":
        closed.with_name(f"{closed.name}-journal").unlink()  # the database refuses to open beside that one
    Workbook.open(closed, library=library, actor="R").close()
    protect(closed, PASSPHRASE)
    unprotect(closed, PASSPHRASE)
    restore(closed, backups.paths_of(closed)[0])
    recover(closed, library, "R")
    assert letter.read_text() == WORDS


def test_what_is_left_under_the_program_s_own_names_is_wiped_and_no_link_is_followed(closed, letter, library):
    from hssib_desk.ownfiles import fresh, new_name

    left, leads = fresh(closed), new_name(closed)
    left.write_text(WORDS)
    leads.symlink_to(letter)
    Workbook.open(closed, library=library, actor="R").close()
    assert not left.exists() and not os.path.lexists(leads) and letter.read_text() == WORDS


def test_a_hard_link_in_the_place_of_the_lock_is_left_alone(closed, letter):
    lock_path(closed).hardlink_to(letter)
    with pytest.raises(NoPermission, match="move that file away"):
        WriterLock(closed, "R")
    assert letter.read_text() == WORDS


def test_two_names_of_a_workbook_have_one_lock(closed, link, library):
    with Workbook.open(link, library=library, actor="R") as workbook:
        assert workbook.path == closed
        with pytest.raises(InUse):
            Workbook.open(closed, library=library, actor="S")
    assert not list(link.parent.glob("*.lock")) and not list(link.parent.glob("* backups"))


def test_protecting_through_a_link_protects_the_workbook_itself(closed, link, library):
    protect(link, PASSPHRASE)
    assert link.is_symlink() and link.resolve() == closed
    with Workbook.open(closed, library=library, actor="R", secret=PASSPHRASE) as workbook:
        assert len(list(workbook.lists.case_files())) == 1
    unprotect(link, PASSPHRASE)
    Workbook.open(closed, library=library, actor="R").close()


def test_going_back_through_a_link_goes_back_in_the_workbook_itself(closed, link, library):
    with Workbook.open(closed, library=library, actor="R") as workbook:
        made = workbook.copies.backup()
        workbook.new_case()
    kept = restore(link, made)
    assert link.is_symlink() and kept.parent == backups.folder_of(closed)
    with Workbook.open(closed, library=library, actor="R") as workbook:
        assert len(list(workbook.lists.case_files())) == 1


def test_disposal_through_a_link_reaches_the_copies_of_the_workbook(closed, link, library):
    with Workbook.open(link, library=library, actor="R") as workbook:
        case = next(workbook.lists.case_files())
        done = workbook.retention.dispose([case.id], "Begun by mistake", early=True)
    assert done.rewritten == len(backups.paths_of(closed)) > 0


def test_recovering_through_a_link_recovers_the_workbook_itself(closed, link, library):
    made = recover(link, library, "R")
    assert made.path == closed and link.is_symlink() and made.kept.parent == closed.parent


def test_a_new_workbook_is_not_made_through_a_link(tmp_path, library):
    link = tmp_path / "new.hssib"
    link.symlink_to(tmp_path / "nowhere.hssib")
    with pytest.raises(AlreadyThere):
        Workbook.create(link, library=library, actor="R")
    assert not (tmp_path / "nowhere.hssib").exists()


def test_another_name_of_the_workbook_is_left_whole_and_said(closed, tmp_path, library):
    other = tmp_path / "kept by somebody.hssib"
    other.hardlink_to(closed)
    before = other.read_bytes()
    with Workbook.open(closed, library=library, actor="R") as workbook:
        assert any(item.code == "names" for item in workbook.arrival())
    key = protect(closed, PASSPHRASE)
    assert "another name" in key.problem
    assert other.read_bytes() == before
    Workbook.open(other, library=library, actor="R").close()


def test_a_link_among_the_backups_is_none_of_them(closed, letter, library):
    with Workbook.open(closed, library=library, actor="R") as workbook:
        made = workbook.copies.backup()
    away = letter.with_name("away.hssib")
    shutil.move(made, away)
    made.symlink_to(away)
    before = away.read_bytes()
    assert made not in backups.paths_of(closed)
    protect(closed, PASSPHRASE)
    assert away.read_bytes() == before
