"""Files in the workbook: kept as they were, listed without being read, covered by seal, history and check."""

import hashlib
import sqlite3

import pytest
from sqlalchemy import Engine, event

from hssib_desk.store import space
from hssib_desk.store.entries.attachments import read_content
from hssib_desk.store.errors import Damaged, DiskFull, Missing, NotReady, Sealed
from hssib_desk.store.verify.check import check

LETTER = b"%PDF-1.7 a letter"


@pytest.fixture
def question(library):
    return next((form, f) for form in library.forms.values() for f in form.fields if f.kind == "attachment")


@pytest.fixture
def entry(case, question):
    return case.entry(question[0].key)


@pytest.fixture
def key(question):
    return question[1].key


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "Letter.exe"
    path.write_bytes(LETTER)
    return path


@pytest.fixture
def attached(workbook, entry, key, letter):
    return workbook.attach(entry.id, key, letter)


def ids(workbook, case, entry, key):
    return workbook.case(case.id).entry_by_id(entry.id).answers.get(key, [])


def errors(workbook, path, library):
    workbook.close()
    return [finding for finding in check(path, library) if finding.severity == "error"]


def test_a_file_is_kept_with_its_kind_size_hash_and_who(workbook, case, entry, key, attached, clock):
    assert (attached.name, attached.type, attached.ending) == ("Letter.exe", "PDF document", ".pdf")
    assert (attached.size, attached.digest) == (len(LETTER), hashlib.sha256(LETTER).hexdigest())
    assert (attached.who, attached.at) == ("R. Reviewer", clock())
    assert ids(workbook, case, entry, key) == [attached.id]
    assert workbook.case(case.id).attachment(attached.id) == attached
    assert workbook.attachment_content(attached.id) == LETTER


def test_loading_a_case_does_not_read_contents(workbook, case, attached):
    asked = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert workbook.case(case.id).attachments == (attached,)
        assert any("attachments" in statement for statement in asked)
        assert not any("attachment_contents.content" in statement for statement in asked)
        workbook.attachment_content(attached.id)
        assert any("attachment_contents.content" in statement for statement in asked)
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_removing_is_a_line_of_the_history_and_undo_brings_it_back(workbook, case, entry, key, attached):
    workbook.detach(attached.id, "wrong letter")
    assert ids(workbook, case, entry, key) == []
    told = [change.why for change in workbook.history(case.id, entry.id, key)]
    assert told == ["Attached “Letter.exe”", "Removed “Letter.exe”: wrong letter"]
    workbook.undo(case.id)
    assert ids(workbook, case, entry, key) == [attached.id]
    assert workbook.attachment_content(attached.id) == LETTER


def test_a_file_is_taken_out_once(workbook, attached):
    workbook.detach(attached.id)
    with pytest.raises(Missing, match="removed already"):
        workbook.detach(attached.id)


def test_a_signed_review_takes_and_gives_no_file(workbook, case, entry, key, attached, tmp_path):
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    more = tmp_path / "more.txt"
    more.write_text("more")
    with pytest.raises(Sealed):
        workbook.attach(entry.id, key, more)
    with pytest.raises(Sealed):
        workbook.detach(attached.id)
    assert [found.id for found in workbook.case(case.id).attachments] == [attached.id]


def test_limits_are_said_with_their_numbers(workbook, entry, key, tmp_path):
    workbook.set_setting("attachment_mb", "1")
    workbook.set_setting("attachments_mb", "1")
    large = tmp_path / "scan.pdf"
    large.write_bytes(b"%PDF-" + b"x" * 1_200_000)
    with pytest.raises(NotReady, match=r"“scan.pdf” has 1.2 MB; .* may have 1.0 MB"):
        workbook.attach(entry.id, key, large)
    large.write_bytes(b"%PDF-" + b"x" * 700_000)
    workbook.attach(entry.id, key, large)
    large.write_bytes(b"%PDF-" + b"y" * 700_000)
    with pytest.raises(NotReady, match=r"700 KB of the 1\.0 MB allowed"):
        workbook.attach(entry.id, key, large)


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "is empty"), (b"MZ\x90", "is a program"), (b"#!/bin/sh", "is a program")]
)
def test_what_is_no_document_is_refused(workbook, entry, key, content, said):
    with pytest.raises(NotReady, match=said):
        workbook.attach(entry.id, key, read_content("a.pdf", content, 100))


def test_the_same_file_is_not_added_twice(workbook, entry, key, attached, letter):
    with pytest.raises(NotReady, match="attached here already"):
        workbook.attach(entry.id, key, letter)


def test_a_folder_or_a_missing_file_is_named(workbook, entry, key, tmp_path):
    with pytest.raises(Missing, match="not a file"):
        workbook.attach(entry.id, key, tmp_path)
    with pytest.raises(NotReady, match=r"There is no file “gone\.pdf”"):
        workbook.attach(entry.id, key, tmp_path / "gone.pdf")


def test_check_says_that_files_are_whole_and_no_program_may_change_them(
    workbook, attached, path, library, plain
):
    for table in ("attachments", "attachment_contents"):
        with pytest.raises(sqlite3.IntegrityError, match="stays as it was added"):
            plain.execute(f"DELETE FROM {table}")
    workbook.close()
    assert "1 attached file is as added." in [finding.sentence for finding in check(path, library)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE attachment_contents SET content = 'other'",
        "UPDATE attachments SET digest = hex(zeroblob(32))",
        "DELETE FROM attachment_contents",
    ],
)
def test_an_altered_file_is_found_and_not_given_out(workbook, attached, path, library, plain, change):
    for trigger in plain.execute(
        "SELECT name FROM sqlite_master WHERE name LIKE 'attachment_%' AND type='trigger'"
    ).fetchall():
        plain.execute(f"DROP TRIGGER {trigger[0]}")
    plain.execute(change)
    with pytest.raises(Damaged, match="was altered"):
        workbook.attachment_content(attached.id)
    assert "attachments" in {finding.code for finding in errors(workbook, path, library)}


def test_a_file_is_not_found_by_search_words_of_its_id(workbook, attached):
    assert workbook.lists.search(attached.digest) == []


def test_a_file_that_does_not_fit_on_the_drive_is_not_begun(workbook, judgement, monkeypatch, tmp_path):
    usage = space.shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFull, match="There is no room for “scan"):
        workbook.attach(judgement.id, "any", read_content("scan.pdf", b"%PDF-1.7 scan", 10**6))
