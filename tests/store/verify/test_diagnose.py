"""The doctor says what is wrong with a workbook file, where, and what to do next."""

import os
import re
import shutil
import sqlite3
from collections import namedtuple

import pytest

from hssib_desk.store import backups, space
from hssib_desk.store.connect import stamp
from hssib_desk.store.errors import DiskFull, Missing
from hssib_desk.store.startup_checks import at_opening
from hssib_desk.store.verify.diagnose import examine
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy.fork_detection import compare, note

PAGE = 4096
Usage = namedtuple("Usage", "total used free")


def said(path, library, code):
    found = [item for item in examine(path, library) if item.code == code]
    assert found, f"nothing is said of {code}"
    return found[0]


def codes(found):
    return [item.code for item in found if item.severity != "info"]


@pytest.fixture
def closed(workbook, case):
    """A sound workbook with one case and a backup, that nobody has open."""
    workbook.copies.backup()
    workbook.close()
    return workbook.path


def test_a_sound_workbook_needs_nobody(closed, library):
    assert codes(examine(closed, library)) == []


def test_one_that_is_open_elsewhere_says_who_has_it(workbook, case, library):
    workbook.copies.backup()
    found = said(workbook.path, library, "in_use")
    assert "R. Reviewer" in found.sentence
    assert codes(examine(workbook.path, library)) == []


def test_what_is_not_there_is_missing(tmp_path, library):
    with pytest.raises(Missing):
        examine(tmp_path / "none.hssib", library)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_one_that_may_not_be_written_says_so(closed, library):
    closed.chmod(0o400)
    assert "not write" in said(closed, library, "no_permission").sentence


def test_what_is_no_workbook_says_so(tmp_path, library):
    (tmp_path / "letter.hssib").write_text("Dear all")
    found = said(tmp_path / "letter.hssib", library, "not_a_workbook")
    assert found.severity == "error" and found.step
    raw = sqlite3.connect(tmp_path / "other.hssib")
    raw.execute("CREATE TABLE a (b)")
    raw.close()
    assert "another program" in said(tmp_path / "other.hssib", library, "not_a_workbook").sentence


def test_one_of_a_later_program_says_so(closed, library):
    raw = sqlite3.connect(closed, isolation_level=None)
    stamp(raw, 99)
    raw.close()
    assert "newer version" in said(closed, library, "newer_version").sentence


def test_a_protected_one_asks_for_its_passphrase(tmp_path, library):
    path = tmp_path / "protected.hssib"
    path.write_bytes(os.urandom(PAGE * 8))
    assert said(path, library, "needs_passphrase").step


def test_damage_is_named_by_page_table_and_case(closed, library):
    content = bytearray(closed.read_bytes())
    raw = sqlite3.connect(closed)
    root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entries'").fetchone()[0]
    raw.close()
    content[(root - 1) * PAGE : root * PAGE] = bytes(PAGE)
    closed.write_bytes(content)
    found = examine(closed, library)
    where = [item.sentence for item in found if item.code == "where"]
    assert any(f"Page {root}, answers" in sentence for sentence in where)
    assert any("C-2025-001" in sentence for sentence in where)
    assert found[0].severity == "error"
    assert "recover" in said(closed, library, "damaged").step


def test_a_torn_file_says_how_many_pages_are_there(closed, library):
    content = closed.read_bytes()
    closed.write_bytes(content[: PAGE * 20])
    where = [item.sentence for item in examine(closed, library) if item.code == "where"]
    assert any(f"the file ends after 20 of {len(content) // PAGE} pages" in sentence for sentence in where)


# Copies of one workbook


def grown(path, library, forms, n=1):
    with Workbook.open(path, library=library, actor="R", back_up=False) as workbook:
        for _ in range(n):
            workbook.new_case(forms.death())


def test_a_copy_that_was_edited_elsewhere_is_named(closed, library, forms, tmp_path):
    stick = shutil.copy(closed, tmp_path / "On a stick.hssib")
    grown(closed, library, forms)
    note(closed)
    grown(stick, library, forms)
    found = at_opening(stick)
    assert [item.code for item in found] == ["fork"]
    assert str(closed) in found[0].sentence and "On a stick" in found[0].sentence and found[0].step
    shutil.copy(stick, closed)  # and when it takes the place of the other one
    assert [item.code for item in compare(closed)] == ["fork"]


def test_one_that_went_on_elsewhere_is_no_fork(closed, library, forms, tmp_path):
    note(closed)
    moved = shutil.copy(closed, tmp_path / "Moved.hssib")
    grown(moved, library, forms, 3)
    assert compare(moved) == []
    assert [item.code for item in compare(closed)] == ["earlier"]


def test_an_earlier_state_says_how_much_it_lacks(closed, library, forms, tmp_path):
    old = shutil.copy(closed, tmp_path / "Old.hssib")
    grown(closed, library, forms, 2)
    note(closed)
    found = compare(old)
    assert [item.code for item in found] == ["earlier"]
    assert "more changes" in found[0].sentence
    closed.unlink()
    assert compare(old) == []  # the one that held more is gone, and nothing can be done about it


def test_going_on_typing_in_the_last_text_is_no_fork(closed, library, forms, clock):
    with Workbook.open(closed, library=library, actor="R", back_up=False, now=clock) as workbook:
        entry = workbook.case("C-2025-001").entry(forms.judgement.key)
        workbook.save(entry.id, {forms.note_field.key: "One"})
        note(closed)
        clock.pass_by(seconds=2)
        workbook.save(entry.id, {forms.note_field.key: "One two"})
    assert compare(closed) == []


# Room on the drive


def test_little_room_is_said_before_it_runs_out(closed, monkeypatch):
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(10**12, 0, 400 * 2**20))
    assert [item.code for item in at_opening(closed)] == ["disk_full"]
    assert at_opening(closed, low_mb=100) == []


def test_a_backup_that_does_not_fit_is_not_begun(workbook, case, monkeypatch):
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(10**12, 0, 1000))
    with pytest.raises(DiskFull, match="There is no room"):
        workbook.copies.backup()
    assert workbook.copies.backups() == []


@pytest.mark.parametrize("free", [1000, 2**20, 2 * 2**20, 2 * 2**20 + 1000])
def test_what_a_backup_needs_is_never_said_to_be_there(workbook, case, monkeypatch, free):
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    with pytest.raises(DiskFull) as refused:
        workbook.copies.backup()
    needs, unit, have, unit_of_have = re.search(
        r"needs (\d+) (.B), and (\d+) (.B) are", str(refused.value)
    ).groups()
    sizes = {"KB": 2**10, "MB": 2**20}
    assert int(needs) * sizes[unit] > int(have) * sizes[unit_of_have]


def test_the_threshold_is_a_setting_of_the_workbook(workbook, monkeypatch):
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(10**12, 0, 700 * 2**20))
    assert workbook.arrival() == []
    workbook.set_setting(space.LOW_SETTING, "1000")
    assert [item.code for item in workbook.arrival()] == ["disk_full"]


def test_closing_remembers_and_going_back_to_a_backup_is_no_surprise(closed, library, forms):
    grown(closed, library, forms, 3)
    old = backups.paths_of(closed)[0]
    shutil.copy(old, closed)  # by hand, behind this program's back
    assert [item.code for item in compare(closed)] == ["earlier"]
    backups.restore(closed, old)
    assert compare(closed) == []
