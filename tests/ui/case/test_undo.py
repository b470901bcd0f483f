"""Undo of a case: one step for a key, shown where it was, and redone; what was removed is put back."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import GrowingText
from tests.ui.conftest import named

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def screen(window):
    window.new_case("full")
    return window.page("case")


def pages_with_notes(library):
    """Two pages and a note on each of them."""
    found = []
    for page in library.outline.pages:
        form = library.forms.get(page.form)
        section = form and (form.by_section.get(page.key.partition(".")[2]) or form.sections[0])
        note = next((f for f in section.fields if f.kind == "note" and not f.show_if), None) if form else None
        if note and not any(form.key == other.form for other, _ in found):
            found.append((page, note))
    return found[0], found[1]


def write(screen, page, note, words):
    screen.show_page(page.key, note.key)
    QTest.keyClicks(named(screen, note.key), words)
    screen.session.flush()


def answers(screen):
    case = screen.session.case(screen.case.id)
    return {entry.id: dict(entry.answers) for entry in case.entries}


def test_undo_and_redo_go_to_what_they_change(qtbot, window, screen):
    (first, note), (second, other) = pages_with_notes(window.session.library)
    write(screen, first, note, "Words")
    write(screen, second, other, "More")
    screen.show_page(second.key)
    screen.undo()
    assert screen.page_key == second.key and other.label in window.notice.sentence
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F8)
    assert screen.page_key == first.key
    assert named(screen, note.key).hasFocus() and named(screen, note.key).value() == ""
    assert note.label in window.notice.sentence
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F8, SHIFT)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F8, SHIFT)
    assert screen.page_key == second.key and named(screen, other.key).value() == "More"


def test_everything_that_was_undone_can_be_redone_after_saving_and_turning_pages(qtbot, window, screen):
    (first, note), (second, other) = pages_with_notes(window.session.library)
    write(screen, first, note, "Words")
    form = next(form for form in window.session.library.forms.values() if form.role("problem_type"))
    screen._add(form.key, "")
    screen._add(form.key, "")
    screen._remove(screen.case.all_of(form.key)[0].id)
    write(screen, second, other, "More")
    whole = answers(screen)
    for _ in range(8):
        screen.undo()
        screen.session.flush()
    assert answers(screen) != whole
    screen.show_page(second.key)
    screen.show_page(first.key)
    for _ in range(8):
        screen.redo()
        screen.show_next()
    assert answers(screen) == whole


def test_no_key_acts_again_while_it_is_held(qtbot, window, screen):
    for place in ("home", "cases", "actions", "help"):
        window.show_place(place)
    shortcuts = window.findChildren(QShortcut)
    assert shortcuts and not [made.key().toString() for made in shortcuts if made.autoRepeat()]


def test_enter_that_is_held_presses_a_button_once(qtbot):
    made, pressed = button("Add"), []
    qtbot.addWidget(made)
    made.clicked.connect(lambda: pressed.append(1))
    for held in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", held)
        QApplication.sendEvent(made, event)
    assert pressed == [1]


def test_a_double_click_adds_one_entry(qtbot, window, screen):
    form = next(form for form in window.session.library.forms.values() if form.role("event_date"))
    screen.show_page(next(p.key for p in window.session.library.outline.pages if form.key in p.entries))
    add = named(screen, f"add-{form.key}")
    QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(add, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(add, Qt.MouseButton.LeftButton)
    assert len(screen.case.all_of(form.key)) == 1


@pytest.mark.parametrize(("key", "letter"), [(Qt.Key.Key_Z, "ż"), (Qt.Key.Key_N, "ń"), (Qt.Key.Key_Y, "¥")])
def test_no_letter_of_altgr_acts(qtbot, window, screen, key, letter):
    (first, note), _ = pages_with_notes(window.session.library)
    write(screen, first, note, "Words")
    before = answers(screen)
    editor = named(screen, note.key)
    QTest.keyClick(editor, key, ALT_GR)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, key, ALT_GR, letter))
    assert isinstance(editor, GrowingText) and editor.value() == f"Words{letter}"
    screen.session.flush()
    assert answers(screen) == {
        entry: {**given, note.key: f"Words{letter}"} if note.key in given else given
        for entry, given in before.items()
    }
    assert not [made for made in window.findChildren(QShortcut) if "Ctrl+Alt" in made.key().toString()]


def test_what_was_removed_is_listed_and_put_back_with_its_words(qtbot, window, screen):
    form = next(form for form in window.session.library.forms.values() if form.role("problem_type"))
    screen.show_page("raised")
    screen._add(form.key, "")
    title = form.role("title")
    QTest.keyClicks(named(screen, title.key), "Blood test not arranged")
    window.session.flush()
    entry = screen.case.all_of(form.key)[0]
    QTest.mouseClick(screen._shown_page().lists[0].open_editor.remove, Qt.MouseButton.LeftButton)
    assert not screen.case.all_of(form.key)
    window.cases()
    window.case(screen.case.id, "raised")
    listed = next(made.removed for made in screen._shown_page().lists if form.key in made.forms)
    assert listed.fold.text() == "1 removed" and listed.isVisible()
    QTest.mouseClick(listed.fold, Qt.MouseButton.LeftButton)
    back = named(screen, f"put-back-{entry.ref}")
    assert "Blood test not arranged" in back.accessibleName()
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert screen.case.all_of(form.key)[0].answers[title.key] == "Blood test not arranged"
    assert listed.isHidden()
    written = window.session.workbook.history(screen.case.id, entry.id)
    assert any(line.new == "Blood test not arranged" for line in written)


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier | SHIFT),
        (Qt.Key.Key_Eacute, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_the_key_of_a_place_is_found_on_a_french_keyboard(qtbot, window, key, modifiers):
    QTest.keyClick(window, key, modifiers)
    assert window.rail.value() == "cases"
