"""The action log as it is found when the file is opened again."""

import gc
import re
import shutil
import subprocess
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import CaseFile, WorkbookFacts
from hssib_desk.domain.review.privacy import identifying_fields
from hssib_desk.export.excel.action_columns import COMPUTED, ORDER, action_columns
from hssib_desk.export.excel.action_log import write_action_log
from hssib_desk.export.report import ExportError, ExportReport, ExportStopped
from hssib_desk.export.text import from_cell
from tests.factories import (
    FACTS,
    TODAY,
    action_form,
    code_meaning,
    full_case,
    make_action,
    make_case,
    make_entry,
)

FORM = action_form()


def status(meaning: str) -> str:
    return code_meaning(FORM.role("status"), meaning)


def strength(meaning: str) -> str:
    return code_meaning(FORM.role("strength"), meaning)


def head(role: str) -> str:
    """The head of a column, from its role or its computed name."""
    return next(column.head for column in action_columns(FORM) if column.name == role)


def written(folder: Path, *cases: CaseFile, **more: Any) -> tuple[ExportReport, openpyxl.Workbook]:
    out = folder / "log.xlsx"
    facts = more.pop("facts", FACTS)
    report = write_action_log(cases, facts, load_library(), out, today=TODAY, **more)
    return report, openpyxl.load_workbook(out, data_only=True)


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a sheet by head; empty cells are left out."""
    first, *rest = sheet.iter_rows()
    heads = [cell.value for cell in first]
    return [
        {name: cell for name, cell in zip(heads, row, strict=True) if cell.value is not None} for row in rest
    ]


def one_row(folder: Path, **answers: Any) -> dict[str, Any]:
    _, book = written(folder, make_case(entries=[make_action(1, **answers)]))
    (row,) = rows_of(book["Action log"])
    return row


def texts_of(sheet: Worksheet) -> list[str]:
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def test_the_sheets_have_their_names_and_no_other_is_seen(tmp_path: Path):
    _, book = written(tmp_path, make_case(entries=[make_action()]))
    seen = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert seen == [
        "Read me",
        "Action log",
        "To print",
        "Owed by others",
        "Summary",
        "Definitions",
        "Figures",
    ]
    assert {sheet.title: sheet.sheet_state for sheet in book}["Lists"] == "veryHidden"
    assert book.active.title == "Action log"


def test_the_columns_come_in_the_order_of_governance(tmp_path: Path):
    _, book = written(tmp_path, make_case(entries=[make_action()]))
    heads = [cell.value for cell in book["Action log"][1]]
    assert len(ORDER) == 24
    expected = [
        head("STRENGTH") if role == "strength" else COMPUTED[role][0] if role in COMPUTED else head(role)
        for role in ORDER
    ]
    assert heads[:24] == expected
    assert heads[-3:] == ["Row id", "Row version", "Row as written"]
    assert [FORM.role("title").column, FORM.role("status").column] == [heads[7], heads[13]]


def test_it_is_a_real_table_that_stays_in_sight_and_prints(tmp_path: Path):
    _, book = written(tmp_path, make_case(entries=[make_action(1), make_action(2)]))
    sheet = book["Action log"]
    table = sheet.tables["ActionLog"]
    heads = [cell.value for cell in sheet[1]]
    assert table.ref == f"A1:{sheet.cell(1, len(heads)).column_letter}3"
    assert [column.name for column in table.tableColumns] == heads
    assert table.autoFilter.ref == table.ref
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_title_cols == "$A:$A"
    assert (sheet.page_setup.orientation, sheet.page_setup.scale) == ("landscape", 80)
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.center.text == "OFFICIAL-SENSITIVE: PERSONAL"
    assert sheet.oddFooter.right.text == "Page &P of &N"
    assert [sheet.column_dimensions[cell.column_letter].hidden for cell in sheet[1]][-4:] == [
        False,
        True,
        True,
        True,
    ]


def test_each_action_is_a_row_with_its_references_and_its_id(tmp_path: Path):
    action = replace(make_action(3), row_version=7)
    report, book = written(tmp_path, make_case("C-2025-009", entries=[action]))
    (row,) = rows_of(book["Action log"])
    assert row["Action ref"].value == f"C-2025-009-{action.ref}"
    assert row["Case ref"].value == "C-2025-009"
    assert row["Row id"].value == f"C-2025-009/{action.id}"
    assert row["Row version"].value == 7
    assert (report.rows_selected, report.rows_written, report.notes) == (1, 1, ())


def test_a_date_is_a_date_and_a_month_stays_a_text(tmp_path: Path):
    row = one_row(tmp_path, agreed_date="2025-10-09", target_date="2026-02", revised_date="soon")
    agreed = row[head("agreed_date")]
    assert agreed.value == datetime(2025, 10, 9)
    assert agreed.number_format == "dd/mm/yyyy"
    assert row[head("target_date")].value == "Feb 2026"
    assert row[head("revised_date")].value == "soon"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")',
        "+1+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "#N/A",
        "007",
        "_x0041_",
        " spaces ",
        "two\nlines & <signs>\r\n",
        "Zażółć 李 😀 نص",
    ],
)
def test_a_text_is_never_altered_nor_taken_for_a_formula(tmp_path: Path, text: str):
    cell = one_row(tmp_path, title=text)[head("title")]
    assert cell.data_type == "s"
    assert from_cell(cell.value) == text
    assert cell.quotePrefix is (text[0] in "=+-@\t\r#0")


def test_a_character_that_cannot_be_written_is_shown_and_listed(tmp_path: Path):
    report, book = written(tmp_path, make_case(entries=[make_action(1, title="a\x0bb\ud800")]))
    (row,) = rows_of(book["Action log"])
    assert row[head("title")].value == "a\ufffdb\ufffd"
    (note,) = report.notes
    assert "C-2025-014-A01" in note
    assert "U+000B" in note
    assert note in texts_of(book["Read me"])


def test_a_text_too_long_for_a_cell_goes_on_and_is_listed(tmp_path: Path):
    text = "A progress note that nobody will cut. " * 2000
    report, book = written(tmp_path, make_case(entries=[make_action(1, progress=text)]))
    (row,) = rows_of(book["Action log"])
    assert "[continued on the sheet Long texts, row 2]" in row[head("progress")].value
    _, *parts = book["Long texts"].iter_rows(values_only=True)
    assert "".join(part[4] for part in parts) == text
    assert parts[0][:4] == ("Action log", "C-2025-014-A01", head("progress"), "1 of 3")
    assert len(report.notes) == 1
    assert "Long texts" in report.notes[0]


def test_brag_is_a_word_with_a_colour_that_follows_it(tmp_path: Path):
    actions = [
        make_action(1, status=status("closed")),
        make_action(2, status=status("in_progress"), target_date="2026-06-30"),
        make_action(3, status=status("agreed"), target_date="2025-11-20"),
        make_action(4, status=status("in_progress"), target_date="2025-10-15"),
        make_action(5, status=status("agreed"), target_date="2026-06-30"),
        make_action(6, status=status("superseded")),
    ]
    _, book = written(tmp_path, make_case(entries=actions))
    sheet = book["Action log"]
    cells = [row["BRAG"] for row in rows_of(sheet)]
    assert [cell.value for cell in cells] == [
        "Blue",
        "Green",
        "Amber",
        "Red",
        "Not started",
        "Superseded",
    ]
    summary = [[cell.value for cell in row] for row in book["Summary"].iter_rows(max_col=4)]
    start = summary.index(["BRAG", "All", "Open", "Overdue"])
    assert {row[0]: row[1:3] for row in summary[start + 1 : start + 8]} == {
        "Blue": [1, 0], "Green": [1, 1], "Amber": [1, 1], "Red": [1, 1], "Not started": [1, 1],
        "Set aside": [1, 0], "All actions": [6, 4],
    }  # fmt: skip
    fills = ["005EB8", "006747", "FFB81C", "8A1538", "E8EDEE", "E8EDEE"]
    by_word = {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb[2:]
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.stopIfTrue
    }
    letter = cells[0].column_letter
    assert [by_word[f'${letter}2="{cell.value}"'] for cell in cells] == fills


def test_days_overdue_are_a_number_and_only_where_something_is_overdue(tmp_path: Path):
    late = one_row(tmp_path, status=status("in_progress"), target_date="2025-10-15")
    assert late["Days overdue"].value == 34
    (tmp_path / "log.xlsx").unlink()
    done = one_row(tmp_path, status=status("implemented"), target_date="2025-10-15")
    assert "Days overdue" not in done


def test_a_strength_is_said_in_a_word_and_the_kind_of_change_beside_it(tmp_path: Path):
    code = strength("strong")
    row = one_row(tmp_path, strength=code)
    asked = FORM.role("strength")
    assert asked is not None
    assert asked.options is not None
    assert row["Strength"].value == "Strong"
    assert row[asked.column].value == asked.options.label(code)


def test_coded_columns_offer_their_list(tmp_path: Path):
    _, book = written(tmp_path, make_case(entries=[make_action(1), make_action(2)]))
    sheet = book["Action log"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    for role in ("status", "action_source", "theme", "STRENGTH", "owner"):
        column = next(column for column in action_columns(FORM) if column.name == role)
        letter = next(cell.column_letter for cell in sheet[1] if cell.value == column.head)
        rule = rules[f"{letter}2:{letter}3"]
        place = re.fullmatch(r"Lists!\$([A-Z]+)\$2:\$\1\$(\d+)", rule.formula1)
        assert place is not None
        offered = [cell.value for cell in book["Lists"][place[1]]][1 : int(place[2])]
        assert offered == (column.listed if column.editable else ["Strong", "Intermediate", "Weak"])
        assert rule.showErrorMessage is (role != "owner")
    target = next(cell.column_letter for cell in sheet[1] if cell.value == head("target_date"))
    assert rules[f"{target}2:{target}3"].type == "date"


def test_nothing_that_identifies_somebody_leaves(tmp_path: Path):
    case = full_case()
    assert any(identifying_fields(entry.form) for entry in case.entries)
    written(tmp_path, case)
    with ZipFile(tmp_path / "log.xlsx") as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert b"Unsaid" not in everything
    assert b"9990000018" not in everything


def test_a_name_in_free_text_is_pointed_out(tmp_path: Path):
    person = load_library().form_with_role("name", repeat=False)
    assert person is not None
    entries = [
        make_entry(person, {"name": "Quartermain"}),
        make_action(1, progress="Told Quartermain’s mother."),
    ]
    report, book = written(tmp_path, make_case(entries=entries))
    (note,) = report.notes
    assert "may identify somebody" in note
    assert "C-2025-014-A01" in note
    assert "Quartermain" not in note
    assert note in texts_of(book["Read me"])


def test_an_answer_whose_question_is_no_longer_asked_stays_behind(tmp_path: Path):
    asked = FORM.role("revision_reason")
    assert asked is not None
    row = one_row(tmp_path, revision_reason="Builders came late")
    assert asked.column not in row
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    assert ("Answers left out: not asked", 1) in list(book["Read me"].iter_rows(values_only=True))


def test_an_entry_of_an_earlier_form_is_read_by_its_roles(tmp_path: Path):
    asked = FORM.role("title")
    assert asked is not None
    old_field = replace(asked, key="what_to_do", label="What to do")
    section = replace(FORM.sections[0], fields=(old_field,))
    old = replace(FORM, sections=(section,), version=0, text="an earlier text")
    _, book = written(tmp_path, make_case(entries=[make_entry(old, {"title": "Move the bed"}, ref="A01")]))
    (row,) = rows_of(book["Action log"])
    assert row[head("title")].value == "Move the bed"


def test_the_read_me_says_what_the_file_is(tmp_path: Path):
    facts = replace(FACTS, window_days=42, settings={"amber_days": "21"})
    actions = [make_action(1), make_action(2, status=status("closed"))]
    _, book = written(tmp_path, make_case(entries=actions), facts=facts, filters=("Ward: Adult acute",))
    said = {row[0]: row[1] for row in book["Read me"].iter_rows(values_only=True)}
    assert said["Workbook"] == "Oak House reviews · oak-house.hssib"
    assert said["Organisation"] == "Oak House Trust (invented) (X99)"
    assert said["Made on"] == datetime.combine(TODAY, time())
    assert said["Made with"] == "HSSIB Desk 1.0.0"
    assert said["Classification"] == FACTS.classification
    assert said["Filters"] == "Ward: Adult acute"
    assert "0 to 42 days after discharge" in said["Deaths in scope"]
    assert (said["Actions selected"], said["Rows written"], said["Cases they belong to"]) == (2, 2, 1)
    assert said["Blue"] == "closed with evidence"
    (amber, made, key) = (
        book.defined_names[name].attr_text for name in ("AmberDays", "ExportDate", "BragKey")
    )
    assert book["Read me"][amber.split("!")[1].replace("$", "")].value == 21
    assert book["Read me"][made.split("!")[1].replace("$", "")].value == said["Made on"]
    assert [row[0].value for row in book["Read me"][key.split("!")[1].replace("$", "")]][:2] == [
        "Blue",
        "Green",
    ]
    assert any("update-actions" in text for text in texts_of(book["Read me"]))
    assert any("exactly as it was typed" in text for text in texts_of(book["Read me"]))


def test_the_workbooks_own_amber_days_count(tmp_path: Path):
    facts = replace(FACTS, settings={"amber_days": "60"})
    action = make_action(1, status=status("in_progress"), target_date="2026-01-10")
    _, book = written(tmp_path, make_case(entries=[action]), facts=facts)
    (row,) = rows_of(book["Action log"])
    assert row["BRAG"].value == "Amber"


def test_the_summary_counts_what_the_log_lists(tmp_path: Path):
    actions = [
        make_action(1, status=status("in_progress"), target_date="2025-11-01", strength=strength("weak")),
        make_action(2, status=status("in_progress"), target_date="2025-08-01", owner="matron"),
        make_action(3, status=status("closed"), target_date="2025-08-01", strength=strength("strong")),
        make_action(4, status=status("agreed"), target_date="2025-10-01", revised_date="2026-03-01"),
    ]
    _, book = written(tmp_path, make_case(entries=actions))
    rows = [row[:4] for row in book["Summary"].iter_rows(values_only=True)]
    for row in (
        ("Red", 2, 2, 2),
        ("Blue", 1, 0, 0),
        ("Green", 0, 0, 0),
        ("All actions", 4, 3, 2),
        ("Weak", 1, 1, 1),
        ("Strong", 1, 0, 0),
        ("Intermediate", 0, 0, 0),
        ("(not said)", 2, 2, 1),
        ("Matron", 1, 1, 1),
        ("1 to 30 days", 1, None, None),
        ("More than 90 days", 1, None, None),
        ("Not overdue", 1, None, None),
        ("Past the first target date", 3, None, None),
        ("Given a later date", 1, None, None),
    ):
        assert row in rows
    assert any(str(row[0]).startswith("n = 4 actions.") for row in rows)
    assert not any(str(cell).startswith("=") for row in rows for cell in row)


def test_what_others_owe_has_a_sheet(tmp_path: Path):
    sent = make_action(1, status=status("transferred"), other_organisation="The council")
    answered = make_action(2, status=status("transferred"), answered_date="2025-11-01")
    _, book = written(tmp_path, make_case(entries=[sent, answered, make_action(3)]))
    (row,) = rows_of(book["Owed by others"])
    assert row["Action ref"].value == "C-2025-014-A01" and row["Other organisation"].value == "The council"
    _, book = written(tmp_path, make_case(entries=[make_action()]), force=True)
    assert rows_of(book["Owed by others"]) == [{}]  # a table without a row is no table


def test_an_earlier_date_is_not_counted_as_a_later_one(tmp_path: Path):
    days = ("2026-03-01", "2026-07-01", "2026-05-01")
    actions = [
        make_action(n, status=status("agreed"), target_date="2026-05-01", revised_date=day)
        for n, day in enumerate(days, 1)
    ]
    _, book = written(tmp_path, make_case(entries=actions))
    rows = [row[:2] for row in book["Summary"].iter_rows(values_only=True)]
    assert ("Given a later date", 1) in rows


def test_the_definitions_explain_every_column_that_is_seen(tmp_path: Path):
    _, book = written(tmp_path, make_case(entries=[make_action()]))
    rows = list(book["Definitions"].iter_rows(values_only=True))
    explained = [row[0] for row in rows[1:] if row[1] is None]
    heads = [cell.value for cell in book["Action log"][1]]
    assert explained == heads[:-3]
    asked = FORM.role("status")
    assert asked is not None
    assert asked.options is not None
    values = [row[1] for row in rows if row[0] == asked.column and row[1]]
    assert values == [choice.label for choice in asked.options.choices]


def test_a_workbook_without_actions_gives_an_empty_table(tmp_path: Path):
    report, book = written(tmp_path, make_case(entries=[]))
    sheet = book["Action log"]
    assert (report.rows_selected, report.rows_written) == (0, 0)
    assert sheet.tables["ActionLog"].ref.endswith("2")
    assert rows_of(sheet) == []


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path):
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, full_case(), full_case("C-2025-015"))
        files.append((tmp_path / name / "log.xlsx").read_bytes())
    assert files[0] == files[1]


def test_the_properties_name_nobody(tmp_path: Path):
    _, book = written(tmp_path, make_case(entries=[make_action()]))
    about = book.properties
    assert about.title == "Action log – Oak House reviews"
    assert (about.creator, about.lastModifiedBy, about.language) == ("HSSIB Desk", None, "en-GB")
    assert about.created == about.modified == datetime(2025, 11, 18)


def test_odd_workbook_facts_do_no_harm(tmp_path: Path):
    facts = WorkbookFacts(title="Tom & Jerry’s\x0b <log> &P", classification="A & B" * 100)
    _, book = written(tmp_path, make_case(entries=[make_action()]), facts=facts)
    assert "Tom & Jerry’s\ufffd <log> &P" in texts_of(book["Read me"])


def endless() -> Iterator[CaseFile]:
    number = 0
    while True:
        number += 1
        yield make_case(f"C-2025-{number:03d}", entries=[make_action()])


def test_a_stopped_export_leaves_no_file(tmp_path: Path):
    out = tmp_path / "log.xlsx"
    told: list[int] = []

    def progress(done: int) -> bool:
        told.append(done)
        return done < 5

    with pytest.raises(ExportStopped):
        write_action_log(endless(), FACTS, load_library(), out, today=TODAY, progress=progress)
    assert told == [1, 2, 3, 4, 5]
    assert list(tmp_path.iterdir()) == []


def test_a_failing_source_leaves_the_old_file(tmp_path: Path):
    def failing() -> Iterator[CaseFile]:
        yield make_case(entries=[make_action()])
        raise RuntimeError("the store has gone")

    out = tmp_path / "log.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        write_action_log(failing(), FACTS, load_library(), out, today=TODAY, force=True)
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["log.xlsx"]


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path):
    limits = pytest.importorskip("resource")
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(ExportError, match="larger than its drive or your account lets a file be"):
            cases = [make_case(entries=[make_action(n) for n in range(1, 60)])]
            write_action_log(cases, FACTS, load_library(), tmp_path / "log.xlsx", today=TODAY)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_no_case_is_kept_once_its_rows_are_written(tmp_path: Path):
    alive: list[weakref.ref[CaseFile]] = []
    most = 0

    def watched() -> Iterator[CaseFile]:
        nonlocal most
        for number in range(1, 30):
            case = make_case(f"C-2025-{number:03d}", entries=[make_action()])
            alive.append(weakref.ref(case))
            gc.collect()
            most = max(most, sum(found() is not None for found in alive))
            yield case

    write_action_log(watched(), FACTS, load_library(), tmp_path / "log.xlsx", today=TODAY)
    assert most <= 2


def test_an_old_date_is_not_moved_by_the_calendar_of_spreadsheets(tmp_path: Path):
    row = one_row(tmp_path, agreed_date="1899-12-31")
    assert row[head("agreed_date")].value == "31/12/1899"


def formulas_of(folder: Path, name: str = "Action log") -> list[dict[str, Any]]:
    return rows_of(openpyxl.load_workbook(folder / "log.xlsx")[name])


def every_state(today: date) -> list[Any]:
    """Actions of every status with a target missed, due, near, far or none, moved or not, at risk or not."""
    field, risk = FORM.role("status"), FORM.role("risk_flag")
    yes = code_meaning(risk, "yes")
    codes = [choice.code for choice in field.options.offered]
    days = [None, -3, 0, 7, 90]
    iso = {day: None if day is None else (today + timedelta(days=day)).isoformat() for day in days}
    found = []
    for code, first, later, at_risk in product(codes, days, (None, -2, 80), (None, yes)):
        given = {"status": code, "target_date": iso[first], "risk_flag": at_risk}
        given["revised_date"] = None if later is None else (today + timedelta(days=later)).isoformat()
        given = {name: value for name, value in given.items() if value is not None}
        found.append(make_action(len(found) + 1, **given))
    return found


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_colours_and_days_overdue_are_formulas_that_a_spreadsheet_works_out_alike(tmp_path: Path):
    today = date.today()
    case = make_case(entries=every_state(today))
    write_action_log([case], FACTS, load_library(), tmp_path / "log.xlsx", today=today)
    book = openpyxl.load_workbook(tmp_path / "log.xlsx")
    book.save(tmp_path / "bare.xlsx")  # without the values that were written beside the formulas
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "bare.xlsx")], check=True, capture_output=True, timeout=180)
    written = openpyxl.load_workbook(tmp_path / "log.xlsx", data_only=True)
    worked_out = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    compared = 0
    for name in ("Action log", "To print"):
        for formulas, before, after in zip(
            *(list(one[name].iter_rows(min_row=2)) for one in (book, written, worked_out)), strict=True
        ):
            for formula, old, new in zip(formulas, before, after, strict=False):
                if formula.data_type == "f":
                    assert (new.value or "") == (old.value or ""), formula.value
                    compared += 1
    assert compared > 10 * len(case.entries) - 1


def test_a_date_that_is_not_known_to_the_day_leaves_the_colour_as_it_was(tmp_path: Path):
    one_row(tmp_path, status=status("in_progress"), target_date="2025-10")
    (row,) = formulas_of(tmp_path)
    assert row["BRAG"].value == "Red"
    assert row["Days overdue"].value == (TODAY - date(2025, 10, 31)).days
    (tmp_path / "other").mkdir()
    one_row(tmp_path / "other", status=status("in_progress"), target_date="2025-10-31")
    (row,) = formulas_of(tmp_path / "other")
    assert row["BRAG"].data_type == row["Days overdue"].data_type == "f"


def test_the_printed_page_holds_its_columns_at_more_than_eight_points(tmp_path: Path):
    _, book = written(tmp_path, make_case(entries=[make_action(1, progress="Built. " * 100)]), changes=[])
    for name in ("To print", "Owed by others", "Changes"):
        sheet = book[name]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        widths = [dimension.width for dimension in sheet.column_dimensions.values()]
        points = sum(7 * width + 5 for width in widths) * 0.75
        paper = (297 / 25.4 - sheet.page_margins.left - sheet.page_margins.right) * 72
        assert 10 * paper / points > 8
    (row,) = rows_of(book["To print"])
    assert row[head("progress")].value.startswith("Built. Built.")
    assert len(row[head("progress")].value) < 310
    assert row["Action ref"].value == "C-2025-014-A01"
