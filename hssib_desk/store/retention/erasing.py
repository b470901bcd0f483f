"""Erasing one attached file: its bytes leave the workbook for good, and the history says who and why."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.store.connect import Driver
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries import attached
from hssib_desk.store.entries.entries import answer, load_case
from hssib_desk.store.entries.history import ERASED, HistoryRecord, record
from hssib_desk.store.errors import NotReady
from hssib_desk.store.retention.purge import Order, copies_with, purge, refuse_broken
from hssib_desk.store.retention.retention_types import CopyFate
from hssib_desk.store.schema.tables import attachment_contents, attachments, cases, entries

SEALED = "{} is covered by a signature. Reopen the review, with a reason, before a file of it is erased."
WRITE_WHY = "Write why it is erased; the history records it."


@dataclass(frozen=True)
class Erasure:
    """What erasing a file would do: where it stands, which copies hold it too, what stands against it."""

    file: AttachmentFile
    ref: str  # of its case
    copies: tuple[CopyFate, ...]
    refusals: tuple[str, ...]


def plan(context: ReadContext, path: Path, driver: Driver, attachment_id: str, reason: str | None) -> Erasure:
    """What erasing a file would do; `reason` None is not looked at."""
    file = attached.find(context, attachment_id)
    query = select(cases.c.ref, entries.c.seal_id).join(entries, entries.c.case_id == cases.c.id)
    row = context.db.execute(query.where(entries.c.id == file.entry_id)).one()
    said = [SEALED.format(f"“{file.name}”")] if row.seal_id is not None else []
    if file.erased:
        said.append(f"“{file.name}” was erased already.")
    if reason is not None and not reason.strip():
        said.append(WRITE_WHY)
    return Erasure(file, row.ref, tuple(copies_with(path, driver, File(attachment_id))), tuple(said))


@dataclass(frozen=True)
class File:
    """An attached file whose content goes, and why."""

    id: str
    reason: str = ""

    @property
    def name(self) -> str:
        """What a copy is written anew without."""
        return "the file"

    def is_in(self, raw: sqlite3.Connection) -> bool:
        """Whether the content of the file is in a workbook file."""
        table = "SELECT 1 FROM sqlite_master WHERE name = 'attachment_contents'"
        query = "SELECT 1 FROM attachment_contents WHERE attachment_id = ?"
        return bool(raw.execute(table).fetchone() and raw.execute(query, (self.id,)).fetchone())

    def take_out(self, context: WriteContext, *, is_copy: bool) -> None:
        """Take the content out, and of the workbook the answer that names it too."""
        row = context.db.execute(select(attachments).where(attachments.c.id == self.id)).one()
        content = attachment_contents.c.attachment_id == self.id
        context.db.execute(delete(attachment_contents).where(content))
        why = f"Erased “{row.name}”: {self.reason.strip()}"
        lines = [HistoryRecord(ERASED, row.case_id, new=self.id, why=why)]
        held = load_case(context, row.case_id)
        entry = held.entries.get(row.entry_id)
        ids = entry.answers.get(row.field) if entry else None
        if is_copy or entry is None or not isinstance(ids, list) or self.id not in ids:
            record(context, lines)  # a copy keeps its answers as they were then, and what was signed of them
            return
        rest = [item for item in ids if item != self.id] or None
        lines.append(HistoryRecord(ERASED, row.case_id, entry.id, row.field, ids, rest, why))
        record(context, lines)
        answer(context, held, entry, {row.field: rest})


def erase(order: Order, file: File, *, copies: bool) -> tuple[int, int]:
    """Erase a file from a workbook open for writing; return how many copies were rewritten and removed."""
    refuse_broken(order)
    fates = copies_with(order.path, order.driver, file) if copies else None
    if left := purge(order, file, fates):
        raise NotReady(f"The file is erased, but not everything could be cleaned up. {left}")
    rewritten = sum(fate.fate == "rewritten" for fate in fates or ())
    return rewritten, len(fates or ()) - rewritten
