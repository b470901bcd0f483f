"""Filled forms that belong to the workbook and to no case, with history and seal as those of a case have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from hssib_desk.domain.forms.form import Answer, Answers, Form
from hssib_desk.domain.review.case_file import Change, EntryFile, Seal
from hssib_desk.domain.review.seal import digest, signed_by
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.entries import GONE, normalise
from hssib_desk.store.entries.history import RECOVERED, HistoryRecord, read_history, record
from hssib_desk.store.errors import Missing, Sealed
from hssib_desk.store.ids import new_id
from hssib_desk.store.schema.tables import changes, moment_text
from hssib_desk.store.schema.tables import workbook_entries as kept
from hssib_desk.store.transactions import Transactions

SEALED = "This record is sealed. Add a new one to say something else."


class Records:
    """The records of an open workbook; `Workbook.records` is the one there is."""

    def __init__(self, at: Transactions) -> None:
        self._at = at

    def form(self, form_key: str) -> Form:
        """The form of records of a kind, as the workbook has it."""
        return self._at.read(form_of, form_key)

    def of_form(self, form_key: str) -> list[EntryFile]:
        """Every record of a form, oldest first."""
        return self._at.read(of_form, form_key)

    def find(self, entry_id: str) -> EntryFile:
        """One record; raises Missing."""
        return self._at.read(find, entry_id)

    def add(self, form_key: str, answers: Answers, why: str = "") -> EntryFile:
        """Begin a record with its first answers."""
        return self._at.write(add, form_key, answers, why)

    def save(self, entry_id: str, changed: Mapping[str, Answer | None], why: str = "") -> datetime:
        """Keep changed answers with their history; None takes one away. All is on disk when this returns."""
        with self._at.writing() as context:
            save(context, entry_id, changed, why)
        return context.now

    def remove(self, entry_id: str, why: str = "") -> None:
        """Take a record out; it can be put back."""
        self._at.write(remove, entry_id, why)

    def restore(self, entry_id: str) -> None:
        """Put a record back that was taken out."""
        self._at.write(restore, entry_id)

    def seal(self, entry_id: str, *, name: str, role: str) -> Seal:
        """Seal a record as it stands; only what may still change does so from now on."""
        return self._at.write(seal, entry_id, name, role)

    def history(self, entry_id: str) -> list[Change]:
        """Who changed what in a record, when and why, oldest first."""
        return self._at.read(read_history, "", entry_id)


def form_of(context: ReadContext, form_key: str) -> Form:
    """A form of the workbook by key; an unknown one is a fault of the program."""
    if form_key not in context.library.records:
        raise ValueError(f"there is no form {form_key} that belongs to no case")
    return context.library.records[form_key]


def entry_of(context: ReadContext, row: Row[Any]) -> EntryFile:
    """A record from its row."""
    seal = Seal(row.sealed_by, row.sealed_role, row.sealed_at, row.digest) if row.sealed_at else None
    return EntryFile(
        id=row.id,
        form=context.shelf.form(context.db, row.form_id),
        answers=row.answers,
        seal=seal,
        created_at=row.created_at,
        updated_at=row.updated_at,
        row_version=row.row_version,
    )


def _in_use() -> Select[Any]:
    return select(kept).where(kept.c.removed_at.is_(None)).order_by(kept.c.id)


def of_form(context: ReadContext, form_key: str) -> list[EntryFile]:
    """Every record of a form that was not taken out, oldest first."""
    rows = context.db.execute(_in_use().where(kept.c.form_key == form_key))
    return [entry_of(context, row) for row in rows]


def everything(context: ReadContext) -> list[EntryFile]:
    """Every record, also those that were taken out, oldest first."""
    return [entry_of(context, row) for row in context.db.execute(select(kept).order_by(kept.c.id))]


def find(context: ReadContext, entry_id: str) -> EntryFile:
    """A record that is in use; raises Missing."""
    row = context.db.execute(_in_use().where(kept.c.id == entry_id)).first()
    if row is None:
        raise Missing(GONE)
    return entry_of(context, row)


def add(context: WriteContext, form_key: str, answers: Answers, why: str = "") -> EntryFile:
    """Write a new record with its defaults, and its line of the history."""
    form = form_of(context, form_key)
    default = {field.key: field.default for field in form.fields if field.default is not None}
    given = normalise(form, {**default, **answers})
    whole = {key: value for key, value in given.items() if value is not None}
    entry = EntryFile(new_id(), form, whole, created_at=context.now, updated_at=context.now)
    row = {
        "id": entry.id, "form_id": context.keep(form), "form_key": form.key, "answers": whole,
        "created_at": context.now, "updated_at": context.now, "row_version": 1,
    }  # fmt: skip
    context.db.execute(insert(kept), [row])
    record(context, [HistoryRecord("add", "", entry.id, new=whole, why=why)])
    return entry


def save(context: WriteContext, entry_id: str, changed: Mapping[str, Answer | None], why: str) -> bool:
    """Keep changed answers with their history; False when nothing differs from what is there."""
    entry = find(context, entry_id)
    differing = {
        key: new for key, new in normalise(entry.form, changed).items() if entry.answers.get(key) != new
    }
    if entry.seal and any(not entry.form.by_key[key].living for key in differing):
        raise Sealed(SEALED)
    if not differing:
        return False
    lines = [
        HistoryRecord("edit", "", entry_id, key, entry.answers.get(key), new, why)
        for key, new in differing.items()
    ]
    record(context, lines)
    whole = {key: value for key, value in {**entry.answers, **differing}.items() if value is not None}
    newer = {"answers": whole, "updated_at": context.now, "row_version": entry.row_version + 1}
    context.db.execute(update(kept).where(kept.c.id == entry_id).values(newer))
    return True


def remove(context: WriteContext, entry_id: str, why: str) -> None:
    """Take a record out; nothing of it is lost."""
    entry = find(context, entry_id)
    if entry.seal:
        raise Sealed(SEALED)
    record(context, [HistoryRecord("remove", "", entry_id, old=entry.form.singular, why=why)])
    context.db.execute(update(kept).where(kept.c.id == entry_id).values(removed_at=context.now))


def restore(context: WriteContext, entry_id: str) -> None:
    """Put a record back that was taken out; one that is in use stays."""
    row = context.db.execute(select(kept).where(kept.c.id == entry_id)).first()
    if row is None:
        raise Missing(GONE)
    if row.removed_at is None:
        return
    record(context, [HistoryRecord("restore", "", entry_id, new=entry_of(context, row).form.singular)])
    context.db.execute(update(kept).where(kept.c.id == entry_id).values(removed_at=None))


def seal(context: WriteContext, entry_id: str, name: str, role: str) -> Seal:
    """Seal a record: the digest is over its answers and form, and over who sealed it and when."""
    entry = find(context, entry_id)
    if entry.seal:
        raise Sealed(SEALED)
    made = Seal(name, role, context.now, "")
    made = replace(made, digest=_digest(replace(entry, seal=made)))
    record(context, [HistoryRecord("seal", "", entry_id, new=made.digest, why=_said(made))])
    row = {"sealed_at": made.at, "sealed_by": name, "sealed_role": role, "digest": made.digest}
    context.db.execute(update(kept).where(kept.c.id == entry_id).values(row))
    return made


def _digest(entry: EntryFile) -> str:
    assert entry.seal is not None
    at = moment_text(entry.seal.at)
    return digest([entry], signed_by("", 1, entry.seal.name, entry.seal.role, at, {}))


def _said(made: Seal) -> str:
    return f"Sealed by {made.name}" + (f", {made.role}" if made.role else "")


def altered_seals(context: ReadContext) -> Iterator[tuple[str, str]]:
    """Records that are not as they were sealed, or of whose seal the history says something else."""
    lines = select(changes.c.kind, changes.c.entry_id, changes.c.new, changes.c.why, changes.c.at)
    rows = context.db.execute(lines.where(changes.c.kind.in_(("seal", RECOVERED)))).all()
    told = {(row.entry_id, row.new, row.why, row.at) for row in rows if row.kind == "seal"}
    # A recovered workbook may have lost a seal or its line; its report said so.
    is_told_whole = all(row.kind == "seal" for row in rows)
    for entry in everything(context):
        if entry.seal is None:
            continue
        said = (entry.id, entry.seal.digest, _said(entry.seal), entry.seal.at)
        if _digest(entry) != entry.seal.digest or (is_told_whole and said not in told):
            yield "", f"A sealed record ({entry.form.singular}) was altered outside this program."
        told.discard(said)
    if told and is_told_whole:
        yield "", "A seal of a record was taken away outside this program."
