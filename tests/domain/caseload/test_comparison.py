"""A list that comes back corrected: what differs from the cases that are there, and who decides on it."""

import gc
from datetime import date

import pytest

from hssib_desk.domain.caseload.choices import choices_from_json
from hssib_desk.domain.caseload.plan import (
    ExistingCase,
    ExistingEntry,
    MapError,
    RowChoice,
    plan_import,
    suggest_mapping,
)
from hssib_desk.domain.caseload.row import Draft
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.reading.tables import read_table
from tests.domain.caseloads import DATA, GOOD, by_number, one, person, several

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def library():
    return load_library()


def plan_of(library, name, existing=(), **options):
    table = read_table(DATA / name)
    mapping = suggest_mapping(table.columns, library, table.rows)
    return plan_import(table, mapping, library, existing, TODAY, practice=True, **options)


def stored(plan, library, *, signed: bool = False):
    """The cases that a plan makes, as the workbook would hold them."""
    marks = ("local_number", "nhs_number", "name", "given_name", "date_of_birth", "date_of_death")
    for number, row in enumerate(plan.accepted, 1):
        entries = {
            key: ExistingEntry(f"{number}-{key}", library.forms[key], answers, signed)
            for key, answers in row.answers.items()
        }
        told = {mark: str(person(row).get(mark, "")) for mark in marks}
        yield ExistingCase(f"C-2026-{number:03d}", **told, entries=entries)


@pytest.fixture(scope="module")
def corrected(library):
    existing = list(stored(plan_of(library, "first-list.csv"), library))
    return plan_of(library, "corrected-list.csv", existing)


def test_every_column_of_the_corrected_list_is_compared(corrected):
    differ = {
        row.number: [(item.target, item.old, item.new) for item in row.differences] for row in corrected.rows
    }
    assert differ == {
        2: [("discharge_date", "1 Mar 2026", "15 Feb 2026")],
        3: [("date_of_death", "25 Mar 2026", "26 Mar 2026")],
        4: [("discharge_date", "", "1 Mar 2026")],
        5: [("ward", "Maple", "Oak Ward"), ("legal_status", "Section 3", "Informal")],
        6: [("nhs_number", "999 000 1855", "999 000 3000")],
        7: [("date_of_birth", "29 Feb 1972", "29/02/1973")],
        8: [("name", "EVANS", "EVANS-JONES")],
        9: [],
        10: [],
    }
    assert [row.fate for row in corrected.rows] == [
        "changed", "held", "changed", "changed", "changed", "changed", "changed", "duplicate", "warning"
    ]  # fmt: skip


def test_changed_date_of_death_is_held_back_and_makes_no_second_case(corrected):
    held = by_number(corrected)[3]
    assert held.why[0].startswith("Probably the same death, date corrected: same NHS number as C-2026-002")
    assert [row.number for row in corrected.accepted] == [10]
    assert corrected.changes == {}


def test_each_difference_is_taken_or_kept_for_itself(library):
    existing = list(stored(plan_of(library, "first-list.csv"), library))
    choices = {("", 5): RowChoice(answers={"ward": "take", "legal_status": "keep"})}
    plan = plan_of(library, "corrected-list.csv", existing, choices=choices)
    assert plan.changes == {"4-person": {"ward": "Oak Ward"}}
    assert [item.choice for item in by_number(plan)[5].differences] == ["take", "keep"]


def test_duplicate_or_held_row_can_be_imported_all_the_same(library):
    existing = list(stored(plan_of(library, "first-list.csv"), library))
    choices = {("", 3): RowChoice("import"), ("", 9): RowChoice("import"), ("", 10): RowChoice("skip")}
    plan = plan_of(library, "corrected-list.csv", existing, choices=choices)
    assert [row.number for row in plan.accepted] == [3, 9]
    assert by_number(plan)[10].fate == "skipped"
    assert plan.counts["skipped"] == 1


def test_signed_review_takes_nothing_and_says_why(library):
    existing = list(stored(plan_of(library, "first-list.csv"), library, signed=True))
    choices = {("", 2): RowChoice(answers={"discharge_date": "take"})}
    plan = plan_of(library, "corrected-list.csv", existing, choices=choices)
    assert plan.changes == {}
    assert "Reopen it" in by_number(plan)[2].differences[0].why


def test_empty_cell_takes_nothing_away_and_words_are_added(library):
    first = several(library, [GOOD | {"Ward": "Maple", "Comments": "Told on Monday"}], practice=True)
    existing = list(stored(first, library))
    again = several(library, [GOOD | {"Ward": None, "Comments": "Told on Monday"}], existing, practice=True)
    assert (again.rows[0].fate, again.rows[0].differences) == ("duplicate", ())
    more = one(library, GOOD | {"Comments": "Inquest opened", "Handler": "B"}, existing, practice=True)
    (words,) = more.differences
    assert (words.target, words.old) == ("comments", "")
    assert words.value == "Told on Monday\n\nInquest opened\n\nAs written in list.csv, row 2:\nHandler: B"


def test_second_row_for_one_case_is_a_duplicate_of_the_first(library):
    existing = list(stored(several(library, [GOOD], practice=True), library))
    plan = several(library, [GOOD | {"Ward": "Ash"}, GOOD | {"Ward": "Oak"}], existing, practice=True)
    assert [(row.fate, row.duplicate_of) for row in plan.rows] == [
        ("changed", "C-2026-001"),
        ("duplicate", 2),
    ]


def test_what_is_typed_mends_a_refused_row_and_the_cell_is_kept(library):
    rows = [GOOD | {"Died": "31/11/2025", "Discharged": "1/11/2025"}]
    assert several(library, rows, practice=True).rows[0].fate == "refused"
    choices = {("", 2): RowChoice(mended={"date_of_death": "30/10/2025", "discharge_date": "1/10/2025"})}
    row = several(library, rows, practice=True, choices=choices).rows[0]
    assert (row.fate, person(row)["date_of_death"]) == ("new", "2025-10-30")
    assert "Died: 31/11/2025" in str(person(row)["comments"])


def test_row_without_its_column_can_be_mended_too(library):
    plan = several(
        library,
        [{"Died": "12/10/2025", "Ward": "Ash"}],
        choices={("", 2): RowChoice(mended={"local_number": "H7"})},
    )
    assert (plan.rows[0].fate, person(plan.rows[0])["local_number"]) == ("warning", "H7")


# Placeholders and names


def test_reference_to_come_makes_no_death_a_duplicate(library):
    plan = plan_of(library, "reference-to-come.csv")
    assert [row.fate for row in plan.rows] == ["warning"] * 4
    assert all("identifies nobody" in " ".join(row.why) for row in plan.rows)
    assert "neither says who it was" in plan.rows[1].why[0]
    assert all("local_number" not in person(row) for row in plan.rows)
    assert "Ref: TBC" in str(person(plan.rows[0])["comments"])
    again = plan_of(library, "reference-to-come.csv", list(stored(plan, library)))
    assert [row.fate for row in again.rows] == ["duplicate"] * 4


def test_number_of_zeros_is_no_nhs_number(library):
    plan = plan_of(library, "nhs-zeros.csv")
    assert [row.fate for row in plan.rows] == ["warning", "warning"]
    assert "“0000000000” is no NHS number" in " ".join(plan.rows[1].why)
    assert all("nhs_number" not in person(row) for row in plan.rows)


def test_names_are_compared_without_titles_and_order(library):
    first = plan_of(library, "title-in-name-1.csv")
    plan = plan_of(library, "title-in-name-2.csv", list(stored(first, library)))
    assert [(row.fate, row.duplicate_of) for row in plan.rows] == [
        ("changed", "C-2026-001"),
        ("duplicate", 2),
    ]
    assert plan.rows[0].why[0] == "Same name, date of birth and date of death as C-2026-001."


def test_shared_birth_date_is_named_as_a_default_and_finds_nobody(library):
    rows = [
        GOOD | {"ID": f"H{n}", "NHS No": None, "Surname": "Nowak", "DOB": "1/1/1900", "Died": f"{n}/10/2025"}
        for n in range(10, 30)
    ]
    plan = several(library, rows)
    assert any("20 rows share the date of birth 1 Jan 1900: probably a default" in n for n in plan.notes)
    assert {row.fate for row in plan.rows} == {"warning"}
    assert not any("Probably the same" in " ".join(row.why) for row in plan.rows)


def test_comparisons_grow_with_the_rows_and_not_with_their_square(library, monkeypatch):
    from hssib_desk.domain.caseload import matching

    compared = []
    compare = matching.compare
    monkeypatch.setattr(matching, "compare", lambda *pair: compared.append(pair) or compare(*pair))
    rows = [
        GOOD | {"ID": f"H{n}", "NHS No": None, "Surname": f"N{n}", "Forename": f"G{n}", "DOB": "1/1/1900"}
        for n in range(400)
    ]
    assert len(several(library, rows).batch) == 400
    assert len(compared) < 400


def test_what_was_read_of_a_long_list_is_let_go_row_by_row(library):
    held = []

    def look(_done: int) -> None:
        held.append(sum(isinstance(found, Draft) for found in gc.get_objects()))

    several(library, [GOOD | {"ID": f"H{n}"} for n in range(1001)], step=look)
    assert held[-3:] == [1001, 502, 2]  # one is in hand


# The file of choices


def test_choices_come_back_as_the_dry_run_wrote_them(library):
    table = several(library, [GOOD]).table
    text = (
        '{"rows": [{"row": 2, "sheet": "", "do": "import", "mended": {"ward": "Ash"}, '
        '"differences": [{"question": "ward", "do": "take"}, {"question": "team", "do": ""}]}]}'
    )
    assert choices_from_json(text, table) == {("", 2): RowChoice("import", {"ward": "take"}, {"ward": "Ash"})}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nothing", "is not what --dry-run --json wrote"),
        ('{"rows": [{"row": 2, "do": "delete"}]}', "may be import or skip"),
        ('{"rows": [{"row": 2, "differences": [{"question": "ward", "do": "x"}]}]}', "may be take or keep"),
        ('{"rows": [{"row": 9, "do": "skip"}]}', "which the list does not have"),
    ],
)
def test_choices_that_cannot_be_meant_are_refused(library, text, says):
    with pytest.raises(MapError, match=says):
        choices_from_json(text, several(library, [GOOD]).table)
