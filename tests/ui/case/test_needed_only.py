"""What signing needs: the switch that hides the rest, the key to the next one, and what is left by page."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.rules import Context, is_required
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.case.questions import Questions
from hssib_desk.ui.settings.settings import load_settings
from tests.hands import write
from tests.ui.conftest import named

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(window):
    window.resize(1280, 800)
    window.new_case("full")
    made = window.page("case")
    made.show_page(first_form(made))
    return made


def first_form(screen):
    """The page of questions with the most that signing does not need."""
    context = Context(screen.case)

    def spare(page):
        pairs = outline.page_entries(screen.case, page)
        asked = [(f, e) for e, sections in pairs for s in sections for f in s.fields]
        return sum(context.is_shown(f, e) and not is_required(f, e, context) for f, e in asked)

    return max((p for p in screen.case.library.outline.pages if p.form), key=spare).key


def shown(screen):
    return {key for key, box in screen._shown_page().questions.boxes.items() if not box.isHidden()}


def test_needed_only_hides_the_rest_says_how_many_and_shows_them_again(qtbot, window, screen):
    page, every = screen._shown_page(), shown(screen)
    entry = outline.page_entries(screen.case, page.page)[0][0]
    context = Context(screen.case)
    needed = {f.key for f in entry.form.fields if is_required(f, entry, context)} & every
    tick = named(screen, "needed-only")
    tick.setFocus()
    qtbot.keyClick(tick, Key.Key_Space)
    filled = {key for key in every if entry.answers.get(key) is not None}
    assert shown(screen) == needed | filled
    assert str(len(every) - len(shown(screen))) in page.hidden_words.plain() and page.hidden.isVisible()
    page.show_all.click()
    assert shown(screen) == every and not page.hidden.isVisible()
    assert load_settings().needed_only, "it is remembered on this computer"
    screen.show_next()
    screen.show_previous()
    assert shown(screen) == needed | filled, "showing them was for once"


def test_an_answer_is_not_hidden_with_the_rest(qtbot, window, screen):
    page = screen._shown_page()
    entry = outline.page_entries(screen.case, page.page)[0][0]
    context = Context(screen.case)
    spare = next(
        f for f in entry.form.fields
        if f.kind in ("text", "note") and f.key in shown(screen) and not is_required(f, entry, context)
    )  # fmt: skip
    editor = page.questions.boxes[spare.key].editor
    editor.setFocus()
    write(editor, "Something said.")
    named(screen, "needed-only").click()
    assert spare.key in shown(screen)


def test_ctrl_full_stop_goes_from_one_needed_question_to_the_next_across_pages(qtbot, window, screen):
    seen = []
    for _ in range(20):
        qtbot.keyClick(window.focusWidget(), Key.Key_Period, Control)
        seen.append((screen.page_key, screen._question_with_cursor()[1]))
    left = [(page.key, item.field.key) for page, item in outline.findings(screen.case)]
    assert set(seen) <= set(left)
    assert len(set(seen)) == len(seen), "each time another one"
    assert len({page for page, _ in seen}) > 1


def test_the_key_works_while_a_text_is_written(qtbot, window, screen):
    from hssib_desk.ui.kit.fields.editors import GrowingText

    key = next(p.key for p in screen.case.library.outline.pages if p.form and p.sections)
    screen.show_page(key)
    for page in screen._page_keys():
        screen.show_page(page)
        made = screen._shown_page()
        boxes = made.questions.boxes.values() if made and made.questions else ()
        box = next((b for b in boxes if isinstance(b.editor, GrowingText) and b.isVisible()), None)
        if box:
            break
    box.editor.setFocus()
    qtbot.keyClick(box.editor, Key.Key_Period, Control)
    assert window.focusWidget() is not box.editor


def test_the_outline_says_what_is_left_by_page_and_in_all(window, screen):
    panel = screen.panels.outline
    for state in outline.page_states(screen.case):
        row = panel._rows[state.page.key]
        assert (f"{state.missing} left" in row.accessibleName()) == bool(state.missing)
        if state.missing:
            assert row.words == f"{state.missing} left"
    done = outline.completeness(screen.case)
    assert panel.percent.text() == f"{done.given} of {done.needed} needed answers"
    assert panel._rows[SIGN_OFF].words == f"{done.to_finish} left"
    assert done.needed - done.given <= done.to_finish


def test_nothing_above_the_outline_is_cut(qtbot, window, screen):
    panel = screen.panels.outline
    qtbot.waitUntil(lambda: panel.needed.isVisible() and panel.needed.width() > 0)
    for part in (panel.level, panel.form, panel.needed, panel.reference):
        assert not part.isVisible() or part.width() >= part.sizeHint().width(), part.accessibleName()


def test_what_is_needed_says_so_beside_its_label_until_it_is_answered(window):
    """Quietly, on the line of the label, and to a screen reader; under the editor for want of room."""
    window.resize(1280, 800)
    window.new_case("full")
    screen = window.page("case")
    screen.show_page("person")
    box = boxes_of(screen)["ward_type"]
    assert box.needed.isVisible() and box.needed.text() == "needed" and not box.hint.isVisible()
    label = box.label
    assert box.needed.x() > label.x() + label.fontMetrics().horizontalAdvance(label.text())
    assert box.needed.geometry().bottom() <= box.editor.y()
    assert box.editor.accessibleDescription().startswith("Needed.")
    entry = screen.case.entry("person")
    screen.session.edit(screen.case.id, entry.id, "ward_type", "200")
    screen.session.flush()
    screen.show_case(screen.case.id, "person")
    assert not box.needed.isVisible() and "Needed" not in box.editor.accessibleDescription()
    manner = boxes_of(screen)["died_manner"]
    word = next(w for w in (manner.needed, manner.hint) if w is not None and w.isVisible())
    assert word.text() == "needed"
    long = boxes_of(screen)["inpatient_at_death"]
    long.label.setText("Inpatient when they died, on leave, missing, or moved to an acute hospital")
    long.set_needed(True)
    assert not long.needed.isVisible() and long.hint.isVisible() and long.hint.text() == "needed"


def boxes_of(screen):
    shown = screen._shown_page()
    return {key: box for questions in shown.findChildren(Questions) for key, box in questions.boxes.items()}
