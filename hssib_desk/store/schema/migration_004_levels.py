"""Schema 4: the level of a case, its next step after screening, the days of both, and the state of a duty."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    "ALTER TABLE cases ADD COLUMN level VARCHAR DEFAULT 'full' NOT NULL",
    "ALTER TABLE cases ADD COLUMN outcome VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE cases ADD COLUMN screened VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE cases ADD COLUMN back VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE duties ADD COLUMN state VARCHAR DEFAULT 'must' NOT NULL",
)


def add_levels(raw: sqlite3.Connection) -> None:
    """Write the columns that schema 3 lacks; a case of before is a full review, never screened."""
    for statement in _STATEMENTS:
        raw.execute(statement)
