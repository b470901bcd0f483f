"""`import`: a list of deaths into a workbook, every row's fate shown first."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hssib_desk.cli.choosing import review_form
from hssib_desk.cli.console import DONE, LOOK, opened, say, say_json
from hssib_desk.domain.caseload import (
    FATES,
    ColumnMap,
    ImportPlan,
    MapError,
    Table,
    map_from_json,
    plan_import,
    suggest_mapping,
)

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook


def take(arguments: Namespace) -> int:
    """Take in the rows that can become cases, after a backup; with --dry-run, only say what would happen."""
    from hssib_desk.export.tables import read_table

    table = read_table(Path(arguments.file))
    with opened(arguments, read_only=arguments.dry_run) as workbook:
        review = review_form(arguments.review, workbook.library)
        mapping = _mapping(arguments.map, table, workbook)
        plan = plan_import(
            table,
            mapping,
            workbook.library,
            workbook.existing_cases(),
            date.today(),
            workbook.facts.window_days,
        )
        refs = [] if arguments.dry_run else workbook.import_cases(plan.batch, table.name, review=review)
    if arguments.json:
        say_json(_as_json(plan, refs, arguments.dry_run))
    else:
        _tell(plan, refs, arguments.dry_run)
    return LOOK if arguments.dry_run and len(plan.of("new")) < len(plan.rows) else DONE


def _mapping(path: str | None, table: Table, workbook: Workbook) -> ColumnMap:
    if path is None:
        return suggest_mapping(table.columns, workbook.library, table.rows)
    try:
        text = Path(path).read_text("utf-8-sig")
    except FileNotFoundError:
        raise MapError(f"There is no map of columns at {path}.") from None
    except IsADirectoryError:
        raise MapError(f"{path} is a folder. Name the file that holds the map of columns.") from None
    except UnicodeDecodeError:
        raise MapError(f"{path} is not a text file in UTF-8. Save the map of columns as UTF-8.") from None
    return map_from_json(text, table.columns, workbook.library)


def _tell(plan: ImportPlan, refs: Sequence[str], dry_run: bool) -> None:
    for row in plan.rows:
        if dry_run or row.fate in ("duplicate", "refused"):
            say(f"Row {row.number}: {FATES[row.fate]}. {' '.join(row.why)}".rstrip())
    for note in plan.notes:
        say(note)
    counts = ", ".join(f"{FATES[fate]} {count:,}" for fate, count in plan.counts.items())
    say(f"{len(plan.rows):,} rows of {plan.table.name}: {counts}.")
    if dry_run:
        say("Nothing was written.")
    elif refs:
        many = f"{len(refs):,} case{'' if len(refs) == 1 else 's'}"
        say(f"{many} imported, the first as {refs[0]}. A backup was made first.")
    else:
        say("No row could become a case; nothing was written.")


def _as_json(plan: ImportPlan, refs: Sequence[str], dry_run: bool) -> dict[str, Any]:
    new = iter(refs)
    return {
        "file": plan.table.name,
        "sheet": plan.table.sheet,
        "dry_run": dry_run,
        "counts": plan.counts,
        "notes": plan.notes,
        "columns": {key: plan.table.columns[at] for key, at in plan.columns.columns.items()},
        "kept_in_notes": [plan.table.columns[at] for at in plan.columns.notes],
        "rows": [
            {
                "row": row.number,
                "fate": row.fate,
                "why": row.why,
                "duplicate_of": row.duplicate_of,
                "case": next(new, None) if row.fate in ("new", "warning") else None,
            }
            for row in plan.rows
        ],
    }
