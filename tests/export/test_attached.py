"""Exports list attached files, by name only where the export may name people, and never hold them."""

import json
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.domain.review.privacy import EVERYBODY, NOBODY
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.interchange.fhir_write import write_fhir
from hssib_desk.export.pdf.summary import write_summary
from tests.factories import FACTS, make_case

DIGEST = "0e0daae501dae7bbcdd9381c4faec3b23f2b2b4bb7d25b9b794fe96e56262651"


@pytest.fixture
def case():
    library = load_library()
    form, field = next(
        (form, f) for form in library.forms.values() for f in form.fields if f.kind == "attachment"
    )
    at = datetime(2025, 11, 17, tzinfo=UTC)
    file = AttachmentFile(
        "id-1", "e", field.key, "Featherstone.pdf", "PDF document", ".pdf", 48_200, DIGEST, "R", at
    )
    return make_case(answers={form.key: {field.key: ["id-1"]}}, attachments=(file,))


def cells(path):
    return " ".join(
        str(cell) for sheet in load_workbook(path) for row in sheet.values for cell in row if cell
    )


def test_data_names_a_file_only_with_the_answers_that_identify(case, tmp_path):
    for name, include in (("plain.xlsx", False), ("named.xlsx", True)):
        write_data(
            [case],
            FACTS,
            case.library,
            tmp_path / name,
            today=date(2025, 11, 18),
            include_identifying=include,
        )
    plain, named = cells(tmp_path / "plain.xlsx"), cells(tmp_path / "named.xlsx")
    assert f"PDF document, 48 KB, SHA-256 {DIGEST}" in plain
    assert "Featherstone" not in plain
    assert f"Featherstone.pdf, PDF document, 48 KB, SHA-256 {DIGEST}" in named


def test_the_summary_lists_the_file_and_says_that_its_name_is_printed(case, tmp_path):
    report = write_summary(case, tmp_path / "a.pdf")
    text = " ".join("".join(page.extract_text().split()) for page in PdfReader(tmp_path / "a.pdf").pages)
    assert "Featherstone.pdf" in text
    assert DIGEST in text
    assert any("files by their names" in note for note in report.notes)


def test_fhir_names_a_file_only_when_it_names_people(case, tmp_path):
    for without, there in ((EVERYBODY, False), (NOBODY, True)):
        out = tmp_path / f"{there}.json"
        write_fhir(case, out, without=without)
        titles = json.dumps(json.loads(out.read_text("utf-8")))
        assert (DIGEST in titles, "Featherstone" in titles) == (True, there)
