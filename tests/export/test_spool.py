"""What waits on a disk while an export is written can be read by nobody else."""

import tempfile
from io import BufferedRandom
from pathlib import Path

import pytest

from hssib_desk.export.spool import Spool

OPEN = Path("/proc/self/fd")
WORDS = b"Unmistakable Phrase Of Care. "


def test_what_was_written_is_read_back():
    with BufferedRandom(Spool(), 64) as spool:
        for piece in (WORDS * 100, b"x", b"", WORDS):
            spool.write(piece)
        spool.seek(0)
        assert spool.read(7) == WORDS[:7]
        assert spool.read() == (WORDS * 100 + b"x" + WORDS)[7:]


@pytest.mark.skipif(not OPEN.is_dir(), reason="shows the bytes of a file without a name")
def test_the_bytes_on_the_disk_say_nothing_and_have_no_name(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Spool() as spool:
        spool.write(WORDS * 100)
        assert not list(tmp_path.iterdir())
        content = (OPEN / str(spool._file.fileno())).read_bytes()
    assert len(content) == len(WORDS) * 100 and b"Phrase" not in content
    assert len({content[at : at + len(WORDS)] for at in range(0, len(content), len(WORDS))}) > 90


def test_two_spools_have_two_keys():
    found = []
    for _ in range(2):
        with Spool() as spool:
            spool.write(WORDS)
            spool._file.seek(0)
            found.append(spool._file.read())
    assert found[0] != found[1]
