"""Every chart can be taken along as a picture, a drawing or a table; by keyboard, and named for who hears."""

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from hssib_desk.domain.figures.charts import Columns, Level, Point, Run
from hssib_desk.ui.charts.card import COPY_PICTURE, COPY_TABLE, SAVE, ChartCard
from hssib_desk.ui.charts.picture import file_name, image_of
from hssib_desk.ui.kit.theme import current, install_theme
from hssib_desk.ui.kit.tokens import LIGHT

# The offscreen platform says this of every menu.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)

CHART = Columns(
    "Has the number of deaths changed?",
    (Point("Jan–Mar 25", 3, "a"), Point("Apr–Jun 25", 5)),
    "8 in the last two quarters.",
    "Deaths in scope.",
    8,
    note='Not drawn: Scope unclear <a href="unclear">1</a>.',
    ask='Changed? <a href="decisions">Record it</a>',
)


@pytest.fixture
def card(qtbot):
    made = ChartCard(CHART)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.heard = []
    made.said.connect(lambda *said: made.heard.append(said))
    return made


def save_as(monkeypatch, path, form=""):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), form))


def test_its_buttons_say_which_chart_they_belong_to_and_open_by_keyboard(qtbot, card):
    assert card.take.accessibleName() == "Copy or save this chart: Has the number of deaths changed?"
    assert card.switch.accessibleName().startswith("Show the figures as a table: Has the number")
    card.switch.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(card.switch, Qt.Key.Key_Space)
    assert card.table.isVisible()
    assert "Jan–Mar 25 3" in card.table.accessibleName()
    assert card.switch.accessibleName().startswith("Show the figures as a chart")
    card.take.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(card.take, Qt.Key.Key_Return)
    assert card.menu.isVisible()
    qtbot.keyClick(card.menu, Qt.Key.Key_Down)
    qtbot.keyClick(card.menu, Qt.Key.Key_Return)
    assert QApplication.clipboard().text() == (
        "Has the number of deaths changed?\nQuarter\tDeaths\nJan–Mar 25\t3\nApr–Jun 25\t5\n"
        "Deaths in scope. n = 8 deaths."
    )
    assert card.heard == [("The table is copied.", "ok")]


def test_the_picture_is_light_and_sharp_whatever_the_window_looks_like(qapp, card):
    light = image_of(CHART)
    install_theme(qapp, "dark", 150)
    try:
        card.actions_of[COPY_PICTURE].trigger()
        copied = QApplication.clipboard().image()
        assert current().tokens is not LIGHT
    finally:
        install_theme(qapp, "light", 100)
    assert copied.size() == light.size()
    assert copied.width() == 1600
    assert copied == light.convertToFormat(copied.format())
    assert copied.pixelColor(0, 0).name() == LIGHT.surface.lower()


def test_it_is_saved_as_a_picture_or_a_drawing_with_all_its_words(card, tmp_path, monkeypatch):
    save_as(monkeypatch, tmp_path / "one.png")
    card.actions_of[SAVE].trigger()
    assert QImage(str(tmp_path / "one.png")).size() == image_of(CHART).size()
    save_as(monkeypatch, tmp_path / "two", "Drawing for print (*.svg)")
    card.actions_of[SAVE].trigger()
    drawn = ET.parse(tmp_path / "two.svg").getroot()
    told = " ".join(drawn.itertext())
    assert "Has the number of deaths changed?" in told
    assert "Deaths in scope. n = 8 deaths." in told
    assert "unclear" in told
    assert "<a" not in told
    assert "Record it" not in told
    assert "Record it" in card.note.plain()
    assert card.heard == [("Saved one.png.", "ok"), ("Saved two.svg.", "ok")]


def test_a_picture_that_cannot_be_written_is_told_and_leaves_nothing(card, tmp_path, monkeypatch):
    save_as(monkeypatch, tmp_path / "nowhere" / "one.png")
    card.actions_of[SAVE].trigger()
    assert card.heard[0][1] == "bad"
    assert list(tmp_path.iterdir()) == []
    save_as(monkeypatch, "")
    card.actions_of[SAVE].trigger()
    assert len(card.heard) == 1


def test_a_file_is_named_after_its_question_and_a_chart_of_nothing_is_not_offered(card):
    assert file_name(CHART) == "has-the-number-of-deaths-changed"
    nothing = Columns("Has the number of deaths changed?", (), "", "Deaths.", 0, as_table=True)
    card.set_chart(nothing)
    assert not card.take.isVisible()
    assert not card.switch.isVisible()
    assert card.table.isVisible()
    card.set_chart(CHART)
    assert card.view.isVisible()


def test_dots_too_many_for_their_room_are_smaller_and_limits_are_named(qtbot):
    points = tuple(Point(f"day {n}", n % 7) for n in range(120))
    run = Run("Days?", points, (Level(0, 59, 3), Level(60, 119, 4, (1, 6))), frozenset({4}), "", "D.", 120)
    made = ChartCard(run)
    qtbot.addWidget(made)
    made.resize(560, 360)
    made.show()
    made.view.grab()
    assert len(made.view._hits) == 120
    assert made.view._hits[4][1] == "day 4: 4, signal"
    assert image_of(run) != image_of(Run("Days?", points, (Level(0, 59, 3),), frozenset(), "", "D.", 120))


def test_copying_a_table_by_its_name(card):
    card.actions_of[COPY_TABLE].trigger()
    assert QApplication.clipboard().text().startswith(CHART.title)
