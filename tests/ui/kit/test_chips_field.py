"""Several of many choices: found by letters, shown as chips, taken away again."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.ui.kit.fields.editors import ChipsField

Key = Qt.Key


@pytest.fixture
def editor(qtbot):
    choices = [("none", "None of these"), *((f"c{n}", f"Choice number {n}") for n in range(10, 22))]
    made = ChipsField(choices, alone=["none"])
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    made.setFocus()
    return made


def find(qtbot, editor, typed):
    qtbot.keyClicks(editor.finder, typed[0])
    qtbot.keyClicks(editor.finder._popup.search, typed[1:])
    qtbot.keyClick(editor.finder._popup.search, Key.Key_Return)


def test_letters_find_a_choice_and_enter_adds_it(qtbot, editor):
    said = []
    editor.edited.connect(said.append)
    find(qtbot, editor, "20")
    find(qtbot, editor, "12")
    assert editor.value() == ["c12", "c20"] and said[-1] == ["c12", "c20"], "in the order of the list"
    assert [chip.text() for chip in editor.chips.values()] == ["Choice number 12", "Choice number 20"]
    editor.finder.open_list("12")
    assert "Choice number 12" not in [option.text for option in editor.finder._options]
    editor.finder._popup.hide()


def test_a_chip_is_taken_away_by_pressing_it_and_the_last_by_backspace(qtbot, editor):
    editor.set_value(["c12", "c20"])
    qtbot.keyClick(editor.finder, Key.Key_Backspace)
    assert editor.value() == ["c12"]
    editor.chips["c12"].click()
    assert editor.value() == [] and not editor.chips


def test_none_of_these_takes_the_place_of_all_others(qtbot, editor):
    editor.set_value(["c12"])
    find(qtbot, editor, "None")
    assert editor.value() == ["none"]
    find(qtbot, editor, "12")
    assert editor.value() == ["c12"]


def test_a_code_that_is_not_on_offer_is_shown_and_a_sealed_one_stays(qtbot, editor):
    editor.set_value(["old"])
    assert editor.chips["old"].text() == "old"
    editor.set_read_only(True)
    qtbot.keyClick(editor.finder, Key.Key_Backspace)
    editor.chips["old"].click()
    assert editor.value() == ["old"] and not editor.finder.isVisible()
