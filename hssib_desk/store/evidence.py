"""What was altered outside this program, named line by line: history, form texts and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hssib_desk.domain.form import FormError
from hssib_desk.domain.library import form_from_text
from hssib_desk.domain.seal import text_digest
from hssib_desk.store.act import Look
from hssib_desk.store.history import RECOVERED, link_of
from hssib_desk.store.tables import cases, changes, form_texts, people, sealed_versions

_Said = tuple[str, Any, str, datetime]


def altered_lines(look: Look) -> Iterator[str]:
    """Every line that is missing or does not follow from the one before, as a sentence."""
    refs: dict[str, str] = {row.id: row.ref for row in look.db.execute(select(cases.c.id, cases.c.ref))}
    link, expected = "", 1
    query = select(changes, people.c.name).join(people, isouter=True).order_by(changes.c.id)
    for row in look.db.execute(query):
        ref = refs.get(row.case_id, "")
        if row.id > expected:
            yield f"{_lines(expected, row.id - 1)} of the history missing: deleted outside this program."
        elif row.kind != "disposed" and link_of(link, row._mapping, row.name or "") != row.hash:
            about = f" ({ref})" if ref else ""
            yield f"Line {row.id} of the history{about} was altered outside this program."
        link, expected = row.hash, row.id + 1


def _lines(first: int, last: int) -> str:
    return f"Line {first} is" if first == last else f"Lines {first} to {last} are"


def altered_forms(look: Look) -> Iterator[str]:
    """Form texts that are not as they were asked."""
    for row in look.db.execute(select(form_texts).order_by(form_texts.c.key, form_texts.c.version)):
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


def altered_signatures(look: Look) -> Iterator[tuple[str, str]]:
    """Signed versions of which name, role, time or digest are not what the history says, or that are gone."""
    said = _signatures(look)
    # A recovered workbook may have lost a signature or its line; its report said so.
    lost = look.db.execute(select(changes.c.id).where(changes.c.kind == RECOVERED).limit(1)).first()
    query = select(sealed_versions, cases.c.ref).join(cases).order_by(sealed_versions.c.id)
    for row in look.db.execute(query):
        why = f"Signed off by {row.name}" + (f", {row.role}" if row.role else "")
        if said.pop((row.case_id, row.digest, why, row.at), None) is None and not lost:
            yield (
                row.ref,
                (
                    f"Who signed version {row.number} of {row.ref}, when or what, was altered outside this "
                    "program."
                ),
            )
        if (
            row.reopened_at is not None
            and not lost
            and (row.case_id, None, row.reopened_why, row.reopened_at) not in said
        ):
            yield row.ref, f"Version {row.number} of {row.ref} was not reopened in this program."
    for (_case, _digest, why, at), ref in said.items():
        if why.startswith("Signed off by ") and _digest and not lost:
            yield ref, f"A signed version of {ref} ({why}, {at:%d %b %Y}) was deleted outside this program."


def _signatures(look: Look) -> dict[_Said, str]:
    """The lines of signing and reopening, with the reference of their case."""
    query = (
        select(changes.c.case_id, changes.c.new, changes.c.why, changes.c.at, cases.c.ref)
        .join(cases, cases.c.id == changes.c.case_id)
        .where(changes.c.kind.in_(("sign", "reopen")))
    )
    return {(row.case_id, row.new, row.why, row.at): row.ref for row in look.db.execute(query)}
