"""One row of a caseload file as the answers of a new case, with everything odd about it said in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hssib_desk.domain.caseload.columns import ColumnMap, ImportNames, Target
from hssib_desk.domain.caseload.dates import is_doubtful
from hssib_desk.domain.caseload.lists import read_by_lists
from hssib_desk.domain.caseload.matching import Person, person_of
from hssib_desk.domain.caseload.questions import Question
from hssib_desk.domain.caseload.table import Cell, Row, Table, is_blank, words
from hssib_desk.domain.caseload.values import Reading, Way, nhs_origin, resolve, without_kept
from hssib_desk.domain.dates import PartialDate, read_iso, why_not_a_date
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import UNKNOWN_DATE, Answer
from hssib_desk.domain.review.scope import DeathDates, Flag, Inpatient, Scope, assess

SUPPOSED = "The place of death says that they were an inpatient when they died."
STILL_INPATIENT = "There is no discharge date: were they still an inpatient when they died?"
OLDEST = 110  # an age above this is a slip in a date more often than an age
FIRST_DEATH = 1950  # an earlier death is a date that some system filled in
PERSON_MARKS = ("local_number", "nhs_number", "name", "given_name", "date_of_birth", "date_of_death")


@dataclass(frozen=True)
class Task:
    """What every row of one import is read with."""

    table: Table
    chosen: ColumnMap
    names: ImportNames
    today: date
    window_days: int
    test_numbers: bool  # NHS numbers for tests are expected, and no news
    ways: Mapping[str, Way] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

    def column(self, target: str) -> str:
        """The name of the column that was chosen for a target."""
        return self.table.columns[self.chosen.columns[target]]


@dataclass(slots=True)
class Draft:
    """A row while it is being read."""

    row: Row
    values: dict[str, Answer] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    supposed: set[str] = field(default_factory=set)  # answers that no column gave
    scope: Scope | None = None

    def text(self, target: str) -> str:
        """The answer to a target, or an empty string."""
        return str(self.values.get(target, ""))

    def day(self, target: str) -> PartialDate | None:
        """The answer to a target as a date, or None where there is none that can be read."""
        return read_iso(self.values.get(target))

    def person(self, defaults: frozenset[str] = frozenset()) -> Person:
        """The death as it is compared with others; `defaults` are birth dates that identify nobody."""
        marks = {mark: self.text(mark) for mark in PERSON_MARKS}
        return person_of(self.row.number, marks, defaults, self.row.sheet)


def read_row(row: Row, task: Task, mended: Mapping[str, str] | None = None) -> Draft:
    """Read one row; whatever it holds is either an answer, kept in the notes, or in a row that is refused."""
    draft = Draft(row)
    mended = mended or {}
    for key, at in task.chosen.columns.items():
        target, cell = task.names.targets[key], row.cells[at]
        if key in mended:
            _keep(draft, task.table.columns[at], cell)
        else:
            _take(draft, target, cell, _reading(target, cell, task), task)
    for key, text in mended.items():
        target = task.names.targets[key]
        _take(draft, target, text, read_by_lists(target, text, task.today), task)
    for at in task.chosen.notes:
        _keep(draft, task.table.columns[at], row.cells[at])
    _split_name(draft, task)
    _check_number(draft, task)
    _suppose_inpatient(draft, task)
    _refuse(draft, task)
    if not draft.refusals:
        _check_dates(draft, task)
    return draft


def answers_of(draft: Draft, task: Task) -> dict[str, dict[str, Answer]]:
    """The answers of a new case by form and field, with the words that fit no question in its notes."""
    values = dict(draft.values)
    if draft.kept:
        parts = [draft.text("comments"), kept_words(draft, task)]
        values["comments"] = "\n\n".join(part for part in parts if part)
    answers: dict[str, dict[str, Answer]] = {}
    for key, value in values.items():
        if target := task.names.targets.get(key):
            answers.setdefault(target.form.key, {})[target.field.key] = value
    return answers


def kept_words(draft: Draft, task: Task, kept: Sequence[str] | None = None) -> str:
    """The words that fit no question, with where they were written."""
    sheet = f", sheet “{draft.row.sheet}”" if draft.row.sheet else ""
    source = f"As written in {task.table.name}{sheet}, row {draft.row.number}:"
    return "\n".join((source, *(draft.kept if kept is None else kept)))


def _reading(target: Target, cell: Cell, task: Task) -> Reading:
    way = task.ways.get(target.key)
    reading = read_by_lists(target, cell, task.today, spreadsheet=bool(task.table.sheet), way=way)
    others = [task.names.targets[key] for key in task.chosen.shared_with(target.key)]
    if not others or not target.field.options or is_blank(cell):
        return reading
    return _joint_reading(target, others, words(cell), task)


def _joint_reading(target: Target, others: list[Target], text: str, task: Task) -> Reading:
    """A column that answers several questions at once: “no” is no to each, “yes” does not say to which."""
    keys = {target.key, *(other.key for other in others)}
    found = resolve(target.field, text)
    rest = [resolve(other.field, text) for other in others]
    if found and (all(c and c.means in ("none", "no") for c in (found, *rest)) or not any(rest)):
        return Reading(found.code)
    if any(rest) and not found:
        return Reading()
    asked = " and ".join(task.names.targets[key].label for key in task.names.targets if key in keys)
    note = f"{task.column(target.key)} “{text.strip()}” does not say which is meant: {asked} stay open."
    return Reading(notes=(note,), keep=True)


def _take(draft: Draft, target: Target, cell: Cell, reading: Reading, task: Task) -> None:
    if reading.value is not None:
        draft.values[target.key] = reading.value
        draft.shown[target.key] = kinds.show(target.field, reading.value)
    else:
        draft.shown[target.key] = words(cell).strip()
    if reading.warnings:
        draft.odd.add(target.key)
    if target.key != "date_of_death":  # a date of death that cannot be read refuses the row in its own words
        draft.warnings += reading.warnings
    draft.notes += [note for note in reading.notes if note not in draft.notes]
    if reading.keep:
        _keep(draft, task.column(target.key) if target.key in task.chosen.columns else target.label, cell)


def _keep(draft: Draft, column: str, cell: Cell) -> None:
    line = f"{column}: {words(cell).strip()}"
    if not is_blank(cell) and line not in draft.kept:
        draft.kept.append(line)


def _split_name(draft: Draft, task: Task) -> None:
    """A file with one column for the whole name writes “EVANS, Angharad”; any other order is left alone."""
    name, comma, given = draft.text("name").partition(",")
    if (
        comma
        and given.strip()
        and "given_name" not in task.chosen.columns
        and "given_name" in task.names.targets
    ):
        draft.values |= {"name": name.strip(), "given_name": given.strip()}


def _check_number(draft: Draft, task: Task) -> None:
    number = draft.text("nhs_number")
    number = number if re.fullmatch(r"\d{10}", number) else ""
    if not draft.text("nhs_number") and "nhs_number" in task.chosen.columns and "nhs_number" not in draft.odd:
        draft.notes.append("There is no NHS number.")
    origin = nhs_origin(number) if number and "nhs_number" not in draft.odd else ""
    if origin == "test":
        if not task.test_numbers:
            shown = draft.shown["nhs_number"]
            draft.warnings.append(
                f"NHS number {shown} is from the range for tests; nobody was ever given it."
            )
    elif origin:
        draft.warnings.append(f"The number {draft.shown['nhs_number']} is from the range of {origin}.")


def _suppose_inpatient(draft: Draft, task: Task) -> None:
    """Somebody who died on the ward, or away from it on its books, was an inpatient unless discharged."""
    target = task.names.targets.get("inpatient_at_death")
    at = task.chosen.columns.get("discharge_date")
    discharged = at is not None and not is_blank(draft.row.cells[at])
    if target is None or "inpatient_at_death" in draft.values or discharged:
        return
    yes = target.field.options.codes_meaning("yes") if target.field.options else ()
    if yes and draft.text("place_of_death") in task.names.always_inpatient:
        draft.values[target.key] = yes[0]
        draft.supposed.add(target.key)
        draft.notes.append(SUPPOSED)


def _refuse(draft: Draft, task: Task) -> None:
    """A row is refused only when it names no death or nobody who died."""
    if draft.day("date_of_death") is None:
        draft.odd.add("date_of_death")
        draft.refusals.append(_no_death(draft, task))
    marks = ("local_number", "name", "nhs_number")
    if not any(draft.text(mark) or draft.shown.get(mark) for mark in marks):
        draft.odd.add("local_number")
        draft.refusals.append("There is no local number, name or NHS number.")


def _no_death(draft: Draft, task: Task) -> str:
    if "date_of_death" not in task.chosen.columns and "date_of_death" not in draft.shown:
        return "No column was chosen for the date of death."
    text = draft.text("date_of_death")
    at, way = task.chosen.columns.get("date_of_death"), task.ways.get("date_of_death")
    cell = draft.row.cells[at] if at is not None else None
    if not text and way and is_doubtful(cell, way.dates):
        return (
            f"The day and the month of the date of death “{words(cell)}” may be the wrong way round. Say "
            "which come first in this list."
        )
    if not text:
        return "There is no date of death."
    if text == UNKNOWN_DATE:
        return (
            "The date of death is given as not known; enter the case by hand when at least the year is known."
        )
    why = without_kept(why_not_a_date(text, today=task.today))
    return f"The date of death “{text}” cannot be used. {why}"


def _check_dates(draft: Draft, task: Task) -> None:
    born, died = draft.day("date_of_birth"), draft.day("date_of_death")
    place = _as_written(draft, "place_of_death", task)
    dates = DeathDates(
        born=born,
        admitted=draft.day("admission_date"),
        discharged=draft.day("discharge_date"),
        died=died,
        inpatient=_inpatient(draft, task.names.targets),
        signs=(place,) if draft.text("place_of_death") in task.names.always_inpatient else (),
    )
    draft.scope = scope = assess(dates, task.window_days, task.today)
    said = [_flag(flag, place, draft) for flag in scope.flags]
    if scope.code == "outside" and not said:
        said.append(f"{scope.sentence}.")
    if died and not died.exact and not scope.has("partial_dates"):
        said.append("The date of death is not known to the day.")
    if born and died and died.first.year - born.last.year > OLDEST:
        said.append(f"They would have been older than {OLDEST}: check the date of birth.")
    if died and died.year < FIRST_DEATH:
        said.append(f"They died in {died.year}: check the date of death.")
    draft.warnings[:0] = said  # what decides on the case comes first


def _flag(flag: Flag, place: str, draft: Draft) -> str:
    if flag.code == "no_discharge_date" and "discharge_date" not in draft.values:
        if draft.text("inpatient_at_death"):
            return flag.sentence
        if not place:
            return STILL_INPATIENT
        return (
            f"There is no discharge date, and the place of death is “{place}”: were they still an inpatient?"
        )
    return flag.sentence


def _as_written(draft: Draft, target: str, task: Task) -> str:
    at = task.chosen.columns.get(target)
    return "" if at is None else words(draft.row.cells[at]).strip()


def _inpatient(draft: Draft, targets: Mapping[str, Target]) -> Inpatient | None:
    target, code = targets.get("inpatient_at_death"), draft.text("inpatient_at_death")
    meant = target.field.options.means(code) if target and target.field.options and code else ""
    found: dict[str, Inpatient] = {"yes": "yes", "no": "no", "not_known": "not_known"}
    return found.get(meant)
