"""What an import would do with every row of the samples, and what is saved of it."""

from datetime import datetime

import openpyxl
import pytest

from hssib_desk.domain.caseload.plan import FATES, ExistingCase, RowFate, fates_csv, fates_table, import_names
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.library import load_library
from tests.domain.caseloads import DATA, EXPECTED, GOOD, LETTERS_LOST, by_number, person, planned, several


@pytest.fixture(scope="module")
def library():
    return load_library()


@pytest.fixture(scope="module")
def sample():
    return planned(DATA / "deaths-report.csv")


@pytest.fixture(scope="module")
def damaged():
    return planned(DATA / "deaths-report-excel-saved.csv")


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
    assert sample.counts == {
        "new": 19, "warning": 42, "changed": 0, "held": 0, "duplicate": 2, "refused": 1, "skipped": 2
    }  # fmt: skip
    assert sum(sample.counts.values()) == len(sample.table.rows) + len(sample.skipped) == 66
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
    assert (again.counts["duplicate"], again.counts["refused"], again.batch) == (63, 1, [])
    assert again.rows[0].duplicate_of == "C-2025-001"
    assert again.rows[0].why[1] == "Nothing differs."
    assert planned(DATA / "deaths-report-excel-saved.csv", existing).counts["duplicate"] == 63


def stored(row: RowFate, ref: str) -> ExistingCase:
    roles = ("local_number", "nhs_number", "name", "given_name", "date_of_birth", "date_of_death")
    return ExistingCase(ref, **{role: str(person(row).get(role, "")) for role in roles})


def test_lost_letters_still_find_the_person_without_any_number(sample, damaged):
    nameless = [
        ExistingCase(
            f"C-{row.number}",
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
