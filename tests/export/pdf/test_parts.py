"""The parts of a page: what belongs together stays together, wherever the page ends."""

import io
from copy import deepcopy

import pypdf
import pytest
from reportlab.platypus import PageBreak, SimpleDocTemplate, Spacer

from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.pdf.judgements import PhaseTitle
from hssib_desk.export.pdf.page import COLUMN
from hssib_desk.export.pdf.parts import (
    BODY,
    LEAD,
    SMALL,
    TABLE,
    TABLE_STRONG,
    Heading,
    Words,
    labelled,
    under,
    with_lead,
)
from hssib_desk.export.pdf.tables import answers_table, ruled_table

HEIGHT = 700
LINE = "It was a kind and careful handover. "


def pages_of(flowables):
    """The text of each page, with nothing on it but the flowables."""
    out = io.BytesIO()
    size, edge = (
        (COLUMN + 12, HEIGHT + 12),
        {f"{side}Margin": 0 for side in ("left", "right", "top", "bottom")},
    )
    SimpleDocTemplate(out, pagesize=size, **edge).build(flowables)
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(out).pages]


@pytest.mark.parametrize("script", [LINE, "এটি ছিল সদয় হস্তান্তর। "], ids=["plain", "shaped"])
@pytest.mark.parametrize("lines", [1, 2, 3, 9])
def test_a_label_is_never_parted_from_its_text(script, lines):
    """The page ends at every height that matters; all of them in one document."""
    words = Words()
    story = []
    for room in range(0, 110, 3):
        story += [Spacer(1, HEIGHT - room), *labelled(words, "A label", script * lines * 2), PageBreak()]
    for page in pages_of(story):
        assert not page.endswith("A label")


def test_a_lead_of_its_own_style_is_never_parted_from_its_text():
    words = Words()
    story = []
    for room in range(0, 130, 3):
        lead = words.text("P1  " + LINE * 3, LEAD)
        story += [
            Spacer(1, HEIGHT - room),
            *with_lead(lead, words.text("The detail. " * 40, BODY), 9),
            PageBreak(),
        ]
    for page in pages_of(story):
        assert "P1" not in page or "The detail." in page


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    """A phase and a section over a long label, over short answers and over a table; each page end."""
    words, scale = Words(), load_library().form_with_role("phase_score", repeat=False).phases[0].score_field
    asked = "What was better than the standard asks, and what was as it should be? " * 2
    bodies = {
        "long label": labelled(words, asked, LINE * 9),
        "short answers": [Spacer(1, 5), answers_table(words, [(asked, LINE * 4), ("Who", "A nurse")])],
        "text": words.text(LINE * 30),
        "table": [ruled_table(words, ("One", "Two"), [[words.cell(LINE * 4), words.cell("b")]], (90, 400))],
    }
    heads = {
        "phase": lambda: PhaseTitle("HEAD", scale.options, "3", ""),
        "section": lambda: Heading(words, "HEAD"),
    }
    for head in heads.values():
        for body in bodies.values():
            story = [Heading(words, "Start"), PageBreak()]
            for room in range(20, 260, 8):
                story += [Spacer(1, HEIGHT - room), *under(head(), deepcopy(body)), PageBreak()]
            headed = [page for page in pages_of(story) if "HEAD" in page]
            assert len(headed) == 30
            assert all("handover" in page for page in headed)


def test_a_row_that_belongs_to_another_has_the_width_that_is_left_and_stays_with_it():
    words = Words()

    def row(name):
        return [words.cell(name, TABLE_STRONG), words.cell("A short title"), words.cell("Good")]

    detail = "One line across what is left of the width of the page, as it stands here. "
    rows = []
    for number in range(30):
        rows += [row(f"P{number}"), ["", words.cell(detail + f"End {number}.", SMALL)]]
    table = ruled_table(words, ("Ref", "Title", "Score"), rows, (40, 100, 340))
    pages = pages_of([table])
    assert len(pages) > 1
    for number in range(30):
        page = next(page for page in pages if f"P{number} " in page)
        assert f"End {number}." in page
    narrow = words.cell(detail, SMALL)[0].wrap(100, HEIGHT)[1]
    assert table._rowHeights[2] < narrow
    assert table.tied == frozenset(range(2, 61, 2))


def test_a_table_without_such_rows_stays_as_it_was():
    words = Words()
    table = ruled_table(words, ("Ref", "Title"), [[words.cell("P1"), words.cell("x", TABLE)]], (40, 400))
    assert table.tied == frozenset()
    assert "P1 x" in pages_of([table])[0]
