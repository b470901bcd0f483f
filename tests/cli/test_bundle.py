"""`export bundle` gives a coroner everything, numbered; `check --statement` says what it verified."""

from datetime import date
from hashlib import sha256

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
EVENT = LIBRARY.form_with_role("event_source", repeat=True)
NAMES = [
    "00-index.pdf",
    "01-chronology-with-sources.pdf",
    "02-signed-version-1-review.pdf",
    "03-signed-version-2-review.pdf",
    "04-changes-between-the-signed-versions.pdf",
    "05-letter-to-the-family-with-their-account.pdf",
    "06-actions-of-this-case.pdf",
    "07-history-of-every-answer.pdf",
    "08-statement-of-integrity.pdf",
    "09-searches-made-and-what-was-not-found.pdf",
    "10-history-as-a-spreadsheet.xlsx",
    "bundle.pdf",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A workbook whose case was signed, opened again, changed and signed again, and its bundle."""
    folder = tmp_path_factory.mktemp("coroner")
    path = folder / "oak.hssib"
    with Workbook.create(path, library=LIBRARY, actor="R. Reviewer") as book:
        person = {"date_of_death": "2025-10-19", "name": "Zzann", "given_name": "Ada"}
        case = book.new_case({PERSON.key: keyed(PERSON, person)})
        event = {"event_date": "2025-10-18", "title": "She rang the ward"}
        book.save(book.add_entry(case.id, EVENT.key).id, keyed(EVENT, event))
        entry = case.entry(JUDGED.key)
        book.save(entry.id, {NOTE.key: "First opinion"})
        book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
        book.reviews.reopen(case.id, "A witness came forward")
        book.save(entry.id, {NOTE.key: "Second opinion"})
        book.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    assert main(["export", "bundle", str(path), case.ref, str(folder / "bundle")]) == 0
    return path, case.ref, folder / "bundle"


def text_of(path):
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_every_document_is_in_the_folder_and_the_bundle_has_the_pages_that_its_index_says(made):
    _, ref, folder = made
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    reader, pages = PdfReader(folder / "bundle.pdf"), text_of(folder / "bundle.pdf")
    assert [f"Bundle page {n} of {len(pages)}" in text for n, text in enumerate(pages, 1)] == [True] * len(
        pages
    )
    titles = {
        item.title: reader.get_destination_page_number(item) + 1
        for item in reader.outline[::1]
        if not isinstance(item, list)
    }
    assert titles["Index"] == 1 and len(titles) == 10
    first = titles["1  Chronology, with sources"]
    last = titles["2  Signed version 1: review. Opened again: A witness came forward"] - 1
    index = " ".join(pages[: first - 1])
    said = str(first) if first == last else f"{first} to {last}"
    assert f"Chronology, with sources {date.today().day} " in index and f" {said} In full" in index
    assert "Ada" in index and "Zzann" in index and "Signed version 2: review" in index
    assert "She rang the ward" in pages[first - 1] and ref in reader.metadata.title


def test_each_version_is_as_signed_and_what_differs_is_told_with_names_and_all(made):
    _, _, folder = made
    one, two, between = (" ".join(text_of(folder / name)) for name in NAMES[2:5])
    assert "First opinion" in one and "Second opinion" not in one and "Zzann" in one
    assert "Second opinion" in two and "First opinion" not in two
    assert "From version 1 to version 2" in between and "First opinion Second opinion" in between
    history = " ".join(text_of(folder / NAMES[7]))
    for words in ("Zzann", "First opinion", "Reopened", "A witness came forward"):
        assert words in history
    assert "Changes" in load_workbook(folder / NAMES[10]).sheetnames


def test_a_folder_that_is_there_is_refused_and_left_as_it_was(made, tmp_path, capsys):
    path, ref, folder = made
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert main(["export", "bundle", str(path), ref, str(folder)]) == 1
    assert "is there already. Name a new folder" in capsys.readouterr().err
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    assert main(["export", "bundle", str(path), ref, str(tmp_path / "no" / "bundle")]) == 1
    assert not (tmp_path / "no").exists()


def test_a_bundle_that_fails_leaves_nothing(made, tmp_path, monkeypatch):
    path, ref, _ = made

    def fail(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hssib_desk.export.coroner.bundle._number", fail)
    assert main(["export", "bundle", str(path), ref, str(tmp_path / "b")]) == 1
    assert not (tmp_path / "b").exists()


def test_a_statement_says_what_was_checked_and_found_with_the_hashes(made, tmp_path, capsys):
    path, _, _ = made
    out = tmp_path / "statement.pdf"
    assert main(["check", str(path), "--statement", str(out)]) == 3  # there is no backup yet
    said = " ".join(text_of(out))
    with Workbook.open(path, library=LIBRARY, actor="R. Reviewer", read_only=True) as book:
        last = book.last_hash()
    assert last in said.replace(" ", "") and sha256(path.read_bytes()).hexdigest() in said.replace(" ", "")
    assert "2 signed versions are as signed." in said and "1 to look at, below." in said
    assert "There is no backup" in said and "is written" in capsys.readouterr().out
    assert main(["check", str(path), "--statement", str(out)]) == 1
    assert main(["check", str(path), "--statement", str(out), "--force"]) == 3


def test_the_history_of_a_case_is_a_pdf_too_and_keeps_names_back_unless_asked(made, tmp_path, capsys):
    path, ref, _ = made
    kept, named = tmp_path / "kept.pdf", tmp_path / "named.pdf"
    assert main(["export", "history", str(path), ref, str(kept)]) == 0
    assert main(["export", "history", str(path), ref, str(named), "--identifying"]) == 0
    assert "Zzann" not in " ".join(text_of(kept)) and "may identify somebody" in " ".join(text_of(kept))
    assert "Zzann" in " ".join(text_of(named))
    assert main(["export", "history", str(path), str(tmp_path / "all.pdf")]) == 1
    assert "history of one case" in capsys.readouterr().err
