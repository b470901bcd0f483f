"""The board report's view of a workbook: every death, action and denominator as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from hssib_desk.domain.board.from_case import actions_of, death_of, standards_of
from hssib_desk.domain.board.people import Action, BoardData, Death
from hssib_desk.domain.board.snapshot import Snapshot, read_kept
from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Answer, Library
from hssib_desk.domain.review.case_file import CaseFile, WorkbookFacts
from hssib_desk.store.entries.records import Records

FINAL = "board_report"
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


def finals_of(records: Records) -> list[Snapshot]:
    """The sealed final reports, oldest first."""
    found = []
    for entry in records.of_form(FINAL):
        days = [read_iso(entry.value(role)) for role in ("report_start", "report_end", "report_as_at")]
        start, end, as_at = (day.exact if day else None for day in days)
        if entry.seal and start and end and as_at:
            number, text = int(str(entry.value("report_number"))), str(entry.value("report_kept"))
            found.append(read_kept(number, start, end, as_at, text))
    return found


def seal_final(records: Records, start: date, end: date, as_at: date, text: str, name: str) -> None:
    """Keep a final report under the next number, and seal it."""
    given: dict[str, Answer] = {
        "report_number": 1 + max((one.number for one in finals_of(records)), default=0),
        "report_start": start.isoformat(),
        "report_end": end.isoformat(),
        "report_as_at": as_at.isoformat(),
        "report_kept": text,
    }
    made = records.add(FINAL, given)
    records.seal(made.id, name=name, role="")
