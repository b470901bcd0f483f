"""What the commands are tried on: one small practice workbook, made once by the command itself."""

import shutil
from pathlib import Path

import pytest

from hssib_desk.cli import main


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A folder in which `demo` made three cases."""
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", str(folder), "--cases", "3"]) == 0
    return folder


@pytest.fixture
def book(made, tmp_path):
    """A workbook of one's own with three cases."""
    return Path(shutil.copy(made / "practice.hssib", tmp_path / "book.hssib"))
