"""Panels fold by the width that the words of a page need, and the window is never larger than the screen."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel

from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.fields.score import ScoreSelector
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current
from tests.hands import wait_for_answers
from tests.ui.case.test_screen import page_key
from tests.ui.conftest import named

LAPTOP_125, LAPTOP_150 = (1093, 614), (910, 512)


@pytest.fixture
def screen(window):
    window.new_case("full")
    made = window.page("case")
    made.show_page(page_key(window.session.library))
    return made


def show_at(qtbot, window, size):
    window.fit_to(QRect(0, 0, *size))
    qtbot.waitUntil(lambda: window.width() <= size[0] and window.height() <= size[1])


def uncut(holder, frame):
    """Whether every score and every label is wholly inside a frame."""
    parts = [*holder.findChildren(ScoreSelector), *holder.findChildren(QLabel)]
    cut = []
    for part in (one for one in parts if one.isVisible() and one.width()):
        left = part.mapTo(frame, part.rect().topLeft()).x()
        if left < 0 or left + part.width() > frame.width():
            cut.append(part)
    return not cut


@pytest.mark.parametrize(
    ("size", "guidance", "outline"),
    [((1280, 832), True, True), (LAPTOP_125, False, True), (LAPTOP_150, False, False)],
)
def test_panels_fold_when_the_page_needs_their_room(qtbot, window, screen, size, guidance, outline):
    window.resize(1280, 800)
    show_at(qtbot, window, size)
    panels = screen.panels
    qtbot.waitUntil(lambda: panels.guidance.isVisible() == guidance)
    assert panels.outline.isVisible() == outline and panels.picker.isVisible() != outline
    page = screen._shown_page()
    assert page.guidance.isVisible() != guidance
    row = page.questions.findChild(ScoreSelector)
    qtbot.waitUntil(lambda: len({made.y() for made in row._buttons}) == 1)  # the scores stand in one row
    assert uncut(page.area.widget(), page.area.viewport())


def test_guidance_that_is_asked_for_takes_the_place_of_the_outline(qtbot, window, screen):
    show_at(qtbot, window, LAPTOP_125)
    page, panels = screen._shown_page(), screen.panels
    page.guidance.click()
    qtbot.waitUntil(panels.guidance.isVisible)
    assert panels.picker.isVisible() and not panels.outline.isVisible()
    assert uncut(page.area.widget(), page.area.viewport())
    panels.toggle_guidance()
    assert panels.outline.isVisible() and not panels.guidance.isVisible()


@pytest.mark.parametrize("size", [LAPTOP_125, LAPTOP_150])
@pytest.mark.parametrize("place", ["home", "cases", "actions", "learning", "settings", "case", SIGN_OFF])
def test_the_window_never_exceeds_the_screen(qtbot, window, size, place):
    if place in ("case", SIGN_OFF):
        window.new_case("full")
        window.page("case").show_page(place if place == SIGN_OFF else "person")
    else:
        window.show_place(place)
        wait_for_answers()
    show_at(qtbot, window, size)
    qtbot.wait(30)
    assert window.width() <= size[0] and window.height() <= size[1]
    least = window.centralWidget().minimumSizeHint()
    assert least.width() <= size[0] and least.height() <= size[1], f"{place} wants {least}"


def test_large_text_folds_the_panels_too(qtbot, window, screen):
    window.resize(1280, 800)
    current().set_scale(200)
    try:
        qtbot.waitUntil(lambda: screen.panels.picker.isVisible() and not screen.panels.guidance.isVisible())
    finally:
        current().set_scale(100)
    qtbot.waitUntil(lambda: screen.panels.outline.isVisible())
    assert named(screen, "outline").isVisible()


def test_columns_share_their_edges_on_every_page(qtbot, window, screen):
    """A page beside guidance is narrower than one that has the room alone."""
    window.resize(1280, 800)
    edges = {}
    for key in screen._page_keys()[:-1]:
        screen.show_page(key)
        questions = screen._shown_page().questions
        if questions is None:
            continue
        qtbot.wait(60)
        for name, box in questions.boxes.items():
            if box.isVisible() and box.layout().contentsRect().width() > 0:
                width = questions._fields[name].width
                inside = box.layout().contentsRect()
                left = box.mapTo(questions, inside.topLeft()).x()
                edges.setdefault((questions.width(), width), set()).add((left, inside.width()))
    assert 584 in {page for page, _ in edges}
    for (page, width), found in edges.items():
        sizes = {wide for _, wide in found}
        assert max(sizes) - min(sizes) <= 1, (page, width, found)
        lefts = {0, (page + 16) / 2, (page + 16) / 3, 2 * (page + 16) / 3}
        assert all(min(abs(left - at) for at in lefts) <= 1 for left, _ in found), (page, width, found)


def test_a_list_opens_as_wide_as_its_words_and_the_chosen_words_wrap(qtbot):
    from hssib_desk.ui.kit.fields.editors import ChoiceField
    from hssib_desk.ui.kit.paint import text_width

    long = "Detained under section 3, on leave of absence, and then returned to an acute ward elsewhere"
    field = ChoiceField([("a", "Short"), ("b", long)])
    qtbot.addWidget(field)
    field.resize(200, field.heightForWidth(200))
    field.show()
    one = field.heightForWidth(200)
    field.set_value("b")
    assert field.heightForWidth(200) > one, "what is chosen goes on in the next line"
    assert field.heightForWidth(900) == one
    field.open_list()
    popup = field._popup
    assert popup.width() >= min(
        text_width(long, current().font(14)), popup.screen().availableGeometry().width() - 48
    )
    popup.hide()


def test_guidance_says_what_the_answers_decide_and_follows_them(qtbot, window, screen):
    """First on the page of the death alone; the duties lead to where they are answered."""
    window.resize(1366, 768)
    screen.show_page("person")
    guidance = screen.panels.guidance

    def says():
        return [words.text() for words in guidance._decided.findChildren(Headline)]

    entry = screen.case.entry("person")
    for key, answer in (("date_of_death", "2025-10-19"), ("died_manner", "suicide")):
        screen._edit(entry.id, key, answer)
    qtbot.waitUntil(lambda: any("Suspected suicide is asked" in words for words in plain_of(guidance)))
    assert guidance.shows_decided and says()[0] == "What these answers decide"
    screen._edit(entry.id, "died_manner", "natural")
    qtbot.waitUntil(lambda: any("Suspected suicide is not asked" in words for words in plain_of(guidance)))
    link = next(link for link in guidance._decided.findChildren(LinkButton))
    link.click()
    assert screen.page_key == "duties" and not guidance.shows_decided
    screen.show_page("person")
    assert guidance.shows_decided and says()[0] == "What these answers decide"


def plain_of(guidance):
    return [words.plain() for words in guidance._decided.findChildren(Paragraph)]


def test_a_page_of_which_nothing_is_said_has_the_room_of_the_guidance(qtbot, window, screen):
    window.resize(1366, 700)
    pages = {page.key: page for page in window.session.library.outline.pages}
    forms = window.session.library.forms
    said = {
        key: any(
            part.guidance or part.themes
            for part in forms[page.form].sections
            if part.key in page.sections or not page.sections
        )
        for key, page in pages.items()
        if page.form
    }
    assert not all(said.values()) and any(said.values())
    screen.show_page(next(key for key, any_ in said.items() if not any_))
    assert not screen.panels.guidance.isVisible() and not screen._shown_page().guidance.isVisible()
    screen.panels.toggle_guidance()
    assert not screen.panels.guidance.isVisible()
    screen.show_page(next(key for key, any_ in said.items() if any_))
    assert screen.panels.guidance.isVisible()
