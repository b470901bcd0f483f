"""What a case says of each theme, from the lists and forms alone."""

from hssib_desk.domain.figures.coverage import THEMES, theme_cover
from hssib_desk.domain.forms.library import load_library
from tests.factories import action_form, make_action, make_case, make_entry

LIBRARY = load_library()
LIST = LIBRARY.lists[THEMES]
FINER = next(choice for choice in LIST.choices if choice.group)
MAIN = LIST.main(FINER.code)
JUDGEMENT = LIBRARY.form_with_role("phase_score", repeat=False)
SECTION = next(s for s in JUDGEMENT.phases if s.themes and not s.show_if)
LEARNING = next(f for f in LIBRARY.forms.values() if f.role("theme") and f is not action_form(LIBRARY))


def cover(case, code):
    return next(item for item in theme_cover(case) if item.theme.code == code)


def test_an_empty_case_leaves_every_main_theme_untouched():
    found = theme_cover(make_case())
    assert [item.theme.code for item in found] == [c.code for c in LIST.choices if not c.group]
    assert all(item.is_untouched for item in found)


def test_words_on_a_page_count_for_the_themes_that_the_page_looks_at():
    well = SECTION.field_with_role("judgement_well")
    code = LIST.main(SECTION.themes[0])
    found = cover(make_case(answers={JUDGEMENT.key: {well.key: "Seen the same day."}}), code)
    assert found.written == 1
    assert found.asked >= 1
    assert not found.is_untouched


def test_a_score_without_words_is_no_evidence():
    answers = {JUDGEMENT.key: {SECTION.score_field.key: "4"}}
    assert all(item.written == 0 for item in theme_cover(make_case(answers=answers)))


def test_learning_and_actions_count_under_the_main_theme():
    entries = [
        make_entry(LEARNING, {"title": "One list", "theme": FINER.code}, ref="L1"),
        make_action(1, theme=MAIN),
        make_action(2, theme=MAIN),
        make_action(3),
    ]
    found = cover(make_case(entries=entries), MAIN)
    assert dict(found.raised) == {LEARNING.singular: 1, action_form(LIBRARY).singular: 2}
