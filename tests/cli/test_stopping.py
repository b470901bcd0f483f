"""Commands that are told to stop, or killed: nothing readable stays anywhere."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hssib_desk.cli import main
from tests.database import plain_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")

CASE = "a case"
EXPORTS = {
    "actions": ("actions.xlsx",),
    "data": ("data.xlsx", "--identifying"),
    "data with a password": ("data.xlsx", "--identifying", "--password-file"),
    "summary": (CASE, "review.pdf"),
    "fhir": (CASE, "case.json"),
}
# The export waits at a step that it takes while its file is being written.
WAITING = """
import sys
from hssib_desk.cli import main
from hssib_desk.export import files
from hssib_desk.export.excel import sheets

def waits(act):
    def waiting(*given):
        print("writing", flush=True)
        sys.stdin.read(1)
        return act(*given)
    return waiting

sheets.Book.save, files._to_disk = waits(sheets.Book.save), waits(files._to_disk)
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def temporary(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def export(book, temporary, tmp_path):
    """A function that starts an export and gives it back while its file is being written."""
    out = tmp_path / "out"
    out.mkdir()
    word = tmp_path / "password.txt"
    word.write_text("four quiet winter birds\n")
    with plain_file(book) as file:
        case = file.execute("SELECT ref FROM cases").fetchone()[0]

    def start(name):
        kind, given = name.split()[0], [case if item == CASE else item for item in EXPORTS[name]]
        if given[-1] == "--password-file":
            given.append(word)
        places = [out / item if str(item).endswith((".xlsx", ".pdf", ".json")) else item for item in given]
        process = subprocess.Popen(
            [sys.executable, "-c", WAITING, "export", kind, book, *places],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "TMPDIR": str(temporary)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        first = process.stdout.readline()
        assert first == b"writing\n", process.stderr.read()
        return process, out

    return start


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_that_is_told_to_stop_leaves_nothing(export, temporary, name):
    process, out = export(name)
    assert [path.suffix for path in out.iterdir()] == [".part"]
    process.send_signal(signal.SIGTERM)
    _said, errors = process.communicate(timeout=300)
    assert (process.returncode, errors.decode()) == (143, "Stopped before it finished.\n")
    assert not list(out.iterdir()) and not list(temporary.iterdir())


@pytest.mark.parametrize("name", EXPORTS)
def test_what_a_killed_export_was_writing_is_private_and_goes_at_the_next_start(
    export, temporary, book, capsys, name
):
    process, out = export(name)
    process.kill()
    process.communicate(timeout=300)
    assert not list(temporary.iterdir())
    (part,) = out.iterdir()
    assert part.stat().st_mode & 0o077 == 0
    main(["keep", str(book)])
    assert not list(out.iterdir())


def test_an_export_that_is_being_written_is_left_alone_by_the_start_of_another_program(export, book, capsys):
    process, out = export("actions")
    main(["keep", str(book)])
    assert len(list(out.iterdir())) == 1
    process.communicate(b"x", timeout=300)
    assert [path.name for path in out.iterdir()] == ["actions.xlsx"]
