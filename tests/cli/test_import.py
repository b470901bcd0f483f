"""`import`: what would happen, what did happen, and what could not."""

import json
from pathlib import Path

import openpyxl
import pytest

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook

SAMPLE = Path(__file__).parents[1] / "data" / "caseload" / "deaths-report.csv"


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "oak-house.hssib"
    Workbook.create(path, library=load_library(), actor="tester").close()
    return path


def count(path):
    with Workbook.open(path, library=load_library(), actor="tester", read_only=True) as opened:
        return opened.lists.count_cases(CaseQuery())


def listed(tmp_path, *rows):
    path = tmp_path / "deaths.csv"
    path.write_text("\n".join(["ID,DOD,Disch Dt,Notes", *rows]), "utf-8")
    return path


def test_dry_run_says_every_fate_and_writes_nothing(workbook, capsys):
    assert main(["import", str(workbook), str(SAMPLE), "--dry-run"]) == 3
    said = capsys.readouterr().out
    assert "Row 63: Refused. There is no date of death." in said
    assert "64 rows of deaths-report.csv: New 19, With a warning 42, Duplicate 2, Refused 1, Skip" in said
    assert "Row 69: Skipped. Total row: Total, 64" in said
    assert said.endswith("Nothing was written.\n")
    assert count(workbook) == 0


def test_dry_run_with_nothing_to_look_at_is_simply_done(workbook, tmp_path, capsys):
    path = listed(tmp_path, "H1,19/10/2025,07/10/2025,")
    assert main(["import", str(workbook), str(path), "--dry-run"]) == 0
    assert "Row 2: New. Died 12 days after discharge." in capsys.readouterr().out


def test_import_writes_the_accepted_rows_and_names_the_others(workbook, tmp_path, capsys):
    path = listed(tmp_path, "H1,19/10/2025,07/10/2025,", "H2,31/11/2025,,", "H3,20/10/2025,20/10/2025,")
    assert main(["import", str(workbook), str(path)]) == 0
    said = capsys.readouterr().out
    assert "Row 3: Refused. The date of death “31/11/2025” cannot be used." in said
    assert "2 cases imported, the first as C-2025-001. A backup was made first." in said
    assert count(workbook) == 2
    assert main(["import", str(workbook), str(path)]) == 0
    assert "Row 2: Duplicate. Same local number" in capsys.readouterr().out
    assert count(workbook) == 2


def test_json_gives_each_row_its_case(workbook, tmp_path, capsys):
    path = listed(tmp_path, "H1,19/10/2025,07/10/2025,quiet", "H9,,07/10/2025,")
    assert main(["import", str(workbook), str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    counts = {fate: count for fate, count in said["counts"].items() if count}
    assert counts == {"new": 1, "refused": 1}
    assert [row["case"] for row in said["rows"]] == ["C-2025-001", None]
    assert said["columns"]["date_of_death"] == "DOD"


def test_map_decides_which_column_is_which(workbook, tmp_path, capsys):
    path = tmp_path / "odd.csv"
    path.write_text("A,B,C\nH1,19/10/2025,07/10/2025\n", "utf-8")
    chosen = tmp_path / "map.json"
    chosen.write_text('{"local_number": "A", "date_of_death": "B", "discharge_date": "C"}', "utf-8")
    assert main(["import", str(workbook), str(path), "--map", str(chosen), "--dry-run"]) == 0
    assert "Died 12 days after discharge." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"nobody": "A"}', "The map names “nobody”, which no form asks."),
        ("not json", "The map of columns is not a JSON file"),
        (b"\xff\xfe\x00", "is not a text file in UTF-8"),
        (None, "The map of columns was not read. There is no file"),
    ],
)
def test_map_that_does_not_fit_is_refused_in_words(workbook, tmp_path, capsys, text, sentence):
    chosen = tmp_path / "map.json"
    if text is not None:
        chosen.write_bytes(text if isinstance(text, bytes) else text.encode())
    path = listed(tmp_path, "H1,19/10/2025,07/10/2025,")
    assert main(["import", str(workbook), str(path), "--map", str(chosen)]) == 1
    told = capsys.readouterr()
    assert sentence in told.err
    assert "Traceback" not in told.err
    assert count(workbook) == 0


def test_list_that_is_none_is_refused_in_words(workbook, tmp_path, capsys):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert main(["import", str(workbook), str(empty)]) == 1
    assert capsys.readouterr().err == "empty.csv is empty. Choose another file, or export it again.\n"


# A list that comes back, and what it leaves open

LISTS = SAMPLE.parent


def answer(path, ref, role):
    with Workbook.open(path, library=load_library(), actor="tester", read_only=True) as opened:
        return opened.case(ref).value(role)


def test_corrected_list_changes_nothing_until_its_choices_are_given(workbook, tmp_path, capsys):
    assert main(["import", str(workbook), str(LISTS / "first-list.csv")]) == 0
    corrected = str(LISTS / "corrected-list.csv")
    capsys.readouterr()
    assert main(["import", str(workbook), corrected, "--dry-run", "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert [row["fate"] for row in said["rows"]][:2] == ["changed", "held"]
    assert said["rows"][1]["differences"][0] | {"do": ""} == {
        "question": "date_of_death", "label": "Date of death", "workbook": "25 Mar 2026",
        "list": "26 Mar 2026", "do": "", "why": "",
    }  # fmt: skip
    said["rows"][1]["differences"][0]["do"] = "take"
    said["rows"][0]["differences"][0]["do"] = "keep"
    chosen = tmp_path / "choices.json"
    chosen.write_text(json.dumps(said), "utf-8")
    assert main(["import", str(workbook), corrected, "--choices", str(chosen)]) == 0
    told = capsys.readouterr().out
    assert "Row 3: Held back. Probably the same death, date corrected" in told
    assert "Date of death: 25 Mar 2026 → 26 Mar 2026: taken from the list" in told
    assert "1 case imported, the first as C-2026-009. A backup was made first." in told
    assert "1 answer of cases already there taken from the list." in told
    assert answer(workbook, "C-2026-002", "date_of_death") == "2026-03-26"
    assert answer(workbook, "C-2026-001", "discharge_date") == "2026-03-01"
    assert count(workbook) == 9


def test_rows_that_want_a_look_are_named_when_they_are_imported_too(workbook, capsys):
    assert main(["import", str(workbook), str(LISTS / "first-list.csv")]) == 0
    assert "Row 4: With a warning. There is no discharge date" in capsys.readouterr().out


def test_dates_that_may_be_swapped_wait_for_the_option(workbook, capsys):
    swapped = str(LISTS / "half-swapped.xlsx")
    assert main(["import", str(workbook), swapped, "--dry-run"]) == 3
    said = capsys.readouterr().out
    assert "Row 2: Refused." in said
    assert "Answer with --dates: dmy (Written day first: turn the stored dates round)" in said
    assert main(["import", str(workbook), swapped, "--dates", "dmy"]) == 0
    assert answer(workbook, "C-2026-001", "date_of_death") == "2026-03-12"


def test_question_about_a_column_is_answered_in_the_map(workbook, tmp_path, capsys):
    bare = str(LISTS / "bare-sections-and-ticks.csv")
    assert main(["import", str(workbook), bare, "--dry-run"]) == 3
    said = capsys.readouterr().out
    assert (
        'as in {"answers": {"legal_status": "section"}}: section (Sections of the Mental Health Act)' in said
    )
    chosen = tmp_path / "map.json"
    names = {"local_number": "Ref", "date_of_death": "Date of death", "legal_status": "MHA section"}
    chosen.write_text(json.dumps(names | {"answers": {"legal_status": "section"}}), "utf-8")
    assert main(["import", str(workbook), bare, "--map", str(chosen)]) == 0
    assert answer(workbook, "C-2026-001", "legal_status") == "10"


def test_stray_quotation_marks_stop_the_import_until_somebody_says_what_they_are(workbook, capsys):
    stray = str(LISTS / "stray-quotes.csv")
    assert main(["import", str(workbook), stray]) == 1
    said = capsys.readouterr().err
    assert "one cell holds 3 lines that look like rows of their own" in said
    assert "--quotes ignore reads it line by line" in said
    assert count(workbook) == 0
    assert main(["import", str(workbook), stray, "--quotes", "ignore"]) == 0
    assert count(workbook) == 8


def test_named_sheets_are_read_together_and_others_are_said(workbook, tmp_path, capsys):
    book = openpyxl.Workbook()
    for title, number in (("April", 1), ("May", 2)):
        sheet = book.create_sheet(title)
        sheet.append(["ID", "Surname", "Date of death"])
        sheet.append([f"H{number}", f"Name{number}", "19/10/2025"])
    del book["Sheet"]
    path = tmp_path / "months.xlsx"
    book.save(path)
    assert main(["import", str(workbook), str(path), "--dry-run"]) == 3
    assert "Only sheet “April” is read. “May” looks like a list of deaths too." in capsys.readouterr().out
    assert main(["import", str(workbook), str(path), "--sheet", "April", "--sheet", "may", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(row["sheet"], row["row"], row["case"]) for row in said["rows"]] == [
        ("April", 2, "C-2025-001"),
        ("May", 2, "C-2025-002"),
    ]
    assert main(["import", str(workbook), str(path), "--sheet", "June"]) == 1
    assert "has no sheet “June”. It has “April”, “May”." in capsys.readouterr().err


def test_list_behind_a_password_is_read_with_it(workbook, tmp_path):
    locked = str(LISTS / "password-secret.xlsx")
    assert main(["import", str(workbook), locked]) == 1
    secret = tmp_path / "secret.txt"
    secret.write_text("secret\n", "utf-8")
    assert main(["import", str(workbook), locked, "--password-file", str(secret)]) == 0
    assert count(workbook) == 8


def test_every_skipped_row_is_listed_with_its_reason(workbook, capsys):
    assert main(["import", str(workbook), str(SAMPLE), "--dry-run", "--json"]) == 3
    skipped = json.loads(capsys.readouterr().out)["skipped"]
    assert [(row["number"], row["why"]) for row in skipped] == [
        (1, "title row"), (2, "blank row"), (34, "blank row"), (69, "total row")
    ]  # fmt: skip
