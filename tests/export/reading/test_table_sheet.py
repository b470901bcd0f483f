"""Spreadsheets as other people and programs keep them: sheets, merged and hidden cells, formats, bounds."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hssib_desk.domain.caseload.sheets import choose_list
from hssib_desk.domain.caseload.table import NeedsPassword, StrayQuotes
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.reading.tables import TableError, read_table, read_tables

DATA = Path(__file__).parents[2] / "data" / "caseload"
HEAD = ["Local number", "NHS number", "Surname", "Ward", "Date of death"]
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"


def row(number: int, **cells: object) -> list[object]:
    return [f"W{number}", 9990000379 + number, f"Name{number}", "Maple", date(2026, 3, number)]


def saved(folder: Path, book: openpyxl.Workbook, name: str = "deaths.xlsx") -> Path:
    book.save(folder / name)
    return folder / name


def a_list(sheet, *numbers: int) -> None:
    sheet.append(HEAD)
    for number in numbers:
        sheet.append(row(number))


@pytest.fixture
def book():
    made = openpyxl.Workbook()
    a_list(made.active, 1, 2, 3, 4)
    return made


def rebuilt(path: Path, name: str, content: bytes) -> Path:
    """The workbook with another content for one of its parts."""
    with zipfile.ZipFile(path) as file:
        parts = {item: file.read(item) for item in file.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for item, old in parts.items():
            file.writestr(item, content if item == name else old)
    return path


# Sheets


@pytest.fixture(scope="module")
def library():
    return load_library()


def two_months(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Mortality report", None])
    book.active.append(["Contact", "J Smith"])
    a_list(book.create_sheet("April"), 1, 2)
    a_list(book.create_sheet("May"), 2, 3, 4)
    book.create_sheet("Old").sheet_state = "hidden"
    return saved(folder, book)


def test_first_sheet_that_looks_like_a_list_is_read_and_the_others_are_named(tmp_path, library):
    table = choose_list(read_tables(two_months(tmp_path)), library)
    assert (table.sheet, table.sheets, len(table.rows)) == ("April", ("April", "May"), 2)
    assert "Only sheet “April” is read. “May” looks like a list of deaths too." in table.notes
    assert "Hidden in the file and not read: “Old”." in table.notes


def test_cover_sheet_is_passed_over_and_named(tmp_path, library):
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Period", "Q1"])
    a_list(book.create_sheet("Data"), 1)
    table = choose_list(read_tables(saved(tmp_path, book)), library)
    assert table.sheet == "Data"
    assert table.notes[0].startswith("Sheet “Data” is read, and “Cover” not")


def test_several_sheets_are_read_as_one_list(tmp_path, library):
    tables = read_tables(two_months(tmp_path), ["may", "April"])
    table = choose_list(tables, library, ["may", "April"])
    assert table.sheet == "May, April"
    assert [item.key for item in table.rows] == [
        ("May", 2),
        ("May", 3),
        ("May", 4),
        ("April", 2),
        ("April", 3),
    ]
    assert [item.cells[0] for item in table.rows] == ["W2", "W3", "W4", "W1", "W2"]


# What cells hold


def test_merged_value_counts_for_each_of_its_rows(tmp_path, book):
    sheet = book.active
    for number in (3, 4):
        sheet.cell(number, 4).value = None
    sheet.merge_cells("D2:D4")
    table = read_table(saved(tmp_path, book))
    assert [item.cells[3] for item in table.rows] == ["Maple"] * 4
    assert "Merged cells count for each of their rows: D2:D4." in table.notes


def test_hidden_rows_are_read_and_said(tmp_path, book):
    book.active.row_dimensions[3].hidden = True
    table = read_table(saved(tmp_path, book))
    assert len(table.rows) == 4
    assert "1 row is hidden or filtered out in the file, and read all the same: 3." in table.notes


def test_formulas_without_a_result_give_one_note_a_column(tmp_path, book):
    for number in range(2, 6):
        book.active.cell(number, 1).value = f'=HYPERLINK("http://example.org/{number}","W{number}")'
    table = read_table(saved(tmp_path, book))
    assert [item.cells[0] for item in table.rows] == ["W2", "W3", "W4", "W5"]
    assert [note for note in table.notes if "formula" in note] == [
        "Column A (“Local number”): 4 formulas have no result in the file; their own text is read."
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (2, "0000000", "0000002"),
        (2, '"W"00000', "W00002"),
        (2, "0", 2),
        (2, "0.00", 2),
        (4010232137, "dd/mm/yyyy", 4010232137),
        ("line1_x000D_\nline2", "General", "line1\nline2"),
    ],
)
def test_cell_is_read_as_the_spreadsheet_shows_it(tmp_path, book, value, number_format, read):
    cell = book.active.cell(2, 2)
    cell.value, cell.number_format = value, number_format
    assert read_table(saved(tmp_path, book)).rows[0].cells[1] == read


def test_strict_workbook_with_back_slashes_and_another_workbook_part_is_read(tmp_path, book):
    path = saved(tmp_path, book)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
        b"xl/workbook.xml": b"xl/book1.xml",
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            for old, new in names.items():
                content = content.replace(old, new)
            name = name.replace("xl/workbook.xml", "xl/book1.xml").replace("_rels/workbook", "_rels/book1")
            file.writestr(name if name.startswith(("_", "[")) else name.replace("/", "\\"), content)
    assert [item.cells for item in read_table(path).rows] == [tuple(row(number)) for number in (1, 2, 3, 4)]


def test_row_after_a_long_gap_is_said_not_to_be_read(tmp_path, book):
    book.active.cell(9000, 1).value = "W9"
    table = read_table(saved(tmp_path, book))
    assert len(table.rows) == 4
    assert any(note.startswith("Row 9,000 and those after it are not read") for note in table.notes)


# Files made to take for ever


MADE_TO_TAKE_FOR_EVER = {
    "cells": ("xl/worksheets/sheet1.xml", f"{SHEET}<row>{'<c/>' * 1_100_000}</row>{END}", "empty cells"),
    "styles": ("xl/styles.xml", f"<a><cellXfs>{'<xf/>' * 250_000}</cellXfs></a>", "far more formats"),
    "names": (
        "xl/worksheets/sheet1.xml",
        f"<!--{'x' * 9000}--><!DOCTYPE x [<!ENTITY a 'b'>]>{SHEET}{END}",
        "no spreadsheet needs",
    ),
    "rows": (
        "xl/worksheets/sheet1.xml",
        f"{SHEET}{''.join(f'<row><c><v>{n}</v></c></row>' for n in range(100_100))}{END}",
        "more than 100,000 rows",
    ),
}


@pytest.mark.parametrize("kind", MADE_TO_TAKE_FOR_EVER)
def test_small_file_that_unpacks_to_much_is_refused_with_the_reason(tmp_path, book, kind):
    part, content, says = MADE_TO_TAKE_FOR_EVER[kind]
    path = rebuilt(saved(tmp_path, book), part, content.encode())
    assert path.stat().st_size < 1_000_000
    with pytest.raises(TableError, match=says):
        read_tables(path)


def test_reading_stops_when_somebody_wants_it(tmp_path):
    class Enough(Exception):
        pass

    def stop(done: int) -> None:
        if done >= 1000:
            raise Enough

    book = openpyxl.Workbook()
    a_list(book.active, *[1] * 2000)
    with pytest.raises(Enough):
        read_tables(saved(tmp_path, book), step=stop)


# Passwords and quotation marks


def test_list_behind_a_password_is_read_with_it():
    path = DATA / "password-secret.xlsx"
    with pytest.raises(NeedsPassword, match="protected with a password"):
        read_tables(path)
    with pytest.raises(NeedsPassword, match="does not open"):
        read_tables(path, password="Secret")
    assert len(read_tables(path, password="secret")[0].rows) == 8


def test_stray_quotation_marks_are_named_and_can_be_ignored():
    path = DATA / "stray-quotes.csv"
    with pytest.raises(
        StrayQuotes, match=r"In row 4 of stray-quotes[.]csv one cell holds 3 lines that look like rows"
    ):
        read_tables(path)
    (table,) = read_tables(path, quotes="ignore")
    assert [item.cells[0] for item in table.rows] == [f"W10{n}" for n in range(8)]
    assert table.rows[2].cells[-1] == '"He said not well'
    assert len(read_tables(path, quotes="trust")[0].rows) == 5


def test_lines_inside_a_real_quotation_are_no_rows(tmp_path):
    path = tmp_path / "deaths.csv"
    path.write_text('ID,Surname,Died,Notes\nA1,Ng,1/2/2026,"Found, in bed\nFamily told, twice"\n', "utf-8")
    assert read_tables(path)[0].rows[0].cells[-1] == "Found, in bed\nFamily told, twice"


def test_mac_roman_is_recognised():
    table = read_table(DATA / "mac-roman.csv")
    assert (table.encoding, table.rows[2].cells[3]) == ("mac_roman", "Siân")
    assert any("(Mac Roman)" in note for note in table.notes)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Siân", "mac_roman"),
        ("SIÂN", "mac_roman"),
        ("Siân", "cp1252"),
        ("SIÂN", "cp1252"),
        ("O’NEILL", "cp1252"),
    ],
)
def test_older_alphabet_is_told_by_where_its_letters_stand(tmp_path, name, encoding):
    path = tmp_path / "deaths.csv"
    path.write_bytes(f"ID,Surname,Died\nA1,{name},1/2/2026\n".encode(encoding))
    table = read_table(path)
    assert (table.rows[0].cells[1], table.encoding) == (name, encoding)


# Rows that are no totals


def test_row_with_a_reference_or_a_death_is_never_passed_over():
    assert [item.cells[0] for item in read_table(DATA / "record-prefix.csv").rows][:4] == [
        "Record-0", "Record-1", "Record-2", "Record-3"
    ]  # fmt: skip
    table = read_table(DATA / "last-row-one-cell.csv")
    assert (table.rows[-1].cells[0], table.skipped) == ("W999", ())
