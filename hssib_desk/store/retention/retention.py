"""How long each case is kept, what stops a disposal, and the door to both and to disposal and erasing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.certificate import Certificate
from hssib_desk.domain.review.retention import rules_of, term_of
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.entries.case_files import read_cases
from hssib_desk.store.entries.history import HistoryRecord, record
from hssib_desk.store.errors import Missing, NotReady, ReadOnly
from hssib_desk.store.retention import disposal, erasing
from hssib_desk.store.retention.purge import Order, copies_with
from hssib_desk.store.retention.retention_types import Disposal, DisposalPreview, Keeping
from hssib_desk.store.schema.tables import attachments, cases, changes, entries, retention
from hssib_desk.store.transactions import Transactions
from hssib_desk.store.workcopy import workcopy_note

_CHUNK = 100


class Retention:
    """How long the cases of an open workbook are kept; `Workbook.retention` is the one there is."""

    def __init__(self, at: Transactions) -> None:
        self._at = at

    def erase_preview(self, attachment_id: str, reason: str | None = None) -> erasing.Erasure:
        """What erasing an attached file would do, which copies hold it too, and what stands against it."""
        return self._at.read(erasing.plan, self._at.path, self._at.driver, attachment_id, reason)

    def erase(self, attachment_id: str, reason: str, *, copies: bool) -> tuple[int, int]:
        """Take the content of an attached file out of the workbook for good, and with `copies` out of those.

        Returns how many copies were written anew and how many removed; after NotReady all is there.
        """
        order = self._order(self._at.actor)
        if said := self.erase_preview(attachment_id, reason).refusals:
            raise NotReady(" ".join(said))
        try:
            return erasing.erase(order, erasing.File(attachment_id, reason), copies=copies)
        finally:
            self._at.database.know()

    def _order(self, who: str) -> Order:
        at = self._at
        if at.read_only:
            raise ReadOnly(f"“{at.path.name}” is open for reading only. Close it and open it to write.")
        return Order(at.path, at.driver, at.library, who, at.now())

    def keeping(self, case_ids: Sequence[str]) -> list[Keeping]:
        """Until when some cases are kept, why, and whether they are on hold."""
        return self._at.read(keeping, case_ids)

    def keeping_due(self) -> list[Keeping]:
        """The cases whose time has come, on hold, or given a date of their own."""
        return self._at.read(due)

    def set_hold(self, case_id: str, reason: str) -> None:
        """Stop every disposal of a case; an empty reason ends the hold."""
        self._at.write(set_hold, case_id, reason)

    def set_keep_until(self, case_id: str, day: date | None, why: str) -> None:
        """Keep a case until a day of its own; None goes back to what the settings say."""
        self._at.write(set_keep_until, case_id, day, why)

    def dispose_preview(
        self, case_ids: Sequence[str], reason: str | None = None, *, early: bool = False
    ) -> DisposalPreview:
        """What disposing of some cases would remove and rewrite, and what stands against it."""
        found = tuple(self.keeping(case_ids))
        copies = copies_with(self._at.path, self._at.driver, disposal.Cases(tuple(case_ids)))
        on_copy = (workcopy_note.ON_COPY,) if workcopy_note.is_copy(self._at.path) else ()
        return DisposalPreview(found, tuple(copies), on_copy + disposal.refusals(found, reason, early))

    def dispose(
        self, case_ids: Sequence[str], reason: str, who: str = "", *, early: bool = False
    ) -> Disposal:
        """Take cases out of the file and all its copies for good; raises NotReady, and then all is there.

        `early` lets a case go before its time, for example one that was begun by mistake; never one on hold.
        """
        workcopy_note.refuse_copy(self._at.path)
        found = tuple(self.keeping(case_ids))
        order = self._order(who or self._at.actor)
        if said := disposal.refusals(found, reason, early):
            raise NotReady(" ".join(said))
        try:
            return disposal.dispose(order, found, reason)
        finally:
            self._at.database.know()

    def certificates(self) -> list[Certificate]:
        """The certificates of every disposal so far, oldest first."""
        with self._at.reading() as context:
            return disposal.disposed(context.db)


def keeping(context: ReadContext, case_ids: Sequence[str]) -> list[Keeping]:
    """Until when some cases are kept and whether they are on hold; raises Missing for one not there."""
    found = {case.id: case for case in read_cases(context, case_ids)}
    if missing := [case_id for case_id in case_ids if case_id not in found]:
        raise Missing(f"{len(missing)} of the cases are no longer in the workbook.")
    own = {row.case_id: row for row in context.db.execute(select(retention))}
    return [_keeping(context, found[case_id], own.get(case_id)) for case_id in case_ids]


def _keeping(context: ReadContext, case: CaseFile, own: Row[Any] | None) -> Keeping:
    day = date.fromisoformat(own.keep_until) if own and own.keep_until else None
    term = term_of(case, day)
    lines = select(func.count()).select_from(changes).where(changes.c.case_id == case.id)
    # Removed ones too: a disposal takes away whatever was once written.
    filled = context.db.execute(select(entries.c.answers).where(entries.c.case_id == case.id)).scalars()
    files = select(func.count()).select_from(attachments).where(attachments.c.case_id == case.id)
    return Keeping(
        case.id, case.ref, case.text("reviewer_role"), term.until, term.why, own.hold if own else "",
        term.is_over(context.today), sum(map(bool, filled)), context.db.execute(files).scalar_one(),
        case.sealed_versions, context.db.execute(lines).scalar_one(), day,
    )  # fmt: skip


def due(context: ReadContext, limit: int = 200) -> list[Keeping]:
    """The cases whose time has come, the oldest first, and all on hold or with a date for these cases."""
    least = min((rule.years for rule in rules_of(context.library, context.facts.settings)), default=0)
    start = context.today.replace(
        year=max(context.today.year - least, 1), day=min(context.today.day, 28)
    ).isoformat()
    day = func.coalesce(cases.c.died_day, cases.c.created_at)
    set_by_hand = cases.c.id.in_(select(retention.c.case_id))
    query = select(cases.c.id).where(or_(day <= f"{start}~", set_by_hand)).order_by(day, cases.c.id)
    ids = list(context.db.execute(query).scalars())
    found: list[Keeping] = []
    for at in range(0, len(ids), _CHUNK):
        found += [item for item in keeping(context, ids[at : at + _CHUNK]) if item.over or item.by_hand]
        if len(found) >= limit:
            break
    return found[:limit]


def set_hold(context: WriteContext, case_id: str, reason: str) -> None:
    """Stop every disposal of a case, with the reason; an empty one lets it go on."""
    _put(context, case_id, "hold", reason.strip(), reason.strip() or "The hold was ended")


def set_keep_until(context: WriteContext, case_id: str, day: date | None, why: str) -> None:
    """Keep a case until a day of its own; None goes back to what the settings say."""
    if not why.strip():
        raise NotReady("Write why this case is kept for a different time.")
    words = f"Kept until {show_date(day)}: " if day else "Kept as the settings say: "
    _put(context, case_id, "keep_until", day.isoformat() if day else None, f"{words}{why.strip()}")


def _put(context: WriteContext, case_id: str, column: str, value: str | None, why: str) -> None:
    if context.db.execute(select(cases.c.id).where(cases.c.id == case_id)).first() is None:
        raise Missing("This case is no longer in the workbook.")
    found = context.db.execute(select(retention).where(retention.c.case_id == case_id)).first()
    row = dict(found._mapping) if found else {"case_id": case_id, "keep_until": None, "hold": ""}
    if row[column] == value:
        return
    record(context, [HistoryRecord("keep", case_id, old=row[column], new=value, why=why)])
    context.db.execute(delete(retention).where(retention.c.case_id == case_id))
    if (newer := {**row, column: value})["hold"] or newer["keep_until"]:
        context.db.execute(insert(retention), [newer])
