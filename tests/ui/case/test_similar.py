"""Titles like the one being typed: shown after a pause, led to, tied, and never in the way."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.ui.case.similar import SimilarTitles
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.editors import TickBox
from tests.factories import keyed
from tests.ui.conftest import named


@pytest.fixture
def learning(window):
    forms = window.session.library.forms.values()
    return next(form for form in forms if form.role("good_practice"))


@pytest.fixture
def screen(window, learning):
    """The first case with a learning point opened, and others like it in this case and the next."""
    book = window.session.workbook
    one, two = list(book.lists.case_files())[:2]
    for case in (one, two):
        book.add_entry(
            case.id, learning.key, answers=keyed(learning, {"title": "One shared place for checks"})
        )
    new = book.add_entry(one.id, learning.key)
    window.case(one.id, entry_id=new.id)
    return window.page("case")


def typed(qtbot, screen, learning, text):
    editor = named(screen, learning.role("title").key)
    editor.setFocus()
    qtbot.keyClicks(editor, text)
    return editor


def shown(screen):
    return [made for made in screen.findChildren(SimilarTitles) if made.isVisible()]


def test_similar_titles_appear_after_a_pause_and_typing_goes_on(qtbot, screen, learning):
    editor = typed(qtbot, screen, learning, "Shared place for che")
    assert shown(screen) == []
    qtbot.waitUntil(lambda: len(shown(screen)) == 1)
    assert editor.hasFocus()
    qtbot.keyClicks(editor, "cks")
    assert editor.value() == "Shared place for checks"
    words = [
        child.text() for child in shown(screen)[0].findChildren(type(named(screen, f"add-{learning.key}")))
    ]
    assert sum("One shared place for checks" in word for word in words) == 2
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert "One shared place" in screen.window().focusWidget().text()


def links(screen):
    return [b for b in shown(screen)[0].children() if hasattr(b, "text") and "  " in b.text()]


def test_a_link_leads_to_the_other_case(qtbot, screen, learning):
    typed(qtbot, screen, learning, "Shared place for checks")
    qtbot.waitUntil(lambda: len(shown(screen)) == 1)
    first = screen.case.ref
    other = next(link for link in links(screen) if first not in link.text())
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert screen.case.ref != first
    assert shown(screen) == []


def test_one_of_the_same_case_is_tied(qtbot, screen, learning):
    typed(qtbot, screen, learning, "Shared place for checks")
    qtbot.waitUntil(lambda: len(shown(screen)) == 1)
    ties = [b for b in shown(screen)[0].children() if getattr(b, "text", str)() == "Link as related"]
    own = f"Link {screen.case.ref}-{screen.case.all_of(learning.key)[0].ref} as related"
    qtbot.mouseClick(next(b for b in ties if b.accessibleName() == own), Qt.MouseButton.LeftButton)
    assert screen.session.flush()
    one, new = screen.session.case(screen.case.id).all_of(learning.key)
    assert new.value("links") == [one.id]
    assert not any(
        getattr(b, "accessibleName", str)() == own
        for b in shown(screen)[0].children()
        if b.isWidgetType() and b.isVisible()
    )


def test_a_problem_is_not_compared_and_a_new_title_shows_nothing(qtbot, screen, learning):
    typed(qtbot, screen, learning, "Something else altogether")
    qtbot.waitUntil(lambda: not screen.similar._timer.isActive())
    assert shown(screen) == []


def test_one_of_another_case_is_linked_shown_on_both_sides_and_let_go_again(qtbot, screen, learning):
    typed(qtbot, screen, learning, "Shared place for checks")
    qtbot.waitUntil(lambda: len(shown(screen)) == 1)
    book, here = screen.session.workbook, screen.case
    other = list(book.lists.case_files())[1]
    theirs = other.all_of(learning.key)[0]
    ref = f"{other.ref}-{theirs.ref}"
    tie = next(
        b
        for b in shown(screen)[0].children()
        if getattr(b, "accessibleName", str)() == f"Link {ref} as related"
    )
    qtbot.mouseClick(tie, Qt.MouseButton.LeftButton)
    assert screen.session.flush()
    new = screen.session.case(here.id).all_of(learning.key)[-1]
    assert new.value("links") == [ref]
    qtbot.waitUntil(lambda: screen.findChild(TickBox, f"{learning.role('links').key}-{ref}") is not None)
    box = screen.findChild(TickBox, f"{learning.role('links').key}-{ref}")
    qtbot.waitUntil(lambda: "One shared place for checks" in box.text())
    assert box.value()
    opened = next(b for b in screen.findChildren(LinkButton) if b.accessibleName().startswith(f"Open {ref}"))
    qtbot.mouseClick(opened, Qt.MouseButton.LeftButton)
    assert screen.case.ref == other.ref
    back = next(b for b in screen.findChildren(LinkButton) if f"{here.ref}-{new.ref}" in b.text())
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert screen.case.ref == here.ref
    box = named(screen, f"{learning.role('links').key}-{ref}")
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert screen.session.flush()
    assert screen.session.case(here.id).all_of(learning.key)[-1].value("links") is None
