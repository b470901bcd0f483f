"""Questions that are seldom needed: folded under one line, never lost, never in the way of what is needed."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.rules import Context
from hssib_desk.export.html.summary import page_of
from hssib_desk.ui.case.questions import Questions
from tests.ui.conftest import named

Key = Qt.Key


@pytest.fixture
def screen(window):
    window.resize(1280, 800)
    window.new_case("full")
    return window.page("case")


def folded(screen):
    """A page with a fold that is folded, its questions, the fold, and a question within."""
    for page in screen.case.library.outline.pages:
        screen.show_page(page.key)
        shown = screen._shown_page()
        for questions in shown.findChildren(Questions) if shown else ():
            for section in questions.sections:
                fold = questions.folds.get(section.key)
                within = [f for f in section.fields if f.more and not questions.boxes[f.key].isHidden()]
                if fold and not fold.is_open and len(within) > 1 and fold.isVisible():
                    text = next((f for f in within if f.kind == "text"), None)
                    if text:
                        return page.key, questions, fold, text
    raise AssertionError("no page folds anything")


def test_a_fold_opens_by_click_and_key_and_is_remembered(qtbot, window, screen):
    page, questions, fold, field = folded(screen)
    line, box = fold.line, questions.boxes[field.key]
    assert not box.isVisible() and not questions.is_in_sight(field.key)
    assert line.text().startswith(fold.title) and "folded" in line.accessibleName()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert box.isVisible() and "open" in line.accessibleName()
    line.setFocus()
    qtbot.keyClick(line, Key.Key_Left)
    assert not box.isVisible()
    qtbot.keyClick(line, Key.Key_Right)
    assert box.isVisible()
    qtbot.keyClick(line, Key.Key_Space)
    assert not box.isVisible()
    qtbot.keyClick(line, Key.Key_Return)
    screen.pages.clear()
    screen.show_page(page)
    again = next(q for q in screen._shown_page().findChildren(Questions) if q.asks(field.key))
    assert again.boxes[field.key].isVisible(), "left open, also once the page is built anew"
    named(screen, fold.line.objectName()).click()
    assert not again.boxes[field.key].isVisible()


def test_a_link_opens_it_and_what_is_answered_is_counted_and_printed(qtbot, window, screen):
    page, questions, fold, field = folded(screen)
    screen.show_page(page, field.key)
    editor = questions.boxes[field.key].editor
    assert editor.isVisible() and (editor.hasFocus() or editor.isAncestorOf(screen.focusWidget()))
    qtbot.keyClicks(screen.focusWidget(), "Kettledrum")
    screen.session.flush()
    other = next(p.key for p in screen.case.library.outline.pages if p.form and p.key != page)
    screen.show_page(other)
    assert fold.is_open, "what a link opened stays so while somebody goes on in this case"
    window.new_case("full")
    screen.show_page(page)
    assert not fold.is_open, "another case begins folded"
    case = screen.case
    entry = case.entry_by_id(questions.entry_id)
    screen.session.edit(case.id, entry.id, field.key, "Kettledrum")
    screen.session.flush()
    screen.show_case(case.id, page)
    assert not fold.is_open and fold.line.told.text() == "1 answered"
    assert "Kettledrum" in page_of(screen.case, "governance")[0]


REASONS = {  # a reason, what it is for, an answer that needs it, and one that does not
    "more_likely_reasons": ("more_likely", "yes", "no"),
    "response_reason": ("learning_response", "none", "swarm"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_that_one_answer_needs_is_folded_with_the_others(window, screen, reason):
    asked, needs, needs_not = REASONS[reason]
    case = screen.case
    entry = next(e for e in case.entries if reason in e.form.by_key)
    page = next(p for p in case.library.outline.pages if p.form == entry.form.key and _asks(case, p, reason))
    for answer, in_sight in ((needs_not, False), (needs, True)):
        screen.session.edit(case.id, entry.id, asked, answer)
        screen.session.flush()
        screen.show_case(case.id, page.key)
        questions = next(q for q in screen._shown_page().findChildren(Questions) if q.asks(reason))
        assert not questions.boxes[reason].isHidden(), "it can be written whatever the answer"
        assert questions.is_in_sight(reason) == in_sight, answer


def _asks(case, page, key):
    return any(
        s.key
        for _, sections in outline.page_entries(case, page)
        for s in sections
        if any(field.key == key for field in s.fields)
    )


def test_what_is_needed_is_never_folded(window, screen):
    case = screen.case
    context = Context(case)
    for page in case.library.outline.pages:
        needed = [
            (entry, field)
            for entry, sections in outline.page_entries(case, page)
            for section in sections
            for field in section.fields
            if field in context.required(entry)
        ]
        screen.show_page(page.key)
        shown = screen._shown_page()
        for _entry, field in needed if shown else ():
            questions = next(q for q in shown.findChildren(Questions) if q.asks(field.key))
            assert questions.is_in_sight(field.key), (page.key, field.key)


def test_a_question_of_another_form_is_asked_where_its_subject_is_and_kept_in_its_own(qtbot, window, screen):
    lent = [(page, name) for page in screen.case.library.outline.pages for name in page.lent]
    assert lent
    for page, name in lent:
        form, _, key = name.partition(".")
        asked = screen.case.entry(form)
        own = next((p for p in screen.case.library.outline.pages if p.form == form), None)
        screen.show_page(own.key if own else page.key, key)
        assert name in next(p for p in screen.case.library.outline.pages if p.key == screen.page_key).lent
        questions = next(q for q in screen._shown_page().findChildren(Questions) if q.asks(key))
        assert questions.entry_id == asked.id
        homes = [p for p in screen.case.library.outline.pages if p.form == form]
        sections = [s for p in homes for s in outline.own_entry(screen.case, p)[1]]
        assert not any(field.key == key for section in sections for field in section.fields)
