"""Links between cases: references kept on the side that links, found from both, never telling too much."""

import openpyxl
import pypdf
import pytest

from hssib_desk.domain.forms.field_reader import read_field
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.interchange.fhir_write import write_fhir
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.verify.check import check


@pytest.fixture
def learning(library):
    return next(form for form in library.forms.values() if form.role("good_practice"))


@pytest.fixture
def linked(workbook, forms, learning):
    """A learning point of one case, and one of another case that is linked to it."""
    theirs, ours = workbook.new_case(), workbook.new_case()
    title = learning.role("title").key
    there = workbook.add_entry(theirs.id, learning.key, answers={title: "One shared place for checks"})
    here = workbook.add_entry(ours.id, learning.key, answers={title: "A shared place"})
    workbook.save(here.id, {learning.role("links").key: [f"{theirs.ref}-{there.ref}"]})
    return theirs, there, ours, here


def pdf_text(path):
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


def test_a_link_is_seen_from_both_cases_and_told_in_the_history(workbook, linked, learning, reopen):
    theirs, there, ours, here = linked
    for book in (workbook, reopen(workbook)):
        case = book.case(ours.id)
        (found,) = case.elsewhere.values()
        assert (found.ref, found.state, found.entry_id) == (f"{theirs.ref}-L1", "there", there.id)
        assert found.title == "One shared place for checks"
        ((own, other),) = book.case(theirs.id).linked_from
        assert (own, other.ref, other.case_id) == (there.id, f"{ours.ref}-L1", ours.id)
        assert book.case(theirs.id).elsewhere == {}
        last = book.history(ours.id, here.id)[-1]
        assert (last.field, last.new) == (learning.role("links").key, [f"{theirs.ref}-L1"])


def test_a_signed_case_can_be_linked_to_and_its_own_links_stay(workbook, linked, learning, path, library):
    theirs, _there, ours, here = linked
    workbook.reviews.sign(theirs.id, name="R", role="")
    title = learning.role("title").key
    third = workbook.add_entry(ours.id, learning.key, answers={title: "Another"})
    workbook.save(third.id, {learning.role("links").key: [f"{theirs.ref}-L1"]})
    assert [other.ref for _, other in workbook.case(theirs.id).linked_from] == [
        f"{ours.ref}-L1",
        f"{ours.ref}-L2",
    ]
    assert [f.sentence for f in check(path, library) if f.severity == "error"] == []
    workbook.save(here.id, {learning.role("links").key: None})
    assert [other.ref for _, other in workbook.case(theirs.id).linked_from] == [f"{ours.ref}-L2"]


def test_documents_name_it_by_reference_and_the_learning_page_does_not(workbook, linked, tmp_path):
    theirs, _there, ours, _here = linked
    for case, other in ((ours, f"{theirs.ref}-L1"), (theirs, f"{ours.ref}-L1")):
        write_summary(workbook.case(case.id), tmp_path / f"{case.ref}.pdf")
        assert other in pdf_text(tmp_path / f"{case.ref}.pdf")
        for audience in ("learning", "family"):
            out = tmp_path / f"{case.ref}-{audience}.pdf"
            write_summary(workbook.case(case.id), out, audience=audience)
            assert other not in pdf_text(out)
    write_data(
        workbook.lists.case_files(), workbook.facts, workbook.library, tmp_path / "d.xlsx", today=ours.today
    )
    cells = {c for sheet in openpyxl.load_workbook(tmp_path / "d.xlsx") for row in sheet.values for c in row}
    assert f"{theirs.ref}-L1" in cells
    write_fhir(workbook.case(ours.id), tmp_path / "f.json")
    assert f'"display": "{theirs.ref}-L1"' in (tmp_path / "f.json").read_text("utf-8")


def test_the_action_log_names_linked_actions(workbook, forms, library, tmp_path):
    one, two = workbook.new_case(), workbook.new_case()
    workbook.add_entry(one.id, forms.action.key, answers=forms.act(title="Make a follow-up call"))
    field = next(field for field in forms.action.fields if field.across)
    answers = {**forms.act(title="Call within two days"), field.key: [f"{one.ref}-A01"]}
    workbook.add_entry(two.id, forms.action.key, answers=answers)
    out = tmp_path / "log.xlsx"
    write_action_log(workbook.lists.case_files(), workbook.facts, library, out, today=two.today)
    sheet = openpyxl.load_workbook(out)["Action log"]
    heads = [cell.value for cell in sheet[1]]
    found = {row[0]: row[heads.index(field.column)] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert found == {f"{one.ref}-A01": None, f"{two.ref}-A01": f"{one.ref}-A01"}


def test_what_was_removed_is_said_in_words_and_what_never_was_is_found_by_the_check(
    workbook, linked, learning, path, library
):
    theirs, there, ours, here = linked
    workbook.remove_entry(there.id, "written twice")
    assert (
        workbook.case(ours.id).reference(f"{theirs.ref}-L1") == f"{theirs.ref}-L1 (removed from its review)"
    )
    assert not [f for f in check(path, library) if f.code == "references"]
    workbook.save(here.id, {learning.role("links").key: ["C-1999-001-L1"]})
    assert workbook.case(ours.id).reference("C-1999-001-L1") == "C-1999-001-L1 (not in this workbook)"
    (told,) = [f.sentence for f in check(path, library) if f.code == "references"]
    assert told == f"{ours.ref}-L1 is linked to C-1999-001-L1, which is not in this workbook."


def test_nothing_of_a_blind_second_review_is_told(workbook, linked, tmp_path):
    theirs, _there, ours, _here = linked
    workbook.reviews.sign(theirs.id, name="R", role="")
    workbook.reviews.start_second(theirs.id, name="S", role="")
    case = workbook.case(ours.id)
    (found,) = case.elsewhere.values()
    assert (found.said, found.title, found.entry_id) == (theirs.ref, "", "")
    write_summary(case, tmp_path / "a.pdf")
    assert f"{theirs.ref}-L1" not in pdf_text(tmp_path / "a.pdf")
    assert shown_view(workbook.case(theirs.id)).linked_from == ()
    assert not [hit for hit in workbook.lists.search(f"{theirs.ref}-L1") if hit.entry_ref]


def test_a_link_from_a_review_that_is_hidden_is_not_shown(workbook, linked):
    theirs, _there, ours, _here = linked
    workbook.reviews.sign(ours.id, name="R", role="")
    workbook.reviews.start_second(ours.id, name="S", role="")
    assert workbook.case(theirs.id).linked_from == ()


def test_a_reference_that_only_begins_alike_is_another_entry(workbook, linked, learning):
    theirs, _there, _ours, here = linked
    workbook.save(here.id, {learning.role("links").key: [f"{theirs.ref}-L10"]})
    assert workbook.case(theirs.id).linked_from == ()


def test_a_case_that_was_disposed_of_is_said_to_be(workbook, linked, path, library):
    theirs, _there, ours, _here = linked
    workbook.reviews.sign(theirs.id, name="R", role="")
    workbook.retention.dispose([theirs.id], "Its time has come", early=True)
    assert (
        workbook.case(ours.id).reference(f"{theirs.ref}-L1") == f"{theirs.ref}-L1 (its case was disposed of)"
    )
    assert not [f for f in check(path, library) if f.code == "references"]


@pytest.mark.parametrize("wrong", [{"kind": "text"}, {"kind": "link", "many": False}])
def test_only_a_link_to_many_can_lead_to_other_cases(library, wrong):
    raw = {"key": "a", "label": "A", "kind": "link", "many": True, "to": ["b"], "across": True, **wrong}
    with pytest.raises(FormError, match="across = true belongs to a link with many = true"):
        read_field(raw, "s", "local", {}, library.lists, "a.toml")
