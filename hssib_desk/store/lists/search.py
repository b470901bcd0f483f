"""Full-text search over every answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.store.context import ReadContext
from hssib_desk.store.lists.queries import Hit
from hssib_desk.store.lists.search_excerpt import CLOSE, OPEN, snippet, terms
from hssib_desk.store.schema.tables import cases, entries, words
from hssib_desk.store.sql import NEWEST, full_text, rank

# So many places are ranked; beyond that the word is too common for an order to mean much.
_RANKED = 1000
_PREFIX = 3


def match_of(typed: str) -> str:
    """What was typed as a search: all words, in any order, the last one perhaps not finished.

    Signs mean nothing, so that no text can be a wrong search. Ten digits are read as one NHS number.
    """
    digits = re.sub(r"[\s-]", "", typed)
    if re.fullmatch(r"\d{10}", digits):
        return f'"{digits}"'
    found = terms(typed)
    # One or two letters begin too many words to be worth anything.
    unfinished = "*" if found and len(found[-1]) >= _PREFIX else ""
    return " ".join(f'"{word}"' for word in found) + unfinished


def words_found(typed: str) -> Select[str] | None:
    """The ids of the cases in which all words stand in one answer; None when no word was typed."""
    match = match_of(typed)
    if not match:
        return None
    return select(words.c.case_id).where(words.c.id.in_(full_text(match)))


def places_with_any(beginnings: Sequence[str]) -> Select[int]:
    """Where any word begins so: the rows of `words`; of very common ones the newest."""
    match = " OR ".join(f'"{word}"*' for word in beginnings)
    return full_text(match).order_by(NEWEST).limit(5 * _RANKED)


def places_with(phrase: str) -> Select[int]:
    """Where some words stand side by side: the rows of `words`."""
    return full_text('"' + phrase.replace('"', " ") + '"')


def search(context: ReadContext, typed: str, limit: int) -> list[Hit]:
    """Where the words stand: cases with that reference first, then the answers, best first."""
    hits = _by_reference(context, typed.strip(), limit)
    match = match_of(typed)
    return (hits + _by_words(context, match, typed, limit))[:limit] if match else hits


def _by_reference(context: ReadContext, typed: str, limit: int) -> list[Hit]:
    if not re.match(r"(?i)c-?\d", typed):
        return []
    query = select(cases.c.id, cases.c.ref).where(cases.c.ref.istartswith(typed, autoescape=True))
    query = query.order_by(cases.c.year.desc(), cases.c.number.desc())
    return [
        Hit(ref, case_id, "", "", "", "Reference", f"{OPEN}{ref}{CLOSE}")
        for case_id, ref in context.db.execute(query.limit(limit))
    ]


def _by_words(context: ReadContext, match: str, typed: str, limit: int) -> list[Hit]:
    best = _best(context, match, limit)
    query = (
        select(cases.c.ref.label("case_ref"), words, entries.c.form_id, entries.c.ref, entries.c.stage)
        .select_from(words)
        .join(entries, entries.c.id == words.c.entry_id)
        .join(cases, cases.c.id == words.c.case_id)
        .where(words.c.id.in_(best), words.c.field.not_in(_links(context)))
    )
    found = {row.id: row for row in context.db.execute(query)}
    return [_hit(context, found[place], typed) for place in best if place in found]


def _hit(context: ReadContext, row: Row[Any], typed: str) -> Hit:
    form = context.shelf.form(context.db, row.form_id)
    label = form.by_key[row.field].label if row.field in form.by_key else row.field
    shown = snippet(row.body, typed)
    return Hit(row.case_ref, row.case_id, row.entry_id, form.key, row.field, label, shown, row.ref, row.stage)


def _links(context: ReadContext) -> frozenset[str]:
    """The fields whose words only name an entry of another case, which may be hidden just now."""
    forms = context.library.forms.values()
    return frozenset(field.key for form in forms for field in form.fields if kind_of(field).is_link)


def _best(context: ReadContext, match: str, limit: int) -> list[int]:
    """The best places by rank; of a very common word the newest."""
    found = list(context.db.execute(full_text(match).order_by(NEWEST).limit(_RANKED)).scalars())
    if len(found) == _RANKED:
        return found[:limit]
    return list(context.db.execute(full_text(match).order_by(rank(match)).limit(limit)).scalars())
