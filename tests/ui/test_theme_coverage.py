"""The themes on Home: how many reviews speak of each, and which none does."""

from PySide6.QtWidgets import QLabel

from hssib_desk.ui.theme_coverage import UNTOUCHED, ThemeCoverage


def test_a_theme_that_no_review_and_no_action_names_is_said_to_be_untouched(qtbot, session, go):
    card = ThemeCoverage(session.library, go)
    qtbot.addWidget(card)
    facts = session.workbook.home()
    assert facts.themes
    card.show_facts(facts, 3)
    said = [label.text() for label in card.findChildren(QLabel)]
    bare = [theme for theme in facts.themes if not theme.cases and not theme.actions]
    assert bare
    assert said.count(UNTOUCHED) == len(bare)
