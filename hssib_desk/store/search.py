"""Full-text search over every answer; only this module and the guards know that it is SQLite's."""

from __future__ import annotations

import re

from sqlalchemy import Select, Text, column, func, literal_column, select, table, text

from hssib_desk.store.act import Look
from hssib_desk.store.rows import Hit
from hssib_desk.store.tables import cases, entries, words

# So many places are ranked; beyond that the word is too common for an order to mean much.
_RANKED = 1000
_OPEN, _CLOSE = "\x02", "\x03"

_index = table("words_index", column("rowid"), column("body"), column("rank"))
_MATCH = literal_column("words_index").op("MATCH")


def match_of(typed: str) -> str:
    """What was typed as a search: all words, in any order, the last one perhaps not finished.

    Signs mean nothing, so that no text can be a wrong search. Ten digits are read as one NHS number.
    """
    digits = re.sub(r"[\s-]", "", typed)
    if re.fullmatch(r"\d{10}", digits):
        return f'"{digits}"'
    found = re.findall(r"[^\W_]+", typed)
    return " ".join(f'"{word}"' for word in found) + ("*" if found else "")


def words_found(typed: str) -> Select[tuple[str]] | None:
    """The ids of the cases in which all words stand in one answer; None when no word was typed."""
    match = match_of(typed)
    if not match:
        return None
    rows = select(_index.c.rowid).where(_MATCH(match))
    return select(words.c.case_id).where(words.c.id.in_(rows))


def search(look: Look, typed: str, limit: int) -> list[Hit]:
    """Where the words stand: cases with that reference first, then the answers, best first."""
    hits = _by_reference(look, typed.strip(), limit)
    match = match_of(typed)
    return (hits + _by_words(look, match, limit))[:limit] if match else hits


def _by_reference(look: Look, typed: str, limit: int) -> list[Hit]:
    if not re.match(r"(?i)c-?\d", typed):
        return []
    like = cases.c.ref.ilike(re.sub(r"[%_\\]", "", typed) + "%")
    query = select(cases.c.id, cases.c.ref).where(like).order_by(cases.c.year.desc(), cases.c.number.desc())
    return [
        Hit(ref, case_id, "", "", "", "Reference", f"{_OPEN}{ref}{_CLOSE}")
        for case_id, ref in look.db.execute(query.limit(limit))
    ]


def _by_words(look: Look, match: str, limit: int) -> list[Hit]:
    best = _best(look, match, limit)
    snippet = func.snippet(literal_column("words_index"), 0, _OPEN, _CLOSE, "…", 16, type_=Text)
    query = (
        select(
            cases.c.ref.label("case_ref"), words.c.case_id, words.c.entry_id, words.c.field,
            entries.c.form_id, entries.c.ref, snippet.label("snippet"),
        )
        .select_from(
            _index.join(words, words.c.id == _index.c.rowid)
            .join(entries, entries.c.id == words.c.entry_id)
            .join(cases, cases.c.id == words.c.case_id)
        )
        .where(_MATCH(match), _index.c.rowid.in_(best))
    )  # fmt: skip
    order = {rowid: place for place, rowid in enumerate(best)}
    rows = look.db.execute(query.add_columns(words.c.id)).all()
    hits = []
    for row in sorted(rows, key=lambda row: order[row.id]):
        form = look.shelf.form(look.db, row.form_id)
        label = form.by_key[row.field].label if row.field in form.by_key else row.field
        hits.append(
            Hit(row.case_ref, row.case_id, row.entry_id, form.key, row.field, label, row.snippet, row.ref)
        )
    return hits


def _best(look: Look, match: str, limit: int) -> list[int]:
    """The best places by rank; of a very common word the newest."""
    some = select(_index.c.rowid).where(_MATCH(match)).order_by(_index.c.rowid.desc()).limit(_RANKED)
    found = list(look.db.execute(some).scalars())
    if len(found) == _RANKED:
        return found[:limit]
    ranked = select(_index.c.rowid).where(_MATCH(match)).order_by(_index.c.rank).limit(limit)
    return list(look.db.execute(ranked).scalars())


def rebuild(look: Look) -> None:
    """Write the index anew from the words that are kept."""
    look.db.execute(text("INSERT INTO words_index(words_index) VALUES ('rebuild')"))
