"""What is to be said of a caseload file as a whole, beside the fates of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hssib_desk.domain.caseload_columns import ColumnMap
from hssib_desk.domain.caseload_row import Draft, Task
from hssib_desk.domain.caseload_table import RISKY_START, Table, is_blank, words


def numbers_for_tests(table: Table, mapping: ColumnMap) -> tuple[int, int]:
    """How many NHS numbers of a file are from the range for tests, and how many there are."""
    at = mapping.columns.get("nhs_number")
    if at is None:
        return 0, 0
    numbers = [words(row.cells[at]).strip() for row in table.rows if not is_blank(row.cells[at])]
    return sum(number.startswith("999") for number in numbers), len(numbers)


def notes_on_file(task: Task, drafts: Sequence[Draft], practice: bool) -> list[str]:
    """Sentences on the columns and on what many rows share."""
    columns = task.table.columns
    notes = []
    if "date_of_death" not in task.chosen.columns:
        notes.append("No column was chosen for the date of death. Choose one, or every row is refused.")
    tests, numbers = numbers_for_tests(task.table, task.chosen)
    if task.test_numbers and tests and not practice:
        notes.append(
            f"{tests} of {numbers} NHS numbers are from the range for tests (999): a file for practice?"
        )
    notes += _month_first(task, drafts)
    risky = sum(any(_is_risky(cell) for cell in draft.row.cells) for draft in drafts)
    if risky:
        notes.append(
            f"Text in {risky} rows begins with = + - or @. It is kept as it is, never run as a formula."
        )
    if kept := [columns[at] for at in task.chosen.notes]:
        notes.append(f"Kept in the notes of each case: {_listed(kept)}.")
    if unread := [columns[at] for at in task.chosen.unread(len(columns))]:
        notes.append(f"Not read: {_listed(unread)}.")
    return notes


def _month_first(task: Task, drafts: Sequence[Draft]) -> Iterable[str]:
    for key in task.chosen.columns:
        rows = sum(key in draft.month_first for draft in drafts)
        if rows > 1:
            yield (
                f"“{task.column(key)}” looks written month first in {rows} rows. Dates are read day first, "
                "so others in this column may be wrong: export the file with the day first."
            )


def _is_risky(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(RISKY_START)


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f"“{column}”" for column in columns)
