"""A workbook that somebody else writes in: every page says so and keeps to it, and it always closes."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.buttons import Button
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.menu import main_menu
from hssib_desk.ui.window.window import MainWindow
from tests.touch import open_questions, touch
from tests.ui.conftest import named


@pytest.fixture
def second(qtbot, qapp, workbook):
    """A second window over a workbook that another one has open."""
    install_theme(qapp, "light")
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    read = Workbook.open(workbook.path, library=load_library(), actor="second", read_only=True)
    made.show_session(Session(read))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def case_id(workbook):
    return workbook.lists.cases(CaseQuery(sort="ref", descending=False))[0].id


def test_no_page_of_a_case_takes_a_key(second, case_id, filled_path):
    QApplication.clipboard().setText("pasted")
    before = filled_path.read_bytes()
    second.case(case_id)
    screen, met = second.page("case"), set()
    for page in second.session.library.outline.pages:
        screen.show_page(page.key)
        shown = screen._shown_page()
        for questions in open_questions(shown) if shown else ():
            for key, box in questions.boxes.items():
                kind = type(box.editor), questions._fields[key].living
                if box.isVisible() and kind not in met:
                    met.add(kind)
                    value = box.editor.value()
                    touch(box.editor)
                    assert box.editor.value() == value, (page.key, key)
        adding = [made for made in shown.findChildren(Button) if made.objectName().startswith("add-")]
        assert not [made.objectName() for made in adding if made.isVisible()]
        assert second.bar.save_state.text == "Read only"
    assert {living for _, living in met} == {True, False}
    assert not second.session.has_unsaved
    assert filled_path.read_bytes() == before


def test_what_a_page_without_questions_keeps_is_closed_too(second, case_id, filled_path):
    before = filled_path.read_bytes()
    second.case(case_id, SIGN_OFF)
    panel = second.page("case").doors.sign_off.panel
    for box in panel.boxes.values():
        touch(box.editor)
        assert not box.editor.value()
    touch(panel.tick)
    assert not panel.tick.isChecked()
    second.show_place("settings")
    title = named(second.page("settings"), "title")
    QTest.keyClicks(title, "Another title")
    assert isinstance(title, QLineEdit) and title.isReadOnly()
    assert not [made for made in main_menu(second).actions() if made.text().startswith("Undo")]
    assert filled_path.read_bytes() == before


def test_it_closes_whatever_was_tried(second, case_id):
    form = second.session.library.form_with_role("pen_portrait", repeat=False)
    entry = second.session.case(case_id).entry(form.key)
    second.session.edit(case_id, entry.id, form.role("pen_portrait").key, "typed all the same")
    assert not second.session.has_unsaved
    assert second.close() and not second.isVisible()
