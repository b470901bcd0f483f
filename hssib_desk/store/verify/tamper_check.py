"""What was altered outside this program, named line by line: history, form texts and signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.domain.review.seal import text_digest
from hssib_desk.store.context import ReadContext
from hssib_desk.store.entries.history import RECOVERED, chain_hash
from hssib_desk.store.entries.sealing import whole_digest
from hssib_desk.store.schema.tables import cases, changes, form_texts, people, sealed_versions

_Said = tuple[str, Any, str, datetime]


def altered_lines(context: ReadContext) -> Iterator[str]:
    """Every line that is missing or does not follow from the one before, as a sentence."""
    refs: dict[str, str] = {row.id: row.ref for row in context.db.execute(select(cases.c.id, cases.c.ref))}
    link, expected = "", 1
    query = select(changes, people.c.name).join(people, isouter=True).order_by(changes.c.id)
    for row in context.db.execute(query):
        ref = refs.get(row.case_id, "")
        if row.id > expected:
            yield f"{_lines(expected, row.id - 1)} of the history missing: deleted outside this program."
        elif row.kind != "disposed" and chain_hash(link, row._mapping, row.name or "") != row.hash:
            about = f" ({ref})" if ref else ""
            yield f"Line {row.id} of the history{about} was altered outside this program."
        link, expected = row.hash, row.id + 1


def _lines(first: int, last: int) -> str:
    return f"Line {first} is" if first == last else f"Lines {first} to {last} are"


def altered_forms(context: ReadContext) -> Iterator[str]:
    """Form texts that are not as they were asked."""
    for row in context.db.execute(select(form_texts).order_by(form_texts.c.key, form_texts.c.version)):
        if text_digest(row.text) != row.digest or not row.id.endswith(row.digest[:12]) or not _agrees(row):
            yield (
                f"The text of the form “{row.key}”, version {row.version}, was altered outside this program, "
                "so what was signed on it cannot be shown as it was asked."
            )


def _agrees(row: Any) -> bool:
    """Whether the columns beside a form text say what it says."""
    try:
        form = form_from_text(row.text)
    except (FormError, ValueError, KeyError, TypeError):
        return False
    living = [item.key for item in form.fields if item.living]
    return (form.key, form.version, living) == (row.key, row.version, row.living)


def altered_signatures(context: ReadContext) -> Iterator[tuple[str, str]]:
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
