"""What the history vouches for beside its own lines: every row of every table, by its digest.

Each act ends in checkpoints, one for each case it touched. A checkpoint holds the digests of the rows as the
act left them, and is chained to the checkpoint before it and to the last line of the history. What is covered
follows from the tables: all columns but those that say in `tables` why they are left out.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from hssib_desk.domain.review.seal import canonical_json, text_digest
from hssib_desk.store.entries.history import last_change_in
from hssib_desk.store.schema.tables import COVERED_FROM, UNCOVERED, metadata, settings

Rows = dict[str, dict[str, str | None]]  # digests by table and key; None for a row that was taken out
_CHUNK = 500
_DIGITS = 32  # of the SHA-256 of a row: enough that nobody finds another row with the same


@cache
def covered() -> Mapping[str, tuple[str, ...]]:
    """The columns that checkpoints vouch for, by table; the first one is its key."""
    found = {}
    for table in metadata.sorted_tables:
        if UNCOVERED not in table.info:
            key = next(iter(table.primary_key)).name
            names = [column.name for column in table.columns if UNCOVERED not in column.info]
            found[table.name] = (key, *(name for name in names if name != key))
    return found


def case_column(table: Table) -> str | None:
    """The column that says which case a row belongs to, and goes with when it is disposed of."""
    if table.name == "cases":
        return "id"
    return "case_id" if "case_id" in table.c and "stays" not in table.info else None


def row_digest(names: Sequence[str], values: Sequence[Any]) -> str:
    """The digest of a row: of its columns by name, those without a value left out."""
    row = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return text_digest(canonical_json(row))[:_DIGITS]


def chain_hash(before: str, line_hash: str, row: Any) -> str:
    """The hash of a checkpoint: over that before it, the last line of the history, and what it holds."""
    own = canonical_json([row["line"], row["lines"], row["case_id"], row["digest"]])
    return hashlib.sha256(f"{before}\n{line_hash}\n{own}".encode()).hexdigest()


def raw_of(connection: Connection) -> sqlite3.Connection:
    """The connection of the database module, within the same transaction."""
    raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return raw


def watch(raw: sqlite3.Connection) -> bool:
    """Note from now on which rows this connection touches; False for a file that has no checkpoints yet."""
    if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'checkpoints'").fetchone():
        return False
    raw.execute("CREATE TEMP TABLE touched (name, row, case_id)")
    for statement in _watchers():
        raw.execute(statement)
    return True


def _watchers() -> Iterator[str]:
    """Triggers of this connection alone: the file knows nothing of them."""
    yield _watcher("changes", "INSERT", "new.id, ''")
    for name, columns in covered().items():
        own = case_column(metadata.tables[name])
        before, after = (
            f"{row}.{columns[0]}, {f'{row}.{own}' if own else _NO_CASE}" for row in ("old", "new")
        )
        yield _watcher(name, "INSERT", after)
        yield _watcher(name, f"UPDATE OF {', '.join(columns)}", before, after)
        yield _watcher(name, "DELETE", before)


_NO_CASE = "''"


def _watcher(name: str, event: str, *noted: str) -> str:
    inserts = " ".join(f"INSERT INTO touched VALUES ('{name}', {what});" for what in noted)
    trigger = f"touched_{name}_{event.partition(' ')[0].lower()}"
    return f"CREATE TEMP TRIGGER {trigger} AFTER {event} ON main.{name} BEGIN {inserts} END"


@dataclass
class _Pending:
    """The checkpoints of one act by case, and how many lines of the history it wrote."""

    rows: dict[str, Rows] = field(default_factory=dict)
    lines: int = 0

    def put(self, case_id: str, table: str, key: object, digest: str | None) -> None:
        self.rows.setdefault(case_id, {}).setdefault(table, {})[str(key)] = digest


def keep_so_far(connection: Connection) -> None:
    """Write the checkpoints of what an act touched until now: a long one would note too much for its end."""
    if connection.info.get("watched"):
        keep(raw_of(connection))


def keep(raw: sqlite3.Connection) -> None:
    """Write the checkpoints of what an act touched, within its transaction; each act ends in this."""
    touched = raw.execute("SELECT DISTINCT name, row, case_id FROM temp.touched").fetchall()
    raw.execute("DELETE FROM temp.touched")
    lines = sum(name == "changes" for name, _, _ in touched)
    by_table: dict[str, dict[Any, str]] = {}
    for name, key, case_id in touched:
        if name != "changes":
            by_table.setdefault(name, {})[key] = case_id
    if not touched:
        return
    pending = _reopened(raw, lines)
    gone = {row[0] for row in raw.execute("SELECT case_id FROM tombstones")}
    for name, keys in by_table.items():
        digests = dict(_digests(raw, name, list(keys)))
        for key, case_id in keys.items():
            if case_id not in gone:
                pending.put(case_id, name, key, digests.get(key))
    _write(raw, pending)


def _reopened(raw: sqlite3.Connection, lines: int) -> _Pending:
    """What the checkpoints of the newest line hold: it may have grown, so they are written anew."""
    pending = _Pending(lines=lines)
    last = last_change_in(raw).number
    own: list[tuple[int, int, str, str | None]] = []
    # From the end: a search by line would go through all of them at every act.
    for number, line, count, case_id, rows in raw.execute(
        "SELECT id, line, lines, case_id, rows FROM checkpoints ORDER BY id DESC"
    ):
        if line != last:
            break
        own.append((number, count, case_id, rows))
    for number, count, case_id, rows in reversed(own):
        pending.lines += count
        pending.rows[case_id] = _merged(pending.rows.get(case_id, {}), json.loads(rows or "{}"))
        raw.execute("DELETE FROM checkpoints WHERE id = ?", (number,))
    return pending


def _merged(earlier: Rows, later: Rows) -> Rows:
    return {name: {**earlier.get(name, {}), **later.get(name, {})} for name in earlier.keys() | later.keys()}


def _write(raw: sqlite3.Connection, pending: _Pending) -> None:
    line = last_change_in(raw)
    before = raw.execute("SELECT id, hash FROM checkpoints ORDER BY id DESC LIMIT 1").fetchone() or (0, "")
    number, link = before
    lines = pending.lines
    for case_id in sorted(pending.rows) or [""]:
        text = canonical_json(pending.rows.get(case_id, {}))
        row = {"line": line.number, "lines": lines, "case_id": case_id, "digest": text_digest(text)}
        number, link, lines = number + 1, chain_hash(link, line.hash, row), 0
        raw.execute(
            "INSERT INTO checkpoints (id, line, lines, case_id, rows, digest, hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, row["line"], row["lines"], case_id, text, row["digest"], link),
        )


def cover(raw: sqlite3.Connection, at: str) -> None:
    """Begin the checkpoints of a workbook: every row as it is now, under all lines written so far."""
    raw.execute("DELETE FROM checkpoints")
    raw.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (COVERED_FROM, at))
    pending = _Pending(lines=last_change_in(raw).number)
    for name in covered():
        for key, case_id, digest in _all_rows(raw, name):
            pending.put(case_id, name, key, digest)
    _write(raw, pending)
    if raw.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'touched'").fetchone():
        raw.execute("DELETE FROM temp.touched")  # all is covered


def _columns(raw: sqlite3.Connection, name: str) -> list[str]:
    """The covered columns that a file has; one of an older version lacks some."""
    there = {row[1] for row in raw.execute(f'PRAGMA table_info("{name}")')}
    return [column for column in covered()[name] if column in there]


def _digests(raw: sqlite3.Connection, name: str, keys: list[Any]) -> Iterator[tuple[Any, str]]:
    columns = _columns(raw, name)
    query = f"SELECT {', '.join(columns)} FROM {name} WHERE {columns[0]} IN"
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        for row in raw.execute(f"{query} ({', '.join('?' * len(some))})", some).fetchall():
            yield row[0], row_digest(columns, row)


def _all_rows(raw: sqlite3.Connection, name: str) -> Iterator[tuple[Any, str, str]]:
    """Key, case and digest of every row of a table."""
    columns = _columns(raw, name)
    if not columns:
        return  # a file of an older version lacks the table
    own = case_column(metadata.tables[name])
    for row in raw.execute(f"SELECT {', '.join(columns)} FROM {name}"):
        case_id = row[columns.index(own)] if own else ""
        yield row[0], case_id, row_digest(columns, row)


def last_hash(connection: Connection) -> str:
    """The hash of the newest checkpoint, which stands for the whole workbook as it is now."""
    row = raw_of(connection).execute("SELECT hash FROM checkpoints ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


@dataclass(frozen=True)
class Altered:
    """A row, or the chain itself, that is not as the last act left it."""

    case_id: str
    table: str  # empty for the chain
    key: str
    how: str  # "changed", "added", "taken away"; for the chain a sentence


def altered(raw: sqlite3.Connection) -> Iterator[Altered]:
    """Every row that was changed, added or taken away by anything else than this program."""
    told: dict[tuple[str, str], tuple[str, str | None]] = {}
    yield from _chain_faults(raw, told)
    tables = covered()
    for name in tables:
        for key, case_id, digest in _all_rows(raw, name):
            _, expected = told.pop((name, str(key)), ("", None))
            if digest != expected:
                yield Altered(str(case_id), name, str(key), "changed" if expected else "added")
    for (name, key), (case_id, expected) in told.items():
        # A name that no table has is damage of the checkpoint, which was told above.
        if expected and name in tables:
            yield Altered(case_id, name, key, "taken away")


def _chain_faults(
    raw: sqlite3.Connection, told: dict[tuple[str, str], tuple[str, str | None]]
) -> Iterator[Altered]:
    gone = {row[0] for row in raw.execute("SELECT case_id FROM tombstones")}
    link, covered_to, number = "", 0, 0
    for row in _checkpoints(raw):
        number += 1
        text = canonical_json(row["rows"]) if row["rows"] is not None else ""
        emptied = row["rows"] is None and row["case_id"] in gone
        is_whole = emptied or (row["rows"] is not None and text_digest(text) == row["digest"])
        if (
            row["id"] != number
            or not is_whole
            or chain_hash(link, row["line_hash"] or "", row) != row["hash"]
        ):
            yield Altered("", "", "", f"Checkpoint {row['id']} was altered outside this program.")
        first = row["line"] - row["lines"]
        if first != covered_to and row["lines"]:
            yield Altered("", "", "", _lines_between(covered_to + 1, first))
        covered_to, link, number = row["line"], row["hash"], row["id"]
        for name, keys in (row["rows"] or {}).items() if row["is_readable"] else ():
            for key, digest in keys.items():
                told[name, key] = (row["case_id"], digest)
    last = last_change_in(raw).number
    if last != covered_to:
        yield Altered("", "", "", _lines_between(covered_to + 1, last))


def _lines_between(first: int, last: int) -> str:
    if last < first:
        return f"The history ends at line {last}, and went on to line {first - 1}: lines were removed."
    lines = f"Line {first} was" if first == last else f"Lines {first} to {last} were"
    return f"{lines} added to the history outside this program."


def _checkpoints(raw: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    query = """SELECT k.id, k.line, k.lines, k.case_id, k.rows, k.digest, k.hash, c.hash AS line_hash
        FROM checkpoints k LEFT JOIN changes c ON c.id = k.line ORDER BY k.id"""
    names = ("id", "line", "lines", "case_id", "rows", "digest", "hash", "line_hash")
    for values in raw.execute(query):
        row = dict(zip(names, values, strict=True))
        rows = json.loads(row["rows"]) if row["rows"] is not None else None
        yield {**row, "rows": rows, "is_readable": rows is None or _is_rows(rows)}


def _is_rows(rows: object) -> bool:
    return isinstance(rows, dict) and all(isinstance(keys, dict) for keys in rows.values())


def covered_since(connection: Connection) -> str:
    """The moment from which checkpoints cover this workbook, as it is stored."""
    query = settings.select().where(settings.c.key == COVERED_FROM)
    row = connection.execute(query).first()
    return str(row.value) if row else ""
