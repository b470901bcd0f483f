"""Snippets and the name used last: kept on this computer, written only when somebody asks for it."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.settings.user_snippets import OwnWords, Snippet, load_words, save_words, words_path
from tests.ui.conftest import named

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard|Keyboard event not accepted", extend=True)

FU = Snippet("fu7", "Follow-up within seven days was arranged and happened.")


@pytest.fixture
def settings(window):
    window.show_place("settings")
    return window.page("settings")


@pytest.fixture
def field(window):
    """A writing field of a judgement page, with the cursor in it."""
    form = window.session.library.form_with_role("phase_score", repeat=False)
    section = next(s for s in form.phases if not s.show_if)
    window.case(next(window.session.workbook.lists.case_files()).id, f"{form.key}.{section.key}")
    screen = window.page("case")
    made = named(screen, section.field_with_role("judgement_well").key)
    made.setFocus()
    return made


def offer(qtbot, window, field):
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    return window.page("case").snippets.popup


def test_a_snippet_is_kept_changed_and_taken_out_in_the_settings(qtbot, settings):
    qtbot.keyClicks(named(settings, "snippet-short"), "fu7")
    qtbot.keyClicks(named(settings, "snippet-text"), "Follow-up happened.")
    qtbot.mouseClick(named(settings, "keep-snippet"), Qt.MouseButton.LeftButton)
    assert load_words().snippets == (Snippet("fu7", "Follow-up happened."),)
    assert named(settings, "snippet-short").text() == ""
    qtbot.mouseClick(named(settings, "change-fu7"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(named(settings, "snippet-text"), "In time: ")
    qtbot.mouseClick(named(settings, "keep-snippet"), Qt.MouseButton.LeftButton)
    assert [item.text for item in load_words().snippets] == ["In time: Follow-up happened."]
    qtbot.mouseClick(named(settings, "drop-fu7"), Qt.MouseButton.LeftButton)
    assert load_words().snippets == ()


def test_a_snippet_without_letters_or_with_signs_is_refused_in_words(qtbot, settings):
    for short, said in (("", "a few letters and a text"), ("f u", "one word")):
        settings.snippets.short.set_value(short)
        settings.snippets.text.set_value("Text")
        qtbot.mouseClick(named(settings, "keep-snippet"), Qt.MouseButton.LeftButton)
        assert said in settings.snippets.box.error.accessibleName()
    assert load_words().snippets == ()


def test_letters_and_ctrl_space_write_the_text_in_their_place_and_it_is_saved(qtbot, window, field):
    save_words(OwnWords((FU, Snippet("ward", "On the ward."))))
    qtbot.keyClicks(field, "Good care. fu")
    popup = offer(qtbot, window, field)
    assert popup.search.text() == "fu"
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert field.value() == f"Good care. {FU.text}"
    assert field.hasFocus()
    assert window.session.flush()
    entry = window.page("case").case
    assert FU.text in str(window.session.case(entry.id).entry_by_id(_entry_of(window)).answers)
    field.undo()
    assert field.value() == "Good care. fu"


def _entry_of(window):
    form = window.session.library.form_with_role("phase_score", repeat=False)
    return window.page("case").case.entry(form.key).id


def test_without_letters_the_whole_list_is_offered_and_escape_changes_nothing(qtbot, window, field):
    save_words(OwnWords((FU, Snippet("ward", "On the ward."))))
    qtbot.keyClicks(field, "zz")
    popup = offer(qtbot, window, field)
    assert popup.search.text() == ""
    assert popup.list.model().rowCount() == 2
    qtbot.keyClick(popup.search, Qt.Key.Key_Escape)
    assert field.value() == "zz"


def test_without_snippets_it_says_where_they_are_kept(qtbot, window, field):
    offer(qtbot, window, field)
    assert "Settings keeps yours" in window.notice.sentence


def test_the_reviewers_name_is_offered_once_it_was_written(qtbot, window):
    library = window.session.library
    form = library.form_with_role("reviewer_name", repeat=False)
    name = form.role("reviewer_name")
    first, second = list(window.session.workbook.lists.case_files())[:2]
    window.case(first.id, form.key, name.key)
    screen = window.page("case")
    editor = named(screen, name.key)
    qtbot.waitUntil(editor.hasFocus)
    assert not screen.findChild(LinkButton, "last-reviewer_name").isVisible()
    qtbot.keyClicks(editor, "R. Mensah")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert load_words().last == {"name": "R. Mensah"}
    window.case(second.id, form.key, name.key)
    assert editor.value() == ""
    qtbot.waitUntil(lambda: named(screen, "last-reviewer_name").isVisible())
    link = named(screen, "last-reviewer_name")
    assert link.text() == "Use “R. Mensah”"
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert editor.value() == "R. Mensah"
    assert screen.session.flush()
    assert screen.session.case(second.id).text("reviewer_name") == "R. Mensah"
    assert not link.isVisible()


def test_the_name_is_offered_where_a_review_is_signed_too(qtbot, window):
    save_words(OwnWords(last={"name": "R. Mensah"}))
    case = next(window.session.workbook.lists.case_files())
    window.case(case.id, "sign_off")
    box = window.page("case").doors.sign_off.panel.boxes["signer_name"]
    assert isinstance(box.editor, QLineEdit)
    box.editor.setFocus()
    link = named(window.page("case"), "last-signer_name")
    qtbot.waitUntil(link.isVisible)
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert window.session.flush()
    assert window.session.case(case.id).text("signer_name") == "R. Mensah"


def test_a_file_of_words_that_cannot_be_read_gives_none(qtbot):
    words_path().parent.mkdir(parents=True, exist_ok=True)
    for text in ("{", "[]", json.dumps({"snippets": [{"short": "a"}]}), json.dumps({"last": 3})):
        words_path().write_text(text, "utf-8")
        assert load_words() == OwnWords()
