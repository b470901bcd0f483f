"""The themes of a case on the page that signs it."""

from hssib_desk.ui.case.theme_card import UNTOUCHED
from tests.factories import action_form, keyed


def words(card):
    return [row.accessibleName() for row in card._rows if row.accessibleName()]


def test_each_theme_says_what_there_is_and_what_is_untouched(window):
    case = next(window.session.workbook.lists.case_files())
    window.case(case.id, "sign_off")
    card = window.page("case").doors.sign_off.themes
    library = window.session.library
    themes = [choice.label for choice in library.lists["themes"].choices if not choice.group]
    assert [line.split(":")[0] for line in words(card)] == themes
    assert words(card)[1].endswith(UNTOUCHED)
    action = action_form(library)
    code = library.lists["themes"].choices[1].code
    window.session.workbook.add_entry(
        case.id, action.key, answers=keyed(action, {"title": "Ring the family", "theme": code})
    )
    window.page("case").refresh()
    assert "1 action" in words(card)[1]
