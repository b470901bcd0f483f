"""The schema of a workbook from version to version; each step and its number are one transaction."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from hssib_desk.resources import product
from hssib_desk.store.connect import stamp
from hssib_desk.store.errors import Damaged, NewerVersion, database_faults
from hssib_desk.store.schema.migration_002_attachments import add_attachments_and_disposal
from hssib_desk.store.schema.migration_003_checkpoints import add_checkpoints
from hssib_desk.store.schema.migration_004_levels import add_levels
from hssib_desk.store.schema.migration_005_duty_state import add_duty_state
from hssib_desk.store.schema.migration_006_records import add_records
from hssib_desk.store.schema.tables import SCHEMA_VERSION, metadata
from hssib_desk.store.schema.triggers import SQLITE_ONLY


@dataclass(frozen=True)
class Step:
    """What takes a workbook to a version; `apply` runs inside the step's transaction."""

    version: int
    title: str
    apply: Callable[[sqlite3.Connection], None]


# A new step goes to the end, with a workbook of the version before it in tests/data; a released one stays.
STEPS: tuple[Step, ...] = (
    Step(2, "attachments and disposal", add_attachments_and_disposal),
    Step(3, "checkpoints", add_checkpoints),
    Step(4, "levels", add_levels),
    Step(5, "the state of a duty", add_duty_state),
    Step(6, "records of the workbook", add_records),
)


def create_schema(raw: sqlite3.Connection) -> None:
    """Write the tables of the newest version into an empty file, within the running transaction."""
    for statement in (*_tables(), *SQLITE_ONLY):
        raw.execute(statement)
    stamp(raw, SCHEMA_VERSION)


@cache
def _tables() -> tuple[str, ...]:
    """What makes every table, each with its indexes."""
    dialect = sqlite.dialect()
    parts: list[ExecutableDDLElement] = []
    for table in metadata.sorted_tables:
        parts.append(CreateTable(table))
        parts += map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name)))
    return tuple(str(part.compile(dialect=dialect)) for part in parts)


_NOT_OF_THIS_VERSION = re.compile("already exists|no such (table|column)|duplicate column")

# Tables that are there only while the passphrase is being changed, or since a damaged copy was protected.
_OF_PROTECTION = frozenset({"previous_key", "damaged_file"})


def schema_faults(raw: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """What a file of the newest version lacks, and what it has that this program does not write."""
    memory = sqlite3.connect(":memory:")
    try:
        create_schema(memory)
        wanted, found = _shape(memory), _shape(raw)
    finally:
        memory.close()
    lacking = [
        f"The {kind} “{name}” was taken out of the file." for kind, name in wanted.keys() - found.keys()
    ]
    foreign = [
        f"The file holds a {kind} “{name}” that this program does not write."
        for kind, name in found.keys() - wanted.keys()
        if name not in _OF_PROTECTION
    ]
    foreign += [
        f"The {kind} “{name}” is not as this program makes it."
        for kind, name in wanted.keys() & found.keys()
        if wanted[kind, name] != found[kind, name]
    ]
    return sorted(lacking), sorted(foreign)


def _shape(raw: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Every table, index, view and trigger, without the spaces between the words."""
    rows = raw.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(kind, name): re.sub(r"\s|,(?=\))", "", sql) for kind, name, sql in rows}


def newest(steps: Sequence[Step] = STEPS) -> int:
    """The version that this program writes."""
    return max((step.version for step in steps), default=SCHEMA_VERSION)


def refuse_newer(version: int, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Raise NewerVersion when a later program made the file."""
    if version > newest(steps):
        raise NewerVersion(
            f"“{path.name}” was made by a newer version of {product()} (workbook version {version}; this "
            f"program knows up to {newest(steps)}). Update the program to open it. The file was not changed."
        )


def pending(version: int, steps: Sequence[Step] = STEPS) -> list[Step]:
    """The steps that a workbook of a version still needs, in order."""
    return sorted((step for step in steps if step.version > version), key=lambda step: step.version)


def migrate(raw: sqlite3.Connection, version: int, path: Path, steps: Sequence[Step] = STEPS) -> int:
    """Take a workbook to the newest version; a step that fails leaves the file as it was before it."""
    for step in pending(version, steps):
        raw.execute("PRAGMA foreign_keys = OFF")  # a table may be written anew; checked below
        raw.execute("BEGIN IMMEDIATE")
        try:
            step.apply(raw)
            if raw.execute("PRAGMA foreign_key_check").fetchone():
                raise Damaged(f"“{path.name}” could not be updated ({step.title}); it was not changed.")
            stamp(raw, step.version)
            raw.execute("COMMIT")
        except BaseException as error:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            if isinstance(error, database_faults()) and _NOT_OF_THIS_VERSION.search(str(error)):
                raise Damaged(
                    f"“{path.name}” is damaged: it says that it is of version {version}, and is not. Restore "
                    "it from one of its backups; it was not changed."
                ) from error
            raise
        finally:
            raw.execute("PRAGMA foreign_keys = ON")
        version = step.version
    return version
