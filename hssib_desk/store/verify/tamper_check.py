"""What was altered outside this program, named line by line: history, form texts and signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.domain.parts.part import FORM as PARTS
from hssib_desk.domain.parts.signature import is_as_signed
from hssib_desk.domain.review.seal import text_digest
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.case_files import read_case
from hssib_desk.store.entries.history import RECOVERED, chain_breaks
from hssib_desk.store.entries.sealing import whole_digest
from hssib_desk.store.schema.tables import cases, changes, entries, form_texts, people, sealed_versions

_MOST_LINES = 10
_ALTERED_FORM = (
    "The text of the form “{key}”, version {version}, was altered outside this program, so what was signed "
    "on it cannot be shown as it was asked."
)
Found = tuple[str, str]  # the reference of a case, if it is about one, and a sentence
_Said = tuple[str, Any, str, datetime]


def altered_lines(context: ReadContext) -> Iterator[Found]:
    """Lines of the history that are missing or do not follow from the one before; the first few."""
    for found in islice(chain_breaks(context.db), _MOST_LINES):
        yield "", found.sentence


def altered_forms(context: ReadContext) -> Iterator[Found]:
    """Form texts that are not as they were asked."""
    for row in context.db.execute(select(form_texts).order_by(form_texts.c.key, form_texts.c.version)):
        if text_digest(row.text) != row.digest or not row.id.endswith(row.digest[:12]) or not _agrees(row):
            yield "", _ALTERED_FORM.format(key=row.key, version=row.version)


def _agrees(row: Any) -> bool:
    """Whether the columns beside a form text say what it says."""
    try:
        form = form_from_text(row.text)
    except (FormError, ValueError, KeyError, TypeError):
        return False
    living = [item.key for item in form.fields if item.living]
    return (form.key, form.version, living) == (row.key, row.version, row.living)


def altered_signatures(context: ReadContext) -> Iterator[Found]:
    """Signed versions that are not what the history says, or that are gone: reference and a sentence."""
    # A recovered workbook may have lost a signature or its line; its report said so.
    if context.db.execute(select(changes.c.id).where(changes.c.kind == RECOVERED).limit(1)).first():
        return
    said = _signatures(context)
    query = select(sealed_versions, cases.c.ref).join(cases).order_by(sealed_versions.c.id)
    for row in context.db.execute(query):
        why = f"Signed off by {row.name}" + (f", {row.role}" if row.role else "")
        told = said.pop((row.case_id, row.digest, why, row.at), None)
        version = f"version {row.number} of {row.ref}"
        if told is None:
            yield row.ref, f"Who signed {version}, when or what, was altered outside this program."
        elif told.old and told.old != whole_digest(row):  # older signatures do not vouch for the whole
            yield row.ref, f"The kept copy of signed {version} is not as it was signed."
        if row.reopened_at is not None and not _is_reopened(row, said):
            yield row.ref, f"V{version[1:]} was not reopened in this program."
    for (_case, digest, why, at), line in said.items():
        if why.startswith("Signed off by ") and digest:
            kept = f"A signed version of {line.ref} ({why}, {show_date(local_day(at))})"
            yield line.ref, f"{kept} was deleted outside this program."


def altered_parts(context: ReadContext) -> Iterator[Found]:
    """Parts of reviews whose answers are not those that were signed; until the seal of the whole."""
    E = entries.c
    query = select(E.case_id).where(E.form_key == PARTS, E.removed_at.is_(None), E.seal_id.is_(None))
    for case_id in context.db.execute(query.distinct()).scalars().all():
        case = read_case(context, case_id)
        for entry in case.entries:
            if entry.form.key == PARTS and entry.seal is None and not is_as_signed(case, entry):
                part, name = entry.text("title"), entry.text("part_signed_by")
                yield case.ref, f"The {part} part of {case.ref} was altered after {name} signed it."


def _is_reopened(row: Any, said: Mapping[_Said, Any]) -> bool:
    """Whether the history knows of a reopening at that time, for that reason, by that person."""
    line = said.get((row.case_id, None, row.reopened_why, row.reopened_at))
    return line is not None and line.name == row.reopened_by


def _signatures(context: ReadContext) -> dict[_Said, Any]:
    """The lines of signing and reopening, with the reference of their case and who it was."""
    C = changes.c
    query = (
        select(C.case_id, C.old, C.new, C.why, C.at, cases.c.ref, people.c.name)
        .join(cases, cases.c.id == C.case_id)
        .join(people, people.c.id == C.person_id)
        .where(C.kind.in_(("sign", "reopen")))
    )
    return {(row.case_id, row.new, row.why, row.at): row for row in context.db.execute(query)}
