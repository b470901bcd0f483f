"""Files that cannot be opened, each with a sentence of its own."""

import os
from dataclasses import replace

import pytest

from hssib_desk.store.connect import APPLICATION_ID
from hssib_desk.store.errors import (
    Damaged,
    Missing,
    NewerVersion,
    NoPermission,
    NotAWorkbook,
    WorkbookError,
)
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.lock import lock_path
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file


def try_to_open(path, library, **more):
    return Workbook.open(path, library=library, actor="R", **more)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_not_there(path, library, read_only):
    with pytest.raises(Missing, match="is not there"):
        try_to_open(path, library, read_only=read_only)
    assert not lock_path(path).exists()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_letter_is_not_a_workbook(path, library, read_only):
    path.write_bytes(b"Dear all, " * 200)
    with pytest.raises(NotAWorkbook):
        try_to_open(path, library, read_only=read_only)
    assert path.read_bytes() == b"Dear all, " * 200
    assert not lock_path(path).exists()


def test_another_programs_database_is_not_a_workbook(path, library):
    with plain_file(path) as other:
        other.execute("CREATE TABLE birds (name)")
    with pytest.raises(NotAWorkbook, match="another program"):
        try_to_open(path, library)


def test_a_folder_is_not_a_workbook(tmp_path, library):
    with pytest.raises(NotAWorkbook, match="folder"):
        try_to_open(tmp_path, library)


def test_an_empty_file_is_damaged(path, library):
    path.touch()
    with pytest.raises(Damaged, match="empty"):
        try_to_open(path, library)


def test_a_newer_workbook_is_refused_and_left_alone(workbook, path, library):
    workbook.close()
    with plain_file(path) as other:
        other.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(NewerVersion, match="workbook version 99"):
        try_to_open(path, library)
    assert path.read_bytes() == before


def test_a_damaged_workbook_says_so_and_is_kept(workbook, case, path, library):
    workbook.close()
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 40] = os.urandom(4096 * 39)
    path.write_bytes(content)
    with pytest.raises(Damaged):
        try_to_open(path, library)
    assert path.read_bytes() == bytes(content)
    assert not lock_path(path).exists()


@pytest.mark.parametrize(
    "harm",
    [
        "ALTER TABLE cases RENAME COLUMN status TO st",
        "DROP TABLE words",
        "UPDATE entries SET answers = '{broken' WHERE answers <> '{}'",
        "UPDATE entries SET answers = CAST(x'7b22ff227d' AS TEXT)",
        "DROP TRIGGER form_text_fixed; UPDATE form_texts SET text = replace(text, 'version', 'vers_on')",
        "DROP TRIGGER form_text_kept; PRAGMA foreign_keys = OFF; DELETE FROM form_texts",
    ],
)
def test_content_that_cannot_be_read_is_damage_and_not_a_fault_of_the_program(
    workbook, case, path, library, harm
):
    workbook.close()
    with plain_file(path) as other:
        other.executescript(harm)
    other_forms = replace(library, forms={})  # so that the forms are read as the file keeps them
    with pytest.raises(Damaged, match=r"damaged.*[Rr]estore"), try_to_open(path, other_forms) as book:
        book.lists.cases(CaseQuery())
        book.case(case.id)
        book.lists.search("Llŷr")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_can_be_read(workbook, case, path, library):
    workbook.close()
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with pytest.raises(NoPermission, match="may not write"):
            try_to_open(path, library)
        with try_to_open(path, library, read_only=True) as reader:
            assert reader.lists.count_cases(CaseQuery()) == 1
    finally:
        path.parent.chmod(0o755)


def test_the_file_names_its_program_and_needs_no_file_beside_it(workbook, case, path):
    workbook.close()
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    with plain_file(path) as plain:
        assert plain.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_workbook_opens_although_there_is_no_room_for_a_backup(workbook, case, path, library):
    workbook.close()
    path.with_name("Oak House backups").write_text("a file stands where the folder should be")
    with try_to_open(path, library) as again:
        assert again.lists.count_cases(CaseQuery()) == 1
        assert again.backup_problem


def test_a_new_workbook_that_has_no_room_leaves_nothing_wherever_the_room_ends(tmp_path, library):
    limits = pytest.importorskip("resource")
    with Workbook.create(tmp_path / "whole.hssib", library=library, actor="R"):
        pass
    size = (tmp_path / "whole.hssib").stat().st_size
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    new = tmp_path / "new.hssib"
    refused = 0
    for room in range(4096, size + 4096, 4096):
        try:
            limits.setrlimit(limits.RLIMIT_FSIZE, (room, hard))
            Workbook.create(new, library=library, actor="R").close()
        except WorkbookError:
            refused += 1
            assert not [path.name for path in tmp_path.iterdir() if "new" in path.name]
        finally:
            limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
        new.unlink(missing_ok=True)
    assert refused > 10


def test_a_guard_that_is_broken_in_the_file_is_damage_and_no_signature(workbook, path, library):
    workbook.close()
    with plain_file(path) as plain:
        plain.execute("PRAGMA writable_schema = ON")
        broken = "replace(sql, 'RAISE(ABORT, ''sealed', 'RAISE(ABORT  ''sealed')"
        plain.execute(f"UPDATE sqlite_master SET sql = {broken} WHERE type = 'trigger'")
    for read_only in (False, True):
        with pytest.raises(Damaged):
            Workbook.open(path, library=library, actor="R", read_only=read_only)
