"""The practice workbook, made once for all that reads it."""

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.practice import make_practice
from tests.raw_workbook import TODAY


@pytest.fixture(scope="session")
def practice_path(tmp_path_factory):
    """Where the practice workbook lies; nobody writes to it."""
    path = tmp_path_factory.mktemp("practice") / "practice.hssib"
    make_practice(path, today=TODAY, library=load_library())
    return path
