"""What a list leaves open about its columns is asked once, and nothing of it is guessed."""

from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.caseload.plan import MapError, map_from_json, map_to_json, plan_import, suggest_mapping
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.reading.tables import read_table
from tests.domain.caseloads import DATA, GOOD, person, several

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def library():
    return load_library()


def plan_of(library, name, *, dates="", **answers):
    table = read_table(DATA / name)
    mapping = replace(suggest_mapping(table.columns, library, table.rows), dates=dates)
    for target, answer in answers.items():
        mapping = mapping.answer(target, answer)
    return plan_import(table, mapping, library, [], TODAY, practice=True)


def answers(plan, role):
    return [person(row).get(role) for row in plan.rows]


# Section numbers and ticks


def test_bare_section_numbers_wait_until_somebody_says_what_they_are(library):
    plan = plan_of(library, "bare-sections-and-ticks.csv")
    assert answers(plan, "legal_status") == [None, None, None, "03", None, None, None, None]
    assert any(
        "“37” may mean “Section 37” or the code for “Section 45A, other type of disposal”" in why
        for why in plan.rows[0].why
    )
    unread = [row for row in plan.rows if row.number != 5]  # section 3 has the code 03: no doubt there
    assert all("MHA section: " in str(person(row)["comments"]) for row in unread)
    question = next(item for item in plan.questions if item.target == "legal_status")
    assert [answer for answer, _ in question.answers] == ["section", "code"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("section", ["10", "07", "08", "03", "20", None, None, None]),
        ("code", ["37", "35", "36", "03", None, "17", "18", "20"]),
    ],
)
def test_section_numbers_are_read_as_they_were_said_to_be(library, said, codes):
    plan = plan_of(library, "bare-sections-and-ticks.csv", legal_status=said)
    assert answers(plan, "legal_status") == codes


def test_leading_zero_shows_that_numbers_are_codes(library):
    rows = [GOOD | {"ID": f"H{n}", "MHA status": code} for n, code in enumerate(("02", "10", "37"))]
    plan = several(library, [row | {"NHS No": None, "Surname": row["ID"]} for row in rows], practice=True)
    assert plan.questions == ()
    assert answers(plan, "legal_status") == ["02", "10", "37"]


def test_section_number_that_means_one_thing_either_way_needs_no_question(library):
    plan = several(library, [GOOD | {"MHA status": "3"}], practice=True)
    assert (plan.questions, answers(plan, "legal_status")) == ((), ["03"])


@pytest.mark.parametrize(
    ("said", "codes"),
    [("", [None, None]), ("yes", ["1", "1"]), ("code", ["X", "X"]), ("open", [None, None])],
)
def test_tick_in_a_yes_or_no_column_is_asked_about_once(library, said, codes):
    plan = plan_of(library, "bare-sections-and-ticks.csv", **({"learning_disability": said} if said else {}))
    assert answers(plan, "learning_disability") == [*codes, "1", "2", "3", "4", "4", "4"]
    asked = [item for item in plan.questions if item.target == "learning_disability"]
    assert [item.sentence for item in asked] == ["“LD” holds a tick or a cross in 2 rows."]
    assert any("holds a tick" in note for note in plan.notes) == (said == "")


def test_answers_are_kept_with_the_map_but_not_which_way_round_dates_are(library):
    columns = ["Ref", "Died", "MHA section"]
    mapping = suggest_mapping(columns, library).answer("legal_status", "code").answer("date_of_death", "mdy")
    again = map_from_json(map_to_json(mapping, columns), columns, library)
    assert again.answers == {"legal_status": "code"}
    with pytest.raises(MapError, match="names questions with one of"):
        map_from_json('{"local_number": "Ref", "answers": {"legal_status": "maybe"}}', columns, library)


# Which way round dates are


def deaths(plan):
    return [str(person(row).get("date_of_death")) for row in plan.rows if row.answers]


def test_half_swapped_dates_are_named_and_refused_until_somebody_decides(library):
    plan = plan_of(library, "half-swapped.xlsx")
    assert deaths(plan) == ["2026-03-25", "2026-03-30", "2026-03-31"]
    assert [row.fate for row in plan.rows].count("refused") == 5
    assert "may be the wrong way round" in plan.rows[0].why[0]
    notes = [note for note in plan.notes if "swapped days and months" in note]
    assert len(notes) == 1
    assert "its 5 stored dates all have days of 12 or less, and the others are text such as 25/03" in notes[0]


def test_swapped_dates_are_turned_round_or_left_as_somebody_says(library):
    turned = plan_of(library, "half-swapped.xlsx", dates="dmy")
    assert deaths(turned) == [
        "2026-03-12", "2026-03-25", "2026-03-07", "2026-04-01",
        "2026-03-30", "2026-04-11", "2026-04-06", "2026-03-31",
    ]  # fmt: skip
    left = plan_of(library, "half-swapped.xlsx", date_of_death="mdy")
    assert deaths(left)[:4] == ["2026-12-03", "2026-03-25", "2026-07-03", "2026-01-04"]
    assert person(turned.rows[0])["date_of_birth"] == "1950-03-12"  # that column was not swapped


def test_one_date_that_can_only_be_month_first_puts_the_column_in_doubt(library):
    plan = plan_of(library, "month-first-one-giveaway.csv")
    assert [row.fate for row in plan.rows] == ["refused"] * 6
    assert any(
        "“Date of death” may be written month first: one of its dates (03/31/2026)" in n for n in plan.notes
    )
    said = plan_of(library, "month-first-one-giveaway.csv", date_of_death="mdy")
    assert deaths(said) == [
        "2026-03-12",
        "2026-04-01",
        "2026-04-11",
        "2026-04-06",
        "2026-03-31",
        "2026-02-03",
    ]
    assert {person(row)["discharge_date"] for row in said.rows} == {"2026-03-10"}  # it was in no doubt
    every = plan_of(library, "month-first-one-giveaway.csv", dates="mdy")
    assert {person(row)["discharge_date"] for row in every.rows} == {"2026-10-03"}


def test_one_slip_among_many_dates_puts_nothing_in_doubt(library):
    rows = [GOOD | {"ID": f"H{n}", "Died": f"{n}/10/2025"} for n in range(13, 20)]
    plan = several(library, [*rows, GOOD | {"Died": "10/25/2025"}], practice=True)
    assert plan.questions == ()
    assert plan.rows[-1].fate == "refused"


def test_months_first_are_asked_about_in_other_columns_too(library):
    rows = [
        GOOD | {"ID": f"H{n}", "DOB": f"{n}/{n + 12}/1975", "NHS No": None, "Surname": f"A{n}"}
        for n in (1, 2, 3)
    ]
    assert any(
        "“DOB” may be written month first: 3 of its dates" in note for note in several(library, rows).notes
    )


def test_plain_numbers_in_a_column_of_them_are_dates_before_1950_too(library):
    plan = plan_of(library, "serial-dates.xlsx")
    assert answers(plan, "date_of_birth") == [
        "1950-03-12", "1961-12-05", "1944-01-30", "1980-07-07",
        "1999-11-02", "1972-02-29", "1938-06-18", "1985-10-09",
    ]  # fmt: skip
    assert deaths(plan)[:2] == ["2026-03-12", "2026-03-25"]


# Which column is which


def test_two_columns_that_may_both_be_the_date_of_death_are_asked_about(library):
    plan = plan_of(library, "dod-means-discharge.csv")
    assert "date_of_death" not in plan.columns.columns
    assert [row.fate for row in plan.rows] == ["refused", "refused"]
    assert any("“DOD” and “Deceased” may each be “Date of death”" in note for note in plan.notes)
    assert plan.columns.columns["admission_date"] == plan.table.index("DOA")
    chosen = plan.columns.choose("date_of_death", plan.table.index("Deceased"))
    chosen = chosen.choose("discharge_date", plan.table.index("DOD"))
    said = plan_import(plan.table, chosen, library, [], TODAY)
    assert deaths(said) == ["2026-03-12", "2026-03-13"]
    assert [row.scope.days for row in said.rows] == [11, 11]


@pytest.mark.parametrize("name", ["heads-with-formats.csv", "heads-with-times.csv", "numbered-heads.csv"])
def test_formats_numbers_and_times_in_a_column_name_do_not_matter(library, name):
    plan = plan_of(library, name)
    named = (
        "local_number",
        "nhs_number",
        "name",
        "given_name",
        "date_of_birth",
        "discharge_date",
        "date_of_death",
    )
    assert list(plan.columns.columns) == list(dict.fromkeys((*plan.columns.columns, *named)))
    assert [plan.columns.columns[key] for key in named] == [0, 1, 2, 3, 4, 5, 6]
    assert deaths(plan)[0] == "2026-03-12"


# Spellings


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12/03/2026", "2026-03-12"), ("'12/03/2026", "2026-03-12"), ("approx 12/03/2026", "2026-03-12"),
        ("12/03/2026 (approx)", "2026-03-12"), ("12/03/2026?", "2026-03-12"), ("c. 12/03/2026", "2026-03-12"),
        ("12/03/2026 at 14:35", "2026-03-12"), ("14:35 12/03/2026", "2026-03-12"),
        ("12/03/2026 1435hrs", "2026-03-12"), ("\u200b12/03/2026", "2026-03-12"),
        ("\u200e12\u200e/\u200e03\u200e/\u200e2026", "2026-03-12"), ("12\\03\\2026", "2026-03-12"),
        ("12_03_2026", "2026-03-12"), ("12,03,2026", "2026-03-12"), ("46093,6", "2026-03-12"),
        ("12mar2026:14:35:00", "2026-03-12"), ("found 12/03/2026", "2026-03-12"), ("Mar 2026", "2026-03"),
        ("12/03/2026-13/03/2026", None), ("between 12/03/2026 and 14/03/2026", None), ("2026W11", None),
        ("TBC", None), ("0", None), ("-1", None), ("1773273600", None), ("12 Mar", None),
    ],
)  # fmt: skip
def test_date_is_read_with_a_warning_or_refused_with_its_words(library, written, read):
    row = several(
        library, [GOOD | {"Died": written, "Admitted": None, "Discharged": None}], practice=True
    ).rows[0]
    if read is None:
        assert row.fate == "refused"
        assert f"“{written}”" in row.why[0] or "not known" in row.why[0]
    else:
        assert person(row)["date_of_death"] == read
        assert row.fate == "warning"


def test_date_of_a_system_is_not_taken_for_a_death(library):
    row = several(
        library, [GOOD | {"Died": "01/01/1900", "DOB": None, "Admitted": None}], practice=True
    ).rows[0]
    assert any("They died in 1900: check the date of death." in why for why in row.why)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9990000379", "9990000379"), ("999-000-0743", "9990000743"), ("9990001111.0", "9990001111"),
        ("9990001480.00", "9990001480"), ("'9990001855", "9990001855"), ("NHS 9990002223", "9990002223"),
        ("9990002592 (traced)", "9990002592"),
        ("9.990001001E9", "9990001001"), ('="9990005184"', "9990005184"),
        ("４０１０２３２１３７", "4010232137"), ("CHI 0101012345", "0101012345"),
        ("9.99E+09", "9.99E+09"), ("99900O1234", "99900O1234"),
        ("9990004072 9990004447", "9990004072 9990004447"),
        ("0000000000", None), ("9999999999", None), ("N/A", None), ("unknown", None),
    ],
)  # fmt: skip
def test_nhs_number_is_read_through_what_is_written_about_it(library, written, read):
    row = several(library, [GOOD | {"NHS No": written}], practice=True).rows[0]
    assert person(row).get("nhs_number") == read
    plain = written in ("9990000379", "999-000-0743")
    assert plain or written in str(person(row).get("comments", "")) or read == written
