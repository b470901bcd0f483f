"""Links between cases: what those of a case lead to now, and which entries of other cases lead to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select

from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.domain.review.cross_case_links import Elsewhere, State, parts_of, references
from hssib_desk.store.context import ReadContext
from hssib_desk.store.ids import full_ref
from hssib_desk.store.lists.blind_reviews import blind
from hssib_desk.store.lists.search import places_with
from hssib_desk.store.schema.tables import cases, entries, tombstones, words

_CHUNK = 200


def across(library: Library) -> frozenset[str]:
    """The fields that may lead to other cases, by key."""
    return frozenset(field.key for form in library.forms.values() for field in form.fields if field.across)


def named(context: ReadContext, refs: Collection[str]) -> Mapping[str, Elsewhere]:
    """What references lead to now."""
    known: dict[str, Elsewhere] = {}
    ordered = sorted(refs)
    for start in range(0, len(ordered), _CHUNK):
        known |= _named(context, ordered[start : start + _CHUNK])
    return known


def _named(context: ReadContext, refs: list[str]) -> Mapping[str, Elsewhere]:
    query = _entries()
    pairs = [and_(cases.c.ref == case, entries.c.ref == entry) for case, entry in map(parts_of, refs)]
    there = {full_ref(row.case_ref, row.ref): row for row in context.db.execute(query.where(or_(*pairs)))}
    wanted = {parts_of(ref)[0] for ref in refs}
    hidden = set(context.db.execute(select(cases.c.ref).where(cases.c.ref.in_(wanted), blind())).scalars())
    gone = set(context.db.execute(select(tombstones.c.ref).where(tombstones.c.ref.in_(wanted))).scalars())
    found = {}
    for ref in refs:
        row, case = there.get(ref), parts_of(ref)[0]
        if case in hidden or row is None or row.removed_at is not None:
            state: State = "hidden" if case in hidden else "disposed" if case in gone else "unknown"
            found[ref] = Elsewhere(ref, "removed" if row is not None and state == "unknown" else state)
        else:
            found[ref] = _there(context, row)
    return found


def _entries() -> Select[Any]:
    query = select(entries, cases.c.ref.label("case_ref"))
    return query.join(cases, cases.c.id == entries.c.case_id)


def _there(context: ReadContext, row: Row[Any]) -> Elsewhere:
    title = context.shelf.form(context.db, row.form_id).role("title")
    said = str(row.answers.get(title.key) or "") if title else ""
    return Elsewhere(full_ref(row.case_ref, row.ref), "there", row.case_id, row.id, said)


def naming(context: ReadContext, case: CaseFile) -> tuple[tuple[str, Elsewhere], ...]:
    """The entries of other cases that lead to one of this case: the entry here, and the one there.

    They are found by their search words, which an entry that is hidden from a second reviewer has none of.
    """
    own = {full_ref(case.ref, entry.ref): entry.id for entry in case.entries if entry.ref}
    query = (
        _entries()
        .add_columns(words.c.body)
        .join(words, words.c.entry_id == entries.c.id)
        .where(words.c.id.in_(places_with(case.ref)), words.c.field.in_(across(context.library)))
        .where(words.c.case_id != case.id, entries.c.removed_at.is_(None))
        .order_by(cases.c.year, cases.c.number, entries.c.position)
    )
    found = context.db.execute(query).all() if own else []
    return tuple((own[ref], _there(context, row)) for row in found for ref in row.body.split() if ref in own)


def faults(context: ReadContext) -> Iterator[tuple[str, str]]:
    """Links that lead to a reference that was never given in this workbook: the case, and a sentence."""
    keys = {
        form.key for form in context.library.forms.values() if across(context.library) & form.by_key.keys()
    }
    query = _entries().where(entries.c.form_key.in_(keys), entries.c.removed_at.is_(None))
    where: dict[str, list[tuple[str, str]]] = {}
    for row in context.db.execute(query):
        form = context.shelf.form(context.db, row.form_id)
        for _, ref in references(form, row.answers):
            where.setdefault(ref, []).append((row.case_ref, row.ref))
    for ref, other in named(context, where).items():
        for case, entry_ref in where[ref] if other.state == "unknown" else ():
            yield case, f"{full_ref(case, entry_ref)} is linked to {ref}, which is not in this workbook."
