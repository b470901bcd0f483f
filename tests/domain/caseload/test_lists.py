"""A question that is asked by one of two lists: both are read from a list of deaths, to the right value."""

from dataclasses import replace

import pytest

from hssib_desk.domain.caseload.comparison import ExistingCase, ExistingEntry
from hssib_desk.domain.caseload.plan import plan_import, suggest_mapping
from hssib_desk.domain.caseload.table import Row, Table
from hssib_desk.domain.forms.library import load_library
from tests.domain.caseloads import GOOD, TODAY

LIBRARY = load_library()
FORM = LIBRARY.forms["person"]
OF = {"2001": "ethnicity", "2021": "ethnicity_2021"}
# What stands in the column, and what it is under each list; codes are those of 2001.
READ = (
    ("Roma", "C", "T2"),
    ("White: Gypsy or Irish Traveller", "C", "T"),
    ("Arab", "S", "S2"),
    ("Asian, Asian British or Asian Welsh: Chinese", "R", "R"),
    ("Mixed or Multiple ethnic groups: White and Black African", "E", "E"),
    ("African", "N", "N"),
    ("Black or Black British - African", "N", "N"),
    ("Any other White background", "C", "C"),
    ("M", "M", "M"),
    ("r", "R", "R"),
    ("S", "S", "S"),
    ("Z", "Z", "Z"),
    ("99", "99", "99"),
)


def planned(cells, asked, existing=()):
    rows = [{**GOOD, "ID": f"H{n}", "NHS No": "", "Surname": f"Nowak{n}", "Ethnicity": cell}
            for n, cell in enumerate(cells)]  # fmt: skip
    columns = tuple(rows[0])
    table = Table("list.csv", columns, tuple(Row(n, tuple(r.values())) for n, r in enumerate(rows, 2)), 1)
    mapping = suggest_mapping(columns, LIBRARY, table.rows)
    return plan_import(table, mapping, LIBRARY, existing, TODAY, settings={"ethnic_list": asked})


@pytest.mark.parametrize("asked", OF)
def test_words_and_codes_of_both_lists_are_read_under_the_one_that_is_asked(asked):
    plan = planned([cell for cell, *_ in READ], asked)
    read = [{key: row.answers["person"].get(key) for key in OF.values()} for row in plan.rows]
    other = next(key for year, key in OF.items() if year != asked)
    assert [answers[OF[asked]] for answers in read] == [row[1 + list(OF).index(asked)] for row in READ]
    assert {answers[other] for answers in read} == {None}
    assert not [why for row in plan.rows for why in row.why if "not in the list" in why]


def test_the_preview_says_which_list_a_column_is_read_by_and_what_only_the_other_has():
    notes = planned(["Roma", "Arab", "Arab", "African", "N"], "2001").notes
    assert [note for note in notes if "Ethnic" in note] == [
        "“Ethnicity” is kept under Ethnic category (2001), the list that this workbook asks for. 3 of its "
        "rows are written in the words of Ethnic category (2021 census) (“Roma”, “Arab”)."
    ]
    own = [note for note in planned(["Roma", "Arab"], "2021").notes if "Ethnic" in note]
    assert own == [
        "“Ethnicity” is kept under Ethnic category (2021 census), the list that this workbook asks for."
    ]


def test_a_group_that_the_list_asked_does_not_have_is_said_and_its_words_are_kept():
    row = planned(["Roma"], "2001").rows[0]
    assert any("“Roma” is “Roma” in Ethnic category (2021 census)" in why for why in row.why), row.why
    assert "Ethnicity: Roma" in row.answers["person"]["comments"]
    assert "comments" not in planned(["Roma"], "2021").rows[0].answers["person"]


@pytest.mark.parametrize(
    ("asked", "there", "cell", "differs"),
    [
        ("2021", {"ethnicity_2021": "T2"}, "Roma", None),
        ("2021", {"ethnicity": "N"}, "African", None),
        ("2021", {"ethnicity": "C"}, "Roma", ("ethnicity_2021", "Any other White background", "Roma")),
        ("2001", {"ethnicity_2021": "S2"}, "Arab", None),
        ("2001", {"ethnicity_2021": "T2"}, "N", ("ethnicity", "Roma", "Black African")),
    ],
)
def test_a_corrected_list_is_compared_with_the_answer_by_either_list(asked, there, cell, differs):
    entry = ExistingEntry("e1", FORM, there)
    case = ExistingCase("C-2025-001", local_number="H0", name="Nowak0", date_of_birth="1975-05-03",
                        date_of_death="2025-10-12", entries={"person": entry})  # fmt: skip
    row = planned([cell], asked, [case]).rows[0]
    found = [(item.field, item.old, item.new) for item in row.differences if item.target == "ethnicity"]
    assert found == ([differs] if differs else [])


def test_a_review_on_a_form_without_the_newer_list_takes_the_category_that_counts():
    kept = [[f for f in s.fields if f.key != "ethnicity_2021"] for s in FORM.sections]
    sections = zip(FORM.sections, kept, strict=True)
    older = replace(FORM, sections=tuple(replace(s, fields=tuple(fields)) for s, fields in sections))
    case = ExistingCase("C-2025-001", local_number="H0", name="Nowak0", date_of_birth="1975-05-03",
                        date_of_death="2025-10-12",
                        entries={"person": ExistingEntry("e1", older, {})})  # fmt: skip
    row = planned(["Arab"], "2021", [case]).rows[0]
    assert [(d.field, d.value) for d in row.differences if d.target == "ethnicity"] == [("ethnicity", "S")]
