"""What an import would do: every row of the samples, and every oddity by itself."""

import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from hssib_desk.domain import kinds
from hssib_desk.domain.caseload import (
    FATES,
    ExistingCase,
    ImportPlan,
    MapError,
    Row,
    RowFate,
    Table,
    fates_csv,
    fates_table,
    import_names,
    map_from_json,
    map_to_json,
    plan_import,
    suggest_mapping,
)
from hssib_desk.domain.caseload_match import Person, compare, likeness
from hssib_desk.domain.form import FormError
from hssib_desk.domain.library import load_library
from hssib_desk.export.tables import read_table

DATA = Path(__file__).parents[1] / "data" / "caseload"
TODAY = date(2025, 11, 14)  # the day the sample report was run

INPATIENT = "taken as an inpatient"
SAME_DAY = "Discharged on the day of death"

# Row, fate, and what the reasons must say; worked out by hand from the file.
EXPECTED = [
    (4, "warning", ["“Public place”: were they still an inpatient?"]),
    (5, "new", [INPATIENT]),
    (6, "warning", ["“On ward”, but discharged 30 days before"]),
    (7, "warning", ["“Hospice”: were they still an inpatient?"]),
    (8, "new", [INPATIENT]),
    (9, "new", ["Died 25 days after discharge."]),
    (10, "warning", ["Died 33 days after discharge: outside the 30 days."]),
    (11, "new", ["Died 21 days after discharge."]),
    (12, "new", ["Died 12 days after discharge."]),
    (13, "warning", ["“999-267-6133”: The last digit does not fit", INPATIENT]),
    (14, "warning", ["“Public place”: were they still an inpatient?"]),
    (15, "new", ["Died 29 days after discharge."]),
    (16, "warning", ["“On s17 leave”, but discharged 14 days before"]),
    (17, "warning", [SAME_DAY]),
    (18, "warning", ["Died 60 days after discharge: outside", "“AWOL”, but discharged 60 days before"]),
    (19, "new", [INPATIENT]),
    (20, "new", [INPATIENT]),
    (21, "new", ["Died 2 days after discharge.", "There is no NHS number."]),
    (22, "warning", ["“On ward”, but discharged 21 days before"]),
    (23, "warning", ["“Public place”: were they still an inpatient?"]),
    (24, "warning", ["“On ward”, but discharged 18 days before"]),
    (25, "new", [INPATIENT]),
    (26, "warning", ["“Care home”: were they still an inpatient?"]),
    (27, "warning", ["“987 654 4321”: The last digit does not fit"]),
    (28, "warning", [SAME_DAY]),
    (29, "new", ["Died 18 days after discharge."]),
    (30, "new", ["Died 5 days after discharge."]),
    (31, "warning", ["“On ward”, but discharged 5 days before"]),
    (32, "new", ["Died 25 days after discharge."]),
    (33, "warning", ["“On s17 leave”, but discharged 30 days before"]),
    (35, "warning", ["“Hospice”: were they still an inpatient?"]),
    (36, "warning", ["The discharge (24 Jul 2025) is after the death (22 Jul 2025)."]),
    (37, "warning", ["Died 45 days after discharge: outside the 30 days."]),
    (38, "new", [INPATIENT]),
    (39, "warning", [SAME_DAY]),
    (40, "warning", ["“AWOL”, but discharged 5 days before"]),
    (41, "warning", ["Died 45 days after discharge: outside", "“AWOL”, but discharged 45 days before"]),
    (
        42,
        "warning",
        [
            "The admission (5 Nov 2024) is after the death (4 Nov 2024).",
            "The admission (5 Nov 2024) is after the discharge (21 Oct 2024).",
        ],
    ),
    (43, "new", ["Died 28 days after discharge."]),
    (44, "warning", ["“AWOL”, but discharged 1 day before"]),
    (45, "new", [INPATIENT]),
    (46, "warning", ["The birth (20 Sep 2025) is after the death (16 Aug 2024)."]),
    (47, "new", [INPATIENT]),
    (48, "warning", ["31 days after discharge: just outside the 30 days.", "“AWOL”, but discharged 31 days"]),
    (49, "warning", ["Died 60 days after discharge: outside the 30 days."]),
    (50, "duplicate", ["Same NHS number and date of death as row 16.", "“duplicate of W210084?”"]),
    (51, "warning", ["“On ward”, but discharged 2 days before"]),
    (52, "new", ["Died 2 days after discharge."]),
    (53, "warning", ["“On ward”, but discharged 18 days before"]),
    (54, "new", [INPATIENT]),
    (55, "warning", [SAME_DAY]),
    (56, "new", ["Died 7 days after discharge."]),
    (57, "duplicate", ["Same name, date of birth and date of death as row 24.", "NHS No. (empty)"]),
    (58, "new", ["Died 3 days after discharge."]),
    (59, "new", [INPATIENT]),
    (60, "new", ["Died 18 days after discharge."]),
    (61, "warning", ["31 days after discharge: just outside the 30 days."]),
    (62, "new", [INPATIENT]),
    (63, "refused", ["There is no date of death."]),
    (64, "warning", ["“On s17 leave”, but discharged 1 day before"]),
    (65, "new", ["Died 18 days after discharge.", "more than a cell of Excel holds. All are kept."]),
    (66, "warning", ["Died 60 days after discharge: outside the 30 days."]),
    (67, "warning", ["“Hospice”: were they still an inpatient?"]),
    (68, "new", ["Died 12 days after discharge."]),
]
# Names that the old Excel could not write: their rows want a look in the second file.
LETTERS_LOST = {7, 14, 17, 27, 38, 45, 48, 58, 68}


@pytest.fixture(scope="module")
def library():
    return load_library()


def planned(path: Path, existing=(), **options) -> ImportPlan:
    table = read_table(path)
    library = load_library()
    mapping = suggest_mapping(table.columns, library, table.rows)
    return plan_import(table, mapping, library, existing, TODAY, **options)


@pytest.fixture(scope="module")
def sample() -> ImportPlan:
    return planned(DATA / "deaths-report.csv")


@pytest.fixture(scope="module")
def damaged() -> ImportPlan:
    return planned(DATA / "deaths-report-excel-saved.csv")


def by_number(plan: ImportPlan) -> dict[int, RowFate]:
    return {row.number: row for row in plan.rows}


def person(row: RowFate) -> dict[str, object]:
    """The answers of the case by role."""
    form = load_library().form_with_role("date_of_death", repeat=False)
    return {
        item.role: row.answers[form.key][item.key]
        for item in form.fields
        if item.key in row.answers[form.key]
    }


def one(library, cells: dict[str, object], existing=(), **options) -> RowFate:
    """The fate of a single row given by column name."""
    return several(library, [cells], existing, **options).rows[0]


def several(library, rows: list[dict[str, object]], existing=(), **options) -> ImportPlan:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    table = Table(
        name="list.csv",
        columns=columns,
        rows=tuple(Row(n, tuple(row.get(name) for name in columns)) for n, row in enumerate(rows, 2)),
        header_row=1,
    )
    mapping = suggest_mapping(columns, library, table.rows)
    return plan_import(table, mapping, library, existing, TODAY, **options)


GOOD = {
    "ID": "H1",
    "Surname": "Nowak",
    "Forename": "Noel",
    "DOB": "3/5/1975",
    "NHS No": "999 000 0018",
    "Admitted": "1/9/2025",
    "Discharged": "1/10/2025",
    "Died": "12/10/2025",
}


# --- the samples


def test_expectations_cover_every_row(sample):
    assert [number for number, _, _ in EXPECTED] == [row.number for row in sample.rows]


@pytest.mark.parametrize(("number", "fate", "says"), EXPECTED, ids=[f"row {item[0]}" for item in EXPECTED])
def test_fate_of_sample_row(sample, number, fate, says):
    row = by_number(sample)[number]
    assert row.fate == fate, row.why
    for words in says:
        assert any(words in sentence for sentence in row.why), row.why


@pytest.mark.parametrize(("number", "fate", "says"), EXPECTED, ids=[f"row {item[0]}" for item in EXPECTED])
def test_fate_of_damaged_sample_row(damaged, number, fate, says):
    row = by_number(damaged)[number]
    lost = number in LETTERS_LOST
    assert row.fate == ("warning" if lost else fate), row.why
    assert any("Letters were lost" in sentence for sentence in row.why) == lost
    for words in says if fate != "new" or not lost else says[1:]:
        assert any(words in sentence for sentence in row.why), row.why


def test_counts_add_up(sample):
    assert sample.counts == {"new": 26, "warning": 35, "duplicate": 2, "refused": 1}
    assert sum(sample.counts.values()) == len(sample.table.rows) == 64
    assert len(sample.batch) == len(sample.accepted) == 61


def test_every_row_has_its_reason(sample):
    assert all(row.why and all(sentence.endswith((".", "?")) for sentence in row.why) for row in sample.rows)


def test_duplicates_name_the_row_they_repeat(sample):
    assert {row.number: row.duplicate_of for row in sample.of("duplicate")} == {50: 16, 57: 24}


def test_every_column_of_the_sample_is_understood(sample):
    named = {key: sample.table.columns[at] for key, at in sample.columns.columns.items()}
    assert named == {
        "local_number": "Web ID",
        "nhs_number": "NHS No.",
        "name": "Surname",
        "given_name": "Forename(s)",
        "date_of_birth": "D.O.B",
        "sex": "Gender",
        "ethnicity": "Ethnicity",
        "ward": "Ward/Team",
        "ward_type": "Bed type",
        "admission_date": "Admitted",
        "discharge_date": "Discharged (inpatient)",
        "date_of_death": "Date of death",
        "place_of_death": "Location at death",
        "legal_status": "MHA status",
        "learning_disability": "LD/Autism",
        "autism": "LD/Autism",
        "cause_of_death": "Cause of death (if known)",
        "decisions.coroner_status": "Coroner",
        "diagnosis": "Primary diagnosis (ICD-10)",
        "comments": "Comments",
    }
    assert sample.columns.notes == ()


def test_dates_of_every_spelling_are_read_day_first(sample):
    rows = by_number(sample)
    read = {
        n: (person(rows[n])["admission_date"], person(rows[n])["date_of_death"]) for n in (4, 5, 8, 14, 31)
    }
    assert read == {
        4: ("2024-07-10", "2024-11-15"),  # 10/07/2024 00:00
        5: ("2024-05-04", "2024-07-03"),  # 2024-05-04
        8: ("2025-05-13", "2025-08-18"),  # 13 May 2025
        14: ("2024-06-05", "2024-07-25"),  # 5-Jun-24
        31: ("2025-07-27", "2025-10-08"),  # 27.07.2025
    }


def test_coded_columns_become_codes(sample):
    rows = by_number(sample)
    assert not [row.number for row in sample.rows if any("not in the list" in why for why in row.why)]
    roles = ("sex", "ethnicity", "ward_type", "place_of_death", "legal_status")
    assert [person(rows[6])[role] for role in roles] == ["1", "N", "202", "W1", "02"]
    assert [person(rows[9]).get(role) for role in roles] == ["2", "J", "212", None, "99"]
    assert person(rows[20])["legal_status"] == "01"  # “informal ” with a space
    assert {
        row.answers["decisions"]["coroner_status"] for row in sample.rows if "decisions" in row.answers
    } == {
        "inquest",
        "not_referred",
        "referred",
    }


def test_one_column_for_two_questions_is_never_guessed(sample):
    at = sample.columns.columns["autism"]
    cells = {row.number: row.cells[at] for row in sample.table.rows}
    for row in sample.accepted:
        both = person(row).get("learning_disability"), person(row).get("autism")
        if cells[row.number] in ("N", "No"):
            assert both == ("5", "5")
        else:
            assert both == (None, None)
            assert f"LD/Autism: {cells[row.number]}" in str(person(row)["comments"])
            assert any("does not say which is meant" in why for why in row.why)


def test_nothing_of_an_accepted_row_is_lost(sample, library):
    names = import_names(library).targets
    cells = {row.number: row.cells for row in sample.table.rows}
    for row in sample.accepted:
        comments = str(person(row).get("comments", ""))
        for key, at in sample.columns.columns.items():
            cell, target = cells[row.number][at], names[key]
            if cell is None:
                continue
            value = row.answers.get(target.form.key, {}).get(target.field.key)
            if value is None:
                assert f": {cell}" in comments
            elif target.field.kind in ("text", "note"):
                assert cell.strip() in str(value)
            else:
                assert value == kinds.parse(target.field, cell.strip())


def test_comments_keep_their_first_sign_and_their_length(sample):
    rows = by_number(sample)
    assert person(rows[8])["comments"] == "Out of area placement 140 miles from home"
    assert str(person(rows[6])["comments"]).startswith(
        "=not for sharing= awaiting statement\n\nAs written in "
    )
    assert person(rows[9])["comments"] == "+ Safeguarding referral made"
    assert person(rows[22])["comments"] == "- 72hr follow up not done"
    assert person(rows[5])["comments"] == "@ team: chase GP letter"
    long = next(row.cells[-1] for row in sample.table.rows if row.number == 65)
    assert person(rows[65])["comments"] == long
    assert len(long) > 32_767


def test_same_name_alone_is_not_the_same_person(sample):
    rows = by_number(sample)
    assert [rows[n].fate for n in (4, 35, 65)] == [
        "warning",
        "warning",
        "new",
    ]  # three called Evans, Angharad
    assert not any("may be the same" in why for row in sample.rows for why in row.why)


def test_file_is_spoken_of_as_a_whole(sample):
    assert "Row 69 says 64 and 64 rows were read: they agree." in sample.notes
    assert any(note.startswith("61 of 62 NHS numbers are from the range for tests") for note in sample.notes)
    assert any("begins with = + - or @" in note for note in sample.notes)


def test_second_import_of_the_same_file_finds_every_case(sample, damaged):
    existing = [stored(row, f"C-2025-{n:03d}") for n, row in enumerate(sample.accepted, 1)]
    again = planned(DATA / "deaths-report.csv", existing)
    assert again.counts == {"new": 0, "warning": 0, "duplicate": 63, "refused": 1}
    assert again.rows[0].duplicate_of == "C-2025-001"
    assert again.rows[0].why[1] == "Nothing differs."
    assert planned(DATA / "deaths-report-excel-saved.csv", existing).counts["duplicate"] == 63


def stored(row: RowFate, ref: str) -> ExistingCase:
    roles = ("local_number", "nhs_number", "name", "given_name", "date_of_birth", "date_of_death")
    return ExistingCase(ref, **{role: str(person(row).get(role, "")) for role in roles})


def test_lost_letters_still_find_the_person_without_any_number(sample, damaged):
    nameless = [
        ExistingCase(
            "C-1",
            name=str(person(row)["name"]),
            given_name=str(person(row)["given_name"]),
            date_of_birth=str(person(row)["date_of_birth"]),
            date_of_death=str(person(row)["date_of_death"]),
        )
        for row in sample.accepted
    ]
    found = planned(DATA / "deaths-report-excel-saved.csv", nameless)
    assert {row.fate for row in found.rows if row.number in LETTERS_LOST} == {"duplicate"}


def test_excel_workbook_with_real_dates_has_the_same_fates(sample, tmp_path):
    dates = {sample.columns.columns[f"{name}_date"] for name in ("admission", "discharge")}
    dates |= {sample.columns.columns[name] for name in ("date_of_death", "date_of_birth")}
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Deaths report"])
    sheet.append([])
    sheet.append(list(sample.table.columns))
    kept = [row for row in sample.table.rows if row.number != 65]  # its text does not fit a cell
    for row in kept:
        sheet.append([""])
        for at, cell in enumerate(row.cells, 1):
            here = sheet.cell(sheet.max_row, at)
            if at - 1 in dates and cell:
                day = kinds.parse(import_names(load_library()).targets["date_of_death"].field, str(cell))
                here.value = datetime.fromisoformat(str(day))
            elif cell is not None:
                here.value = cell
                here.data_type = "s"
    book.save(tmp_path / "deaths.xlsx")
    plan = planned(tmp_path / "deaths.xlsx")
    expected = {row.cells[0]: fate for row, fate in zip(sample.table.rows, sample.rows, strict=True)}
    for row, fate in zip(plan.table.rows, plan.rows, strict=True):
        assert fate.fate == expected[row.cells[0]].fate
        if fate.fate != "refused":
            answers = {**expected[row.cells[0]].answers["person"]}
            assert {k: v for k, v in fate.answers["person"].items() if k != "comments"} == {
                k: v for k, v in answers.items() if k != "comments"
            }


# --- refused, and only then


@pytest.mark.parametrize(
    ("died", "says"),
    [
        (None, "There is no date of death."),
        ("31/11/2025", "The date of death “31/11/2025” cannot be used. There is no 31 November."),
        ("awaited", "The date of death “awaited” cannot be used. This cannot be read as a date"),
        ("10/25/2025", "write the day before the month"),
        ("not known", "is given as not known"),
    ],
)
def test_row_without_a_death_is_refused(library, died, says):
    row = one(library, GOOD | {"Died": died, "Discharged": "1/10/2025"})
    assert row.fate == "refused"
    assert says in row.why[0]
    assert "date_of_death" in row.odd
    assert not row.answers


def test_row_without_a_person_is_refused(library):
    row = one(library, GOOD | {"ID": " ", "Surname": None, "NHS No": None})
    assert (row.fate, row.why[0]) == ("refused", "There is no local number, name or NHS number.")


@pytest.mark.parametrize("kept", ["ID", "Surname", "NHS No"])
def test_one_mark_of_the_person_is_enough(library, kept):
    marks = {"ID", "Surname", "NHS No"} - {kept}
    row = one(library, {name: cell for name, cell in GOOD.items() if name not in marks}, practice=True)
    assert row.fate == "new"


def test_file_without_a_date_of_death_says_which_column_is_wanted(library):
    plan = several(library, [{"ID": "H1", "Surname": "Nowak"}])
    assert plan.rows[0].why[0] == "No column was chosen for the date of death."
    assert any("Choose one" in note for note in plan.notes)


# --- oddities that are kept and said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"DOB": "30/2/1975"}, "Date of birth “30/2/1975”: There is no 30 February"),
        ({"DOB": "13/10/2025"}, "The birth (13 Oct 2025) is after the death"),
        ({"DOB": "3/5/1902"}, "older than 110"),
        ({"Discharged": "31/9/2025"}, "“31/9/2025”: There is no 31 September"),
        ({"Discharged": "12/10/2025"}, SAME_DAY),
        ({"Discharged": "11/9/2025"}, "31 days after discharge: just outside the 30 days."),
        ({"Discharged": "10/9/2025"}, "Died 32 days after discharge: outside the 30 days."),
        ({"Discharged": "13/10/2025"}, "The discharge (13 Oct 2025) is after the death (12 Oct 2025)."),
        ({"Admitted": "2/10/2025"}, "The admission (2 Oct 2025) is after the discharge (1 Oct 2025)."),
        ({"Died": "12/10/2026"}, "The date of death (12 Oct 2026) is in the future."),
        ({"Died": "Oct 2025"}, "not known to the day"),
        ({"NHS No": "123"}, "An NHS number has ten digits. The text is kept."),
        ({"NHS No": "9.99E+09"}, "was shortened by a spreadsheet program"),
        ({"NHS No": "987 654 4321"}, "The last digit does not fit"),
        ({"NHS No": "010 100 0014"}, "from the range of Scotland"),
        ({"ID": date(2025, 2, 1)}, "may have been turned into a date"),
        ({"Ward type": "Ward on the hill"}, "Ward type “Ward on the hill” is not in the list."),
        ({"Surname": "Now\ufffdk"}, "Letters were lost in “Now\ufffdk”"),
    ],
)
def test_oddity_is_a_warning_and_the_row_is_kept(library, change, says):
    row = one(library, GOOD | change, practice=True)
    assert row.fate == "warning", row.why
    assert any(says in sentence for sentence in row.why), row.why
    assert row.answers


def test_what_was_typed_stays_as_the_answer(library):
    row = one(library, GOOD | {"DOB": "30/2/1975", "NHS No": "123 45"}, practice=True)
    assert (person(row)["date_of_birth"], person(row)["nhs_number"]) == ("30/2/1975", "123 45")
    assert row.odd == {"date_of_birth", "nhs_number"}


def test_words_outside_a_list_are_kept_in_the_notes(library):
    row = one(library, GOOD | {"Ward type": "Ward on the hill", "Comments": "Told on Monday"}, practice=True)
    assert "ward_type" not in person(row)
    assert person(row)["comments"] == (
        "Told on Monday\n\nAs written in list.csv, row 2:\nWard type: Ward on the hill"
    )


def test_columns_of_no_question_are_kept_in_the_notes(library):
    plan = several(library, [GOOD | {"Handler": "Team B"}], practice=True)
    assert person(plan.rows[0])["comments"] == "As written in list.csv, row 2:\nHandler: Team B"
    assert "Kept in the notes of each case: “Handler”." in plan.notes


def test_column_set_aside_is_said_not_to_be_read(library):
    table = several(library, [GOOD | {"Handler": "Team B"}]).table
    mapping = suggest_mapping(table.columns, library, table.rows).keep_in_notes()
    plan = plan_import(table, mapping, library, [], TODAY, practice=True)
    assert "comments" not in person(plan.rows[0])
    assert "Not read: “Handler”." in plan.notes


def test_time_of_death_is_not_lost(library):
    for died in ("12/10/2025 14:05", datetime(2025, 10, 12, 14, 5)):
        row = one(library, GOOD | {"Died": died}, practice=True)
        assert (row.fate, person(row)["date_of_death"]) == ("new", "2025-10-12")
        assert str(person(row)["comments"]).endswith("Died: 12/10/2025 14:05")


def test_day_as_excel_counts_it_is_read_and_explained(library):
    row = one(library, GOOD | {"Died": 45942}, practice=True)
    assert person(row)["date_of_death"] == "2025-10-12"
    assert any("45942 is how Excel counts 12 Oct 2025" in why for why in row.why)


def test_day_of_discharge_to_the_last_day_is_in_scope(library):
    row = one(library, GOOD | {"Discharged": "12/9/2025"}, practice=True)
    assert (row.fate, row.scope.code, row.scope.days) == ("new", "in_scope", 30)


def test_window_can_be_set(library):
    row = one(library, GOOD | {"Discharged": "10/9/2025"}, window_days=90, practice=True)
    assert (row.fate, row.scope.code) == ("new", "in_scope")


def test_whole_name_in_one_column_is_taken_apart_at_the_comma(library):
    cells = {name: cell for name, cell in GOOD.items() if name not in ("Surname", "Forename")}
    row = one(library, cells | {"Patient name": "NOWAK, Noel"}, practice=True)
    assert (person(row)["name"], person(row)["given_name"]) == ("NOWAK", "Noel")


def test_inpatient_is_supposed_only_without_a_discharge(library):
    stay = {name: cell for name, cell in GOOD.items() if name != "Discharged"}
    assert person(one(library, stay | {"Discharged": None}, practice=True))["inpatient_at_death"] == "yes"
    assert "inpatient_at_death" not in person(one(library, GOOD, practice=True))
    assert "inpatient_at_death" not in person(one(library, GOOD | {"Discharged": "soon"}, practice=True))
    assert "inpatient_at_death" not in person(one(library, stay, practice=True))  # no such column
    row = one(library, stay | {"Discharged": None, "Inpatient at death": "N"}, practice=True)
    assert person(row)["inpatient_at_death"] == "no"
    assert row.fate == "warning"


def test_months_first_are_noticed_in_the_whole_column(library):
    rows = [
        GOOD | {"ID": f"H{n}", "DOB": f"{n}/{n + 12}/1975", "NHS No": None, "Surname": f"A{n}"}
        for n in (1, 2, 3)
    ]
    assert any("“DOB” looks written month first in 3 rows" in note for note in several(library, rows).notes)


def test_number_for_tests_is_odd_in_a_real_file_only(library):
    real = [
        GOOD | {"ID": f"H{n}", "Surname": f"A{n}", "NHS No": "943 476 5919", "Died": f"{n}/10/2025"}
        for n in (3, 5)
    ]
    plan = several(library, [GOOD, *real])
    assert "range for tests" in " ".join(plan.rows[0].why)
    assert "range for tests" not in " ".join(several(library, [GOOD, *real], practice=True).rows[0].why)


# --- the same person, the same death

WHO = Person("C-1", "", "", "Żółkiewska", "Anna", "1957-03-13", "2024-12-16")


def known(**marks: str) -> ExistingCase:
    plain = {
        "name": "Nowak",
        "given_name": "Noel",
        "date_of_birth": "1975-05-03",
        "date_of_death": "2025-10-12",
    }
    return ExistingCase("C-2025-014", **(plain | marks))


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (
            known(local_number="h1", name="", given_name=""),
            "Same local number and date of death as C-2025-014.",
        ),
        (known(nhs_number="9990000018"), "Same NHS number and date of death as C-2025-014."),
        (known(), "Same name, date of birth and date of death as C-2025-014."),
        (known(given_name="N."), "Same name, date of birth and date of death as C-2025-014."),
        (known(name="NOWAK ", given_name="noel james"), "Same name, date of birth and date of death"),
        (known(name="Now?k"), "Same name, date of birth and date of death"),
        (known(name="Noel", given_name="Nowak"), "Same name, date of birth and date of death"),
        (known(date_of_birth=""), "Same name and date of death as C-2025-014."),
    ],
)
def test_same_death_is_a_duplicate(library, case, says):
    row = one(library, GOOD, [case], practice=True)
    assert (row.fate, row.duplicate_of) == ("duplicate", "C-2025-014")
    assert says in row.why[0]
    assert row.answers  # for a person who decides to import it all the same


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (
            known(nhs_number="9990000018", name="Begum"),
            "Same NHS number and date of death as C-2025-014, but another name.",
        ),
        (known(nhs_number="9990000018", date_of_birth="1976-05-03"), "but another date of birth."),
        (
            known(nhs_number="9990000018", date_of_death="2025-10-11"),
            "but another date of death (11 Oct 2025).",
        ),
        (
            known(nhs_number="9990000018", name="Begum", date_of_death="2025-10-11"),
            "one of the numbers is wrong",
        ),
        (known(nhs_number="9990000026"), "but another NHS number."),
        (known(date_of_birth="1975-03-05"), "but another date of birth."),
        (
            known(date_of_death="2025-10-11"),
            "Same name and date of birth as C-2025-014, but another date of death",
        ),
        (known(local_number="H1", name="Begum", date_of_birth="1980-01-01"), "but another person."),
        (
            known(local_number="H1", name="Begum", date_of_death="2024-01-01"),
            "Same local number as C-2025-014",
        ),
        (known(given_name="N", date_of_birth=""), "it may be the same person."),
    ],
)
def test_likeness_that_is_no_proof_is_a_warning(library, case, says):
    row = one(library, GOOD, [case], practice=True)
    assert (row.fate, row.duplicate_of) == ("warning", None), row.why
    assert any(says in sentence for sentence in row.why), row.why


@pytest.mark.parametrize(
    "case",
    [
        known(name="Begum", given_name="Elif", date_of_birth="1980-01-01"),
        known(given_name="Anna", date_of_birth="1980-01-01"),
        known(date_of_birth="1980-01-01", date_of_death="2024-01-01"),
        known(name="", given_name="", date_of_birth=""),
    ],
)
def test_somebody_else_is_somebody_else(library, case):
    assert one(library, GOOD, [case], practice=True).fate == "new"


def test_duplicate_names_what_differs_in_long_texts_too(library):
    rows = [GOOD | {"Comments": "first"}, GOOD | {"Comments": "x" * 100}]
    row = several(library, rows, practice=True).rows[1]
    assert row.duplicate_of == 2
    assert row.why[1] == f"It differs in Comments (“{'x' * 60}…”)."


def test_third_copy_points_to_the_first(library):
    assert [row.duplicate_of for row in several(library, [GOOD] * 3, practice=True).rows] == [None, 2, 2]


def test_row_that_is_refused_hides_no_other(library):
    rows = [GOOD | {"Died": None}, GOOD]
    assert [row.fate for row in several(library, rows, practice=True).rows] == ["refused", "new"]


@pytest.mark.parametrize(
    ("name", "given", "like"),
    [
        ("Zolkiewska", "Anna", "same"),
        ("ŻÓŁKIEWSKA", "anna", "same"),
        ("?ó?kiewska", "Anna", "same"),
        ("Żółkiewska", "A", "initial"),
        ("Żółkiewska", "", "initial"),
        ("Żółkiewska", "Ewa", "other"),
        ("Kowalska", "Anna", "other"),
        ("", "Anna", "unknown"),
        ("Anna Żółkiewska", "", "same"),
    ],
)
def test_names_are_compared_as_people_mangle_them(name, given, like):
    assert likeness(Person(2, name=name, given_name=given), WHO) == like


@pytest.mark.parametrize(
    ("one_name", "other_name"),
    [
        ("Müller", "Mueller"),
        ("O'Neill", "ONEILL"),
        ("D’Souza", "D?Souza"),
        ("Fitzgerald-Hughes", "Fitzgerald Hughes"),
        ("Nguyễn", "Nguy?n"),
        ("Sjöberg", "Sjoberg"),
        ("Łukasik", "Lukasik"),
        ("Strauß", "Strauss"),
    ],
)
def test_family_names_meet_in_every_spelling(one_name, other_name):
    first = Person(2, name=one_name, given_name="Kim", date_of_birth="1970-01-01", date_of_death="2025-01-01")
    second = Person(
        3, name=other_name, given_name="Kim", date_of_birth="1970-01-01", date_of_death="2025-01-01"
    )
    assert compare(first, second).duplicate
    assert compare(second, first).duplicate


# --- columns


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("ID", "local_number"),
        ("DATIX-ID", "local_number"),
        ("nhs_number", "nhs_number"),
        ("DoD", "date_of_death"),
        ("Disch Dt", "discharge_date"),
        ("Discharge Date (Hospital Provider Spell)", "discharge_date"),
        ("Patient date of birth", "date_of_birth"),
        ("MHA", "legal_status"),
        ("Team type", "person.team_type"),
        ("Time of death", "person.time_of_death"),
        ("Date of death reported", None),
        ("Next of kin name", None),
        ("Shoe size", None),
    ],
)
def test_column_names_are_recognised(library, column, target):
    found = suggest_mapping([column], library).columns
    assert found == ({target: 0} if target else {})


def test_cells_decide_where_a_name_leaves_a_doubt(library):
    types = [Row(2, ("Adult acute",))]
    assert suggest_mapping(["Unit"], library, types).columns == {"ward_type": 0}
    assert suggest_mapping(["Unit"], library, [Row(2, ("Willow",))]).columns == {"ward": 0}


def test_column_of_dates_without_a_date_gives_way(library):
    assert suggest_mapping(["Died", "DOD"], library, [Row(2, ("Yes", "1/2/2025"))]).columns == {
        "date_of_death": 1
    }


def test_every_question_has_one_column(library):
    found = suggest_mapping(["Died", "Date of death", "Ward", "Ward name"], library)
    assert found.columns == {"ward": 2, "date_of_death": 1}
    assert found.notes == (0, 3)


def test_choice_of_a_column_moves_it(library):
    mapping = suggest_mapping(["ID", "Ref", "Died"], library)
    changed = mapping.choose("local_number", 1)
    assert (changed.columns["local_number"], changed.notes) == (1, ())
    assert changed.unread(3) == (0,)
    assert changed.choose("local_number", None).unread(3) == (0, 1)


def test_saved_map_is_read_back(library, sample):
    text = map_to_json(sample.columns, sample.table.columns)
    assert json.loads(text)["date_of_death"] == "Date of death"
    assert map_from_json(text, sample.table.columns, library) == sample.columns
    kept = suggest_mapping(["ID", "Died", "Handler"], library)
    assert map_from_json(
        map_to_json(kept, ["ID", "Died", "Handler"]), ["handler", "id", "DIED"], library
    ).notes == (0,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a JSON file"),
        ("[]", "should look like"),
        ('{"shoe_size": "ID"}', "which no form asks"),
        ('{"local_number": "Gone"}', "names the column “Gone”, and the file has “ID”, “Died”"),
        ('{"local_number": 3}', "names the column “3”"),
        ('{"local_number": "ID", "kept_in_notes": "Died"}', "should be a list"),
    ],
)
def test_map_that_does_not_fit_is_refused_in_a_sentence(library, text, says):
    with pytest.raises(MapError, match=says):
        map_from_json(text, ["ID", "Died"], library)


def test_known_names_speak_of_questions_that_are_asked(library):
    names = import_names(library)
    assert set(names.preview) <= set(names.targets)
    place = names.targets["place_of_death"].field.options
    assert names.always_inpatient | names.perhaps_inpatient <= set(place.by_code)
    for key, target in names.targets.items():
        assert key in (target.field.role, f"{target.form.key}.{target.field.key}")


def test_no_two_questions_claim_the_same_name(library):
    claimed: dict[str, str] = {}
    for key, target in import_names(library).targets.items():
        for name in target.names:
            other = claimed.setdefault(name.casefold(), key)
            assert other == key or name == "Unit", f"“{name}” is claimed by {other} and {key}"


def test_name_for_an_unknown_role_is_refused(library, tmp_path):
    path = tmp_path / "import.toml"
    path.write_text('[[column]]\nrole = "shoe_size"\nnames = ["Shoe size"]\n')
    with pytest.raises(FormError, match="shoe_size"):
        import_names(library, path)


# --- what is saved


def test_refused_rows_can_be_saved_with_their_reason(sample):
    table = fates_table(sample)
    assert table[0][:4] == ["Row", "What happens", "Why", "Web ID"]
    assert [row[:4] for row in table[1:]] == [["63", "Refused", "There is no date of death.", "W210406"]]
    assert len(fates_table(sample, tuple(FATES))) == 65


def test_saved_rows_are_safe_in_a_spreadsheet(library):
    row = GOOD | {
        "Died": None,
        "Comments": '=HYPERLINK("http://x")',
        "Ward": "-1",
        "Team": "+A",
        "Surname": "@b",
    }
    text = fates_csv(several(library, [row]))
    for cell in ('"\'=HYPERLINK(""http://x"")"', "'-1", "'+A", "'@b"):
        assert cell in text
    assert "=HYPERLINK" in fates_table(several(library, [row]))[1][-3]
