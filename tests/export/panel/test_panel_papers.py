"""Papers and minutes of a panel: real files by the command, opened again and read."""

from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
from tests.panels import Panel, signed_reviews

TODAY = date.today()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A sealed meeting of today, and one that is still to decide."""
    path = tmp_path_factory.mktemp("panel") / "oak.hssib"
    with Workbook.create(path, library=load_library(), actor="R. Reviewer", organisation="Oak House") as made:
        panel = Panel(made)
        refs = [case.ref for case in signed_reviews(made)]
        held = made.panel.plan(TODAY, refs)
        panel.decide(held, refs[0], agreed_parts=["problems", "actions"])
        last = panel.form.role("decision_phase").options.choices[-1].code
        worst = panel.form.role("decision_score").options.choices[0].code
        panel.decide(
            held,
            refs[1],
            "changed",
            decision_reason="Long words. " * 60,
            decision_phase=last,
            decision_score=worst,
            decision_score_reason="Below what was due",
            dissent="The chief nurse would have left it.",
        )
        panel.ready(held)
        made.panel.seal(held.id)
        made.panel.plan(TODAY, refs[:1])
    return path


def written(book, tmp_path, what, named, ending, *more):
    out = tmp_path / f"{what}.{ending}"
    assert main(["export", what, str(book), named, str(out), "--force", *more]) == 0
    return out


def of_pdf(path):
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def of_word(path):
    document = Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(p.text for p in document.paragraphs), *cells]).split())


def bookmarks(outline, level=0):
    for item in outline:
        if isinstance(item, list):
            yield from bookmarks(item, level + 1)
        else:
            yield level, item.title


def test_sealed_minutes_are_the_same_bytes_again_in_word_and_pdf(book, tmp_path):
    number = f"P-{TODAY.year}-01"
    texts = {}
    for ending in ("pdf", "docx"):
        first = written(book, tmp_path, "minutes", number, ending).read_bytes()
        with Workbook.open(book, library=load_library(), actor="S. Other", back_up=False) as workbook:
            case = next(workbook.lists.case_files())
            action = next(entry for entry in case.entries if entry.form.role("target_date"))
            workbook.save(action.id, {action.form.role("owner_name").key: ending})
        again = written(book, tmp_path, "minutes", number, ending)
        assert again.read_bytes() == first
        texts[ending] = " ".join(of_pdf(again)) if ending == "pdf" else of_word(again)
    for said in (
        "Agreed as written",
        "Score changed to 1",
        "From 4, good to 1, very poor",
        ": No plan after leave",
        "The chief nurse would have left it.",
        "Long words. Long words.",
        "Agreed and sealed by",
    ):
        assert all(said in text for text in texts.values()), said
    assert "Llŷr" not in "".join(texts.values())
    headings = [p.text for p in Document(tmp_path / "minutes.docx").paragraphs if p.style.name == "Heading 1"]
    assert len(headings) == 2


def test_papers_lead_from_the_agenda_through_each_case_by_bookmarks(book, tmp_path):
    out = written(book, tmp_path, "papers", f"P-{TODAY.year}-01", "pdf")
    reader = PdfReader(out)
    tree = list(bookmarks(reader.outline))
    tops = [title for level, title in tree if level == 0]
    assert tops[0] == "Agenda"
    assert [title.split()[0] for title in tops[1:3]] == ["1", "2"]
    assert tops[3:] == ["Actions past their day", "Themes so far this year"]
    at = tree.index((0, tops[1]))
    assert (1, "The panel is asked") in tree[at : tree.index((0, tops[2]))]
    pages = of_pdf(out)
    assert all("OFFICIAL-SENSITIVE: PERSONAL" in page for page in pages)
    assert not any("Llŷr" in page for page in pages)
    assert written(book, tmp_path, "papers", f"P-{TODAY.year}-01", "pdf").read_bytes() == out.read_bytes()


def test_a_meeting_is_named_by_its_day_and_a_draft_says_so(book, tmp_path, capsys):
    text = " ".join(of_pdf(written(book, tmp_path, "minutes", TODAY.isoformat(), "pdf")))
    assert "Minutes, draft" in text
    assert "To decide" in text
    assert main(["export", "minutes", str(book), "1999-01-01", str(tmp_path / "m.pdf")]) != 0
    assert "No panel meeting is on 1999-01-01." in capsys.readouterr().err
    assert main(["export", "minutes", str(book), TODAY.isoformat(), str(tmp_path / "m.txt")]) != 0
    assert "Name the file .docx or .pdf." in capsys.readouterr().err
    assert not (tmp_path / "m.txt").exists()
