"""Schema 3: checkpoints, which vouch for every row, and signatures that cover who signed."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from hssib_desk.store.verify.checkpoints import cover

_STATEMENTS = (
    "ALTER TABLE sealed_versions ADD COLUMN format VARCHAR DEFAULT 'hssib-desk seal 1' NOT NULL",
    """CREATE TABLE checkpoints (
        id INTEGER NOT NULL, line INTEGER NOT NULL, lines INTEGER NOT NULL, case_id VARCHAR NOT NULL,
        rows TEXT, digest VARCHAR NOT NULL, hash VARCHAR NOT NULL, PRIMARY KEY (id))""",
    """CREATE TRIGGER seal_format_fixed BEFORE UPDATE OF format ON sealed_versions
        WHEN old.format IS NOT new.format
        BEGIN SELECT RAISE(ABORT, 'sealed: a signed version stays'); END""",
    """CREATE TRIGGER checkpoint_fixed BEFORE UPDATE ON checkpoints
        BEGIN SELECT RAISE(ABORT, 'sealed: the history stays'); END""",
    """CREATE TRIGGER checkpoint_kept BEFORE DELETE ON checkpoints
        WHEN old.line <> (SELECT max(id) FROM changes)
        BEGIN SELECT RAISE(ABORT, 'sealed: the history stays'); END""",
)


def add_checkpoints(raw: sqlite3.Connection) -> None:
    """Write the table and guards that schema 2 lacks, and cover every row as it is now."""
    for statement in _STATEMENTS:
        raw.execute(statement)
    cover(raw, datetime.now(UTC).isoformat(timespec="milliseconds"))
