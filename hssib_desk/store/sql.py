"""What databases say in different ways, each said once, for a workbook file and for PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Integer,
    Select,
    TableClause,
    Text,
    TypeDecorator,
    case,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from hssib_desk.store.schema.tables import changes


def keep_writers_out(connection: Connection) -> None:
    """Let no other act begin before this transaction ends: each goes on from what the one before it left.

    So the history is one chain and no number is given twice. In a file, BEGIN IMMEDIATE has done it.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {changes.name} IN SHARE ROW EXCLUSIVE MODE")


@cache
def text_for_files(query: Select[Any]) -> str:
    """A query without parameters as text, for a file that is looked at as a file."""
    return str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def upsert(
    connection: Connection, table: Any, key: Sequence[str], replaced: Sequence[str] = ()
) -> sqlite.Insert:
    """An insert that replaces some columns of a row with the same key, or leaves that row as it is."""
    # Only the dialect in use is loaded: each takes a while, and the other one is never needed.
    put: sqlite.Insert = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)
    if not replaced:
        return put.on_conflict_do_nothing(index_elements=key)
    return put.on_conflict_do_update(index_elements=key, set_={name: put.excluded[name] for name in replaced})


def count_true(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition, 0 for no row.

    A sum over the condition itself would be read back as a yes or no, so that 137 became 1.
    """
    return func.coalesce(func.sum(case((condition, 1), else_=0), type_=Integer), 0)


class day_difference(FunctionElement[int]):
    """How many days lie between two days as they are stored, the later one given first."""

    type = Integer()
    inherit_cache = True


@compiles(day_difference, "sqlite")
def _sqlite_days(element: day_difference, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(day, **options) for day in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(day_difference, "postgresql")
def _postgresql_days(element: day_difference, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(day, **options) for day in element.clauses)
    return f"(CAST({later} AS date) - CAST({earlier} AS date))"


class json_text(FunctionElement[str]):
    """What a column of JSON objects holds under a key, as text."""

    type = Text()
    inherit_cache = True


@compiles(json_text, "sqlite")
def _sqlite_json(element: json_text, compiler: SQLCompiler, **options: Any) -> str:
    stored, key = (compiler.process(part, **options) for part in element.clauses)
    return f"({stored} ->> {key})"


@compiles(json_text, "postgresql")
def _postgresql_json(element: json_text, compiler: SQLCompiler, **options: Any) -> str:
    stored, key = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({stored} AS json) ->> {key})"


class _WordsIndex(TableClause):
    """The full-text index of `words`: SQLite has one beside the table, PostgreSQL reads the words as one."""

    inherit_cache = True


_INDEX = _WordsIndex("words_index", column("rowid"), column("body"), column("rank"))
NEWEST = _INDEX.c.rowid.desc()
# Letters without their signs, as the index of a file has them too.
_BARE = r"regexp_replace(normalize({}, NFD), '[\u0300-\u036f]', '', 'g')"
_READ = f"regexp_replace({_BARE.format('coalesce(plain, body)')}, '[^[:alnum:]]+', ' ', 'g')"


@compiles(_WordsIndex, "postgresql")
def _postgresql_index(
    element: _WordsIndex, compiler: SQLCompiler, asfrom: bool = False, **options: Any
) -> str:
    rows = f"(SELECT id AS rowid, to_tsvector('simple', {_READ}) AS body FROM words) AS "
    return f"{rows if asfrom else ''}{element.name}"


class _Search(TypeDecorator[str]):
    """A search as FTS5 of SQLite reads it: words in quotation marks, a star behind a beginning, OR between.

    PostgreSQL is given the same in the language of its own searches.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        phrases = [
            " <-> ".join(re.findall(r"[^\W_]+", words)) + (":*" if star else "")
            for words, star in re.findall(r'"([^"]*)"(\*?)', value)
        ]
        return (" | " if " OR " in value else " & ").join(phrases)


class _Matches(FunctionElement[bool]):
    """Whether a row of the index is found by a search; of no type, or SQLite would be asked "= 1" as well."""

    inherit_cache = True


class _Rank(FunctionElement[float]):
    """How well a row of the index fits a search, the best first."""

    type = Float()
    inherit_cache = True


def _tsquery(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    search = compiler.process(element.clauses, **options)
    return f"to_tsquery('simple', {_BARE.format(search)})"


@compiles(_Matches, "sqlite")
def _sqlite_match(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    return f"words_index MATCH {compiler.process(element.clauses, **options)}"


@compiles(_Matches, "postgresql")
def _postgresql_match(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    return f"words_index.body @@ {_tsquery(element, compiler, **options)}"


@compiles(_Rank, "sqlite")
def _sqlite_rank(element: _Rank, compiler: SQLCompiler, **options: Any) -> str:
    return "words_index.rank"


@compiles(_Rank, "postgresql")
def _postgresql_rank(element: _Rank, compiler: SQLCompiler, **options: Any) -> str:
    return f"-ts_rank(words_index.body, {_tsquery(element, compiler, **options)})"


def full_text(search: str) -> Select[int]:
    """The rows of `words` in which a search, written as for FTS5, finds something."""
    return select(_INDEX.c.rowid).where(_Matches(literal(search, _Search())))


def rank(search: str) -> ColumnElement[float]:
    """The order of such rows by how well they fit, the best first."""
    return _Rank(literal(search, _Search()))


def rebuild_full_text(connection: Connection) -> None:
    """Write the index anew from the words that are kept."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO words_index(words_index) VALUES ('rebuild')")
