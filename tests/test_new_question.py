"""A question that is added to a form file is asked, counted, kept and exported; nothing else is changed."""

import json
import shutil
from datetime import date

import openpyxl
import pypdf
import pytest
from PySide6.QtWidgets import QWidget

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.export.text import safe_title
from hssib_desk.resources import forms_dir
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.window import MainWindow
from tests.database import plain_file
from tests.hands import answer

LABEL = "Was the kettle on?"
SAID = "Yes, at every visit, and she said so herself."
QUESTION = f"""
[[section.field]]
key = "kettle"
label = "{LABEL}"
kind = "note"
required = true
help = "What the person would have called a welcome."
max_length = 500
source = "local"
"""


@pytest.fixture
def library(tmp_path):
    """The shipped forms with one more question in the second phase of the judgement."""
    folder = shutil.copytree(forms_dir(), tmp_path / "forms")
    form = load_library().form_with_role("phase_score", repeat=False)
    file = folder / f"{form.key}.toml"
    before, head, after = file.read_text("utf-8").partition(f'\n[[section]]\nkey = "{form.phases[2].key}"')
    assert head, "the third phase begins with its key"
    file.write_text(before + QUESTION + head + after, "utf-8")
    return load_library(folder)


@pytest.fixture
def form(library):
    return library.form_with_role("phase_score", repeat=False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kettle.hssib"


@pytest.fixture
def typed(qtbot, qapp, library, form, path):
    """The case before and after the new question was answered in the window."""
    install_theme(qapp, "light")
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    session = Session(Workbook.create(path, library=library, actor="tester"))
    window.show_session(session)
    case = session.workbook.new_case()
    page = next(p for p in library.outline.pages if form.phases[1].key in p.sections)
    window.case(case.id, page.key)
    editors = window.page("case").findChildren(QWidget, "kettle")
    qtbot.waitUntil(editors[0].isVisible)
    answer(qtbot, editors[0], form.by_key["kettle"], SAID)
    qtbot.waitUntil(lambda: not session.has_unsaved)
    assert editors[0].accessibleName() == LABEL
    after = session.case(case.id)
    window.close()
    return case, after


def test_the_new_question_stands_in_its_phase(library, form):
    field = form.by_key["kettle"]
    assert field.section == form.phases[1].key
    assert "kettle" not in load_library().forms[form.key].by_key


def test_the_answer_is_kept_and_counts_as_done(typed, path):
    before, after = typed
    assert LABEL in " ".join(finding.sentence for _, finding in outline.findings(before))
    assert LABEL not in " ".join(finding.sentence for _, finding in outline.findings(after))
    assert outline.completeness(after).to_finish == outline.completeness(before).to_finish - 1
    with plain_file(path) as db:
        rows = [json.loads(text) for (text,) in db.execute("SELECT answers FROM entries")]
    assert [row["kettle"] for row in rows if "kettle" in row] == [SAID]


def test_the_data_sheet_has_its_column_and_the_dictionary_its_line(typed, library, form, tmp_path):
    _, case = typed
    out = tmp_path / "data.xlsx"
    write_data([case], case.facts, library, out, today=date.today())
    book = openpyxl.load_workbook(out)
    heads, row = list(book[safe_title(form.title, set())].iter_rows(values_only=True))[:2]
    assert dict(zip(heads, row, strict=True))[LABEL] == SAID
    lines = [line for line in book["Data dictionary"].iter_rows(values_only=True) if LABEL in line]
    assert len(lines) == 1
    assert "kettle" in lines[0]


def test_the_summary_prints_question_and_answer(typed, tmp_path):
    _, case = typed
    write_summary(case, tmp_path / "summary.pdf")
    pages = pypdf.PdfReader(tmp_path / "summary.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert LABEL in text
    assert SAID in text
