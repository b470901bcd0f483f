"""The board report's view of a workbook: every death, action and denominator as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from hssib_desk.domain.board.edits import Edit
from hssib_desk.domain.board.from_case import actions_of, death_of, standards_of, whole
from hssib_desk.domain.board.people import Action, BoardData, Death, Denominator
from hssib_desk.domain.board.snapshot import Snapshot, read_kept
from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Answer, Form, Library
from hssib_desk.domain.rates.baseline import Baseline
from hssib_desk.domain.review.case_file import CaseFile, Change, EntryFile, WorkbookFacts
from hssib_desk.store.entries.records import Records

FINAL, DENOMINATOR, WORDING = "board_report", "denominator", "board_text"
PROVIDER, NHS = "provider", "nhs"


def board_data(
    cases: Iterable[CaseFile],
    facts: WorkbookFacts,
    library: Library,
    as_at: date,
    denominators: Iterable[Denominator] = (),
    baselines: Iterable[Baseline] = (),
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
        denominators=tuple(denominators),
        baselines=tuple(baselines),
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
    given: dict[str, Answer | None] = {
        "report_number": 1 + max((one.number for one in finals_of(records)), default=0),
        "report_start": start.isoformat(),
        "report_end": end.isoformat(),
        "report_as_at": as_at.isoformat(),
        "report_kept": text,
    }
    made = records.add(FINAL, _by_role(records.form(FINAL), given))
    records.seal(made.id, name=name, role="")


_NUMBERS = {"bed_days": "bed_days", "discharged": "discharged", "known": "discharged_known"}


def denominators_of(records: Records) -> list[Denominator]:
    """The bed days and discharges that are recorded, one row a month; of two the later one."""
    found: dict[date, Denominator] = {}
    for entry in records.of_form(DENOMINATOR):
        month, traced = read_iso(entry.value("month")), read_iso(entry.value("traced_on"))
        if month:
            beds, discharged, known = (whole(entry.value(role)) for role in _NUMBERS.values())
            day = traced.exact if traced else None
            found[month.first] = Denominator(month.first, 1, beds, discharged, known, day)
    return list(found.values())


def keep_denominator(records: Records, row: Denominator) -> None:
    """Keep the row of a month: the one that is there is changed, with its history, else a new one added."""
    said: dict[str, Answer | None] = {role: getattr(row, name) for name, role in _NUMBERS.items()}
    said["traced_on"] = row.traced.isoformat() if row.traced else None
    months = {}
    for entry in records.of_form(DENOMINATOR):
        month = read_iso(entry.value("month"))
        if month:
            months[month.first] = entry
    there = months.get(row.start)
    if there is None:
        form = records.form(DENOMINATOR)
        given = {role: value for role, value in said.items() if value is not None}
        records.add(DENOMINATOR, _by_role(form, {"month": f"{row.start:%Y-%m}", **given}))
    else:
        records.save(there.id, _by_role(there.form, said))


def _by_role(form: Form, said: Mapping[str, Answer | None]) -> dict[str, Any]:
    """Answers under the keys of the fields that play their roles."""
    fields = {role: form.role(role) for role in said}
    return {field.key: said[role] for role, field in fields.items() if field}


def edits_of(records: Records, start: date, end: date) -> list[Edit]:
    """The wordings that were given for a period, each sentence's last one, with who and when."""
    return [
        Edit(
            str(entry.value("sentence")),
            str(entry.value("sentence_made")),
            str(entry.value("sentence_printed") or ""),
            str(entry.value("sentence_reason") or ""),
            change.who if (change := _last_change(records, entry.id)) else "",
            entry.updated_at,
        )
        for entry in _wordings(records, start, end).values()
    ]


def _wordings(records: Records, start: date, end: date) -> dict[str, EntryFile]:
    period = (start.isoformat(), end.isoformat())
    found = (
        entry
        for entry in records.of_form(WORDING)
        if (entry.value("report_start"), entry.value("report_end")) == period
    )
    return {str(entry.value("sentence")): entry for entry in found}


def _last_change(records: Records, entry_id: str) -> Change | None:
    return next(iter(reversed(records.history(entry_id))), None)


def keep_edit(records: Records, start: date, end: date, edit: Edit) -> None:
    """Keep the wording of a sentence: the one that is there is changed, with its history."""
    said: dict[str, Answer | None] = {
        "sentence_made": edit.made,
        "sentence_printed": edit.printed or None,
        "sentence_reason": edit.reason or None,
    }
    there = _wordings(records, start, end).get(edit.key)
    if there is not None:
        records.save(there.id, _by_role(there.form, said))
        return
    own = {"report_start": start.isoformat(), "report_end": end.isoformat(), "sentence": edit.key}
    given = {role: value for role, value in {**own, **said}.items() if value is not None}
    records.add(WORDING, _by_role(records.form(WORDING), given))
