"""`export board` writes the report in the form that the file is named for, on whole quarters only."""

from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from hssib_desk.cli import main
from hssib_desk.domain.board.snapshot import last_before
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export_list.board import KEPT_SEALED, PUBLISHED_BEFORE
from hssib_desk.store.lists.board import finals_of
from hssib_desk.store.workbook import Workbook
from tests.screened import screened


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = tmp_path_factory.mktemp("board") / "oak.hssib"
    with Workbook.create(made, library=load_library(), actor="R. Reviewer", organisation="Oak House") as book:
        for died in ("2025-05-11", "2025-08-03"):
            screened(book, "short", {"date_of_death": died, "discharge_date": died[:8] + "01"})
    return made


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx"])
def test_the_ending_of_the_file_says_its_form(path, tmp_path, capsys, ending):
    out = tmp_path / f"board.{ending}"
    line = ["export", "board", str(path), str(out), "--from", "2025-07-01", "--to", "30/9/2025"]
    assert main(line) == 0
    assert str(out) in capsys.readouterr().out
    read = {"pdf": of_pdf, "docx": of_word, "xlsx": of_excel}
    assert "Between 1 July and 30 September 2025, 1 person died" in read[ending](out)
    assert main(line) != 0  # an existing file is not replaced
    assert main([*line, "--force"]) == 0


def of_pdf(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def of_word(path):
    return "".join(found.text or "" for found in Document(path).element.body.iter(qn("w:t")))


def of_excel(path):
    return " ".join(str(row[0]) for row in load_workbook(path)["Summary"].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["board.txt"], "Name the file .pdf, .docx or .xlsx."),
        (["board.pdf", "--from", "2025-07-02"], "whole quarters"),
        (["board.pdf", "--to", "2199-12-31"], "after today"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_no_file(path, tmp_path, capsys, words, said):
    out = tmp_path / words[0]
    assert main(["export", "board", str(path), str(out), *words[1:]]) != 0
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_day_that_is_none_is_a_wrong_line(path, tmp_path, capsys):
    assert main(["export", "board", str(path), str(tmp_path / "b.pdf"), "--from", "summer"]) == 2
    assert "“summer” is no day" in capsys.readouterr().err


def test_the_public_version_asks_first_and_names_no_case(tmp_path, capsys):
    made = tmp_path / "oak.hssib"
    with Workbook.create(made, library=load_library(), actor="R. Reviewer", organisation="Oak House") as book:
        book.set_setting("provider", "independent_nhs")
        for number in range(9):
            died = f"2025-08-{number + 3:02d}"
            screened(book, "short", {"date_of_death": died, "discharge_date": "2025-08-01"})
    out = tmp_path / "board.pdf"
    line = ["export", "board", str(made), str(out), "--from", "2025-07-01", "--to", "2025-09-30", "--public"]
    assert main(line) != 0
    assert "consider what others have published" in capsys.readouterr().err and not out.exists()
    assert main([*line, "--considered"]) == 0
    assert PUBLISHED_BEFORE in capsys.readouterr().out
    text = of_pdf(out)
    assert "About 10 people died in the 12 months" in text and "C-20" not in text
    final = tmp_path / "final.pdf"
    assert main([*line[:3], str(final), *line[4:], "--considered", "--final"]) == 0
    said = capsys.readouterr().out
    assert PUBLISHED_BEFORE in said and KEPT_SEALED in said
    assert of_pdf(final) == text  # what is kept beside changes nothing
    with Workbook.open(made, library=load_library(), actor="R. Reviewer") as book:
        (kept,) = finals_of(book.records)
        assert kept.public.total.text == "10" and len(kept.stood) == 9
        assert last_before([kept], date(2026, 9, 30)) is None  # it is no report that the board was given
    assert main([*line[:3], str(tmp_path / "next.pdf"), *line[4:], "--considered"]) == 0


def test_a_final_report_is_sealed_and_the_next_one_tells_what_has_changed(tmp_path, capsys):
    made = tmp_path / "oak.hssib"
    with Workbook.create(made, library=load_library(), actor="R. Reviewer", organisation="Oak House") as book:
        screened(book, "short", {"date_of_death": "2025-05-11", "discharge_date": "2025-05-01"})
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    line = ["export", "board", str(made)]
    assert main([*line, str(first), "--from", "2025-04-01", "--to", "2025-06-30", "--final"]) == 0
    assert KEPT_SEALED in capsys.readouterr().out
    before = first.read_bytes()
    again = [*line, str(first), "--from", "2025-04-01", "--to", "2025-06-30", "--final", "--force"]
    assert main(again) == 1
    assert "A final report replaces no file" in capsys.readouterr().err
    assert first.read_bytes() == before
    with Workbook.open(made, library=load_library(), actor="R. Reviewer") as book:
        (final,) = finals_of(book.records)
        assert (final.number, final.numbers["F01", "", "now"]) == (1, 1)
        screened(book, "short", {"date_of_death": "2025-06-11", "discharge_date": "2025-06-01"})
    assert main([*line, str(second), "--from", "2025-07-01", "--to", "2025-09-30"]) == 0
    text = of_pdf(second)
    assert "Since the last report April to June went from 1 to 2 deaths." in text
    assert "+1 became known late (C-20" in text
    assert main(["check", str(made)]) == 0


def test_a_copy_for_one_commissioner_is_asked_for_by_code_and_is_never_published(path, tmp_path, capsys):
    out = tmp_path / "copy.pdf"
    line = ["export", "board", str(path), str(out), "--to", "2025-09-30", "--commissioner", "QX1"]
    assert main(line) != 0
    assert "No case has the commissioning body QX1. Recorded: no case has one." in capsys.readouterr().err
    for more in ("--public", "--final"):
        assert main([*line, more, "--considered"]) != 0
        assert "shows all numbers and is for them alone" in capsys.readouterr().err
    with Workbook.open(path, library=load_library(), actor="R. Reviewer") as book:
        case = next(iter(book.lists.case_files()))
        book.save(case.entry("person").id, {"commissioning_body": "QX1"})
    assert main(line) == 0
    assert "1 case has no commissioning body recorded, and is in no" in capsys.readouterr().out
    assert "For commissioner QX1 alone" in of_pdf(out)
