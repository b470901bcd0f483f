"""The board report's view of a workbook: every death, action and denominator as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from hssib_desk.domain.board.from_case import actions_of, death_of, standards_of
from hssib_desk.domain.board.people import Action, BoardData, Death
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.case_file import CaseFile, WorkbookFacts

PROVIDER, NHS = "provider", "nhs"


def board_data(
    cases: Iterable[CaseFile],
    facts: WorkbookFacts,
    library: Library,
    as_at: date,
    with_blind: bool = False,
    step: Callable[[int], None] = lambda _done: None,
) -> BoardData:
    """Read every case once; `step` is told how many were read.

    Without `with_blind` nothing is told that a blind second review hides.
    """
    deaths: list[Death] = []
    actions: list[Action] = []
    for done, case in enumerate(cases, 1):
        deaths.append(death_of(case, with_blind))
        actions += actions_of(case, with_blind)
        step(done)
    default = next((option.default for option in library.options if option.key == PROVIDER), "")
    return BoardData(
        provider=facts.organisation or facts.title,
        as_at=as_at,
        deaths=tuple(deaths),
        actions=tuple(actions),
        standards=standards_of(facts),
        window_days=facts.window_days,
        is_nhs=facts.settings.get(PROVIDER, default) == NHS,
    )
