"""What a reader has to see is in sight: doors, first lines, whole cards, no holes."""

from datetime import date
from pathlib import PurePosixPath

import pytest
from PySide6.QtWidgets import QScrollArea

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review import timeline
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.case.signing.review_form import REVIEW_FORM
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import breakable
from hssib_desk.ui.window.window import MainWindow
from tests.hands import wait_for_answers
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
    return window.session.workbook.lists.cases(CaseQuery(sort="ref", descending=False))[0].id


def inside(widget, frame):
    """Whether a widget is wholly within the frame that shows it."""
    spot = widget.mapTo(frame, widget.rect().topLeft())
    return frame.rect().contains(widget.rect().translated(spot))


def test_home_of_a_new_workbook_is_as_wide_as_the_window(qtbot, empty_window):
    home = empty_window.page("home")
    area = home.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.viewport().width() > 0)
    assert home.page.minimumSizeHint().width() <= area.viewport().width()
    assert inside(named(home, "first-case"), area.viewport())


def test_a_theme_without_anything_says_so_kindly(qtbot, empty_window):
    empty_window.learning()
    wait_for_answers()
    shown = empty_window.page("learning").coverage.findChildren(type(empty_window.bar.title))
    said = [label.text() for label in shown]
    assert "no actions" in said and not any("0 action" in words for words in said)


def test_the_way_to_the_sign_off_is_seen_however_many_pages_there_are(qtbot, window):
    window.resize(1280, 800)
    window.case(first_case(window), "person")
    outline = window.page("case").panels.outline
    row = named(outline, f"outline-{SIGN_OFF}")
    qtbot.waitUntil(lambda: row.isVisible() and inside(row, outline))


def test_the_sign_off_of_each_case_is_shown_from_its_top(qtbot, window):
    window.resize(1280, 700)
    for case in window.session.workbook.lists.cases(CaseQuery(sort="ref")):
        window.case(case.id, SIGN_OFF)
        bar = window.page("case").doors.sign_off.area.verticalScrollBar()
        qtbot.waitUntil(lambda bar=bar: bar.maximum() > 0 and bar.value() == 0)
        bar.setValue(bar.maximum())


def test_hidden_questions_leave_no_hole_in_a_row(qtbot, window):
    window.case(first_case(window), "decisions")
    questions = window.page("case")._shown_page().questions
    assert questions._grids
    for grid, keys in questions._grids:
        shown = [key for key in keys if not questions.boxes[key].isHidden()]
        starts = {}
        for key in shown:
            row, column, _, span = grid.getItemPosition(grid.indexOf(questions.boxes[key]))
            assert column == starts.get(row, 0), f"{key} leaves a hole before it"
            starts[row] = column + span


def test_the_button_of_an_empty_list_stands_with_its_sentence(qtbot, empty_window):
    empty_window.action_log(ActionQuery())
    nothing = empty_window.page("actions").nothing_yet
    qtbot.waitUntil(lambda: nothing.isVisible() and nothing.height() > 200)
    assert nothing.button.y() - nothing.sentence.geometry().bottom() <= 24


def test_every_duty_can_be_seen_on_the_first_page(qtbot, window):
    window.resize(1000, 560)
    home = window.page("home")
    home.refresh()
    count = home._shown.everyone.duties.count
    shown = len(home.needs.cards[0].rows)
    assert 0 < shown < count
    home.needs.cards[0].show_all()
    assert len(home.needs.cards[0].rows) == count
    home.needs.cards[0].show_all()
    assert len(home.needs.cards[0].rows) == shown


def test_long_times_are_written_with_a_comma():
    entry = next(form for form in load_library().forms.values() if timeline.is_story(form))
    key = entry.role("event_date").key
    told = EntryFile(id="a", form=entry, answers={key: "2024-12-23"}, position=1)
    assert timeline.day_of(told, date(2013, 10, 2)) == "Day 4,100"


@pytest.fixture
def large(qtbot):
    """Text twice as large; as it was afterwards."""
    current().set_scale(200)
    yield
    current().set_scale(100)


@pytest.mark.parametrize("place", ["learning", "backups", "check", "settings", "protection", "disposal"])
def test_no_page_is_wider_than_the_window_with_large_text(qtbot, window, large, place):
    window.resize(1280, 800)
    window.show_place(place)
    wait_for_answers()
    area = window.page(place).findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.isVisible() and area.viewport().width() > 0)
    qtbot.waitUntil(lambda: area.widget().minimumSizeHint().width() <= area.viewport().width())


def test_the_review_form_has_its_name_in_the_drop_down_of_pages(qtbot, window, large):
    window.resize(1280, 800)
    window.case(first_case(window), REVIEW_FORM)
    picker = named(window.page("case"), "page-picker")
    qtbot.waitUntil(picker.isVisible)
    assert picker.value() == REVIEW_FORM and picker.shown() == "Review form"


def test_a_path_may_go_on_in_the_next_line():
    assert (
        breakable(PurePosixPath("/home/ward/book.hssib")).replace("\u200b", "|") == "/|home/|ward/|book.hssib"
    )


def test_what_is_left_out_of_the_seal_is_counted_in_words(qtbot, window):
    window.case(first_case(window), SIGN_OFF)
    page = window.page("case").doors.sign_off
    page.sealing.show_case(page.case, 1)
    assert "Left out: 1 answer to questions" in page.sealing.words.plain()
