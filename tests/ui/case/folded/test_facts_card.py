"""What a caseload brought: folded into one card, marked, and back among the questions to be changed."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from hssib_desk.domain.dates import show_date
from hssib_desk.store.entries.importing import Brought
from hssib_desk.ui.kit.paint import text_width
from tests.ui.conftest import named, person

DAYS = {"date_of_death": "2026-11-02", "discharge_date": "2026-10-24", "inpatient_at_death": "no"}
WORDS = {"local_number": "H20944", "ward": "Heron ward", "diagnosis": "Psychosis"}


@pytest.fixture
def screen(window):
    window.resize(1280, 800)
    library = window.session.library
    answers = person(library, **DAYS, **WORDS)
    (ref,) = window.session.workbook.import_cases([answers], "deaths.csv", back_up=False, level="full")
    form = library.form_with_role("date_of_death", repeat=False)
    made = window.page("case")
    case = next(case for case in window.session.workbook.lists.case_files() if case.ref == ref)
    window.case(case.id, form.key)
    return made


def keys(screen, roles):
    form = screen.case.library.form_with_role("date_of_death", repeat=False)
    return [form.role(role).key for role in roles]


def test_what_a_caseload_brought_is_folded_marked_and_can_be_changed(qtbot, screen):
    page = screen._shown_page()
    questions = page.questions
    card, today = questions.facts, show_date(screen.case.today)
    assert card.isVisible() and card.title.text() == f"From the caseload of {today}"
    assert card.count.text() == "3 answers" and all(word in card.said.plain() for word in WORDS.values())
    first, folded = keys(screen, DAYS), keys(screen, WORDS)
    assert all(questions.boxes[key].isVisible() and questions.boxes[key].origin.isVisible() for key in first)
    for key in first:
        label, sign = questions.boxes[key].label, questions.boxes[key].origin
        assert sign.x() >= label.x() + text_width(label.text(), label.font()), "behind the words of the label"
    assert not any(questions.boxes[key].isVisible() for key in folded)
    link = named(card, "change-facts")
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert card.isHidden() and questions.boxes[folded[0]].editor.hasFocus()
    assert f"from the caseload of {today}" in questions.boxes[folded[0]].editor.accessibleDescription()
    qtbot.keyClicks(questions.boxes[folded[0]].editor, "9")
    screen._mark()
    assert questions.boxes[folded[0]].origin.isHidden(), "an answer that was changed came from nowhere else"
    assert questions.boxes[folded[0]].editor.isVisible()


def test_a_link_to_a_folded_answer_shows_it_and_another_case_folds_again(qtbot, screen):
    case, (key, *_) = screen.case, keys(screen, WORDS)
    screen.show_page(screen.page_key, key)
    questions = screen._shown_page().questions
    assert questions.facts.isHidden() and questions.boxes[key].editor.isVisible()
    screen.go.new_case("full")
    QCoreApplication.processEvents()
    assert questions.facts.isHidden(), "nothing was brought here"
    screen.show_case(case.id, screen.page_key, keys(screen, DAYS)[0])
    assert screen._shown_page().questions.facts.isVisible()


def test_a_case_that_came_with_no_list_has_nothing_brought(workbook):
    case = next(workbook.lists.case_files())
    assert workbook.brought(case.id) == Brought()
