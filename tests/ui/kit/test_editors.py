"""The editors: silent when loaded, honest when typed in, untouched by a passing wheel."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from hssib_desk.ui.kit.fields.editors import (
    ChoiceField,
    ChoicesField,
    DateField,
    Editor,
    FieldBox,
    GrowingText,
    LineField,
    Option,
    Segmented,
    TickBox,
)
from hssib_desk.ui.kit.fields.options import as_options, nearest
from hssib_desk.ui.kit.fields.score import ScoreSelector

# The offscreen platform says this of every popup, and of keys that a sealed editor refuses.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard|Keyboard event not accepted", extend=True)

LETTERS = [("a", "Alpha"), ("b", "Beta"), ("c", "Gamma")]
MAKERS = {
    "line": (LineField, "words"),
    "text": (GrowingText, "two\nlines"),
    "date": (DateField, "31/11/2025"),
    "choice": (lambda: ChoiceField(LETTERS), "b"),
    "choices": (lambda: ChoicesField(LETTERS), ["a", "c"]),
    "segments": (lambda: Segmented(LETTERS), "c"),
    "tick": (TickBox, True),
    "score": (lambda: ScoreSelector([("1", "1", "Very poor", False)]), "1"),
}
EVERY = pytest.mark.parametrize("kind", MAKERS)


def make(qtbot, kind: str):
    editor = MAKERS[kind][0]()
    qtbot.addWidget(editor)
    editor.show()
    said: list[object] = []
    editor.edited.connect(said.append)
    return editor, said


@EVERY
def test_loading_a_value_says_nothing_and_gives_it_back(qtbot, kind):
    editor, said = make(qtbot, kind)
    value = MAKERS[kind][1]
    editor.set_value(value)
    assert editor.value() == value
    editor.set_value(None)
    assert not editor.value()
    assert said == []


@EVERY
def test_every_editor_keeps_the_same_promise(qtbot, kind):
    editor, _ = make(qtbot, kind)
    promised = [name for name, given in vars(Editor).items() if getattr(given, "__isabstractmethod__", False)]
    assert {"value", "set_value", "set_read_only"} <= set(promised)
    assert [name for name in promised if getattr(type(editor), name) is getattr(Editor, name)] == []


@EVERY
def test_a_wheel_passing_over_changes_nothing(qtbot, kind):
    editor, said = make(qtbot, kind)
    editor.set_value(MAKERS[kind][1])
    spot = QPointF(10, 10)
    turn = QWheelEvent(
        spot,
        spot,
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor, turn)
    assert (editor.value(), said) == (MAKERS[kind][1], [])


@EVERY
def test_a_sealed_editor_takes_no_keys(qtbot, kind):
    editor, said = make(qtbot, kind)
    editor.set_value(MAKERS[kind][1])
    editor.set_read_only(True)
    QTest.keyClicks(editor, "1x")
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert (editor.value(), said) == (MAKERS[kind][1], [])


@pytest.mark.parametrize("kind", ["line", "text", "date"])
def test_typing_is_told_letter_by_letter(qtbot, kind):
    editor, said = make(qtbot, kind)
    qtbot.keyClicks(editor, "ab")
    assert said == ["a", "ab"]


def test_a_writing_field_has_three_lines_and_grows(qtbot):
    editor, _ = make(qtbot, "text")
    editor.resize(400, editor.height())
    assert editor.height() == 3 * 24 + 18
    editor.set_value("\n".join("abcde"))
    assert editor.height() == 5 * 24 + 18
    qtbot.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.height() == 6 * 24 + 18


def test_a_narrower_writing_field_is_higher(qtbot):
    editor, _ = make(qtbot, "text")
    editor.resize(700, 100)
    editor.set_value("word " * 60)
    wide = editor.height()
    editor.resize(300, 100)
    assert editor.height() > wide


def test_hard_spaces_and_pasted_lines_survive(qtbot):
    editor, said = make(qtbot, "text")
    pasted = QMimeData()
    pasted.setText("5\u00a0mg\nat night")
    pasted.setHtml("<b>5&nbsp;mg</b><br>at night")
    editor.insertFromMimeData(pasted)
    assert editor.value() == "5\u00a0mg\nat night"
    assert said[-1] == editor.value()
    assert "<b>" not in editor.toHtml().split("<body", 1)[1]


def test_tab_leaves_a_writing_field(qtbot):
    holder = QWidget()
    column = QVBoxLayout(holder)
    first, second = GrowingText(), GrowingText()
    column.addWidget(first)
    column.addWidget(second)
    qtbot.addWidget(holder)
    holder.show()
    holder.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert first.value() == ""


@pytest.mark.parametrize("kind", ["line", "text"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_K])
def test_the_keys_of_the_window_pass_a_field(qtbot, kind, key):
    editor, said = make(qtbot, kind)
    editor.set_value("kept")
    qtbot.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)
    assert (editor.value(), said) == ("kept", [])


def test_a_choice_is_found_by_typing_a_word(qtbot):
    editor, said = make(qtbot, "choice")
    qtbot.keyClicks(editor, "g")
    popup = editor._popup
    assert popup.isVisible()
    assert popup.search.text() == "g"
    qtbot.keyClicks(popup.search, "am")
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert (editor.value(), said) == ("c", ["c"])
    assert editor.shown() == "Gamma"
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert (editor.value(), said) == (None, ["c", None])


def test_arrows_pass_headings_in_the_list(qtbot):
    editor = ChoiceField([Option("a", "Alpha", "First"), Option("b", "Beta", "Second", ("letter",))])
    qtbot.addWidget(editor)
    editor.show()
    editor.open_list()
    popup = editor._popup
    qtbot.keyClick(popup.search, Qt.Key.Key_Down)
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert editor.value() == "b"
    editor.open_list("letter")
    assert popup.list.currentIndex().data() == "Beta"
    popup.hide()


def test_an_open_choice_takes_ones_own_words(qtbot):
    editor = ChoiceField(LETTERS, allow_other=True)
    qtbot.addWidget(editor)
    editor.show()
    editor.open_list("Delta ward")
    qtbot.keyClick(editor._popup.search, Qt.Key.Key_Return)
    assert editor.value() == "Delta ward"


def test_nothing_that_matches_leaves_the_answer(qtbot):
    editor, said = make(qtbot, "choice")
    editor.set_value("a")
    editor.open_list("zzz")
    qtbot.keyClick(editor._popup.search, Qt.Key.Key_Return)
    assert (editor.value(), said) == ("a", [])
    editor._popup.hide()


@pytest.mark.parametrize("kind", ["choice", "segments"])
def test_a_code_no_longer_on_offer_is_kept_and_shown(qtbot, kind):
    editor, _ = make(qtbot, kind)
    editor.set_value("retired")
    assert editor.value() == "retired"


def test_ticks_come_back_in_list_order_with_strangers_kept(qtbot):
    editor, said = make(qtbot, "choices")
    editor.set_value(["old", "c"])
    qtbot.mouseClick(editor.boxes["a"], Qt.MouseButton.LeftButton, pos=QPoint(5, 8))
    assert said == [["a", "c", "old"]]


def test_none_of_these_clears_the_other_ticks_and_any_other_clears_it(qtbot):
    editor = ChoicesField([("a", "Asked"), ("b", "Told"), ("none", "None of these")], alone=["none"])
    qtbot.addWidget(editor)
    told = []
    editor.edited.connect(told.append)
    for code in ("a", "b", "none", "b"):
        qtbot.keyClick(editor.boxes[code], Qt.Key.Key_Space)
    assert told == [["a"], ["a", "b"], ["none"], ["b"]]


def test_a_long_tick_list_can_be_searched_and_never_hides_a_tick(qtbot):
    editor = ChoicesField([(f"{i}", f"Number {i}") for i in range(20)])
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value(["7"])
    qtbot.keyClicks(editor.search, "number 12")
    assert [code for code, made in editor.boxes.items() if made.isVisible()] == ["7", "12"]


def test_choosing_a_segment_again_takes_it_back(qtbot):
    editor, said = make(qtbot, "segments")
    for _ in range(2):
        qtbot.mouseClick(editor.buttons[1], Qt.MouseButton.LeftButton)
    assert said == ["b", None]
    assert not any(made.isChecked() for made in editor.buttons)


def test_the_words_of_a_tick_box_are_part_of_it_and_wrap(qtbot):
    tick = TickBox("I was not involved in this person’s care.")
    qtbot.addWidget(tick)
    tick.resize(160, tick.heightForWidth(160))
    tick.show()
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(120, tick.height() - 6))
    assert tick.value() is True
    assert tick.heightForWidth(160) > tick.heightForWidth(600) >= 24


def test_the_calendar_writes_the_day_and_not_known(qtbot):
    editor = DateField(read=lambda text: date(2025, 10, 19) if text == "19/10/25" else None)
    qtbot.addWidget(editor)
    said: list[object] = []
    editor.edited.connect(said.append)
    editor.show()
    editor.set_value("19/10/25")
    qtbot.mouseClick(editor.drop, Qt.MouseButton.LeftButton)
    popup = editor._popup
    assert popup.calendar.selectedDate().toPython() == date(2025, 10, 19)
    popup.calendar.clicked.emit(popup.calendar.selectedDate())
    editor.open_calendar()
    qtbot.mouseClick(popup.unknown, Qt.MouseButton.LeftButton)
    assert said == ["19 Oct 2025", "unknown"]


def test_an_error_stands_under_the_field_and_the_text_stays(qtbot):
    editor = DateField()
    box = FieldBox("Date of death", editor, help="Day, month, year")
    qtbot.addWidget(box)
    box.show()
    editor.set_value("31/11/2025")
    box.set_error("There is no 31 November.")
    assert box.error.isVisible()
    assert editor.property("error") is True
    assert "There is no 31 November." in editor.accessibleDescription()
    box.set_error(None)
    assert not box.error.isVisible()
    assert (editor.value(), editor.accessibleName()) == ("31/11/2025", "Date of death")
    assert editor.accessibleDescription() == "Day, month, year"


def test_typing_a_choice_in_full_means_that_choice_and_not_one_that_holds_its_words():
    options = as_options([("n", "Not asked"), ("k", "Is not asked any more"), ("a", "Asked")])
    assert nearest(options, "asked").code == "a"
    assert nearest(options, "is").code == "k"
    assert nearest(options, "any").code == "k"
    assert nearest(options, "k").code == "k"
    assert nearest(options, "elsewhere") is None


def test_the_answer_of_before_does_not_stand_in_the_way_of_what_is_typed(qtbot):
    field = ChoiceField([("a", "Asked, and said so"), ("n", "Said nothing")])
    qtbot.addWidget(field)
    field.set_value("a")
    field.show()
    field.open_list("s")
    qtbot.keyClick(field._popup.search, Qt.Key.Key_Return)
    assert field.value() == "n"


def test_what_is_said_of_an_answer_stands_in_the_same_order_whichever_came_first(qtbot):
    box = FieldBox("Date of death", LineField())
    qtbot.addWidget(box)
    after = QLabel("offered beside the answer")
    box.layout().addWidget(after)
    box.set_advice("Weekends count too.")
    box.set_error("There is no month 13.")
    box.show()
    tops = [widget.geometry().top() for widget in (box.editor, box.error, box.advice, after)]
    assert tops == sorted(tops) and len(set(tops)) == 4


def test_a_text_that_was_put_into_a_line_is_not_told_as_typed(qtbot):
    editor, said = make(qtbot, "line")
    qtbot.keyClicks(editor, "a")
    editor.clear()
    editor.editingFinished.emit()
    assert said == ["a"]
