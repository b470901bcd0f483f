"""Decisions on the charts: recorded whole, with who and when; taken out with Undo; nothing half."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from hssib_desk.store.lists.baselines import baselines_of
from hssib_desk.ui.settings.baselines_card import NEEDED, NOT_A_DAY, BaselinesCard
from tests.ui.conftest import named


@pytest.fixture
def card(qtbot, session, go):
    made = BaselinesCard(session, go)
    qtbot.addWidget(made)
    made.refresh()
    made.show()
    return made


def test_a_decision_is_recorded_shown_and_taken_out_again(qtbot, card, session, go):
    records = session.workbook.records
    qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    assert baselines_of(records) == ()
    assert card.boxes["baseline_day"].error.sentence.plain() == NOT_A_DAY
    assert card.boxes["baseline_reason"].error.sentence.plain() == NEEDED
    qtbot.keyClicks(named(card, "baseline-day"), "1 April 2026")
    named(card, "baseline-kind").set_value("break")
    qtbot.keyClicks(named(card, "baseline-reason"), "Ward 3 closed")
    qtbot.keyClicks(named(card, "baseline-decided-by"), "Mortality review group")
    card.keep.setFocus()
    qtbot.keyClick(card.keep, Qt.Key.Key_Return)
    (kept,) = baselines_of(records)
    assert (kept.day, kept.is_break, kept.reason) == (date(2026, 4, 1), True, "Ward 3 closed")
    assert (kept.decided_by, kept.who) == ("Mortality review group", session.workbook.actor)
    assert kept.written is not None
    assert named(card, "baseline-reason").value() in ("", None)
    assert session.workbook.lists.figures().deaths.baselines == (kept,)
    remove = named(card, "remove-baseline-2026-04-01")
    assert remove.accessibleName() == "Take out: from 1 Apr 2026"
    remove.click()
    assert baselines_of(records) == ()
    move, (_said, word, undo), _ = go.calls[-1]
    assert (move, word) == ("offer", "Undo")
    undo()
    assert baselines_of(records)[0].reason == "Ward 3 closed"
