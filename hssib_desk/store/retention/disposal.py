"""Disposal: the text of a case leaves the workbook and its copies for good, and a record of that stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.review.certificate import Certificate, Removed, write
from hssib_desk.domain.review.retention import Term
from hssib_desk.store.connect import Database
from hssib_desk.store.context import WriteContext
from hssib_desk.store.entries.history import HistoryRecord, emptied_digest, record
from hssib_desk.store.retention.purge import Order, copies_with, purge, refuse_broken
from hssib_desk.store.retention.retention_types import Disposal, Keeping
from hssib_desk.store.schema.tables import (
    attachment_contents,
    attachments,
    cases,
    changes,
    checkpoints,
    counters,
    metadata,
    tombstones,
)
from hssib_desk.store.settings import facts_from, read_settings
from hssib_desk.store.sql import rebuild_full_text

_EMPTY: Mapping[str, Any] = {
    "kind": "disposed", "entry_id": "", "field": "", "old": None, "new": None, "why": "", "undoes": None,
}  # fmt: skip


def refusals(found: Sequence[Keeping], reason: str | None, early: bool) -> tuple[str, ...]:
    """Why a disposal cannot be done as it is asked for, in sentences; `reason` None is not looked at."""
    said = [f"{item.ref} is on hold and is kept: “{item.hold}”." for item in found if item.hold]
    if not early:
        said += [
            f"{item.ref} is to be kept until {show_date(item.until)} ({item.why})."
            for item in found
            if not item.over and not item.hold
        ]
    if reason is not None and not reason.strip():
        said.append("Write why it is disposed of; this is printed on the certificate.")
    return tuple(said)


@dataclass(frozen=True)
class Cases:
    """Cases that go, with what is written of each where it stood; without certificates only to be found."""

    ids: tuple[str, ...]
    written: tuple[tuple[Keeping, Certificate], ...] = ()
    reason: str = ""

    @property
    def name(self) -> str:
        """What a copy is written anew without."""
        return "the case"

    def is_in(self, raw: sqlite3.Connection) -> bool:
        """Whether anything of the cases can be read in a file."""
        marks = ", ".join("?" * len(self.ids))
        return any(
            raw.execute(f"{query} LIMIT 1", self.ids).fetchone()
            for query in (
                f"SELECT 1 FROM cases WHERE id IN ({marks})",
                f"SELECT 1 FROM changes WHERE case_id IN ({marks}) AND kind NOT IN ('disposed', 'dispose')",
            )
        )

    def take_out(self, context: WriteContext, *, is_copy: bool) -> None:
        """Take the cases out of a file, and leave a record of each, in a copy too."""
        for item, certificate in self.written:
            _take_out(context, item, certificate, self.reason)
        rebuild_full_text(context.db)


def dispose(order: Order, found: Sequence[Keeping], reason: str) -> Disposal:
    """Dispose of cases whose workbook is open for writing; raises before anything is changed, or goes on."""
    refuse_broken(order)
    ids, reason = tuple(item.case_id for item in found), reason.strip()
    fates = copies_with(order.path, order.driver, Cases(ids))
    rewritten = sum(fate.fate == "rewritten" for fate in fates)
    copies = rewritten, len(fates) - rewritten
    certificates = _certificates(order, found, reason, copies)
    left = purge(order, Cases(ids, tuple(zip(found, certificates, strict=True)), reason), fates)
    problem = (
        f"The workbook no longer holds it, but not everything could be cleaned up. {left}" if left else ""
    )
    return Disposal(tuple(certificates), *copies, problem)


def _certificates(
    order: Order, found: Sequence[Keeping], reason: str, copies: tuple[int, int]
) -> list[Certificate]:
    database = Database(order.path, read_only=True, driver=order.driver)
    try:
        with database.reading() as connection:
            facts = facts_from(read_settings(connection), order.path.name)
            query = select(cases.c.id, cases.c.created_at)
            begun = {row.id: local_day(row.created_at) for row in connection.execute(query)}
    finally:
        database.close()
    return [
        write(
            facts, item.ref, begun[item.case_id], Term(item.until, item.why),
            Removed(item.entries, item.files, item.versions, item.lines), copies, order.who, reason,
            order.now,
        )
        for item in found
    ]  # fmt: skip


def _take_out(context: WriteContext, item: Keeping, certificate: Certificate, reason: str) -> None:
    head = context.db.execute(select(cases).where(cases.c.id == item.case_id)).first()
    lines = select(changes.c.id, changes.c.hash).where(changes.c.case_id == item.case_id)
    emptied = context.db.execute(lines.order_by(changes.c.id)).all()
    if head is None and not emptied:
        return  # this copy was made before the case was begun
    digest = emptied_digest((row.id, row.hash) for row in emptied)
    own = select(attachments.c.id).where(attachments.c.case_id == item.case_id)
    context.db.execute(delete(attachment_contents).where(attachment_contents.c.attachment_id.in_(own)))
    for table in reversed(metadata.sorted_tables):
        if "case_id" in table.c and not table.info.get("stays"):
            context.db.execute(delete(table).where(table.c.case_id == item.case_id))
    context.db.execute(
        delete(counters).where(counters.c.name.startswith(f"{item.case_id} ", autoescape=True))
    )
    context.db.execute(update(changes).where(changes.c.case_id == item.case_id).values(**_EMPTY))
    context.db.execute(update(checkpoints).where(checkpoints.c.case_id == item.case_id).values(rows=None))
    context.db.execute(delete(cases).where(cases.c.id == item.case_id))
    told = [item.ref, len(emptied), digest, certificate.digest]
    record(context, [HistoryRecord("dispose", item.case_id, new=told, why=reason)])
    row = {
        "case_id": item.case_id, "ref": item.ref, "keep_until": item.until.isoformat(),
        "begun_at": head.created_at if head else context.now, "disposed_at": context.now, "who": context.who,
        "reason": reason, "lines": len(emptied), "digest": digest, "certificate": certificate.text,
        "certificate_digest": certificate.digest,
    }  # fmt: skip
    context.db.execute(insert(tombstones), [row])


def disposed(connection: Connection) -> list[Certificate]:
    """The certificates of every disposal, oldest first."""
    query = select(tombstones.c.ref, tombstones.c.certificate).order_by(tombstones.c.disposed_at)
    return [Certificate(row.ref, row.certificate) for row in connection.execute(query)]


def altered(connection: Connection) -> Iterator[tuple[str, str]]:
    """Tombstones that are not what the history says of the disposal: reference and a sentence."""
    told = {
        row.case_id: row.new
        for row in connection.execute(
            select(changes.c.case_id, changes.c.new).where(changes.c.kind == "dispose")
        )
    }
    for row in connection.execute(select(tombstones)):
        digest = Certificate(row.ref, row.certificate).digest
        said = [row.ref, row.lines, row.digest, row.certificate_digest]
        if digest != row.certificate_digest or told.pop(row.case_id, None) != said:
            yield row.ref, f"What is kept of the disposal of {row.ref} was altered outside this program."
    for ref, *_rest in told.values():
        yield ref, f"The record of the disposal of {ref} was taken away outside this program."
