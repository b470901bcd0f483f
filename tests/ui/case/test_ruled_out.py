"""Parts of care that do not apply: filled in as the facts are answered, and said in the outline."""

from PySide6.QtCore import Qt

from hssib_desk.domain.forms import outline
from tests.hands import answer
from tests.ui.conftest import named


def state(screen, key):
    return next(s for s in outline.page_states(screen.case) if s.page.key == key)


def test_an_answer_rules_a_part_of_care_out_and_undo_brings_it_back(qtbot, window):
    window.new_case("full")
    screen = window.page("case")
    person = window.session.library.form_with_role("inpatient_at_death")
    inpatient, died = person.role("inpatient_at_death"), person.role("date_of_death")
    page = "judgement.discharge"
    screen.show_page(person.key, died.key)
    answer(qtbot, named(screen, died.key), died, "2025-10-19")
    assert state(screen, page).state == "empty"
    answer(qtbot, named(screen, inpatient.key), inpatient, "yes")
    qtbot.waitUntil(lambda: state(screen, page).state == "not_applicable")
    assert state(screen, page).score.code == "na"
    answers = window.session.workbook.case(screen.case.id).entry("judgement").answers
    assert answers["discharge_na_reason"] == "They died as an inpatient."
    past = window.session.workbook.past(screen.case.id, as_shown=True)
    assert any(change.what == "Followed from the facts" for change in past)
    screen.undo()
    assert screen.case.entry(person.key).answers.get(inpatient.key) is None
    assert state(screen, page).state == "empty", "it went with the fact"
    screen.show_page(page)
    qtbot.keyClick(named(screen, "discharge_score").buttons[0], Qt.Key.Key_3)
    screen.session.flush()
    screen.show_page(person.key, inpatient.key)
    answer(qtbot, named(screen, inpatient.key), inpatient, "yes")
    assert state(screen, page).score.code == "3", "what was judged stays"


def test_a_reason_that_somebody_wrote_in_the_same_words_stays(window):
    window.new_case("full")
    screen = window.page("case")
    ours = {"discharge_score": "na", "discharge_na_reason": "They died as an inpatient."}
    entry = screen.case.entry("judgement")
    window.session.act(lambda workbook: workbook.save(entry.id, ours))
    window.case(screen.case.id, "judgement.discharge")
    screen._rule_out()
    assert ours.items() <= screen.case.entry("judgement").answers.items()
