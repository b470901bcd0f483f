"""Which cases are under a blind second review, as a condition that queries share."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists

from hssib_desk.store.schema.tables import cases, entries

C = cases.c


def blind() -> ColumnElement[bool]:
    """Whether a case is under a blind second review, so that lists and figures leave it out meanwhile."""
    E = entries.c
    own = exists().where(E.case_id == C.id, E.stage == "second", E.ref == "")
    # The status is indexed: only the few cases that it names are looked at.
    return and_(C.status == "second_review", own.where(E.seal_id.is_(None), E.removed_at.is_(None)))
