"""Which form a review is on is chosen for new cases in the settings, and for a draft in the case itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.cases.columns import header_names, score_items
from hssib_desk.ui.learning import questions
from tests.ui.conftest import named

FIRST, OTHER = "mental_health", "acute"


def words(widget):
    return "\n".join(getattr(label, "plain", label.text)() for label in widget.findChildren(QLabel))


def choose(qtbot, switch, value):
    button = next(made for made in switch.children() if getattr(made, "value", "") == value)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def judged(case):
    return next(entry for entry in case.entries if entry.form.phases)


@pytest.fixture
def draft(workbook):
    """A draft of which one phase and overall care are written."""
    case = workbook.new_case()
    entry = judged(case)
    first, *_, overall = (phase.field_with_role("judgement_well").key for phase in entry.form.phases)
    workbook.save(entry.id, {first: "Seen within the hour", overall: "Kind throughout"})
    return case


def test_new_cases_take_the_form_of_the_settings(qtbot, window, workbook):
    window.show_place("settings")
    card = window.page("settings").judging
    assert card.review.value() == FIRST
    choose(qtbot, card.review, OTHER)
    window.new_case("full")
    case = window.page("case").case
    assert case.library.outline.key == OTHER
    assert workbook.setting("review") == OTHER
    rows = window.page("case").panels.outline._rows
    assert [page.key for page in case.library.outline.pages if page.key in rows] == [
        page.key for page in case.library.outline.pages
    ]


def test_a_draft_is_moved_from_the_outline_by_keyboard_and_undone(qtbot, window, draft):
    window.case(draft.id)
    screen = window.page("case")
    link = named(screen, "review-form")
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    page = screen.middle.currentWidget()
    said = words(page)
    for text in ("Seen within the hour", "Kind throughout", "Set aside", "Stays"):
        assert text in said
    qtbot.waitUntil(named(screen, "keep-review-form").hasFocus)
    move = named(screen, f"move-to-{OTHER}")
    move.setFocus()
    qtbot.keyClick(move, Qt.Key.Key_Return)
    assert screen.case.library.outline.key == OTHER
    assert "Acute" in named(screen, "review-form").accessibleName()
    assert "Kind throughout" in judged(screen.case).answers.values()
    screen.undo()
    assert screen.case.library.outline.key == FIRST
    assert "Seen within the hour" in judged(screen.case).answers.values()


def test_keeping_it_changes_nothing(qtbot, window, draft):
    window.case(draft.id, page="review_form")
    screen = window.page("case")
    before = screen.case.entries
    qtbot.mouseClick(named(screen, "keep-review-form"), Qt.MouseButton.LeftButton)
    assert screen.case.entries == before
    assert screen.page_key != "review_form"


def test_a_signed_review_says_why_it_does_not_move(window, workbook, draft):
    workbook.reviews.sign(draft.id, name="R. Reviewer", role="")
    window.case(draft.id, page="review_form")
    screen = window.page("case")
    assert "signed off" in words(screen.middle.currentWidget())
    assert not screen.middle.currentWidget().findChildren(QAbstractButton, f"move-to-{OTHER}")


def test_what_an_organisation_asks_is_chosen_in_the_settings(qtbot, window, workbook, draft):
    option = next(item for item in workbook.library.options if item.key == "avoidability")
    window.show_place("settings")
    card = window.page("settings").judging
    choose(qtbot, card.options[option.key], option.choices[1].code)
    assert workbook.setting(option.key) == option.choices[1].code
    page = judged(draft).form.phases[-1]
    field = next(
        f for f in judged(draft).form.fields if f.asked_if and option.choices[1].code in f.asked_if.accepts
    )
    window.case(draft.id, page=f"{judged(draft).form.key}.{page.key}")
    editor = named(window.page("case"), field.key)
    assert editor.isVisible()
    assert field.options.direction in words(window.page("case").middle.currentWidget())
    assert len({button.sizeHint().height() for button in editor.buttons}) == 1
    window.show_place("settings")
    choose(qtbot, card.options[option.key], option.default)
    window.case(draft.id, page=f"{judged(draft).form.key}.{page.key}")
    assert not named(window.page("case"), field.key).isVisible()


def test_scores_of_another_form_stand_under_no_head_of_this_one_nor_in_its_chart(window, workbook):
    for review in (FIRST, OTHER, OTHER):
        entry = judged(workbook.new_case(review=review))
        workbook.save(entry.id, {phase.score_field.key: "4" for phase in entry.form.phases})
    window.cases()
    model = window.page("cases").model
    library = workbook.library
    rows = [model.row(n) for n in range(model.rowCount())]
    other = next(row for row in rows if row.review == OTHER)
    scores = [("4", 4)] * len(other.scores)
    items = score_items(library, other, scores, "")
    heads = header_names(library)
    assert len(items) == len(heads)
    assert {head: item for head, item in zip(heads, items, strict=True) if item} == {
        heads[0]: "Acute",
        heads[-1]: ("4", 4),  # overall care is asked in both
    }
    assert score_items(library, other, scores, OTHER)[0] == ("4", 4)
    window.cases(CaseQuery(review=OTHER))
    assert model.rowCount() == 2
    chart = questions.judged(workbook.lists.figures(CaseQuery(review=OTHER)))
    assert "Acute care" in chart.title
    first = questions.judged(workbook.lists.figures())
    assert "Mental health" in first.title
    assert "2 on the form “Acute care”" in first.definition
    assert {row.key for row in first.phases}.isdisjoint(row.key for row in chart.phases)
