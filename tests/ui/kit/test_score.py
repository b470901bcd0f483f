"""Giving a score: by number, by arrow, by pointer; never by accident."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.ui.kit.fields.score import ScoreBlock, ScoreSelector

CHOICES = [
    ("1", "1", "Very poor", False),
    ("2", "2", "Poor", False),
    ("3", "3", "Adequate", False),
    ("4", "4", "Good", False),
    ("5", "5", "Excellent", False),
    ("na", "", "Not applicable", True),
]


@pytest.fixture
def selector(qtbot):
    made = ScoreSelector(CHOICES)
    qtbot.addWidget(made)
    made.resize(620, 80)
    made.show()
    return made


def heard(selector: ScoreSelector) -> list[str]:
    said: list[str] = []
    selector.chosen.connect(said.append)
    return said


@pytest.mark.parametrize("key", "12345")
def test_a_number_gives_that_score(qtbot, selector, key):
    said = heard(selector)
    qtbot.keyClicks(selector.buttons[0], key)
    assert (selector.value(), said) == (key, [key])
    assert [made.code for made in selector.buttons if made.isChecked()] == [key]


@pytest.mark.parametrize("key", "0nN")
def test_nought_or_n_means_not_applicable(qtbot, selector, key):
    qtbot.keyClicks(selector.buttons[0], key)
    assert selector.value() == "na"


def test_arrows_move_without_judging(qtbot, selector):
    selector.activateWindow()
    selector.buttons[0].setFocus()
    qtbot.waitUntil(selector.buttons[0].hasFocus)
    said = heard(selector)
    qtbot.keyClick(selector.buttons[0], Qt.Key.Key_Right)
    assert selector.buttons[1].hasFocus()
    assert (selector.value(), said) == (None, [])
    qtbot.keyClick(selector.buttons[1], Qt.Key.Key_Space)
    assert selector.value() == "2"


def test_delete_takes_the_score_away(qtbot, selector):
    selector.set_value("3")
    said = heard(selector)
    qtbot.keyClick(selector.buttons[2], Qt.Key.Key_Delete)
    assert (selector.value(), said) == (None, [""])


def test_clicking_gives_and_clicking_again_keeps(qtbot, selector):
    said = heard(selector)
    for _ in range(2):
        qtbot.mouseClick(selector.buttons[3], Qt.MouseButton.LeftButton)
    assert (selector.value(), said) == ("4", ["4"])
    assert selector.buttons[3].isChecked()


def test_showing_a_score_says_nothing(selector):
    said = heard(selector)
    selector.set_value("2")
    selector.set_value(None)
    assert said == []


def test_a_sealed_score_cannot_be_changed(qtbot, selector):
    selector.set_value("2")
    selector.set_read_only(True)
    qtbot.keyClicks(selector.buttons[1], "5")
    qtbot.mouseClick(selector.buttons[0], Qt.MouseButton.LeftButton)
    assert selector.value() == "2"
    assert selector.buttons[1].isChecked()
    assert not selector.buttons[0].isChecked()


def test_ctrl_enter_goes_on_to_the_page(qtbot, selector):
    qtbot.keyClick(selector.buttons[0], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert selector.value() is None


def test_every_score_has_a_name_with_its_word(selector):
    assert [made.accessibleName() for made in selector.buttons][0::5] == ["1, Very poor", "Not applicable"]


def test_one_stop_for_the_tab_key(selector):
    selector.set_value("3")
    stops = [made.code for made in selector.buttons if made.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["3"]


def test_the_design_sizes(selector):
    assert [made.sizeHint().width() for made in selector.buttons] == [90, 90, 90, 90, 90, 94]
    assert {made.sizeHint().height() for made in selector.buttons} == {60}


def test_a_scale_of_another_length_takes_no_colours_of_the_ramp(qtbot):
    six = ScoreSelector([(str(i), str(i), f"Step {i}", False) for i in range(1, 7)])
    qtbot.addWidget(six)
    assert {made.step for made in six.buttons} == {None}


@pytest.mark.parametrize(
    ("code", "points", "said"),
    [("2", 2, "score 2"), ("na", None, "not applicable"), ("", None, "no score yet")],
)
def test_a_block_says_what_it_shows(qtbot, code, points, said):
    block = ScoreBlock(code, points)
    qtbot.addWidget(block)
    assert block.accessibleName() == said


def test_not_applicable_and_not_scored_are_never_drawn_alike(qtbot):
    blank, without = ScoreBlock("", None), ScoreBlock("na", None)
    qtbot.addWidget(blank)
    qtbot.addWidget(without)
    assert blank.grab().toImage() != without.grab().toImage()
    assert (blank.sizeHint().width(), without.sizeHint().width()) == (24, 28)
