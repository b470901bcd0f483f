"""Disposal: the text of a case leaves the workbook and its copies for good, and a record of that stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.domain.review.certificate import Certificate, Removed, write
from hssib_desk.domain.review.retention import Term
from hssib_desk.store import backups, leftovers
from hssib_desk.store.connect import Database, Driver, connect, header
from hssib_desk.store.context import WriteContext
from hssib_desk.store.entries.history import HistoryRecord, emptied_digest, record
from hssib_desk.store.errors import NotReady, WorkbookError, translated
from hssib_desk.store.retention.purge import AGAIN, By, cleaning, copies_holding
from hssib_desk.store.retention.retention_types import CopyFate, Disposal, Keeping
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


@dataclass(frozen=True)
class Order:
    """Which cases go from a workbook, why, and who says so."""

    path: Path
    driver: Driver
    library: Library
    cases: tuple[Keeping, ...]
    reason: str
    who: str
    now: datetime


def refusals(found: Sequence[Keeping], reason: str | None, early: bool) -> tuple[str, ...]:
    """Why a disposal cannot be done as it is asked for, in sentences; `reason` None is not looked at."""
    said = [f"{item.ref} is on hold and stays: “{item.hold}”." for item in found if item.hold]
    if not early:
        said += [
            f"{item.ref} is to be kept until {show_date(item.until)} ({item.why})."
            for item in found
            if not item.over and not item.hold
        ]
    if reason is not None and not reason.strip():
        said.append("Write why it is disposed of; the certificate says it.")
    return tuple(said)


def copies_with(path: Path, case_ids: Sequence[str], driver: Driver) -> list[CopyFate]:
    """What happens to each copy beside the workbook: those without the cases are left alone."""
    return copies_holding(path, lambda copy, way: holds_any(copy, case_ids, way), "the case", driver)


def holds_any(path: Path, case_ids: Sequence[str], driver: Driver) -> bool:
    """Whether anything of some cases can be read in a file."""
    marks = ", ".join("?" * len(case_ids))
    with translated(path):
        raw = connect(path, write=False, driver=driver)
        try:
            header(raw, path)
            for query in (
                f"SELECT 1 FROM cases WHERE id IN ({marks})",
                f"SELECT 1 FROM changes WHERE case_id IN ({marks}) AND kind NOT IN ('disposed', 'dispose')",
            ):
                if raw.execute(f"{query} LIMIT 1", list(case_ids)).fetchone():
                    return True
        finally:
            raw.close()
    return False


def dispose(order: Order) -> Disposal:
    """Dispose of cases whose workbook is open for writing; raises before anything is changed, or goes on.

    Copies come first: as long as the workbook has the case, an interrupted disposal can be asked for again.
    """
    if broken := backups.problem_in(order.path, order.driver):
        raise NotReady(f"The workbook has to be put right first: {broken}")
    ids = [item.case_id for item in order.cases]
    fates = copies_with(order.path, ids, order.driver)
    counts = tuple(sum(fate.fate == kind for fate in fates) for kind in ("rewritten", "removed"))
    certificates = _certificates(order, (counts[0], counts[1]))
    _clean_copies(order, fates, certificates)
    problem = ""
    try:
        _purge(order, order.path, order.driver, certificates)
        _clean_copies(order, copies_with(order.path, ids, order.driver), certificates)  # made meanwhile
    except WorkbookError as error:
        if holds_any(order.path, ids, order.driver):
            raise
        problem = f"The workbook no longer holds it, but not everything could be cleared up. {error} {AGAIN}"
    return Disposal(tuple(certificates.values()), counts[0], counts[1], problem)


def _certificates(order: Order, copies: tuple[int, int]) -> dict[str, Certificate]:
    database = Database(order.path, read_only=True, driver=order.driver)
    try:
        with database.reading() as connection:
            facts = facts_from(read_settings(connection), order.path.name)
            query = select(cases.c.id, cases.c.created_at)
            begun = {row.id: local_day(row.created_at) for row in connection.execute(query)}
    finally:
        database.close()
    return {
        item.case_id: _certificate(order, item, facts, begun[item.case_id], copies) for item in order.cases
    }


def _certificate(
    order: Order, item: Keeping, facts: WorkbookFacts, begun: date, copies: tuple[int, int]
) -> Certificate:
    term = Term(item.until, item.why)
    removed = Removed(item.entries, item.files, item.versions, item.lines)
    return write(facts, item.ref, begun, term, removed, copies, order.who, order.reason.strip(), order.now)


def _clean_copies(order: Order, fates: Sequence[CopyFate], certificates: Mapping[str, Certificate]) -> None:
    for fate in fates:
        if fate.fate == "removed":
            leftovers.remove(fate.path)
        else:
            _purge(order, fate.path, backups.suited(fate.path, order.driver), certificates)
    leftovers.clear(order.path)


def _purge(order: Order, path: Path, driver: Driver, certificates: Mapping[str, Certificate]) -> None:
    """Take the cases out of one file, and what was in the place they took."""
    with cleaning(path, driver, By(order.library, order.who, order.now)) as act:
        for item in order.cases:
            _take_out(act, item, certificates[item.case_id], order.reason.strip())
        rebuild_full_text(act.db)
    if holds_any(path, list(certificates), driver) or backups.problem_in(path, driver):
        raise NotReady(f"“{path.name}” could not be cleaned. Check it, and ask again.")


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
