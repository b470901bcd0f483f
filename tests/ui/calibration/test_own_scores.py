"""Practice and calibration in the window, by keyboard: scored blind, compared, kept on this computer only."""

import json
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from hssib_desk.domain.figures.calibration import Scored, calibration
from hssib_desk.ui.calibration.own_scores import load_scores, save_scores, scores_path
from hssib_desk.ui.window.menu import main_menu
from tests.database import plain_file
from tests.ui.conftest import named

FOUND = calibration()


@pytest.fixture
def screen(window):
    window.show_place("calibration")
    return window.page("calibration")


def said(widget):
    QApplication.processEvents()  # what was put on the page shows itself
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def score_all(qtbot, screen, points):
    for asked, given in zip(screen.review.scores, points, strict=True):
        qtbot.keyClick(screen.scores[asked.phase], str(given))


def test_learning_help_and_the_menu_lead_here(qtbot, window):
    for place in ("learning", "help"):
        window.show_place(place)
        link = named(window.page(place), "to-calibration")
        link.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(link, Qt.Key.Key_Return)
        assert window.places.currentWidget() is window.page("calibration")
    menu = main_menu(window)
    next(a for a in menu.actions() if a.text() == "Practice and calibration").trigger()
    assert window.places.currentWidget() is window.page("calibration")


def test_nothing_of_the_other_scores_is_shown_before_every_score_is_given(qtbot, screen):
    review = FOUND.reviews[0]
    assert review.reason not in said(screen)
    qtbot.keyClick(screen.scores["admission"], "4")
    assert not screen.compare.isEnabled()
    screen.go_on()
    assert review.reason not in said(screen)
    assert load_scores() == ()


def test_scores_are_given_and_compared_by_keys_alone(qtbot, window, screen):
    assert screen.isAncestorOf(window.focusWidget())
    score_all(qtbot, screen, (5, 2, 1))
    QTest.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    review, shown = FOUND.reviews[0], said(screen)
    assert "Care during admission: you gave 5, the other score is 4. Agrees." in shown
    assert "you gave 2, the other score is 2. The same." in shown
    assert "Overall care: you gave 1, the other score is 3. Does not agree." in shown
    assert review.apart in shown
    assert "2 of 3 scores agree, 1 of them exactly." in shown
    QTest.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.review is FOUND.reviews[1]
    assert review.reason not in said(screen)


def test_the_scores_stay_on_this_computer_and_in_no_workbook(qtbot, window, screen):
    score_all(qtbot, screen, (4, 2, 3))
    qtbot.mouseClick(screen.compare, Qt.MouseButton.LeftButton)
    kept = json.loads(scores_path().read_text("utf-8"))["scored"]
    assert kept == [
        {
            "review": "c1",
            "on": date.today().isoformat(),
            "points": {"admission": 4, "discharge": 2, "overall": 3},
        }
    ]
    window.session.flush()
    with plain_file(f"file:{window.session.workbook.path}?mode=ro", uri=True) as db:
        tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
        texts = [str(row) for name in tables for row in db.execute(f'select * from "{name}"')]
    assert not [text for text in texts if "locksmith" in text.lower() or "'c1'" in text]


def test_earlier_scores_are_not_in_sight_while_a_review_is_scored_again(qtbot, screen):
    score_all(qtbot, screen, (4, 2, 3))
    screen.go_on()
    qtbot.mouseClick(named(screen, "again"), Qt.MouseButton.LeftButton)
    assert all(selector.value() is None for selector in screen.scores.values())
    assert FOUND.reviews[0].reason not in said(screen)


def test_own_drift_is_told_once_a_review_was_scored_again(qtbot, screen):
    save_scores([Scored("c1", date(2026, 3, 1), {"admission": 3, "discharge": 2, "overall": 3})])
    screen.refresh()
    score_all(qtbot, screen, (5, 3, 3))
    screen.go_on()
    assert "Since 1 Mar 2026, 2 of 3 scores changed; on average they moved up by 1.0 points." in said(screen)


def test_scores_are_deleted_from_this_computer_when_asked(qtbot, screen):
    score_all(qtbot, screen, (4, 2, 3))
    screen.go_on()
    qtbot.mouseClick(named(screen, "forget"), Qt.MouseButton.LeftButton)
    assert not scores_path().exists()
    assert "Nothing scored yet" in said(screen)


def test_a_file_that_cannot_be_read_is_no_scores(screen):
    scores_path().parent.mkdir(parents=True, exist_ok=True)
    scores_path().write_text('{"scored": [{"review": "c1"}]}', "utf-8")
    screen.refresh()
    assert screen.scored == ()


def test_escape_goes_back_to_learning(qtbot, window, screen):
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert window.places.currentWidget() is window.page("learning")
