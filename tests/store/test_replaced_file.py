"""A workbook that is replaced while it is open: nothing is saved over what was put in its place."""

import shutil
from pathlib import Path

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.errors import Missing
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file


@pytest.fixture
def path(tmp_path):
    return tmp_path / "reviews.hssib"


@pytest.fixture
def earlier(path, tmp_path):
    """The workbook as it was before its second case."""
    with Workbook.create(path, library=load_library(), actor="tester") as made:
        made.new_case()
    kept = shutil.copy(path, tmp_path / "earlier.hssib")
    with Workbook.open(path, library=load_library(), actor="tester", back_up=False) as made:
        made.new_case()
    return Path(kept)


@pytest.fixture
def other(tmp_path):
    """Another workbook."""
    found = tmp_path / "other.hssib"
    with Workbook.create(found, library=load_library(), actor="somebody else") as made:
        made.new_case()
    return found


@pytest.fixture
def foreign(tmp_path):
    """A database of another program."""
    found = tmp_path / "foreign.db"
    with plain_file(found) as db:
        db.execute("CREATE TABLE songs (title TEXT)")
    return found


@pytest.fixture
def workbook(path, earlier):
    with Workbook.open(path, library=load_library(), actor="tester", back_up=False) as made:
        yield made


def in_place(new, path):
    path.write_bytes(new.read_bytes())


def by_name(new, path):
    shutil.copy(new, beside := path.with_name("beside"))
    beside.replace(path)


@pytest.mark.parametrize("put", [in_place, by_name])
@pytest.mark.parametrize("which", ["earlier", "other", "foreign"])
def test_nothing_is_saved_over_what_took_the_place_of_a_workbook(request, workbook, path, which, put):
    new = request.getfixturevalue(which)
    workbook.set_setting("title", "Ours")
    kept = path.read_bytes()
    put(new, path)
    for _ in range(2):
        with pytest.raises(Missing, match="another file was put in its place"):
            workbook.new_case()
        assert path.read_bytes() == new.read_bytes()
    path.write_bytes(kept)
    assert workbook.new_case().ref.endswith("003")


def test_the_same_content_in_another_file_is_written_to(workbook, path):
    by_name(path, path)
    assert workbook.new_case().ref.endswith("003")
    with Workbook.open(path, library=load_library(), actor="reader", read_only=True) as read:
        assert len(list(read.lists.case_files())) == 3


def test_a_workbook_that_was_moved_away_is_said_so_and_goes_on_when_it_is_back(workbook, path):
    away = path.rename(path.with_name("away.hssib"))
    with pytest.raises(Missing, match="moved, deleted or replaced"):
        workbook.new_case()
    assert not path.exists()
    away.rename(path)
    assert workbook.new_case().ref.endswith("003")
