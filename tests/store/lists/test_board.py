"""The board report's view of a real workbook."""

from __future__ import annotations

from datetime import date

from hssib_desk.domain.board.edits import Edit
from hssib_desk.domain.board.figures import count
from hssib_desk.domain.board.people import Denominator
from hssib_desk.store.lists.board import board_data, denominators_of, edits_of, keep_denominator, keep_edit
from tests.screened import screened


def test_a_workbook_is_read_whole_and_its_figures_balance(workbook, library):
    for outcome, died in (("no_further", "2025-05-11"), ("psii", "2025-05-02"), ("short", "2025-08-03")):
        screened(workbook, outcome, {"date_of_death": died, "discharge_date": died[:8] + "01"})
    told = []
    as_at = date(2025, 11, 18)
    data = board_data(workbook.lists.case_files(), workbook.facts, library, as_at, step=told.append)
    assert told == [1, 2, 3]
    figures = count(data, date(2025, 7, 1), date(2025, 9, 30))
    assert figures.triple("F01") == [2, 1, 3]
    assert [figures.triple("F03", group) for group in ("closed", "led", "open")] == [
        [1, 0, 1], [1, 0, 1], [0, 1, 1]
    ]  # fmt: skip
    assert data.provider == (workbook.facts.organisation or workbook.facts.title)


def test_the_kind_of_provider_is_that_of_the_settings(workbook, library):
    as_at = date(2025, 11, 18)
    assert board_data((), workbook.facts, library, as_at).is_nhs  # the first choice is in force
    workbook.set_setting("provider", "independent_nhs")
    assert not board_data((), workbook.facts, library, as_at).is_nhs


def test_the_bed_days_of_a_month_are_one_row_with_its_history(workbook, library):
    records = workbook.records
    july = Denominator(date(2025, 7, 1), bed_days=1900, discharged=20, known=18, traced=date(2025, 9, 2))
    keep_denominator(records, july)
    keep_denominator(records, Denominator(date(2025, 8, 1), bed_days=1910))
    assert denominators_of(records) == [july, Denominator(date(2025, 8, 1), bed_days=1910)]
    better = Denominator(date(2025, 7, 1), bed_days=1901, discharged=20, known=20)
    keep_denominator(records, better)
    assert denominators_of(records)[0] == better
    (first, _) = records.of_form("denominator")
    assert {(change.old, change.new) for change in records.history(first.id)} >= {(1900, 1901), (18, 20)}
    found = denominators_of(records)
    data = board_data((), workbook.facts, library, date(2025, 11, 18), found)
    assert data.denominators == tuple(found)


def test_rates_come_with_the_last_month_of_their_period(workbook, library):
    for month in (7, 8, 9):
        before = count(
            board_data((), workbook.facts, library, date(2025, 11, 18), denominators_of(workbook.records)),
            date(2025, 7, 1), date(2025, 9, 30),
        )  # fmt: skip
        assert before.get("F30").of is None
        row = Denominator(date(2025, month, 1), bed_days=1000, discharged=10, known=9)
        keep_denominator(workbook.records, row)
    found = denominators_of(workbook.records)
    after = count(
        board_data((), workbook.facts, library, date(2025, 11, 18), found),
        date(2025, 7, 1),
        date(2025, 9, 30),
    )
    assert (after.get("F30").n, after.get("F30").of) == (27, 30)
    assert after.get("F31", "inpatient_deaths").of == 3000


def test_the_wording_of_a_sentence_is_kept_for_its_period_with_who_and_when(workbook):
    records, july = workbook.records, (date(2025, 7, 1), date(2025, 9, 30))
    keep_edit(records, *july, Edit("how_many", "1 died.", "One person, 1, died.", "Plainer"))
    keep_edit(records, *july, Edit("how_many", "1 died.", "Of us 1 died."))
    (found,) = edits_of(records, *july)
    assert (found.printed, found.reason) == ("Of us 1 died.", "")
    assert found.who == workbook.actor and found.at is not None
    assert edits_of(records, date(2025, 4, 1), date(2025, 6, 30)) == []
    (entry,) = records.of_form("board_text")
    assert {change.old for change in records.history(entry.id)} >= {"One person, 1, died.", "Plainer"}
