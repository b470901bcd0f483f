"""What an import would do with every row of a caseload file, and why, before anything is written."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hssib_desk.domain.caseload.choices import UNDECIDED, RowChoice
from hssib_desk.domain.caseload.column_map import MapError, map_from_json, map_to_json
from hssib_desk.domain.caseload.columns import (
    ColumnMap,
    ImportNames,
    Target,
    import_names,
    suggest_mapping,
)
from hssib_desk.domain.caseload.comparison import Difference, ExistingCase, ExistingEntry, changes_of
from hssib_desk.domain.caseload.fate import FATES, STEP, Fate, Fates, RowFate
from hssib_desk.domain.caseload.notes import default_births, notes_on_file, numbers_for_tests
from hssib_desk.domain.caseload.questions import Question, look_at_columns
from hssib_desk.domain.caseload.row import Draft, Task, read_row
from hssib_desk.domain.caseload.table import (
    RISKY_START,
    Cell,
    Row,
    RowKey,
    SkippedRow,
    Table,
    TableError,
    words,
)
from hssib_desk.domain.forms.form import Answer, Library

__all__ = [
    "FATES",
    "Cell",
    "ColumnMap",
    "Difference",
    "ExistingCase",
    "ExistingEntry",
    "Fate",
    "ImportPlan",
    "MapError",
    "Question",
    "Row",
    "RowChoice",
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

REFUSED: tuple[Fate, ...] = ("refused",)


def _go_on(_done: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class ImportPlan:
    """The fates of all rows of a file, in its order; `notes` speak of the file as a whole.

    `questions` ask what the file does not say about its columns.
    """

    table: Table
    columns: ColumnMap
    rows: tuple[RowFate, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...] = ()

    @property
    def counts(self) -> dict[Fate, int]:
        """How many rows have each fate; every fate is there, and blank rows are not counted."""
        found = Counter(row.fate for row in (*self.rows, *self.skipped))
        return {fate: found[fate] for fate in FATES}

    @property
    def accepted(self) -> tuple[RowFate, ...]:
        """The rows that become cases."""
        return self.of("new", "warning")

    @property
    def batch(self) -> list[Mapping[str, Mapping[str, Answer]]]:
        """The answers of the new cases, in the order of the file."""
        return [row.answers for row in self.accepted]

    @property
    def changes(self) -> dict[str, dict[str, Answer | None]]:
        """The answers of cases already there that somebody decided to take from the list."""
        return changes_of([item for row in self.rows for item in row.differences])

    @property
    def skipped(self) -> tuple[RowFate, ...]:
        """The rows of the file that hold no case, blank ones aside."""
        return tuple(
            RowFate(row.number, "skipped", (f"{row.why.capitalize()}: {row.text}",), {}, {}, sheet=row.sheet)
            for row in self.table.skipped
            if row.text
        )

    def with_answers(self, key: RowKey, choice: RowChoice) -> ImportPlan:
        """The plan once somebody took or kept single answers of a row, which changes no other row."""

        def decided(row: RowFate) -> RowFate:
            found = (
                replace(item, choice="" if item.why else choice.answers.get(item.target, ""))
                for item in row.differences
            )
            return replace(row, choice=choice, differences=tuple(found))

        return replace(self, rows=tuple(decided(row) if row.key == key else row for row in self.rows))

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
    settings: Mapping[str, str] | None = None,
    choices: Mapping[RowKey, RowChoice] | None = None,
    step: Callable[[int], object] = _go_on,
) -> ImportPlan:
    """Decide on every row; nothing is written, and no row is left without a reason.

    A row is refused only when it names no date of death or nobody who died. Everything else that is odd
    becomes a warning. `choices` are what somebody decided about single rows. `practice` says that NHS
    numbers of the 999 range are expected, `settings` which questions the organisation asks. `step` is told
    how many rows are done, and may raise to stop.
    """
    names = import_names(library, settings=settings)
    task = _task(table, mapping, names, today, window_days, practice)
    choices = choices or {}
    drafts: deque[Draft] = deque()
    for done, row in enumerate(table.rows):
        if done % STEP == 0:
            step(done)
        drafts.append(read_row(row, task, choices.get(row.key, UNDECIDED).mended))
    notes = (*table.notes, *notes_on_file(task, drafts, practice))
    fates = tuple(Fates(task, default_births(drafts), existing, choices).all(drafts, step))
    return ImportPlan(table, mapping, fates, notes, task.questions)


def _task(
    table: Table, mapping: ColumnMap, names: ImportNames, today: date, window_days: int, practice: bool
) -> Task:
    tests, numbers = numbers_for_tests(table, mapping)
    reading = look_at_columns(table, mapping, names)
    is_practice = practice or tests * 2 > numbers
    return Task(table, mapping, names, today, window_days, is_practice, reading.ways, reading.questions)


def fates_table(plan: ImportPlan, fates: Collection[Fate] = REFUSED) -> list[list[str]]:
    """The rows with these fates as they stand in the file, with their number and the reasons before them."""
    by_key = {row.key: row for row in plan.table.rows}
    return [
        ["Row", "What happens", "Why", *plan.table.columns],
        *(
            [
                f"{row.number} {row.sheet}".strip(),
                FATES[row.fate],
                " ".join(row.why),
                *map(words, by_key[row.key].cells),
            ]
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
