"""A field shows one entry after another; what was typed for one of them never reaches the next."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hssib_desk.ui.kit.fields.editors import GrowingText, LineField
from tests.ui.conftest import named

CONTROL = Qt.KeyboardModifier.ControlModifier
PLACES = pytest.mark.parametrize("place", ["text", "line", "judgement"])


def place_of(library, place):
    """The page and the key of a field."""
    if place == "judgement":
        form = library.form_with_role("phase_score")
        section = next(section for section in form.sections if section.score_field)
        return f"{form.key}.{section.key}", section.field_with_role("judgement_well").key
    role = {"text": "pen_portrait", "line": "local_number"}[place]
    form = library.form_with_role(role, repeat=False)
    page = next(page for page in library.outline.pages if page.form == form.key)
    return page.key, form.role(role).key


def show(window, case, place):
    """Show a case at a field, with the cursor in it."""
    page, key = place_of(window.session.library, place)
    window.case(case.id, page, key)
    editor = named(window.page("case"), key)
    editor.setFocus()
    return editor


def answer(window, case, place):
    _, key = place_of(window.session.library, place)
    found = (entry.answers for entry in window.session.case(case.id).entries if key in entry.form.by_key)
    return next((given.get(key) for given in found), None)


def compose(editor, text):
    """Send what an input method sends while it composes."""
    QApplication.sendEvent(editor, QInputMethodEvent(text, []))


@pytest.fixture
def cases(window):
    return [window.session.act(lambda workbook: workbook.new_case()) for _ in range(2)]


@PLACES
def test_undo_in_a_field_brings_nothing_from_another_case(qtbot, window, cases, place):
    mine, other = cases
    editor = show(window, mine, place)
    QTest.keyClicks(editor, "Words about one person")
    for _ in range(30):
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
    editor = show(window, other, place)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(editor, key, CONTROL)
    assert editor.value() == ""
    assert answer(window, other, place) is None


def test_undo_in_a_field_brings_nothing_from_another_action_of_the_case(qtbot, window, cases):
    form = next(form for form in window.session.library.forms.values() if form.role("owner"))
    ids = [window.session.act(lambda wb: wb.add_entry(cases[0].id, form.key)).id for _ in range(2)]
    key = form.role("title").key
    window.case(cases[0].id, entry_id=ids[0])
    editor = named(window.page("case"), key)
    QTest.keyClicks(editor, "ab")
    for _ in range(2):
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
    window.page("case")._open_entry(ids[1])
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.value() == ""
    assert not window.session.case(cases[0].id).entry_by_id(ids[1]).answers.get(key)


@PLACES
def test_undo_in_a_field_survives_saving_and_another_look(look, qtbot, window, cases, place):
    editor = show(window, cases[0], place)
    QTest.keyClicks(editor, "abc")
    window.session.flush()
    window.page("case")._mark()
    look.set_mode("dark")
    look.set_scale(150)
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.value() == ""
    QTest.keyClick(editor, Qt.Key.Key_Y, CONTROL)
    assert editor.value() == "abc"


@PLACES
def test_a_composition_is_saved_where_it_was_begun(qtbot, window, cases, place):
    mine, other = cases
    compose(show(window, mine, place), "ねこ")
    editor = show(window, other, place)
    compose(editor, "")
    assert (answer(window, mine, place), answer(window, other, place)) == ("ねこ", None)
    assert editor.value() == "" and editor.composed == ""


def test_a_composition_stays_with_the_action_it_was_begun_in(qtbot, window, cases):
    form = next(form for form in window.session.library.forms.values() if form.role("owner"))
    ids = [window.session.act(lambda wb: wb.add_entry(cases[0].id, form.key)).id for _ in range(2)]
    key = form.role("title").key
    window.case(cases[0].id, entry_id=ids[0])
    compose(named(window.page("case"), key), "ねこ")
    window.page("case")._open_entry(ids[1])
    given = {entry.id: entry.answers.get(key) for entry in window.session.case(cases[0].id).entries}
    assert (given[ids[0]], given[ids[1]]) == ("ねこ", None)


@pytest.mark.parametrize("make", [LineField, GrowingText])
def test_a_field_that_starts_anew_drops_a_composition(qtbot, make):
    editor = make()
    qtbot.addWidget(editor)
    said = []
    editor.edited.connect(said.append)
    compose(editor, "ねこ")
    editor.start_anew("Another")
    assert (editor.value(), editor.composed, said) == ("Another", "", [])
