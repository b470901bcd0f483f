"""Backups can be trusted when they are needed."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hssib_desk.store import backups
from hssib_desk.store.backups import folder_of, list_backups, restore, to_drop
from hssib_desk.store.errors import AlreadyThere, Damaged, InUse, Missing, NoPermission
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file


def test_a_backup_says_what_is_in_it(workbook, case, judgement, forms, clock):
    workbook.save(judgement.id, {forms.note_field.key: "Words"})
    made = workbook.copies.backup()
    info = workbook.copies.backups()[0]
    assert info.path == made
    assert (info.cases, info.problem, info.reason) == (1, "", "on request")
    assert info.entries == len(workbook.case(case.id).entries)
    assert info.made_at == info.last_change == clock.at
    with plain_file(made) as plain:
        assert plain.execute("SELECT ref FROM cases").fetchall() == [("C-2025-001",)]


def test_opening_makes_one_only_when_something_changed(workbook, case, forms, reopen, clock):
    again = reopen(workbook)
    assert len(again.copies.backups()) == 1
    clock.pass_by(hours=3)
    again = reopen(again)
    assert len(again.copies.backups()) == 1
    again.new_case(forms.death())
    clock.pass_by(hours=3)
    with reopen(again) as last:
        assert [info.cases for info in last.copies.backups()] == [2, 1]


def test_a_copy_elsewhere_never_replaces_a_file(workbook, case, tmp_path):
    target = tmp_path / "stick" / "copy.hssib"
    assert workbook.copies.backup(target) == target
    with pytest.raises(AlreadyThere):
        workbook.copies.backup(target)
    assert workbook.copies.backups() == []


def test_restoring_brings_the_words_back_and_keeps_the_replaced_file(
    workbook, case, judgement, forms, path, library
):
    key = forms.note_field.key
    workbook.save(judgement.id, {key: "Before"})
    made = workbook.copies.backup()
    workbook.save(judgement.id, {key: "After"})
    with pytest.raises(InUse):
        restore(path, made)
    workbook.close()
    kept = restore(path, made, actor="R")
    with Workbook.open(path, library=library, actor="R", back_up=False) as again:
        assert again.case(case.id).entry(forms.judgement.key).answers[key] == "Before"
    with Workbook.open(kept, library=library, actor="R", back_up=False) as old:
        assert old.case(case.id).entry(forms.judgement.key).answers[key] == "After"


def test_a_damaged_workbook_is_restored_without_its_journal(workbook, case, path, library):
    made = workbook.copies.backup()
    workbook.close()
    path.write_bytes(path.read_bytes()[:5000] + os.urandom(20_000))
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"left over")
    kept = restore(path, made)
    assert not journal.exists()
    assert kept.with_name(f"{kept.name}-journal").read_bytes() == b"left over"
    with Workbook.open(path, library=library, actor="R", back_up=False) as again:
        assert again.lists.count_cases(CaseQuery()) == 1
    assert [info.reason for info in list_backups(path) if info.problem] == ["replaced by a backup"]


def test_a_workbook_that_was_lost_is_restored_too(workbook, case, path, library):
    made = workbook.copies.backup()
    workbook.close()
    path.unlink()
    assert restore(path, made) is None
    with Workbook.open(path, library=library, actor="R", back_up=False) as again:
        assert again.lists.count_cases(CaseQuery()) == 1


def test_the_workbook_is_in_its_place_at_every_moment_of_a_restore(workbook, case, path, monkeypatch):
    made = workbook.copies.backup()
    workbook.close()
    moves = []
    for name in ("rename", "replace"):
        real = getattr(Path, name)

        def move(self, target, real=real):
            found = real(self, target)
            moves.append(path.exists())
            return found

        monkeypatch.setattr(Path, name, move)
    kept = restore(path, made)
    assert moves
    assert all(moves)
    assert kept.read_bytes()[:15] == b"SQLite format 3"
    assert not kept.samefile(path)


@pytest.mark.parametrize("links", [True, False])
def test_a_restore_that_fails_leaves_the_workbook_in_its_place(workbook, case, path, monkeypatch, links):
    made = workbook.copies.backup()
    workbook.close()
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "in use by a virus scanner")

    monkeypatch.setattr(Path, "replace", refuse)
    if not links:
        monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr("hssib_desk.store.backups.copy", lambda _source, target, _driver: target.touch())
    with pytest.raises(NoPermission):
        restore(path, made)
    assert path.read_bytes() == before
    assert [found.name for found in folder_of(path).iterdir()] == [made.name]


def test_a_bad_backup_is_never_put_in_place(workbook, case, path):
    made = workbook.copies.backup()
    workbook.close()
    good = path.read_bytes()
    made.write_bytes(made.read_bytes()[:9000] + os.urandom(30_000))
    with pytest.raises(Damaged):
        restore(path, made)
    assert path.read_bytes() == good
    with pytest.raises(Missing):
        restore(path, made.with_name("none.hssib"))


def test_a_damaged_workbook_makes_no_backup_and_drops_none(workbook, case, path):
    workbook.copies.backup()
    content = bytearray(path.read_bytes())
    content[-4096 * 30 :] = os.urandom(4096 * 30)
    path.write_bytes(content)
    with pytest.raises(Damaged, match="could not be backed up"):
        workbook.copies.backup()
    assert len(list(folder_of(path).iterdir())) == 1


def test_backups_thin_out_with_age(tmp_path):
    now = datetime(2025, 11, 18, 12, tzinfo=UTC)
    every = [now - timedelta(minutes=20 * n) for n in range(3 * 24 * 200)]
    paths = [tmp_path / f"Oak {at:%Y-%m-%d %H.%M.%S}.000Z asked.hssib" for at in every]
    drop = set(to_drop(paths, now))
    kept = [at for at, path in zip(every, paths, strict=True) if path not in drop]
    ages = [now - at for at in kept]
    assert kept[:5] == every[:5]
    assert 45 <= sum(age <= timedelta(days=2) for age in ages) <= 55
    assert 27 <= sum(timedelta(days=2) < age <= timedelta(days=30) for age in ages) <= 30
    assert 20 <= sum(timedelta(days=30) < age <= timedelta(days=180) for age in ages) <= 24
    assert 1 <= sum(age > timedelta(days=180) for age in ages) <= 2


def test_a_clock_that_jumps_keeps_the_backup_just_made_and_thins_the_oldest(workbook, case, clock):
    for _ in range(6):
        clock.pass_by(minutes=1)
        workbook.copies.backup()
    clock.pass_by(days=-10)
    for _ in range(2):
        clock.pass_by(minutes=1)
        assert workbook.copies.backup().exists()
    clock.pass_by(days=365 * 150)
    assert workbook.copies.backup().exists()


def test_a_fault_while_backing_up_on_opening_leaves_no_lock(workbook, case, path, library, monkeypatch):
    workbook.close()
    with monkeypatch.context() as patch:
        patch.setattr("hssib_desk.store.backups.is_backed_up", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Workbook.open(path, library=library, actor="R")
    Workbook.open(path, library=library, actor="R").close()


def test_a_replaced_workbook_is_dropped_by_hand_only(tmp_path):
    now = datetime(2025, 11, 18, 12, tzinfo=UTC)
    old = [tmp_path / f"Oak 2020-01-01 10.00.{n:02d}.000Z replaced.hssib" for n in range(20)]
    assert to_drop(old, now) == []


def test_a_backup_is_ready_though_somebody_goes_on_writing(workbook, judgement, forms, monkeypatch):
    written, paced = [], backups._Paced.__call__

    def write_meanwhile(self, status, left, total):
        if len(written) < 3 * backups._MOST_BEGINNINGS:
            written.append(f"Words {len(written)}")
            workbook.save(judgement.id, {forms.note_field.key: written[-1]})
        paced(self, status, left, total)

    monkeypatch.setattr(backups, "_PAGES", 8)
    monkeypatch.setattr(backups._Paced, "__call__", write_meanwhile)
    made = workbook.copies.backup()
    with plain_file(made) as db:
        answers = db.execute("SELECT answers FROM entries WHERE id = ?", (judgement.id,)).fetchone()[0]
    assert len(written) == 3 * backups._MOST_BEGINNINGS and f'"{written[-1]}"' in answers


@pytest.mark.parametrize("stem", ["a" * 237, "ż" * 118])
def test_a_workbook_with_a_long_name_is_backed_up(tmp_path, library, stem):
    path = tmp_path / f"{stem}.hssib"
    with Workbook.create(path, library=library, actor="tester", title="T") as workbook:
        made = workbook.copies.backup()
        assert made.is_file() and made.name.startswith(stem[:50])
        assert made in backups.paths_of(path)
