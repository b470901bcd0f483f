"""What a reader has to see is in sight: doors, first lines, whole cards, no holes."""

from datetime import date

import pytest
from PySide6.QtWidgets import QScrollArea

from hssib_desk.domain import story
from hssib_desk.domain.casefile import EntryFile
from hssib_desk.domain.library import load_library
from hssib_desk.store.rows import ActionQuery, CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.session import Session
from hssib_desk.ui.window import MainWindow
from tests.ui.conftest import named


@pytest.fixture
def empty_window(qtbot, tmp_path):
    """The window over a workbook in which nothing was written yet."""
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    path = tmp_path / "new.hssib"
    made.show_session(Session(Workbook.create(path, library=load_library(), actor="tester", title="New")))
    yield made
    made.close()


def first_case(window):
    return window.session.workbook.cases(CaseQuery(sort="ref", descending=False))[0].id


def inside(widget, frame):
    """Whether a widget is wholly within the frame that shows it."""
    spot = widget.mapTo(frame, widget.rect().topLeft())
    return frame.rect().contains(widget.rect().translated(spot))


def test_home_of_a_new_workbook_is_as_wide_as_the_window(qtbot, empty_window):
    home = empty_window.screen("home")
    area = home.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.viewport().width() > 0)
    assert home.page.minimumSizeHint().width() <= area.viewport().width()
    assert inside(named(home, "new-case"), area.viewport())


def test_a_theme_without_anything_says_so_kindly(qtbot, empty_window):
    said = [
        label.text()
        for label in empty_window.screen("home").themes.findChildren(type(empty_window.bar.title))
    ]
    assert "no actions" in said and not any("0 action" in words for words in said)


def test_the_way_to_the_sign_off_is_seen_however_many_pages_there_are(qtbot, window):
    window.resize(1280, 800)
    window.case(first_case(window), "person")
    outline = window.screen("case").panels.outline
    row = named(outline, f"outline-{SIGN_OFF}")
    qtbot.waitUntil(lambda: row.isVisible() and inside(row, outline))


def test_the_sign_off_of_each_case_is_shown_from_its_top(qtbot, window):
    window.resize(1280, 700)
    for case in window.session.workbook.cases(CaseQuery(sort="ref")):
        window.case(case.id, SIGN_OFF)
        bar = window.screen("case").doors.sign_off.area.verticalScrollBar()
        qtbot.waitUntil(lambda bar=bar: bar.maximum() > 0 and bar.value() == 0)
        bar.setValue(bar.maximum())


def test_hidden_questions_leave_no_hole_in_a_row(qtbot, window):
    window.case(first_case(window), "decisions")
    questions = window.screen("case")._shown_page().questions
    for grid, keys in questions._grids:
        shown = [key for key in keys if not questions.boxes[key].isHidden()]
        starts = {}
        for key in shown:
            row, column, _, span = grid.getItemPosition(grid.indexOf(questions.boxes[key]))
            assert column == starts.get(row, 0), f"{key} leaves a hole before it"
            starts[row] = column + span


def test_the_button_of_an_empty_list_stands_with_its_sentence(qtbot, empty_window):
    empty_window.actions(ActionQuery())
    nothing = empty_window.screen("actions").nothing_yet
    qtbot.waitUntil(lambda: nothing.isVisible() and nothing.height() > 200)
    assert nothing.button.y() - nothing.sentence.geometry().bottom() <= 24


def test_every_duty_can_be_seen_on_the_first_page(qtbot, window):
    home = window.screen("home")
    count = home._facts.duties.count
    assert bool(home.duties.link.isVisibleTo(home.duties)) == (count > 3)


def test_long_times_are_written_with_a_comma():
    entry = next(form for form in load_library().forms.values() if story.is_story(form))
    key = entry.role("event_date").key
    told = EntryFile(id="a", form=entry, answers={key: "2024-12-23"}, position=1)
    assert story.day_of(told, date(2013, 10, 2)) == "Day 4,100"
