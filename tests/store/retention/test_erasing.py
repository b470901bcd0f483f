"""An erased file is nowhere in the workbook any more, and everything else can still be proven."""

import subprocess
import sys
from pathlib import Path

import pytest

from hssib_desk.store import backups
from hssib_desk.store.entries.attachments import read_content
from hssib_desk.store.errors import Missing, NotReady, ReadOnly
from hssib_desk.store.recovery.recover import recover
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file

MARKER, WHY = "Quetzalcoatlus", "It is the letter of somebody else"
VERIFY = Path(__file__).parents[3] / "docs" / "verify_workbook.py"


def text(n=0):
    return f"{MARKER} {n} {'the letter goes on ' * 900}".encode()


@pytest.fixture
def place(case):
    """An entry and the key of a question that takes files."""
    found = ((e, f) for e in case.entries for f in e.form.fields if f.kind == "attachment" and f.many)
    entry, field = next(found)
    return entry.id, field.key


@pytest.fixture
def letter(workbook, place):
    made = workbook.attach(*place, read_content("Letter.txt", text(), 10**6))
    workbook.attach(*place, read_content("Other.txt", b"another letter", 10**6))
    return made


def holds(path):
    return MARKER.encode() in path.read_bytes()


def answers(workbook, place):
    case = next(workbook.lists.case_files())
    return case.entry_by_id(place[0]).answers[place[1]]


def errors(path, library):
    return [found.sentence for found in check(path, library) if found.severity == "error"]


def verified(path):
    done = subprocess.run([sys.executable, VERIFY, path], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_bytes_are_nowhere_in_the_file_and_the_rest_stays(workbook, case, place, letter, path, library):
    assert holds(path)
    assert workbook.retention.erase(letter.id, WHY, copies=False) == (0, 0)
    assert not holds(path)
    (left,) = answers(workbook, place)
    assert workbook.attachment_content(left) == b"another letter"
    with pytest.raises(Missing, match="was erased"):
        workbook.attachment_content(letter.id)
    workbook.close()
    assert errors(path, library) == []
    assert verified(path)[0] == 0


def test_history_says_who_erased_it_and_why(workbook, case, letter):
    workbook.retention.erase(letter.id, WHY, copies=False)
    told = [change for change in workbook.history(case.id) if change.why.startswith("Erased")]
    assert {change.why for change in told} == {f"Erased “Letter.txt”: {WHY}"}
    assert {change.who for change in told} == {"R. Reviewer"}


def test_no_undo_brings_it_back(workbook, case, place, letter):
    workbook.retention.erase(letter.id, WHY, copies=False)
    while workbook.undo(case.id):
        pass
    while workbook.redo(case.id):
        pass
    found = {file.id: file for file in workbook.case(case.id).attachments}
    assert found[letter.id].erased
    assert "erased" in found[letter.id].line()


def test_removed_file_can_be_erased_too(workbook, case, place, letter, path, library):
    workbook.detach(letter.id)
    workbook.retention.erase(letter.id, WHY, copies=False)
    assert not holds(path)
    workbook.undo(case.id)
    workbook.close()
    assert errors(path, library) == []


def test_copies_are_named_and_cleaned_only_when_that_is_asked_for(workbook, letter, path, library):
    before = workbook.copies.backup()
    preview = workbook.retention.erase_preview(letter.id, WHY)
    assert [fate.path for fate in preview.copies] == [before]
    assert preview.refusals == ()
    workbook.retention.erase(letter.id, WHY, copies=False)
    assert holds(before)
    with plain_file(before) as plain:
        assert plain.execute("SELECT count(*) FROM attachment_contents").fetchone() == (2,)


def test_copies_are_written_anew_and_stay_whole(workbook, case, place, letter, path, library):
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    signed = workbook.copies.backup()
    workbook.reviews.reopen(case.id, "A wrong letter")
    assert workbook.retention.erase(letter.id, WHY, copies=True) == (1, 0)
    assert not holds(path)
    assert not holds(signed)
    assert errors(signed, library) == []
    assert verified(signed)[0] == 0
    workbook.close()
    assert errors(path, library) == []
    assert backups.list_backups(path)[0].problem == ""


def test_signed_file_is_refused_until_the_review_is_reopened(workbook, case, letter, path):
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    with pytest.raises(NotReady, match="Reopen the review"):
        workbook.retention.erase(letter.id, WHY, copies=False)
    assert workbook.attachment_content(letter.id) == text()
    workbook.reviews.reopen(case.id, "A wrong letter")
    workbook.retention.erase(letter.id, WHY, copies=False)
    assert not holds(path)


def test_reason_is_needed_and_it_goes_once_only(workbook, letter, path, library):
    with pytest.raises(NotReady, match="Write why"):
        workbook.retention.erase(letter.id, " ", copies=False)
    workbook.retention.erase(letter.id, WHY, copies=False)
    with pytest.raises(NotReady, match="erased already"):
        workbook.retention.erase(letter.id, WHY, copies=False)
    with Workbook.open(path, library=library, actor="R", read_only=True) as reader, pytest.raises(ReadOnly):
        reader.retention.erase(letter.id, WHY, copies=False)


@pytest.mark.parametrize("by", ["taking it out", "putting it back"])
def test_check_tells_what_another_program_does(workbook, letter, path, library, plain, by):
    row = plain.execute("SELECT * FROM attachment_contents WHERE attachment_id = ?", (letter.id,)).fetchone()
    if by == "putting it back":
        workbook.retention.erase(letter.id, WHY, copies=False)
    workbook.close()
    for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        plain.execute(f"DROP TRIGGER {name}")
    if by == "taking it out":
        plain.execute("DELETE FROM attachment_contents WHERE attachment_id = ?", (letter.id,))
    else:
        plain.execute("INSERT INTO attachment_contents VALUES (?, ?)", row)
    said = " ".join(errors(path, library))
    assert ("content is there again" if by == "putting it back" else "is not what was added") in said


def test_recovery_does_not_bring_it_back_from_an_older_copy(workbook, case, place, letter, path, library):
    workbook.copies.backup()
    workbook.retention.erase(letter.id, WHY, copies=False)
    workbook.close()
    made = recover(path, library, "R. Reviewer")
    assert not holds(made.path)
    assert errors(made.path, library) == []
    with Workbook.open(made.path, library=library, actor="R", back_up=False) as workbook:
        assert len(answers(workbook, place)) == 1


def test_protected_workbook_is_cleaned_too(tmp_path, library, forms):
    path = tmp_path / "Protected.hssib"
    with Workbook.create(path, library=library, actor="R", passphrase="three hens and one fox") as book:
        case = book.new_case(forms.death())
        entry, field = next((e, f) for e in case.entries for f in e.form.fields if f.kind == "attachment")
        made = book.attach(entry.id, field.key, read_content("Letter.txt", text(), 10**6))
        book.copies.backup()
        assert book.retention.erase(made.id, WHY, copies=True) == (1, 0)
        assert book.case(case.id).attachment(made.id).erased
    assert (
        len([finding for finding in check(path, library, driver=book.driver) if finding.severity == "error"])
        == 0
    )
