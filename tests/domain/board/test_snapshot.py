"""A final report as it is kept, and the differences to it with their reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.board.figures import count
from hssib_desk.domain.board.published import published_year
from hssib_desk.domain.board.snapshot import (
    DATE,
    ERROR,
    GONE,
    INVESTIGATED,
    JUDGED,
    LATE,
    REOPENED,
    REVIEWED,
    SCOPE,
    SCREENED,
    changes,
    in_words,
    kept_text,
    last_before,
    read_kept,
)
from hssib_desk.domain.board.words import Sentence
from tests.board_example import example

START, END, THEN = date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 31)


def as_known_on(data, day):
    """The example as it was on an earlier day: what came later is not there yet."""
    deaths = []
    for death in data.deaths:
        if (death.known and death.known > day) or not death.died or death.died > day:
            continue
        gone = {
            name: None
            for name in ("screened", "reviewed", "investigated", "shared")
            if (found := getattr(death, name)) and found > day
        }
        unjudged = {"judged": ""} if not death.reviewed or "reviewed" in gone else {}
        if death.ref in ("C02", "C04"):  # left to the investigation; judged no before the panel
            unjudged = {"judged": {"C02": "", "C04": "no"}[death.ref]}
        deaths.append(replace(death, **{**gone, **unjudged}))
    return replace(data, deaths=tuple(deaths), as_at=day)


def kept(data, start=START, end=END, number=1):
    figures = count(data, start, end)
    text = kept_text(data, figures, [Sentence("how_many", "11 people died.")])
    return read_kept(number, start, end, data.as_at, text)


@pytest.fixture(scope="module")
def first():
    return kept(as_known_on(example(), THEN))


def test_what_is_kept_comes_back_as_it_was(first):
    assert first.numbers["F01", "", "now"] == 11
    assert first.cases["F04", "", "now"] == ("C02", "C03", "C04", "C05", "C08")
    assert first.words == (Sentence("how_many", "11 people died."),)
    assert first.stood["C04"].judged == "no" and "C12" not in first.stood


def test_the_differences_of_the_worked_example(first):
    found = {(c.figure, c.group): (c.then, c.now, c.reasons) for c in changes(first, example())}
    assert found["F01", ""] == (11, 12, ((LATE, 1, ("C12",)),))
    assert found["F02", ""] == (11, 12, ((LATE, 1, ("C12",)),))
    assert found["F04", ""] == (5, 8, ((REVIEWED, 3, ("C06", "C09", "C11")),))
    assert found["F05", "investigations"] == (0, 1, ((INVESTIGATED, 1, ("C02",)),))
    assert found["F06", "yes"] == (0, 2, ((INVESTIGATED, 1, ("C02",)), (JUDGED, 1, ("C04",))))


def test_reasons_always_add_up_to_the_difference(first):
    for change in changes(first, example()):
        assert sum(number for _, number, _ in change.reasons) == change.now - change.then


def test_the_half_page_says_what_moved(first):
    assert in_words(first, changes(first, example())) == (
        "Since the last report April to June went from 11 to 12 deaths, from 5 to 8 reviewed and from 0 to 2 "
        "judged more likely than not."
    )
    same = kept(example())
    assert changes(same, example()) == []
    assert in_words(same, []).startswith("Since the last report no figure of April to June")


def changed(ref, **what):
    return replace(
        example(), deaths=tuple(replace(d, **what) if d.ref == ref else d for d in example().deaths)
    )


def test_every_reason_is_found():
    then = kept(example())

    def why(data, figure, group=""):
        found = next(c for c in changes(then, data) if (c.figure, c.group) == (figure, group))
        return [reason for reason, _, _ in found.reasons]

    assert why(changed("C03", scope="out"), "F01") == [SCOPE]
    assert why(changed("C03", died=date(2026, 7, 2)), "F01") == [DATE]
    assert why(changed("C03", reviewed=None, judged=""), "F04") == [REOPENED]
    assert why(changed("C03", judged="yes"), "F06", "yes") == [JUDGED]
    gone = replace(example(), deaths=tuple(d for d in example().deaths if d.ref != "C03"))
    assert why(gone, "F01") == [GONE]
    unscreened = kept(changed("C03", screened=None))
    found = next(c for c in changes(unscreened, example()) if c.figure == "F02")
    assert found.reasons == ((SCREENED, 1, ("C03",)),)


def test_a_difference_that_nothing_explains_is_an_error_of_the_last_report():
    then = kept(example())
    wrong = replace(then, cases={**then.cases, ("F01", "", "now"): then.cases["F01", "", "now"][1:]})
    assert changes(wrong, example())[0].reasons == ((ERROR, 1, ("C01",)),)


def test_the_last_report_is_one_on_an_earlier_period():
    one, two = kept(example()), kept(example(), date(2026, 7, 1), date(2026, 9, 30), 2)
    assert last_before([one, two], date(2026, 9, 30)) is one
    assert last_before([one, two], date(2026, 12, 31)) is two
    assert last_before([one], date(2026, 6, 30)) is None


def test_the_year_before_is_as_its_last_final_report_had_it():
    year = replace(example(), as_at=date(2026, 4, 20), earlier_quarters={})
    final = kept(year, date(2026, 1, 1), date(2026, 3, 31))
    again = replace(kept(year, date(2026, 1, 1), date(2026, 3, 31), 2), as_at=date(2026, 5, 1))
    found = published_year([final, again], date(2026, 4, 1))
    assert (found.start, found.end, found.as_at) == (date(2025, 4, 1), date(2026, 3, 31), date(2026, 5, 1))
    assert (found.deaths, found.judged, found.cases) == (3, 1, ("P2",))
    assert published_year([final], date(2027, 4, 1)) is None
