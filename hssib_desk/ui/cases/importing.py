"""What an import page does without widgets: read a list, plan it, and change which column is which."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from hssib_desk.domain.caseload.plan import (
    ColumnMap,
    ExistingCase,
    ImportPlan,
    MapError,
    RowChoice,
    Table,
    import_names,
    map_from_json,
    map_to_json,
    plan_import,
    suggest_mapping,
)
from hssib_desk.domain.caseload.sheets import choose_list
from hssib_desk.domain.caseload.table import NeedsPassword, Quotes, RowKey, StrayQuotes
from hssib_desk.domain.forms.form import Library
from hssib_desk.export.reading.tables import read_tables
from hssib_desk.store.entries.importing import unwatched
from hssib_desk.store.workbook import Workbook

Choices = Mapping[RowKey, RowChoice]
Step = Callable[[int], object]
MAP_SETTING = "import_map"  # the columns as they were chosen last, kept with the workbook
KEEP, LEAVE = "keep", "leave"
JOINT = "+"  # between the questions that one column answers together


@dataclass(frozen=True)
class Caseload:
    """A list that was read, the cases it is compared with, and what an import would do.

    `tables` are all sheets of the file, `table` those that are read as the list; `choices` is what somebody
    decided about single rows.
    """

    path: Path
    tables: tuple[Table, ...]
    table: Table
    existing: tuple[ExistingCase, ...]
    plan: ImportPlan
    choices: Choices = field(default_factory=dict)


@dataclass(frozen=True)
class Wanting:
    """A file that cannot be read before somebody says more: its password, or what its quotation marks are."""

    path: Path
    what: Literal["password", "quotes"]
    sentence: str


def read_caseload(
    workbook: Workbook,
    path: Path,
    today: date,
    *,
    password: str = "",
    quotes: Quotes = "",
    step: Step = unwatched,
) -> Caseload | Wanting:
    """Read a list and plan its import, with the columns chosen last time where they fit."""
    try:
        tables = read_tables(path, password=password, quotes=quotes, step=step)
    except NeedsPassword as error:
        return Wanting(path, "password", str(error) if password else "")
    except StrayQuotes as error:
        return Wanting(path, "quotes", str(error))
    return _with_sheets(workbook, path, tables, (), today, step)


def choose_sheets(
    workbook: Workbook, caseload: Caseload, sheets: Sequence[str], today: date, *, step: Step = unwatched
) -> Caseload:
    """Plan with other sheets of the same file; what was decided about rows is forgotten."""
    return _with_sheets(workbook, caseload.path, caseload.tables, sheets, today, step)


def _with_sheets(
    workbook: Workbook,
    path: Path,
    tables: tuple[Table, ...],
    sheets: Sequence[str],
    today: date,
    step: Step,
) -> Caseload:
    table = choose_list(tables, workbook.library, sheets)
    existing = tuple(workbook.lists.existing_cases())
    plan = _plan(workbook, table, _mapping(workbook, table), existing, today, {}, step)
    return Caseload(path, tables, table, existing, plan)


def plan_again(
    workbook: Workbook,
    caseload: Caseload,
    mapping: ColumnMap,
    today: date,
    *,
    choices: Choices | None = None,
    look_again: bool = False,
    step: Step = unwatched,
) -> Caseload:
    """Plan with other columns or choices; `look_again` compares with the cases that are there by now."""
    existing = tuple(workbook.lists.existing_cases()) if look_again else caseload.existing
    chosen = caseload.choices if choices is None else choices
    plan = _plan(workbook, caseload.table, mapping, existing, today, chosen, step)
    return replace(caseload, existing=existing, plan=plan, choices=chosen)


def import_caseload(workbook: Workbook, caseload: Caseload, step: Step = unwatched) -> list[str]:
    """Take the accepted rows and answers into the workbook, and remember the columns; return references."""
    plan = caseload.plan
    refs = workbook.import_cases(
        plan.batch, caseload.table.source, changes=plan.changes, step=step, level="screen"
    )
    chosen = map_to_json(plan.columns, caseload.table.columns)
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
    workbook: Workbook,
    table: Table,
    mapping: ColumnMap,
    existing: Sequence[ExistingCase],
    today: date,
    choices: Choices,
    step: Step,
) -> ImportPlan:
    facts = workbook.facts
    return plan_import(
        table,
        mapping,
        workbook.library,
        existing,
        today,
        facts.window_days,
        settings=facts.settings,
        choices=choices,
        step=step,
    )


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


def identifying_labels(caseload: Caseload, library: Library) -> list[str]:
    """The questions answered by this file that say who somebody is."""
    targets = import_names(library).targets
    return [targets[key].label for key in caseload.plan.columns.columns if targets[key].field.identifying]
