"""The themes of this year: how many reviews speak of each, and which none does."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel

from hssib_desk.store.lists.queries import ThemeCount
from hssib_desk.ui.learning.theme_coverage import UNTOUCHED, ThemeCoverage


def test_a_theme_that_no_review_and_no_action_names_is_said_to_be_untouched(qtbot, session, go):
    card = ThemeCoverage(session.library, go)
    qtbot.addWidget(card)
    facts = session.workbook.lists.coverage()
    assert facts.themes
    card.show_facts(facts)
    said = [label.text() for label in card.findChildren(QLabel)]
    bare = [theme for theme in facts.themes if theme.is_untouched]
    assert bare
    assert said.count(UNTOUCHED) == len(bare)


def test_a_theme_whose_care_was_judged_is_not_untouched(qtbot, session, go):
    card = ThemeCoverage(session.library, go)
    qtbot.addWidget(card)
    theme = ThemeCount("ANY", "A theme", cases=0, entries=0, actions=0, overdue=0, judged=2)
    facts = replace(session.workbook.lists.coverage(), themes=(theme,), signed=3)
    card.show_facts(facts)
    said = [label.text() for label in card.findChildren(QLabel)]
    assert "0 of 3" in said and "judged in 2 of 3" in said and UNTOUCHED not in said
