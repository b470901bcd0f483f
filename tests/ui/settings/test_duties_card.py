"""An organisation's own days, and the local duties it does without, are set on the page of settings."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.duties.day_settings import day_settings
from hssib_desk.domain.duties.switched_off import switched_off
from hssib_desk.domain.review.duties import duties
from hssib_desk.ui.settings import duties_card
from tests.ui.conftest import named

DIED = date.today() - timedelta(days=20)


@pytest.fixture
def death(window):
    """Somebody who died on a ward of another place, so that the commissioner is told."""
    told = {
        "date_of_death": DIED.isoformat(), "inpatient_at_death": "yes", "legal_status": "01",
        "died_manner": "suicide", "out_of_area": "yes",
    }  # fmt: skip
    return window.session.workbook.new_case({"person": told})


@pytest.fixture
def card(window, death):
    window.show_place("settings")
    return window.page("settings").duties


def duty(window, death, key):
    return next((d for d in duties(window.session.workbook.case(death.id)) if d.key == key), None)


def write(qtbot, editor, text):
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)


def test_every_clock_of_the_file_is_there_with_its_first_days(card):
    assert list(card.boxes) == list(day_settings())
    assert {key: str(box.editor.value()) for key, box in card.boxes.items()} == {
        key: str(setting.days) for key, setting in day_settings().items()
    }
    assert card.boxes["days_screen"].label.text() == "Days to screen a death"
    assert "days_look_again" in card.boxes
    assert not card.take.isVisible()


def test_other_days_are_taken_together_and_move_every_deadline(qtbot, window, death, card):
    write(qtbot, named(card, "days_screen"), "3")
    write(qtbot, named(card, "days_response"), "60")
    assert card.take.text() == "Use these days in 4 cases"
    qtbot.keyClick(named(card, "days_response"), Qt.Key.Key_Return)
    settings = window.session.workbook.facts.settings
    assert (settings["days_screen"], settings["days_response"]) == ("3", "60")
    assert not card.take.isVisible()
    write(qtbot, named(card, "days_commissioner"), "0")
    card.take.click()
    assert duty(window, death, "commissioner").due == DIED


@pytest.mark.parametrize("typed", ["", "two", "-1", "1000"])
def test_what_is_no_number_of_days_is_refused_and_stays_in_sight(qtbot, window, card, typed):
    field = named(card, "days_family")
    write(qtbot, field, typed)
    if not typed:
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert card.boxes["days_family"].error.sentence.plain() == duties_card.WRONG
    assert not card.take.isVisible()
    assert "days_family" not in window.session.workbook.facts.settings


def test_a_local_duty_is_switched_off_with_a_reason_and_on_again(qtbot, window, death, card):
    assert duty(window, death, "commissioner").is_open
    turn, why = named(card, "turn-commissioner"), named(card, "why-off-commissioner")
    assert named(card, "turn-make_safe") and "coroner" not in card.rows  # the law stays
    turn.click()
    assert why.hasFocus() and not turn.isEnabled()
    qtbot.keyClick(why, Qt.Key.Key_Return)
    assert duty(window, death, "commissioner")  # not without a reason
    qtbot.keyClicks(why, "The placing team tells them, by contract: every week")
    qtbot.keyClick(why, Qt.Key.Key_Return)
    assert duty(window, death, "commissioner") is None
    said = "The placing team tells them, by contract: every week"
    assert switched_off(window.session.workbook.facts.settings) == {"commissioner": said}
    row = card.rows["commissioner"]
    assert row.state.plain() == f"Switched off. {said}" and not why.isVisible()
    turn.click()
    assert duty(window, death, "commissioner").is_open and turn.text() == "Switch off"


def test_many_cases_are_worked_out_with_the_workbook_closed(qtbot, window, death, card, monkeypatch):
    monkeypatch.setattr(duties_card, "AT_ONCE", 0)
    write(qtbot, named(card, "days_commissioner"), "1")
    path = window.session.workbook.path
    card.take.click()

    def is_kept():
        book = window.session.workbook if window.session else None
        return book and book.path == path and book.facts.settings.get("days_commissioner") == "1"

    qtbot.waitUntil(is_kept)
