"""Who can help is named as the list of the form has it, and every part that is spoken of is printed."""

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.letter.words import letter_form


def test_each_organisation_that_can_be_chosen_has_its_line_and_none_other():
    chosen = load_library().form_with_role("support_named").role("support_named").options
    told = {one.code: one for one in letter_form().organisations}
    named = {choice.code: choice.label for choice in chosen.choices if choice.code not in ("local", "none")}
    assert {code: one.name for code, one in told.items()} == named
    assert any(one.usual for one in told.values())
    for one in told.values():
        assert one.web in one.line and one.region in one.line


def test_what_is_said_names_parts_and_questions_that_there_are():
    form, library = letter_form(), load_library()
    assert {one.part for one in form.said} <= set(form.headings)
    for one in (*form.said, *form.advice):
        for field in (*(one.when.fields() if one.when else ()), *filter(None, [one.date])):
            key, _, name = field.partition(".")
            assert name in library.forms[key].by_key, field
