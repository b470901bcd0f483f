"""Moving about a case by keys alone: the ring of Tab, F6, Ctrl+Enter, Esc, and the place of each page."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.fields.editors import GrowingText
from hssib_desk.ui.kit.ring import stops
from tests.hands import write
from tests.ui.case.test_screen import field_key, page_key
from tests.ui.conftest import named

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(window):
    window.resize(1280, 800)
    window.new_case("full")
    made = window.page("case")
    made.show_page(page_key(window.session.library))
    return made


def writing(window, screen):
    return named(screen, field_key(window.session.library, "judgement_well")[1])


def in_sight(widget, area):
    spot = widget.mapTo(area.viewport(), widget.rect().topLeft())
    return area.viewport().rect().contains(widget.rect().translated(spot))


def test_tab_goes_through_the_window_in_reading_order(qtbot, window, screen):
    ring = stops(window)
    bar, rail = window.bar.menu, window.rail.button(window.rail.value())
    page = screen._shown_page()
    chosen = named(screen, f"outline-{screen.page_key}")
    order = [bar, rail, chosen, writing(window, screen), page.raised.buttons["problem"], page.next]
    assert [ring.index(one) for one in order] == sorted(ring.index(one) for one in order)
    assert ring.index(screen.panels.guidance._area) > ring.index(page.next)
    rows = [one for one in ring if one.objectName().startswith("outline-")]
    assert rows == [chosen], "the outline is one stop"


def test_arrows_walk_through_the_outline_and_to_the_sign_off(qtbot, window, screen):
    screen.panels.outline.focus_chosen()
    for _ in range(40):
        qtbot.keyClick(window.focusWidget(), Key.Key_Down)
    assert window.focusWidget().objectName() == f"outline-{SIGN_OFF}"
    qtbot.keyClick(window.focusWidget(), Key.Key_Return)
    assert screen.page_key == SIGN_OFF


def test_the_form_of_an_entry_follows_its_row(qtbot, window, screen):
    page = screen._shown_page()
    ids = []
    for _ in range(2):
        page.raised.add.emit("problem")
        ids.append(page.raised.open_entry)
    screen._open_entry(ids[0])
    qtbot.waitUntil(lambda: all(page.raised._rows[entry_id].isVisible() for entry_id in ids))
    ring = stops(window)
    editor = page.raised.open_editor
    own = [n for n, one in enumerate(ring) if editor.isAncestorOf(one)]
    rows = [ring.index(page.raised._rows[entry_id]) for entry_id in ids]
    assert rows[0] < own[0] and own[-1] < rows[1]


def test_tab_reaches_the_button_that_signs(qtbot, window, screen):
    screen.show_page(SIGN_OFF)
    panel = screen.doors.sign_off.panel
    panel.sign.setEnabled(True)
    panel.tick.setFocus()
    reached = []
    for _ in range(6):
        qtbot.keyClick(window.focusWidget(), Key.Key_Tab)
        reached.append(window.focusWidget())
    assert panel.sign in reached


def test_f6_leads_from_anywhere_to_the_parts_of_the_page(qtbot, window, screen):
    editor = writing(window, screen)
    write(editor, "Seen the same day.")
    editor.setFocus()
    window.bar.search.setFocus()
    seen = []
    for _ in range(3):
        qtbot.keyClick(window.focusWidget(), Key.Key_F6)
        seen.append(window.focusWidget())
    assert screen.panels.outline.isAncestorOf(seen[0])
    assert screen.middle.isAncestorOf(seen[1])
    assert screen.panels.guidance.isAncestorOf(seen[2])


def test_escape_leaves_the_page_and_loses_nothing(qtbot, window, screen):
    editor = writing(window, screen)
    editor.setFocus()
    write(editor, "Seen the same day.")
    qtbot.keyClick(editor, Key.Key_Escape)
    assert screen.panels.outline.isAncestorOf(window.focusWidget())
    assert editor.value() == "Seen the same day."
    qtbot.keyClick(window.focusWidget(), Key.Key_Escape)
    assert window.page("case").isVisible() and editor.value() == "Seen the same day."
    qtbot.keyClick(window.focusWidget(), Key.Key_F6)
    assert window.focusWidget() is editor
    form, key = field_key(window.session.library, "judgement_well")
    assert window.session.case(screen.case.id).entry(form).answers[key] == "Seen the same day."


def test_ctrl_enter_finishes_the_entry_and_then_the_page(qtbot, window, screen):
    page = screen._shown_page()
    page.raised.add.emit("problem")
    entry = page.raised.open_entry
    assert page.raised.has_cursor
    key = screen.page_key
    qtbot.keyClick(window.focusWidget(), Key.Key_Return, Control)
    assert screen.page_key == key and not page.raised.open_entry
    assert window.focusWidget() is page.raised._rows[entry]
    qtbot.keyClick(window.focusWidget(), Key.Key_Return, Control)
    assert screen.page_key != key


def test_what_takes_the_cursor_is_scrolled_to_with_room_below(qtbot, window, screen):
    window.resize(1280, 620)
    page = screen._shown_page()
    ring = [one for one in stops(page.area) if one.height() < 200]
    for one in ring:
        one.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(lambda one=one: in_sight(one, page.area))
    bar = page.area.verticalScrollBar()
    bar.setValue(0)
    last = ring[-1]
    last.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(lambda: bar.value() > 0)


def test_the_line_that_is_written_stays_in_sight(qtbot, window, screen):
    window.resize(1280, 620)
    editor = writing(window, screen)
    editor.setFocus()
    write(editor, "A line.\n" * 30)
    area = screen._shown_page().area
    assert isinstance(editor, GrowingText)

    def shown():
        spot = editor.viewport().mapTo(area.viewport(), editor.cursorRect().bottomLeft())
        return 0 <= spot.y() <= area.viewport().height() - 40

    qtbot.waitUntil(shown)


def test_each_page_keeps_its_place(qtbot, window, screen):
    window.resize(1280, 620)
    key = screen.page_key
    editor = writing(window, screen)
    editor.setFocus()
    write(editor, "Seen the same day.\n" * 12)
    area = screen._shown_page().area
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    was, at = area.verticalScrollBar().value(), editor.textCursor().position()
    screen.show_next()
    assert screen.page_key != key
    screen.show_previous()
    assert screen.page_key == key and window.focusWidget() is editor
    assert editor.textCursor().position() == at
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() == was)


def test_the_page_is_as_wide_with_a_scroll_bar_as_without(qtbot, window, screen):
    window.resize(1280, 900)
    editor, area = writing(window, screen), screen._shown_page().area
    wide = editor.width()
    editor.setFocus()
    write(editor, "A line.\n" * 40)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    qtbot.wait(20)
    assert editor.width() == wide
