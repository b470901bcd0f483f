"""Finding cases that are there already: for an import, and by a few letters of a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from sqlalchemy import case, func, or_, select

from hssib_desk.domain.caseload.plan import ExistingCase, ExistingEntry, import_names
from hssib_desk.domain.forms.form import Answers, Form
from hssib_desk.domain.parts.part import FORM as PARTS
from hssib_desk.domain.parts.standing import signed_parts
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.second_review import is_kept_from_second
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.case_files import entry_file, entry_query
from hssib_desk.store.lists.listing import case_filter, case_order
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.schema.tables import cases, entries

_MARKS = tuple(item.name for item in fields(ExistingCase) if item.name not in ("ref", "entries"))


def existing_cases(context: ReadContext) -> list[ExistingCase]:
    """Every case by what tells people apart, with the forms that a list can answer, by their references."""
    forms = {target.form.key for target in import_names(context.library).targets.values()}
    query = (
        select(
            cases.c.ref,
            cases.c.id.label("case_id"),
            entries.c.id,
            entries.c.form_id,
            entries.c.answers,
            entries.c.seal_id,
        )
        .join(entries, entries.c.case_id == cases.c.id)
        .where(
            entries.c.form_key.in_(forms),
            entries.c.stage == "first",
            entries.c.removed_at.is_(None),
        )
        .order_by(cases.c.year, cases.c.number)
    )
    marks: dict[str, dict[str, str]] = {}
    found: dict[str, dict[str, ExistingEntry]] = {}
    blind, signed = _under_blind_review(context), _signed_parts(context)
    for ref, case_id, entry_id, form_id, answers, seal_id in context.db.execute(query):
        form = context.shelf.form(context.db, form_id)
        marks.setdefault(ref, {}).update(_marks(form, answers))
        if case_id in blind and is_kept_from_second(form):
            continue
        closed = seal_id is not None or context.library.part_of(form.key) in signed.get(case_id, ())
        entry = ExistingEntry(entry_id, form, answers, closed)
        found.setdefault(ref, {})[form.key] = entry
    return [ExistingCase(ref, **told, entries=found.get(ref, {})) for ref, told in marks.items()]


def _under_blind_review(context: ReadContext) -> set[str]:
    """The cases whose second reviewer must not see the first review yet."""
    query = select(entries.c.case_id).where(entries.c.stage == "second", entries.c.seal_id.is_(None))
    return set(context.db.execute(query.where(entries.c.removed_at.is_(None))).scalars())


def _signed_parts(context: ReadContext) -> dict[str, frozenset[str]]:
    """The signed parts of the cases that are not sealed yet."""
    query = entry_query().where(entries.c.form_key == PARTS, entries.c.removed_at.is_(None))
    found: dict[str, list[EntryFile]] = {}
    for row in context.db.execute(query.where(entries.c.seal_id.is_(None))):
        found.setdefault(row.case_id, []).append(entry_file(context, row))
    return {case_id: signed_parts(kept) for case_id, kept in found.items()}


def _marks(form: Form, answers: Answers) -> Mapping[str, str]:
    played = {mark: form.role(mark) for mark in _MARKS}
    return {mark: str(answers[field.key]) for mark, field in played.items() if field and field.key in answers}


def row_of_case(context: ReadContext, query: CaseQuery, typed: str) -> int | None:
    """At which row of a list, counted from 0, stands the first case whose reference is meant; None for none.

    What is typed is the beginning of a reference or, as people say it, its end: "C-2025-014" or "014".
    """
    wanted = typed.strip()
    if not wanted:
        return None
    place = (func.row_number().over(order_by=case_order(query)) - 1).label("place")
    listed = select(cases.c.ref, place).where(case_filter(query, context.library)).subquery()
    exact = func.lower(listed.c.ref) == wanted.lower()
    begins, ends = (
        listed.c.ref.istartswith(wanted, autoescape=True),
        listed.c.ref.iendswith(wanted, autoescape=True),
    )
    order = case((exact, 0), (begins, 1), else_=2)
    best = select(listed.c.place).where(or_(begins, ends)).order_by(order, listed.c.place).limit(1)
    found = context.db.execute(best).scalar()
    return None if found is None else int(found)
