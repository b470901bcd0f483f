"""Schema 6: filled forms that belong to no case, such as saved views and meetings."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """CREATE TABLE workbook_entries (
        id VARCHAR NOT NULL, form_id VARCHAR NOT NULL, form_key VARCHAR NOT NULL, answers TEXT NOT NULL,
        created_at VARCHAR NOT NULL, updated_at VARCHAR NOT NULL, removed_at VARCHAR,
        row_version INTEGER NOT NULL, sealed_at VARCHAR, sealed_by TEXT, sealed_role TEXT, digest VARCHAR,
        PRIMARY KEY (id), FOREIGN KEY(form_id) REFERENCES form_texts (id))""",
    "CREATE INDEX workbook_entries_of_form ON workbook_entries (form_key)",
    """CREATE TRIGGER sealed_record BEFORE UPDATE ON workbook_entries
        WHEN old.sealed_at IS NOT NULL AND (old.id IS NOT new.id OR old.form_id IS NOT new.form_id
            OR old.form_key IS NOT new.form_key OR old.removed_at IS NOT new.removed_at
            OR old.sealed_at IS NOT new.sealed_at OR old.sealed_by IS NOT new.sealed_by
            OR old.sealed_role IS NOT new.sealed_role OR old.digest IS NOT new.digest
            OR (old.answers IS NOT new.answers AND EXISTS (
                SELECT 1 FROM (
                    SELECT * FROM (SELECT key, value FROM json_each(old.answers)
                                   EXCEPT SELECT key, value FROM json_each(new.answers))
                    UNION ALL
                    SELECT * FROM (SELECT key, value FROM json_each(new.answers)
                                   EXCEPT SELECT key, value FROM json_each(old.answers)))
                WHERE key NOT IN (SELECT value FROM json_each(
                    (SELECT living FROM form_texts WHERE id = old.form_id))))))
        BEGIN SELECT RAISE(ABORT, 'sealed: a sealed record stays'); END""",
    """CREATE TRIGGER record_kept BEFORE DELETE ON workbook_entries
        BEGIN SELECT RAISE(ABORT, 'sealed: a record of the workbook stays'); END""",
)


def add_records(raw: sqlite3.Connection) -> None:
    """Write the table and guards that schema 5 lacks."""
    for statement in _STATEMENTS:
        raw.execute(statement)
