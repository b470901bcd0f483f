"""A review begun on earlier forms stays on them, reads and prints as asked, and moves only when told to."""

import shutil
from pathlib import Path

import openpyxl
import pypdf
import pytest

from hssib_desk.domain.forms.outline import completeness, page_states
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.entries.renewal import together
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.newer_forms import newer_library

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def newer(tmp_path_factory, forms):
    """The library of a later program, and what was changed in its form of problems."""
    return newer_library(tmp_path_factory.mktemp("newer") / "forms", forms.raised)


@pytest.fixture
def later(newer):
    return newer[0]


@pytest.fixture
def done(newer):
    return newer[1]


@pytest.fixture
def moved(workbook, case, forms, path, later, done):
    """A case with two problems answered on the old form, opened by the later program."""
    for title in ("No blood test", "No call"):
        answers = {done["title"]: title, done["gone"]: f"{title} in words"}
        answers[done["listed"]] = done["choice_gone"]["code"]
        workbook.add_entry(case.id, forms.raised.key, answers=answers)
    workbook.close()
    with Workbook.open(path, library=later, actor="R", back_up=False) as again:
        yield again


def problems(book, case, forms):
    return book.case(case.id).all_of(forms.raised.key)


def cells(path):
    sheets = openpyxl.load_workbook(path, read_only=True)
    return [
        str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell
    ]


def words_of(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(pdf).pages)


def test_a_draft_on_an_earlier_form_prints_and_counts_as_it_was_asked(
    moved, case, forms, done, tmp_path, later
):
    old = problems(moved, case, forms)[0]
    assert old.form.version == forms.raised.version
    found = moved.case(case.id)
    assert completeness(found).to_finish
    assert page_states(found)
    write_summary(found, tmp_path / "a.pdf")
    text = words_of(tmp_path / "a.pdf")
    assert "No blood test in words" in text
    assert done["choice_gone"]["label"] in text
    assert "Something new" not in text
    write_data(moved.lists.case_files(), moved.facts, later, tmp_path / "a.xlsx", today=found.today)
    assert "No blood test in words" in " ".join(cells(tmp_path / "a.xlsx"))
    write_action_log(moved.lists.case_files(), moved.facts, later, tmp_path / "b.xlsx", today=found.today)


def test_a_review_is_moved_whole_and_what_happens_is_told_before(moved, case, forms, done, path, later):
    plan = moved.reviews.form_updates(case.id)
    assert [item.ref for item in plan] == ["P1", "P2"]
    assert all(item.is_worth_asking for item in plan)
    (both,) = together(plan)
    old = forms.raised.by_key
    assert both.renamed == ((old[done["title"]].label, "The title in other words"),)
    label = old[done["gone"]].label
    assert both.dropped == ((f"P1 {label}", "No blood test in words"), (f"P2 {label}", "No call in words"))
    assert both.asked == ("Something new",)
    lost = done["choice_gone"]["label"]
    (listed, what), *_ = both.choices
    assert listed == old[done["listed"]].label
    assert f"“{lost}”" in what
    assert "new: “A new choice”" in what
    assert {answer for _, answer in both.again} == {lost}
    assert moved.reviews.update_forms(case.id) == plan
    assert moved.reviews.form_updates(case.id) == []
    now = problems(moved, case, forms)
    assert [entry.text("title") for entry in now] == ["No blood test", "No call"]
    assert [entry.answers[done["listed"]] for entry in now] == [lost, lost]
    assert moved.lists.search("No blood test in words") == []
    moved.copies.backup()
    assert [f.sentence for f in check(path, later) if f.severity != "info"] == []


def test_one_undo_takes_the_whole_move_back_and_nothing_is_lost(moved, case, forms, path, later):
    before = [dict(entry.answers) for entry in problems(moved, case, forms)]
    moved.reviews.update_forms(case.id)
    assert "and 1 more" in moved.undo(case.id)
    assert [dict(entry.answers) for entry in problems(moved, case, forms)] == before
    assert len(moved.reviews.form_updates(case.id)) == 2
    assert moved.lists.search("No blood test in words")
    moved.redo(case.id)
    assert moved.reviews.form_updates(case.id) == []
    moved.undo(case.id)
    moved.copies.backup()
    assert [f.sentence for f in check(path, later) if f.severity != "info"] == []


def test_a_signed_review_never_moves(moved, case, forms):
    seal = moved.reviews.sign(case.id, name="R", role="")
    assert moved.reviews.form_updates(case.id) == []
    assert moved.reviews.update_forms(case.id) == []
    assert problems(moved, case, forms)[0].form.version == forms.raised.version
    moved.reviews.reopen(case.id, "A witness came forward")
    assert len(moved.reviews.update_forms(case.id)) == 2
    (kept,) = moved.reviews.sealed_versions(case.id)
    assert kept.seal.digest == seal.digest
    assert kept.case.all_of(forms.raised.key)[0].form.version == forms.raised.version


def test_a_draft_on_an_earlier_form_can_be_answered_and_signed_on_it(moved, case, forms, done):
    entry = problems(moved, case, forms)[0]
    moved.save(entry.id, {done["gone"]: "More words"})
    moved.reviews.sign(case.id, name="R", role="")
    signed = problems(moved, case, forms)[0]
    assert signed.answers[done["gone"]] == "More words"
    assert (signed.form.version, signed.seal is not None) == (forms.raised.version, True)


def test_taking_an_entry_out_before_the_move_brings_it_back_as_it_was_asked(moved, case, forms):
    out = problems(moved, case, forms)[0]
    moved.remove_entry(out.id, "")
    moved.reviews.update_forms(case.id)
    moved.restore_entry(out.id)
    assert {entry.form.version for entry in problems(moved, case, forms)} == {
        forms.raised.version,
        forms.raised.version + 1,
    }
    assert [item.ref for item in moved.reviews.form_updates(case.id)] == ["P1"]


@pytest.mark.parametrize("version", [1])
def test_a_workbook_made_on_every_shipped_version_opens_prints_and_moves(version, tmp_path, library, later):
    path = tmp_path / "old.hssib"
    for number, forms_of_now in enumerate((library, later)):
        shutil.copy(DATA / f"forms-{version}.hssib", path)
        with Workbook.open(path, library=forms_of_now, actor="R", back_up=False) as book:
            refs = [row.ref for row in book.lists.cases(CaseQuery())]
            assert len(refs) == 3
            for ref in refs:
                found = book.case(ref)
                asked = {entry.id: entry.form.text for entry in found.entries}
                write_summary(found, tmp_path / f"{number}-{ref}.pdf")
                told = book.reviews.form_updates(found.id)
                assert all(item.to_version > item.from_version for item in told)
                book.reviews.update_forms(found.id)
                now = book.case(ref)
                for entry in now.entries:
                    newest = forms_of_now.forms[entry.form.key].text
                    assert entry.form.text == (asked[entry.id] if found.seal else newest)
            book.copies.backup()
        assert [f.sentence for f in check(path, forms_of_now) if f.severity != "info"] == []
