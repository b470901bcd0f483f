"""Searching everything from the field at the top, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.search.box import HitsPopup, find
from hssib_desk.ui.search.hit import HitRole, runs_of
from tests.factories import action_form
from tests.ui.conftest import named


@pytest.fixture
def field(window):
    window.bar.search.setFocus()
    return window.bar.search


def popup_of(window):
    return window.findChild(HitsPopup, "hits")


def typed(qtbot, window, text):
    """Type into the search field and wait for the list."""
    qtbot.keyClicks(window.bar.search, text)
    qtbot.waitUntil(lambda: popup_of(window) is not None and popup_of(window).isVisible())
    return popup_of(window)


def rows(popup):
    return [popup.model.index(row).data() for row in range(popup.model.rowCount())]


def test_words_are_found_soon_after_the_last_key_and_are_bold(qtbot, window, field):
    popup = typed(qtbot, window, "bees")
    where, snippet = popup.model.index(0).data(HitRole)
    label = window.session.library.form_with_role("pen_portrait").role("pen_portrait").label
    assert label in where
    assert ("bees", True) in runs_of(snippet)
    assert field.hasFocus()


def test_enter_opens_the_place_with_the_cursor_in_the_field(qtbot, window, field):
    typed(qtbot, window, "bees")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not popup_of(window).isVisible()
    screen = window.page("case")
    assert window.places.currentWidget() is screen
    key = window.session.library.form_with_role("pen_portrait").role("pen_portrait").key
    assert named(screen, key).hasFocus()


def test_arrows_move_in_the_list_while_the_cursor_stays(qtbot, window, field):
    popup = typed(qtbot, window, "follow")
    assert popup.model.rowCount() > 1
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert popup.list.currentIndex().row() == 1
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert popup.list.currentIndex().row() == 0
    assert field.hasFocus()
    assert field.accessibleDescription().startswith(f"{popup.model.rowCount()} found.")


def test_escape_closes_the_list_and_then_leaves_the_field(qtbot, window, field):
    popup = typed(qtbot, window, "bees")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus()


def test_nothing_found_is_said_with_the_words(qtbot, window, field):
    popup = typed(qtbot, window, "zeppelin")
    assert popup.words.plain() == "Nothing found for “zeppelin”."
    assert rows(popup) == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert popup.isVisible()


@pytest.mark.parametrize("how", ["H20931", "999 000 0018", "9990000018"])
def test_case_is_found_by_its_numbers(qtbot, window, field, how):
    popup = typed(qtbot, window, how)
    form = window.session.library.form_with_role("local_number", repeat=False)
    case = next(window.session.workbook.lists.case_files())
    assert rows(popup)[0].startswith(f"{case.ref} · {form.title}")


@pytest.mark.parametrize("letter", ["C-", "c-", ""])
def test_reference_opens_its_case_at_once(qtbot, window, field, letter):
    case = next(window.session.workbook.lists.case_files())
    qtbot.keyClicks(field, letter + case.ref.removeprefix("C-"))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.places.currentWidget() is window.page("case")
    assert window.page("case").case.ref == case.ref
    assert field.text() == ""
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not popup_of(window).isVisible()  # nothing is typed, so nothing is looked for


def test_words_typed_a_moment_ago_are_found(qtbot, window, field):
    case = next(window.session.workbook.lists.case_files())
    form = window.session.library.form_with_role("pen_portrait")
    window.session.edit(case.id, case.entry(form.key).id, form.role("pen_portrait").key, "He mended clocks.")
    assert "clocks" in rows(typed(qtbot, window, "clocks"))[0]


def test_list_goes_when_the_cursor_goes_or_the_words_go(qtbot, window, field):
    popup = typed(qtbot, window, "bees")
    window.rail.button("home").setFocus()
    qtbot.waitUntil(lambda: not popup.isVisible())
    field.setFocus()
    field.clear()
    typed(qtbot, window, "bees")
    for _ in "bees":
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert not popup.isVisible()


def test_signs_are_no_wrong_search(qtbot, window, field):
    popup = typed(qtbot, window, "\"' OR (*")
    assert popup.words.plain()


def test_other_workbook_gets_a_list_of_its_own(qtbot, window, field, tmp_path):
    from hssib_desk.ui.file.opening import create_session

    typed(qtbot, window, "bees")
    window.show_session(create_session(tmp_path / "other.hssib", window, "Other"))
    window.bar.search.setFocus()
    window.bar.search.clear()
    popup = typed(qtbot, window, "bees")
    assert popup.words.plain().startswith("Nothing found")
    assert len(window.findChildren(HitsPopup)) == 1


def wait_out(qtbot, popup):
    """Wait until a search that was about to begin has begun or was given up."""
    qtbot.waitUntil(lambda: not popup._soon.isActive())


def test_search_about_to_begin_is_given_up_when_the_workbook_closes(qtbot, window, field):
    qtbot.keyClicks(field, "bees")
    popup = popup_of(window)
    assert popup._soon.isActive()
    assert window.leave_workbook()
    assert popup_of(window) is None
    assert not popup._soon.isActive()
    assert field.text() == ""
    qtbot.waitUntil(lambda: not isValid(popup))


def test_nothing_found_is_shown_over_a_page_that_hides_the_workbook(qtbot, window, field):
    qtbot.keyClicks(field, "bees")
    popup = popup_of(window)
    assert popup._soon.isActive()
    window.pause()
    wait_out(qtbot, popup)
    assert not popup.isVisible()
    assert popup.model.hits == []


def test_what_was_written_stands_before_what_was_chosen(window):
    library = window.session.library
    form = action_form(library)
    asked = next(field for field in form.fields if field.options and field.kind == "choice")
    chosen = asked.options.offered[0]
    case = next(window.session.workbook.lists.case_files())
    answers = {
        asked.key: chosen.code,
        form.role("title").key: f"A long sentence about {chosen.label} and more",
    }
    window.session.act(lambda workbook: workbook.add_entry(case.id, form.key, answers=answers))
    fields = [hit.field for hit in find(window.session.workbook, chosen.label) if hit.form == form.key]
    assert fields.index(form.role("title").key) < fields.index(asked.key)


def test_a_command_is_run_by_its_name(qtbot, window):
    window.begin_search()
    qtbot.keyClicks(window.bar.search, "go act")
    popup = window.findChild(HitsPopup, "hits")
    popup.search()
    first = popup.model.hits[0]
    assert first.words == "Go to Actions" and "Command" in popup.model.index(0).data()
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert window.places.currentWidget() is window.page("actions") and window.bar.search.text() == ""
    window.begin_search()
    qtbot.keyClicks(window.bar.search, "go to learning")
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)  # at once: it is written in full
    assert window.places.currentWidget() is window.page("learning")


def test_everything_of_the_menu_is_a_command(qtbot, window):
    from hssib_desk.ui.search.commands import commands
    from hssib_desk.ui.window.menu import main_menu

    offered = [action.text().partition("\t")[0] for action in main_menu(window).actions() if action.text()]
    for words in offered:
        found, _menu = commands(window, words)
        assert words in [one.words for one in found]
    assert commands(window, "n")[0] == [], "one letter is a search"


def test_the_key_cap_gives_way_to_the_words_of_the_field(qtbot, qapp, window, field):
    try:
        for scale, has_room in ((100, True), (200, False)):
            install_theme(qapp, "light", scale)
            window.resize(1366, 768)
            qtbot.waitUntil(lambda: window.width() == 1366)
            wide = text_width(field.placeholderText(), field.font())
            qtbot.waitUntil(lambda wide=wide: field.width() > wide)
            assert field.shows_keycap() is has_room
    finally:
        install_theme(qapp, "light", 100)
