"""A case on the screen: typing, scoring, raising, signing, all by keyboard."""

import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTextEdit, QWidget

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.kinds import show
from hssib_desk.domain.forms.rules import Context, is_answered, required_fields
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.timeline import is_story
from hssib_desk.store.errors import DiskFull
from hssib_desk.ui.case.entry_row import EntryRow
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.buttons import Button, LinkButton
from hssib_desk.ui.kit.paint import lines_of
from hssib_desk.ui.kit.text import Paragraph
from hssib_desk.ui.kit.theme import current
from tests.database import plain_file
from tests.factories import keyed
from tests.parts import finish
from tests.ui.conftest import named

SECTION = "ongoing"


@pytest.fixture
def workbook_path(workbook):
    return workbook.path


def field_key(library, role, section=SECTION):
    form = library.form_with_role("phase_score")
    return form.key, form.by_section[section].field_with_role(role).key


def page_key(library, section=SECTION):
    return f"{library.form_with_role('phase_score').key}.{section}"


@pytest.fixture
def case(window):
    window.new_case("full")
    return window.page("case").case


@pytest.fixture
def screen(window, case):
    return window.page("case")


def answers_in_file(path, entry_id):
    import json

    with plain_file(f"file:{path}?mode=ro", uri=True) as db:
        row = db.execute("select answers from entries where id = ?", (entry_id,)).fetchone()
    return json.loads(row[0])


def entry_of(case: CaseFile, form_key: str):
    return case.entry(form_key)


def test_typed_text_is_in_the_file_within_the_save_delay(qtbot, window, screen, workbook_path):
    form_key, key = field_key(window.session.library, "judgement_well")
    screen.show_page(page_key(window.session.library))
    editor = named(screen, key)
    with qtbot.waitSignal(window.session.saved):
        qtbot.keyClicks(editor, "Seen the same day. This was good care.")
        assert window.session.has_unsaved
    entry = entry_of(screen.case, form_key)
    assert answers_in_file(workbook_path, entry.id)[key] == "Seen the same day. This was good care."
    assert window.bar.save_state.text.startswith("Saved ")


def test_leaving_a_field_saves_at_once(qtbot, window, screen, workbook_path):
    form_key, key = field_key(window.session.library, "judgement_well")
    screen.show_page(page_key(window.session.library))
    editor = named(screen, key)
    editor.setFocus()
    qtbot.keyClicks(editor, "Steady contact")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert not window.session.has_unsaved
    assert answers_in_file(workbook_path, entry_of(screen.case, form_key).id)[key] == "Steady contact"


def test_a_number_key_gives_the_score_and_the_outline_shows_it(qtbot, window, screen):
    screen.show_page(page_key(window.session.library))
    named(screen, field_key(window.session.library, "phase_score")[1]).setFocus()
    qtbot.keyClick(QApplication.focusWidget(), "2")
    states = {state.page.key: state for state in outline.page_states(screen.case)}
    assert states[page_key(window.session.library)].score.points == 2
    assert screen.panels.outline._rows[page_key(window.session.library)].points == 2


def test_a_low_score_without_text_is_advised_and_the_advice_goes_with_the_text(qtbot, window, screen):
    library = window.session.library
    screen.show_page(page_key(library))
    named(screen, field_key(library, "phase_score")[1]).setFocus()
    qtbot.keyClick(QApplication.focusWidget(), "1")
    _, better = field_key(library, "judgement_better")
    box = screen._shown_page().questions.boxes[better]
    assert box.advice.isVisible() and "1" in box.advice.sentence.plain()
    editor = named(screen, better)
    editor.setFocus()
    qtbot.keyClicks(editor, "Nobody rang back.")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not box.advice.isVisible())


def test_a_failed_save_keeps_the_text_and_says_so_and_the_window_stays(qtbot, window, screen, monkeypatch):
    _, key = field_key(window.session.library, "judgement_well")
    screen.show_page(page_key(window.session.library))
    editor = named(screen, key)

    def full(*_args, **_named):
        raise DiskFull("Your disk is full. Make room, and it is saved then.")

    monkeypatch.setattr(window.session.workbook, "save", full)
    qtbot.keyClicks(editor, "Kept")
    assert not window.session.flush()
    assert editor.value() == "Kept" and window.session.has_unsaved
    assert "disk is full" in window.bar.save_state.text
    assert not window.close() and window.isVisible()
    monkeypatch.undo()
    qtbot.waitUntil(lambda: not window.session.has_unsaved)
    assert window.bar.save_state.text.startswith("Saved ")


def test_a_problem_raised_from_a_page_stays_linked_to_its_judgement(qtbot, window, screen):
    library = window.session.library
    screen.show_page(page_key(library))
    form = next(form for form in library.forms.values() if form.role("problem_type"))
    qtbot.mouseClick(named(screen, f"add-{form.key}"), Qt.MouseButton.LeftButton)
    title = named(screen, form.role("title").key)
    assert title.hasFocus()
    qtbot.keyClicks(title, "Blood test not arranged")
    qtbot.keyClick(title, Qt.Key.Key_Return)
    made = window.session.case(screen.case.id).all_of(form.key)[0]
    judged = entry_of(screen.case, library.form_with_role("phase_score").key)
    assert (made.origin.entry_id, made.origin.section) == (judged.id, SECTION)
    assert made.text("title") == "Blood test not arranged"


def test_an_entry_that_was_removed_comes_back(qtbot, window, screen):
    library = window.session.library
    form = next(form for form in library.forms.values() if form.role("problem_type"))
    screen.show_page("raised")
    screen._add(form.key, "")
    entry = screen.case.all_of(form.key)[0]
    screen._remove(entry.id)
    assert not screen.case.all_of(form.key)
    screen.undo()
    assert [item.id for item in screen.case.all_of(form.key)] == [entry.id]


def test_undo_takes_back_the_last_change_and_redo_makes_it_again(qtbot, window, screen):
    form_key, key = field_key(window.session.library, "judgement_well")
    screen.show_page(page_key(window.session.library))
    editor = named(screen, key)
    qtbot.keyClicks(editor, "First words")
    window.session.flush()
    screen.undo()
    assert key not in entry_of(screen.case, form_key).answers and editor.value() == ""
    screen.redo()
    assert entry_of(screen.case, form_key).answers[key] == "First words" and editor.value() == "First words"


def test_a_half_typed_date_is_not_called_wrong_until_the_cursor_leaves(qtbot, window, screen):
    form = window.session.library.form_with_role("date_of_death")
    key = form.role("discharge_date").key
    screen.show_page(form.key)
    box, editor = screen._shown_page().questions.boxes[key], named(screen, key)
    editor.setFocus()
    qtbot.keyClicks(editor, "31/11/2025")
    assert screen._soon.isActive()
    qtbot.waitUntil(lambda: not screen._soon.isActive())  # the page was looked at
    assert not box.error.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: box.error.isVisible())
    assert "31 November" in box.error.sentence.plain()
    assert editor.value() == "31/11/2025"


def test_a_closed_workbook_is_not_opened_again_by_what_was_to_be_looked_at(qtbot, window, screen):
    form = window.session.library.form_with_role("phase_score")
    score = next(phase for phase in form.phases if phase.key == SECTION).score_field
    screen.show_page(page_key(window.session.library))
    qtbot.keyClick(named(screen, score.key).buttons[0], "3")
    assert screen._facts.isActive()
    assert window.leave_workbook()
    assert not screen._facts.isActive() and not screen._soon.isActive()


def test_ctrl_enter_walks_to_the_sign_off(qtbot, window, screen):
    screen.show_page(screen._page_keys()[0])
    for _ in range(30):
        if screen.page_key == SIGN_OFF:
            break
        screen.setFocus()
        qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.page_key == SIGN_OFF


def type_answer(qtbot, editor: QWidget, field, text: str) -> None:
    """Answer as a person at the keyboard does."""
    editor.setFocus()
    if isinstance(editor, QLineEdit | QTextEdit):
        qtbot.keyClicks(editor, text)
        return
    if field.kind == "score":
        qtbot.keyClick(editor.buttons[0], text)
        return
    if hasattr(editor, "buttons"):
        qtbot.keyClick(editor.buttons[0], Qt.Key.Key_Space)
        return
    if hasattr(editor, "boxes"):
        qtbot.keyClick(next(iter(editor.boxes.values())), Qt.Key.Key_Space)
        return
    qtbot.keyClick(getattr(editor, "finder", editor), Qt.Key.Key_Down)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(QApplication.focusWidget() or popup, Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget() or popup, Qt.Key.Key_Return)


SAMPLES = {"date": "12/03/2025", "score": "4", "nhs_number": "9990000018", "integer": "3"}


def complete_by_keyboard(qtbot, window, screen) -> None:
    """Answer everything that is missing, page by page, until nothing is."""
    for _ in range(80):
        window.session.flush()
        screen.case = window.session.peek(screen.case.id)
        left = outline.findings(screen.case)
        if not left:
            return
        page, finding = left[0]
        screen.show_page(page.key, finding.field.key, finding.entry.id)
        editor = named(screen._shown_page(), finding.field.key)
        type_answer(
            qtbot, editor, finding.field, SAMPLES.get(finding.field.kind, "Good care, because it was kind.")
        )
        window.session.flush()
        after = window.session.peek(screen.case.id)
        entry = after.entry_by_id(finding.entry.id)
        assert is_answered(finding.field, entry), f"{finding.field.key} took no answer"
    raise AssertionError("the review is never complete")


def test_a_review_is_completed_and_signed_by_keyboard_alone(qtbot, window, screen):
    complete_by_keyboard(qtbot, window, screen)
    case = window.session.case(screen.case.id)
    assert all(
        is_answered(f, e)
        for e in case.entries
        for f in required_fields(e, Context(case))
        if e.form.role("declaration") is None
    )
    screen.show_page(SIGN_OFF)
    panel = screen.doors.sign_off.panel
    for field in list(screen.doors.sign_off.warnings.fields.values()):
        field.setFocus()
        qtbot.keyClicks(field, "It is described under Sources.")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    type_answer(qtbot, panel.boxes["signer_name"].editor, None, "R. Mensah")
    panel.boxes["signer_role"].editor.set_value("consultant_nurse")
    panel.boxes["signer_role"].editor.edited.emit("consultant_nurse")
    panel.tick.setFocus()
    qtbot.keyClick(panel.tick, Qt.Key.Key_Space)
    assert panel.sign.isEnabled(), panel.why.plain()
    sign_off = screen.doors.sign_off
    remarks = len(sign_off.warnings.fields)
    if remarks:
        both = f"{remarks} of {remarks} have a reason"
        assert sign_off.warnings.chip.text == panel.conditions["warnings"].words.text() == both
    counted = numbers(sign_off.sealing)
    panel.sign.setFocus()
    qtbot.keyClick(panel.sign, Qt.Key.Key_Space)
    sealed = window.session.case(screen.case.id)
    assert sealed.seal is not None and sealed.seal.name == "R. Mensah"
    assert screen.doors.sign_off.sealed.isVisible() and not panel.isVisible()
    assert numbers(sign_off.sealing) == counted  # the signature's own answers are among them before and after
    # Not where a stray key begins to reopen it.
    qtbot.waitUntil(lambda: window.focusWidget() is screen.doors.sign_off.export)


def test_a_remark_names_its_page_and_field_and_leads_there(qtbot, window, screen):
    library = window.session.library
    form = library.form_with_role("judgement_better", repeat=False)
    phase = form.phases[1]
    asked = phase.field_with_role("judgement_better")
    entry = screen.case.entry(form.key)
    window.session.edit(screen.case.id, entry.id, asked.key, "The nurse failed to attend; poor care.")
    window.session.flush()
    screen.show_page(SIGN_OFF)
    links = screen.doors.sign_off.warnings.findChildren(LinkButton)
    link = next(link for link in links if "nurse failed to" in link.accessibleName())
    assert phase.title in link.text() and asked.label in link.text()
    link.click()
    assert screen.page_key == f"{form.key}.{phase.key}"
    assert named(screen, asked.key).hasFocus()


def numbers(card):
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # of what the card showed before
    return [label.text() for label in card.findChildren(QLabel) if label.text().replace(",", "").isdecimal()]


def test_pages_are_counted_alike_wherever_they_are(window, screen):
    """A page that the answers rule out is in none of the numbers."""
    asked = screen.panels.asked_pages(screen.case)
    assert len(asked) < len(screen.case.library.outline.pages)
    screen.show_page(next(key for key in screen._page_keys() if key in asked))
    assert screen._shown_page().number.text() == f"Page 1 of {len(asked)}"
    screen.show_page(SIGN_OFF)
    assert numbers(screen.doors.sign_off.sealing)[0] == str(len(asked))


def test_what_is_sealed_is_counted_in_the_words_of_the_form(qtbot, window, screen):
    library, case = window.session.library, screen.case
    problem = next(form for form in library.forms.values() if form.can_raise)
    for expected in (f"1 {problem.singular}", f"2 {problem.title}"):
        window.session.act(lambda wb: wb.add_entry(case.id, problem.key), case.id)
        screen.show_page(SIGN_OFF)
        words = [label.text() for label in screen.doors.sign_off.sealing.findChildren(QLabel)]
        number, name = expected.lower().split(" ", 1)
        assert words[words.index(name) - 1] == number


def is_open_after_sealing(session, page):
    forms = [session.library.forms[key] for key in (page.form, *page.entries) if key]
    return all(form.after_seal for form in forms)


def test_a_sealed_page_cannot_be_written_on_and_reopens_with_a_reason(qtbot, window, screen):
    def signed(workbook):
        finish(workbook, screen.case.id)
        return workbook.reviews.sign(screen.case.id, name="R. Mensah", role="Nurse")

    window.session.act(signed, screen.case.id)
    _, key = field_key(window.session.library, "judgement_well")
    screen.show_page(page_key(window.session.library))
    editor = named(screen, key)
    qtbot.keyClicks(editor, "after the seal")
    assert "after the seal" not in editor.value()
    strip = screen.panels.sealed
    assert strip.isVisible() and "R. Mensah" in strip.words.text()
    pages = window.session.library.outline.pages
    open_page = next(page for page in pages if is_open_after_sealing(window.session, page))
    screen.show_page(open_page.key)
    assert not strip.isVisible()
    screen.show_page(page_key(window.session.library))
    strip.link.setFocus()
    qtbot.keyClick(strip.link, Qt.Key.Key_Return)
    assert screen.page_key == SIGN_OFF and not strip.isVisible()
    assert window.focusWidget() is screen.doors.sign_off.sealed.reason
    panel = screen.doors.sign_off.sealed
    assert not panel.reopen.isEnabled()
    qtbot.keyClicks(panel.reason, "A letter from the family came")
    qtbot.mouseClick(panel.reopen, Qt.MouseButton.LeftButton)
    assert window.session.case(screen.case.id).seal is None
    assert (
        window.session.workbook.reviews.sealed_versions(screen.case.id)[0].reopened_why
        == "A letter from the family came"
    )


def test_every_button_of_a_page_has_a_name(window, screen):
    for page in screen._page_keys():
        screen.show_page(page)
        shown = [button for button in screen.findChildren(Button) if button.isVisible()]
        assert shown, page
        assert [button.leading for button in shown if not button.accessibleName()] == []


def test_shown_text_is_what_was_stored(qtbot, window, screen):
    form = window.session.library.form_with_role("nhs_number")
    field = form.role("nhs_number")
    screen.show_page(form.key, field.key)
    editor = named(screen, field.key)
    editor.setFocus()
    qtbot.keyClicks(editor, "999 000 0018")
    window.session.flush()
    stored = window.session.case(screen.case.id).value("nhs_number")
    assert stored == "9990000018" and show(field, stored) == "999 000 0018"


def test_dates_point_to_a_red_flag_and_only_the_person_ticks_it(qtbot, window, screen):
    library = window.session.library
    person = library.form_with_role("date_of_death", repeat=False)
    days = {"date_of_death": "2025-10-19", "discharge_date": "2025-10-07"}
    entry = entry_of(screen.case, person.key)
    window.session.workbook.save(entry.id, {person.role(role).key: day for role, day in days.items()})
    window.case(screen.case.id)
    form = next(form for form in library.forms.values() if form.role("red_flags"))
    screen.show_page(next(page.key for page in library.outline.pages if page.form == form.key))
    flags = form.role("red_flags")
    box = screen._shown_page().questions.boxes[flags.key]
    pointer = next(a for s in form.sections for a in s.advice if a.choice and a.when.test == "any")
    label = flags.options.label(pointer.choice)
    assert label in box.advice.sentence.plain()
    assert not entry_of(screen.case, form.key).answers.get(flags.key)
    tick = next(b for b in box.editor.findChildren(QAbstractButton) if b.text() == label)
    tick.setFocus()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not box.advice.isVisible())
    assert entry_of(screen.case, form.key).answers[flags.key] == [pointer.choice]


def test_a_page_names_its_neighbours_in_full_only_where_there_is_room(qtbot, window, screen):
    screen.show_page(page_key(window.session.library))
    page = screen._shown_page()
    page.resize(900, 700)
    assert page.next.text() not in ("", "Next") and page.previous.text() not in ("", "Back")
    page.resize(400, 700)
    assert (page.previous.text(), page.next.text()) == ("Back", "Next")
    assert page.next.accessibleName().startswith("Next: ")


def test_a_page_is_in_sight_only_once_it_is_filled(window, screen):
    first = screen.middle.widget(0)
    assert screen.middle.count() >= 2 and not first.isVisible()
    assert screen.middle.currentWidget() is screen._shown_page()


def timeline_page(library):
    form = next(form for form in library.forms.values() if is_story(form))
    return form, next(page.key for page in library.outline.pages if form.key in page.entries)


def test_events_are_written_one_after_another_from_the_keyboard_and_show_days_and_gaps(qtbot, window, screen):
    library = window.session.library
    person = library.form_with_role("date_of_death", repeat=False)
    dates = keyed(person, {"date_of_death": "2025-10-19", "discharge_date": "2025-10-07"})
    window.session.workbook.save(entry_of(screen.case, person.key).id, dates)
    form, page = timeline_page(library)
    window.case(screen.case.id, page)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for when, what in (("10 9 2025", "Came into hospital"), ("1 10 2025", "Left the ward")):
        qtbot.keyClick(screen, Qt.Key.Key_N, both)
        qtbot.waitUntil(lambda: named(screen, form.role("event_date").key).hasFocus())
        qtbot.keyClicks(named(screen, form.role("event_date").key), when)
        named(screen, form.role("title").key).setFocus()
        qtbot.keyClicks(named(screen, form.role("title").key), what)
        qtbot.keyClick(named(screen, form.role("title").key), Qt.Key.Key_Tab)
    assert [event.text("title") for event in screen.case.all_of(form.key)] == [
        "Came into hospital",
        "Left the ward",
    ]
    qtbot.waitUntil(lambda: not screen._soon.isActive())
    rows = [row.accessibleName() for row in screen.findChildren(EntryRow) if row.isVisible()]
    assert "Day −27 · 10 Sep 2025" in rows[0]
    assert "Day −6 · 1 Oct 2025" in rows[1]
    told = [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]
    assert "21 days without an event" in told
    counted = [text.plain() for text in screen.findChildren(Paragraph) if text.isVisible()]
    assert any(text.startswith("Day 0 is the day of leaving hospital.") for text in counted)


def test_a_question_says_whether_it_is_answered_by_whom_and_when(qtbot, window, screen):
    form = next(form for form in window.session.library.forms.values() if form.role("question"))
    book, case = window.session.workbook, screen.case
    asked = {"question": "Who was told?"}
    for more in (
        {},
        {"answer": "The nurse.", "answered_by": "matron", "answered_date": "2025-10-20"},
        {"no_answer": "It is before the coroner"},
    ):
        book.add_entry(case.id, form.key, answers=keyed(form, {**asked, **more}))
    window.case(case.id, next(p.key for p in window.session.library.outline.pages if form.key in p.entries))
    rows = [row.accessibleName() for row in screen.findChildren(EntryRow) if row.isVisible()]
    assert "Not answered yet" in rows[0]
    assert "Answered, Matron, 20 Oct 2025" in rows[1]
    assert "Cannot be answered" in rows[2]


def test_the_title_of_a_raised_row_wraps_and_is_never_cut(qtbot, window, screen):
    form = window.session.library.form_with_role("owner", repeat=True)
    title = (
        "Agree with the drug and alcohol service that neither waits for the other, and nobody is closed " * 2
    )
    book = window.session.workbook
    for said in ("Short", title.strip()):
        book.add_entry(screen.case.id, form.key, answers=keyed(form, {"title": said}))
    window.case(
        screen.case.id, next(p.key for p in window.session.library.outline.pages if form.key in p.entries)
    )
    short, long = (row for row in screen.findChildren(EntryRow) if row.isVisible())
    qtbot.waitUntil(lambda: long.height() > short.height())
    drawn = lines_of(long.text(), current().font(14), long._parts(QRectF(long.rect()))[2].width())
    assert long.height() == short.height() + (len(drawn) - 1) * current().px(20)
    assert " ".join(drawn) == title.strip() and len(drawn) > 2
