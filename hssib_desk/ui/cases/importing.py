"""What an import page does without widgets: read a list, plan it, and change which column is which."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hssib_desk.domain.caseload import (
    ColumnMap,
    ExistingCase,
    ImportPlan,
    MapError,
    Table,
    import_names,
    map_from_json,
    map_to_json,
    plan_import,
    suggest_mapping,
)
from hssib_desk.domain.form import Library
from hssib_desk.export.tables import read_table
from hssib_desk.store.workbook import Workbook

MAP_SETTING = "import_map"  # the columns as they were chosen last, kept with the workbook
KEEP, LEAVE = "keep", "leave"
JOINT = "+"  # between the questions that one column answers together


@dataclass(frozen=True)
class Caseload:
    """A list that was read, the cases it is compared with, and what an import would do."""

    path: Path
    table: Table
    existing: tuple[ExistingCase, ...]
    plan: ImportPlan

    @property
    def source(self) -> str:
        """The list as history and notices name it."""
        sheet = f", sheet “{self.table.sheet}”" if self.table.sheet else ""
        return f"{self.path.name}{sheet}"


def read_caseload(workbook: Workbook, path: Path, sheet: str | None, today: date) -> Caseload:
    """Read a list and plan its import, with the columns chosen last time where they fit."""
    table = read_table(path, sheet)
    existing = tuple(workbook.existing_cases())
    mapping = _mapping(workbook, table)
    return Caseload(path, table, existing, _plan(workbook, table, mapping, existing, today))


def plan_again(
    workbook: Workbook, caseload: Caseload, mapping: ColumnMap, today: date, *, look_again: bool = False
) -> Caseload:
    """Plan with other columns; `look_again` compares with the cases that are there by now."""
    existing = tuple(workbook.existing_cases()) if look_again else caseload.existing
    plan = _plan(workbook, caseload.table, mapping, existing, today)
    return replace(caseload, existing=existing, plan=plan)


def import_caseload(workbook: Workbook, caseload: Caseload) -> list[str]:
    """Take the accepted rows into the workbook, and remember the columns; return the references."""
    refs = workbook.import_cases(caseload.plan.batch, caseload.source, changes=caseload.plan.changes)
    chosen = map_to_json(caseload.plan.columns, caseload.table.columns)
    workbook.set_setting(MAP_SETTING, f"{_named(caseload.table)}\n{chosen}")
    return refs


def _mapping(workbook: Workbook, table: Table) -> ColumnMap:
    saved = workbook.setting(MAP_SETTING)
    columns, _, chosen = saved.partition("\n")
    if columns == _named(table):
        try:
            return map_from_json(chosen, table.columns, workbook.library)
        except MapError:  # the forms ask other questions than last time
            pass
    return suggest_mapping(table.columns, workbook.library, table.rows)


def _named(table: Table) -> str:
    """The column names on one line, to know a list of the same making again."""
    return json.dumps(table.columns, ensure_ascii=False)


def _plan(
    workbook: Workbook, table: Table, mapping: ColumnMap, existing: Sequence[ExistingCase], today: date
) -> ImportPlan:
    return plan_import(table, mapping, workbook.library, existing, today, workbook.facts.window_days)


def answer_from(mapping: ColumnMap, target: str, column: int | None, count: int) -> ColumnMap:
    """Let another column, or none, answer a question; the one it came from is kept in the notes."""
    return _keep_dropped(mapping, mapping.choose(target, column), count)


def use_column(mapping: ColumnMap, column: int, use: str, count: int) -> ColumnMap:
    """Use a column for one or more questions, keep it in the notes, or leave it unread."""
    chosen = mapping
    for target in [key for key, at in mapping.columns.items() if at == column]:
        chosen = chosen.choose(target, None)
    notes = [at for at in chosen.notes if at != column]
    chosen = chosen.keep_in_notes(*notes, *([column] if use == KEEP else []))
    if use not in (KEEP, LEAVE):
        for target in use.split(JOINT):
            chosen = chosen.choose(target, column)
    return _keep_dropped(mapping, chosen, count, but=column)


def use_of(mapping: ColumnMap, column: int) -> str:
    """What a column is used for, as `use_column` takes it."""
    targets = [key for key, at in mapping.columns.items() if at == column]
    if targets:
        return JOINT.join(targets)
    return KEEP if column in mapping.notes else LEAVE


def _keep_dropped(before: ColumnMap, after: ColumnMap, count: int, but: int | None = None) -> ColumnMap:
    """Nothing of a file is lost unseen: a column that lost its question goes into the notes."""
    dropped = set(after.unread(count)) - set(before.unread(count)) - {but}
    return after.keep_in_notes(*after.notes, *(at for at in dropped if at is not None))


def file_notes(caseload: Caseload) -> list[str]:
    """Everything to be said of the file as a whole, the rows that hold no case included."""
    skipped = [f"row {row.number} ({row.why})" for row in caseload.table.skipped if row.text]
    return [*caseload.plan.notes, *([f"Skipped: {', '.join(skipped)}."] if skipped else [])]


def identifying_labels(caseload: Caseload, library: Library) -> list[str]:
    """The questions answered by this file that say who somebody is."""
    targets = import_names(library).targets
    return [targets[key].label for key in caseload.plan.columns.columns if targets[key].field.identifying]
