"""What is kept beside the answers has a second witness: a check names what was changed by itself."""

import pytest

from hssib_desk.domain.review.case_file import Origin
from hssib_desk.store import backups
from hssib_desk.store.errors import Damaged
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.factories import sample
from tests.store.verify.test_check import unguarded


@pytest.fixture
def full(workbook, case, judgement, forms, library, tmp_path):
    """Of everything that stands beside the answers one, and nothing to find fault with."""
    workbook.set_setting("organisation", "Oak House Trust")
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4\n" + bytes(range(256)))
    form, field = next(
        (form, field)
        for form in library.forms.values()
        for field in form.fields
        if field.kind == "attachment" and not form.repeat
    )
    workbook.attach(case.entry(form.key).id, field.key, letter)
    origin = Origin(judgement.id, judgement.form.sections[0].key)
    workbook.add_entry(case.id, forms.action.key, answers=forms.act(), origin=origin)
    workbook.save(judgement.id, {key.key: sample(key) for key in judgement.form.fields if key.living})
    workbook.reviews.sign(
        case.id, name="R. Reviewer", role="Psychiatrist", warnings={"advice": "As the notes say"}
    )
    workbook.reviews.reopen(case.id, "A witness came forward")
    workbook.retention.set_hold(case.id, "An inquest was opened")
    workbook.copies.backup()
    assert errors(workbook, library) == []
    return workbook


def errors(workbook, library):
    return [f.code for f in check(workbook.path, library) if f.severity == "error"]


ALTERED = {
    "a reference": ("UPDATE cases SET ref = 'C-2025-009'", "beside"),
    "the time of a case": ("UPDATE cases SET created_at = '2001-01-01T00:00:00.000+00:00'", "beside"),
    "the time of an entry": ("UPDATE entries SET updated_at = '2001-01-01T00:00:00.000+00:00'", "beside"),
    "a number": ("UPDATE entries SET position = 7 WHERE ref <> ''", "beside"),
    "a form": ("UPDATE entries SET form_key = 'nobody' WHERE ref <> ''", "beside"),
    "a stage": ("UPDATE entries SET stage = 'third' WHERE ref = ''", "beside"),
    "an origin": ("UPDATE entries SET origin_entry = 'nobody' WHERE origin_entry <> ''", "beside"),
    "a place of origin": ("UPDATE entries SET origin_section = 'x' WHERE origin_entry <> ''", "beside"),
    "a hold": ("UPDATE retention SET hold = 'An inquest was closed'", "beside"),
    "the name of a file": ("UPDATE attachments SET name = 'other.pdf'", "beside"),
    "the kind of a file": ("UPDATE attachments SET ending = '.exe'", "beside"),
    "a setting": ("UPDATE settings SET value = 'Elm House' WHERE key = 'organisation'", "rows"),
    "a title": ("UPDATE settings SET value = 'Elm House' WHERE key = 'title'", "rows"),
    "the number of a signature": ("UPDATE sealed_versions SET number = 4", "seal"),
    "what was advised": ("UPDATE sealed_versions SET warnings = '{}'", "seal"),
    "who reopened": ("UPDATE sealed_versions SET reopened_by = 'S. Sister'", "seal"),
    "what the signature spares": (
        "UPDATE sealed_versions SET entries = replace(entries, '\"row_version\":', '\"row_version\":1')",
        "seal",
    ),
}


@pytest.mark.parametrize("what", ALTERED)
def test_a_value_changed_by_another_program_is_found(full, plain, library, what):
    statement, code = ALTERED[what]
    plain.execute("PRAGMA foreign_keys = OFF")
    assert unguarded(plain).execute(statement).rowcount > 0
    assert code in errors(full, library)


ODD = {
    "no time": "UPDATE entries SET created_at = '2026-11-2#T00:00:00.000+00:00'",
    "no day": "UPDATE cases SET indexed_on = '2026-02-31'",
    "answers in a list": "UPDATE entries SET answers = '[1]'",
    "answers nested without end": f"UPDATE entries SET answers = '{'[' * 5000}{']' * 5000}'",
    "a year of letters": "UPDATE cases SET year = 'x'",
    "bytes for a setting": "UPDATE settings SET value = x'00ff' WHERE key = 'title'",
    "bytes for the id of the workbook": "UPDATE settings SET value = x'00ff' WHERE key = 'workbook_id'",
}


@pytest.mark.parametrize("what", ODD)
def test_a_value_that_nobody_wrote_is_damage_and_no_fault_of_the_program(full, plain, library, what):
    assert unguarded(plain).execute(ODD[what]).rowcount > 0
    assert "damaged" in errors(full, library)
    full.close()
    try:
        with Workbook.open(full.path, library=library, actor="R", back_up=False) as book:
            list(book.lists.case_files())
    except Damaged as error:
        assert "Restore it from one of its backups" in str(error)


def test_a_signed_version_of_another_shape_is_said_in_words(full, plain, library):
    unguarded(plain).execute("UPDATE sealed_versions SET entries = replace(entries, '\"ref\"', '\"rfe\"')")
    assert "seal" in errors(full, library)
    case = next(full.lists.case_files())
    with pytest.raises(Damaged, match="cannot be shown"):
        full.reviews.sealed_versions(case.id)


@pytest.mark.parametrize("version", [-1, 0, 1, 2_000_000_000])
def test_a_version_that_no_workbook_has_is_damage(full, plain, library, version):
    full.close()
    plain.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(Damaged, match="version"):
        Workbook.open(full.path, library=library, actor="R", back_up=False)


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TRIGGER spoil AFTER UPDATE ON entries BEGIN DELETE FROM changes; END"],
        [
            "ALTER TABLE settings RENAME TO others",
            "CREATE VIEW settings AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT x AS key, x AS value FROM n",
        ],
    ],
)
def test_parts_that_this_program_never_wrote_are_not_run(full, plain, library, statements):
    full.close()
    for statement in statements:
        plain.execute(statement)
    for look in (
        lambda: Workbook.open(full.path, library=library, actor="R", back_up=False),
        lambda: backups.make(full.path),
    ):
        with pytest.raises(Damaged, match="does not write"):
            look()
    assert "does not write" in check(full.path, library)[0].sentence


def test_what_a_check_names_can_be_shown_whatever_damage_left_in_it(full, plain, library):
    unguarded(plain).execute("UPDATE cases SET ref = 'C-' || char(16) || '2025'")
    assert all(finding.sentence.isprintable() for finding in check(full.path, library))
