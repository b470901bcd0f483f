"""A check finds what was done to a workbook behind its back, and says it in words."""

import json
import os
import random

import pytest

from hssib_desk.store.errors import Missing, NotAWorkbook
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.verify.check import check, rebuild_lists
from hssib_desk.store.workbook import Workbook
from tests.factories import by_hand, sample


@pytest.fixture
def full(workbook, case, judgement, forms):
    """A workbook with a signed review, one in work, an action, and a backup."""
    workbook.save(judgement.id, {forms.note_field.key: "As signed"})
    workbook.reviews.sign(case.id, name="R. Reviewer", role="Psychiatrist")
    other = workbook.new_case(forms.death())
    workbook.save(other.entry(forms.judgement.key).id, {forms.note_field.key: "In work"})
    workbook.add_entry(other.id, forms.action.key, answers=forms.act())
    workbook.copies.backup()
    return workbook


def found(workbook, library, severity=("error", "warning")):
    return [(f.code, f.ref) for f in check(workbook.path, library) if f.severity in severity]


def unguarded(plain):
    """What a person with a database tool could do: take the guards away first."""
    for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if not name.startswith("words_"):
            plain.execute(f"DROP TRIGGER {name}")
    return plain


def test_a_sound_workbook_has_nothing_to_look_at(full, library):
    assert found(full, library) == []
    assert {code for code, _ in found(full, library, ["info"])} == {"history", "rows", "seal", "backups"}


def test_a_forged_answer_after_signing_is_found(full, library, forms, plain):
    unguarded(plain).execute("UPDATE entries SET answers = replace(answers, 'As signed', 'Forged')")
    assert {("seal", "C-2025-001"), ("answers", "C-2025-001")} <= set(found(full, library))


def test_a_forged_draft_is_found(full, library, plain):
    plain.execute("UPDATE entries SET answers = replace(answers, 'In work', 'Forged')")
    assert ("answers", "C-2025-002") in found(full, library)


def test_a_deleted_entry_is_found(full, library, plain):
    plain.execute("PRAGMA foreign_keys = OFF")
    plain.execute("DELETE FROM words WHERE body = 'In work'")
    plain.execute("DELETE FROM entries WHERE answers LIKE '%In work%'")
    assert ("answers", "C-2025-002") in found(full, library)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET new = '\"Forged\"' WHERE new = '\"In work\"'",
        "UPDATE changes SET person_id = (SELECT max(id) FROM people) WHERE id = 1",
        "UPDATE changes SET at = '2020-01-01T00:00:00.000+00:00' WHERE id = 2",
        "DELETE FROM changes WHERE id = 2",
        "UPDATE people SET name = 'Somebody else' WHERE name = 'R. Reviewer'",
    ],
)
def test_a_rewritten_history_is_found(full, library, plain, statement):
    plain.execute("INSERT INTO people (name, first_at) VALUES ('Nobody', '2020-01-01T00:00:00.000+00:00')")
    unguarded(plain).execute(statement)
    assert ("history", "") in found(full, library)


def test_a_seal_taken_off_by_hand_is_found(full, library, plain):
    unguarded(plain).execute("UPDATE entries SET seal_id = NULL")
    assert ("seal", "C-2025-001") in found(full, library)


def test_an_altered_signed_version_is_found(full, library, plain):
    unguarded(plain).execute("UPDATE sealed_versions SET entries = replace(entries, 'As signed', 'Forged')")
    assert ("seal", "C-2025-001") in found(full, library)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET percent = 99 WHERE ref = 'C-2025-002'",
        "UPDATE cases SET status = 'signed' WHERE ref = 'C-2025-002'",
        "UPDATE actions SET title = 'Other'",
        "DELETE FROM actions",
        "DELETE FROM words WHERE body = 'In work'",
    ],
)
def test_lists_that_disagree_are_found_and_rebuilt(full, library, plain, statement):
    plain.execute(statement)
    assert found(full, library) == [("columns", "C-2025-002")]
    full.close()
    rebuild_lists(full.path, library, "R")
    assert found(full, library) == []
    with Workbook.open(full.path, library=library, actor="R", back_up=False) as again:
        assert again.lists.search("work")
        assert again.lists.count_actions(ActionQuery()) == 1
        assert again.lists.count_cases(CaseQuery(status="signed")) == 1


def test_a_broken_search_index_is_found(full, library, plain):
    plain.execute("DROP TRIGGER words_changed")
    plain.execute("UPDATE words SET body = 'Other words' WHERE body = 'In work'")
    assert "search" in [code for code, _ in found(full, library)]


def test_references_that_could_be_given_twice_are_found(full, library, plain):
    plain.execute("UPDATE counters SET value = 1 WHERE name LIKE 'case %'")
    assert ("references", "") in found(full, library)


def test_a_row_that_belongs_to_nobody_is_found(full, library, plain):
    plain.execute("PRAGMA foreign_keys = OFF")
    plain.execute("INSERT INTO themes VALUES ('nobody', 'LRN', 'nobody', 'x')")
    assert ("references", "") in found(full, library)


def test_a_damaged_file_and_a_damaged_backup_are_found(full, library):
    backup = full.copies.backups()[0].path
    backup.write_bytes(b"SQLite format 3\x00" + os.urandom(5000))
    assert ("backups", "") in found(full, library)
    full.close()
    content = bytearray(full.path.read_bytes())
    content[-4096 * 20 :] = os.urandom(4096 * 20)
    full.path.write_bytes(content)
    assert found(full, library)[0] == ("damaged", "")


def test_a_workbook_without_a_backup_is_told_so(workbook, library):
    assert found(workbook, library) == [("backups", "")]


def test_what_is_no_workbook_cannot_be_checked(tmp_path, library):
    with pytest.raises(Missing):
        check(tmp_path / "none.hssib", library)
    (tmp_path / "letter.hssib").write_text("Dear all, this is a letter.")
    with pytest.raises(NotAWorkbook):
        check(tmp_path / "letter.hssib", library)


def test_whatever_is_done_lists_follow_from_the_answers(workbook, forms, library, clock):
    """Any order of acts, also those that take the short way, leaves columns that agree with the answers."""
    chance = random.Random(20)
    for _ in range(3):
        workbook.new_case(forms.death())
    ids = [row.id for row in workbook.lists.cases(CaseQuery())]
    for _ in range(150):
        clock.pass_by(seconds=chance.randrange(60))
        case = workbook.case(chance.choice(ids))
        entry = chance.choice(case.entries)
        _do_something(chance, workbook, case, entry, forms)
    workbook.copies.backup()
    assert found(workbook, library) == []


def _do_something(chance, workbook, case, entry, forms):
    act = chance.random()
    field = chance.choice(by_hand(entry.form))
    if act < 0.6:
        texts = ["", "Word", "Words and words", "x" * 5000]
        value = (
            chance.choice(texts) if field.kind in ("text", "note") else chance.choice([sample(field), None])
        )
        workbook.save(entry.id, {field.key: value})
    elif act < 0.7:
        form = chance.choice([forms.action, forms.raised])
        workbook.add_entry(case.id, form.key, answers={f.key: sample(f) for f in form.fields})
    elif act < 0.75 and entry.form.repeat:
        workbook.remove_entry(entry.id, "chance")
    elif act < 0.9:
        workbook.undo(case.id)
    else:
        workbook.redo(case.id)


def test_findings_can_be_written_as_json(full, library):
    assert json.dumps([finding.sentence for finding in check(full.path, library)])


def sentences(workbook, library, code):
    return [item.sentence for item in check(workbook.path, library) if item.code == code]


def test_a_finding_names_the_question_by_its_label_and_never_the_answer(full, library, plain):
    form = next(form for form in library.forms.values() if form.role("date_of_death"))
    asked = form.role("local_number")
    free = unguarded(plain)
    free.execute(
        "UPDATE entries SET answers = json_set(answers, ?, 'FORGED-77') WHERE form_key = ?",
        (f"$.{asked.key}", form.key),
    )
    found_ = [item for item in check(full.path, library) if item.code in ("answers", "rows")]
    named = [item.sentence for item in found_ if f"{form.title}, “{asked.label}”." in item.sentence]
    assert named
    assert not [item for item in found_ if "FORGED" in item.sentence or f"“{asked.key}”" in item.sentence]


def test_a_finding_names_a_setting_as_the_settings_page_does(full, library, plain):
    full.set_setting("organisation", "Oak House")
    unguarded(plain).execute("UPDATE settings SET value = 'Forged' WHERE key = 'organisation'")
    assert "Settings: “Organisation” was changed outside this program." in sentences(full, library, "rows")


def test_a_finding_names_what_a_list_shows_in_words(full, library, plain):
    unguarded(plain).execute("UPDATE cases SET percent = 99, to_finish = 99 WHERE ref = 'C-2025-002'")
    (said,) = sentences(full, library, "columns")
    assert "(how much is filled in, what is left to finish)" in said


def test_every_setting_that_is_written_has_a_name(library):
    from hssib_desk.domain.review.retention import rules_of
    from hssib_desk.domain.review.setting_names import setting_name

    known = [
        "title",
        "window_days",
        "amber_days",
        "import_map",
        "attachment_mb",
        "low_space_mb",
        "covered_from",
    ]
    known += [option.key for option in library.options] + [rule.setting for rule in rules_of(library, {})]
    for key in (*known, "pack.suicide"):
        assert setting_name(key, library) != setting_name("nobody_knows", library).replace(
            "nobody_knows", key
        )
        assert "does not know" not in setting_name(key, library)
