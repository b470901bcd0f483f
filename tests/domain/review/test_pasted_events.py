"""Pasted lines become events, and no character of them is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.pasted_events import answers, events, read_lines
from hssib_desk.domain.review.timeline import is_story

FORM = next(form for form in load_library().forms.values() if is_story(form))
KINDS = FORM.role("event_kind").options


@pytest.mark.parametrize(
    ("line", "day", "time", "said"),
    [
        ("12/03/26 0740 pt not at home, card left", "2026-03-12", "07:40", "pt not at home, card left"),
        ("12/03/2026 07:40 – rang sister", "2026-03-12", "07:40", "rang sister"),
        ("12.03.26 7.40pm seen at home", "2026-03-12", "19:40", "seen at home"),
        ("2026-03-12 seen by GP", "2026-03-12", "", "seen by GP"),
        ("3rd Oct 2026: discharged", "2026-10-03", "", "discharged"),
        ("Thu 12 March 2026, 09:15 ward round", "2026-03-12", "09:15", "ward round"),
        ("12/03/2026 00:00:00\t07:40\tSeen\tby duty worker", "2026-03-12", "07:40", "Seen by duty worker"),
        ("12/03/2026\t\tLetter sent", "2026-03-12", "", "Letter sent"),
        ("12/03/26 2 tablets given", "2026-03-12", "", "2 tablets given"),
        ("31/02/26 impossible", "", "", "31/02/26 impossible"),
        ("seen by duty worker, no notes", "", "", "seen by duty worker, no notes"),
        ("1200 calls", "", "", "1200 calls"),
    ],
)
def test_a_line_is_read_day_first(line, day, time, said):
    (read,) = read_lines(line, KINDS)
    assert (read.day, read.time, read.said) == (day, time, said)


@pytest.mark.parametrize(
    ("said", "kind"),
    [("GP appt DNA'd, letter sent", "missed"), ("tc to sister, not answered", "family"),
     ("pt not at home, card left", "contact"), ("hm", "")],
)  # fmt: skip
def test_the_kind_is_guessed_from_words_of_the_record(said, kind):
    assert read_lines(f"12/03/26 {said}", KINDS)[0].kind == kind


def test_a_line_without_a_day_goes_to_the_event_above_or_is_left_out():
    lines = read_lines("12/03/26 0740 home visit\nseen by duty worker\n13/03/26 rang", KINDS)
    made = events(lines)
    assert [one.said for one in made] == ["home visit\nseen by duty worker", "rang"]
    assert [one.said for one in events(lines, frozenset([1]))] == ["home visit", "rang"]
    assert len(events(read_lines("no day at all", KINDS))) == 1


def test_a_long_line_is_whole_in_the_detail():
    text = "12/03/26 " + "long words of a record " * 20
    given = answers(events(read_lines(text, KINDS))[0], FORM)
    title, detail = FORM.role("title"), FORM.role("detail")
    assert len(given[title.key]) <= title.max_length and given[detail.key] == text[9:].strip()


@given(st.lists(st.text(alphabet="ab1/ :.-\tżé", min_size=1), max_size=6))
def test_no_letter_is_lost(parts):
    lines = read_lines("\n".join(parts), KINDS)
    kept = "".join("".join(line.pasted.split()) for line in lines)
    assert kept == "".join("".join(part.split()) for part in parts)
    for line in lines:
        if not line.is_event:
            assert "".join(line.said.split()) == "".join(line.pasted.split())
