"""What was already written much like a title: titles of the same form, in any case of the workbook."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from hssib_desk.store.context import ReadContext
from hssib_desk.store.ids import full_ref
from hssib_desk.store.lists.search import places_with_any
from hssib_desk.store.lists.search_excerpt import stripped, terms
from hssib_desk.store.schema.tables import cases, entries, words

_LEAST_WORDS = 2  # one word in common is chance
_LEAST_SHARE = 0.5  # of the words of the shorter title
_LETTERS = 4  # shorter words say little
_BEGINNING = 5  # words that begin alike count as one: "blood", "bloods"


@dataclass(frozen=True)
class Similar:
    """An entry whose title is much like another."""

    case_id: str
    entry_id: str
    ref: str  # "C-2025-014-L2"
    title: str


def similar(context: ReadContext, entry_id: str, typed: str, limit: int = 3) -> list[Similar]:
    """The entries of the same form whose titles share most with what was typed, the nearest first.

    What another reviewer wrote of the same case is left out: a second review is written without it.
    """
    wanted = _words(typed)
    own = context.db.execute(select(entries).where(entries.c.id == entry_id)).first()
    if own is None or len(wanted) < _LEAST_WORDS:
        return []
    form = context.library.forms.get(own.form_key)
    title = form.role("title") if form else None
    if form is None or title is None:
        return []
    query = (
        select(words.c.body, words.c.entry_id, words.c.case_id, cases.c.ref, entries.c.ref.label("entry_ref"))
        .join(entries, entries.c.id == words.c.entry_id)
        .join(cases, cases.c.id == words.c.case_id)
        .where(
            words.c.id.in_(places_with_any(sorted(wanted))),
            words.c.field.in_((title.key, *title.renamed)),
            entries.c.form_key == form.key,
            entries.c.id != entry_id,
            or_(entries.c.case_id != own.case_id, entries.c.stage == own.stage),
            entries.c.removed_at.is_(None),
        )
    )
    found = [(_share(wanted, _words(row.body)), row) for row in context.db.execute(query)]
    best = sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[0], pair[1].ref))
    return [
        Similar(row.case_id, row.entry_id, full_ref(row.ref, row.entry_ref), row.body)
        for _, row in best[:limit]
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(stripped(word)[:_BEGINNING] for word in terms(text) if len(word) >= _LETTERS)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two titles share; nothing where it may be chance."""
    both = len(one & other)
    share = both / min(len(one), len(other)) if both >= _LEAST_WORDS else 0.0
    # Of titles that share as much, the one with fewer words of its own is nearer.
    return share + both / len(one | other) / 100 if share >= _LEAST_SHARE else 0.0
