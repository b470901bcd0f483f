"""One row of a caseload: what refuses it, what is only odd, and that nothing of it is lost."""

from datetime import date, datetime

import pytest

from hssib_desk.domain.caseload.plan import plan_import, suggest_mapping
from hssib_desk.domain.forms.library import load_library
from tests.domain.caseloads import GOOD, SAME_DAY, TODAY, one, person, several


@pytest.fixture(scope="module")
def library():
    return load_library()


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
        ({"NHS No": "399 999 9918"}, "from the range of Northern Ireland"),
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


def test_inpatient_at_death_is_taken_only_where_the_list_says_so(library):
    stay = {name: cell for name, cell in GOOD.items() if name != "Discharged"}
    asked = one(library, stay | {"Discharged": None}, practice=True)
    assert "inpatient_at_death" not in person(asked)
    assert asked.why[0] == "There is no discharge date: were they still an inpatient when they died?"
    died_on_ward = one(library, stay | {"Discharged": None, "Place of death": "On ward"}, practice=True)
    assert person(died_on_ward)["inpatient_at_death"] == "yes"
    row = one(library, stay | {"Discharged": None, "Inpatient at death": "N"}, practice=True)
    assert (row.fate, person(row)["inpatient_at_death"]) == ("warning", "no")


@pytest.mark.parametrize("column", ["Current inpatient", "Inpatient", "Inpatient Y/N"])
def test_inpatient_on_the_day_of_the_report_is_not_inpatient_at_death(library, column):
    row = one(library, GOOD | {column: "No"}, practice=True)
    assert "inpatient_at_death" not in person(row)
    assert f"{column}: No" in str(person(row)["comments"])


def test_number_for_tests_is_odd_in_a_real_file_only(library):
    real = [
        GOOD | {"ID": f"H{n}", "Surname": f"A{n}", "NHS No": "943 476 5910", "Died": f"{n}/10/2025"}
        for n in (3, 5)
    ]
    plan = several(library, [GOOD, *real])
    assert "range for tests" in " ".join(plan.rows[0].why)
    assert "range for tests" not in " ".join(several(library, [GOOD, *real], practice=True).rows[0].why)
