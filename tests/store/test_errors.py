"""Faults of the file and the disk become sentences; faults of the program stay what they are."""

import errno
import json
import sqlite3
from pathlib import Path

import pytest

from hssib_desk.store import errors

PATH = Path("/somewhere/Oak House.hssib")


def sqlite_error(text, name=""):
    error = sqlite3.OperationalError(text)
    if name:
        error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (sqlite_error("database or disk is full", "SQLITE_FULL"), errors.DiskFull),
        (sqlite_error("disk I/O error", "SQLITE_IOERR_WRITE"), errors.NotAnswering),
        (sqlite_error("disk I/O error", "SQLITE_IOERR_READ"), errors.NotAnswering),
        (sqlite_error("disk I/O error"), errors.NotAnswering),
        (sqlite_error("database is locked", "SQLITE_BUSY"), errors.InUse),
        (sqlite_error("attempt to write a readonly database", "SQLITE_READONLY"), errors.NoPermission),
        (sqlite_error("attempt to write a readonly database", "SQLITE_READONLY_DBMOVED"), errors.Missing),
        (sqlite_error("file is not a database"), errors.NotAWorkbook),
        (sqlite_error("database disk image is malformed"), errors.Damaged),
        (sqlite_error("invalid fts5 file format (found 0, expected 4) - run 'rebuild'"), errors.Damaged),
        (sqlite_error("Could not decode to UTF-8 column 'answers' with text '…'"), errors.Damaged),
        (sqlite_error("UNIQUE constraint failed: changes.id"), errors.Damaged),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), errors.Damaged),
        (json.JSONDecodeError("Expecting value", "{", 1), errors.Damaged),
        (sqlite_error("unable to open database file", "SQLITE_CANTOPEN"), errors.NoPermission),
        (sqlite_error("sealed: the review is signed off"), errors.Sealed),
        (OSError(errno.ENOSPC, "x"), errors.DiskFull),
        (PermissionError(errno.EACCES, "x"), errors.NoPermission),
        (OSError(errno.EROFS, "x"), errors.DriveReadOnly),
        (FileNotFoundError(errno.ENOENT, "x"), errors.Missing),
        (FileExistsError(errno.EEXIST, "x"), errors.AlreadyThere),
    ],
)
def test_every_fault_has_a_kind_and_a_sentence(tmp_path, error, kind):
    with pytest.raises(kind) as found, errors.translated(tmp_path / "Oak House.hssib"):
        raise error
    assert type(found.value) is kind
    assert str(found.value).endswith(".")
    assert "SQLITE" not in str(found.value)


@pytest.mark.parametrize("error", [sqlite_error("no such table: birds"), ValueError("x"), KeyError("x")])
def test_a_fault_of_the_program_is_not_dressed_up(error):
    with pytest.raises(type(error)), errors.translated(PATH):
        raise error


def test_every_kind_has_its_own_name():
    kinds = [errors.WorkbookError, *errors.WorkbookError.__subclasses__()]
    assert len({kind.kind for kind in kinds}) == len(kinds)
