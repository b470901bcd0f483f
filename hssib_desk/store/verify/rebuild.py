"""The columns that follow from the answers, worked out anew: to write them, or to see whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, update

from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.second_review import hidden_answers, state_of
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries import derived_rows
from hssib_desk.store.entries.case_files import read_cases
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.schema.tables import SHOWS, actions, cases, duties, entries, scores, themes, words
from hssib_desk.store.sql import rebuild_full_text

Row = dict[str, Any]
Step = Callable[[int, int], None]  # told how many cases are done, and of how many; may raise to stop
_Kept = dict[str, set[tuple[Any, ...]]]
_TABLES: tuple[Table, ...] = (scores, themes, actions, duties, words)
_CHUNK = 100


def rebuild_columns(context: WriteContext, step: Step | None = None) -> None:
    """Write every derived column and row again from the answers, and the search index with them."""
    for table in _TABLES:
        context.db.execute(delete(table))
    count = context.db.execute(select(func.count()).select_from(cases)).scalar_one() if step else 0
    for done, case in enumerate(_all_cases(context)):
        if step:
            step(done, count)
        columns = derived_rows.case_columns(case)
        context.db.execute(update(cases).where(cases.c.id == case.id).values(**columns))
        for table, rows in _rows_of(case):
            if rows:
                context.db.execute(insert(table), rows)
    rebuild_full_text(context.db)


def rebuild_anew(context: WriteContext, step: Step | None = None) -> None:
    """Rebuild as an act of its own, which the history tells."""
    rebuild_columns(context, step)
    record(context, [HistoryRecord("rebuild", "")])


def _chunks(context: ReadContext) -> Iterator[list[CaseFile]]:
    ids = list(context.db.execute(select(cases.c.id).order_by(cases.c.year, cases.c.number)).scalars())
    for start in range(0, len(ids), _CHUNK):
        yield read_cases(context, ids[start : start + _CHUNK])


def _all_cases(context: ReadContext) -> Iterator[CaseFile]:
    return (case for chunk in _chunks(context) for case in chunk)


def _rows_of(case: CaseFile) -> list[tuple[Table, list[Row]]]:
    blind = state_of(case) == "blind"
    raised = () if blind else [e for e in case.entries if derived_rows.is_listed(e, case)]
    return [
        (scores, [row for e in case.entries for row in derived_rows.score_rows(e, case)]),
        (themes, [row for e in raised for row in derived_rows.theme_rows(e, case.id)]),
        (actions, [row for e in raised for row in derived_rows.action_rows(e, case.id, case.ref)]),
        (duties, derived_rows.duty_rows(case)),
        (words, [row for e in case.entries for row in derived_rows.word_rows(e, case.id, _seen(e, case))]),
    ]


def _seen(entry: EntryFile, case: CaseFile) -> Collection[str]:
    return entry.answers.keys() - hidden_answers(case, entry)


def disagreements(context: ReadContext) -> Iterator[tuple[str, str]]:
    """Cases whose columns do not say what their answers say: reference, and what differs, in words."""
    for chunk in _chunks(context):
        heads = context.db.execute(select(cases).where(cases.c.id.in_([case.id for case in chunk])))
        stored = {row["id"]: dict(row) for row in heads.mappings()}
        kept = {table.name: _stored(context, table, chunk) for table in _TABLES}
        for case in chunk:
            found = sorted(set(_differing(case, stored[case.id], kept)))
            if found:
                yield case.ref, ", ".join(found)


def _differing(case: CaseFile, stored: Mapping[str, Any], kept: Mapping[str, _Kept]) -> Iterator[str]:
    # Worked out for the day on which the columns were written: some of them depend on it.
    then = replace(case, today=date.fromisoformat(stored["indexed_on"]))
    for name, value in derived_rows.case_columns(then).items():
        if stored[name] != value:
            yield cases.c[name].info[SHOWS]
    for table, rows in _rows_of(then):
        if {_values(row, table) for row in rows} != kept[table.name].get(case.id, set()):
            yield table.info[SHOWS]


def _stored(context: ReadContext, table: Table, chunk: Sequence[CaseFile]) -> _Kept:
    """The rows of some cases as sets of their values, by case."""
    found: _Kept = {}
    ids = [entry.id for case in chunk for entry in case.entries]
    for row in context.db.execute(select(table).where(table.c.entry_id.in_(ids))).mappings():
        found.setdefault(row["case_id"], set()).add(_values(dict(row), table))
    return found


def _values(row: Mapping[str, Any], table: Table) -> tuple[Any, ...]:
    return tuple(row.get(column.name) for column in table.columns if column.name != "id")


def orphans(context: ReadContext) -> list[str]:
    """Narrow rows of entries that are not in use, by table."""
    used = select(entries.c.id).where(entries.c.removed_at.is_(None))
    found = []
    for table in _TABLES:
        query = select(table.c.entry_id).where(table.c.entry_id.not_in(used)).limit(1)
        if context.db.execute(query).first():
            found.append(table.info[SHOWS])
    return found
