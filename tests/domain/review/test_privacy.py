"""Nothing identifying leaves unsaid: answers are dropped by whom they identify, free text is pointed at."""

from dataclasses import replace

import pytest

from hssib_desk.domain.forms.form import Field, Form, Section
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.identifiers import find_identifiers
from hssib_desk.domain.review.privacy import (
    NOBODY,
    RECOGNISABLE,
    SEARCHED,
    Contents,
    identifies,
    identifying_fields,
    known_words,
    sentences,
    text_hits,
    without_identifiers,
)
from tests.factories import SEAL, TODAY, full_case, make_action, make_case

FORM = Form(
    "story",
    "Story",
    1,
    "local",
    (
        Section(
            "s",
            "S",
            (
                Field("sur", "Family name", "text", "s", role="name", identifying="person"),
                Field("born", "Date of birth", "date", "s", role="date_of_birth"),
                Field("nhs", "NHS number", "nhs_number", "s"),
                Field("unit", "Ward", "text", "s", identifying="person"),
                Field("kin", "Who we talk to", "text", "s", identifying="relative"),
                Field("who", "Reviewer’s name", "text", "s", identifying="staff"),
                Field("portrait", "Who they were", "note", "s", identifying="person"),
                Field("story", "What happened", "note", "s"),
                Field("more", "Anything else", "text", "s"),
                Field("died", "Died", "date", "s", role="date_of_death"),
            ),
        ),
    ),
)
ANSWERS = {
    "sur": "Evans",
    "born": "1979-01-24",
    "nhs": "9990000018",
    "unit": "Willow Ward",
    "kin": "Rhys Jones",
    "who": "Dr. A. Smith",
    "portrait": "Evans liked the sea.",
    "story": "Mrs Evans moved to Willow Ward. Rhys rang 0161 496 0123. Evans was born 24/1/1979.",
    "more": "Nothing to add.",
    "died": "2025-10-19",
    "left_over": "from an older form",
}


def told(**more):
    return EntryFile("entry-story", FORM, ANSWERS, **more)


def case_of(**answers):
    return make_case("C-2025-014", entries=[replace(told(), answers=ANSWERS | answers)])


@pytest.mark.parametrize(
    ("field", "who"),
    [
        (Field("a", "A", "text", identifying="relative"), "relative"),
        (Field("a", "A", "nhs_number"), "person"),
        (Field("a", "A", "date", role="date_of_birth"), "person"),
        (Field("a", "A", "text", role="signer_name"), "staff"),
        (Field("a", "A", "text", role="reviewer_role"), None),
        (Field("a", "A", "text", role="ward"), None),
        (Field("a", "A", "note"), None),
    ],
)
def test_whom_an_answer_identifies(field, who):
    assert identifies(field) == who


def test_identifying_fields_can_be_asked_for_by_whom():
    assert [field.key for field in identifying_fields(FORM, {"staff"})] == ["who"]
    assert len(identifying_fields(FORM)) == 7


def test_identifying_answers_are_dropped_with_whatever_no_form_knows():
    entry = without_identifiers(case_of()).entries[0]
    assert set(entry.answers) == {"story", "more", "died"}
    only_staff = without_identifiers(case_of(), {"staff"}).entries[0]
    assert set(ANSWERS) - set(only_staff.answers) == {"who", "left_over"}


def test_the_signature_loses_its_name_and_keeps_its_digest():
    case = make_case("C-1", entries=[told(seal=SEAL)])
    assert without_identifiers(case).seal == replace(SEAL, name="")
    assert without_identifiers(case, {"person"}).seal == SEAL


def test_no_identifying_answer_of_any_shipped_form_is_left():
    case = full_case()
    left = without_identifiers(case)
    kept = [entry.form.by_key[key] for entry in left.entries for key in entry.answers]
    assert kept and not any(field.identifying or field.kind == "nhs_number" for field in kept)
    assert len(left.entries) == len(case.entries)


def test_known_words_come_from_names_places_and_numbers():
    known = known_words(case_of())
    assert known.names == {"evans", "rhys", "jones", "smith"}  # titles and initials are not looked for
    assert known.phrases == {"Willow Ward"}
    assert known.born.iso == "1979-01-24"


def test_free_text_is_pointed_at_and_not_quoted():
    (hit,) = text_hits(case_of())
    assert hit.sentence == (
        "C-2025-014, “What happened”: 3 names, 1 date that may be a date of birth, 1 telephone number, "
        "1 other identifying detail."
    )
    assert not find_identifiers(hit.sentence, replace(known_words(case_of()), phrases=frozenset()), TODAY)


def test_hits_in_entries_carry_their_reference():
    case = make_case("C-2025-014", entries=[told(), make_action(3, title="Ring Evans back")])
    assert [hit.entry_ref for hit in text_hits(case)] == ["", "A03"]
    (only,) = text_hits(case, forms={load_library().form_with_role("target_date", repeat=True).key})
    assert only.sentence.startswith("C-2025-014-A03, “")
    assert only.sentence.endswith("”: 1 name.")


def leaving(cases, **asked):
    contents = Contents()
    for case in cases:
        contents.add(case, None)
    return sentences(contents, **asked)


def test_what_leaves_is_said_before_it_is_written():
    said = leaving([case_of(), case_of(story="All well.")])
    assert said == [
        "2 cases would leave.",
        "Left out: 10 answers that would identify the person.",
        "Left out: 2 answers that would identify relatives.",
        "Left out: 2 answers that would identify staff.",
        "Free text may still identify somebody in 1 place:",
        text_hits(case_of())[0].sentence,
        RECOGNISABLE,
        SEARCHED,
    ]


def test_what_is_kept_is_counted_by_question():
    said = leaving([case_of(story=""), case_of(story="", nhs="")], without={"relative"})
    assert said[1] == (
        "Contains what identifies the person: Family name (2), Date of birth (2), NHS number (1), Ward (2), "
        "Who they were (2)."
    )
    assert said[2].startswith("Left out: 2 answers that would identify relatives")
    assert said[3] == "Contains what identifies staff: Reviewer’s name (2)."
    assert "Left out" not in " ".join(leaving([case_of()], without=NOBODY))


def test_long_lists_of_places_are_counted():
    said = leaving([case_of()] * 12, most=10)
    assert said.count(text_hits(case_of())[0].sentence) == 10
    assert "And 2 places more." in said


def test_nothing_selected_is_said_too():
    assert leaving([]) == ["No case is selected, so nothing would leave."]


def test_a_name_where_a_role_is_asked_counts_as_a_name():
    named = make_case(entries=[make_action(1, owner="Dr Jane Patel"), make_action(2, owner="Ward manager")])
    assert [hit.sentence for hit in text_hits(named)] == ["C-2025-014-A01, “Owner (role)”: 1 name."]
