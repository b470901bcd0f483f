"""What is kept beside the answers, held against the history and against itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from sqlalchemy import Row, select

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.file_types import is_known
from hssib_desk.domain.forms.form import Form
from hssib_desk.domain.review.case_file import Stage
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.history import LOST, RECOVERED
from hssib_desk.store.ids import case_ref, entry_ref, letter_of
from hssib_desk.store.schema.tables import attachments, cases, changes, entries, retention

Found = tuple[str, str]  # the reference of a case, if it is about one, and a sentence
_OUTSIDE = "was changed outside this program"


def disagreements(context: ReadContext) -> Iterator[Found]:
    """Values that nothing in the history, or beside them, agrees with."""
    refs = {row.id: row for row in context.db.execute(select(cases))}
    times = None if _is_recovered(context) else _times(context)
    for row in refs.values():
        yield from _of_case(row, times)
    yield from _of_entries(context, refs, times)
    yield from _of_keeping(context, refs)
    yield from _of_files(context, refs)


def _is_recovered(context: ReadContext) -> bool:
    """Whether lines were lost: their times are, too."""
    kinds = changes.c.kind.in_((LOST, RECOVERED))
    return context.db.execute(select(changes.c.id).where(kinds).limit(1)).first() is not None


def _times(context: ReadContext) -> set[tuple[str, Any]]:
    """When something happened in each case."""
    query = select(changes.c.case_id, changes.c.at).distinct()
    return {(row.case_id, row.at) for row in context.db.execute(query)}


def _of_case(row: Row[Any], times: set[tuple[str, Any]] | None) -> Iterator[Found]:
    if case_ref(row.year, row.number) != row.ref:
        yield row.ref, f"The reference {row.ref} {_OUTSIDE}: it is number {row.number} of {row.year}."
    if times is not None and not {(row.id, row.created_at), (row.id, row.updated_at)} <= times:
        yield row.ref, f"When {row.ref} was begun or last changed {_OUTSIDE}."


def _of_entries(
    context: ReadContext, refs: dict[str, Row[Any]], times: set[tuple[str, Any]] | None
) -> Iterator[Found]:
    E = entries.c
    rows = context.db.execute(
        select(
            E.id, E.case_id, E.form_id, E.form_key, E.stage, E.position, E.ref, E.origin_entry,
            E.origin_section, E.created_at, E.updated_at, E.removed_at,
        )
    ).all()  # fmt: skip
    there = {row.id: row for row in rows}
    for row in rows:
        if what := ", ".join(_odd(context, row, there.get(row.origin_entry), times)):
            ref = refs[row.case_id].ref
            yield ref, f"Of an entry of {ref} this {_OUTSIDE}: {what}."


def _odd(
    context: ReadContext, row: Any, origin: Any | None, times: set[tuple[str, Any]] | None
) -> Iterator[str]:
    form = context.shelf.form(context.db, row.form_id)
    if row.form_key != form.key:
        yield "its form"
    if row.stage not in get_args(Stage):
        yield "its stage"
    if row.ref not in _refs(form, row) or (row.position and not form.repeat):
        yield "its number"
    if row.origin_entry is not None and (origin is None or origin.case_id != row.case_id):
        yield "what it was raised from"
    elif origin is not None and not _is_section_of(context, origin, row.origin_section):
        yield "where it was raised"
    if times is not None:
        stamps = (row.created_at, row.updated_at, row.removed_at)
        if any(at is not None and (row.case_id, at) not in times for at in stamps):
            yield "its times"


def _refs(form: Form, row: Any) -> set[str]:
    """The references an entry may have; a second review shared the series of the first one once."""
    letters = {letter_of(form, row.stage), form.letter}
    two = is_action(form)
    return {entry_ref(letter, row.position, two_digits=two) for letter in letters} if form.repeat else {""}


def _is_section_of(context: ReadContext, entry: Any, section: str | None) -> bool:
    return not section or section in context.shelf.form(context.db, entry.form_id).by_section


def _of_keeping(context: ReadContext, refs: dict[str, Row[Any]]) -> Iterator[Found]:
    said = {
        (row.case_id, row.new)
        for row in context.db.execute(
            select(changes.c.case_id, changes.c.new).where(changes.c.kind == "keep")
        )
    }
    lost = _is_recovered(context)
    for row in context.db.execute(select(retention)):
        ref = refs[row.case_id].ref
        if row.keep_until and (row.case_id, row.keep_until) not in said and not lost:
            yield ref, f"How long {ref} is kept {_OUTSIDE}."
        if row.hold and (row.case_id, row.hold) not in said and not lost:
            yield ref, f"Why {ref} is on hold {_OUTSIDE}."


def _of_files(context: ReadContext, refs: dict[str, Row[Any]]) -> Iterator[Found]:
    """An attached file's row says what the line of its attaching says, and its kind is one that there is."""
    lost = _is_recovered(context)
    for row in context.db.execute(select(attachments).order_by(attachments.c.id)):
        line = select(changes.c.field, changes.c.at, changes.c.why, changes.c.new).where(
            changes.c.case_id == row.case_id, changes.c.entry_id == row.entry_id,
            changes.c.why == f"Attached “{row.name}”", changes.c.field == row.field, changes.c.at == row.at,
        )  # fmt: skip
        told = any(row.id in (found.new or []) for found in context.db.execute(line))
        if not (told or lost) or not is_known(row.type, row.ending):
            ref = refs[row.case_id].ref
            yield ref, f"What is said of the attached file “{row.name}” of {ref} {_OUTSIDE}."
