"""The three forms of the board report of the worked example: they agree, and prove their numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from PIL import Image

from hssib_desk.domain.board.definitions import board_form
from hssib_desk.domain.board.edits import Edit, typed
from hssib_desk.export.board.chart import marks, picture, ticks_of, top_of
from hssib_desk.export.board.content import Chart, Item, Table, Text
from hssib_desk.export.board.digest import figures_digest
from hssib_desk.export.board.excel import words_of, write_excel
from hssib_desk.export.board.pdf import write_pdf
from hssib_desk.export.board.report import board_report, commissioners_copy, period_of
from hssib_desk.export.board.word import FIGURE, LOCKED, write_word
from hssib_desk.export.report import ExportError
from tests.board_example import AS_AT, END, LABELS, START, example
from tests.export.agile import decrypted
from tests.factories import FACTS

TITLES = [
    "In words",
    "Deaths, screening and review, by quarter of death",
    "Kinds and places",
    "Judgement",
    "What was learnt",
    "Families",
    "In time",
    "Duties",
    "Actions on 31 October 2026",
    "Fairness",
    "Agreement and change",
    "Quality Account, items 27.1 to 27.9, in the form NHS trusts use",
    "Appendix: definitions and controls",
]


@pytest.fixture(scope="module")
def report():
    return board_report(example(), FACTS, LABELS, START, END)


@pytest.fixture(scope="module")
def written(report, tmp_path_factory):
    folder = tmp_path_factory.mktemp("board")
    write_pdf(report, folder / "board.pdf")
    write_word(report, folder / "board.docx")
    write_excel(report, FACTS, folder / "board.xlsx")
    return folder


def folded(text):
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def pages(written):
    return [folded(page.extract_text()) for page in pypdf.PdfReader(written / "board.pdf").pages]


def blocks(report, kind):
    return [block for section in report.sections for block in section.blocks if isinstance(block, kind)]


def table(report, title):
    return next(found for found in blocks(report, Table) if found.title == title)


# What it says


def test_sections_stand_in_their_order_each_with_its_base(report):
    assert [section.title for section in report.sections] == TITLES
    assert all(section.base for section in report.sections[:-1])


def test_tables_hold_the_numbers_of_the_example(report):
    deaths = {row[0]: row[-3:] for row in table(report, "Deaths by quarter of death").rows}
    assert deaths["Deaths in scope"] == ("12", "13", "25")
    assert deaths["Open"] == ("1", "2", "3")
    assert deaths["Share of deaths in scope"] == ("67%", "38%", "52%")
    judged = {row[0]: row[-3:] for row in table(report, "More likely than not due to problems in care").rows}
    assert judged["Yes as % of deaths"] == ("16.7%", "0.0%", "8.0%")
    assert judged["Yes of those judged"] == ("2/8", "0/5", "2/13")
    kinds = {row[0]: row[1:] for row in table(report, "Kind of death").rows}
    assert kinds["Awaiting"] == ("1", "2", "126")
    steps = {row[0]: row for row in table(report, "In time, year to date").rows}
    assert steps["Reviewed in time"] == ("Reviewed in time", "90 days", "12", "9 of 12", "2", "1", "2", "2")
    brag = table(report, "Actions by kind of change and BRAG")
    assert brag.rows[-1] == ("All actions", "2", "2", "2", "4", "1", "1", "12")


def test_a_quarter_that_is_known_as_a_number_only_says_nothing_more(report):
    rows = {row[0]: row[1] for row in table(report, "Deaths by quarter of death").rows}
    assert rows["Deaths in scope"] == "9" and rows["Screened"] == rows["Share of deaths in scope"] == "–"


def test_doubts_about_the_data_are_printed_where_the_deaths_are_counted(report):
    notes = " ".join(b.text for b in report.sections[1].blocks if isinstance(b, Text))
    assert "discharged on the day of death 0;" in notes
    assert "became known more than 14 days after the death 1;" in notes
    assert "ethnicity not stated or not known 2;" in notes


def test_every_column_of_a_table_that_is_closed_adds_up(report):
    """The last row of a partition is its total."""
    for title, upto in (("Kind of death", 5), ("Reviewed, by group, year to date", 3)):
        rows = table(report, title).rows
        assert sum(int(row[1]) for row in rows[:upto]) == int(rows[-1][1])
    brag = table(report, "Actions by kind of change and BRAG").rows
    for column in range(1, 8):
        assert sum(int(row[column]) for row in brag[:-1]) == int(brag[-1][column])


def test_lists_name_what_is_late(report):
    overdue = table(report, "Overdue").rows
    assert [(row[0], row[5]) for row in overdue] == [("C19-A01", "46"), ("C04-A01", "16")]
    closed = {row[0]: row[3] for row in table(report, "Closed, with evidence").rows}
    assert closed == {
        "C05-A01": "Not done, due 30 Sep 2026",
        "C03-A01": "No change, due 15 Oct 2026",
        "P2-A01": "Better, due 20 Oct 2026",
        "C02-A02": "Due 22 Dec 2026",
    }
    assert table(report, "Overdue").below and table(report, "Closed, with evidence").head[-1] == "Evidence"
    notes = " ".join(block.text for block in blocks(report, Text) if block.look == "note")
    assert "Review overdue: C12." in notes and "Not screened: C25." in notes


def test_what_came_back_names_the_action(report):
    earlier = [replace(a, type="discharge") if a.ref == "C05-A01" else a for a in example().actions]
    again = board_report(replace(example(), actions=tuple(earlier)), FACTS, LABELS, START, END)
    assert table(again, "Learning that came back").rows == (
        ("Discharge planning and follow-up", "C19", "C05-A01, 30 Jun 2026"),
    )
    assert table(report, "Learning that came back").rows[0][0] == "None in this period."


def test_a_provider_that_is_an_nhs_body_has_a_statutory_statement():
    report = board_report(replace(example(), is_nhs=True), FACTS, LABELS, START, END)
    section = report.sections[-2]
    assert section.title == "Quality Account, items 27.1 to 27.9"
    assert [block.number for block in section.blocks if isinstance(block, Item)] == [
        f"27.{number}" for number in range(1, 10)
    ]


def test_a_period_is_whole_quarters_that_are_over():
    with pytest.raises(ExportError, match="whole quarters"):
        board_report(example(), FACTS, LABELS, START, END.replace(day=29))
    with pytest.raises(ExportError, match="after today"):
        board_report(example(), FACTS, LABELS, *period_of(None, END.replace(month=12, day=31), AS_AT))
    assert period_of(None, None, AS_AT) == (START, END)
    assert period_of(START.replace(month=4), None, AS_AT) == (START.replace(month=4), END)


# PDF


def test_every_page_is_marked_and_the_words_come_first(pages, report):
    assert all("INTERNAL: all numbers shown" in page for page in pages)
    assert all(figures_digest(report) in page for page in pages)
    for sentence in report.sentences:
        assert folded(sentence.text) in pages[0]


def test_the_report_is_no_longer_than_a_board_reads(pages):
    appendix = next(at for at, page in enumerate(pages) if "Appendix: definitions" in page)
    assert appendix <= 12


def test_every_section_title_and_item_is_printed(pages, report):
    whole = " ".join(pages)
    for number, title in enumerate(TITLES, 1):
        assert f"{number} {title}" in whole
    squeezed = re.sub(r"\s", "", whole)
    assert all(re.sub(r"\s", "", item.text)[:150] in squeezed for item in report.items)


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx"])
def test_the_same_figures_give_the_same_bytes(report, written, tmp_path, ending):
    again = tmp_path / f"again.{ending}"
    if ending == "xlsx":
        write_excel(report, FACTS, again)
    else:
        {"pdf": write_pdf, "docx": write_word}[ending](report, again)
    assert again.read_bytes() == (written / f"board.{ending}").read_bytes()


# Word


def test_the_word_document_has_headings_captions_and_heads_that_repeat(written, report):
    document = Document(written / "board.docx")
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [f"{number}  {title}" for number, title in enumerate(TITLES, 1)]
    tables = list(document.element.body.iter(qn("w:tbl")))
    assert len(tables) == len(blocks(report, Table)) + 2  # facts, and what people fill in
    for grid in tables:
        rows = list(grid.iter(qn("w:tr")))
        assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


def text_of(element):
    return "".join(found.text or "" for found in element.iter(qn("w:t")))


def test_figures_are_locked_and_what_people_write_is_not(written):
    document = Document(written / "board.docx")
    locked = [
        text_of(control)
        for control in document.element.body.iter(qn("w:sdt"))
        if control.find(f".//{qn('w:tag')}").get(qn("w:val")) == LOCKED
        and control.find(f".//{qn('w:lock')}").get(qn("w:val")) == "sdtContentLocked"
    ]
    free = [run for run in document.element.body.iter(qn("w:r")) if not inside(run, "w:sdt")]
    words = " ".join(text_of(run) for run in free if inside(run, "w:p") and not inside(run, "w:tbl"))
    in_sentences = re.sub(r"^\d+  ", "", words)
    assert "25" in locked and "118" in locked
    body = [p for p in document.paragraphs if p.style.name == "Normal"]
    loose = [run.text for p in body for run in p.runs if FIGURE.search(run.text)]
    assert loose == [] and "people died" in in_sentences
    labels = [one.label for one in typed(())]
    grid = next(t for t in document.element.body.iter(qn("w:tbl")) if labels[0] in text_of(t))
    assert not inside(grid, "w:sdt") and all(words in text_of(grid) for words in labels)


def inside(element, name):
    return any(parent.tag == qn(name) for parent in element.iterancestors())


def test_every_text_and_cell_of_the_report_is_in_the_word_document(written, report):
    document = Document(written / "board.docx")
    assert "INTERNAL" in document.sections[0].header.paragraphs[0].text
    told = text_of(document.element.body)
    for block in (block for section in report.sections for block in section.blocks):
        match block:
            case Text(text):
                assert text in told
            case Item():
                assert f"{block.number}  {block.text}" in told
            case Table():
                last = f"{block.head[-1]}: " if block.below else ""
                rows = [(*row[:-1], f"{last}{row[-1]}") for row in block.rows]
                assert "".join(cell for row in rows for cell in row) in told
            case Chart():
                shapes = document.element.body.iter(qn("wp:docPr"))
                assert block.description in {shape.get("descr") for shape in shapes}


def test_no_name_and_no_day_of_writing_is_in_the_file(written):
    with ZipFile(written / "board.docx") as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "2026-10-31T00:00:00Z" in core and "python-docx" not in core


# Excel


def test_the_sheets_of_the_spreadsheet(written):
    book = load_workbook(written / "board.xlsx")
    assert book.sheetnames == [
        "Summary", "Figures", "Actions", "Changes", "Statutory", "Definitions", "Controls", "Cases"
    ]  # fmt: skip
    assert {row[0] for row in book["Definitions"].iter_rows(2, values_only=True)} == set(board_form().figures)
    assert {row[3] for row in book["Controls"].iter_rows(2, values_only=True)} == {"yes"}


def test_a_filter_of_the_cases_proves_each_number(written, report):
    book = load_workbook(written / "board.xlsx")
    listed = Counter(row[:3] for row in book["Cases"].iter_rows(2, values_only=True))
    people = {one.key for one in board_form().figures.values() if one.unit in ("people", "actions")}
    names = {"before": "Period before", "now": "This period", "year": "Year to date"}
    checked = 0
    for count in report.figures.counts:
        if count.figure in people and len(count.cases) == count.number and count.period in names:
            key = (count.figure, words_of(count), names[count.period])
            assert listed[key] >= count.number
            checked += 1
    assert checked > 500
    assert listed["F06", "Yes", "Year to date"] == 2


def test_every_value_stands_on_the_sheet_of_figures(written, report):
    sheet = load_workbook(written / "board.xlsx")["Figures"]
    rows = list(sheet.iter_rows(2, values_only=True))
    assert len(rows) == len(report.figures.counts)
    found = next(r for r in rows if r[:2] == ("F04", "Reviewed") and r[5:7] == (13, 25))
    assert found[7] == 0.52 and found[9] == "short, full"


# Charts


def test_a_chart_has_a_zero_line_and_reaches_above_its_values(report):
    bars, dots = blocks(report, Chart)
    assert ticks_of(bars)[0] == 0 and top_of(bars) >= max(bars.values)
    assert [mark.value for mark in marks(bars, 100, 50)] == [9, 11, 10, 9, 11, 10, 12, 13]
    assert (len(dots.values), [level.centre for level in dots.levels]) == (24, [8])
    assert "Jul–Sep 2026 13" in bars.description
    image = Image.open(BytesIO(picture(bars)))
    assert image.size[0] > image.size[1] and len(image.getcolors(1 << 20)) > 2


def test_fewer_than_eight_quarters_have_no_chart():
    few = replace(example(), earlier_quarters={})
    report = board_report(few, FACTS, LABELS, START, END)
    assert blocks(report, Chart) == []
    assert any("there is the table alone" in block.text for block in blocks(report, Text))


@pytest.mark.parametrize("write", [write_pdf, write_word])
def test_a_report_with_a_password_opens_with_it_only(report, tmp_path, write):
    out = tmp_path / ("board.pdf" if write is write_pdf else "board.docx")
    write(report, out, password="three long words")
    if write is write_pdf:
        assert pypdf.PdfReader(out).is_encrypted
    else:
        document = Document(BytesIO(decrypted(out, "three long words")))
        assert document.paragraphs[1].text == report.title
        assert b"Alder Vale" not in out.read_bytes()


def test_a_sentence_in_own_words_is_marked_and_the_appendix_has_both(report, tmp_path):
    made = report.sentences[0].text
    at = datetime(2026, 10, 30, 12, tzinfo=UTC)
    edit = Edit("how_many", made, f"Sadly: {made}", "Kinder", "R. Mensah", at)
    worded = board_report(example(), FACTS, LABELS, START, END, edits=[edit])
    assert worded.sentences[0].text == f"Sadly: {made} †" and worded.made == report.sentences
    assert table(worded, "Sentences worded by a person").rows == (
        (made, f"Sadly: {made}", "R. Mensah, 30 October 2026", "Kinder"),
    )
    write_pdf(worded, tmp_path / "worded.pdf")
    first = folded(pypdf.PdfReader(tmp_path / "worded.pdf").pages[0].extract_text())
    assert "Sadly: Between 1 July" in first and "† Worded by a person." in first


def test_typed_parts_of_the_front_page_stand_in_every_form_with_who_and_when(tmp_path):
    at = datetime(2026, 10, 30, 12, tzinfo=UTC)
    edit = Edit("front_asked", "", "Note the 2 actions that are overdue.", who="G. Lead", at=at)
    report = board_report(example(), FACTS, LABELS, START, END, edits=[edit])
    write_pdf(report, tmp_path / "b.pdf")
    write_word(report, tmp_path / "b.docx")
    write_excel(report, FACTS, tmp_path / "b.xlsx")
    first = folded(pypdf.PdfReader(tmp_path / "b.pdf").pages[0].extract_text())
    assert "Note the 2 actions that are overdue. G. Lead, 30 Oct 2026" in first
    assert "Executive lead" not in first  # nobody has typed it
    grid = Document(tmp_path / "b.docx").tables[0]
    assert grid.cell(2, 1).text == edit.printed and grid.cell(3, 1).text == ""
    rows = [row[:3] for row in load_workbook(tmp_path / "b.xlsx")["Summary"].iter_rows(values_only=True)]
    assert (grid.cell(2, 0).text, edit.printed, "G. Lead, 30 Oct 2026") in rows


def test_a_long_column_stands_under_its_row_in_the_pdf_and_in_a_column_elsewhere(report, pages, written):
    action = next(a for a in report.data.actions if a.ref == "C04-A01")
    assert f"What was promised last: {action.promised or '–'}" in " ".join(pages)
    rows = load_workbook(written / "board.xlsx")["Summary"].iter_rows(values_only=True)
    assert any("What was promised last" in row for row in rows)


def test_the_report_has_twelve_sides_at_most_without_its_appendix(pages):
    appendix = next(at for at, text in enumerate(pages) if TITLES[-1] in text)
    assert appendix <= 12


# For one commissioner


def test_a_commissioners_copy_counts_their_people_and_nobody_else():
    deaths = [
        replace(death, commissioner="QA1" if death.ref in ("C02", "C16", "C21") else "QB2" if at % 2 else "")
        for at, death in enumerate(example().deaths)
    ]
    report = commissioners_copy(replace(example(), deaths=tuple(deaths)), FACTS, LABELS, START, END, "qa1")
    assert report.figures.triple("F01") == [1, 2, 3]
    named = {ref for count in report.figures.counts for ref in (*count.cases, *count.of_cases)}
    assert {ref.partition("-A")[0] for ref in named} == {"C02", "C16", "C21"}
    assert {action.case for action in report.data.actions} == {"C02", "C16"}
    assert report.figures.get("F22").n == 3 and not report.figures.get("F30").of
    assert "QA1" in report.subtitle and "in no commissioner’s copy" in report.remarks[0]
    with pytest.raises(ExportError, match=r"body QZ9\. Recorded: QA1 and QB2\."):
        commissioners_copy(replace(example(), deaths=tuple(deaths)), FACTS, LABELS, START, END, "QZ9")
