"""The monkey tells of each fault that is planted under it: otherwise its silence would mean nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the monkey told, by the name of the planted fault."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "home").mkdir()
    command = [sys.executable, "-m", "tests.faults.planted", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of Unix")
@pytest.mark.parametrize(
    ("planted", "head", "words"),
    [
        ("error_in_a_slot", "tracebacks", "ZeroDivisionError: planted"),
        ("error_in_a_thread", "tracebacks", "ZeroDivisionError: planted"),
        ("error_while_letting_go", "tracebacks", "ZeroDivisionError: planted"),
        ("warning_of_qt", "tracebacks", "Qt: QPainter::end"),
        ("step_that_never_ends", "tracebacks", "the process ended without a word"),
        ("answer_without_a_line", "silent", "changed without a line of history"),
        (
            "screen_that_shows_something_else",
            "edits lost",
            "the screen shows 'Never typed', and the file says None",
        ),
        ("text_that_cannot_be_saved", "edits lost", "not saved: "),
        ("window_that_does_not_let_go", "edits lost", "the workbook cannot be closed"),
        ("file_that_fails_its_check", "unreadable", "was changed outside this program"),
    ],
)
def test_the_monkey_tells_of_what_is_planted(told, planted, head, words):
    found = told[planted]
    assert any(said.startswith(f"monkey at the window: {head}: ") and words in said for said in found), found


@pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of Unix")
def test_of_a_step_that_never_ends_the_place_is_kept(told):
    assert "Timeout" in told["where_it_hung"][0] and "monkey.py" in told["where_it_hung"][0]
