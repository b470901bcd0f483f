"""What is to be said of a caseload file as a whole, beside the fates of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from hssib_desk.domain.caseload.columns import ColumnMap
from hssib_desk.domain.caseload.lists import which_list
from hssib_desk.domain.caseload.row import Draft, Task
from hssib_desk.domain.caseload.table import RISKY_START, Table, is_blank, words
from hssib_desk.domain.dates import read_iso, show_date

SHARED_BIRTHS = 8  # fewer share one by chance, or because they are the same person
FILLED_IN = frozenset(("1900-01-01", "1901-01-01", "1800-01-01", "1899-12-30"))


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
    if "date_of_death" not in task.chosen.columns and "date_of_death" not in task.chosen.unsure:
        notes.append("No column was chosen for the date of death. Choose one, or every row is refused.")
    tests, numbers = numbers_for_tests(task.table, task.chosen)
    if task.test_numbers and tests and not practice:
        notes.append(
            f"{tests} of {numbers} NHS numbers are from the range for tests (999): a file for practice?"
        )
    notes += _unsure(task)
    notes += _lists(task)
    notes += [question.sentence for question in task.questions if not question.answer]
    notes += _defaults(drafts)
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


def _unsure(task: Task) -> Iterable[str]:
    """Dates that more than one column may hold."""
    for key, places in task.chosen.unsure.items():
        names = " and ".join(f"“{task.table.columns[at]}”" for at in places)
        label = task.names.targets[key].label
        yield f"{names} may each be “{label}”. None of them is read until one is chosen."


def _lists(task: Task) -> Iterable[str]:
    """By which list a column is read, where an organisation may ask by one of several."""
    for key, at in task.chosen.columns.items():
        cells = (row.cells[at] for row in task.table.rows)
        if said := which_list(task.names.targets[key], task.table.columns[at], cells):
            yield said


def default_births(drafts: Sequence[Draft]) -> frozenset[str]:
    """Birth dates that so many rows share that some system filled them in; they identify nobody."""
    born = Counter(draft.text("date_of_birth") for draft in drafts if draft.day("date_of_birth"))
    many = max(SHARED_BIRTHS, len(drafts) // 100)
    return frozenset(day for day, times in born.items() if times >= many or day in FILLED_IN)


def _defaults(drafts: Sequence[Draft]) -> Iterable[str]:
    for day in sorted(default_births(drafts)):
        rows, found = sum(draft.text("date_of_birth") == day for draft in drafts), read_iso(day)
        if rows == 1:  # its row says that it cannot be right
            continue
        shown = show_date(found) if found else day
        yield (
            f"{rows:,} rows share the date of birth {shown}: probably a default of the other system. "
            "It is not used to find duplicates."
        )


def _is_risky(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(RISKY_START)


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f"“{column}”" for column in columns)
