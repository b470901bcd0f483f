"""`export history` tells every change, and `export summary --version` writes what was signed."""

from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
from tests.factories import keyed

LIBRARY = load_library().for_review("mental_health")
PERSON = LIBRARY.form_with_role("date_of_death", repeat=False)
JUDGED = LIBRARY.form_with_role("phase_score", repeat=False)
NOTE = next(field for field in JUDGED.fields if field.kind == "note" and field.show_if is None)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "oak.hssib"


@pytest.fixture
def ref(path):
    """A review that was signed, opened again, changed and signed again."""
    with Workbook.create(path, library=LIBRARY, actor="R. Reviewer") as book:
        case = book.new_case({PERSON.key: keyed(PERSON, {"date_of_death": "2025-10-19", "name": "Zzann"})})
        entry = case.entry(JUDGED.key)
        book.save(entry.id, {NOTE.key: "First opinion"})
        book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        book.reviews.reopen(case.id, "A witness came forward")
        book.save(entry.id, {NOTE.key: "Second opinion"})
        book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        return case.ref


def rows(path):
    book = load_workbook(path)
    sheet = book["Changes"]
    heads = [cell.value for cell in sheet[1]]
    read_me = " ".join(str(row[0].value) for row in book["Read me"].rows)
    return [
        dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(2)
    ], read_me


def test_every_change_of_a_case_is_written_with_who_when_old_new_and_why(path, ref, tmp_path):
    out = tmp_path / "history.xlsx"
    assert main(["export", "history", str(path), ref, str(out)]) == 0
    found, read_me = rows(out)
    changed = [row for row in found if row["Question"] == NOTE.label]
    assert [(row["Before"], row["After"]) for row in changed] == [
        (None, "First opinion"),
        ("First opinion", "Second opinion"),
    ]
    assert {row["Who"] for row in changed} == {"R. Reviewer"}
    assert changed[0]["Date"].date() == date.today()
    assert "A witness came forward" in [row["Why"] for row in found if row["What"] == "Reopened"]
    with Workbook.open(path, library=LIBRARY, actor="R", read_only=True) as book:
        assert book.last_hash() in read_me


def test_answers_that_identify_somebody_stay_behind_unless_they_are_asked_for(path, ref, tmp_path):
    out = tmp_path / "history.xlsx"
    assert main(["export", "history", str(path), str(out)]) == 0
    assert "Zzann" not in str(rows(out))
    assert main(["export", "history", str(path), str(out), "--identifying", "--force"]) == 0
    assert "Zzann" in str(rows(out))


def test_history_for_a_blind_second_reviewer_tells_nothing_of_the_first_review(path, ref, tmp_path, capsys):
    with Workbook.open(path, library=LIBRARY, actor="R. Reviewer", back_up=False) as book:
        case = book.case(ref)
        book.reviews.start_second(case.id, name="S. Second", role="Nurse")
        own = book.case(case.id).entry(JUDGED.key, "second")
        book.save(own.id, {NOTE.key: "My own judgement"})
        assert "opinion" not in str(book.past(case.id, as_shown=True))
        assert "Reviewer" not in str(book.past(case.id, as_shown=True))
    out = tmp_path / "history.xlsx"
    assert main(["export", "history", str(path), str(out), "--stage", "second"]) == 0
    said = str(rows(out))
    assert "My own judgement" in said
    assert "opinion" not in said and "witness" not in said and "Psychiatrist" not in said
    assert "Under blind second review" in said
    assert main(["export", "summary", str(path), ref, str(tmp_path / "a.pdf"), "--version", "1",
                 "--stage", "second"]) == 1  # fmt: skip
    assert "under blind second review" in capsys.readouterr().err


def text(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_signed_version_is_written_as_it_was_signed_and_says_that_it_was_opened_again(
    path, ref, tmp_path, capsys
):
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    assert main(["export", "summary", str(path), ref, str(first), "--version", "1"]) == 0
    assert main(["export", "summary", str(path), ref, str(second), "--version", "2"]) == 0
    assert "First opinion" in text(first) and "Second opinion" not in text(first)
    assert "Signed version 1, opened again" in text(first)
    assert "Second opinion" in text(second) and "opened again" not in text(second)
    assert main(["export", "summary", str(path), ref, str(tmp_path / "3.pdf"), "--version", "3"]) == 1
    assert "has signed versions 1 to 2" in capsys.readouterr().err
