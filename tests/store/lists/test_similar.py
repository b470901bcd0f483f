"""Titles much like one that is being typed, from the whole workbook."""

import pytest


@pytest.fixture
def learning(library):
    return next(form for form in library.forms.values() if form.role("good_practice"))


@pytest.fixture
def written(workbook, forms, learning):
    """Three learning points in two cases, and the one that is being written."""

    def add(case, title, **more):
        given = {learning.role("title").key: title}
        return workbook.add_entry(case.id, learning.key, answers=given, **more)

    one, two = workbook.new_case(), workbook.new_case()
    return {
        "checks": add(one, "One shared place to see which blood checks are due"),
        "call": add(one, "A call to the family within two days"),
        "due": add(two, "A shared place for checks that are due"),
        "new": add(two, ""),
        "add": add,
        "cases": (one, two),
    }


def titles(workbook, written, typed):
    return [item.title for item in workbook.lists.similar(written["new"].id, typed)]


def test_titles_that_share_most_words_come_first(workbook, written):
    found = workbook.lists.similar(written["new"].id, "Shared place for blood checks")
    assert [item.entry_id for item in found] == [written["checks"].id, written["due"].id]
    one, two = written["cases"]
    assert [item.ref for item in found] == [f"{one.ref}-L1", f"{two.ref}-L1"]
    assert titles(workbook, written, "Phoning families: a call in two days") == [
        "A call to the family within two days"
    ]


def test_a_chance_word_or_a_few_letters_find_nothing(workbook, written):
    for typed in ("", "Shared", "a to of in", "Shared kitchens and their opening hours", '"* OR NEAR('):
        assert titles(workbook, written, typed) == []


def test_signs_and_endings_do_not_matter(workbook, written):
    assert titles(workbook, written, "SHÁRED places, checking")[0] == "A shared place for checks that are due"


def test_at_most_three_and_never_itself_or_what_was_taken_out(workbook, written):
    one, _two = written["cases"]
    for n in range(4):
        written["add"](one, f"Shared place for checks, number {n}")
    assert len(titles(workbook, written, "Shared place for checks")) == 3
    own = written["due"]
    assert own.id not in [
        i.entry_id for i in workbook.lists.similar(own.id, "Shared place for checks that are due")
    ]
    for item in workbook.lists.similar(written["new"].id, "Shared place for checks", limit=20):
        workbook.remove_entry(item.entry_id, "")
    assert titles(workbook, written, "Shared place for checks") == []


def test_what_another_reviewer_wrote_of_the_same_case_is_not_shown(workbook, written, learning):
    one, _two = written["cases"]
    workbook.reviews.sign(one.id, name="R", role="")
    workbook.reviews.start_second(one.id, name="S", role="")
    second = written["add"](one, "", stage="second")
    found = workbook.lists.similar(second.id, "Shared place for checks that are due")
    assert [item.entry_id for item in found] == [written["due"].id]


def test_other_forms_are_not_compared(workbook, written, forms):
    one, _two = written["cases"]
    workbook.add_entry(one.id, forms.action.key, answers=forms.act(title="Shared place for blood checks"))
    assert "Shared place for blood checks" not in titles(workbook, written, "Shared place for blood checks")
