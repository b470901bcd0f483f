"""What only SQLite has: the full-text index, and guards that hold for every other program too."""

SQLITE_ONLY = (
    "CREATE VIEW words_read AS SELECT id, coalesce(plain, body) AS body FROM words",
    """CREATE VIRTUAL TABLE words_index USING fts5(
        body, content='words_read', content_rowid='id', prefix='3',
        tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER words_added AFTER INSERT ON words BEGIN
        INSERT INTO words_index(rowid, body) VALUES (new.id, coalesce(new.plain, new.body)); END""",
    """CREATE TRIGGER words_gone AFTER DELETE ON words BEGIN
        INSERT INTO words_index(words_index, rowid, body)
            VALUES ('delete', old.id, coalesce(old.plain, old.body)); END""",
    """CREATE TRIGGER words_changed AFTER UPDATE ON words BEGIN
        INSERT INTO words_index(words_index, rowid, body)
            VALUES ('delete', old.id, coalesce(old.plain, old.body));
        INSERT INTO words_index(rowid, body) VALUES (new.id, coalesce(new.plain, new.body)); END""",
    """CREATE TRIGGER sealed_answers BEFORE UPDATE OF answers ON entries
        WHEN old.seal_id IS NOT NULL AND old.answers IS NOT new.answers AND EXISTS (
            SELECT 1 FROM (
                SELECT * FROM (SELECT key, value FROM json_each(old.answers)
                               EXCEPT SELECT key, value FROM json_each(new.answers))
                UNION ALL
                SELECT * FROM (SELECT key, value FROM json_each(new.answers)
                               EXCEPT SELECT key, value FROM json_each(old.answers)))
            WHERE key NOT IN (SELECT value FROM json_each(
                (SELECT living FROM form_texts WHERE id = old.form_id))))
        BEGIN SELECT RAISE(ABORT, 'sealed: the review is signed off'); END""",
    """CREATE TRIGGER sealed_entry BEFORE UPDATE OF id, case_id, form_id, form_key, stage, ref, removed_at
        ON entries WHEN old.seal_id IS NOT NULL AND (old.id IS NOT new.id OR old.case_id IS NOT new.case_id
            OR old.form_id IS NOT new.form_id OR old.form_key IS NOT new.form_key
            OR old.stage IS NOT new.stage OR old.ref IS NOT new.ref OR old.removed_at IS NOT new.removed_at)
        BEGIN SELECT RAISE(ABORT, 'sealed: the review is signed off'); END""",
    """CREATE TRIGGER sealed_stays BEFORE UPDATE OF seal_id ON entries
        WHEN old.seal_id IS NOT NULL AND new.seal_id IS NOT old.seal_id AND NOT EXISTS (
            SELECT 1 FROM sealed_versions WHERE id = old.seal_id AND reopened_at IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'sealed: the review was not reopened'); END""",
    """CREATE TRIGGER sealed_entry_kept BEFORE DELETE ON entries WHEN old.seal_id IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'sealed: the review is signed off'); END""",
    """CREATE TRIGGER seal_kept BEFORE DELETE ON sealed_versions
        BEGIN SELECT RAISE(ABORT, 'sealed: a signed version stays'); END""",
    """CREATE TRIGGER seal_fixed BEFORE UPDATE ON sealed_versions WHEN old.reopened_at IS NOT NULL
        OR old.id IS NOT new.id OR old.case_id IS NOT new.case_id OR old.number IS NOT new.number
        OR old.name IS NOT new.name OR old.role IS NOT new.role OR old.at IS NOT new.at
        OR old.digest IS NOT new.digest OR old.warnings IS NOT new.warnings
        OR old.entries IS NOT new.entries OR old.entry_ids IS NOT new.entry_ids
        BEGIN SELECT RAISE(ABORT, 'sealed: a signed version stays'); END""",
    """CREATE TRIGGER form_text_fixed BEFORE UPDATE ON form_texts
        BEGIN SELECT RAISE(ABORT, 'sealed: a form stays as it was asked'); END""",
    """CREATE TRIGGER form_text_kept BEFORE DELETE ON form_texts
        BEGIN SELECT RAISE(ABORT, 'sealed: a form stays as it was asked'); END""",
    # Only the last line may grow, while somebody goes on typing at the end of a text.
    """CREATE TRIGGER history_fixed BEFORE UPDATE ON changes
        WHEN old.id <> (SELECT max(id) FROM changes) OR old.id IS NOT new.id OR old.old IS NOT new.old
        BEGIN SELECT RAISE(ABORT, 'sealed: the history stays'); END""",
    """CREATE TRIGGER history_kept BEFORE DELETE ON changes
        BEGIN SELECT RAISE(ABORT, 'sealed: the history stays'); END""",
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
    """CREATE TRIGGER seal_format_fixed BEFORE UPDATE OF format ON sealed_versions
        WHEN old.format IS NOT new.format
        BEGIN SELECT RAISE(ABORT, 'sealed: a signed version stays'); END""",
    """CREATE TRIGGER checkpoint_fixed BEFORE UPDATE ON checkpoints
        BEGIN SELECT RAISE(ABORT, 'sealed: the history stays'); END""",
    # Those of the last line are written anew when it grows.
    """CREATE TRIGGER checkpoint_kept BEFORE DELETE ON checkpoints
        WHEN old.line <> (SELECT max(id) FROM changes)
        BEGIN SELECT RAISE(ABORT, 'sealed: the history stays'); END""",
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
