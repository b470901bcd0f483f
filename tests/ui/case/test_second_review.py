"""A second review in the window: begun, blind, signed, compared side by side, and agreed, by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTextEdit

from hssib_desk.domain.review import second_review
from hssib_desk.domain.review.blinding import left_out_briefly
from hssib_desk.domain.review.case_file import Origin
from hssib_desk.domain.review.review_comparison import CODED, Answered, compare
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Order
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.ui.actions.facts import origins
from hssib_desk.ui.case.outline import COMPARE, SIGN_OFF, OutlineRow
from hssib_desk.ui.case.second.compare_answers import AnsweredRow
from hssib_desk.ui.export import preview_words
from hssib_desk.ui.export.exporting import Source, look, write
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.search.box import HitsPopup, find
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.work import Task
from tests import hands
from tests.hands import wait_for_answers
from tests.ui.conftest import named

MARKER = "zzmarker"


def judging(library):
    return library.form_with_role("phase_score", repeat=False)


def scores(form, points):
    return {
        p.score_field.key: next(c.code for c in p.score_field.options.choices if c.points == points)
        for p in form.phases
    }


@pytest.fixture
def signed(workbook):
    """The first case of the workbook with a signed first review of low scores."""
    form = judging(workbook.library)
    case = workbook.case(workbook.lists.cases(CaseQuery(sort="ref", descending=False))[0].id)
    words = {f.key: f"{MARKER} {f.key}" for f in form.fields if f.kind in ("text", "note")}
    workbook.save(case.entry(form.key).id, {**words, **scores(form, 1)})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    return workbook.case(case.id)


@pytest.fixture
def both(workbook, signed):
    form = judging(workbook.library)
    view = workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    workbook.save(view.entry(form.key).id, scores(form, 2))
    workbook.reviews.sign(signed.id, name="S. Second", role="Nurse")
    return workbook.case(signed.id)


def words_in(widget):
    """Everything that can be read on the screen."""
    found = [label.text() for label in widget.findChildren(QLabel)]
    found += [label.plain() for label in widget.findChildren(Paragraph)]
    found += [field.text() for field in widget.findChildren(QLineEdit)]
    found += [field.toPlainText() for field in widget.findChildren(QTextEdit)]
    return " ".join(found)


def shown_scores(widget):
    rows = [row.code for row in widget.findChildren(OutlineRow) if row.isVisible()]
    return {code for code in rows if code}


def take_on(qtbot, prefix, name, window):
    line = named(window, f"{prefix}-signer_name")
    line.setFocus()
    qtbot.keyClicks(line, name)
    role = named(window, f"{prefix}-signer_role")
    role.set_value("matron")
    role.edited.emit("matron")
    tick = named(window, f"{prefix}-declaration")
    tick.setFocus()
    qtbot.keyClick(tick, Qt.Key.Key_Space)


def test_a_second_review_is_begun_on_the_sign_off_page(qtbot, window, signed, workbook):
    window.case(signed.id, page=SIGN_OFF)
    begin = named(window, "begin-second")
    assert "Overall care is scored 1" in words_in(named(window, "second-review"))
    assert not begin.isEnabled()
    take_on(qtbot, "second", "S. Second", window)
    assert begin.isEnabled()
    begin.setFocus()
    qtbot.keyClick(begin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: second_review.state_of(workbook.case(signed.id)) == "blind")
    screen = window.page("case")
    assert screen.case.stage == "second"
    assert named(window, "blind").isVisible()
    assert screen.page_key != SIGN_OFF


def test_the_signer_of_the_first_review_is_refused_with_a_sentence(qtbot, window, signed, workbook):
    window.case(signed.id, page=SIGN_OFF)
    take_on(qtbot, "second", "R. Reviewer", window)
    qtbot.mouseClick(named(window, "begin-second"), Qt.MouseButton.LeftButton)
    assert "somebody else" in words_in(window)
    assert second_review.state_of(workbook.case(signed.id)) == "none"


def test_no_page_of_a_blind_review_shows_anything_of_the_first(qtbot, window, signed, workbook):
    workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    window.case(signed.id)
    screen = window.page("case")
    for key in [page.key for page in screen.case.library.outline.pages] + [SIGN_OFF]:
        screen.show_page(key)
        assert MARKER not in words_in(window), key
        assert not shown_scores(screen)
    for hidden in ("decisions", COMPARE):
        window.case(signed.id, page=hidden)
        assert MARKER not in words_in(window), hidden
    assert workbook.lists.search(MARKER) == []


def test_the_case_list_and_home_lead_to_it_without_a_score(qtbot, window, signed, workbook):
    workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    window.home()
    home = window.page("home")
    home.refresh()
    row = home.needs.cards[2].rows[-1]
    assert row.second.startswith("Under way")
    row.click()
    assert window.page("case").case.stage == "second"


def test_what_the_second_reviewer_writes_is_kept_at_their_stage(qtbot, window, signed, workbook):
    workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    form = judging(workbook.library)
    phase = form.phases[0]
    window.case(signed.id, page=f"{form.key}.{phase.key}")
    screen = window.page("case")
    page = screen._shown_page()
    row = named(page, phase.score_field.key)
    row.setFocus()
    qtbot.keyClick(row, "4")
    note = named(window, phase.field_with_role("judgement_well").key)
    note.setFocus()
    qtbot.keyClicks(note, "Seen within a day")
    screen.session.flush()
    entry = workbook.case(signed.id).entry(form.key, "second")
    assert entry.answers[phase.score_field.key] == "4"
    assert entry.answers[phase.field_with_role("judgement_well").key] == "Seen within a day"
    assert shown_scores(screen) == {"4"}


def test_entries_raised_by_the_second_reviewer_are_theirs(qtbot, window, signed, workbook):
    workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    form = judging(workbook.library)
    window.case(signed.id, page=f"{form.key}.{form.phases[0].key}")
    qtbot.mouseClick(named(window, "add-problem"), Qt.MouseButton.LeftButton)
    hands.write(window.focusWidget(), "Nobody rang back")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    made = workbook.case(signed.id).all_of("problem")
    assert [entry.stage for entry in made] == ["second"]
    assert not named(window, "add-action").isVisible()


def test_a_second_review_is_withdrawn_with_a_reason(qtbot, window, signed, workbook):
    workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    window.case(signed.id, page=SIGN_OFF)
    back = named(window, "second-back")
    assert not back.isEnabled()
    qtbot.keyClicks(named(window, "second-reason"), "Has left the trust")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert second_review.state_of(workbook.case(signed.id)) == "none"
    assert window.page("case").case.stage == "first"
    assert named(window, "begin-second").isVisible()


def test_two_signed_reviews_stand_side_by_side(qtbot, window, both, workbook):
    window.case(both.id, page=SIGN_OFF)
    qtbot.mouseClick(named(window, "compare-reviews"), Qt.MouseButton.LeftButton)
    screen = window.page("case")
    assert screen.page_key == COMPARE
    door = screen.doors[COMPARE]
    assert [card.row.section.key for card in door.cards] == [row.section.key for row in compare(both)]
    card = door.cards[0]
    blocks = [block.accessibleName() for block in card.findChildren(ScoreBlock)]
    assert blocks == ["score 1", "score 2"]
    assert (card.chip.text, card.chip.icon) == ("Second 1 point higher", "triangle")
    assert MARKER in words_in(card)
    assert "to settle" not in named(window, f"outline-{SIGN_OFF}").words


def test_scores_are_agreed_and_signed_by_keyboard(qtbot, window, both, workbook):
    window.case(both.id, page=COMPARE)
    door = window.page("case").doors[COMPARE]
    sign = named(window, "sign-agreed")
    assert not sign.isEnabled()
    for card in door.cards:
        card.start()
        selector = window.focusWidget()
        qtbot.keyClick(selector, "2")
        reason = card._questions[card.row.section.field_with_role("agreed_reason").key][1].editor
        assert reason.isVisible()
        reason.setFocus()
        qtbot.keyClicks(reason, "The letter was found")
    assert [card.row.left for card in door.cards] == [""] * len(door.cards)
    take_on(qtbot, "agreed", "C. Chair", window)
    assert sign.isEnabled()
    sign.setFocus()
    qtbot.keyClick(sign, Qt.Key.Key_Return)
    case = workbook.case(both.id)
    assert second_review.state_of(case) == "settled"
    assert {row.agreed_score.points for row in compare(case)} == {2}
    assert {row.reason for row in compare(case)} == {"The letter was found"}
    assert second_review.assigned(case, "agreed").name == "C. Chair"
    assert case.status == "signed"
    assert window.page("case").page_key == SIGN_OFF


def test_an_agreed_score_is_saved_as_it_is_given(qtbot, window, both, workbook):
    window.case(both.id, page=COMPARE)
    screen = window.page("case")
    card = screen.doors[COMPARE].cards[0]
    card.start()
    qtbot.keyClick(window.focusWidget(), "5")
    screen.session.flush()
    assert compare(workbook.case(both.id))[0].agreed_score.points == 5
    window.case(both.id, page=SIGN_OFF)
    window.case(both.id, page=COMPARE)
    assert card.answer(card.row.section.score_field.key) == card.row.agreed_score.code


def test_two_reviews_that_agree_are_accepted_in_one_act(qtbot, window, signed, workbook):
    form = judging(workbook.library)
    view = workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    workbook.save(view.entry(form.key).id, scores(form, 1))
    workbook.reviews.sign(signed.id, name="S. Second", role="Nurse")
    window.case(signed.id, page=COMPARE)
    sign = named(window, "sign-agreed")
    assert sign.text() == "The two reviews agree"
    take_on(qtbot, "agreed", "C. Chair", window)
    qtbot.mouseClick(sign, Qt.MouseButton.LeftButton)
    case = workbook.case(signed.id)
    assert second_review.state_of(case) == "settled"
    assert case.entry(form.key, "agreed") is None


def test_settled_scores_cannot_be_written_on_and_reopen_with_a_reason(qtbot, window, both, workbook):
    form = judging(workbook.library)
    workbook.reviews.start_agreed(both.id)
    entry = workbook.case(both.id).entry(form.key, "agreed")
    reasons = {p.field_with_role("agreed_reason").key: "So agreed" for p in form.phases}
    workbook.save(entry.id, {**scores(form, 2), **reasons})
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    window.case(both.id, page=COMPARE)
    door = window.page("case").doors[COMPARE]
    card = door.cards[0]
    before = card.answer(card.row.section.score_field.key)
    selector = card._questions[card.row.section.score_field.key][1].editor
    selector.setFocus()
    qtbot.keyClick(selector, "5")
    assert card.answer(card.row.section.score_field.key) == before
    assert not named(window, "sign-agreed").isVisible()
    window.case(both.id, page=SIGN_OFF)
    qtbot.keyClicks(named(window, "second-reason"), "A letter came")
    qtbot.mouseClick(named(window, "second-back"), Qt.MouseButton.LeftButton)
    assert second_review.state_of(workbook.case(both.id)) == "agreeing"


@pytest.fixture
def blind(workbook, signed):
    """A blind second review of a case with actions, one of them overdue."""
    assert workbook.lists.actions(ActionQuery())
    return workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")


def test_every_place_says_which_case_it_leaves_out_while_blind(qtbot, window, blind):
    said = "1 case under blind second review is left out until that is signed"
    window.action_log()
    actions = window.page("actions")
    assert actions.model.rowCount() == 0
    assert f"{said}: {blind.ref}." in words_in(actions)
    window.home()
    home = window.page("home")
    home.refresh()
    assert "Make the follow-up call" not in words_in(home)
    for card in (home.duties, home.overdue):
        brief = next(label for label in card.findChildren(QLabel) if label.text() == left_out_briefly(1))
        assert brief.accessibleName().startswith(said)
    window.learning()
    wait_for_answers()
    assert said in words_in(window.page("learning").coverage)
    for name in ("scores", "strength", "brag", "themes"):
        chart = window.page("learning").cards[name].view.chart
        assert chart.definition.endswith(f"{said}.")
        assert chart.n == 0
    assert "blind" not in window.page("learning").cards["deaths"].view.chart.definition


def test_no_place_speaks_of_a_blind_review_where_there_is_none(qtbot, window, signed):
    window.action_log()
    assert not named(window, "left-out").isVisible()
    window.home()
    window.page("home").refresh()
    assert "blind" not in words_in(window.page("home"))


def test_a_blind_case_is_offered_no_new_action(qtbot, window, blind):
    window.action_log()
    screen = window.page("actions")
    screen.begin_action()
    screen._add_action(blind.id)
    assert "under blind second review" in words_in(window)


def test_the_window_writes_no_action_of_a_blind_case_and_says_so(qtbot, window, blind, tmp_path, workbook):
    order, source = Order(EXPORTS["actions"]), Source(workbook.path, workbook.library)
    looked = look(source, order, Task(lambda *_: None))
    assert (looked.rows, looked.withheld) == (0, (blind.ref,))
    assert blind.ref in preview_words.why_nothing(looked, order)
    assert any(blind.ref in sentence for _, sentence in preview_words.left_out(looked, order))
    report = write(source, order, tmp_path / "log.xlsx", False, Task(lambda *_: None))
    assert report.rows_written == 0
    assert any(blind.ref in note and "hssib-desk export actions" in note for note in report.notes)


def test_data_says_of_how_many_cases_every_answer_leaves(qtbot, window, blind, workbook):
    order = Order(EXPORTS["data"])
    looked = look(Source(workbook.path, workbook.library), order, Task(lambda *_: None))
    words = " ".join(sentence for _, sentence in preview_words.contains(looked, order, workbook.facts))
    whole = workbook.lists.count_cases(CaseQuery()) - 1
    assert f"Every answer of {plural(whole, 'case')}, and of 1 case what its second reviewer may see" in words


def test_the_card_of_an_action_shows_nothing_of_a_blind_case(qtbot, window, blind, workbook):
    action = next(e for e in workbook.case(blind.id).entries if e.form.role("owner"))
    window.action_log(entry_id=action.id)
    detail = window.page("actions").detail
    detail.show_action(blind.id, action.id)
    assert not detail.isVisible()


@pytest.fixture
def differing(workbook):
    """Two signed reviews with the same scores, which differ in one coded answer of overall care."""
    form = judging(workbook.library)
    overall = next(p for p in form.phases if p.field_with_role("overall_score"))
    one, other = [f for f in overall.fields if f.kind == "yes_no" and f.show_if is None][:2]
    case = workbook.case(workbook.lists.cases(CaseQuery(sort="ref", descending=False))[0].id)
    workbook.save(case.entry(form.key).id, {**scores(form, 3), one.key: "yes", other.key: "no"})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    view = workbook.reviews.start_second(case.id, name="S. Second", role="Nurse")
    workbook.save(view.entry(form.key).id, {**scores(form, 3), one.key: "no", other.key: "no"})
    workbook.reviews.sign(case.id, name="S. Second", role="Nurse")
    return workbook.case(case.id), one, other


def test_coded_answers_that_differ_are_agreed_in_their_card(qtbot, window, differing, workbook):
    case, one, other = differing
    window.case(case.id, page=COMPARE)
    door = window.page("case").doors[COMPARE]
    card = next(card for card in door.cards if card.answers)
    row = named(card, f"answers-{one.key}")
    assert [row.first.plain(), row.second.plain()] == ["First review: Yes", "Second review: No"]
    assert card.chip.text == "Same score, 1 answer differs"
    assert f"{other.label} <b>No</b>" in card.alike.plain()
    assert named(window, "sign-agreed").text() == "Sign what was agreed"
    for shown in door.cards:
        shown.start()
        qtbot.keyClick(window.focusWidget(), "3")
    assert "No agreed answer yet" in card.row.left
    card.start()
    assert row.box.isAncestorOf(window.focusWidget())
    row.made.editor.set_value("no")
    row.made.editor.edited.emit("no")
    reason = card._questions[card.row.section.field_with_role("agreed_reason").key][1].editor
    assert reason.isVisible()
    reason.setFocus()
    qtbot.keyClicks(reason, "The letter was found")
    take_on(qtbot, "agreed", "C. Chair", window)
    qtbot.mouseClick(named(window, "sign-agreed"), Qt.MouseButton.LeftButton)
    saved = workbook.case(case.id).entry(judging(workbook.library).key, "agreed").answers
    assert (saved[one.key], saved[other.key]) == ("no", "no")
    assert second_review.state_of(workbook.case(case.id)) == "settled"


def test_the_outline_marks_the_agreed_scores(qtbot, window, both, workbook):
    form = judging(workbook.library)
    workbook.reviews.start_agreed(both.id)
    reasons = {p.field_with_role("agreed_reason").key: "So agreed" for p in form.phases}
    workbook.save(workbook.case(both.id).entry(form.key, "agreed").id, {**scores(form, 2), **reasons})
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    window.case(both.id)
    screen = window.page("case")
    assert shown_scores(screen) == {"2"}
    rows = [row.accessibleName() for row in screen.findChildren(OutlineRow) if row.code]
    assert rows and all("agreed score 2" in name for name in rows)
    window.case(both.id, page=f"{form.key}.{form.phases[0].key}")
    assert "The agreed score is 2, poor. Below is the first review" in words_in(named(window, "blind"))
    window.case(both.id, page="person")
    assert not named(window, "blind").isVisible()


def test_where_an_action_comes_from_is_said_with_the_agreed_score(window, both, workbook):
    form = judging(workbook.library)
    action = next(e for e in both.entries if e.form.role("owner"))
    first = both.entry(form.key, "first")
    raised = replace(action, origin=Origin(first.id, form.phases[0].key))
    case = replace(both, entries=tuple(raised if e.id == action.id else e for e in both.entries))
    assert next(origins(case, raised))[0].endswith("score 1")
    workbook.reviews.start_agreed(both.id)
    reasons = {p.field_with_role("agreed_reason").key: "So agreed" for p in form.phases}
    workbook.save(workbook.case(both.id).entry(form.key, "agreed").id, {**scores(form, 2), **reasons})
    workbook.reviews.sign(both.id, name="C. Chair", role="Chair")
    assert next(origins(workbook.case(both.id), raised))[0].endswith("score 2")


def test_every_coded_question_of_a_judgement_can_be_agreed(qtbot, workbook):
    form = judging(workbook.library)
    for field in (f for p in form.phases for f in p.fields if f.kind in CODED and f is not p.score_field):
        code = field.options.offered[0].code
        answer = [code] if field.kind == "choices" else code
        row = AnsweredRow(Answered(field, answer, None))
        qtbot.addWidget(row)
        row.show_answers(row.item, closed=False)
        assert row.answer() is None
        row.show_answers(replace(row.item, agreed=answer), closed=True)
        assert row.answer() == answer, field.key
        assert row.second.plain() == "Second review: No answer"


@pytest.fixture
def worded(workbook, signed):
    """Both reviews signed, each with its own word in the same judgement of one phase."""
    form = judging(workbook.library)
    phase = next(p for p in form.phases[2:] if p.show_if is None)
    key = phase.field_with_role("judgement_better").key
    view = workbook.reviews.start_second(signed.id, name="S. Second", role="Nurse")
    workbook.save(view.entry(form.key).id, {**scores(form, 2), key: "Too late, thought the quaggawise one."})
    workbook.reviews.sign(signed.id, name="S. Second", role="Nurse")
    return phase, key


@pytest.mark.parametrize(("word", "page"), [("quaggawise", COMPARE), (MARKER, "")])
def test_found_words_open_the_review_and_the_phase_they_stand_in(qtbot, window, worded, word, page):
    phase, key = worded
    hits = find(window.session.workbook, f"{word} {key if word == MARKER else ''}")
    row = next(n for n, hit in enumerate(hits) if hit.field == key)
    popup = HitsPopup(window, window.bar.search, window.session)
    popup.model.show(hits)
    where = popup.model.index(row).data()
    assert phase.title in where
    assert ("Second review" in where) == (word != MARKER)
    popup._open(popup.model.index(row))
    screen = window.page("case")
    if page:
        assert screen.page_key == page
        compared = screen.doors.compare
        card = next(card for card in compared.cards if card.row.section.key == phase.key)
        qtbot.waitUntil(lambda: not card.visibleRegion().isEmpty())
        assert compared.area.verticalScrollBar().value() > 0
    else:
        assert screen.page_key == f"{judging(window.session.library).key}.{phase.key}"
        assert named(screen, key).hasFocus()
