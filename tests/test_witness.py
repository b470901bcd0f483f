"""What the campaign's witness of a file must report, each brought about on purpose by another program."""

import json

import pytest

from tests.faults.alterations import unguarded
from tests.faults.ledger import Ledger
from tests.faults.stage import ACTOR, Stage
from tests.faults.witness import Witness


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("witness"), Ledger(), seed=1, short=True)


@pytest.fixture
def path(stage):
    return stage.copy()


def told_of(path, *changes):
    """What the witness says after some changes of another program, each a statement and its values."""
    witness = Witness(path)
    with unguarded(path) as raw:
        for statement, *values in changes:
            assert raw.execute(statement, values).rowcount > 0
    return witness.look()


def entry_of(path, where):
    with unguarded(path) as raw:
        row = raw.execute(
            f"SELECT id, case_id, answers FROM entries WHERE {where} AND answers <> '{{}}'"
        ).fetchone()
    key, _ = next(iter(json.loads(row[2]).items()))
    return row[0], row[1], key


ANSWER = "UPDATE entries SET answers = json_set(answers, '$.' || ?, 'another') WHERE id = ?"
LINE = """INSERT INTO changes (act, kind, case_id, entry_id, field, person_id, at, why, hash)
    SELECT id + 1, 'edit', ?, ?, ?, person_id, at, '', 'new' FROM changes ORDER BY id DESC LIMIT 1"""


def test_work_through_the_workbook_is_no_news(stage, path):
    witness = Witness(path)
    with stage.open(path) as book:
        for number, case in enumerate(list(book.lists.case_files())):
            entry = case.entry(stage.judgement.key)
            if entry.seal is None:
                book.save(entry.id, {stage.notes[0]: f"Seen {number}"})
                assert witness.look() == []
        case = list(book.lists.case_files())[1]
        book.reviews.sign(case.id, name=ACTOR, role="Nurse")
        assert witness.look() == []
        book.reviews.reopen(case.id, "A witness came forward")
        book.retention.dispose([book.new_case().id], "Begun by mistake", early=True)
        assert witness.look() == []


def test_an_answer_without_a_line_is_reported(path):
    entry, _, key = entry_of(path, "seal_id IS NULL")
    assert told_of(path, (ANSWER, key, entry)) == [f"{key} of {entry} changed without a line of history"]


def test_a_sealed_answer_is_reported_even_with_its_line(path):
    entry, case, key = entry_of(path, "seal_id IS NOT NULL")
    told = told_of(path, (ANSWER, key, entry), (LINE, case, entry, key))
    assert told == [f"{key} of {entry} changed under its seal"]


def test_a_missing_entry_is_reported(path):
    entry, _, _ = entry_of(path, "seal_id IS NULL")
    assert told_of(path, ("DELETE FROM entries WHERE id = ?", entry)) == [f"entry {entry} is gone"]


def test_an_altered_signed_version_is_reported(path):
    (said,) = told_of(path, ("UPDATE sealed_versions SET name = 'Another' WHERE number = 1",))
    assert said.startswith("signed version 1 of ") and said.endswith(" was altered")


@pytest.mark.parametrize(
    "change", ["DELETE FROM changes WHERE id = 3", "UPDATE changes SET hash = '0' WHERE id = 3"]
)
def test_an_altered_line_of_the_history_is_reported(path, change):
    assert told_of(path, (change,)) == ["line 3 of the history was altered"]
