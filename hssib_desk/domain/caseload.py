"""What an import would do with every row of a caseload file, and why, before anything is written."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hssib_desk.domain.caseload_columns import (
    ColumnMap,
    MapError,
    Target,
    import_names,
    map_from_json,
    map_to_json,
    suggest_mapping,
)
from hssib_desk.domain.caseload_match import Deaths, Match, Person
from hssib_desk.domain.caseload_notes import notes_on_file, numbers_for_tests
from hssib_desk.domain.caseload_row import PERSON_MARKS, SUPPOSED, Draft, Task, answers_of, read_row
from hssib_desk.domain.caseload_table import (
    RISKY_START,
    Cell,
    Row,
    SkippedRow,
    Table,
    TableError,
    plain,
    words,
)
from hssib_desk.domain.form import Answer, Library
from hssib_desk.domain.scope import Scope

__all__ = [
    "FATES",
    "Cell",
    "ColumnMap",
    "ExistingCase",
    "Fate",
    "ImportPlan",
    "MapError",
    "Row",
    "RowFate",
    "SkippedRow",
    "Table",
    "TableError",
    "Target",
    "fates_csv",
    "fates_table",
    "import_names",
    "map_from_json",
    "map_to_json",
    "plan_import",
    "suggest_mapping",
]

Fate = Literal["new", "warning", "duplicate", "refused"]
FATES: Mapping[Fate, str] = {
    "new": "New",
    "warning": "With a warning",
    "duplicate": "Duplicate",
    "refused": "Refused",
}
LONGEST_QUOTE = 60
REFUSED: tuple[Fate, ...] = ("refused",)


@dataclass(frozen=True)
class ExistingCase:
    """A case of the workbook as its stored answers, to find people who are there already."""

    ref: str
    local_number: str = ""
    nhs_number: str = ""
    name: str = ""
    given_name: str = ""
    date_of_birth: str = ""
    date_of_death: str = ""


@dataclass(frozen=True)
class RowFate:
    """What becomes of one row.

    `answers` are complete for every row that is not refused, a duplicate too. `shown` is each question as
    the preview shows it, `odd` the questions whose cells want a look. `duplicate_of` is the reference of a
    case or the number of an earlier row.
    """

    number: int
    fate: Fate
    why: tuple[str, ...]
    answers: Mapping[str, Mapping[str, Answer]]
    shown: Mapping[str, str]
    odd: frozenset[str] = frozenset()
    scope: Scope | None = None
    duplicate_of: str | int | None = None


@dataclass(frozen=True)
class ImportPlan:
    """The fates of all rows of a file, in its order; `notes` speak of the file as a whole."""

    table: Table
    columns: ColumnMap
    rows: tuple[RowFate, ...]
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        """How many rows have each fate; every fate is there."""
        found = Counter(row.fate for row in self.rows)
        return {fate: found[fate] for fate in FATES}

    @property
    def accepted(self) -> tuple[RowFate, ...]:
        """The rows that become cases."""
        return self.of("new", "warning")

    @property
    def batch(self) -> list[Mapping[str, Mapping[str, Answer]]]:
        """The answers of the new cases, in the order of the file."""
        return [row.answers for row in self.accepted]

    def of(self, *fates: Fate) -> tuple[RowFate, ...]:
        """The rows with one of these fates."""
        return tuple(row for row in self.rows if row.fate in fates)


def plan_import(
    table: Table,
    mapping: ColumnMap,
    library: Library,
    existing: Iterable[ExistingCase],
    today: date,
    window_days: int = 30,
    *,
    practice: bool = False,
) -> ImportPlan:
    """Decide on every row; nothing is written, and no row is left without a reason.

    A row is refused only when it names no date of death or nobody who died. Everything else that is odd
    becomes a warning. `practice` says that NHS numbers of the 999 range are expected.
    """
    tests, numbers = numbers_for_tests(table, mapping)
    task = Task(table, mapping, import_names(library), today, window_days, practice or tests * 2 > numbers)
    by_number = {row.number: row for row in table.rows}
    known = Deaths(map(_person, existing))
    fates: list[RowFate] = []
    drafts: list[Draft] = []
    for row in table.rows:
        draft = read_row(row, task)
        matches = [] if draft.refusals else known.matches(draft.person)
        fates.append(_fate(draft, task, matches, by_number))
        drafts.append(draft)
        if fates[-1].fate in ("new", "warning"):
            known.add(draft.person)
    return ImportPlan(table, mapping, tuple(fates), (*table.notes, *notes_on_file(task, drafts, practice)))


def _person(case: ExistingCase) -> Person:
    return Person(case.ref, **{mark: str(getattr(case, mark)) for mark in PERSON_MARKS})


def _fate(draft: Draft, task: Task, matches: Sequence[Match], rows: Mapping[int, Row]) -> RowFate:
    if draft.refusals:
        return _row_fate(draft, "refused", [*draft.refusals, *draft.warnings], {})
    answers = answers_of(draft, task)
    if matches and matches[0].duplicate:
        first = matches[0]
        why = [first.sentence, _differences(draft, first.person, task, rows)]
        return _row_fate(draft, "duplicate", why, answers, first.person.id)
    warnings = [*(match.sentence for match in matches), *draft.warnings]
    if warnings:
        return _row_fate(draft, "warning", [*warnings, *draft.notes], answers)
    scope = [f"{draft.scope.sentence}."] if draft.scope and SUPPOSED not in draft.notes else []
    return _row_fate(draft, "new", [*scope, *draft.notes], answers)


def _row_fate(
    draft: Draft,
    fate: Fate,
    why: Iterable[str],
    answers: Mapping[str, Mapping[str, Answer]],
    duplicate_of: str | int | None = None,
) -> RowFate:
    return RowFate(
        number=draft.row.number,
        fate=fate,
        why=tuple(dict.fromkeys(filter(None, why))),
        answers=answers,
        shown=draft.shown,
        odd=frozenset(draft.odd),
        scope=draft.scope,
        duplicate_of=duplicate_of,
    )


def _differences(draft: Draft, known: Person, task: Task, rows: Mapping[int, Row]) -> str:
    """What a duplicate says that the other does not, so that nobody has to compare the two by eye."""
    if isinstance(known.id, int):
        other = rows[known.id].cells
        pairs = [
            (column, words(mine), words(theirs))
            for column, mine, theirs in zip(task.table.columns, draft.row.cells, other, strict=True)
        ]
    else:
        pairs = [
            (task.names.targets[mark].label, draft.text(mark), str(getattr(known, mark)))
            for mark in PERSON_MARKS
            if mark in task.chosen.columns
        ]
    differ = [
        f"{name} ({_quote(mine)})" for name, mine, theirs in pairs if _squeeze(mine) != _squeeze(theirs)
    ]
    if not differ:
        return "Nothing differs."
    return f"It differs in {' and '.join([', '.join(differ[:-1]), differ[-1]] if differ[:-1] else differ)}."


def _quote(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return "empty"
    return f"“{text}”" if len(text) <= LONGEST_QUOTE else f"“{text[:LONGEST_QUOTE].rstrip()}…”"


def _squeeze(text: str) -> str:
    return plain(text).replace(" ", "") or text.strip()


def fates_table(plan: ImportPlan, fates: Collection[Fate] = REFUSED) -> list[list[str]]:
    """The rows with these fates as they stand in the file, with their number and the reasons before them."""
    by_number = {row.number: row for row in plan.table.rows}
    return [
        ["Row", "What happens", "Why", *plan.table.columns],
        *(
            [str(row.number), FATES[row.fate], " ".join(row.why), *map(words, by_number[row.number].cells)]
            for row in plan.rows
            if row.fate in fates
        ),
    ]


def fates_csv(plan: ImportPlan, fates: Collection[Fate] = REFUSED) -> str:
    """The same as comma-separated text, to be saved as UTF-8 with a byte order mark.

    A spreadsheet program takes a cell of a text file that begins with = + - @ for a formula, so an apostrophe
    is put before it. This is the one place where text is changed to be safe; the workbook keeps it as it was.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in fates_table(plan, fates):
        writer.writerow([f"'{cell}" if cell.startswith(RISKY_START) else cell for cell in row])
    return out.getvalue()
