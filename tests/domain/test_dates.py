"""Dates are read day first in every way people write them, and a slip is explained, never lost."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hssib_desk
from hssib_desk.domain.dates import (
    PartialDate,
    day_of_week,
    parse_date,
    read_iso,
    show_date,
    show_long,
    show_moment,
    why_not_a_date,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("13/05/2025", "2025-05-13"),
        ("3/5/2025", "2025-05-03"),
        ("13.05.2025", "2025-05-13"),
        ("13-05-2025", "2025-05-13"),
        ("13 05 2025", "2025-05-13"),
        ("13/05/25", "2025-05-13"),
        ("05/06/2025", "2025-06-05"),
        ("13-May-25", "2025-05-13"),
        ("13May2025", "2025-05-13"),
        ("13 May 2025", "2025-05-13"),
        ("13 may, 2025", "2025-05-13"),
        ("13th of May 2025", "2025-05-13"),
        ("1st Sept 2025", "2025-09-01"),
        ("Tuesday 13 May 2025", "2025-05-13"),
        ("Tue, 13 May 2025", "2025-05-13"),
        ("May 13, 2025", "2025-05-13"),
        ("2025-05-13", "2025-05-13"),
        ("2025/05/13", "2025-05-13"),
        ("2025-May-13", "2025-05-13"),
        ("20250513", "2025-05-13"),
        ("13052025", "2025-05-13"),
        ("20112010", "2010-11-20"),
        ("2025-05-13T14:05:00Z", "2025-05-13"),
        ("2025-05-13 14:05:00.123+01:00", "2025-05-13"),
        ("10/07/2024 00:00", "2024-07-10"),
        ("10/07/2024 9:05:00 AM", "2024-07-10"),
        ("13\u00a0May\u202f2025", "2025-05-13"),
        ("\ufeff 13/05/2025 ", "2025-05-13"),
        ("13 / 05 / 2025", "2025-05-13"),
        ("13–05–2025", "2025-05-13"),
        ("29/02/2024", "2024-02-29"),
        ("2025", "2025"),
        ("10/2025", "2025-10"),
        ("2025-10", "2025-10"),
        ("Oct 2025", "2025-10"),
        ("October-2025", "2025-10"),
        ("1/1/26", "2026-01-01"),
        ("1/1/27", "1927-01-01"),
        ("1/1/00", "2000-01-01"),
        ("1/1/99", "1999-01-01"),
    ],
)
def test_read_day_first(text, iso):
    assert parse_date(text, today=TODAY).iso == iso


def test_dates_ahead_may_have_a_short_year_too():
    assert parse_date("31/03/27", today=TODAY, ahead=10).iso == "2027-03-31"
    assert parse_date("31/03/37", today=TODAY, ahead=10).iso == "1937-03-31"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/11/2025", "There is no 31 November. The text is kept."),
        ("29 Feb 2025", "There is no 29 February in 2025. The text is kept."),
        ("0/5/2025", "There is no 0 May. The text is kept."),
        ("05/13/2025", "There is no month 13: write the day before the month. The text is kept."),
        ("2025-13", "There is no month 13. The text is kept."),
        ("13/05/0205", "The year 205 looks wrong. The text is kept."),
        ("13 May", "The year is missing: write it with four digits, as in 18 Nov 2025. The text is kept."),
        ("Oct-25", "The year is missing: write it with four digits, as in 18 Nov 2025. The text is kept."),
        ("10/25", "The year is missing: write it with four digits, as in 18 Nov 2025. The text is kept."),
        ("", "There is no date here."),
    ],
)
def test_a_slip_is_explained(text, sentence):
    assert parse_date(text, today=TODAY) is None
    assert why_not_a_date(text, today=TODAY) == sentence


@pytest.mark.parametrize(
    "text", ["about Easter", "unknown", "13/05/2025?", "13 Maius 2025", "99", "1.5", "13/05-2025", "²/5/2025"]
)
def test_anything_else_is_not_a_date(text):
    assert parse_date(text, today=TODAY) is None
    assert why_not_a_date(text, today=TODAY).startswith("This cannot be read as a date")


def test_partial_dates_span_their_days():
    assert PartialDate(2024, 2).first == date(2024, 2, 1)
    assert PartialDate(2024, 2).last == date(2024, 2, 29)
    assert PartialDate(2025).last == date(2025, 12, 31)
    assert PartialDate(2025, 10).exact is None
    assert PartialDate(2025, 10, 19).exact == date(2025, 10, 19)


def test_partial_dates_sort_by_what_is_known():
    shuffled = [PartialDate(2025, 10, 1), PartialDate(2025, 10), PartialDate(2024, 12, 31), PartialDate(2025)]
    assert [item.iso for item in sorted(shuffled)] == ["2024-12-31", "2025", "2025-10", "2025-10-01"]


def test_dates_are_shown_in_english():
    assert show_date(date(2025, 11, 18)) == "18 Nov 2025"
    assert show_long(date(2025, 11, 18)) == "18 November 2025"
    assert show_date(PartialDate(2025, 11)) == "Nov 2025"
    assert show_long(PartialDate(2025)) == "2025"
    assert day_of_week(date(2025, 11, 18)) == "Tuesday"


@pytest.mark.parametrize("value", [None, 5, "unknown", "2025-13", "31/11/2025", "2025-02-30", ["2025"]])
def test_a_stored_answer_that_is_no_date_gives_none(value):
    assert read_iso(value) is None


@given(st.dates(date(1850, 1, 1), date(2199, 12, 31)))
def test_what_is_shown_can_be_read_again(day):
    found = PartialDate.of(day)
    written = (found.iso, show_date(day), show_long(day), f"{day:%d/%m/%Y}", f"{day:%d%m%Y}", f"{day:%Y%m%d}")
    assert {parse_date(text, today=TODAY) for text in written} == {found}
    assert read_iso(found.iso) == found


@given(st.integers(0, 36524))
def test_short_years_are_of_the_last_hundred(back):
    day = TODAY - timedelta(days=back)
    if day.year > TODAY.year - 100:
        assert parse_date(f"{day:%d/%m/%y}", today=TODAY).exact == day


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_explained(text):
    assert (parse_date(text, today=TODAY) is None) == bool(why_not_a_date(text, today=TODAY))


def test_no_date_is_written_in_the_language_of_the_desktop():
    """Qt sets the locale of the whole program, and %b or %A of a Polish desktop are Polish."""
    root = Path(hssib_desk.__file__).parent
    local = re.compile(r"%(-?[aAbBcxXp])\b")
    found = [path.name for path in root.rglob("*.py") if local.search(path.read_text("utf-8"))]
    assert found == []


def test_a_moment_is_shown_where_the_program_runs():
    moment = datetime(2025, 11, 18, 14, 5, tzinfo=UTC)
    assert show_moment(moment) == f"18 Nov 2025 {moment.astimezone():%H:%M}"
