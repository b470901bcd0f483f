"""Words that no dictionary has are marked, and nothing else of a text is touched; what is kept, and where."""

import stat
import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QApplication

from hssib_desk import resources
from hssib_desk.ui.kit.fields.editors import GrowingText
from hssib_desk.ui.kit.spelling import marks
from hssib_desk.ui.kit.spelling.marks import marked, spelling
from hssib_desk.ui.kit.spelling.menu import IGNORE, LEARN
from hssib_desk.ui.kit.spelling.words import words_in
from hssib_desk.ui.spelling import key, speller
from hssib_desk.ui.spelling.own_words import load_own_words, own_words_path, save_own_words
from hssib_desk.ui.spelling.speller import clinical_words, make_speller
from tests.ui.conftest import Sent

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard|Keyboard event not accepted", extend=True)


@pytest.fixture(autouse=True)
def _dictionary(monkeypatch):
    monkeypatch.setattr(marks, "PAUSE_MS", 0)
    spelling().use(make_speller)
    yield
    spelling().use(lambda: None, on=False)


@pytest.fixture
def field(qtbot):
    made = GrowingText()
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def lines(field):
    return [cursor.selectedText() for cursor in marked(field)]


def wait_for(qtbot, field, *words):
    qtbot.waitUntil(lambda: lines(field) == list(words))


def choose(qtbot, menu, said):
    next(act for act in menu.actions() if act.text() == said).trigger()
    menu.close()


def test_british_english_clinical_words_and_what_is_no_word_are_right():
    made = make_speller()
    good = "colour organise paediatric didn’t café pre-existing clozapine Clozapine venepuncture AMHP"
    assert [word for word in good.split() if not made.is_right(word)] == []
    assert [word for word in clinical_words() if not made.is_right(word)] == []
    assert not any(made.is_right(word) for word in ("color", "recieved", "medicaton", "Assesment"))
    assert made.suggestions("recieved")[0] == "received"
    assert "clozapine" in made.suggestions("clozapin")


def test_numbers_doses_addresses_abbreviations_and_other_scripts_are_no_words():
    text = "At 12mg b.d. NHS see nurse@ward.nhs.uk or C:\\wrd www.abc.uk e\u0301te ধর 3rd RiO it’s a re-read"
    assert [word for _, word in words_in(text)] == ["At", "see", "or", "it’s", "re-read"]


def test_a_wrong_word_is_marked_once_it_is_typed_and_the_text_is_not_touched(qtbot, field):
    told = []
    field.start_anew("😀 ")
    field.moveCursor(QTextCursor.MoveOperation.End)
    field.edited.connect(told.append)
    qtbot.keyClicks(field, "The medicaton")
    qtbot.wait(30)
    assert lines(field) == []  # still being typed
    qtbot.keyClicks(field, " chart")
    wait_for(qtbot, field, "medicaton")
    assert field.value() == told[-1] == "😀 The medicaton chart" and len(told) == len(set(told))
    field.undo()
    assert field.value() == "😀 " and not field.document().isUndoAvailable()


def test_a_long_text_is_read_in_slices_and_marked_in_its_paragraphs(qtbot, field):
    field.start_anew("\n".join(["One two three four five. " * 20, "A wierd day"] * 12))
    wait_for(qtbot, field, *["wierd"] * 12)
    field.set_read_only(True)
    wait_for(qtbot, field)


def test_the_key_offers_what_was_meant_and_one_undo_takes_it_back(qtbot, field):
    field.start_anew("She recieved it. He didn’t recieve it.")
    wait_for(qtbot, field, "recieved", "recieve")
    menu = key.offer_next_word(field, Sent())
    assert field.textCursor().selectedText() == "recieved"
    choose(qtbot, menu, "received")
    assert field.value() == "She received it. He didn’t recieve it."
    wait_for(qtbot, field, "recieve")
    field.undo()
    assert field.value() == "She recieved it. He didn’t recieve it."


def test_the_menu_of_a_word_keeps_what_a_text_offers(qtbot, field):
    field.start_anew("wierd words")
    wait_for(qtbot, field, "wierd")
    at = field.cursorRect(marked(field)[0]).center()
    reasons = QContextMenuEvent.Reason
    for reason, to in ((reasons.Mouse, field.viewport()), (reasons.Keyboard, field)):
        QApplication.sendEvent(to, QContextMenuEvent(reason, at - QPoint(4, 0), field.mapToGlobal(at)))
        menu = QApplication.activePopupWidget()
        said = [act.text() for act in menu.actions()]
        assert said[0] == "weird" and LEARN in said and any("Paste" in one for one in said)
        menu.close()


def test_own_words_are_kept_for_this_person_alone_and_ignored_ones_not_at_all(qtbot, field):
    field.start_anew("Zorblatt met Quxfoo and Zorblatt’s aunt")
    wait_for(qtbot, field, "Zorblatt", "Quxfoo", "Zorblatt’s")
    choose(qtbot, key.offer_next_word(field, Sent()), LEARN)
    wait_for(qtbot, field, "Quxfoo")
    choose(qtbot, key.offer_next_word(field, Sent()), IGNORE)
    wait_for(qtbot, field)
    assert own_words_path().read_text("utf-8") == "Zorblatt\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(own_words_path().stat().st_mode) == 0o600
    assert make_speller().suggestions("zorblat")[0] == "Zorblatt"
    save_own_words([])
    spelling().read_again()
    wait_for(qtbot, field, "Zorblatt", "Zorblatt’s")


def test_where_there_is_nothing_to_offer_it_is_said(qtbot, field):
    go = Sent()
    key.offer_next_word(None, go)
    key.offer_next_word(field, go)
    spelling().turn(False)
    key.offer_next_word(field, go)
    assert [sentence for sentence, _ in go.said] == [key.NO_FIELD, key.NONE_LEFT, key.OFF]


def test_without_its_library_nothing_is_marked_and_nobody_is_troubled(qtbot, field, monkeypatch):
    speller.read_dictionary.cache_clear()
    monkeypatch.setitem(sys.modules, "hunspell", None)
    spelling().use(make_speller)
    field.start_anew("A wierd day")
    qtbot.wait(30)
    assert lines(field) == []
    go = Sent()
    key.offer_next_word(field, go)
    assert go.said[0][0] == key.NO_LIBRARY
    speller.read_dictionary.cache_clear()


def test_the_window_checks_unless_it_is_turned_off_and_settings_list_the_words(qtbot, window):
    window.show_place("settings")
    page = window.page("settings")
    words = page.spelling.words
    words.setFocus()
    words.insertPlainText("Zorblatt\nwierd,")
    page.spelling.keep()
    assert load_own_words() == ["wierd,", "Zorblatt"]
    wait_for(qtbot, words, "wierd")
    qtbot.keyClick(words, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    QApplication.activePopupWidget().close()
    page.spelling.on.setFocus()
    qtbot.keyClick(page.spelling.on, Qt.Key.Key_Space)
    wait_for(qtbot, words)
    assert not window.settings.spelling


def test_the_dictionary_is_the_one_that_was_published():
    text = resources.resource("spelling/en_GB.aff").read_text("utf-8-sig")
    assert "Released under LGPL" in text and "V 3.1.4" in text
