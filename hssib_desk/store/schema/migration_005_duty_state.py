"""Schema 5: whether a duty must be done, is to be decided, was done, does not apply, or ended."""

from __future__ import annotations

import sqlite3


def add_duty_state(raw: sqlite3.Connection) -> None:
    """Write the column that schema 4 lacks; the duties are worked out anew when the workbook is opened."""
    raw.execute("ALTER TABLE duties ADD COLUMN state VARCHAR DEFAULT 'must' NOT NULL")
