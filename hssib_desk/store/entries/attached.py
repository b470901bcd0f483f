"""Reading which files are attached; their contents are read elsewhere, and only when one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.store.context import ReadContext
from hssib_desk.store.errors import Missing
from hssib_desk.store.schema.tables import attachment_contents, attachments, people


def _query() -> Select[Any]:
    kept = attachment_contents.c.attachment_id
    there = kept.is_not(None).label("there")
    query = select(attachments, people.c.name.label("who"), there).join(people)
    return query.outerjoin(attachment_contents, kept == attachments.c.id)


def find(context: ReadContext, attachment_id: str) -> AttachmentFile:
    """One attached file; raises Missing."""
    row = context.db.execute(_query().where(attachments.c.id == attachment_id)).first()
    if row is None:
        raise Missing("This file is no longer in the workbook. Check the workbook, or look in a backup.")
    return _file(row)


def of_cases(context: ReadContext, case_ids: Sequence[str]) -> dict[str, tuple[AttachmentFile, ...]]:
    """The files of some cases in the order in which they were added, also those that were removed."""
    found: dict[str, tuple[AttachmentFile, ...]] = {}
    query = _query().where(attachments.c.case_id.in_(case_ids)).order_by(attachments.c.id)
    for row in context.db.execute(query):
        found[row.case_id] = (*found.get(row.case_id, ()), _file(row))
    return found


def _file(row: Row[Any]) -> AttachmentFile:
    return AttachmentFile(
        row.id, row.entry_id, row.field, row.name, row.type, row.ending, row.size, row.digest, row.who,
        row.at, erased=not row.there,
    )  # fmt: skip
