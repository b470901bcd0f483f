"""Screening by keyboard: one page for a death, its next step, and the next row."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.outline import page_states
from hssib_desk.domain.forms.wording import reasons_given
from hssib_desk.domain.review.duties import duties
from hssib_desk.domain.review.screening import OWN_WORDS, is_signed
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.duty.questions import DutyHead
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.screening.reopening import CAME
from hssib_desk.ui.screening.tiles import OutcomeField
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.user_snippets import OwnWords, save_words, words_path
from hssib_desk.ui.window.window import MainWindow
from tests.screened import FIRST, death_to_screen, screened

OPEN = {"outcome_reason": "", "care_linked": "", "family_raised": ""}


@pytest.fixture(scope="module")
def dressed(qapp):
    install_theme(qapp, "light")


@pytest.fixture
def nobody(monkeypatch, tmp_path):
    """A computer that does not know yet who signs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def known(nobody):
    save_words(OwnWords(last={"name": "R. Mensah", "role": "Consultant nurse"}))


@pytest.fixture
def window(qtbot, dressed, known, tmp_path):
    workbook = Workbook.create(tmp_path / "w.hssib", library=load_library(), actor="R. Mensah")
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.show_session(Session(workbook))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def deaths(window, count=2, **more):
    workbook = window.session.workbook
    made = [death_to_screen(workbook, "", {"date_of_death": f"2025-10-{19 + n}"}) for n in range(count)]
    for case in made:
        workbook.save(case.entry("screening").id, dict.fromkeys(OPEN) | more)
    return made


def box(screen, key):
    return next(row.editor for row in screen.page.questions.rows.values() if row.field.key == key)


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.focusWidget(), key, modifier)


def test_a_death_is_screened_by_keys_and_the_next_one_follows(qtbot, window):
    first, second = deaths(window)
    window.screen_deaths()
    screen = window.page("screening")
    assert screen.case.id == first.id
    assert box(screen, "family_raised").hasFocus()  # what is known stands above
    assert "date_of_birth" not in {
        row.field.key for row in screen.page.questions.rows.values() if row.isVisible()
    }
    qtbot.keyClicks(window.focusWidget(), "th")  # thanks
    qtbot.keyClick(box(screen, "family_raised")._popup.search, Qt.Key.Key_Return)
    box(screen, "care_linked").setFocus()
    qtbot.keyClicks(window.focusWidget(), "n")
    box(screen, "outcome").setFocus()
    press(qtbot, window, Qt.Key.Key_Return)  # takes what is suggested
    assert box(screen, "outcome").value() == "no_further"
    assert box(screen, "outcome_reason").value() == screen.page.suggestion.plain().partition(". ")[2]
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.case.id == second.id
    workbook = window.session.workbook
    done = workbook.case(first.id)
    assert (done.status, done.value("screened_by")) == ("not_reviewed", "R. Mensah")
    assert workbook.lists.count_cases(CaseQuery(status="to_screen")) == 1
    assert [screen.deaths.rows.chip(row) for row in screen.deaths.rows.rows] == ["No review", ""]


def test_who_signs_is_asked_once_on_a_computer(qtbot, window):
    first, second = deaths(window)
    words_path().unlink()
    window.screen_deaths(first.id)
    screen = window.page("screening")
    for case in (first, second):
        window.session.workbook.save(case.entry("screening").id, {**FIRST, "outcome": "no_further"})
    screen.show_case(first.id)
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not is_signed(window.session.workbook.case(first.id)) and "Who signs?" in window.notice.sentence
    name = window.focusWidget()
    assert name.objectName() == "screening-signer_name"
    qtbot.keyClicks(name, "Ann Mensah")
    role = screen.page.who.findChild(QWidget, "screening-signer_role")
    qtbot.keyClicks(role, "psych")
    qtbot.keyClick(role._popup.search, Qt.Key.Key_Return)
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    signed = window.session.workbook.case(first.id)
    assert is_signed(signed) and signed.text("screened_by") == "Ann Mensah"
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert is_signed(window.session.workbook.case(second.id))


def test_nothing_is_signed_while_an_answer_is_missing(qtbot, window):
    (case,) = deaths(window, 1)
    window.screen_deaths(case.id)
    screen = window.page("screening")
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.session.workbook.case(case.id).status == "to_screen"
    assert box(screen, "family_raised").hasFocus()
    assert "needed before this can be signed" in window.notice.sentence


def test_enter_takes_the_red_flags_that_the_facts_point_to(qtbot, window):
    case = death_to_screen(window.session.workbook, "", {"team_type": "A02", "discharge_date": "2025-10-10"})
    entry = case.entry("why").id
    window.session.workbook.save(entry, {"red_flags": None})
    window.screen_deaths(case.id)
    screen = window.page("screening")
    box(screen, "red_flags").setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    assert set(box(screen, "red_flags").value()) == {"RF3", "RF4"}
    window.session.flush()
    assert window.session.workbook.case(case.id).entry("why").answers["red_flags"] == ["RF3", "RF4"]


def test_what_contradicts_itself_is_said_beside_the_question_and_holds_back_the_suggestion(qtbot, window):
    (case,) = deaths(window, 1)
    given = {"death_category": "EN1", "died_manner": "suicide"}
    window.session.workbook.save(case.entry("person").id, given)
    window.screen_deaths()
    screen = window.page("screening")
    row = next(r for r in screen.page.questions.rows.values() if r.field.key == "death_category")
    assert row.isVisible() and row.advice.isVisible() and "go together" in row.advice.sentence.plain()
    assert row.advice.sentence.plain() in screen.page.suggestion.plain()
    assert "Suggested" not in screen.page.suggestion.plain()


def test_a_contradiction_is_kept_with_a_reason_by_keys_and_the_next_step_is_suggested(qtbot, window):
    case, _ = deaths(window, **{key: FIRST[key] for key in ("family_raised", "care_linked")})
    given = {"death_category": "EN1", "died_manner": "suicide"}
    window.session.workbook.save(case.entry("person").id, given)
    window.screen_deaths()
    screen = window.page("screening")
    row = next(r for r in screen.page.questions.rows.values() if r.field.key == "death_category")
    assert row.why.isVisible() and row.advice.sentence.plain() in row.why.accessibleName()
    row.why.setFocus()
    qtbot.keyClicks(window.focusWidget(), "A pact, foreseen by all")
    qtbot.waitUntil(lambda: "Suggested" in screen.page.suggestion.plain())
    assert window.focusWidget() is row.why and row.why.value() == "A pact, foreseen by all"
    press(qtbot, window, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert not any(r.why.value() for r in screen.page.questions.rows.values() if r.isVisible())
    press(qtbot, window, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert row.why.value() == "A pact, foreseen by all" and row.advice.isVisible()
    kept = window.session.workbook.case(case.id).all_of("accepted")
    assert [entry.text("detail") for entry in kept] == ["A pact, foreseen by all"]
    assert reasons_given(screen.case) == {f"{case.entry('person').id}:expected_unnatural": row.why.value()}
    row.why.setFocus()
    row.why.selectAll()
    press(qtbot, window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "Suggested" not in screen.page.suggestion.plain())
    others = [r for r in screen.page.questions.rows.values() if r.field.role == "outcome_reason"]
    assert not any(r.why.isVisible() for r in others), "the reason of a next step is one already"


def test_a_number_takes_a_tile_and_another_process_asks_which(qtbot, window):
    (case,) = deaths(window, 1, **{key: FIRST[key] for key in ("family_raised", "care_linked")})
    window.screen_deaths(case.id)
    screen = window.page("screening")
    tiles = box(screen, "outcome")
    assert isinstance(tiles, OutcomeField)
    tiles.setFocus()
    press(qtbot, window, Qt.Key.Key_2)
    assert tiles.value() == "short"
    press(qtbot, window, Qt.Key.Key_4)
    assert tiles.value() == "short"  # nothing is chosen before somebody says which
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_Space)
    assert tiles.value() == "cdr"
    qtbot.waitUntil(lambda: not window.session.has_unsaved)
    assert window.session.workbook.case(case.id).entry("screening").answers["outcome"] == "cdr"


def test_a_case_at_its_screening_opens_there_and_a_review_on_its_pages(qtbot, window):
    workbook = window.session.workbook
    closed, review = screened(workbook, "no_further"), screened(workbook, "short")
    window.case(closed.id)
    screen = window.page("screening")
    assert window.places.currentWidget() is screen and screen.page.again.isVisible()
    assert not screen.page.next.isVisible()
    window.case(review.id)
    assert window.places.currentWidget() is window.page("case")
    window.case(closed.id)
    again = screen.page.again
    again.reopen.click()
    assert is_signed(workbook.case(closed.id))  # not without a reason
    again.reason.setFocus()
    qtbot.keyClicks(again.reason, "His sister rang.")
    press(qtbot, window, Qt.Key.Key_Return)
    assert workbook.case(closed.id).status == "to_screen"
    assert screen.page.next.isVisible() and not again.isVisible()
    assert "His sister rang." in {change.why for change in workbook.past(closed.id, as_shown=False)}


def test_against_the_suggestion_the_reason_is_in_own_words(qtbot, window):
    (case,) = deaths(window, 1, **{key: FIRST[key] for key in ("family_raised", "care_linked")})
    window.screen_deaths(case.id)
    screen = window.page("screening")
    box(screen, "outcome").setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    offered = box(screen, "outcome_reason").value()
    box(screen, "outcome").setFocus()
    press(qtbot, window, Qt.Key.Key_3)
    assert offered and not box(screen, "outcome_reason").value()
    box(screen, "outcome_reason").setFocus()
    qtbot.keyClicks(window.focusWidget(), offered)
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not is_signed(window.session.workbook.case(case.id))
    row = screen.page.questions.rows["screening.outcome_reason"]
    assert row.error.sentence.plain() == OWN_WORDS and row.editor.hasFocus()
    qtbot.keyClicks(window.focusWidget(), " And his sister asks for the whole story.")
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert is_signed(window.session.workbook.case(case.id))


def test_a_death_that_waits_for_the_coroner_is_offered_a_day_eight_weeks_on(qtbot, window):
    (case,) = deaths(window, 1, **{key: FIRST[key] for key in ("family_raised", "care_linked")})
    window.screen_deaths(case.id)
    screen = window.page("screening")
    box(screen, "outcome").setFocus()
    press(qtbot, window, Qt.Key.Key_4)
    coroner = next(
        part for part in box(screen, "outcome")._parts["Another process"] if part.code == "coroner_first"
    )
    coroner.click()
    window.session.flush()
    told = window.session.workbook.case(case.id).entry("screening").answers
    assert told["look_again"] == (date.today() + timedelta(days=56)).isoformat()
    box(screen, "look_again").setFocus()
    assert box(screen, "look_again").value()


def test_what_a_signed_screening_decided_is_closed_on_the_pages_of_the_review(qtbot, window):
    review = screened(window.session.workbook, "short")
    window.case(review.id, "screening.screen")
    page = window.page("case")._shown_page()
    decided, asked = (page.findChild(QWidget, key) for key in ("outcome", "family_raised"))
    assert asked.value()
    for editor in (decided, asked):
        qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert (decided.value(), asked.value()) == ("short", None)


def test_a_new_case_begins_at_its_screening(window):
    window.new_case()
    screen = window.page("screening")
    assert window.places.currentWidget() is screen
    assert window.session.workbook.case(screen.case.id).level == "screen"


def test_home_leads_to_the_deaths_that_are_to_be_screened(window):
    first, _ = deaths(window)
    window.home()
    window.page("home").refresh()
    row = window.page("home").findChild(object, "to-screen")
    assert "2 deaths to screen" in row.accessibleName() or "2 deaths to screen" in row.text()
    row.click()
    assert window.page("screening").case.id == first.id


def test_a_review_goes_down_a_level_with_a_preview_and_back_with_undo(window):
    workbook = window.session.workbook
    case = screened(workbook, "full")
    workbook.save(workbook.case(case.id).entry("judgement").id, {"initial_well": "Kind."})
    window.case(case.id)
    screen = window.page("case")
    link = screen.findChild(object, "level-link")
    assert link.text() == "Full"
    link.click()
    card = screen.findChild(object, "level-short")
    assert any("Kind." in label.plain() for label in screen.doors["level"].findChildren(Paragraph))
    card.click()
    assert workbook.case(case.id).level == "short"
    assert screen.findChild(object, "level-link").text() == "Short"
    screen.undo()
    assert workbook.case(case.id).level == "full"


def test_the_panel_of_deadlines_counts_what_is_open_and_says_what_is_not(window):
    (case,) = deaths(window, 1)
    workbook = window.session.workbook
    workbook.save(case.entry("duties").id, {"examiner_na": "The coroner investigates"})
    window.screen_deaths(case.id)
    panel = window.page("screening").duties
    said = [line.plain() for line in panel.findChildren(Paragraph)]
    examiner = said[said.index("Medical examiner") + 1]
    assert examiner == "Does not apply"
    open_ = [duty for duty in duties(workbook.case(case.id)) if duty.is_open]
    assert panel.count.plain() == f"From these facts. {len(open_)} open." and open_


def test_a_death_that_comes_back_stands_in_the_list_and_offers_why_it_is_opened_again(qtbot, window):
    workbook = window.session.workbook
    back, later = (date.today() + timedelta(days=days) for days in (0, 3))
    came = screened(workbook, "coroner_first", look_again=back.isoformat())
    waits = screened(workbook, "coroner_first", look_again=later.isoformat())
    window.screen_deaths()
    screen = window.page("screening")
    assert screen.case.id == came.id and waits.id not in {row.id for row in screen.deaths.rows.rows}
    assert screen.count.text() == "0 of 1 screened"
    assert screen.page.again.reason.text() == CAME
    screen.page.again.reopen.click()
    assert workbook.case(came.id).status == "to_screen" and screen.page.next.isVisible()
    window.cases()
    filters = window.page("cases").filters
    assert filters.views._buttons["to_screen"].count == 1
    window.case(waits.id)
    assert screen.page.again.reason.text() == ""


def test_the_view_of_deaths_to_screen_holds_those_that_came_back(qtbot, window):
    workbook = window.session.workbook
    came = screened(workbook, "coroner_first", look_again=date.today().isoformat())
    window.cases()
    cases = window.page("cases")
    cases.filters.views._buttons["to_screen"].click()
    assert [cases.model.index(row, 0).data() for row in range(cases.model.rowCount())] == [came.ref]
    cases.filters.views._buttons["all"].click()
    assert cases.filters.query == CaseQuery()


def test_what_is_owed_is_answered_while_a_death_is_screened_and_once_it_is_closed(qtbot, window):
    workbook = window.session.workbook
    closed = screened(workbook, "leder", {"learning_disability": "1"})
    window.screen_deaths(closed.id)
    screen = window.page("screening")
    assert screen.duties.answer.isVisible()
    screen.duties.answer.click()
    case = window.page("case")
    assert window.places.currentWidget() is case
    assert [state.page.form for state in page_states(workbook.case(closed.id)) if state.shown] == [
        "screening",
        "duties",
    ]
    for key, typed in (("decisions.leder_told", "21 10 2025"), ("family_told_na", "No family known")):
        line = case.findChild(QWidget, key)
        line = line if isinstance(line, QLineEdit) else line.findChild(QLineEdit)
        assert line.isVisible() and not line.isReadOnly()
        line.setFocus()
        qtbot.keyClicks(line, typed)
        qtbot.keyClick(line, Qt.Key.Key_Tab)
    window.session.flush()
    done = workbook.case(closed.id)
    told = {duty.key: duty.state for duty in duties(done)}
    assert (told["leder"], told["family_told"]) == ("done", "not_applicable")
    assert (done.level, done.status) == ("screen", "not_reviewed")
    assert told["leder_review"] == "must"  # born from the day just given, and answered there too
    window.case(closed.id, page="duties")
    outcome = case.findChild(QWidget, "decisions.leder_outcome")
    reason = case.findChild(QWidget, "leder_review_na")
    assert outcome.isVisible() and reason.isVisible() and not reason.isReadOnly()


def test_home_leads_from_a_deadline_of_a_closed_death_to_where_it_is_answered(window):
    closed = screened(window.session.workbook, "no_further")
    window.home()
    home = window.session.workbook.lists.home()
    row = next(row for row in home.duties.rows if row.case_id == closed.id)
    window.case(row.case_id, page="duties", field=row.field)
    case = window.page("case")
    assert window.places.currentWidget() is case and case.page_key == "duties"
    assert any(head.isVisible() for head in case.findChildren(DutyHead))


def test_a_narrow_window_leads_to_the_deadlines_from_the_head_of_the_page(window):
    (case,) = deaths(window, 1)
    window.screen_deaths(case.id)
    screen = window.page("screening")
    assert screen.duties.isVisible() and not screen.page.owed.isVisible()
    window.resize(1050, 740)
    assert not screen.duties.isVisible() and screen.page.owed.isVisible()
    assert screen.page.owed.text() == f"Deadlines, {screen.duties.left} open" and screen.duties.left
    screen.page.owed.click()
    assert window.page("case").page_key == "duties"


def test_twice_the_text_leaves_every_button_of_the_foot_whole(qtbot, qapp, window):
    (case,) = deaths(window, 1)
    window.screen_deaths(case.id)
    page = window.page("screening").page
    try:
        install_theme(qapp, "light", 200)
        for made in (page.open, page.next, page.who):
            qtbot.waitUntil(lambda made=made: made.width() >= made.minimumSizeHint().width())
            right = made.mapTo(page.footer, made.rect().topRight()).x()
            assert 0 < right < page.footer.width()
        assert page.who.geometry().bottom() < page.next.mapTo(page.footer, page.next.rect().topLeft()).y()
    finally:
        install_theme(qapp, "light", 100)
