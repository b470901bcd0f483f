"""A case that was disposed of is nowhere to be read any more, and everything else can still be proven."""

import sqlite3
from datetime import date

import pytest

from hssib_desk.domain.review.certificate import Certificate
from hssib_desk.domain.review.seal import text_digest
from hssib_desk.store import backups
from hssib_desk.store.entries.attachments import read_content
from hssib_desk.store.errors import Missing, NotReady, ReadOnly
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.retention import disposal, purge
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file
from tests.factories import keyed

# Each stands in another part of the file: answers, history, search index, seal, file name, file content.
NAME, NOTE, GONE, TITLE = "Quetzalcoatlus", "Brobdingnagian care note", "Floccinaucinihil", "Zyzzyva action"
FILE, CONTENT, REASON, REOPENED = (
    "Xylophagous.txt",
    "Syzygy letter content",
    "Kept long enough",
    "Borborygmus",
)
PLANTED = (NAME, NOTE, GONE, TITLE, FILE, CONTENT, REOPENED)
WHY = "Its time has come"


def plant(workbook, forms):
    """One case with text in every place where a workbook keeps text, and copies of the workbook."""
    case = workbook.new_case(forms.death(name=NAME))
    entry = case.entry(forms.judgement.key)
    workbook.save(entry.id, {forms.note_field.key: f"{GONE} {'x ' * 3000}"})
    workbook.copies.backup()
    workbook.save(entry.id, {forms.note_field.key: NOTE}, why=f"{GONE} was wrong")
    added = workbook.add_entry(case.id, forms.action.key, answers=forms.act(title=TITLE))
    workbook.remove_entry(
        workbook.add_entry(case.id, forms.action.key, answers=forms.act(title=TITLE)).id, GONE
    )
    for one in workbook.case(case.id).entries:
        for field in (field for field in one.form.fields if field.kind == "attachment"):
            content = read_content(FILE, f"{CONTENT} {'y ' * 5000}".encode(), 10**6)
            workbook.attach(one.id, field.key, content)
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    workbook.reviews.reopen(case.id, REOPENED)
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    workbook.copies.backup()
    assert added
    return workbook.case(case.id)


@pytest.fixture
def old(workbook, forms):
    return plant(workbook, forms)


@pytest.fixture
def other(workbook, forms, old):
    case = workbook.new_case(forms.death(name="Staying"))
    workbook.save(case.entry(forms.judgement.key).id, {forms.note_field.key: "A note that stays"})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    workbook.copies.backup()
    return workbook.case(case.id)


def readable(path):
    """Which planted words stand anywhere in a file, in any of the ways in which text is kept."""
    content = path.read_bytes().lower()
    codes = ("utf-8", "utf-16-le")
    return {word for word in PLANTED for code in codes if word.lower().encode(code) in content}


def every_file(path):
    return [file for file in path.parent.rglob("*") if file.is_file() and file.suffix != ".lock"]


def wrong(workbook, path, library):
    workbook.close()
    return [f.sentence for f in check(path, library) if f.severity == "error"]


def test_what_is_planted_can_be_found_before(workbook, other, path):
    assert readable(path) == set(PLANTED)
    copies = backups.list_backups(path)
    assert [len(readable(copy.path)) for copy in copies] == [len(PLANTED), len(PLANTED), 2]


def test_no_file_holds_a_word_of_the_case_any_more(workbook, old, other, path, library):
    done = workbook.retention.dispose([old.id], WHY, early=True)
    assert (done.rewritten, done.removed) == (3, 0)
    assert {file.name: readable(file) for file in every_file(path)} == {
        f.name: set() for f in every_file(path)
    }
    assert not [file for file in every_file(path) if file.name.endswith(("-journal", ".part"))]
    assert workbook.lists.search(NOTE) == []
    assert [row.ref for row in workbook.lists.cases(CaseQuery())] == [other.ref]
    with pytest.raises(Missing):
        workbook.case(old.ref)
    assert wrong(workbook, path, library) == []


def test_what_stays_is_whole_and_searchable(workbook, old, other, forms):
    workbook.retention.dispose([old.id], WHY, early=True)
    assert workbook.case(other.ref) == other
    assert workbook.lists.search("a note that stays")[0].case_ref == other.ref
    assert len(workbook.reviews.sealed_versions(other.id)) == 1


def test_every_copy_opens_as_a_whole_workbook_without_the_case(workbook, old, other, path, library):
    workbook.retention.dispose([old.id], WHY, early=True)
    workbook.close()
    copies = backups.list_backups(path)
    assert copies
    for copy in copies:
        assert copy.problem == ""
        errors = [f.sentence for f in check(copy.path, library) if f.severity == "error"]
        assert errors == []
        with Workbook.open(copy.path, library=library, actor="R", read_only=True) as book:
            assert old.ref not in [row.ref for row in book.lists.cases(CaseQuery())]


def test_a_tombstone_keeps_reference_dates_reason_and_certificate(workbook, old, other, clock, plain):
    done = workbook.retention.dispose([old.id], WHY, "S. Steward", early=True)
    (certificate,) = done.certificates
    row = dict(zip(*_row(plain, "SELECT * FROM tombstones"), strict=True))
    assert (row["ref"], row["reason"], row["who"]) == (old.ref, WHY, "S. Steward")
    assert row["certificate_digest"] == text_digest(row["certificate"]) == certificate.digest
    assert workbook.retention.certificates() == [Certificate(old.ref, certificate.text)]
    for word in (old.ref, "S. Steward", WHY, "1 attached file", "2 signed versions", "3 rewritten"):
        assert word in certificate.text
    assert not any(word in certificate.text for word in PLANTED)


def _row(plain, query):
    cursor = plain.execute(query)
    return [column[0] for column in cursor.description], cursor.fetchone()


def test_the_reference_is_not_given_again(workbook, old, forms):
    workbook.retention.dispose([old.id], WHY, early=True)
    assert workbook.new_case(forms.death()).ref == "C-2025-002"


def test_the_history_goes_on_after_a_disposal(workbook, old, other, forms, path, library):
    workbook.retention.dispose([old.id], WHY, early=True)
    workbook.reviews.reopen(other.id, "one more thing")
    workbook.save(other.entry(forms.judgement.key).id, {forms.note_field.key: "Changed"})
    again = plant(workbook, forms)
    workbook.retention.dispose([again.id], WHY, early=True)
    assert not any(readable(file) for file in every_file(path))
    assert wrong(workbook, path, library) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE changes SET kind='disposed', new=NULL, field='' WHERE id = (SELECT max(id) FROM changes)",
            "emptied",
        ),
        ("UPDATE changes SET hash = 'ab' WHERE id = 2", "emptied"),
        ('UPDATE changes SET new = \'["C-2025-001",1,"x","y"]\' WHERE kind = \'dispose\'', "altered"),
        ("DELETE FROM tombstones", "disposal"),
        ("UPDATE tombstones SET reason='', certificate='none'", "disposal"),
    ],
)
def test_check_sees_what_another_program_does_to_the_record(
    workbook, old, other, path, library, plain, change, said
):
    workbook.retention.dispose([old.id], WHY, early=True)
    workbook.close()
    for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        plain.execute(f"DROP TRIGGER {name}")
    plain.execute(change)
    found = [f.sentence for f in check(path, library) if f.severity == "error"]
    assert any(said in sentence for sentence in found), found


def test_guards_stand_again_afterwards(workbook, old, other, plain):
    before = plain.execute(
        "SELECT name, sql FROM sqlite_master WHERE type='trigger' ORDER BY name"
    ).fetchall()
    workbook.retention.dispose([old.id], WHY, early=True)
    after = plain.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger' ORDER BY name").fetchall()
    assert after == before
    for change in ("DELETE FROM changes", "UPDATE tombstones SET reason = ''", "DELETE FROM sealed_versions"):
        with pytest.raises(sqlite3.IntegrityError, match="sealed"):
            plain.execute(change)


def test_before_its_time_a_case_goes_only_when_that_is_said(workbook, old):
    with pytest.raises(
        NotReady, match=r"C-2025-001 is to be kept until 19 Oct 2035 \(10 years after the death\)"
    ):
        workbook.retention.dispose([old.id], WHY)
    with pytest.raises(NotReady, match="Write why"):
        workbook.retention.dispose([old.id], "  ", early=True)
    assert workbook.case(old.id) == old


def test_a_hold_stops_every_disposal_until_it_is_ended(workbook, old, clock, forms):
    workbook.retention.set_hold(old.id, "Public inquiry")
    clock.at = clock.at.replace(year=2050)
    for early in (False, True):
        with pytest.raises(NotReady, match="C-2025-001 is on hold and is kept: “Public inquiry”\\."):
            workbook.retention.dispose([old.id], WHY, early=early)
    workbook.retention.set_hold(old.id, "")
    assert workbook.retention.dispose_preview([old.id], WHY).refusals == ()
    told = [(change.old, change.new, change.why) for change in workbook.history(old.id)][-2:]
    assert told == [("", "Public inquiry", "Public inquiry"), ("Public inquiry", "", "The hold was ended")]


def test_the_preview_changes_nothing_and_names_every_copy(workbook, old, other, path):
    before = {file: file.read_bytes() for file in every_file(path)}
    broken = backups.folder_of(path) / "Oak House 2020-01-01 00.00.00.000Z opened.hssib"
    broken.write_bytes(b"SQLite format 3\x00 broken")
    preview = workbook.retention.dispose_preview([old.id])
    assert [(fate.fate, fate.path.name) for fate in preview.copies if fate.fate == "removed"] == [
        ("removed", broken.name)
    ]
    assert sum(fate.fate == "rewritten" for fate in preview.copies) == 3
    assert all(fate.path.name in fate.sentence for fate in preview.copies)
    assert {file: file.read_bytes() for file in before} == before
    workbook.retention.dispose([old.id], WHY, early=True)
    assert not broken.exists()


def test_a_copy_without_the_case_is_left_alone(workbook, path, forms):
    empty = workbook.copies.backup()
    before = empty.read_bytes()
    case = workbook.new_case(forms.death())
    workbook.retention.dispose([case.id], WHY, early=True)
    assert empty.read_bytes() == before


def test_a_copy_of_an_older_schema_is_brought_up_to_date_and_cleaned(workbook, old, path, plain, library):
    copy = backups.list_backups(path)[0].path
    with plain_file(copy, isolation_level=None) as older:
        older.execute("DROP TRIGGER seal_format_fixed")
        older.execute("ALTER TABLE sealed_versions DROP COLUMN format")
        for table in (
            "attachment_contents",
            "attachments",
            "retention",
            "tombstones",
            "checkpoints",
            "workbook_entries",
        ):
            older.execute(f"DROP TABLE {table}")
        for column in ("level", "outcome", "screened", "back"):
            older.execute(f"ALTER TABLE cases DROP COLUMN {column}")
        older.execute("ALTER TABLE duties DROP COLUMN state")
        older.execute("PRAGMA user_version = 1")
    workbook.retention.dispose([old.id], WHY, early=True)
    assert readable(copy) == set()
    assert [f.sentence for f in check(copy, library) if f.severity == "error"] == []


def test_an_interrupted_disposal_can_be_asked_for_again(workbook, old, other, path, monkeypatch, library):
    real, calls = purge.clean, []

    def stop_at_the_second(order, what, file, *rest, **named):
        calls.append(file)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(order, what, file, *rest, **named)

    monkeypatch.setattr(purge, "clean", stop_at_the_second)
    with pytest.raises(OSError, match="No space"):
        workbook.retention.dispose([old.id], WHY, early=True)
    assert workbook.case(old.id) == old
    monkeypatch.undo()
    workbook.retention.dispose([old.id], WHY, early=True)
    assert not any(readable(file) for file in every_file(path))
    assert wrong(workbook, path, library) == []


def test_only_one_who_writes_may_dispose(workbook, old, path, library):
    with Workbook.open(path, library=library, actor="R", read_only=True) as reader, pytest.raises(ReadOnly):
        reader.retention.dispose([old.id], WHY, early=True)


def test_several_cases_go_in_one_act_each_with_its_certificate(workbook, old, other, path, library):
    done = workbook.retention.dispose([old.id, other.id], WHY, early=True)
    assert [certificate.ref for certificate in done.certificates] == [old.ref, other.ref]
    assert workbook.lists.count_cases(CaseQuery()) == 0
    assert wrong(workbook, path, library) == []


def test_a_protected_workbook_and_its_copies_are_cleaned_too(tmp_path, library, forms):
    path = tmp_path / "Protected.hssib"
    with Workbook.create(path, library=library, actor="R", passphrase="three hens and one fox") as book:
        case = plant(book, forms)
        done = book.retention.dispose([case.id], WHY, early=True)
        assert done.rewritten == 2
        for file in (path, *(info.path for info in backups.list_backups(path, book.driver))):
            assert not purge.holds(file, book.driver, disposal.Cases((case.id,)))
            with Workbook.open(file, library=library, actor="R", read_only=True, driver=book.driver) as again:
                assert again.lists.search(NOTE) == []


def test_terms_come_from_settings_and_from_the_learning_response(workbook, old, forms, library, clock):
    keep = lambda: workbook.retention.keeping([old.id])[0]  # noqa: E731
    assert (keep().until, keep().why, keep().over) == (date(2035, 10, 19), "10 years after the death", False)
    workbook.set_setting("keep_years", "12")
    assert keep().until == date(2037, 10, 19)
    workbook.set_setting("keep_years", "")
    response = library.form_with_role("learning_response", repeat=False)
    case = workbook.new_case({**forms.death(), response.key: keyed(response, {"learning_response": "psii"})})
    assert workbook.retention.keeping([case.id])[0].until == date(2045, 10, 19)
    assert "20 years" in workbook.retention.keeping([case.id])[0].why
    workbook.retention.set_keep_until(old.id, date(2060, 1, 1), "Inquest pending")
    assert (keep().until, keep().why) == (date(2060, 1, 1), "until 1 Jan 2060, as set for this case")
    with pytest.raises(NotReady, match="Write why"):
        workbook.retention.set_keep_until(old.id, None, "")


def test_cases_come_up_when_their_time_has_come(workbook, old, other, clock):
    assert workbook.retention.keeping_due() == []
    workbook.retention.set_hold(other.id, "Inquiry")
    assert [item.ref for item in workbook.retention.keeping_due()] == [other.ref]
    clock.at = clock.at.replace(year=2036)
    assert [(item.ref, item.over, bool(item.hold)) for item in workbook.retention.keeping_due()] == [
        (old.ref, True, False),
        (other.ref, True, True),
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_disposal_that_was_killed_and_repeated_leaves_no_journal(
    workbook, old, other, path, library, monkeypatch, number
):
    class Killed(BaseException):
        pass

    vacuum, done = purge._vacuum, []

    def kill(file, driver):
        if len(done) == number:
            patch.setattr(purge, "wipe", lambda _file: None)
            raise Killed
        done.append(file)
        vacuum(file, driver)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(purge, "_vacuum", kill)
        workbook.retention.dispose([old.id], WHY, early=True)
    workbook.close()
    assert any(readable(file) for file in every_file(path) if file.name.endswith("-journal"))
    assert [item.code for item in check(path, library) if "-journal" in item.sentence] == ["left"]
    with Workbook.open(path, library=library, actor="R") as again:
        if old.ref in [row.ref for row in again.lists.cases(CaseQuery())]:
            again.retention.dispose([old.id], WHY, early=True)
    assert not {file.name: found for file in every_file(path) if (found := readable(file))}
    assert not [item for item in check(path, library) if item.code == "left"]


def test_the_journal_of_a_backup_that_is_gone_is_named_and_wiped(workbook, old, path, library):
    gone = backups.paths_of(path)[0]
    for ending in ("-journal", "-wal", "-shm"):
        gone.with_name(f"{gone.name}{ending}").write_text(NAME)
    gone.unlink()
    workbook.close()
    assert len([item for item in check(path, library) if item.code == "left"]) == 3
    Workbook.open(path, library=library, actor="R").close()
    assert not list(gone.parent.glob("*.hssib-*"))


def test_what_an_earlier_version_left_is_named_and_left_alone(workbook, case, path, library):
    workbook.close()
    left = path.with_name(f"{path.name}.being-wiped")
    left.write_text(NAME)
    Workbook.open(path, library=library, actor="R").close()
    assert left.read_text() == NAME
    assert [item.code for item in check(path, library) if left.name in item.sentence] == ["left"]


def test_a_disposal_counts_the_forms_that_were_filled_in_and_removed_ones_too(workbook, forms):
    case = workbook.new_case(forms.death())
    empty = len(case.entries) - sum(bool(entry.answers) for entry in case.entries)
    kept = workbook.add_entry(case.id, forms.action.key, answers=forms.act())
    gone = workbook.add_entry(case.id, forms.action.key, answers=forms.act())
    workbook.remove_entry(gone.id, "Entered twice")
    assert empty
    assert kept.answers
    [item] = workbook.retention.keeping([case.id])
    assert item.entries == sum(bool(entry.answers) for entry in case.entries) + 2
