"""Text stays what was typed; what a cell cannot hold is shown, listed and never dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hssib_desk.export.text import (
    POINTER,
    Notes,
    different,
    from_cell,
    held,
    in_cell,
    is_continued,
    is_mistakable,
    is_plain,
    parts_of,
    safe_title,
    width_of,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize("sign", list("\x00\x08\x0b\x0c\x1f\ud800\udfff\ufffe\uffff"))
def test_a_character_no_file_can_hold_is_shown_and_listed(sign: str):
    notes = Notes()
    assert held(f"a{sign}b{sign}", "C-1, Action", notes) == "a\ufffdb\ufffd"
    assert notes.replaced == 2
    assert notes.all == (
        f"C-1, Action: 2 characters that a spreadsheet cannot hold, shown as \ufffd (U+{ord(sign):04X}).",
    )


@pytest.mark.parametrize("text", ["tab\tline\nreturn\r\n", "\x7f\x85\u2028", "Zażółć 李 😀 نص", "\ufffd"])
def test_everything_else_stays(text: str):
    notes = Notes()
    assert held(text, "x", notes) is text
    assert notes.all == ()


@given(ANY_TEXT)
def test_what_is_held_can_be_written(text: str):
    kept = held(text, "x", Notes())
    kept.encode()
    assert len(kept) == len(text)


@given(st.text(alphabet="_x0041F\n ", max_size=30))
def test_a_text_that_looks_escaped_comes_back(text: str):
    assert from_cell(in_cell(text)) == text


def test_a_typed_escape_is_not_read_as_one():
    assert in_cell("_x0041_") == "_x005F_x0041_"
    assert in_cell("max_x") == "max_x"


def test_the_limit_counts_as_excel_counts():
    assert width_of("aé") == 2
    assert width_of("😀") == 2
    assert [parts_of("x" * length) for length in (32_766, 32_767)] == [["x" * 32_766], ["x" * 32_767]]
    assert len(parts_of("x" * 32_768)) == 2
    assert len(parts_of("😀" * 16_384)) == 2


@pytest.mark.parametrize("text", ["word " * 20_000, "😀" * 20_000, "x" * 32_768])
def test_a_long_text_is_cut_into_parts_and_not_off(text: str):
    parts = parts_of(text)
    assert "".join(parts) == text
    assert all(width_of(part + POINTER.format(row=1_048_576)) <= 32_767 for part in parts)
    assert is_continued(parts[0] + POINTER.format(row=7))
    assert not is_continued(parts[0])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(1)", "\tx", "\r=1", "#N/A", "007", "2026-01-31"])
def test_what_a_spreadsheet_would_take_for_something_else_is_known(text: str):
    assert is_mistakable(text)
    assert not is_mistakable("plain words")


def test_sheet_titles_are_safe_short_and_different():
    assert safe_title("Notes: a/b [1]?", set()) == "Notes a b 1"
    assert safe_title("", set()) == "Sheet"
    assert safe_title("'quoted'", set()) == "quoted"
    assert safe_title("History", set()) == "History (2)"
    assert safe_title("actions", {"Actions"}) == "actions (2)"
    long = safe_title("Questions from family and carers", set())
    assert long == "Questions from family and"
    assert len(safe_title("Questions from family and carers", {long})) <= 31
    assert width_of(safe_title("😀" * 40, set())) <= 31


def test_heads_are_different_whatever_their_case():
    assert different(["Score", "score", "", "two\nlines"]) == ["Score", "score (2)", "Column", "two lines"]


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (200, "The text may identify somebody. Place 199."),
        (201, "The text may identify somebody in 1 more place."),
        (205, "The text may identify somebody in 5 more places."),
    ],
)
def test_warnings_beyond_many_are_counted(places: int, said: str):
    notes = Notes()
    for number in range(places):
        notes.warn(f"Place {number}.")
    assert len(notes.all) == min(places, 201)
    assert notes.all[-1] == said


def test_what_a_file_cannot_hold_is_counted_over_all_places():
    notes = Notes()
    held("a\x00", "C-1", notes)
    held("\x01\ufffe\x01", "C-2", notes)
    assert notes.replaced == 4
    assert notes.all == (
        "C-1: 1 character that a spreadsheet cannot hold, shown as \ufffd (U+0000).",
        "C-2: 3 characters that a spreadsheet cannot hold, shown as \ufffd (U+0001, U+FFFE).",
    )


def test_a_warning_names_its_place():
    notes = Notes()
    notes.warn("C-1, Comments.")
    assert notes.all == ("The text may identify somebody. C-1, Comments.",)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("_x0041_", "A"),
        ("a_x000a_b_x000A_", "a\nb\n"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x263A_", "☺"),
        ("_X0041_", "_X0041_"),
        ("max_x", "max_x"),
        ("_x41_ _x00g1_", "_x41_ _x00g1_"),
    ],
)
def test_an_escape_of_the_file_format_is_read_as_what_it_stands_for(written: str, typed: str):
    assert from_cell(written) == typed


@given(st.lists(st.sampled_from(["_x0041_", "_x005F_", "_", "x", "a"]), max_size=6).map("".join))
def test_any_row_of_escapes_comes_back(text: str):
    assert from_cell(in_cell(text)) == text


def test_a_cell_surely_holds_only_what_is_short_and_ordinary():
    assert is_plain("plain words, Zażółć 😀")
    assert is_plain("😀" * 16_382)
    assert not is_plain("x" * 16_383)
    assert not is_plain("a\x00")


def test_each_part_but_the_last_is_as_long_as_leaves_room_for_the_pointer():
    assert [len(part) for part in parts_of("x" * 65_400)] == [32_687, 32_687, 26]
    assert [len(part) for part in parts_of("😀" * 32_700)] == [16_343, 16_343, 14]
    assert [len(part) for part in parts_of("\uffff" * 32_768)] == [32_687, 81]
    assert [len(part) for part in parts_of("x" + "😀" * 32_700)] == [16_344, 16_343, 14]


def test_a_title_is_cut_between_words_and_numbered_within_its_length():
    assert safe_title("Axis X", set()) == "Axis X"
    assert safe_title("Xray of 'it'", set()) == "Xray of 'it"
    assert safe_title("a" * 40, set()) == "a" * 31
    assert safe_title("a" * 40, {"a" * 31}) == "a" * 25 + " (2)"
    assert safe_title("Ten words of which the last one", set()) == "Ten words of which the last one"
    assert safe_title("Ten words of which the last one is cut", set()) == "Ten words of which the last one"
    assert safe_title("Ten words of which the last ones", set()) == "Ten words of which the last"
    assert safe_title("😀" * 40, set()) == "😀" * 15
    assert safe_title("a" + "😀" * 40, set()) == "a" + "😀" * 15


def test_a_head_is_no_longer_than_a_table_takes():
    assert different(["x" * 300]) == ["x" * 250]
    assert different(["Score"] * 3) == ["Score", "Score (2)", "Score (3)"]
