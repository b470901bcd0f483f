"""The outline says how far each page is, and never hides, doubles or rounds away what is left."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hssib_desk.domain.forms.form import Library, Outline, Page
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.outline import (
    advice,
    completeness,
    findings,
    hidden_answers,
    page_entries,
    page_of,
    page_states,
)
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, WorkbookFacts
from tests.domain.forms.test_rules import LISTS, RAW_LISTS
from tests.factories import TODAY, full_case, make_case

FORM = """
key = "review"
title = "Review"
version = 1
source = "local"
[[section]]
key = "first"
title = "First"
[[section.field]]
key = "score"
label = "Score"
kind = "score"
scale = "care"
role = "phase_score"
required = true
[[section.field]]
key = "why"
label = "Why"
kind = "note"
required_if = { field = "score", is = ["1", "na"] }
[[section]]
key = "second"
title = "Second"
show_if = { field = "gate", is = ["open"] }
[[section.field]]
key = "more"
label = "More"
kind = "integer"
required = true
[[section]]
key = "third"
title = "Third"
[[section.field]]
key = "gate"
label = "Gate"
kind = "text"
[[advise]]
key = "pinned"
field = "gate"
when = { field = "gate", is = ["ajar"] }
say = "Open or shut?"
[[advise]]
key = "loose"
when = { field = "score", is = ["5"] }
say = "Excellent."
"""
LIST = """
key = "raised"
title = "Raised"
version = 1
source = "local"
repeat = true
letter = "R"
[[section]]
key = "s"
title = "S"
[[section.field]]
key = "what"
label = "What"
kind = "text"
required = true
"""
REVIEW, RAISED = (read_form(tomllib.loads(text), LISTS, RAW_LISTS, "f.toml") for text in (FORM, LIST))
PAGES = (
    *(Page(key, key.title(), "review", (key,)) for key in ("first", "second", "third")),
    Page("raised", "Raised", entries=("raised",)),
)
LIBRARY = Library({"review": REVIEW, "raised": RAISED}, {}, {}, Outline("o", "O", 1, PAGES))


def case(answers=None, raised=(), form=REVIEW):
    entries = [] if answers is None else [EntryFile("1", form, answers)]
    entries += [
        EntryFile(f"r{n}", RAISED, {"what": text} if text else {}, f"R{n}") for n, text in enumerate(raised)
    ]
    return CaseFile("c", "C-1", tuple(entries), LIBRARY, WorkbookFacts("W"), today=TODAY)


@pytest.mark.parametrize(
    ("answers", "raised", "states"),
    [
        (None, (), ["empty 1", "not_applicable 0 hidden", "empty 0", "empty 0"]),
        ({"score": "4"}, (), ["done 0 4", "not_applicable 0 hidden", "empty 0", "empty 0"]),
        ({"score": "1"}, (), ["part 1 1", "not_applicable 0 hidden", "empty 0", "empty 0"]),
        ({"score": "1", "why": "Late."}, (), ["done 0 1", "not_applicable 0 hidden", "empty 0", "empty 0"]),
        ({"score": "na"}, (), ["part 1 na", "not_applicable 0 hidden", "empty 0", "empty 0"]),
        (
            {"score": "na", "why": "No ward."},
            (),
            ["not_applicable 0 na", "not_applicable 0 hidden", "empty 0", "empty 0"],
        ),
        ({"why": "Late."}, (), ["part 1", "not_applicable 0 hidden", "empty 0", "empty 0"]),
        ({"gate": "open"}, (), ["empty 1", "empty 1", "done 0", "empty 0"]),
        ({"gate": "open", "more": "some"}, (), ["empty 1", "part 1", "done 0", "empty 0"]),
        ({"gate": "open", "more": 3}, ("x",), ["empty 1", "done 0", "done 0", "done 0"]),
        (None, ("x", ""), ["empty 1", "not_applicable 0 hidden", "empty 0", "part 1"]),
    ],
)
def test_the_state_of_each_page(answers, raised, states):
    def words(state):
        score, hidden = state.score.code if state.score else "", "" if state.shown else "hidden"
        return " ".join(filter(None, (state.state, str(state.missing), score, hidden)))

    assert [words(state) for state in page_states(case(answers, raised))] == states


@pytest.mark.parametrize(
    ("answers", "raised", "percent", "left", "next_page"),
    [
        (None, (), 0, 1, "first"),
        ({"score": "4"}, (), 100, 0, None),
        ({"score": "1"}, (), 50, 1, "first"),
        ({"score": "4", "gate": "open"}, (), 50, 1, "second"),
        ({"score": "4", "gate": "open", "more": "some"}, (), 99, 1, "second"),
        ({"score": "4"}, ("x", ""), 66, 1, "raised"),
        (None, ("x",) * 300, 99, 1, "first"),
        ({}, ("x", *[""] * 200), 1, 201, "first"),
    ],
)
def test_completeness(answers, raised, percent, left, next_page):
    found = completeness(case(answers, raised))
    assert (found.percent, found.to_finish) == (percent, left)
    assert (found.next_page.key if found.next_page else None) == next_page


def test_findings_come_in_the_order_of_the_pages():
    found = findings(case({"gate": "open", "more": "some"}, ("",)))
    assert [(page.key, item.kind, item.field.key) for page, item in found] == [
        ("first", "missing", "score"),
        ("second", "odd", "more"),
        ("raised", "missing", "what"),
    ]


def test_a_remark_stands_on_one_page():
    found = advice(case({"score": "5", "gate": "ajar"}))
    assert [(page.key, item.key) for page, item in found] == [("first", "1:loose"), ("third", "1:pinned")]


def test_hidden_answers_are_listed_for_the_signature():
    found = hidden_answers(case({"gate": "shut", "more": 3}))
    assert [(entry.id, field.key) for entry, field in found] == [("1", "more")]


OLDER = read_form(
    tomllib.loads(FORM.replace('key = "second"\ntitle', 'key = "gone"\ntitle')), LISTS, RAW_LISTS, "f.toml"
)


def test_a_section_of_an_older_form_is_shown_once_and_never_lost():
    old = case({"score": "4", "gate": "open", "more": "some"}, form=OLDER)
    shown = [(page.key, s.key) for page in PAGES for _, sections in page_entries(old, page) for s in sections]
    assert shown == [("first", "first"), ("third", "third"), ("third", "gone")]
    assert [(page.key, item.field.key) for page, item in findings(old)] == [("third", "more")]
    assert page_of(old, old.entries[0], "gone").key == "third"


@pytest.mark.parametrize(
    ("entry", "section", "page"),
    [(0, "second", "second"), (0, "", "first"), (1, "", "raised"), (1, "s", "raised")],
)
def test_the_page_of_an_entry(entry, section, page):
    found = case({}, ("x",))
    assert page_of(found, found.entries[entry], section).key == page


@settings(max_examples=25)
@given(st.sets(st.integers(0, 30)))
def test_the_outline_of_the_shipped_forms_adds_up(emptied):
    whole = full_case()
    entries = (replace(e, answers={}) if n in emptied else e for n, e in enumerate(whole.entries))
    thin = replace(whole, entries=tuple(entries))
    states, found, done = page_states(thin), findings(thin), completeness(thin)
    assert sum(state.missing for state in states) == len(found) == done.to_finish
    assert (done.percent == 100) == (done.to_finish == 0)
    assert (done.next_page is None) == (not found)
    assert not found or found[0][0] == done.next_page
    for state in states:
        assert state.state != "done" or not state.missing
        assert state.shown or not state.missing


def test_a_form_that_was_not_begun_is_the_same_empty_entry_on_every_page():
    case, empty = replace(make_case(), entries=()), {}
    for page in case.library.outline.pages:
        for entry, _ in page_entries(case, page):
            assert empty.setdefault(entry.form.key, entry) is entry
    pages = [page.form for page in case.library.outline.pages if page.form]
    assert len(empty) == len(set(pages)) < len(pages)


def test_a_new_case_has_every_page_and_nothing_done():
    new = make_case()
    assert [state.page for state in page_states(new)] == list(load_library().outline.pages)
    assert completeness(new).percent == 0
    assert completeness(full_case()).percent == 100
