"""Lists and logs saved as OpenDocument spreadsheets are read as their .xlsx is; hostile ones are refused."""

import shutil
import subprocess
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.styles import Protection

from hssib_desk.export.reading.opendocument import OpenBook
from hssib_desk.export.reading.tables import TableError, read_table, read_tables

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
CELL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'


def opendocument(folder, inside, **parts):
    """A small spreadsheet of what stands between the ends of its content."""
    out = folder / "small.ods"
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", f"<office:document-content {SPACES}>{inside}</office:document-content>")
        for name, content in parts.items():
            file.writestr(name, content)
    return out


def sheet(rows):
    return f'<table:table table:name="T">{rows}</table:table>'


def lists():
    """A book with what lists hold: dates, leading zeros, merged and hidden rows, a hidden sheet."""
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Archive")
    first.title = "Deaths"
    rows = [
        ["Deaths of the quarter"],
        ["Local number", "Surname", "Date of death", "Ward", "Score"],
        [12345, "Eastleigh", date(2025, 10, 19), "Larch", 0.5],
        [67, "Ó Briain", datetime(2025, 10, 20, 9, 30), None, 3],
        [None],
        [890, "Two\nlines  and spaces", date(2025, 11, 2), "Fir", -2],
    ]
    for row in rows:
        first.append(row)
    for number in (3, 4, 6):
        first.cell(number, 1).number_format = "0000000"
    first.cell(4, 3).number_format = "dd/mm/yyyy hh:mm"
    first.merge_cells("D3:D4")
    first.row_dimensions[4].hidden = True
    first.cell(3, 2).protection = Protection(locked=False)
    second.append(["Local number", "Surname", "Date of death"])
    second.append([1, "Wren", date(2020, 1, 2)])
    second.sheet_state = "hidden"
    return book


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_list_saved_as_opendocument_is_read_as_the_excel_file_is(tmp_path):
    path = tmp_path / "deaths.xlsx"
    lists().save(path)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "ods", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    read = read_table(tmp_path / "deaths.ods")
    expected = read_table(path)
    assert read.rows == expected.rows
    assert [row.cells[0] for row in read.rows] == ["0012345", "0000067", "0000890"]
    assert read.columns == expected.columns
    assert read.skipped == expected.skipped
    assert read.hidden_sheets == expected.hidden_sheets == ("Archive",)
    assert [note.replace(".ods", ".xlsx") for note in read.notes] == list(expected.notes)
    assert read_table(tmp_path / "deaths.ods", "archive").rows == read_table(path, "archive").rows


def test_rows_and_cells_that_repeat_without_end_are_refused(tmp_path):
    bomb = f'<table:table-row table:number-rows-repeated="900000000">{CELL}</table:table-row>'
    wide = CELL.replace("cell ", 'cell table:number-columns-repeated="900000000" ', 1)
    many = f'<table:table-row table:number-rows-repeated="90000">{wide}</table:table-row>'
    for rows in (bomb, many, f"<table:table-row>{wide}</table:table-row>"):
        with pytest.raises(TableError, match="more than"):
            read_tables(opendocument(tmp_path, sheet(rows)))


def test_the_empty_rows_that_fill_a_sheet_cost_nothing(tmp_path):
    filler = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    rows = f"<table:table-row>{CELL}</table:table-row>"
    path = opendocument(tmp_path, sheet(rows + filler + rows))
    book = OpenBook(path.name, path.read_bytes())
    assert [(row.number, row.values) for row in book.rows(book.sheets[0])] == [
        (1, {0: "x"}),
        (1048002, {0: "x"}),
    ]


@pytest.mark.parametrize(
    ("inside", "parts", "said"),
    [
        ("<table:table>", {}, "is damaged and cannot be read"),
        ("", {"META-INF/manifest.xml": "<manifest:encryption-data/>"}, "is protected with a password"),
        (sheet("<!--<!DOCTYPE a>-->"), {}, "holds parts that no spreadsheet needs"),
        (sheet(""), {}, "No row of column names was found"),
    ],
)
def test_what_is_no_readable_spreadsheet_is_refused_in_a_sentence(tmp_path, inside, parts, said):
    with pytest.raises(TableError, match=said):
        read_tables(opendocument(tmp_path, inside, **parts))


def test_reading_can_be_stopped(tmp_path):
    class Stopped(Exception):
        pass

    def stop(_rows):
        raise Stopped

    rows = f"<table:table-row>{CELL}</table:table-row>" * 600
    with pytest.raises(Stopped):
        read_tables(opendocument(tmp_path, sheet(rows)), step=stop)
