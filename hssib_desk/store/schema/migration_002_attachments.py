"""Schema 2: attachments, how long a case is kept, and what is left of one that was disposed of."""

from __future__ import annotations

import sqlite3

_STATEMENTS = (
    """CREATE TABLE attachments (
        id VARCHAR NOT NULL, case_id VARCHAR NOT NULL, entry_id VARCHAR NOT NULL, field VARCHAR NOT NULL,
        name TEXT NOT NULL, type TEXT NOT NULL, ending VARCHAR NOT NULL, size INTEGER NOT NULL,
        digest VARCHAR NOT NULL, person_id INTEGER NOT NULL, at VARCHAR NOT NULL, PRIMARY KEY (id),
        FOREIGN KEY(case_id) REFERENCES cases (id), FOREIGN KEY(entry_id) REFERENCES entries (id),
        FOREIGN KEY(person_id) REFERENCES people (id))""",
    "CREATE INDEX attachments_of_case ON attachments (case_id, id)",
    """CREATE TABLE attachment_contents (
        attachment_id VARCHAR NOT NULL, content BLOB NOT NULL, PRIMARY KEY (attachment_id),
        FOREIGN KEY(attachment_id) REFERENCES attachments (id))""",
    """CREATE TABLE retention (
        case_id VARCHAR NOT NULL, keep_until VARCHAR, hold TEXT NOT NULL, PRIMARY KEY (case_id),
        FOREIGN KEY(case_id) REFERENCES cases (id))""",
    """CREATE TABLE tombstones (
        case_id VARCHAR NOT NULL, ref VARCHAR NOT NULL, begun_at VARCHAR NOT NULL,
        keep_until VARCHAR NOT NULL, disposed_at VARCHAR NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL,
        lines INTEGER NOT NULL, digest VARCHAR NOT NULL, certificate TEXT NOT NULL,
        certificate_digest VARCHAR NOT NULL, PRIMARY KEY (case_id), UNIQUE (ref))""",
    """CREATE TRIGGER attachment_fixed BEFORE UPDATE ON attachments
        BEGIN SELECT RAISE(ABORT, 'sealed: an attachment stays as it was added'); END""",
    """CREATE TRIGGER attachment_kept BEFORE DELETE ON attachments
        BEGIN SELECT RAISE(ABORT, 'sealed: an attachment stays as it was added'); END""",
    """CREATE TRIGGER attachment_content_fixed BEFORE UPDATE ON attachment_contents
        BEGIN SELECT RAISE(ABORT, 'sealed: an attachment stays as it was added'); END""",
    """CREATE TRIGGER attachment_content_kept BEFORE DELETE ON attachment_contents
        BEGIN SELECT RAISE(ABORT, 'sealed: an attachment stays as it was added'); END""",
    """CREATE TRIGGER tombstone_fixed BEFORE UPDATE ON tombstones
        BEGIN SELECT RAISE(ABORT, 'sealed: a disposal stays recorded'); END""",
    """CREATE TRIGGER tombstone_kept BEFORE DELETE ON tombstones
        BEGIN SELECT RAISE(ABORT, 'sealed: a disposal stays recorded'); END""",
)


def add_attachments_and_disposal(raw: sqlite3.Connection) -> None:
    """Write the tables and guards that schema 1 lacks."""
    for statement in _STATEMENTS:
        raw.execute(statement)
