"""Schema 4: the level of a case, its next step after screening, and the days of both, for lists."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    "ALTER TABLE cases ADD COLUMN level VARCHAR DEFAULT 'full' NOT NULL",
    "ALTER TABLE cases ADD COLUMN outcome VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE cases ADD COLUMN screened VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE cases ADD COLUMN back VARCHAR DEFAULT '' NOT NULL",
)


def add_levels(raw: sqlite3.Connection) -> None:
    """Write the columns that schema 3 lacks; a case of before is a full review, never screened."""
    for statement in _STATEMENTS:
        raw.execute(statement)
