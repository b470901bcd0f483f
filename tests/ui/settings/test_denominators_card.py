"""Bed days and discharges: one month at a time, kept with a button, and never a number that cannot be."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.board.people import Denominator
from hssib_desk.store.lists.board import denominators_of, keep_denominator
from hssib_desk.ui.settings.denominators_card import DenominatorsCard, months
from tests.ui.conftest import named

TODAY = date(2026, 10, 31)


@pytest.fixture
def card(qtbot, session, go):
    made = DenominatorsCard(session, go, TODAY)
    qtbot.addWidget(made)
    made.refresh()
    made.show()
    return made


def type_in(qtbot, card, **numbers):
    for key, text in numbers.items():
        field = named(card, f"denominator-{key}")
        field.set_value("")
        qtbot.keyClicks(field, text)


def test_months_that_are_over_are_offered_the_last_one_first():
    offered = months(TODAY)
    assert offered[0] == ("2026-09-01", "September 2026")
    assert months(date(2026, 1, 5))[0] == ("2025-12-01", "December 2025")


def test_a_month_is_kept_and_shown_again(qtbot, card, session, go):
    assert "No month is recorded" in card.there.plain() and not card.keep.isEnabled()
    type_in(qtbot, card, bed_days="1,880", discharged="20", known="17", traced="2/10/2026")
    assert card.keep.isEnabled()
    qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    kept = Denominator(date(2026, 9, 1), 1, 1880, 20, 17, date(2026, 10, 2))
    assert denominators_of(session.workbook.records) == [kept]
    assert "Recorded: September 2026." in card.there.plain()
    assert not card.keep.isEnabled()
    card.month.set_value("2026-08-01")
    card.month.edited.emit("2026-08-01")
    assert named(card, "denominator-bed_days").value() in ("", None)
    card.month.set_value("2026-09-01")
    card.month.edited.emit("2026-09-01")
    assert named(card, "denominator-bed_days").value() == "1880"


@pytest.mark.parametrize(
    "numbers",
    [
        {"bed_days": "many"},
        {"discharged": "10", "known": "11"},
        {"known": "3"},
        {"bed_days": "1880", "traced": "summer"},
    ],
)
def test_what_cannot_be_is_said_beside_it_and_not_kept(qtbot, card, session, numbers):
    type_in(qtbot, card, **numbers)
    assert not card.keep.isEnabled()
    qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    assert denominators_of(session.workbook.records) == []


def test_an_answer_can_be_taken_away_again(qtbot, card, session):
    keep_denominator(session.workbook.records, Denominator(date(2026, 9, 1), bed_days=5))
    card.refresh()
    field = named(card, "denominator-bed_days")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert card.keep.isEnabled()
    qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    assert denominators_of(session.workbook.records) == [Denominator(date(2026, 9, 1))]


def test_what_is_typed_and_not_saved_stays_when_another_month_is_looked_at(qtbot, card):
    type_in(qtbot, card, bed_days="18o0")
    for month in ("2026-08-01", "2026-09-01"):
        card.month.set_value(month)
        card.month.edited.emit(month)
    assert named(card, "denominator-bed_days").value() == "18o0"
    card.refresh()
    assert named(card, "denominator-bed_days").value() == "18o0"
