"""A damaged protected workbook: its backup, what it still holds, and nothing readable on the way."""

import json
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

from hssib_desk.store.backups import folder_of, paths_of
from hssib_desk.store.connect import connect
from hssib_desk.store.errors import Damaged, NotAWorkbook, WrongPassphrase
from hssib_desk.store.passphrase import keys, recovery_key
from hssib_desk.store.passphrase.change import protect
from hssib_desk.store.recovery.recover import AS_BACKUP, NO_END, recover, report
from hssib_desk.store.recovery.salvage import read_rows
from hssib_desk.store.recovery.salvage_rows import read_protected
from hssib_desk.store.schema.journal import journal_of
from hssib_desk.store.verify.check import check
from hssib_desk.store.verify.diagnose import examine
from hssib_desk.store.workbook import Workbook
from tests.factories import sample
from tests.store.verify.test_check import unguarded

PAGE = 4096
PASSPHRASE = "ein Lämpchen auf dem Kahn"
OTHER = "seven plain wooden spoons"
MARKER = "Zirkelbaumfarn"


@pytest.fixture(scope="module")
def whole(tmp_path_factory, library, forms):
    """A protected workbook with edits, a long text and a signature; its recovery key and its answers."""
    path = tmp_path_factory.mktemp("whole") / "Oak House.hssib"
    with Workbook.create(path, library=library, actor="R. Reviewer", title="Oak House") as workbook:
        for number in range(3):
            case = workbook.new_case(forms.death(name=f"{MARKER} {number}"))
            judged = case.entry(forms.judgement.key)
            for turn in range(3):
                workbook.save(judged.id, {forms.note_field.key: f"{MARKER} {number}.{turn} " * 400})
            for _ in range(6):
                answers = {f.key: sample(f) for f in forms.action.fields if f.kind != "attachment"}
                workbook.add_entry(case.id, forms.action.key, answers=answers)
        workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    text = protect(path, PASSPHRASE).text
    shutil.rmtree(folder_of(path))
    return path, text


@pytest.fixture
def copy(whole, tmp_path):
    """The workbook to be damaged, without a backup."""
    return Path(shutil.copy(whole[0], tmp_path / "Oak House.hssib"))


@pytest.fixture
def backed_up(copy, library, forms):
    """The workbook to be damaged, with a backup that lacks the last case."""
    with Workbook.open(copy, library=library, actor="R", secret=PASSPHRASE) as workbook:
        workbook.new_case(forms.death(name="After the backup"))
    assert len(paths_of(copy)) == 1
    return copy


@pytest.fixture
def way(whole):
    """How to connect to it."""
    return keys.driver(whole[0], PASSPHRASE)


@pytest.fixture(autouse=True)
def nowhere_readable(tmp_path, own_home, monkeypatch):
    """No file of the workbook's folder, of the person or for temporary things ever holds a word of it."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    seen = []
    replace = Path.replace

    def look_and_replace(self, target):
        seen.extend(readable_in(tmp_path, own_home))  # while the folder of the recovery is still there
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", look_and_replace)
    yield
    assert seen == readable_in(tmp_path, own_home) == []


def readable_in(*folders):
    spellings = [MARKER.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if any(word in file.read_bytes() for word in spellings)]


def answers_in(path, way):
    raw = connect(path, write=False, driver=way)
    found = {row[0]: json.loads(row[1]) for row in raw.execute("SELECT id, answers FROM entries")}
    raw.close()
    return found


def lost(before, after):
    return [key for key, answers in before.items() if answers and after.get(key) != answers]


def sound(path, library, way):
    return [item for item in check(path, library, driver=way) if item.severity == "error"]


def flip(path, at, bit=3):
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.write_bytes(content)


def damage(path, at, content):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def test_a_sound_file_is_read_as_the_database_reads_it(whole, way):
    found, rows = read_protected(whole[0], way), read_rows(whole[0], way)
    assert found.faults == [] and found.has_end
    assert found.rows == rows.rows
    assert found.version == rows.version > 0


@pytest.mark.parametrize("table", ["entries", "changes", "cases", "sealed_versions", "settings"])
def test_what_stands_on_other_pages_than_the_damaged_one_is_read(backed_up, library, way, table, tmp_path):
    before, rows = answers_in(backed_up, way), read_rows(backed_up, way).rows
    flip(backed_up, (root_of(backed_up, way, table) - 1) * PAGE + 1500)
    found = read_protected(backed_up, way)
    touched = {name for name in rows if found.table(name) != rows[name]}
    assert table in touched <= {fault.table for fault in found.faults}
    said = [item.sentence for item in examine(backed_up, library, driver=way)]
    assert any("cannot be read" in sentence for sentence in said)
    made = recover(backed_up, library, "R", to=tmp_path / "made.hssib", driver=way)
    assert not lost(before, answers_in(made.path, way)) or not made.is_whole
    assert sound(made.path, library, way) == []


def root_of(path, way, table):
    raw = connect(path, write=False, driver=way)
    (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    raw.close()
    return root


def test_every_page_zeroed_in_turn_loses_nothing_that_was_backed_up(backed_up, tmp_path, library, way):
    content, before = backed_up.read_bytes(), answers_in(backed_up, way)
    for page in range(0, len(content) // PAGE, 29):
        backed_up.write_bytes(content)
        damage(backed_up, page * PAGE, bytes(PAGE))
        target = tmp_path / f"{page}.hssib"
        secret = keys.driver_to_recover(backed_up, PASSPHRASE)
        made = recover(backed_up, library, "R", to=target, driver=secret)
        after = answers_in(target, way)
        assert lost(answers_in(made.backup, way), after) == [], f"page {page + 1}"
        if gone := lost(before, after):
            said = {item.sentence for item in report(made)}
            named = any(piece.note or piece.source == "lost" for piece in made.mended.pieces)
            assert len(gone) <= 1 and not made.is_whole
            assert named or said & {AS_BACKUP, NO_END}, f"page {page + 1}"


def test_every_page_torn_off_leaves_what_came_before_it(copy, library, way, tmp_path):
    content, before = copy.read_bytes(), answers_in(copy, way)
    kept = []
    for count in range(1, len(content) // PAGE, 31):
        copy.write_bytes(content[: count * PAGE])
        readable = read_protected(copy, way)
        target = tmp_path / f"{count}.hssib"
        try:
            made = recover(copy, library, "R", to=target, driver=way)
        except NotAWorkbook:
            assert not (readable.table("entries") or readable.table("changes"))
            continue
        after = answers_in(made.path, way)
        assert {key[0] for key in readable.table("entries")} <= after.keys()
        kept.append(len([key for key in before if key in after]))
    assert kept == sorted(kept)


@pytest.mark.parametrize("secret", ["passphrase", "recovery key"])
@pytest.mark.parametrize("at", [20, 4000])
def test_of_a_damaged_first_page_all_is_as_the_backup_has_it(backed_up, whole, library, way, secret, at):
    flip(backed_up, at)
    typed = PASSPHRASE if secret == "passphrase" else whole[1]
    with pytest.raises(Damaged, match="at its beginning"):
        keys.driver(backed_up, typed)
    found = keys.driver_to_recover(backed_up, typed)
    assert found == way
    made = recover(backed_up, library, "R", driver=found)
    assert not made.is_whole
    assert AS_BACKUP in {item.sentence for item in report(made)}
    assert lost(answers_in(made.backup, way), answers_in(backed_up, way)) == []
    assert sound(backed_up, library, way) == []
    for again in (PASSPHRASE, whole[1]):
        with Workbook.open(backed_up, library=library, actor="R", secret=again) as workbook:
            assert len(workbook.lists.search(MARKER)) >= 3


def test_a_damaged_first_page_without_a_backup_is_said_to_leave_nothing(copy, library, way):
    flip(copy, 20)
    before = copy.read_bytes()
    with pytest.raises(NotAWorkbook, match="no good backup beside it"):
        recover(copy, library, "R", driver=keys.driver_to_recover(copy, PASSPHRASE))
    assert copy.read_bytes() == before


@pytest.mark.parametrize("secret", ["passphrase", "recovery key"])
def test_a_lost_salt_is_taken_from_a_backup(backed_up, whole, library, way, secret):
    before = answers_in(backed_up, way)
    damage(backed_up, 0, os.urandom(16))
    typed = PASSPHRASE if secret == "passphrase" else whole[1]
    with pytest.raises(Damaged):
        keys.driver(backed_up, typed)
    with pytest.raises(WrongPassphrase):
        keys.driver_to_recover(backed_up, OTHER)
    found = keys.driver_to_recover(backed_up, typed)
    assert found == way
    made = recover(backed_up, library, "R", driver=found)
    assert made.has_read  # the salt is all that was wrong
    assert {piece.source for piece in made.mended.pieces} == {"file"}
    assert answers_in(backed_up, way) == before
    with Workbook.open(backed_up, library=library, actor="R", secret=PASSPHRASE):
        pass


def test_without_its_salt_nothing_reads_a_file(copy, whole, library):
    damage(copy, 0, bytes(PAGE))  # the first page with it
    for typed in (PASSPHRASE, whole[1], recovery_key.write(os.urandom(32))):
        with pytest.raises(WrongPassphrase, match="does not open"):
            keys.driver_to_recover(copy, typed)


def test_what_the_file_no_longer_holds_comes_from_the_backup_entry_by_entry(backed_up, library, way):
    before = answers_in(backed_up, way)
    content = bytearray(backed_up.read_bytes())
    raw = connect(backed_up, write=False, driver=way)
    query = "SELECT rootpage FROM sqlite_master WHERE name IN ('entries', 'changes', 'sealed_versions')"
    for (root,) in raw.execute(query):
        content[(root - 1) * PAGE : root * PAGE] = os.urandom(PAGE)
    raw.close()
    backed_up.write_bytes(content)
    made = recover(backed_up, library, "R", driver=keys.driver_to_recover(backed_up, PASSPHRASE))
    after = answers_in(backed_up, way)
    held = answers_in(made.backup, way)
    assert any(held.values())
    assert all(after[key] == answers for key, answers in held.items() if answers)
    assert {piece.source for piece in made.mended.pieces} <= {"backup", "lost"}
    gone = [key for key in before if key not in held and before[key]]
    assert gone  # the case that came after the backup
    assert not made.is_whole
    assert NO_END in {item.sentence for item in report(made)}


def test_an_empty_file_comes_back_from_its_backup(backed_up, library, way):
    backed_up.write_bytes(b"")
    with pytest.raises(WrongPassphrase):
        keys.driver_to_recover(backed_up, OTHER)
    made = recover(backed_up, library, "R", driver=keys.driver_to_recover(backed_up, PASSPHRASE))
    assert {piece.source for piece in made.mended.pieces} == {"backup"}
    assert sound(backed_up, library, way) == []


def test_a_sound_file_is_not_taken_for_damaged_by_the_key_of_an_old_copy(backed_up, library):
    key = keys.new_key(OTHER)
    shutil.copy(backed_up, old := paths_of(backed_up)[0].with_name("spare"))
    old.unlink()
    raw = connect(backed_up, driver=keys.driver(backed_up, PASSPHRASE))
    with key.written() as given:
        raw.execute("ATTACH DATABASE ? AS anew KEY ?", (str(old), given))
    raw.execute("SELECT sqlcipher_export('anew')").fetchall()
    raw.close()
    old.replace(paths_of(backed_up)[0])
    with pytest.raises(WrongPassphrase, match="opens a copy"):
        keys.driver_to_recover(backed_up, OTHER)


@pytest.mark.parametrize("salt", ["whole", "lost"])
def test_its_own_journal_is_rolled_back_and_gives_the_salt(copy, whole, library, way, salt):
    before = answers_in(copy, way)
    journal_of(copy).write_bytes(hot_journal(copy, way))
    if salt == "lost":
        damage(copy, 0, os.urandom(16))
    found = keys.driver_to_recover(copy, PASSPHRASE)
    assert found == way
    recover(copy, library, "R", driver=found)
    assert answers_in(copy, way) == before
    assert sound(copy, library, way) == []


def test_without_its_journal_a_cut_off_change_costs_only_what_it_touched(copy, whole, library, way):
    before = answers_in(copy, way)
    hot_journal(copy, way)  # half of a change is in the file, and nothing tells what was there before
    made = recover(copy, library, "R", driver=way)
    after = answers_in(copy, way)
    assert lost(before, after) == []
    assert sound(copy, library, way) == []
    assert report(made)


def hot_journal(path, way):
    """The journal of a change that was cut off, which stays half written in the file."""
    raw = connect(path, driver=way)
    raw.execute("PRAGMA cache_size = 1")  # pages are written while the transaction runs
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("CREATE TABLE spare (text)")
    raw.executemany("INSERT INTO spare VALUES (?)", [("x" * 3000,)] * 200)
    journal, half = journal_of(path).read_bytes(), path.read_bytes()
    raw.execute("ROLLBACK")
    raw.close()
    path.write_bytes(half)
    return journal


def test_an_altered_setting_yields_to_the_backup(backed_up, library, way):
    raw = connect(backed_up, write=False, driver=way)
    root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'settings'").fetchone()[0]
    before = dict(raw.execute("SELECT key, value FROM settings"))
    raw.close()
    for within in range(3000, 4000, 90):  # noise in most rows of the page
        flip(backed_up, (root - 1) * PAGE + within)
    recover(backed_up, library, "R", driver=way)
    raw = connect(backed_up, write=False, driver=way)
    after = dict(raw.execute("SELECT key, value FROM settings"))
    raw.close()
    # From when on every record is covered is told anew: what was recovered is covered from now on.
    assert {key: after.get(key) for key in before if key != "covered_from"} == {
        key: value for key, value in before.items() if key != "covered_from"
    }


def test_other_programs_still_find_noise(copy, library, way):
    flip(copy, 20 * PAGE)
    recover(copy, library, "R", driver=way)
    raw = sqlite3.connect(copy)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        raw.execute("SELECT count(*) FROM cases")
    raw.close()


def test_two_entries_in_one_place_are_both_kept(copy, library, forms, way):
    raw = unguarded(connect(copy, driver=way))
    raw.execute("DROP INDEX entries_once")
    (row,) = raw.execute(
        "SELECT * FROM entries WHERE form_key = ? LIMIT 1", (forms.judgement.key,)
    ).fetchall()
    other = ("01a30000-0000-7000-8000-000000000001", *row[1:])
    raw.execute(f"INSERT INTO entries VALUES ({', '.join('?' * len(row))})", other)
    raw.execute("COMMIT") if raw.in_transaction else None
    raw.close()
    recover(copy, library, "R", driver=way)
    raw = connect(copy, write=False, driver=way)
    found = raw.execute(
        "SELECT removed_at IS NULL FROM entries WHERE id IN (?, ?)", (row[0], other[0])
    ).fetchall()
    raw.close()
    assert sorted(found) == [(0,), (1,)]
