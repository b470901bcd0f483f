"""The page of duties: each born from the facts, answered there, and leading to what would decide it."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from hssib_desk.domain.review.duties import duties
from hssib_desk.ui.case.outline import OutlinePanel
from tests.ui.conftest import named

DIED = date.today() - timedelta(days=9)


@pytest.fixture
def case(window):
    """Somebody who died while detained, of an unknown cause."""
    workbook = window.session.workbook
    made = workbook.new_case(
        {
            "person": {
                "date_of_death": DIED.isoformat(), "inpatient_at_death": "yes", "legal_status": "03",
                "ward_type": "200", "learning_disability": "5", "autism": "5", "died_manner": "unknown",
                "date_of_birth": "1970-05-01",
            }
        }
    )  # fmt: skip
    window.case(made.id, page="duties")
    return made


def head(window, key):
    return named(window, f"duty-{key}")


def state(window, case, key):
    found = duties(window.session.workbook.case(case.id))
    return next(duty.state for duty in found if duty.key == key)


def test_each_duty_says_what_by_when_and_how_it_is(window, case):
    coroner = head(window, "coroner")
    assert coroner.isVisible()
    assert coroner.words.plain() == "A doctor tells the coroner: died while detained, the cause is not known."
    assert coroner.day.plain().startswith("Law · From")
    assert "without delay" in coroner.day.plain()
    assert coroner._chip.text == "Overdue"
    assert not head(window, "commissioner").isVisible()
    assert "Commissioner told" in window.page("case").middle.currentWidget().questions.rest.plain()
    assert not coroner.why.isVisible()
    coroner.more.click()
    assert coroner.why.isVisible()
    assert "Source: " in coroner.why.plain()


def test_a_day_that_the_decisions_ask_for_is_given_here_and_kept_there(qtbot, window, case):
    box = named(window, "decisions.coroner_referred")
    line = box if isinstance(box, QLineEdit) else box.findChild(QLineEdit)
    line.setFocus()
    qtbot.keyClicks(line, DIED.strftime("%d/%m/%Y"))
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    window.session.flush()
    saved = window.session.workbook.case(case.id).entry("decisions").answers
    assert saved["coroner_referred"] == DIED.isoformat()
    qtbot.waitUntil(lambda: head(window, "coroner")._chip.text.startswith("Done"))


def test_why_a_duty_does_not_apply_is_typed_and_survives(qtbot, window, case):
    line = named(window, "cqc_detained_na")
    line.setFocus()
    qtbot.keyClicks(line, "The ward manager told them")
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    window.session.flush()
    assert window.session.workbook.case(case.id).entry("duties").answers["cqc_detained_na"]
    assert state(window, case, "cqc_detained") == "not_applicable"
    qtbot.waitUntil(lambda: head(window, "cqc_detained")._chip.text == "Does not apply")
    assert "The ward manager told them" in head(window, "cqc_detained").day.plain()


def test_what_is_to_be_decided_leads_to_the_question_that_decides_it(qtbot, window, case):
    event = head(window, "lfpse")
    assert event._chip.text == "To be decided"
    assert event.decide.isVisible()
    event.decide.click()
    page = window.page("case").middle.currentWidget().page
    assert page.form == "person"
    qtbot.waitUntil(lambda: window.focusWidget() is not None)


def test_the_links_go_below_a_day_that_would_have_to_wrap_beside_them(qtbot, window, case):
    window.resize(1366, 768)
    event, told = head(window, "lfpse"), head(window, "cqc_detained")
    assert "without delay" in event.day.plain() and event.decide.isVisible()
    assert told.decide.isHidden()

    def top(widget, inside):
        return widget.mapTo(inside, widget.rect().topLeft()).y()

    qtbot.waitUntil(lambda: top(event.more, event) > event.day.geometry().bottom())
    assert top(event.decide, event) == top(event.more, event)
    assert event.day.heightForWidth(event.day.width()) == event.day.heightForWidth(5000), "one line"
    assert top(told.more, told) < told.day.geometry().bottom()


def test_a_duty_is_answered_after_the_signature_too(qtbot, window, case):
    workbook = window.session.workbook
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Nurse")
    window.case(case.id, page="duties")
    line = named(window, "cqc_detained_na")
    assert not line.isReadOnly()
    qtbot.keyClicks(line, "Told by the trust")
    window.session.flush()
    assert state(window, case, "cqc_detained") == "not_applicable"


def test_a_case_of_before_gets_its_answers_when_one_is_given(qtbot, window, case):
    workbook = window.session.workbook
    workbook.remove_entry(workbook.case(case.id).entry("duties").id, "")
    window.case(case.id, page="duties")
    line = named(window, "cqc_detained_na")
    line.setFocus()
    qtbot.keyClicks(line, "Told")
    window.session.flush()
    assert workbook.case(case.id).entry("duties").answers == {"cqc_detained_na": "Told"}


def test_a_reason_that_is_offered_is_taken_by_one_key(qtbot, window, case):
    offered = window.page("case").middle.currentWidget().questions.offered["lfpse"]
    first, second = offered.reasons
    assert offered.isVisible() and [link.text() for link in offered.links] == [first, second]
    line = named(window, "lfpse_na")
    assert first in line.accessibleDescription()
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    window.session.flush()

    def kept():
        return window.session.workbook.case(case.id).entry("duties").answers.get("lfpse_na")

    assert (line.text(), kept(), state(window, case, "lfpse")) == (first, first, "not_applicable")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    window.session.flush()
    assert kept() == second and not offered.isVisible()
    line.selectAll()
    qtbot.keyClicks(line, "Own words")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    window.session.flush()
    assert kept() == "Own words"


def test_a_death_in_detention_may_say_when_the_nhs_was_told_too(qtbot, window, case):
    line = named(window, "cqc_detained_nhs")
    assert line.isVisible()
    line.setFocus()
    qtbot.keyClicks(line, DIED.strftime("%d/%m/%Y"))
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    window.session.flush()
    assert window.session.workbook.case(case.id).entry("duties").answers["cqc_detained_nhs"]
    assert state(window, case, "cqc_detained") == "must"  # the Commission is still to be told
    other = {"candour_provider": "independent_nhs"}
    made = window.session.workbook.new_case(
        {"person": {"date_of_death": DIED.isoformat()}, "decisions": other}
    )
    window.case(made.id, page="duties")
    assert head(window, "cqc_detained").isVisible()
    assert not named(window, "cqc_detained_nhs").isVisible()


def test_the_outline_says_what_is_late_and_what_is_open_until_nothing_is_owed(qtbot, window, case):
    def row():
        return window.page("case").findChild(OutlinePanel)._rows["duties"]

    assert row().state == "part" and row().words.endswith("late")
    assert "late" in row().accessibleName()
    workbook = window.session.workbook
    entry = workbook.case(case.id).entry("duties")
    keys = [duty.key for duty in duties(workbook.case(case.id)) if duty.rule.listed == "duties"]
    fresh = next(duty.key for duty in duties(workbook.case(case.id)) if not duty.is_late(date.today()))
    told = {f"{key}_na": "Told by another" for key in keys if key != fresh}
    workbook.save(entry.id, told)
    window.case(case.id, page="duties")
    assert row().words == "1 open"
    workbook.save(entry.id, {f"{fresh}_na": "Told by another"})
    window.case(case.id, page="duties")
    assert (row().state, row().words) == ("done", "")


def test_the_cursor_stays_on_a_duty_that_another_form_alone_asks(window, case):
    """Its head was hidden for a moment whenever the page was marked, and the cursor went to the search."""
    book = window.session.workbook
    book.save(book.case(case.id).entry("screening").id, {"abuse_signs": ["none"]})
    book.save(book.case(case.id).entry("decisions").id, {"safeguarding_referred": DIED.isoformat()})
    screen = window.page("case")
    screen._reload(keep=True)
    link = head(window, "safeguarding").more
    link.setFocus()
    screen._reload(keep=True)
    assert window.focusWidget() is link
