"""The system ends the program while somebody types: nothing is lost, and the workbook is free again."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.lock import lock_path
from hssib_desk.store.workbook import Workbook
from tests.ended_typist import WORDS

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "oak-house.hssib"
    with Workbook.create(path, library=load_library(), actor="tester", title="Oak House") as made:
        made.new_case()
    return path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_saves_what_is_typed_and_closes_the_workbook(path, number):
    typist = [sys.executable, "-m", "tests.ended_typist", str(path)]
    with subprocess.Popen(typist, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout.readline() == b"typed\n"
            process.send_signal(number)
            _, errors = process.communicate(timeout=300)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, b"")
    assert not lock_path(path).exists()
    with Workbook.open(path, library=load_library(), actor="tester") as workbook:
        case = workbook.case(workbook.lists.cases(CaseQuery(), limit=1)[0].id)
    assert case.text("pen_portrait") == WORDS
