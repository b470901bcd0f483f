"""The half page and items 27.1 to 27.9 of the worked example, word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hssib_desk.domain.board import figures as counting
from hssib_desk.domain.board import rates
from hssib_desk.domain.board.account import account, is_interim, percent
from hssib_desk.domain.board.half_page import as_text, half_page
from hssib_desk.domain.board.people import BoardData, Denominator, PublishedYear
from hssib_desk.domain.board.words import fill, joined
from tests.board_example import AS_AT, END, LABELS, START, example

HALF_PAGE = (
    "Between 1 July and 30 September 2026, 13 people died who were in our care or had left it no more "
    "than 30 days before (12 in the quarter before; 25 since 1 April). 25 in the last two quarters, 60 in "
    "the six before: about what chance gives; this test would notice a doubling within two quarters about "
    "7 times in 10. We know what happened within 30 days for 97 of 118 people discharged since 1 April, "
    "so deaths may be missing. 12 of the 13 have been screened; 5 have a signed review, 3 were closed "
    "after screening, 2 are led by another process, 2 reviews are open and 1 is not screened (32 days). "
    "Of the 25 deaths since 1 April, 2 were judged more likely than not to have been due to problems in "
    "care; 11 were judged not; 12 are not judged (6 closed after screening, 6 not finished). Discharge "
    "planning and follow-up was the problem met most (3 of 13 reviews); none was met again after an "
    "action on it had closed. In 8 of 13 reviews we hold the family’s own account, questions or comments; "
    "10 of 11 families in touch know the findings; 13 of their 19 questions are answered. 9 of 12 reviews "
    "due were signed in 90 days, 1 is overdue. Open and late: coroner 1, CQC 1, candour letter 1. 2 of 7 "
    "open actions are overdue, the longest by 46 days; 5 of 12 are weak; of 3 effect checks due, 1 "
    "better, 1 no change, 1 not done."
)


def page(data, start=START, end=END):
    periods = counting.periods_of(start, end)
    found = counting.count(data, start, end)
    return half_page(data, found, rates.series(data, end), periods, LABELS), found, periods


def items(data):
    _, found, periods = page(data)
    return {sentence.key: sentence.text for sentence in account(data, found, periods[2], LABELS)}


def test_the_half_page_is_as_worked_out_by_hand():
    sentences, _, _ = page(example())
    assert as_text(sentences[:-1]) == HALF_PAGE
    assert len(as_text(sentences).split()) <= 300


def test_an_empty_workbook_says_each_sentence_in_its_zero_form():
    sentences, _, _ = page(BoardData("Alder Vale", AS_AT, ()))
    said = {sentence.key: sentence.text for sentence in sentences}
    assert len(said) == 10 and all(said.values())
    assert "0 people died" in said["how_many"]
    assert said["changed"] == "There are too few quarters to say whether the number changed."
    assert "is not recorded, so deaths may be missing" in said["known"]
    assert said["actions"] == "There is no action in the log."


def test_a_rise_is_called_one_only_where_the_test_signals():
    quarters = dict(example().earlier_quarters)
    few = replace(example(), earlier_quarters=dict.fromkeys(quarters, 3))
    said = page(few)[0][1].text
    assert said.startswith("25 in the last two quarters, 18 in the six before: more than chance alone")
    assert "A signal asks for a look; it is not a finding about care." in said
    many = replace(example(), earlier_quarters=dict.fromkeys(quarters, 30))
    assert "fewer than chance alone" in page(many)[0][1].text


def test_well_traced_discharges_need_no_warning():
    rows = (Denominator(date(2026, 4, 1), 6, discharged=100, known=95),)
    said = page(replace(example(), denominators=rows))[0][2].text
    assert said == "We know what happened within 30 days for 95 of 100 people discharged since 1 April."


def test_the_items_of_the_account_are_the_prescribed_sentences():
    found = items(example())
    assert list(found) == [f"27.{number}" for number in range(1, 10)]
    assert found["27.1"] == (
        "During 1 April 2026 to 30 September 2026 25 of Alder Vale’s patients died. This comprised the "
        "following number of deaths which occurred in each quarter of that reporting period: 12 in the first "
        "quarter; 13 in the second quarter; third and fourth quarters not yet ended."
    )
    assert found["27.2"] == (
        "By 31 October 2026, 13 case record reviews and 1 investigation have been carried out in relation to "
        "13 of the deaths included in item 27.1. In 1 case a death was subjected to both a case record "
        "review and an investigation. The number of deaths in each quarter for which a case record review or "
        "an investigation was carried out was: 8 in the first quarter; 5 in the second quarter."
    )
    assert found["27.3"].startswith(
        "2 representing 8.0% of the patient deaths during the reporting period are judged to be more likely "
        "than not to have been due to problems in the care provided to the patient. In relation to each "
        "quarter, this consisted of: 2 representing 16.7% for the first quarter; 0 representing 0.0% for the "
        "second quarter. These numbers have been estimated using "
    )
    assert found["27.3"].endswith("(2 of 25; 12 are not judged.)")
    assert found["27.6"] == (
        "Of 4 actions closed, 3 effect checks were due by 31 October 2026: 1 better, 1 no change, 0 worse, 1 "
        "not done."
    )
    assert found["27.7"] == (
        "2 case record reviews and 1 investigation completed after 31 March 2026 which related to deaths "
        "which took place before the start of the reporting period."
    )
    assert found["27.8"].startswith(
        "1 representing 2.5% of the patient deaths before the reporting period is"
    )
    assert found["27.8"].endswith("(1 of 40.)")
    assert found["27.9"] == (
        "2 representing 5.0% of the patient deaths during 1 April 2025 to 31 March 2026 are judged to be "
        "more likely than not to have been due to problems in the care provided to the patient. (1 published "
        "and 1 since; 2 of 40.)"
    )


def test_no_item_is_left_empty():
    found = items(BoardData("Alder Vale", AS_AT, ()))
    assert found["27.3"] == "No death occurred in the reporting period, so none is judged."
    assert found["27.4"].startswith("None, because") and found["27.5"].startswith("None, because")
    assert found["27.6"] == "None, because no action is closed."
    assert all(
        found[item].startswith("Cannot be given: no final report") for item in ("27.7", "27.8", "27.9")
    )


def test_an_account_is_interim_until_the_year_is_over():
    assert is_interim(counting.periods_of(START, END)[2])
    assert not is_interim(counting.periods_of(date(2027, 1, 1), date(2027, 3, 31))[2])


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [(1, 3, "33.3"), (1, 8, "12.5"), (1, 40, "2.5"), (0, 0, "0.0"), (2, 3, "66.7")],
)
def test_percentages_are_recomputed_from_their_numbers(number, total, shown):
    assert percent(number, total) == shown


def test_a_noun_takes_the_number_before_it():
    assert fill("account", "27.6.no_measure", n=1_250) == " 1,250 had no measure."
    assert joined(["a"]) == "a" and joined(["a", "b", "c"]) == "a, b and c" and joined([]) == ""


def test_a_judgement_that_was_changed_since_the_last_account_is_counted_and_one_withdrawn_taken_off():
    """P1 was published as yes and is no by now; P3, reviewed before, was changed to yes."""
    data = example()
    start, end = date(2025, 4, 1), date(2026, 3, 31)
    deaths = tuple(
        replace(d, judged="yes", reviewed=date(2026, 3, 1)) if d.ref == "P3" else d for d in data.deaths
    )
    year = PublishedYear(start, end, end, 40, 1, cases=("P1",))
    found = items(replace(data, deaths=deaths, published=year))
    assert found["27.8"].endswith("(2 of 40.)")
    assert found["27.9"].endswith("(1 published and 2 since, 1 withdrawn; 2 of 40.)")
