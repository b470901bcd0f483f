"""A Word document of ours: headings, lists and heads of tables are marked, and LibreOffice reads it."""

from datetime import date

from docx import Document
from docx.oxml.ns import qn

from hssib_desk.export.word.document import WordDocument
from tests.office import as_text, needs_office

HEAD, ROWS = ("Decision", "Owner"), (("Grade agreed", "Chair"), ("Ring the family", "Liaison lead"))


def made(folder):
    word = WordDocument("Minutes", "Program", date(2026, 12, 1))
    word.running("INTERNAL\tDraft", "Written on 1 December")
    word.title("Minutes of the panel")
    word.heading("Cases")
    word.text("A lead", "Lead")
    word.text("Nothing\x00 to hide")
    word.bullets(["One", "Two"])
    word.caption("Decisions")
    word.table(HEAD, ROWS, (2, 1), is_number=lambda column: column == 1, strong=(1,))
    word.gap()
    word.room(2)
    path = folder / "minutes.docx"
    word.save(path)
    return path, word


def test_headings_lists_and_heads_of_tables_are_marked_in_styles_of_one_font(tmp_path):
    path, word = made(tmp_path)
    document = Document(path)
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:7] == ["Title", "Heading 1", "Lead", "Normal", "List Bullet", "List Bullet", "Caption"]
    (table,) = document.tables
    marked = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert marked == [True, False, False]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [list(HEAD), *map(list, ROWS)]
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Lead", "Quiet", "Caption"):
        fonts = document.styles[name].element.rPr.rFonts
        assert document.styles[name].font.name == "Arial" and fonts.get(qn("w:asciiTheme")) is None
    assert "U+0000" in word.notes.all[0]


def test_the_same_content_gives_the_same_bytes(tmp_path):
    (tmp_path / "again").mkdir()
    assert made(tmp_path)[0].read_bytes() == made(tmp_path / "again")[0].read_bytes()


@needs_office
def test_libreoffice_reads_every_text(tmp_path):
    text = as_text(made(tmp_path)[0], tmp_path)
    for words in (
        "Minutes of the panel",
        "Cases",
        "A lead",
        "One",
        "Two",
        "Decisions",
        *HEAD,
        *sum(ROWS, ()),
    ):
        assert words in text
