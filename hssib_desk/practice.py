"""The practice workbook: made-up cases kept as text, filled into a real workbook through its own door."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hssib_desk import resources
from hssib_desk.domain.casefile import CaseFile, Origin
from hssib_desk.domain.form import Answer, Answers, Library
from hssib_desk.domain.library import load_library, read_toml
from hssib_desk.domain.outline import advice
from hssib_desk.store.workbook import Workbook

TITLE = "Practice workbook"
ORGANISATION = "Oak House (made up)"
_DAY = re.compile(r"day (-?\d+)")


@dataclass(frozen=True)
class PracticeEntry:
    """One problem, learning point, action … of a practice case; `name` lets others link to it."""

    form: str
    answers: Answers
    name: str = ""
    origin: str = ""  # "form.section" of the judgement it was raised from


@dataclass(frozen=True)
class PracticeCase:
    """One made-up case with its dates set for the day the workbook is made."""

    about: str
    answers: Mapping[str, Answers]
    entries: tuple[PracticeEntry, ...] = ()
    later: tuple[Mapping[str, Any], ...] = ()
    signed: Mapping[str, Any] = field(default_factory=dict)


class _Clock:
    """The time the workbook records, set back so that the history reads as if it had been lived."""

    def __init__(self, today: date) -> None:
        self._today, self._seconds = today, 0
        self.day = 0

    def __call__(self) -> datetime:
        self._seconds += 1
        start = datetime.combine(self._today + timedelta(days=self.day), time(8, 0), UTC)
        return start + timedelta(seconds=self._seconds % 36_000)


def practice_cases(today: date, folder: Path | None = None) -> list[PracticeCase]:
    """The written cases in order, every "day -12" turned into a date before `today`."""
    folder = folder or resources.resource("practice")
    return [_read(read_toml(path), today) for path in sorted(folder.glob("*.toml"))]


def _read(raw: Mapping[str, Any], today: date) -> PracticeCase:
    dated: dict[str, Any] = _dated(raw, today)
    entries = tuple(
        PracticeEntry(item["form"], item.get("answers", {}), item.get("name", ""), item.get("from", ""))
        for item in dated.get("entry", [])
    )
    return PracticeCase(
        dated.get("about", ""),
        dated.get("answers", {}),
        entries,
        tuple(dated.get("later", [])),
        dated.get("signed", {}),
    )


def _dated(value: Any, today: date) -> Any:
    if isinstance(value, Mapping):
        return {key: _dated(item, today) for key, item in value.items()}
    if isinstance(value, list):
        return [_dated(item, today) for item in value]
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    return (today + timedelta(days=int(found[1]))).isoformat() if found else value


def make_practice(
    path: Path, *, today: date, library: Library | None = None, progress: Callable[[int], bool] | None = None
) -> Path:
    """Make the practice workbook at `path` (which must not be there) through the workbook's own verbs."""
    clock = _Clock(today)
    workbook = Workbook.create(
        path,
        library=library or load_library(),
        actor="practice",
        title=TITLE,
        organisation=ORGANISATION,
        now=clock,
    )
    try:
        for done, practice in enumerate(practice_cases(today)):
            _fill(workbook, practice, clock)
            if progress:
                progress(done + 1)
    finally:
        workbook.close()
    return path


def _fill(workbook: Workbook, practice: PracticeCase, clock: _Clock) -> None:
    clock.day = min([int(practice.signed.get("day", -3)), *(int(item["day"]) for item in practice.later)]) - 2
    case = workbook.new_case(practice.answers)
    names = {entry.form.key: entry.id for entry in case.entries if not entry.form.repeat}
    for item in practice.entries:
        origin = _origin(item.origin, names)
        made = workbook.add_entry(case.id, item.form, answers=_linked(item.answers, names), origin=origin)
        if item.name:
            names[item.name] = made.id
    steps = [(int(item["day"]), item) for item in practice.later]
    signed_day = int(practice.signed["day"]) if practice.signed else None
    for day, item in sorted(steps, key=lambda step: step[0]):
        if signed_day is not None and day > signed_day:
            clock.day, signed_day = signed_day, None
            _sign(workbook, case.id, practice.signed)
        clock.day = day
        workbook.save(names[item["entry"]], _linked(item["answers"], names), why=item.get("why", ""))
    if signed_day is not None:
        clock.day = signed_day
        _sign(workbook, case.id, practice.signed)


def _sign(workbook: Workbook, case_id: str, signed: Mapping[str, Any]) -> None:
    case: CaseFile = workbook.case(case_id)
    reasons = {item.sentence: str(signed.get("warnings", "Read and accepted.")) for _, item in advice(case)}
    workbook.sign(case_id, name=signed["name"], role=signed["role"], warnings=reasons)


def _origin(text: str, names: Mapping[str, str]) -> Origin | None:
    form, _, section = text.partition(".")
    return Origin(names[form], section) if text else None


def _linked(answers: Answers, names: Mapping[str, str]) -> dict[str, Answer]:
    """The answers with the names of entries replaced by their ids."""
    return {
        key: [names.get(item, item) for item in value] if isinstance(value, list) else value
        for key, value in answers.items()
    }
