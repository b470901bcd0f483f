"""A local pack in the window: looked at in the settings, taken in, filled in, and taken out again."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.packs import ABOUT, pack_folder
from tests.ui.conftest import named


@pytest.fixture
def folder(tmp_path):
    return pack_folder(tmp_path / "pack")


@pytest.fixture
def card(window):
    window.show_place("settings")
    return window.page("settings").packs


def click(qtbot, parent, name):
    qtbot.mouseClick(named(parent, name), Qt.MouseButton.LeftButton)


def take_in(qtbot, window, card, folder, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    before = window.session
    click(qtbot, card, "choose-pack")
    click(qtbot, card, "take-pack")
    qtbot.waitUntil(lambda: window.session not in (None, before))


def test_a_pack_is_looked_at_taken_in_and_answered_in_a_case_of_before(
    qtbot, window, card, folder, monkeypatch
):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    click(qtbot, card, "choose-pack")
    said = card.preview.plain()
    assert "Oak House additions, version 1: 2 pages, 3 questions, 1 list." in said
    assert "Falls; Visits" in said
    click(qtbot, card, "no-pack")
    assert not card.preview.isVisible()
    assert window.session.workbook.packs == []
    take_in(qtbot, window, card, folder, monkeypatch)
    assert "Colleagues see it without the folder" in window.notice.sentence
    case = next(window.session.workbook.lists.case_files())
    window.case(case.id, "oak.falls")
    screen = window.page("case")
    fell = named(screen, "fell")
    fell.setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert screen.session.flush()
    entry = screen.session.case(case.id).entry("oak")
    assert dict(entry.answers) == {"fell": "yes"}
    assert named(screen, "where").isVisible()
    screen.undo()
    screen.undo()
    assert screen.session.case(case.id).entry("oak") is None


def test_a_broken_pack_is_said_and_changes_nothing(qtbot, card, tmp_path, monkeypatch):
    broken = pack_folder(tmp_path / "broken", about=ABOUT.replace('"person"', '"nowhere"'))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(broken))
    click(qtbot, card, "choose-pack")
    assert "is no page" in card.problem.accessibleName()
    assert card.problem.isVisible()
    assert not card.take.isVisible()


def test_a_pack_is_taken_out_and_its_answers_stay(qtbot, window, card, folder, monkeypatch):
    take_in(qtbot, window, card, folder, monkeypatch)
    case = next(window.session.workbook.lists.case_files())
    window.session.workbook.add_entry(case.id, "oak", answers={"fell": "no"})
    window.show_place("settings")
    before = window.session
    click(qtbot, window.page("settings").packs, "take-out-oak")
    qtbot.waitUntil(lambda: window.session not in (None, before))
    assert window.session.workbook.packs == []
    assert window.session.workbook.case(case.id).all_of("oak")[0].answers == {"fell": "no"}


def test_a_pack_that_does_not_fit_is_said_on_opening(window):
    path = window.session.workbook.path
    window.session.workbook.set_setting("pack.oak", json.dumps({"files": {"pack.toml": "key ="}}))
    window.leave_workbook()
    window.open_workbook(path)
    assert "“oak” does not fit" in window.notice.sentence
