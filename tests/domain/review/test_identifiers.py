"""Free text is searched for what identifies somebody, without being set off by ordinary words."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.dates import PartialDate
from hssib_desk.domain.review.identifiers import LABELS, KnownWords, find_identifiers, name_words

TODAY = date(2025, 11, 18)
KNOWN = KnownWords(
    frozenset({*name_words("Angharad"), *name_words("O’Brien-Will"), *name_words("Ng")}),
    frozenset({"Willow Ward", "W210000"}),
    PartialDate(2019, 3, 4),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NHS 999 000 0018.", [("nhs_number", "999 000 0018")]),
        ("NHS 999-000-0018,", [("nhs_number", "999-000-0018")]),
        ("NHS 999\u00a0000\u00a00018", [("nhs_number", "999\u00a0000\u00a00018")]),
        ("no. 9990000018!", [("nhs_number", "9990000018")]),
        ("999 654 4321", [("nhs_number", "999 654 4321")]),  # a wrong last digit, but meant as one
        ("order 9996544321", []),
        ("order 19990000018", []),
        ("born on 4/5/2018", [("date_of_birth", "4/5/2018")]),
        ("DOB: 04.05.2018", [("date_of_birth", "04.05.2018")]),
        ("d.o.b. 4 May 2018", [("date_of_birth", "4 May 2018")]),
        ("(24/01/1979)", [("date_of_birth", "24/01/1979")]),
        ("24th of January 1979", [("date_of_birth", "24th of January 1979")]),
        ("24-Jan-79", [("date_of_birth", "24-Jan-79")]),
        ("1979-01-24", [("date_of_birth", "1979-01-24")]),
        ("seen on 19/10/2025 and 20 Oct 2025", []),
        ("on 31/02/1979", []),
        ("known since 2009", []),
        ("call 0161 496 0123", [("phone", "0161 496 0123")]),
        ("call 07700900123.", [("phone", "07700900123")]),
        ("call +44 7700 900123", [("phone", "+44 7700 900123")]),
        ("call +44 (0)161 496 0123", [("phone", "+44 (0)161 496 0123")]),
        ("(0161) 496 0123", [("phone", "(0161) 496 0123")]),
        ("at 0930 123 patients", []),
        ("mail a.b-c@ward.example.org.", [("email", "a.b-c@ward.example.org")]),
        ("lives at M13 9PL", [("postcode", "M13 9PL")]),
        ("sw1a1aa", [("postcode", "sw1a1aa")]),
        ("vitamin B12 1mg, P1 2nd, F60.3, S2 assessment", []),
        ("BP 120/80, 10:30, 72-hour, 3 4 5, page 12 of 14", []),
    ],
)
def test_patterns(text, found):
    assert [(hit.kind, text[hit.start : hit.end]) for hit in find_identifiers(text, today=TODAY)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Angharad was seen", [("name", "Angharad")]),
        ("ANGHARAD’s mother", [("name", "ANGHARAD’s")]),
        ("asked angharad", [("name", "angharad")]),
        ("Mr O'Brien said", [("name", "O'Brien")]),
        ("Mrs Brien said", [("name", "Brien")]),
        ("Will agreed; it will be done", [("name", "Will")]),
        ("Ng came, ng tube", [("name", "Ng")]),
        ("moved to  willow\nward", [("known", "willow\nward")]),
        ("ref W210000", [("known", "W210000")]),
        ("ref W2100001", []),
        ("Angharadine and the ward", []),
        ("born 4 March 2019", [("date_of_birth", "4 March 2019")]),
        ("on 04/03/2019 at home", [("date_of_birth", "04/03/2019")]),
    ],
)
def test_known_words(text, found):
    assert [(hit.kind, text[hit.start : hit.end]) for hit in find_identifiers(text, KNOWN, TODAY)] == found


def test_names_are_found_however_their_accents_are_written():
    known = KnownWords(frozenset(name_words("Zażółć")))
    for spelling in ("Zażółć", "Zaz\u0307o\u0301łc\u0301"):
        assert len(find_identifiers(f"Spoke to {spelling} today", known, TODAY)) == 1


@given(st.text(max_size=60))
def test_any_text_is_searched_without_overlaps(text):
    hits = find_identifiers(text, KNOWN, TODAY)
    assert all(hit.kind in LABELS and text[hit.start : hit.end] for hit in hits)
    assert all(one.end <= two.start for one, two in itertools.pairwise(hits))
