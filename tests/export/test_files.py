"""A file appears whole or not at all, and every refusal is a sentence."""

import errno
from pathlib import Path

import pytest

from hssib_desk.export.files import replacing, telling
from hssib_desk.export.report import ExportError, ExportStopped, goes_on


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_put_in_place(tmp_path: Path):
    with replacing(tmp_path / "log.xlsx") as part:
        part.write_bytes(b"new")
        assert not (tmp_path / "log.xlsx").exists()
    assert (tmp_path / "log.xlsx").read_bytes() == b"new"
    assert left_in(tmp_path) == ["log.xlsx"]


def test_an_existing_file_is_kept_without_force(tmp_path: Path):
    out = tmp_path / "log.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(ExportError, match="already exists"), replacing(out):
        raise AssertionError("nothing is written")
    assert out.read_bytes() == b"old"


def test_an_existing_file_is_replaced_with_force(tmp_path: Path):
    out = tmp_path / "log.xlsx"
    out.write_bytes(b"old")
    with replacing(out, force=True) as part:
        part.write_bytes(b"new")
    assert out.read_bytes() == b"new"
    assert left_in(tmp_path) == ["log.xlsx"]


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path):
    out = tmp_path / "log.xlsx"
    with pytest.raises(ExportError, match="already exists"), replacing(out) as part:
        part.write_bytes(b"new")
        out.write_bytes(b"somebody else's")
    assert out.read_bytes() == b"somebody else's"
    assert left_in(tmp_path) == ["log.xlsx"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    out = tmp_path / "log.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(out, force=True) as part:
        part.write_bytes(b"half")
        raise ZeroDivisionError
    assert out.read_bytes() == b"old"
    assert left_in(tmp_path) == ["log.xlsx"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere/log.xlsx", "does not exist"),
        ("folder", "is a folder"),
        ("x" * 300 + ".xlsx", "too long"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str, sentence: str):
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match=sentence), replacing(tmp_path / name):
        raise AssertionError("nothing is written")
    assert left_in(tmp_path) == ["folder"]


@pytest.mark.parametrize(
    ("number", "exists", "sentence"),
    [
        (errno.EACCES, False, "You may not write in the folder"),
        (errno.EROFS, False, "is write-protected"),
        (errno.EACCES, True, "Close it if it is open in another program"),
        (errno.ENOSPC, False, "not enough free space"),
        (errno.EDQUOT, False, "not enough free space"),
        (errno.EIO, False, "does not answer"),
    ],
)
def test_each_refusal_says_what_to_do(tmp_path: Path, number: int, exists: bool, sentence: str):
    out = tmp_path / "log.xlsx"
    if exists:
        out.write_bytes(b"old")
    with pytest.raises(ExportError, match=sentence), telling(out):
        raise OSError(number, "refused")


def test_a_full_disk_leaves_nothing(tmp_path: Path):
    limits = pytest.importorskip("resource")
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(ExportError, match="would be larger"), replacing(tmp_path / "log.xlsx") as part:
            part.write_bytes(b"x" * 5000)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
    assert left_in(tmp_path) == []


def test_progress_may_stop_an_export():
    goes_on(None, 1)
    goes_on(lambda done: True, 1)
    with pytest.raises(ExportStopped, match="no file was written"):
        goes_on(lambda done: False, 1)
