"""What is odd about a file is said on the home page, with buttons that lead on; never in a dialog."""

import shutil
from collections import namedtuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store import space
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy import fork_detection
from hssib_desk.store.workcopy.workbook_diff import Side
from hssib_desk.ui.file.arrival_card import differences
from hssib_desk.ui.window.window import MainWindow
from tests.ui.conftest import named

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def empty_window(qtbot):
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def went_on(path, n=1):
    with Workbook.open(path, library=load_library(), actor="tester", back_up=False) as workbook:
        for _ in range(n):
            workbook.new_case()


def arrive(qtbot, window, path, code):
    window.open_workbook(path)
    qtbot.waitUntil(lambda: bool(window.session.findings))
    assert [item.code for item in window.session.findings] == [code]
    return named(window.page("home"), f"arrival-{code}")


def press(qtbot, card, name):
    qtbot.mouseClick(named(card, name), Qt.MouseButton.LeftButton)


def words(card):
    return " ".join(child.accessibleName() for child in card.findChildren(QWidget))


def free(monkeypatch, megabytes):
    found = Usage(10**12, 0, int(megabytes * 2**20))
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: found)


def test_what_both_changed_is_told_from_a_number_given_twice():
    here = Side(3, 9, None, {"C-1": 2, "C-2": 1, "C-3": 4}, {"C-1": "a", "C-2": "b", "C-3": "c"})
    there = Side(2, 8, None, {"C-1": 1, "C-2": 1, "": 1}, {"C-1": "a", "C-2": "z", "": ""})
    said = [sentence for _sign, sentence in differences(here, there)]
    assert said == [
        "Only in this file, with the number of changes: C-3 (4).",
        "Changed in both, to be read side by side: C-1.",
        "One reference used for two different cases: C-2.",
        "Settings, or cases that are gone, were changed too.",
    ]


@pytest.fixture
def parted(filled_path, tmp_path):
    """A workbook that was open here, and a copy of it that went its own way."""
    there = shutil.copy(filled_path, tmp_path / "on-a-stick.hssib")
    went_on(filled_path)
    went_on(there, 2)
    fork_detection.settle(there, there)
    return filled_path, there


def test_a_sound_file_says_nothing(qtbot, window):
    qtbot.waitUntil(lambda: window.session.arrived is not None)
    assert window.session.findings == []
    assert window.notice.sentence == ""


def test_a_fork_is_compared_case_by_case(qtbot, empty_window, parted):
    card = arrive(qtbot, empty_window, parted[1], "fork")
    assert "a copy of a workbook you have opened before" in words(card)
    press(qtbot, card, "compare-files")
    qtbot.waitUntil(lambda: "One reference used for two different cases" in words(card))
    assert "Only in this file" in words(card)


def test_the_other_file_is_one_click_away(qtbot, empty_window, parted):
    card = arrive(qtbot, empty_window, parted[1], "fork")
    press(qtbot, card, "open-other")
    assert empty_window.session.workbook.path == parted[0]


def test_going_on_with_this_file_ends_the_comparison(qtbot, empty_window, parted):
    card = arrive(qtbot, empty_window, parted[1], "fork")
    press(qtbot, card, "settle")
    assert empty_window.session.findings == []
    assert "You are continuing with this file" in empty_window.notice.sentence
    assert fork_detection.compare(parted[1]) == []


def test_an_old_copy_leads_to_the_newer_file(qtbot, empty_window, filled_path, tmp_path):
    old = shutil.copy(filled_path, tmp_path / "old.hssib")
    went_on(filled_path, 2)
    card = arrive(qtbot, empty_window, old, "earlier")
    assert "more changes" in words(card) and "last changed" in words(card)
    press(qtbot, card, "open-other")
    assert empty_window.session.workbook.path == filled_path


def test_an_old_copy_in_its_own_place_leads_to_the_backups(qtbot, empty_window, filled_path, tmp_path):
    old = shutil.copy(filled_path, tmp_path / "old.hssib")
    went_on(filled_path, 2)
    shutil.copy(old, filled_path)
    card = arrive(qtbot, empty_window, filled_path, "earlier")
    assert card.findChild(QWidget, "open-other") is None
    press(qtbot, card, "see-copies")
    assert empty_window.places.currentWidget() is empty_window.page("backups")


def test_little_room_says_how_much_and_leads_to_the_setting(qtbot, empty_window, filled_path, monkeypatch):
    free(monkeypatch, 300)
    card = arrive(qtbot, empty_window, filled_path, "disk_full")
    assert "Only 300 MB are free" in words(card)
    press(qtbot, card, "limits")
    settings = empty_window.page("settings")
    field = named(settings, space.LOW_SETTING)
    assert field.text() == "500"
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "200")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert empty_window.session.workbook.arrival() == []


def test_a_finding_that_was_closed_stays_closed(qtbot, empty_window, filled_path, monkeypatch):
    free(monkeypatch, 300)
    card = arrive(qtbot, empty_window, filled_path, "disk_full")
    close = next(child for child in card.findChildren(QWidget) if child.toolTip() == "Close this message")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    empty_window.cases()
    empty_window.home()
    assert (
        empty_window.page("home").findChild(QWidget, "arrival-disk_full") is None
        or not named(empty_window.page("home"), "arrival-disk_full").isVisible()
    )
