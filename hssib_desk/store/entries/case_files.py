"""Reading cases: from rows to the frozen CaseFile that the window and the exports know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from hssib_desk.domain.review.attachment import AttachmentFile
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Origin, Seal
from hssib_desk.domain.review.cross_case_links import references
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries import attached, cross_case_links
from hssib_desk.store.errors import Missing
from hssib_desk.store.schema.tables import cases, entries, sealed_versions

SEAL = sealed_versions.c
ENTRY_COLUMNS: tuple[Any, ...] = (
    *entries.c,
    SEAL.name.label("seal_name"),
    SEAL.role.label("seal_role"),
    SEAL.at.label("seal_at"),
    SEAL.digest.label("seal_digest"),
    SEAL.warnings.label("seal_warnings"),
)


def entry_query() -> Select[Any]:
    """Entries with the seal they lie under, if any."""
    return select(*ENTRY_COLUMNS).select_from(entries.outerjoin(sealed_versions))


def case_id_of(context: ReadContext, ref_or_id: str) -> str:
    """The id of a case from its id or reference; raises Missing."""
    query = select(cases.c.id).where(or_(cases.c.id == ref_or_id, cases.c.ref == ref_or_id))
    found = context.db.execute(query).scalar()
    if found is None:
        raise Missing(f"There is no case “{ref_or_id}” in this workbook.")
    return str(found)


def entry_file(context: ReadContext, row: Row[Any]) -> EntryFile:
    """One entry from its row."""
    return EntryFile(
        id=row.id,
        form=context.shelf.form(context.db, row.form_id),
        answers=row.answers,
        ref=row.ref,
        stage=row.stage,
        position=row.position,
        origin=Origin(row.origin_entry, row.origin_section or "") if row.origin_entry else None,
        seal=seal_of(row) if row.seal_id else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        row_version=row.row_version,
    )


def seal_of(row: Row[Any]) -> Seal:
    """The seal of an entry row that lies under one."""
    return Seal(row.seal_name, row.seal_role, row.seal_at, row.seal_digest, row.seal_warnings)


def find_case(context: ReadContext, ref_or_id: str) -> CaseFile:
    """One case whole by its id or reference; raises Missing."""
    case = read_case(context, case_id_of(context, ref_or_id))
    return replace(case, linked_from=cross_case_links.naming(context, case))


def read_case(context: ReadContext, case_id: str) -> CaseFile:
    """One case whole; raises Missing."""
    found = read_cases(context, [case_id])
    if not found:
        raise Missing("This case is no longer in the workbook.")
    return found[0]


def read_cases(
    context: ReadContext, case_ids: Sequence[str], form_keys: Collection[str] | None = None
) -> list[CaseFile]:
    """Several cases in the order of their ids as given, with the entries of some forms or of all."""
    heads = {row.id: row for row in context.db.execute(select(cases).where(cases.c.id.in_(case_ids)))}
    query = entry_query().where(entries.c.case_id.in_(case_ids), entries.c.removed_at.is_(None))
    if form_keys is not None:
        # What the screening says decides what the other forms ask.
        level = context.library.screening
        query = query.where(entries.c.form_key.in_({*form_keys, *([level.key] if level else [])}))
    by_case: dict[str, list[EntryFile]] = {}
    for row in context.db.execute(query):
        by_case.setdefault(row.case_id, []).append(entry_file(context, row))
    linked = (e for found in by_case.values() for e in found)
    known = cross_case_links.named(context, {ref for e in linked for _, ref in references(e.form, e.answers)})
    versions, files = sealed_counts(context, case_ids), attached.of_cases(context, case_ids)
    # A case tells its review form by the forms it has; where only some of them are read, by asking for those.
    own = {} if form_keys is None else review_forms(context, case_ids)
    return [
        replace(
            case_file(
                context,
                heads[key],
                by_case.get(key, []),
                versions.get(key, 0),
                files.get(key, ()),
                own.get(key, ()),
            ),
            elsewhere=known,
        )
        for key in case_ids
        if key in heads
    ]


def review_forms(context: ReadContext, case_ids: Sequence[str]) -> Mapping[str, Collection[str]]:
    """The forms of each case by which its review form is told; nothing where there is one review form."""
    if len(context.library.reviews) < 2:
        return {}
    own = frozenset[str]().union(*(context.library.own_forms(outline) for outline in context.library.reviews))
    query = select(entries.c.case_id, entries.c.form_key).distinct()
    query = query.where(entries.c.case_id.in_(case_ids), entries.c.form_key.in_(own))
    found: dict[str, set[str]] = {}
    for case_id, form_key in context.db.execute(query.where(entries.c.removed_at.is_(None))):
        found.setdefault(case_id, set()).add(form_key)
    return found


def case_file(
    context: ReadContext,
    head: Row[Any],
    found: Iterable[EntryFile],
    versions: int = 0,
    files: tuple[AttachmentFile, ...] = (),
    keys: Collection[str] = (),
) -> CaseFile:
    """A case from its row and entries, with the pages of its own review form."""
    shown = in_outline_order(context, found)
    library = context.library.for_forms(keys or (entry.form.key for entry in shown))
    return CaseFile(
        id=head.id,
        ref=head.ref,
        entries=shown,
        library=library,
        facts=context.facts,
        status=head.status,
        today=context.today,
        sealed_versions=versions,
        attachments=files,
    )


def in_outline_order(context: ReadContext, found: Iterable[EntryFile]) -> tuple[EntryFile, ...]:
    """Entries as the pages of a case show them."""
    last = len(context.shelf.order)
    return tuple(
        sorted(
            found,
            key=lambda e: (context.shelf.order.get(e.form.key, last), e.form.key, e.stage, e.position, e.id),
        )
    )


def sealed_counts(context: ReadContext, case_ids: Sequence[str]) -> Mapping[str, int]:
    """How many signed versions each case has."""
    query = (
        select(SEAL.case_id, func.count().label("n")).where(SEAL.case_id.in_(case_ids)).group_by(SEAL.case_id)
    )
    return {row.case_id: row.n for row in context.db.execute(query)}
