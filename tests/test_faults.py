"""The fault campaign in its short form: nothing acknowledged is lost, nothing is damaged in silence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.ledger import judged

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of Unix")
def test_a_sample_of_every_fault_breaks_no_bar(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--short"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| **All**" in done.stdout


@pytest.mark.parametrize(
    "sentence",
    [
        "KeyError",
        "it broke",
        "database disk image is malformed, choose another.",
        "Restore “x.hssib.part” and try again.",
        "The workbook has a value None. Restore it.",
        "The file is of the wrong colour and shape.",
    ],
)
def test_a_sentence_that_helps_nobody_is_found(sentence):
    assert judged(sentence)


def test_a_sentence_that_helps_is_left_alone():
    assert judged("“Oak House.hssib” is damaged. Restore it from one of its backups.") == ""
