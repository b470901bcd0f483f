"""Erasing one attached file: its bytes leave the workbook for good, and the history says who and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select

from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.store import backups, leftovers
from hssib_desk.store.connect import Driver, connect, header
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries import attached
from hssib_desk.store.entries.entries import answer, load_case
from hssib_desk.store.entries.history import ERASED, HistoryRecord, record
from hssib_desk.store.errors import NotReady, WorkbookError, translated
from hssib_desk.store.retention.purge import AGAIN, By, cleaning, copies_holding
from hssib_desk.store.retention.retention_types import CopyFate
from hssib_desk.store.schema.tables import attachment_contents, attachments, cases, entries

SEALED = "{} is covered by a signature. Reopen the review, with a reason, before a file of it is erased."
WRITE_WHY = "Write why it is erased; the history says it."


@dataclass(frozen=True)
class Erasure:
    """What erasing a file would do: where it stands, which copies hold it too, what stands against it."""

    file: AttachmentFile
    ref: str  # of its case
    copies: tuple[CopyFate, ...]
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """Which file goes from a workbook, why, and who says so; with `copies` also from the copies beside it."""

    path: Path
    driver: Driver
    library: Library
    attachment_id: str
    reason: str
    copies: bool
    who: str
    now: datetime


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
    return Erasure(file, row.ref, tuple(copies_with(path, attachment_id, driver)), tuple(said))


def copies_with(path: Path, attachment_id: str, driver: Driver) -> list[CopyFate]:
    """The copies beside the workbook that hold the file, and what happens to each."""
    return copies_holding(path, lambda copy, way: holds(copy, attachment_id, way), "the file", driver)


def holds(path: Path, attachment_id: str, driver: Driver) -> bool:
    """Whether the content of an attached file is in a workbook file."""
    with translated(path):
        raw = connect(path, write=False, driver=driver)
        try:
            header(raw, path)
            table = "SELECT 1 FROM sqlite_master WHERE name = 'attachment_contents'"
            query = "SELECT 1 FROM attachment_contents WHERE attachment_id = ?"
            return bool(raw.execute(table).fetchone() and raw.execute(query, (attachment_id,)).fetchone())
        finally:
            raw.close()


def erase(order: Order) -> tuple[int, int]:
    """Erase a file from a workbook that is open for writing; return how many copies were rewritten, removed.

    Copies come first: as long as the workbook has the file, an interrupted erasing can be asked for again.
    """
    if broken := backups.problem_in(order.path, order.driver):
        raise NotReady(f"The workbook has to be put right first: {broken}")
    fates = copies_with(order.path, order.attachment_id, order.driver) if order.copies else []
    for fate in fates:
        if fate.fate == "removed":
            leftovers.remove(fate.path)
        else:
            _purge(order, fate.path, backups.suited(fate.path, order.driver), is_copy=True)
    leftovers.clear(order.path)
    try:
        _purge(order, order.path, order.driver, is_copy=False)
    except WorkbookError as error:
        if holds(order.path, order.attachment_id, order.driver):
            raise
        raise NotReady(
            f"The file is erased, but not everything could be cleared up. {error} {AGAIN}"
        ) from error
    rewritten = sum(fate.fate == "rewritten" for fate in fates)
    return rewritten, len(fates) - rewritten


def _purge(order: Order, path: Path, driver: Driver, *, is_copy: bool) -> None:
    with cleaning(path, driver, By(order.library, order.who, order.now)) as act:
        _take_out(act, order, is_copy)
    if holds(path, order.attachment_id, driver) or backups.problem_in(path, driver):
        raise NotReady(f"“{path.name}” could not be cleaned. Check it, and ask again.")


def _take_out(context: WriteContext, order: Order, is_copy: bool) -> None:
    row = context.db.execute(select(attachments).where(attachments.c.id == order.attachment_id)).one()
    content = attachment_contents.c.attachment_id == order.attachment_id
    context.db.execute(delete(attachment_contents).where(content))
    why = f"Erased “{row.name}”: {order.reason.strip()}"
    lines = [HistoryRecord(ERASED, row.case_id, new=order.attachment_id, why=why)]
    held = load_case(context, row.case_id)
    entry = held.entries.get(row.entry_id)
    ids = entry.answers.get(row.field) if entry else None
    if is_copy or entry is None or not isinstance(ids, list) or order.attachment_id not in ids:
        record(context, lines)  # a copy keeps its answers as they were then, and what was signed of them
        return
    rest = [item for item in ids if item != order.attachment_id] or None
    lines.append(HistoryRecord(ERASED, row.case_id, entry.id, row.field, ids, rest, why))
    record(context, lines)
    answer(context, held, entry, {row.field: rest})
