"""The history of every field, as a chain in which each line vouches for the one before it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, String, insert, select, type_coerce, update

from hssib_desk.domain.forms.form import Answer
from hssib_desk.domain.review.case_file import Change
from hssib_desk.domain.review.history import HistoryLine
from hssib_desk.domain.review.seal import canonical_json
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.schema.tables import cases, changes, moment_text, people
from hssib_desk.store.sql import text_for_files, upsert

# Lines of these kinds hold the first answers of an entry together, as one value.
WHOLE = ("new", "add", "import")
RECOVERED = "recover"  # a line that the recovery of a damaged file added
LOST = "lost"  # in the place of a line that could not be recovered
ERASED = "erase"  # an attached file whose content was taken out for good; the line of the case names its id
GROWS_FOR = timedelta(seconds=30)
GROWS_BY = 400


@dataclass(frozen=True)
class HistoryRecord:
    """One line to be written: what changed in which field; an empty field speaks of the whole entry."""

    kind: str
    case_id: str
    entry_id: str = ""
    field: str = ""
    old: Any = None
    new: Any = None
    why: str = ""
    undoes: int | None = None


def record(context: WriteContext, lines: Sequence[HistoryRecord], number: int = 0) -> int:
    """Append lines of one act to the chain; return the act's number, which is given once it has begun."""
    last = last_change(context.db)
    link, person = last.hash, person_of(context)
    number = number or last.number + 1
    rows = []
    for position, line in enumerate(lines, last.number + 1):
        row = {
            "id": position, "act": number, "kind": line.kind, "case_id": line.case_id,
            "entry_id": line.entry_id, "field": line.field, "old": line.old, "new": line.new,
            "at": context.now, "why": line.why, "undoes": line.undoes,
        }  # fmt: skip
        link = chain_hash(link, row, context.who)
        rows.append({**row, "person_id": person, "hash": link})
    if rows:
        context.db.execute(insert(changes), rows)
    return number


def chain_hash(before: str, row: Any, who: str) -> str:
    """The hash of a line: SHA-256 over the hash before it, a new line, and the line as canonical JSON."""
    line = [
        row["id"], row["act"], row["kind"], row["case_id"], row["entry_id"], row["field"], row["old"],
        row["new"], who, moment_text(row["at"]), row["why"], row["undoes"],
    ]  # fmt: skip
    return hashlib.sha256(f"{before}\n{canonical_json(line)}".encode("utf-8", "surrogatepass")).hexdigest()


def person_of(context: WriteContext) -> int:
    """The number of whoever acts, among the people that the history names."""
    query = select(people.c.id).where(people.c.name == context.who)
    found = context.db.execute(query).scalar()
    if found is None:
        row = {"name": context.who, "first_at": context.now}
        context.db.execute(upsert(context.db, people, ["name"]), [row])
        found = context.db.execute(query).scalar_one()
    return int(found)


def extend_last_change(context: WriteContext, line: HistoryRecord) -> bool:
    """Let the last line grow when the same person goes on typing at the end of the same text.

    Nothing is lost by it: what stood there before is the beginning of what stands there now.
    """
    newest = context.db.execute(newest_lines(changes, people.c.name, count=2).join(people)).all()
    if not newest or not _continues(newest[0], line, context):
        return False
    row = {**newest[0]._mapping, "new": line.new, "at": context.now}
    link = chain_hash(newest[1].hash if len(newest) > 1 else "", row, context.who)
    grown = update(changes).where(changes.c.id == row["id"])
    context.db.execute(grown.values(new=line.new, at=context.now, hash=link))
    return True


def _continues(tail: Row[Any], line: HistoryRecord, context: WriteContext) -> bool:
    if (tail.kind, tail.entry_id, tail.field, tail.why) != ("edit", line.entry_id, line.field, line.why):
        return False
    if tail.name != context.who or tail.id != tail.act or tail.new != line.old:
        return False
    typed = isinstance(line.old, str) and isinstance(line.new, str) and line.new.startswith(line.old)
    fresh = timedelta(0) <= context.now - tail.at < GROWS_FOR
    return typed and fresh and len(line.new) - len(tail.old or "") < GROWS_BY


def read_history(
    context: ReadContext, case_id: str, entry_id: str | None = None, field: str | None = None
) -> list[Change]:
    """What changed in a case, an entry or a field, oldest first."""
    query = select(changes, people.c.name).join(people).where(changes.c.case_id == case_id)
    if entry_id is not None:
        query = query.where(changes.c.entry_id == entry_id)
    lines = context.db.execute(query.order_by(changes.c.id))
    return [change for row in lines for change in _changes_of(row) if field in (None, change.field)]


def read_lines(context: ReadContext, case_id: str) -> list[HistoryLine]:
    """Every line of a case, oldest first; without an id those that speak of the workbook itself."""
    query = select(changes, people.c.name).join(people).where(changes.c.case_id == case_id)
    return [
        HistoryLine(row.id, row.kind, row.entry_id, row.field, row.old, row.new, row.name, row.at, row.why)
        for row in context.db.execute(query.order_by(changes.c.id))
    ]


def form_state(row: Row[Any]) -> dict[str, Answer] | None:
    """The answers after a line that moved an entry to another form version; None for any other line."""
    moved = row.kind not in WHOLE and isinstance(row.new, dict) and "answers" in row.new
    return row.new["answers"] if moved else None


def _changes_of(row: Row[Any]) -> Iterator[Change]:
    if form_state(row) is not None:
        yield Change(row.entry_id, "", None, None, row.name, row.at, row.why)
        return
    if row.kind not in WHOLE:
        yield Change(row.entry_id, row.field, row.old, row.new, row.name, row.at, row.why)
        return
    yield Change(row.entry_id, "", None, None, row.name, row.at, row.why)
    answers: dict[str, Answer] = row.new or {}
    for key, value in answers.items():
        yield Change(row.entry_id, key, None, value, row.name, row.at, row.why)


@dataclass(frozen=True)
class Break:
    """A line that is missing, or does not follow from those before it."""

    line: int
    sentence: str


def chain_break(connection: Connection) -> Break | None:
    """The first break of the chain; None when every line still says what it said when it was written."""
    return next(chain_breaks(connection), None)


def chain_breaks(connection: Connection) -> Iterator[Break]:
    """Every break of the chain, in one walk over all lines."""
    link, expected = "", 1
    emptied: dict[str, list[tuple[int, str]]] = {}  # lines of cases that were disposed of
    told: dict[str, Any] = {}
    query = select(changes, people.c.name).join(people, isouter=True).order_by(changes.c.id)
    for row in connection.execution_options(yield_per=2000).execute(query):
        if row.id != expected:
            yield Break(expected, _missing(expected, row.id - 1))
        elif row.kind != "disposed" and chain_hash(link, row._mapping, row.name or "") != row.hash:
            ref = connection.execute(select(cases.c.ref).where(cases.c.id == row.case_id)).scalar()
            about = f" ({ref})" if ref else ""
            yield Break(row.id, f"Line {row.id} of the history{about} was altered outside this program.")
        if row.kind == "disposed":
            emptied.setdefault(row.case_id, []).append((row.id, row.hash))
        elif row.kind == "dispose":
            told[row.case_id] = row.new
        link, expected = row.hash, row.id + 1
    for case_id, lines in emptied.items():
        said = told.get(case_id)
        if not isinstance(said, list) or said[1:3] != [len(lines), emptied_digest(lines)]:
            first = lines[0][0]
            yield Break(first, f"Line {first} of the history was emptied outside this program.")


def _missing(first: int, last: int) -> str:
    lines = (
        f"Line {first} of the history is" if first == last else f"Lines {first} to {last} of the history are"
    )
    return f"{lines} missing: deleted outside this program."


def emptied_digest(lines: Iterable[tuple[int, str]]) -> str:
    """What vouches for emptied lines: SHA-256 over number and hash of each, with a line feed."""
    return hashlib.sha256("".join(f"{number} {link}\n" for number, link in lines).encode()).hexdigest()


class LastChange(NamedTuple):
    """Number, hash and time of the newest line of a history: what tells two states of a workbook apart."""

    number: int = 0
    hash: str = ""
    at: str = ""  # as it is stored


def newest_lines(*columns: Any, count: int = 1) -> Select[Any]:
    """The newest lines of the history, the last one first."""
    return select(*columns).order_by(changes.c.id.desc()).limit(count)


_LAST = newest_lines(changes.c.id, changes.c.hash, type_coerce(changes.c.at, String))


def last_change(connection: Connection) -> LastChange:
    """The newest line of the workbook's history."""
    row = connection.execute(_LAST).first()
    return LastChange(*row) if row else LastChange()


def last_change_in(raw: sqlite3.Connection) -> LastChange:
    """The same of a file that is looked at as a file."""
    row = raw.execute(text_for_files(_LAST)).fetchone()
    return LastChange(*row) if row else LastChange()
