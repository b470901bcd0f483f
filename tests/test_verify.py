"""The script of docs/verify.md names what was altered, and `check` names the same."""

import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.practice import make_practice
from hssib_desk.store.verify.check import check
from tests.store.verify.test_check import unguarded

ACTION = load_library().forms["action"]
SCRIPT = Path(__file__).parents[1] / "docs" / "verify_workbook.py"


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    path = tmp_path_factory.mktemp("practice") / "practice.hssib"
    make_practice(path, today=date(2025, 11, 18), library=load_library(), cases=2, seed=1)
    return path


@pytest.fixture
def copy(practice, tmp_path):
    return Path(shutil.copy(practice, tmp_path))


def verified(path):
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, timeout=300
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def altered(path, *statements):
    raw = unguarded(sqlite3.connect(path, isolation_level=None))
    for statement in statements:
        assert raw.execute(statement).rowcount > 0
    raw.close()


def checked(path):
    return [(item.code, item.sentence) for item in check(path, load_library()) if item.severity == "error"]


def test_practice_workbook_is_as_it_was_written(practice):
    status, said = verified(practice)
    assert (status, said.splitlines()[-1]) == (0, "Nothing was altered.")
    assert "lines of history" in said
    assert checked(practice) == []


FORGE = """UPDATE entries SET answers = replace(answers, 'the', 'THE') WHERE id = (SELECT id FROM entries
    WHERE seal_id IS NOT NULL AND answers GLOB '*the*' LIMIT 1)"""


@pytest.mark.parametrize(
    ("statement", "said", "code"),
    [
        (FORGE,
         "are not what the history says", "answers"),
        (FORGE,
         "was altered after it was signed", "seal"),
        ("DELETE FROM changes WHERE id = 5", "Lines 5 to 5 of the history are missing", "history"),
        ("UPDATE changes SET new = replace(new, 'a', 'b') WHERE id = 6 ", "Line 6 of the history", "history"),
        ("UPDATE people SET name = 'Nobody'", "Line 1 of the history", "history"),
        ("UPDATE sealed_versions SET name = 'Nobody' WHERE number = 1", "Who signed the", "seal"),
        ("UPDATE sealed_versions SET entries = replace(entries, 'the', 'THE')", "The kept copy", "seal"),
        ("UPDATE sealed_versions SET digest = replace(digest, 'a', 'b')", "Who signed the", "seal"),
        ("UPDATE form_texts SET text = replace(text, 'help', 'h3lp') WHERE key = 'action'",
         f"The text of the form “action”, version {ACTION.version}, was altered", "forms"),
        ("UPDATE form_texts SET living = '[]' WHERE key = 'action'", "The text of the form", "forms"),
    ],
)  # fmt: skip
def test_what_was_altered_is_named_by_the_script_and_by_check(copy, statement, said, code):
    altered(copy, statement)
    status, words = verified(copy)
    assert status == 3
    assert said in words
    assert code in {found for found, _ in checked(copy)}


def test_a_signature_that_was_taken_away_is_missed(copy):
    altered(copy, "UPDATE entries SET seal_id = NULL", "DELETE FROM sealed_versions WHERE number = 1")
    assert "is missing" in verified(copy)[1]
    assert any("was deleted outside this program" in sentence for _, sentence in checked(copy))


def test_every_altered_line_is_named_not_only_the_first(copy):
    altered(
        copy, "UPDATE changes SET why = 'x' WHERE id IN (3, 8)", "DELETE FROM changes WHERE id IN (10, 11)"
    )
    said = " ".join(sentence for code, sentence in checked(copy) if code == "history")
    assert [word in said for word in ("Line 3 ", "Line 8 ", "Lines 10 to 11 ")] == [True, True, True]


def test_the_script_is_as_short_as_it_says():
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 95
