"""`import`: a list of deaths into a workbook, every row's fate shown first."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hssib_desk.cli.choosing import review_form
from hssib_desk.cli.console import DONE, LOOK, progress, say, say_json
from hssib_desk.cli.opening import opened
from hssib_desk.cli.secrets import password_to_open
from hssib_desk.domain.caseload.choices import choices_from_json
from hssib_desk.domain.caseload.plan import (
    FATES,
    ColumnMap,
    Difference,
    ImportPlan,
    MapError,
    RowChoice,
    RowFate,
    Table,
    map_from_json,
    plan_import,
    suggest_mapping,
)
from hssib_desk.domain.caseload.sheets import choose_list
from hssib_desk.domain.caseload.table import RowKey, StrayQuotes
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.levels import Level
from hssib_desk.drives import why_unread

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook

SHOWN = 160
QUOTES = "--quotes ignore reads it line by line, --quotes trust takes it as it is."
NOTABLE = ("warning", "changed", "held", "duplicate", "refused", "skipped")
DECIDE = (
    "A row that differs, is held back or is a duplicate changes nothing until you decide. Write what you "
    "decide into the output of --dry-run --json, and give that with --choices."
)


def take(arguments: Namespace) -> int:
    """Take in the rows that can become cases, after a backup; with --dry-run, only say what would happen."""
    with opened(arguments, read_only=arguments.dry_run) as workbook:
        table = _table(arguments, workbook.library)
        review = review_form(arguments.review, workbook.library)
        plan = _plan(arguments, table, workbook)
        refs = [] if arguments.dry_run else _write(plan, workbook, review, arguments.level)
    if arguments.json:
        say_json(_as_json(plan, refs, arguments.dry_run))
    else:
        for line in _lines(plan, refs, arguments.dry_run):
            say(line)
    return LOOK if arguments.dry_run and len(plan.of("new")) < len(plan.rows) else DONE


def _table(arguments: Namespace, library: Library) -> Table:
    from hssib_desk.export.reading.tables import read_tables

    path = Path(arguments.file)
    try:
        tables = read_tables(
            path,
            arguments.sheet,
            password=password_to_open(arguments, path),
            quotes=arguments.quotes,
            step=progress("Rows read"),
        )
    except StrayQuotes as error:
        raise StrayQuotes(f"{error} {QUOTES}") from None
    return choose_list(tables, library, arguments.sheet)


def _plan(arguments: Namespace, table: Table, workbook: Workbook) -> ImportPlan:
    return plan_import(
        table,
        _mapping(arguments, table, workbook),
        workbook.library,
        workbook.lists.existing_cases(),
        date.today(),
        workbook.facts.window_days,
        settings=workbook.facts.settings,
        choices=_choices(arguments.choices, table),
        step=progress("Rows looked at"),
    )


def _write(plan: ImportPlan, workbook: Workbook, review: str, level: Level) -> list[str]:
    return workbook.import_cases(
        plan.batch,
        plan.table.source,
        review=review,
        level=level,
        changes=plan.changes,
        step=progress("Cases written"),
    )


def _mapping(arguments: Namespace, table: Table, workbook: Workbook) -> ColumnMap:
    if arguments.map is None:
        chosen = suggest_mapping(table.columns, workbook.library, table.rows)
    else:
        text = _text_of(arguments.map, "map of columns")
        chosen = map_from_json(text, table.columns, workbook.library)
    return replace(chosen, dates=arguments.dates) if arguments.dates else chosen


def _choices(path: str | None, table: Table) -> Mapping[RowKey, RowChoice]:
    return choices_from_json(_text_of(path, "file of choices"), table) if path else {}


def _text_of(path: str, what: str) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise MapError(f"The {what} was not read. {why_unread(error, path)}") from error
    except UnicodeDecodeError:
        raise MapError(f"{path} is not a text file in UTF-8. Save the {what} as UTF-8.") from None


def _lines(plan: ImportPlan, refs: Sequence[str], dry_run: bool) -> Iterator[str]:
    for row in (*plan.rows, *plan.skipped):
        if dry_run or row.fate in NOTABLE:
            sheet = f" of “{row.sheet}”" if row.sheet else ""
            yield f"Row {row.number}{sheet}: {FATES[row.fate]}. {' '.join(row.why)}".rstrip()
            yield from (f"  {_decided(item)}" for item in row.differences if item.choice or item.why)
    yield from plan.notes
    yield from (f"  {_how_to_answer(plan, at)}" for at in range(len(plan.questions)))
    counts = ", ".join(f"{FATES[fate]} {count:,}" for fate, count in plan.counts.items() if count)
    yield f"{len(plan.rows):,} rows of {plan.table.source}: {counts}."
    if any(row.fate in ("changed", "held", "duplicate") for row in plan.rows):
        yield DECIDE
    yield from _done(plan, refs, dry_run)


def _done(plan: ImportPlan, refs: Sequence[str], dry_run: bool) -> Iterator[str]:
    taken = sum(item.choice == "take" for row in plan.rows for item in row.differences)
    if dry_run:
        yield "Nothing was written."
        return
    if refs:
        many = f"{len(refs):,} case{'' if len(refs) == 1 else 's'}"
        yield f"{many} imported, the first as {refs[0]}. A backup was made first."
    if taken:
        yield f"{taken:,} answer{'' if taken == 1 else 's'} of cases already there taken from the list."
    if not refs and not taken:
        yield "No row could be imported; nothing was written."


def _decided(item: Difference) -> str:
    said = "taken from the list" if item.choice == "take" else "kept as it is in the case"
    return f"{item.label}: {_short(item.old)} → {_short(item.new)}: {item.why or said}"


def _short(text: str) -> str:
    line = " ".join(text.split()) or "empty"
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _how_to_answer(plan: ImportPlan, at: int) -> str:
    question = plan.questions[at]
    if question.answer:
        return f"“{question.column}”: {dict(question.answers)[question.answer]}."
    answers = ", ".join(f"{answer} ({words})" for answer, words in question.answers)
    if "dmy" in dict(question.answers):
        return f"Answer with --dates: {answers}."
    given = json.dumps({"answers": {question.target: question.answers[0][0]}})
    return f"Answer in the map of columns, as in {given}: {answers}."


def _as_json(plan: ImportPlan, refs: Sequence[str], dry_run: bool) -> dict[str, Any]:
    new = iter(refs)
    columns = plan.table.columns
    return {
        "file": plan.table.name,
        "sheet": plan.table.sheet,
        "sheets": plan.table.sheets,
        "dry_run": dry_run,
        "counts": plan.counts,
        "notes": plan.notes,
        "questions": [asdict(question) for question in plan.questions],
        "columns": {key: columns[at] for key, at in plan.columns.columns.items()},
        "candidates": {key: [columns[at] for at in places] for key, places in plan.columns.unsure.items()},
        "kept_in_notes": [columns[at] for at in plan.columns.notes],
        "rows": [_row_as_json(row, new) for row in plan.rows],
        "skipped": [asdict(row) for row in plan.table.skipped],
    }


def _row_as_json(row: RowFate, new: Iterator[str]) -> dict[str, Any]:
    return {
        "row": row.number,
        "sheet": row.sheet,
        "fate": row.fate,
        "why": row.why,
        "duplicate_of": row.duplicate_of,
        "case": next(new, None) if row.fate in ("new", "warning") else None,
        "do": row.choice.do,
        "mended": row.choice.mended,
        "differences": [
            {
                "question": item.target,
                "label": item.label,
                "workbook": item.old,
                "list": item.new,
                "do": item.choice,
                "why": item.why,
            }
            for item in row.differences
        ],
    }
