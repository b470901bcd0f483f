"""Panel in the window: a meeting is planned, decided and sealed by keys, and what is sealed is only read."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.panel.decision import decisions_of, panel_form
from hssib_desk.domain.review.second_review import is_closed
from hssib_desk.store.lists.queries import WAITING, CaseQuery
from hssib_desk.ui.kit.fields.keys import UNDO
from tests.factories import code_meaning
from tests.hands import answer, cursor, press, wait_for_answers
from tests.panels import Panel, signed_reviews
from tests.ui.conftest import named

Key = Qt.Key
TODAY = date.today()


@pytest.fixture
def refs(window):
    died = (TODAY - timedelta(days=30)).isoformat()
    return [case.ref for case in signed_reviews(window.session.workbook, died=died)]


def say(qtbot, screen, role, meaning="", value=None):
    """Answer a question of the decision in sight with the keyboard."""
    field = panel_form(screen.session.library).role(role)
    given = code_meaning(field, meaning) if meaning else value
    answer(qtbot, screen.open.decision.questions.boxes[field.key].editor, field, given)


def record(qtbot, window):
    qtbot.keyClick(window.focusWidget(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def kept(window, ref, number):
    return [e.text("decision") for e in decisions_of(window.session.case(ref), number)]


def test_a_meeting_is_planned_decided_and_sealed_by_keys(qtbot, window, refs):
    window.panel()
    screen = window.page("panel")
    assert screen.list.wait.text() == "2 signed reviews wait for the panel"
    screen.list.day.setFocus()
    qtbot.keyClicks(screen.list.day, TODAY.strftime("%d/%m/%Y"))
    qtbot.keyClick(screen.list.day, Key.Key_Return)
    number = f"P-{TODAY.year}-01"
    assert screen.meeting.number == number
    assert "No case is on this meeting yet." in screen.open.state.text()
    screen.open.all_waiting.setFocus()
    qtbot.keyClick(screen.open.all_waiting, Key.Key_Space)
    assert [line.text().split()[-1] for line in screen.open.cases.lines] == refs
    first = screen.open.cases.lines[0]
    first.setFocus()
    qtbot.keyClick(first, Key.Key_Down)
    assert screen.case.ref == refs[1]
    qtbot.keyClick(screen.open.cases.lines[1], Key.Key_Up)
    qtbot.keyClick(screen.open.cases.lines[0], Key.Key_Return)
    assert screen.open.decision.isAncestorOf(cursor())

    say(qtbot, screen, "decision", "changed")
    record(qtbot, window)
    assert screen.case.ref == refs[0], "its reason is missing"
    assert window.focusWidget().objectName() == panel_form(screen.session.library).role("decision_reason").key
    qtbot.keyClicks(window.focusWidget(), "Read again together")
    record(qtbot, window)
    assert screen.case.ref == refs[1]
    assert kept(window, refs[0], number) == ["Agreed with changes"]
    say(qtbot, screen, "decision", "agreed")
    record(qtbot, window)
    assert screen.open.state.text() == "Tick the roles that were present."
    (entry,) = decisions_of(window.session.case(refs[1]), number)
    assert len(entry.value("agreed_parts")) == 3, "what was raised comes ticked with it"

    for tick in list(screen.open.roles.ticks.values())[:4]:
        tick.setFocus()
        qtbot.keyClick(tick, Key.Key_Space)
    assert screen.open.roles.quorum.text == "Quorate: 4 of 6"
    chair = screen.meeting.entry.form.role("chair")
    answer(qtbot, screen.open.details.made["chair"].editor, chair, "medical_director")
    assert screen.open.seal.isEnabled()
    question = screen.open.question
    screen.open.seal.setFocus()
    for leave in (Key.Key_Space, Key.Key_Escape):  # the same key twice seals nothing
        press(Key.Key_Space)
        assert question.isVisible()
        assert "2 decisions in 2 cases can no longer be changed. Quorate: 4 of 6." in question.words.text()
        press(leave)
        assert not question.isVisible()
        assert cursor() is screen.open.seal
    assert window.session.workbook.panel.find(number).seal is None
    press(Key.Key_Space)
    press(Key.Key_Tab)
    assert cursor() is question.seal
    press(Key.Key_Space)
    assert window.session.workbook.panel.find(number).seal.role == "Medical director"
    assert screen.open.state.text() == "Sealed by Medical director"
    assert not screen.open.decision.record.isVisible()
    assert not screen.open.order.isVisible()
    assert window.session.workbook.lists.count_cases(CaseQuery(panel=WAITING)) == 0

    assert cursor() is screen.open.further
    press(Key.Key_Space)
    assert (screen.meeting.number, screen.meeting.corrects) == (f"P-{TODAY.year}-02", number)
    say(qtbot, screen, "decision", "closed")
    assert kept(window, refs[0], f"P-{TODAY.year}-02") == ["Close"]
    assert kept(window, refs[0], number) == ["Agreed with changes"]


def test_a_decision_is_taken_back_and_a_meeting_keeps_what_was_typed(qtbot, window, refs):
    meeting = window.session.workbook.panel.plan(TODAY, refs)
    window.panel(meeting.number)
    screen = window.page("panel")
    screen.open.decision.start()
    say(qtbot, screen, "decision", "agreed")
    assert kept(window, refs[0], meeting.number) == ["Agreed as written"]
    for _ in range(2):  # the ticks that came with it, and the decision itself
        qtbot.keyClick(window.focusWidget(), Key.Key_F8 if UNDO == "F8" else Key.Key_Z)
    assert kept(window, refs[0], meeting.number) == []

    conflicts = screen.open.details.made["conflicts"].editor
    conflicts.setFocus()
    qtbot.keyClicks(conflicts, "The chief nurse left for the second case")
    screen.show_list()
    kept_now = window.session.workbook.panel.find(meeting.number)
    assert kept_now.conflicts == "The chief nurse left for the second case"
    assert screen.list.lines[0].second == f"{meeting.number} · 2 cases · 2 left to decide"

    screen.list.lines[0].click()
    screen.show_case(screen.cases[1].id)
    screen.open.up.click()
    assert screen.meeting.cases == tuple(reversed(refs))
    screen.open.out.click()
    assert screen.meeting.cases == (refs[0],)
    window.export("papers", meeting=meeting.number)
    assert window.page("export").order.meeting == meeting.number


def test_sealed_minutes_are_read_only_wherever_they_are_open(window, refs):
    workbook = window.session.workbook
    panel, meeting = Panel(workbook), workbook.panel.plan(TODAY, refs)
    made = [panel.decide(meeting, ref) for ref in refs]
    panel.ready(meeting)
    workbook.panel.seal(meeting.id)
    window.panel(meeting.number)
    screen = window.page("panel")
    assert shown(screen)
    assert all(box.is_read_only for box in shown(screen))
    case = screen.case
    assert is_closed(case, case.entry_by_id(made[0].id)), "on the page of the case, too"
    screen.undo()
    assert kept(window, case.ref, meeting.number) == ["Agreed as written"]


def test_home_and_cases_lead_to_the_panel(qtbot, window, refs):
    meeting = window.session.workbook.panel.plan(TODAY + timedelta(days=3), refs[:1])
    window.home()
    wait_for_answers()
    row = named(window.page("home"), "next-panel")
    assert row.second == f"{meeting.number} · 1 case, 1 left to decide"
    row.click()
    assert window.page("panel").meeting.id == meeting.id
    assert window.rail.value() == "cases"
    window.cases()
    cases = window.page("cases")
    view = cases.filters.views._buttons["panel_waiting"]
    assert (view.text(), view.count) == ("Waiting for the panel", 2)
    view.setFocus()
    press(Key.Key_Space)
    assert [cases.model.row(at).ref for at in range(cases.model.rowCount())] == list(reversed(refs))
    assert cases.filters.views.value() == "panel_waiting"
    cases.panel.click()
    assert window.places.currentWidget() is window.page("panel")


def shown(screen):
    return [box for box in screen.open.decision.questions.boxes.values() if not box.isHidden()]


def test_a_second_changed_grade_is_added_and_taken_off_by_keys(qtbot, window, refs):
    workbook = window.session.workbook
    meeting = workbook.panel.plan(TODAY, refs[:1])
    panel = Panel(workbook)
    phases = [choice.code for choice in panel.form.role("decision_phase").options.choices]
    panel.decide(meeting, refs[0], "changed", decision_reason="Read again", decision_phase=phases[0])
    window.panel(meeting.number)
    screen = window.page("panel")
    grades = screen.open.decision.grades
    assert grades.isHidden(), "first the first"
    say(qtbot, screen, "decision_score", value="2")
    say(qtbot, screen, "decision_score_reason", value="Below what was due")
    for score in ("1", "4"):
        grades.add.setFocus()
        press(Key.Key_Space)
        made = grades.shown[-1].questions
        for role, value in (("decision_phase", phases[-1]), ("decision_score", score)):
            field = panel.form.role(role)
            answer(qtbot, made.boxes[field.key].editor, field, value)
    record(qtbot, window)
    why = panel.form.role("decision_score_reason").key
    assert window.focusWidget() is grades.shown[0].questions.boxes[why].editor, "each has its own reason"
    qtbot.keyClicks(window.focusWidget(), "No plan was made")
    grades.shown[1].off.setFocus()
    press(Key.Key_Space)
    assert window.focusWidget() is grades.add
    screen.undo()
    assert len(grades.shown) == 2, "it can be put back"
    screen.redo()
    assert len(grades.shown) == 1
    record(qtbot, window)
    assert screen.open.cases.lines[0].chip.text == "Score changed to 2, 1"
    rows = workbook.panel.minutes(screen.meeting).cases[0].rows
    assert [text for label, text in rows if label == "Why"] == ["Read again"]
    assert len([label for label, _ in rows if label == "Why the score changed"]) == 2

    say(qtbot, screen, "decision", "closed")
    assert kept(window, refs[0], meeting.number) == ["Close", "Close"]
    assert screen.open.cases.lines[0].chip.text == "Closed"
