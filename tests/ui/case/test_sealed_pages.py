"""A signed review on the screen: no key, click, paste, drop or input method changes what it shows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hssib_desk.ui.kit.fields.score import ScoreSelector
from tests.factories import by_hand, sample
from tests.touch import open_questions, touch


@pytest.fixture
def signed(window):
    """A case with an answer to every question, signed."""
    workbook = window.session.workbook
    forms = workbook.library.forms.values()
    every = {
        form.key: {
            field.key: sample(field) for field in by_hand(form) if field.kind not in ("link", "attachment")
        }
        for form in forms
    }
    case = workbook.new_case({form.key: every[form.key] for form in forms if not form.repeat})
    for form in forms:
        if form.repeat and not form.after_seal:
            workbook.add_entry(case.id, form.key, answers=every[form.key])
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Consultant")
    window.case(case.id)
    return case


@pytest.fixture
def changes(window):
    """How often the session was given something to save."""
    found = []
    window.session.saving.connect(lambda: found.append(window.page("case").page_key))
    return found


def test_a_digit_on_a_signed_page_leaves_the_score_and_holds_up_nothing(qtbot, window, signed, changes):
    library = window.session.library
    form = library.form_with_role("phase_score")
    page = f"{form.key}.{form.sections[0].key}"
    window.case(signed.id, page)
    screen = window.page("case")
    selector = screen._shown_page().findChild(ScoreSelector)
    before = selector.value()
    screen.panels.outline.focus_chosen()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    assert (selector.value(), changes, window.session.has_unsaved) == (before, [], False)


def test_no_editor_of_a_signed_review_takes_a_key(qtbot, window, signed, changes):
    QApplication.clipboard().setText("pasted")
    screen, met = window.page("case"), set()
    for page in window.session.library.outline.pages:
        screen.show_page(page.key)
        shown = screen._shown_page()
        if shown is None:
            continue
        for questions in open_questions(shown):
            for key, box in questions.boxes.items():
                kind = type(box.editor), questions._fields[key].kind
                if box.isVisible() and not questions._fields[key].living and kind not in met:
                    met.add(kind)
                    before = box.editor.value()
                    touch(box.editor)
                    assert box.editor.value() == before, (page.key, key)
                    assert not changes, (page.key, key)
    assert window.session.flush()
    assert {"text", "note", "date", "choice", "choices", "yes_no", "score"} <= {kind for _, kind in met}
