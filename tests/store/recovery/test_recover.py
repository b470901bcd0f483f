"""A damaged workbook: everything readable comes back, the damaged file stays, and the report says all."""

import json
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from hssib_desk.store.connect import connect
from hssib_desk.store.errors import AlreadyThere, Damaged, NotAWorkbook, WorkbookError
from hssib_desk.store.recovery.recover import AS_BACKUP, NO_END, recover, report
from hssib_desk.store.recovery.salvage import read_rows
from hssib_desk.store.recovery.salvage_pages import read_pages
from hssib_desk.store.recovery.sqlite_pages import Cell, PageFile
from hssib_desk.store.schema.journal import is_foreign, journal_of
from hssib_desk.store.schema.tables import metadata
from hssib_desk.store.verify.check import check
from hssib_desk.store.verify.diagnose import examine
from hssib_desk.store.workbook import Workbook
from tests.factories import sample

PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory, library, forms):
    """A workbook with signed, reopened and running reviews, and what was in it by entry."""
    path = tmp_path_factory.mktemp("whole") / "Oak House.hssib"
    with Workbook.create(path, library=library, actor="R. Reviewer", title="Oak House") as workbook:
        for number in range(3):
            case = workbook.new_case(forms.death(name=f"Name {number}"))
            judged = case.entry(forms.judgement.key)
            for turn in range(3):
                workbook.save(judged.id, {forms.note_field.key: f"Words {number}.{turn} " * 60})
            for _ in range(4):
                answers = {f.key: sample(f) for f in forms.action.fields if f.kind != "attachment"}
                workbook.add_entry(case.id, forms.action.key, answers=answers)
        workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        form = next(iter(library.records.values()))
        for _ in range(2):
            record = workbook.records.add(form.key, {f.key: sample(f) for f in form.fields})
        workbook.records.seal(record.id, name="R. Reviewer", role="Psychiatrist")
    return path, answers_in(path)


@pytest.fixture
def copy(whole, tmp_path):
    """The workbook to be damaged, without a backup."""
    return Path(shutil.copy(whole[0], tmp_path / "Oak House.hssib"))


@pytest.fixture
def backed_up(copy, library, forms):
    """The workbook to be damaged, with a backup that lacks the last case."""
    with Workbook.open(copy, library=library, actor="R") as workbook:
        assert len(workbook.copies.backups()) == 1
        workbook.new_case(forms.death(name="After the backup"))
    return copy, answers_in(copy)


def answers_in(path):
    raw = sqlite3.connect(path)
    found = {row[0]: json.loads(row[1]) for row in raw.execute(_EVERY)}
    raw.close()
    return found


_EVERY = "SELECT id, answers FROM entries UNION SELECT id, answers FROM workbook_entries"


def damage(path, at, content):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def lost(before, after):
    """The entries with answers that are not as they were."""
    return [key for key, answers in before.items() if answers and after.get(key) != answers]


def sound(path, library):
    return [item for item in check(path, library) if item.severity == "error"]


def test_a_sound_file_is_read_page_by_page_as_the_database_reads_it(whole):
    pages, rows = read_pages(whole[0]), read_rows(whole[0])
    assert pages.faults == rows.faults == []
    assert pages.rows == rows.rows
    assert pages.version == rows.version > 0


def test_every_page_zeroed_in_turn_loses_nothing_that_was_backed_up(backed_up, tmp_path, library):
    path, before = backed_up
    content = path.read_bytes()
    for page in range(0, len(content) // PAGE, 5):
        path.write_bytes(content)
        damage(path, page * PAGE, bytes(PAGE))
        made = recover(path, library, "R", to=tmp_path / f"{page}.hssib")
        after = answers_in(made.path)
        fates = {piece.source for piece in made.mended.pieces}
        gone = lost(before, after)
        # A page holds a few entries; each of them is in the backup, the history or the words.
        assert gone == [] or made.mended.lines_lost, f"page {page + 1}: {fates}"
        assert len(gone) <= 1
        assert made.path.exists() and path.read_bytes()[page * PAGE :][:PAGE] == bytes(PAGE)


def test_every_page_torn_off_leaves_what_came_before_it(copy, whole, library, tmp_path):
    content, before = copy.read_bytes(), whole[1]
    pages = len(content) // PAGE
    kept = []
    for count in range(1, pages, 9):
        copy.write_bytes(content[: count * PAGE])
        readable = read_pages(copy)
        assert readable.faults
        target = tmp_path / f"{count}.hssib"
        try:
            made = recover(copy, library, "R", to=target)
        except NotAWorkbook:
            assert not (readable.table("entries") or readable.table("changes"))
            continue
        after = answers_in(made.path)
        mine = {key[0] for key in readable.table("entries")}
        assert mine <= after.keys()
        kept.append(len([key for key in before if key in after]))
    assert kept == sorted(kept)


def test_flipped_bits_are_no_traceback_and_the_history_tells_what_was_written(copy, whole, library, tmp_path):
    content, chance = copy.read_bytes(), random.Random(11)
    for turn in range(12):
        broken = bytearray(content)
        for _ in range(3):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        copy.write_bytes(broken)
        made = recover(copy, library, "R", to=tmp_path / f"{turn}.hssib")
        assert sound(made.path, library) == [] or made.mended.others
        assert len(lost(whole[1], answers_in(made.path))) <= 1
        assert examine(copy, library)
        assert report(made)


def test_a_flipped_letter_is_put_right_from_the_history(copy, whole, library):
    content = copy.read_bytes()
    spot = content.index(b"Words 0.2 Words")
    damage(copy, spot, b"W0rds")
    found = {item.code for item in examine(copy, library)}
    assert "answers" in found or "history" in found
    made = recover(copy, library, "R")
    assert lost(whole[1], answers_in(copy)) == []
    assert sound(copy, library) == []
    assert made.kept.read_bytes()[spot : spot + 5] == b"W0rds"


def test_a_destroyed_header_is_told_from_a_letter_and_recovered_whole(copy, whole, library):
    damage(copy, 0, b"\xff" * 100)
    codes = {item.code: item for item in examine(copy, library)}
    assert "beginning is destroyed" in codes["damaged"].sentence
    assert codes["damaged"].step
    made = recover(copy, library, "R")
    assert made.mended.is_whole
    assert answers_in(copy) == whole[1]


def test_the_damaged_file_stays_beside_and_the_new_one_opens(backed_up, library, forms):
    path, before = backed_up
    damage(path, 30 * PAGE, bytes(PAGE * 20))
    broken = path.read_bytes()
    made = recover(path, library, "R. Reviewer")
    assert made.kept.read_bytes() == broken
    assert made.kept.name.startswith("Oak House (damaged ")
    assert made.backup is not None
    assert lost(before, answers_in(path)) == []
    with Workbook.open(path, library=library, actor="R") as workbook:
        case = workbook.new_case(forms.death())
        assert workbook.undo(case.id) is None
        assert [change.why for change in workbook.history("", "")] == [
            "Recovered from a damaged file and a backup."
        ]
    assert sound(path, library) == []


def test_what_was_written_after_the_backup_comes_from_the_file(backed_up, library):
    path, before = backed_up
    content = path.read_bytes()
    spot = content.index(b"After the backup")
    damage(path, spot // PAGE * PAGE, bytes(PAGE))  # the page of the row, or of its history
    made = recover(path, library, "R")
    assert lost(before, answers_in(path)) == []
    assert {piece.source for piece in made.mended.pieces} & {"history", "file"}


def test_a_journal_of_another_file_is_refused_and_set_aside(copy, whole, tmp_path, library, forms):
    other = tmp_path / "Other.hssib"
    with Workbook.create(other, library=library, actor="R") as workbook:
        workbook.new_case(forms.death())
    journal_of(copy).write_bytes(hot_journal(other))
    assert is_foreign(copy)
    content = copy.read_bytes()
    with pytest.raises(Damaged, match="journal of another file"):
        Workbook.open(copy, library=library, actor="R")
    assert copy.read_bytes() == content
    assert {item.code for item in examine(copy, library)} >= {"damaged"}
    made = recover(copy, library, "R")
    assert made.mended.is_whole
    assert journal_of(made.kept).exists() and not journal_of(copy).exists()
    assert answers_in(copy) == whole[1]


def test_its_own_journal_is_rolled_back(copy, whole, library):
    journal = hot_journal(copy, keep=True)
    journal_of(copy).write_bytes(journal)
    assert not is_foreign(copy)
    recover(copy, library, "R")
    assert answers_in(copy) == whole[1]


def hot_journal(path, keep=False):
    """The journal of a save that was cut off; `keep` leaves the half-written file in place."""
    before = path.read_bytes()
    raw = connect(path)
    raw.execute("PRAGMA cache_size = 1")  # pages are written while the transaction runs
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("CREATE TABLE spare (text)")
    raw.executemany("INSERT INTO spare VALUES (?)", [("x" * 3000,)] * 200)
    journal, half = journal_of(path).read_bytes(), path.read_bytes()
    raw.execute("ROLLBACK")
    raw.close()
    path.write_bytes(half if keep else before)
    assert journal[:4] == b"\xd9\xd5\x05\xf9"
    return journal


def test_what_is_no_workbook_is_not_recovered(tmp_path, library):
    letter = tmp_path / "letter.hssib"
    letter.write_bytes(b"Dear all, this is a letter. " * 1000)
    with pytest.raises(NotAWorkbook):
        recover(letter, library, "R")
    assert {item.code for item in examine(letter, library)} >= {"not_a_workbook"}
    assert letter.exists() and len(list(tmp_path.iterdir())) == 1


def test_a_file_that_is_there_is_never_replaced(copy, library, tmp_path):
    (tmp_path / "there.hssib").write_text("x")
    with pytest.raises(AlreadyThere):
        recover(copy, library, "R", to=tmp_path / "there.hssib")


def test_an_empty_file_comes_back_from_its_backup(backed_up, library):
    path, before = backed_up
    path.write_bytes(b"")
    made = recover(path, library, "R")
    assert made.mended.count("backup") == len(made.mended.pieces) < len(before)
    assert not made.is_whole
    assert AS_BACKUP in {item.sentence for item in report(made)}
    assert sound(path, library) == []


def test_a_lost_history_is_said_in_the_history(copy, whole, library):
    pages = PageFile(copy.read_bytes())
    leaf = next(page for page in range(2, pages.count) if is_history(pages, page))
    damage(copy, (leaf - 1) * PAGE, bytes(PAGE))
    made = recover(copy, library, "R")
    assert made.mended.lines_lost
    assert lost(whole[1], answers_in(copy)) == []
    said = [item.sentence for item in check(copy, library) if item.code == "recovered"]
    assert said and "lines of the history are lost" in said[0]
    assert sound(copy, library) == []


def is_history(pages, number):
    """Whether a page holds lines of the history."""
    if not pages.is_leaf(number):
        return False
    found = list(pages.cells(number))
    return bool(found) and all(isinstance(cell, Cell) and "edit" in cell.values for cell in found)


def test_any_way_of_being_broken_is_a_sentence(copy, library):
    content, chance = copy.read_bytes(), random.Random(5)
    refused = 0
    for turn in range(15):
        broken = bytearray(content)
        at = chance.randrange(len(broken))
        broken[at : at + chance.randrange(1, 9000)] = chance.randbytes(chance.randrange(0, 9000))
        copy.write_bytes(broken[: chance.randrange(1, len(broken))] if turn % 3 == 0 else broken)
        told = list(examine(copy, library))
        assert told
        for item in told:
            assert item.sentence and (item.severity == "info" or item.step or item.code == "where")
        try:
            Workbook.open(copy, library=library, actor="R", back_up=False).close()
        except WorkbookError as error:
            refused += 1
            assert str(error)
    assert refused


def test_a_lost_signature_is_made_again_where_its_digest_proves_it(copy, whole, library):
    raw = sqlite3.connect(copy)
    root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sealed_versions'").fetchone()[0]
    ref, digest = raw.execute(
        "SELECT ref, digest FROM sealed_versions s JOIN cases c ON c.id = case_id"
    ).fetchone()
    raw.close()
    damage(copy, (root - 1) * PAGE, bytes(PAGE))
    made = recover(copy, library, "R")
    assert not made.mended.others
    assert sound(copy, library) == []
    with Workbook.open(copy, library=library, actor="R", back_up=False) as workbook:
        version = workbook.reviews.sealed_versions(workbook.case(ref).id)[0]
        assert (version.seal.name, version.seal.role, version.seal.digest) == (
            "R. Reviewer",
            "Psychiatrist",
            digest,
        )


def test_a_flipped_letter_in_the_first_line_of_an_entry_does_not_alter_the_entry(copy, whole, library):
    raw = sqlite3.connect(copy)
    number, new = raw.execute(
        "SELECT id, new FROM changes WHERE kind = 'add' AND length(new) > 300 ORDER BY id DESC"
    ).fetchone()
    raw.close()
    content = copy.read_bytes()
    pages = PageFile(content)
    lines = {page: list(pages.cells(page)) for page in range(2, pages.count) if pages.is_leaf(page)}
    leaf = next(page for page, cells in lines.items() if any(is_line(cell, number) for cell in cells))
    spot = content.index(b'":"', content.index(new.encode()[:40], (leaf - 1) * PAGE)) + 3
    damage(copy, spot, bytes([content[spot] ^ 1]))
    made = recover(copy, library, "R")
    assert made.mended.lines_altered == (number,)
    assert lost(whole[1], answers_in(copy)) == []
    assert sound(copy, library) == []


def is_line(cell, number):
    return isinstance(cell, Cell) and cell.rowid == number and "add" in cell.values


def test_a_lost_end_of_the_history_is_not_called_whole(backed_up, library):
    path, before = backed_up
    pages = PageFile(path.read_bytes())
    leaves = [page for page in range(2, pages.count) if pages.is_leaf(page)]
    lines = {page: [cell for cell in pages.cells(page) if is_some_line(cell)] for page in leaves}
    last = max((page for page in leaves if lines[page]), key=lambda page: lines[page][-1].rowid)
    damage(path, (last - 1) * PAGE, bytes(PAGE))
    made = recover(path, library, "R")
    assert not made.is_whole
    assert NO_END in {item.sentence for item in report(made)}
    assert lost(before, answers_in(path)) == []


def is_some_line(cell):
    return isinstance(cell, Cell) and len(cell.values) == len(metadata.tables["changes"].columns)


def test_files_holds_and_settings_come_back_from_the_history(workbook, case, library, tmp_path, forms):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4\n" + bytes(range(256)))
    form, field = next(
        (form, field)
        for form in library.forms.values()
        for field in form.fields
        if field.kind == "attachment" and not form.repeat
    )
    file = workbook.attach(case.entry(form.key).id, field.key, letter)
    workbook.retention.set_hold(case.id, "An inquest was opened")
    workbook.set_setting("organisation", "Oak House Trust")
    workbook.close()
    raw = sqlite3.connect(workbook.path)
    roots = dict(raw.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'").fetchall())
    raw.execute("UPDATE settings SET value = 'Elm House Trust' WHERE key = 'organisation'")
    raw.commit()
    raw.close()
    for table in ("attachments", "retention"):
        damage(workbook.path, (roots[table] - 1) * PAGE, bytes(PAGE))
    recover(workbook.path, library, "R")
    with Workbook.open(workbook.path, library=library, actor="R", back_up=False) as again:
        found = next(again.lists.case_files()).attachments
        assert [(item.id, item.name, item.type, item.field) for item in found] == [
            (file.id, file.name, file.type, file.field)
        ]
        assert again.attachment_content(file.id) == letter.read_bytes()
        assert again.retention.keeping([case.id])[0].hold == "An inquest was opened"
        assert again.facts.organisation == "Oak House Trust"


def test_a_file_whose_content_is_lost_is_named_in_the_report(workbook, case, library, tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 40)
    form, field = next(
        (form, field)
        for form in library.forms.values()
        for field in form.fields
        if field.kind == "attachment" and not form.repeat
    )
    workbook.attach(case.entry(form.key).id, field.key, letter)
    workbook.close()
    content = workbook.path.read_bytes()
    spot = content.rindex(bytes(range(256)))
    damage(workbook.path, spot, b"spoilt")
    said = [item.sentence for item in report(recover(workbook.path, library, "R"))]
    assert any("“letter.pdf” is lost or damaged" in sentence for sentence in said)


def test_a_file_cut_off_is_not_said_to_be_whole_although_its_backup_is(backed_up, library):
    path, _before = backed_up
    damage(path, 0, path.read_bytes()[: 8 * PAGE])
    with path.open("r+b") as file:
        file.truncate(8 * PAGE)
    said = [item.sentence for item in report(recover(path, library, "R"))]
    assert "Nothing is lost and nothing differs." not in said
    assert NO_END in said


def test_two_signatures_of_the_same_words_are_told_apart(workbook, case, library):
    for number in range(2):
        workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        if not number:
            workbook.reviews.reopen(case.id, "A witness came forward")
    workbook.close()
    raw = sqlite3.connect(workbook.path)
    (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sealed_versions'").fetchone()
    raw.close()
    damage(workbook.path, (root - 1) * PAGE, bytes(PAGE))
    made = recover(workbook.path, library, "R")
    with Workbook.open(workbook.path, library=library, actor="R", back_up=False) as again:
        found = [version.number for version in again.reviews.sealed_versions(case.id)]
    told = [piece for piece in made.mended.others if piece.what == "Signed version"]
    assert len(found) + len(told) == 2
