"""Which parts a review needs, and whose a question is."""

import pytest

from hssib_desk import resources
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library, read_toml
from hssib_desk.domain.parts.reader import check_parts, read_parts, with_declarations
from hssib_desk.domain.parts.standing import standings
from tests.factories import make_case

LIBRARY = load_library()


def needed(level, contact):
    answers = {LIBRARY.screening.key: {"level": level}, "family": {"contact_status": contact}}
    return [found.part.key for found in standings(make_case(answers=answers))]


def test_a_level_needs_its_own_parts():
    assert needed("screen", "in_touch") == []
    assert needed("short", "in_touch") == ["reviewer", "safety", "family"]
    assert needed("short", "none_known") == ["reviewer", "safety"]
    assert needed("full", "none_known") == ["reviewer", "safety", "family"]


@pytest.mark.parametrize("outline", LIBRARY.reviews, ids=lambda outline: outline.key)
def test_every_question_that_is_signed_belongs_to_a_part(outline):
    library = LIBRARY.for_review(outline.key)
    keys = {part.key for part in library.parts}
    for page in outline.pages:
        for form in (library.forms[key] for key in (page.form, *page.entries) if key):
            assert {library.part_of(form.key, f.section, f.key) for f in form.fields} <= keys, form.key


def test_a_page_may_mix_the_questions_of_several_parts():
    raised = next(page for page in LIBRARY.outline.pages if "action" in page.entries)
    assert {key: LIBRARY.part_of(key) for key in raised.entries} == {
        "problem": "reviewer", "learning": "reviewer", "action": "safety"
    }  # fmt: skip
    staff = LIBRARY.forms["staff"]
    assert {LIBRARY.part_of("staff", f.section, f.key) for f in staff.fields} == {"reviewer", "safety"}
    family = next(rule for rule in LIBRARY.duties if rule.part == "family")
    assert LIBRARY.part_of("duties", family.key, f"{family.key}_done") == "family"
    assert LIBRARY.part_of("duties") == "safety"


def test_only_the_reviewer_declares_to_have_had_no_part_in_the_care():
    said = {part.key: part.declaration for part in LIBRARY.parts}
    label = LIBRARY.form_with_role("declaration", repeat=False).role("declaration").label
    assert [key for key, text in said.items() if text == label] == ["reviewer"]
    assert all(said.values())


def test_a_part_that_cannot_be_is_refused():
    raw = read_toml(resources.forms_dir() / "parts.toml")
    one = dict(raw["part"][0])
    with pytest.raises(FormError, match="there twice"):
        read_parts({"part": [one, one]}, "parts.toml")
    with pytest.raises(FormError, match="no “persons” in the forms"):
        check_parts(read_parts({"part": [{**one, "also": ["persons"]}]}, "parts.toml"), LIBRARY.forms, [])
    wrong = [{"level": "full", "when": {"field": "family.mood", "is": ["yes"]}}]
    with pytest.raises(FormError, match="no form asks “family"):
        check_parts(read_parts({"part": [{**one, "needed": wrong}]}, "parts.toml"), LIBRARY.forms, [])
    with pytest.raises(FormError, match="is no part; use one of: reviewer"):
        check_parts(
            with_declarations(read_parts({"part": [one]}, "parts.toml"), LIBRARY.forms),
            LIBRARY.forms,
            LIBRARY.reviews,
        )
