"""The practice workbook: made-up cases kept as text, filled into a real workbook through its own door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hssib_desk import resources
from hssib_desk.domain.forms.form import Answer, Answers, Library
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.library import load_library, read_toml
from hssib_desk.domain.forms.outline import advice
from hssib_desk.domain.review.case_file import Origin
from hssib_desk.domain.review.screening import seal_answers
from hssib_desk.domain.review.second_review import shown_view, signer_answers
from hssib_desk.practice_copies import Copier, dated, plan_copies, read_story
from hssib_desk.store.entries.cases import NewEntry
from hssib_desk.store.lists.queries import WAITING, CaseQuery
from hssib_desk.store.workbook import Workbook

TITLE = "Practice workbook"
ORGANISATION = "Oak House (made up)"
_CHUNK = 400  # copies written in one transaction


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
    screened: Mapping[str, Any] = field(default_factory=dict)  # who signed its screening, and when
    stages: tuple[Mapping[str, Any], ...] = ()  # a second review, and what was agreed of the two
    parts: tuple[Mapping[str, Any], ...] = ()  # who has a part of the review, and whether it was signed


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
    return [_read(raw, today) for raw in _raw_cases(folder or resources.resource("practice"))]


def _raw_cases(folder: Path) -> list[dict[str, Any]]:
    return [read_toml(path) for path in _case_files(folder)]


def _case_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.toml"))


def _read(raw: Mapping[str, Any], today: date) -> PracticeCase:
    told: dict[str, Any] = dated(raw, today)
    entries = tuple(
        PracticeEntry(item["form"], item.get("answers", {}), item.get("name", ""), item.get("from", ""))
        for item in told.get("entry", [])
    )
    return PracticeCase(
        told.get("about", ""),
        told.get("answers", {}),
        entries,
        tuple(told.get("later", [])),
        told.get("signed", {}),
        told.get("screened", {}),
        tuple(told.get("stage", [])),
        tuple(told.get("part", [])),
    )


def make_practice(
    path: Path,
    *,
    today: date,
    library: Library | None = None,
    cases: int | None = None,
    seed: int = 1,
    progress: Callable[[int], object] | None = None,
) -> Path:
    """Make the practice workbook at `path` (which must not be there) through the workbook's own verbs.

    It holds the written cases, or the first so many of them; where more are wanted the rest are varied
    copies, the same ones for the same seed and day. `progress` is told how many are done; it ends by raising.
    """
    clock = _Clock(today)
    library = library or load_library()
    written = practice_cases(today)[:cases]
    made = Workbook.create(
        path, library=library, actor="practice", title=TITLE, organisation=ORGANISATION, now=clock
    )
    with made as workbook:
        refs: list[str] = []
        for done, practice in enumerate(written, 1):
            refs.append(_fill(workbook, practice, clock))
            if progress:
                progress(done)
        if len(written) == len(practice_cases(today)):
            _hold_meetings(workbook, clock, today, refs)
        for added in _add_copies(workbook, clock, today, (cases or 0) - len(written), seed):
            if progress:
                progress(len(written) + added)
    return path


def _hold_meetings(workbook: Workbook, clock: _Clock, today: date, refs: list[str]) -> None:
    """Plan the meetings of the panel; one that was held takes the decisions of its cases, and is sealed."""
    folder = resources.resource("practice")
    named = {path.name[:2]: ref for path, ref in zip(_case_files(folder), refs, strict=True)}
    for told in read_toml(folder / "panel.toml")["meeting"]:
        clock.day = told["planned"]
        day = today + timedelta(days=told["day"])
        waiting = workbook.lists.cases(CaseQuery(panel=WAITING, sort="ref", descending=False))
        wanted = told["cases"]
        last = [row.ref for row in waiting][-told.get("most", 0) :]
        cases = last if wanted == "waiting" else [named[one] for one in wanted]
        meeting = workbook.panel.plan(day, cases)
        if "sealed" not in told:
            continue
        clock.day = told["sealed"]
        workbook.panel.take(meeting.id)
        said = {"roles_present": told["present"], "chair": told["chair"], "conflicts": told["conflicts"]}
        workbook.panel.change(meeting.id, said)
        workbook.panel.seal(meeting.id)


def _add_copies(workbook: Workbook, clock: _Clock, today: date, count: int, seed: int) -> Iterator[int]:
    """Write varied copies in bulk, the oldest first, and sign those that were signed; tell how far it is."""
    folder = resources.resource("practice")
    stories = [read_story(raw, workbook.library) for raw in _raw_cases(folder)]
    copier = Copier(stories, read_toml(folder / "names.toml"), workbook.library, seed)
    plans = plan_copies(stories, count, seed)
    size = max(1, min(_CHUNK, count // 40))  # all of a chunk is written on one day
    for start in range(0, count, size):
        chunk = plans[start : start + size]
        clock.day = chunk[-1].day
        copies = [_read(copier.copy(plan), today) for plan in chunk]
        whole = [_whole(item, workbook.library) for item in copies]
        refs = workbook.import_cases(whole, "practice", back_up=False)
        clock.day += 1
        signed = [(ref, item.signed) for ref, item in zip(refs, copies, strict=True) if item.signed]
        workbook.reviews.sign_all({workbook.case(ref).id: (by["name"], by["role"]) for ref, by in signed})
        yield start + len(chunk)


def _whole(practice: PracticeCase, library: Library) -> list[NewEntry]:
    """A case as an import takes it: single forms first, so that the entries raised from them can say so."""
    given = [NewEntry(key, answers) for key, answers in _with_screening(practice, library).items()]
    known = set(practice.answers)
    for item in practice.entries:
        links = {field.key for field in library.forms[item.form].fields if kind_of(field).is_link}
        kept = {key: value for key, value in item.answers.items() if key not in links}
        for key in links & item.answers.keys():
            value = item.answers[key]
            kept[key] = [name for name in value if name in known] if isinstance(value, list) else value
        form, _, section = item.origin.partition(".")
        given.append(NewEntry(item.form, kept, item.name, Origin(form, section) if form in known else None))
        known |= {item.name} - {""}
    return given


def _with_screening(practice: PracticeCase, library: Library) -> Mapping[str, Answers]:
    """The answers with a screening that is signed already, as a copy takes it."""
    form, by = library.screening, practice.screened
    field = form.role("outcome") if form else None
    if form is None or field is None or field.options is None or not by:
        return practice.answers
    own = practice.answers[form.key]
    outcome = field.options.by_code[str(own[field.key])]
    at = datetime.fromisoformat(f"{by['date']}T09:00:00+00:00")
    return {**practice.answers, form.key: {**own, **seal_answers(form, outcome, by["name"], by["role"], at)}}


def _fill(workbook: Workbook, practice: PracticeCase, clock: _Clock) -> str:
    """Write a case and all that happened to it; return its reference."""
    clock.day = min([int(practice.signed.get("day", -3)), *(int(item["day"]) for item in practice.later)]) - 2
    later, clock.day = clock.day, min(clock.day, int(practice.screened.get("day", clock.day)))
    case = workbook.new_case(practice.answers)
    if by := practice.screened:
        workbook.reviews.sign_screening(case.id, name=by["name"], role=by["role"])
    clock.day = later
    names = {entry.form.key: entry.id for entry in case.entries if not entry.form.repeat}
    for item in practice.entries:
        origin = _origin(item.origin, names)
        made = workbook.add_entry(case.id, item.form, answers=_linked(item.answers, names), origin=origin)
        if item.name:
            names[item.name] = made.id
    for day, _, step in sorted(_steps(workbook, practice, case.id, names), key=lambda step: step[:2]):
        clock.day = day
        step()
    return case.ref


def _steps(
    workbook: Workbook, practice: PracticeCase, case_id: str, names: dict[str, str]
) -> Iterator[tuple[int, int, Callable[[], object]]]:
    """What happened later: the day, what comes first on one day, and the act."""
    for item in practice.later:
        # What is begun later, such as a panel’s decision, comes after the signature of its day.
        order = 2 if "form" in item else 0
        yield int(item["day"]), order, partial(_save_later, workbook, case_id, item, names)
    if practice.signed:
        yield int(practice.signed["day"]), 1, partial(_sign, workbook, case_id, practice.signed)
    for part in practice.parts:
        yield int(part["day"]), 1, partial(_share, workbook, case_id, part)
    for stage in practice.stages:
        yield int(stage["day"]), 2, partial(_begin_stage, workbook, case_id, stage, names)
        if "signed" in stage:
            signed = {**stage, **stage["signed"]}
            yield int(signed["day"]), 3, partial(_sign, workbook, case_id, signed)


def _save_later(workbook: Workbook, case_id: str, step: Mapping[str, Any], names: Mapping[str, str]) -> None:
    if "form" in step:
        workbook.add_entry(case_id, step["form"], answers=_linked(step["answers"], names))
        return
    workbook.save(names[step["entry"]], _linked(step["answers"], names), why=step.get("why", ""))


def _begin_stage(
    workbook: Workbook, case_id: str, stage: Mapping[str, Any], names: Mapping[str, str]
) -> None:
    """A second review, or what is agreed of the two, as far as it has come."""
    if stage["stage"] == "second":
        case = workbook.reviews.start_second(case_id, name=stage["name"], role=stage["role"])
    else:
        case = replace(workbook.reviews.start_agreed(case_id), stage="agreed")
    begun = {entry.form.key: entry.id for entry in case.entries if entry.stage == case.stage}
    for entry in case.entries:
        if entry.stage == case.stage == "agreed" and entry.form.role("signer_name"):
            workbook.save(entry.id, dict(signer_answers(entry.form, stage["name"], stage["role"])))
    for key, answers in stage.get("answers", {}).items():
        workbook.save(begun[key], _linked(answers, names))
    for item in stage.get("entry", []):
        origin = _origin(item.get("from", ""), begun)
        answers = _linked(item["answers"], names)
        workbook.add_entry(case_id, item["form"], answers=answers, origin=origin, stage=case.stage)


def _share(workbook: Workbook, case_id: str, part: Mapping[str, Any]) -> None:
    """Give a part of the review to somebody, or sign it."""
    if part.get("signed"):
        workbook.reviews.sign_parts(case_id, [part["key"]], name=part["name"], role=part["role"])
    else:
        said = {"name": part["name"], "role": part["role"], "due": part["due"]}
        workbook.reviews.assign_part(case_id, part["key"], **said)


def _sign(workbook: Workbook, ref_or_id: str, signed: Mapping[str, Any]) -> None:
    case = shown_view(workbook.case(ref_or_id))
    reasons = {item.sentence: str(signed.get("warnings", "Read and accepted.")) for _, item in advice(case)}
    workbook.reviews.sign(case.id, name=signed["name"], role=signed["role"], warnings=reasons)


def _origin(text: str, names: Mapping[str, str]) -> Origin | None:
    form, _, section = text.partition(".")
    return Origin(names[form], section) if text else None


def _linked(answers: Answers, names: Mapping[str, str]) -> dict[str, Answer]:
    """The answers with the names of entries replaced by their ids."""
    return {
        key: [names.get(item, item) for item in value] if isinstance(value, list) else value
        for key, value in answers.items()
    }
