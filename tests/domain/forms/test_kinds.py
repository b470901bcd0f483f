"""Each kind keeps what was typed, reads what it can, says what is odd, and shows it as people write it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.forms.form import Choice, CodeList, Field
from hssib_desk.domain.forms.kinds import KINDS, cell, codes, is_answer, is_whole, parse, problem, show
from hssib_desk.domain.forms.library import load_library
from tests.factories import sample

TODAY = date(2025, 11, 18)
LIST = CodeList(
    "l",
    "L",
    1,
    "local",
    (
        Choice("a", "Assessment, investigation or diagnosis", short="Assessment"),
        Choice("s3", "Section 3", match=("S3", "Sec 3")),
        Choice("n", "None", retired=True),
    ),
)
CODED = frozenset({"choice", "choices", "open_choice", "person_role", "score", "yes_no"})


def of(kind, **more):
    return Field("k", "K", kind, options=LIST if kind in CODED else None, **more)


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        ("text", " kept as  typed ", " kept as  typed ", " kept as  typed "),
        ("note", "one\ntwo", "one\ntwo", "one\ntwo"),
        ("choice", "section 3", "s3", "Section 3"),
        ("choice", " SEC 3 ", "s3", "Section 3"),
        ("choice", "s3", "s3", "Section 3"),
        ("choice", "assessment", "a", "Assessment, investigation or diagnosis"),
        ("choice", "Section 33", "Section 33", "Section 33"),
        ("open_choice", "A place of our own", "A place of our own", "A place of our own"),
        ("person_role", "Ward Manager", "Ward Manager", "Ward Manager"),
        ("choices", "Sec 3, Assessment", ["a", "s3"], "Assessment, investigation or diagnosis, Section 3"),
        (
            "choices",
            "Assessment, investigation or diagnosis",
            ["a"],
            "Assessment, investigation or diagnosis",
        ),
        ("date", "19/10/2025", "2025-10-19", "19 Oct 2025"),
        ("date", "Oct 2025", "2025-10", "Oct 2025"),
        ("date", "Not known", "unknown", "Not known"),
        ("date", "31/11/2025", "31/11/2025", "31/11/2025"),
        ("time", "9.05", "09:05", "09:05"),
        ("time", "1405", "14:05", "14:05"),
        ("time", "teatime", "teatime", "teatime"),
        ("integer", " 12 ", 12, "12"),
        ("integer", "about 12", "about 12", "about 12"),
        ("decimal", "1.50", "1.50", "1.50"),
        ("decimal", "nan", "nan", "nan"),
        ("nhs_number", "999 000 0018", "9990000018", "999 000 0018"),
        ("nhs_number", "999-000-001", "999-000-001", "999-000-001"),
        ("duration", "2 days 3 hrs", "P2DT3H", "2 days 3 hours"),
        ("duration", "90 min", "PT90M", "90 minutes"),
        ("duration", "1 day", "P1D", "1 day"),
        ("duration", "a while", "a while", "a while"),
    ],
)
def test_typed_stored_and_shown(kind, typed, stored, shown):
    field = of(kind)
    assert parse(field, typed) == stored
    assert show(field, stored) == shown


@pytest.mark.parametrize(
    ("kind", "value", "more", "sentence"),
    [
        ("text", "abcd", {"max_length": 3}, "This is 1 characters too long; 3 fit."),
        ("choice", "x", {}, "“x” is not one of the choices. What was written is kept; choose the nearest."),
        (
            "choices",
            ["a", "x"],
            {},
            "“x” is not one of the choices. What was written is kept; choose the nearest.",
        ),
        ("choice", "n", {}, None),  # retired, and readable
        ("open_choice", "x", {}, None),
        ("date", "31/11/2025", {}, "There is no 31 November. The text is kept."),
        ("date", "unknown", {}, None),
        ("date", "2025-11-19", {"max": "today"}, "This is after 18 Nov 2025. Check the year."),
        ("date", "2025-11", {"max": "today"}, None),
        ("date", "2024-12-31", {"min": "2025-01-01"}, "This is before 1 Jan 2025. Check the year."),
        ("date", "2025", {"min": "2025-06-01", "max": "2025-06-30"}, None),
        ("time", "25:00", {}, "Write the time as 14:05. The text is kept."),
        ("integer", "about 12", {}, "This is not a number. The text is kept."),
        ("integer", 3, {"min": 4}, "The least is 4."),
        ("integer", 5, {"max": 4}, "The most is 4."),
        ("decimal", "0", {"min": 0}, None),
        ("nhs_number", "9990000019", {}, "The last digit does not fit the others"),
        ("nhs_number", "123", {}, "An NHS number has ten digits. The text is kept."),
        ("nhs_number", "9990001235", {}, None),
        ("duration", "a while", {}, "Write it as “3 days” or “2 hours 30 minutes”. The text is kept."),
    ],
)
def test_problems_are_sentences(kind, value, more, sentence):
    found = problem(of(kind, **more), value, TODAY)
    assert found is None if sentence is None else found.startswith(sentence)


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        ("date", "2025-10-19", date(2025, 10, 19)),
        ("date", "2025-10", "Oct 2025"),
        ("date", "unknown", "Not known"),
        ("integer", 0, 0),
        ("integer", "about 12", "about 12"),
        ("decimal", "1.5", Decimal("1.5")),
        ("decimal", "0", Decimal(0)),
        ("decimal", "some", "some"),
        ("choice", "s3", "Section 3"),
        ("nhs_number", "9990000018", "999 000 0018"),
    ],
)
def test_cells_are_typed(kind, value, typed):
    found = cell(of(kind), value)
    assert found == typed
    assert type(found) is type(typed)


def test_a_coming_target_with_a_short_year_is_not_last_century():
    assert parse(of("date"), f"31/03/{(date.today().year + 1) % 100:02d}") == f"{date.today().year + 1}-03-31"
    assert parse(of("date", max="today"), "31/03/79") == "1979-03-31"


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=30))
def test_nothing_typed_is_ever_lost(kind, text):
    field = of(kind)
    stored = parse(field, text)
    assert (stored is None) == (not text.strip())
    if stored is not None:
        shown = show(field, stored)
        assert problem(field, stored, TODAY) is None or shown == text or kind in CODED
        assert parse(field, shown) == stored or shown != text
        cell(field, stored)


@given(st.sampled_from(sorted(KINDS)), st.text() | st.integers() | st.lists(st.text(max_size=5), max_size=3))
def test_any_stored_value_can_be_shown_and_checked(kind, value):
    field = of(kind)
    assert isinstance(show(field, value), str)
    assert problem(field, value, TODAY) is None or problem(field, value, TODAY)
    assert isinstance(codes(field, value), list)
    cell(field, value)


@pytest.mark.parametrize(
    "field",
    [field for form in load_library().forms.values() for field in form.fields],
    ids=lambda field: field.key,
)
def test_shown_answers_of_shipped_questions_read_back(field):
    value = sample(field)
    if field.kind in ("link", "attachment"):
        return
    assert problem(field, value, TODAY) is None
    assert parse(field, show(field, value)) == value


@pytest.mark.parametrize(
    ("kind", "half", "whole"),
    [
        ("date", "14/11/20", "14/11/2025"),
        ("date", "14 Nov 20", "14 Nov 2025"),
        ("date", "2025-11-1", "2025-11-14"),
        ("date", "2025", "11/2025"),
        ("time", "140", "1405"),
        ("time", "14:0", "14:05"),
        ("nhs_number", "999 000 001", "999 000 0018"),
    ],
)
def test_what_another_key_would_make_another_value_is_not_whole(kind, half, whole):
    field = Field("k", "Label", kind)
    assert not is_whole(field, half)
    assert is_whole(field, whole)


def test_a_number_is_never_whole_and_a_text_always():
    assert not is_whole(Field("k", "Label", "integer"), "12")
    assert is_whole(Field("k", "Label", "text"), "a")


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.example], ids=lambda kind: kind.key)
def test_the_example_of_a_kind_is_a_good_answer(kind):
    field = Field("k", "K", kind.key)
    assert is_answer(field, kind.example)
    assert problem(field, kind.example, TODAY) is None
    assert parse(field, show(field, kind.example)) == kind.example
