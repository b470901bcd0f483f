"""What leaves the workbook says which review form and which scale it speaks of, and mixes neither."""

from dataclasses import replace

import openpyxl
import pypdf
import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.html.summary import write_summary_twice
from hssib_desk.export.interchange.fhir_write import write_fhir
from hssib_desk.export.pdf.summary import write_summary
from tests.factories import FACTS, TODAY, make_case, make_entry

LIBRARY = load_library()
FORMS = {
    outline.key: next(f for f in LIBRARY.for_review(outline.key).forms.values() if f.phases)
    for outline in LIBRARY.reviews
}
FIRST, OTHER = FORMS
OPTION = LIBRARY.options[0]


def case_on(review, answers=None, option="", entries=(), ref="C-2025-014"):
    form = FORMS[review]
    given = {phase.score_field.key: "4" for phase in form.phases} | (answers or {})
    return make_case(
        ref,
        {form.key: given},
        entries,
        library=LIBRARY.for_review(review),
        facts=replace(FACTS, settings={OPTION.key: option}),
    )


def scales():
    """The questions that an organisation may ask, by what must be chosen for them."""
    return {f.asked_if.accepts[0]: f for f in FORMS[FIRST].fields if f.asked_if and f.asked_if.option}


def text_of(path):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def rows_of(path, title):
    sheet = openpyxl.load_workbook(path)[title]
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_summary_names_its_form_and_has_its_phases_only(tmp_path):
    case = case_on(OTHER)
    text = text_of(write_summary(case, tmp_path / "a.pdf").path)
    assert f"Acute care, form {LIBRARY.for_review(OTHER).outline.version}" in text
    own = {phase.title for phase in FORMS[OTHER].phases}
    assert all(title in text for title in own)
    assert not [
        phase.title for phase in FORMS[FIRST].phases if phase.title not in own and phase.title in text
    ]
    write_summary_twice(case, tmp_path / "b.pdf")
    assert "Perioperative care" in (tmp_path / "b.html").read_text("utf-8")


def test_the_phases_of_a_problem_are_printed_in_the_words_of_the_form(tmp_path):
    for review, shown in ((FIRST, "Admission"), (OTHER, "Periop")):
        form = next(f for f in LIBRARY.forms.values() if f.role("problem_type"))
        fields = {f.options.key: f for f in form.with_role("phases")}
        both = {fields["phases"].key: ["admission"], fields["phases_acute"].key: ["acute_perioperative"]}
        problem = make_entry(form, {"title": "Late fluids", **both}, ref="P1")
        text = text_of(write_summary(case_on(review, entries=[problem]), tmp_path / f"{review}.pdf").path)
        assert f"Late fluids {shown}" in text
        other = "Periop" if review == FIRST else "Admission Probably"
        assert f"Late fluids {other}" not in text


def test_each_form_has_a_sheet_of_its_own(tmp_path):
    cases = [case_on(FIRST, ref="C-2025-001"), case_on(OTHER, ref="C-2025-002")]
    path = tmp_path / "data.xlsx"
    write_data(cases, FACTS, LIBRARY, path, today=TODAY)
    for form, case in zip((FORMS[FIRST], FORMS[OTHER]), cases, strict=True):
        assert [row["Case ref"] for row in rows_of(path, form.title)] == [case.ref]


@pytest.mark.parametrize("review", [FIRST, OTHER])
@pytest.mark.parametrize("now", ["off", "research", "second_stage"])
def test_the_scale_of_avoidability_is_printed_with_its_direction_whatever_is_chosen_now(
    tmp_path, review, now
):
    for code, field in scales().items():
        case = case_on(review, {field.key: "6"}, now)
        text = text_of(write_summary(case, tmp_path / f"{code}.pdf").path)
        said = field.options.by_code["6"].label
        assert f"6: {said} (scale 1 to 6; {field.options.direction})" in text
        other = next(f for key, f in scales().items() if key != code)
        assert (other.options.title in text) == (now == other.asked_if.accepts[0])
        path = tmp_path / f"{now}-{code}.xlsx"
        write_data([case], FACTS, LIBRARY, path, today=TODAY)
        (row,) = rows_of(path, FORMS[review].title)
        assert row[field.label] == said
        assert row[f"{field.label} (code)"] == 6
        assert row[f"{field.label} (direction)"] == field.options.direction
        assert row[f"{other.label} (direction)"] is None


def test_nothing_of_avoidability_is_printed_where_nobody_asks(tmp_path):
    text = text_of(write_summary(case_on(FIRST), tmp_path / "a.pdf").path)
    assert "avoidab" not in text.lower()


def test_a_case_leaves_as_fhir_with_its_own_form(tmp_path):
    out = tmp_path / "a.json"
    write_fhir(case_on(OTHER), out)
    said = out.read_text("utf-8")
    assert FORMS[OTHER].title in said
    assert f'"title": "{FORMS[FIRST].title}"' not in said
