"""Every export tells who signed which part of a review and when, and names nobody where it must not."""

import json
from datetime import UTC, datetime

import openpyxl
import pypdf
import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.excel.history import write_history
from hssib_desk.export.html.summary import page_of
from hssib_desk.export.interchange.fhir_write import write_fhir
from hssib_desk.export.pdf.part_signatures import WHOLE
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.workbook import Workbook
from tests.factories import SEAL, make_case, make_entry
from tests.parts import finish

NAMES = ("S. Lead", "F. Liaison", "R. Reviewer")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A workbook with one review that three people had to do with: two signed, one part was set aside."""
    path = tmp_path_factory.mktemp("parts") / "Oak House.hssib"
    noon = datetime(2025, 11, 18, 12, 0, tzinfo=UTC)
    with Workbook.create(
        path, library=load_library(), actor="Desk", title="Oak House", now=lambda: noon
    ) as made:
        case = finish(made, made.new_case().id)
        made.reviews.assign_part(case.id, "safety", name="S. Lead", role="safety_lead", due="2025-11-20")
        made.reviews.sign_parts(case.id, ["safety"], name="S. Lead", role="Patient safety lead")
        made.reviews.set_part_aside(case.id, "family", "No family or friend is known", "F. Liaison")
        made.reviews.sign_parts(case.id, ["reviewer"], name="R. Reviewer", role="Consultant nurse")
        yield made, made.case(case.id)


def pdf_text(case, out):
    write_summary(case, out, force=True)
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(out).pages).split())


def rows(path, title):
    first, *rest = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rest]


def test_the_summary_says_it_by_role(shared, tmp_path):
    _made, case = shared
    told = pdf_text(case, tmp_path / "a.pdf")
    assert "Signed 18 Nov 2025, " in told and "Patient safety lead" in told
    assert "Set aside 18 Nov 2025: No family or friend is known" in told
    assert not any(name in told for name in NAMES) and WHOLE not in told
    web, _ = page_of(case, "governance")
    assert "Set aside 18 Nov 2025: No family or friend is known" in " ".join(web.split())


def test_one_signature_for_the_whole_says_so(tmp_path):
    entry = make_entry("person", {"date_of_death": "2025-10-19"}, seal=SEAL)
    assert WHOLE in pdf_text(make_case(entries=[entry], status="signed"), tmp_path / "b.pdf")
    draft = make_entry("person", {"date_of_death": "2025-10-19"})
    told = pdf_text(make_case(entries=[draft]), tmp_path / "c.pdf")
    assert WHOLE not in told and "Nobody has signed it" in told


def test_a_draft_says_which_parts_are_signed(shared, tmp_path):
    made, _case = shared
    case = finish(made, made.new_case().id, "family")
    made.reviews.sign_parts(case.id, ["family"], name="F. Liaison", role="Family liaison officer")
    told = pdf_text(made.case(case.id), tmp_path / "d.pdf")
    assert "This is a draft. Signed so far: Family, and it may still change." in told
    assert "Waiting to be signed" in told


def test_the_data_has_the_state_in_words_and_a_row_for_each_part(shared, tmp_path):
    made, case = shared
    out = tmp_path / "data.xlsx"
    write_data([case], made.facts, made.library, out, today=case.today)
    (row,) = rows(out, "Cases")
    assert row["Parts"] == (
        "Reviewer: signed 18 Nov 2025; Safety: signed 18 Nov 2025; Family: set aside 18 Nov 2025"
    )
    kept = {row["Name of the part"]: row for row in rows(out, made.library.forms["parts"].title)}
    assert kept["Safety"]["Role of who signed"] == "Patient safety lead"
    assert kept["Family"]["Set aside, because"] == "No family or friend is known"
    assert not {cell for row in kept.values() for cell in row.values()} & set(NAMES)
    write_data([case], made.facts, made.library, out, today=case.today, force=True, include_identifying=True)
    kept = {row["Name of the part"]: row for row in rows(out, made.library.forms["parts"].title)}
    assert kept["Safety"]["Signed by"] == "S. Lead"


def test_fhir_has_a_response_for_each_part(shared, tmp_path):
    _made, case = shared
    out = tmp_path / "case.json"
    write_fhir(case, out, without=())
    text = out.read_text("utf-8")
    found = [
        entry["resource"]
        for entry in json.loads(text)["entry"]
        if "parts" in entry["resource"].get("questionnaire", "")
    ]
    assert len(found) == 3 and {one["status"] for one in found} == {"completed"}
    assert all(name in text for name in NAMES)


def test_the_history_says_each_act(shared, tmp_path):
    made, case = shared
    out = tmp_path / "history.xlsx"
    told = made.histories(case.id, as_shown=True, blind=[])
    write_history(
        told, made.facts, out, today=case.today, last_hash=made.last_hash(), include_identifying=True
    )
    book = openpyxl.load_workbook(out)
    lines = [
        " ".join(str(cell or "") for cell in row)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    ]
    assert any("Part signed" in line and "S. Lead" in line for line in lines)
    assert any("Part set aside" in line and "No family or friend is known" in line for line in lines)
