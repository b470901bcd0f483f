"""Reading other people’s lists: what is a row, what is not, what is said of a file that cannot be read."""

import csv
import io
import re
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hssib_desk.domain.caseload.table import has_lost_letters
from hssib_desk.export.reading.tables import SkippedRow, Table, TableError, read_table

DATA = Path(__file__).parents[2] / "data" / "caseload"
HEAD = "ID,Surname,Date of death"


def written(folder: Path, text: str | bytes, name: str = "deaths.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def from_text(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Table:
    return read_table(written(folder, text, encoding=encoding))


def refusal(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(TableError) as caught:
        read_table(path, sheet)
    return str(caught.value)


def workbook(folder: Path, rows: list[list[object]], name: str = "deaths.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


@pytest.mark.parametrize(
    ("name", "encoding"), [("deaths-report.csv", "utf-8-sig"), ("deaths-report-excel-saved.csv", "cp1252")]
)
def test_sample_is_read_whole(name, encoding):
    table = read_table(DATA / name)
    assert (table.encoding, table.delimiter, table.header_row) == (encoding, ",", 3)
    assert table.columns[:3] == ("Web ID", "NHS No.", "Surname")
    assert len(table.columns) == 19
    assert [row.number for row in table.rows] == [*range(4, 34), *range(35, 69)]
    assert table.skipped == (
        SkippedRow(1, "title row", "Deaths report - run 14/11/2025 09:12"),
        SkippedRow(2, "blank row"),
        SkippedRow(34, "blank row"),
        SkippedRow(69, "total row", "Total, 64"),
    )
    assert "Row 69 says 64 and 64 rows were read: they agree." in table.notes


def test_sample_keeps_every_character():
    rows = {row.cells[0]: row.cells for row in read_table(DATA / "deaths-report.csv").rows}
    assert rows["W210056"][-1] == "Expected death, on EoL pathway\nfamily present"
    assert rows["W210014"][-1] == "=not for sharing= awaiting statement"
    assert rows["W210112"][13] == "informal "
    assert len(rows["W210420"][-1]) > 32_767


def test_old_alphabet_is_said_and_the_good_file_is_not_doubted():
    assert any(
        "older alphabet (Windows-1252)" in note
        for note in read_table(DATA / "deaths-report-excel-saved.csv").notes
    )
    assert len(read_table(DATA / "deaths-report.csv").notes) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_gives_the_same_names(tmp_path, encoding):
    table = from_text(tmp_path, f"{HEAD}\nA1,Żółkiewska,1/2/2025\nA2,李,2/2/2025\n", encoding)
    assert [row.cells[1] for row in table.rows] == ["Żółkiewska", "李"]
    assert not table.notes


def test_windows_1252_keeps_its_letters_and_punctuation(tmp_path):
    table = from_text(tmp_path, f"{HEAD}\nA1,D’Souza Siân,1/2/2025\n", "cp1252")
    assert table.rows[0].cells[1] == "D’Souza Siân"


def test_damaged_utf8_keeps_what_is_whole_and_says_so(tmp_path):
    names = "\n".join(f"A{n},Siân Brontë Müller Łukasik,1/2/2025" for n in range(10))
    table = from_text(tmp_path, f"{HEAD}\n{names}\nA99,X".encode() + b"\xc3,1/2/2025\n")
    assert table.encoding == "utf-8"
    assert table.rows[0].cells[1] == "Siân Brontë Müller Łukasik"
    assert "1 letters were lost" in table.notes[0]


def test_garbled_accents_are_noticed(tmp_path):
    garbled = "Siân Brontë".encode().decode("cp1252")
    assert any("garbled" in note for note in from_text(tmp_path, f"{HEAD}\nA1,{garbled},1/2/2025\n").notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(tmp_path, delimiter):
    lines = [HEAD.split(","), ["A1", "a; b, c", "1/2/2025"], ["A2", "Smith", "2/2/2025"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    table = from_text(tmp_path, text)
    assert (table.delimiter, table.rows[0].cells) == (delimiter, ("A1", "a; b, c", "1/2/2025"))


def test_marks_inside_a_text_do_not_pass_for_the_delimiter(tmp_path):
    table = from_text(tmp_path, f"{HEAD}\nA1,a;b;c;d;e;f;g;h;i;j;k;l,1/2/2025\n")
    assert table.delimiter == ","


CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufffd"), max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_whatever_a_cell_holds_comes_back(tmp_path, texts):
    out = io.StringIO(newline="")
    rows = [["A1", "1/2/2025", text, "end"] for text in texts]
    csv.writer(out).writerows([["ID", "Died", "Comments", "Last"], *rows])
    table = from_text(tmp_path, out.getvalue(), "utf-8-sig")
    assert [list(row.cells) for row in table.rows] == [
        ["A1", "1/2/2025", text or None, "end"] for text in texts
    ]


def test_delimiter_told_by_excel_still_counts_as_a_row(tmp_path):
    table = from_text(tmp_path, "sep=;\nID;Died\nA1;1/2/2025\n")
    assert (table.delimiter, table.header_row, table.rows[0].number) == (";", 2, 3)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    table = from_text(tmp_path, f'{HEAD}\nA1,"two\nlines",1/2/2025\nA2,Smith,2/2/2025\n')
    assert [row.number for row in table.rows] == [2, 3]


def test_titles_subtotals_repeated_heads_and_trailers_are_no_cases(tmp_path):
    text = (
        "Deaths,,\nRun on 1/3/2025,,\n,,\nID,Surname,Died,Ward\nA1,Smith,1/2/2025,Ash\nSub-total: 1,,,\n"
        "ID,Surname,Died,Ward\nA2,Jones,2/2/2025,Elm\nGrand total,3,,\n,,\nCONFIDENTIAL,,,\n,,\n,,\n"
    )
    table = from_text(tmp_path, text)
    assert [row.cells[0] for row in table.rows] == ["A1", "A2"]
    assert [(row.number, row.why) for row in table.skipped] == [
        (1, "title row"),
        (2, "title row"),
        (3, "blank row"),
        (6, "total row"),
        (7, "column names again"),
        (9, "total row"),
        (10, "blank row"),
        (11, "line below the table"),
    ]
    assert any("says 3 and 2 rows were read: please check" in note for note in table.notes)


def test_person_called_total_is_a_case(tmp_path):
    table = from_text(tmp_path, "Surname,Forename,Died,Ward\nTotal,Ann,1/2/2025,Ash\n")
    assert len(table.rows) == 1


def test_columns_without_or_with_the_same_name_stay_apart(tmp_path):
    table = from_text(tmp_path, "ID,Date,Date,\nA1,1/2/2025,2/2/2025,kept\n")
    assert table.columns == ("ID", "Date", "Date (2)", "Column D")
    assert table.rows[0].cells[3] == "kept"
    assert len(table.notes) == 2


def test_cells_beyond_the_column_names_are_kept(tmp_path):
    table = from_text(tmp_path, f"{HEAD}\nA1,Smith,1/2/2025\nA2,Jones,2/2/2025,stray\n")
    assert table.columns[3] == "Column D"
    assert table.rows[1].cells == ("A2", "Jones", "2/2/2025", "stray")
    assert table.rows[0].cells[3] is None


def test_short_rows_are_filled_up(tmp_path):
    assert from_text(tmp_path, f"{HEAD}\nA1,Smith\n").rows[0].cells == ("A1", "Smith", None)


def test_column_is_found_by_its_name_however_written(tmp_path):
    table = from_text(tmp_path, "NHS No.,Died\n9990000018,1/2/2025\n")
    assert (table.index("nhs no"), table.index("NHS-NO"), table.index("Ward")) == (0, 0, None)


def test_excel_cells_come_as_values(tmp_path):
    path = workbook(
        tmp_path,
        [
            ["Report"],
            ["ID", "NHS", "Died", "Seen", "At", "Share", "Flag"],
            [7, 9990000018.0, datetime(2025, 2, 1), datetime(2025, 2, 1, 14, 5), time(9, 30), 0.5, True],
        ],
    )
    table = read_table(path)
    assert (table.sheet, table.sheets, table.header_row) == ("Sheet", ("Sheet",), 2)
    assert table.rows[0].cells == (
        7,
        9990000018,
        date(2025, 2, 1),
        datetime(2025, 2, 1, 14, 5),
        "09:30",
        0.5,
        "TRUE",
    )


def test_text_taken_for_a_formula_is_kept(tmp_path):
    table = read_table(
        workbook(tmp_path, [["ID", "Died", "Comments"], ["A1", "1/2/2025", "=not for sharing="]])
    )
    assert table.rows[0].cells[2] == "=not for sharing="
    assert table.notes == (
        "Column C (“Comments”): 1 formula has no result in the file; its own text is read.",
    )


def test_text_that_failed_as_a_formula_is_kept(tmp_path):
    path = workbook(
        tmp_path,
        [["ID", "Died", "Comments"], ["A1", "1/2/2025", "=not for sharing="], ["A2", "2/2/2025", "#N/A"]],
    )
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    found = re.sub(rb'<c r="C2">(<f>.*?</f>)<v(/>|></v>)', rb'<c r="C2" t="e">\1<v>#NAME?</v>', sheet)
    parts["xl/worksheets/sheet1.xml"] = found
    assert found != sheet
    table = read_table(archive(path, parts))
    assert [row.cells[2] for row in table.rows] == ["=not for sharing=", "#N/A"]
    assert len(table.notes) == 1


def test_first_visible_sheet_with_a_table_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["About this file"])
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    for name in ("Old", "Deaths", "More"):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["ID", "Died"])
        sheet.append([name, "1/2/2025"])
    book.save(tmp_path / "deaths.xlsx")
    table = read_table(tmp_path / "deaths.xlsx")
    assert (table.sheet, table.sheets) == ("Deaths", ("Read me", "Old", "Deaths", "More"))
    assert read_table(tmp_path / "deaths.xlsx", "more").rows[0].cells[0] == "More"
    assert "has “Read me”, “Old”" in refusal(tmp_path / "deaths.xlsx", "Nowhere")
    assert "column names" in refusal(tmp_path / "deaths.xlsx", "Read me")


def test_excel_file_with_another_ending_is_still_read(tmp_path):
    path = workbook(tmp_path, [["ID", "Died"], ["A1", "1/2/2025"]])
    assert read_table(path.rename(tmp_path / "deaths.csv")).sheet == "Sheet"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \n", "is empty"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"<html><table><tr><td>ID</td></tr></table>", "is a web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "is not a spreadsheet"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)), "is not a spreadsheet"),
        (b"SQLite format 3\x00" + bytes(100), "is a workbook or database"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old Excel format"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + bytes(600),
            "protected with a password",
        ),
        (b"PK\x03\x04 nothing more", "is damaged"),
        (b"one\ntwo\nthree\n", "only one column"),
        (f"{HEAD}\n".encode(), "no rows below"),
        (b"1,2,3\n4,5,6\n", "No row of column names"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path, content, says):
    message = refusal(written(tmp_path, content))
    assert says in message
    assert message.endswith((".", "it."))


def test_missing_file_and_folder_are_told_apart(tmp_path):
    assert "There is no file" in refusal(tmp_path / "gone.csv")
    assert "is a folder" in refusal(tmp_path)


def test_quotation_mark_that_is_never_closed_is_named(tmp_path):
    rows = "\n".join(f"A{n},Smith,1/2/2025" for n in range(2, 9))
    assert "In row 2" in refusal(written(tmp_path, f'{HEAD}\nA1,"Smith,1/2/2025\n{rows}\n'))


def test_inch_mark_in_a_cell_does_no_harm(tmp_path):
    assert (
        from_text(tmp_path, f'{HEAD}\nA1,5" cut,1/2/2025\nA2,Smith,2/2/2025\n').rows[0].cells[1] == '5" cut'
    )


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"notes.txt": b"x"}, "zip archive"),
        ({"content.xml": b"<x/>"}, "OpenDocument"),
        ({"word/document.xml": b"<x/>"}, "Word document"),
        ({"xl/workbook.bin": b"x"}, ".xlsb"),
        ({"xl/workbook.xml": b"<x/>"}, "damaged"),
        ({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}, "no spreadsheet needs"),
    ],
)
def test_archives_that_are_no_workbook_are_refused(tmp_path, parts, says):
    assert says in refusal(archive(tmp_path / "deaths.xlsx", parts))


def test_zip_bomb_is_not_unpacked(tmp_path, monkeypatch):
    module = pytest.importorskip("hssib_desk.export.reading.table_excel")
    monkeypatch.setattr(module, "MAX_UNPACKED", 1_000_000)
    path = archive(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b"<x/>", "xl/sheet.xml": bytes(2_000_000)})
    assert path.stat().st_size < 10_000
    assert "was not opened" in refusal(path)


def test_very_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert "right file" in refusal(path)


def test_cut_off_workbook_is_called_damaged(tmp_path):
    path = workbook(tmp_path, [["ID", "Died"], ["A1", "1/2/2025"]])
    path.write_bytes(path.read_bytes()[:-200])
    assert "is damaged" in refusal(path)


@pytest.mark.parametrize("name", ["?ukasik", "?ó?kiewska", "Nguy?n", "?tefan", "Nowak\ufffd", "Van der B?rg"])
def test_lost_letters_in_a_name_are_seen(name):
    assert has_lost_letters(name)


@pytest.mark.parametrize("name", ["Łukasik", "O'Neill", "Smith?", "?", "why was leave granted?", "A ? B"])
def test_question_marks_are_not_lost_letters(name):
    assert not has_lost_letters(name)


def test_text_file_is_read_without_the_spreadsheet_library(tmp_path):
    import subprocess

    path = written(tmp_path, f"{HEAD}\nA1,Smith,1/2/2025\n")
    code = (
        "import sys; from pathlib import Path; from hssib_desk.export.reading.tables import read_table;"
        f"read_table(Path({str(path)!r})); print('openpyxl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_sheet_that_names_a_string_which_is_not_there_is_said_to_be_damaged(tmp_path):
    path = tmp_path / "deaths.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Name", "Date of death"])
    book.active.append(["Ng", "19/10/2025"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</sheetData>", b'<row r="9"><c r="A9" t="s"><v>99999</v></c></row></sheetData>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(TableError, match="is damaged"):
        read_table(path)


@pytest.mark.parametrize("spoil", [slice(20, 26), slice(-60, -40)])
def test_archive_whose_inside_is_spoilt_is_said_to_be_damaged(tmp_path, spoil):
    path = tmp_path / "deaths.xlsx"
    book = openpyxl.Workbook()
    for number in range(200):
        book.active.append([f"Name {number}", "19/10/2025"])
    book.save(path)
    whole = path.read_bytes()
    for at in range(200, len(whole), 31):
        content = bytearray(whole)
        content[at] ^= 0x55
        del content[spoil.start if spoil.start > 0 else at : (spoil.start if spoil.start > 0 else at) + 3]
        path.write_bytes(content)
        try:
            read_table(path)
        except TableError as error:
            assert str(error)
