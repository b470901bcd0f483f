"""The board report's view of a real workbook."""

from __future__ import annotations

from datetime import date

from hssib_desk.domain.board.figures import count
from hssib_desk.store.lists.board import board_data
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
