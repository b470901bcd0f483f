"""The command that takes a case up or down a level, and the level at which an import begins."""

import json

import pytest

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
from tests.screened import screened


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "w.hssib"
    with Workbook.create(target, library=load_library(), actor="t") as workbook:
        screened(workbook, "full", {"date_of_death": "2025-10-19"})
    return target


def level_of(path):
    with Workbook.open(path, library=load_library(), actor="t", back_up=False) as workbook:
        return workbook.case("C-2025-001").level


def test_a_level_is_shown_first_and_changed_with_apply(path, capsys):
    assert main(["level", str(path), "C-2025-001", "short"]) == 3
    said = capsys.readouterr().out
    assert "Full review to short review" in said and "--apply" in said
    assert level_of(path) == "full"
    assert main(["level", str(path), "C-2025-001", "short", "--apply", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["before"], told["level"], told["applied"]) == ("full", "short", True)
    assert level_of(path) == "short"
    assert main(["level", str(path), "C-2025-001", "short"]) == 1
    assert "at this level already" in capsys.readouterr().err


@pytest.mark.parametrize(("given", "level"), [([], "screen"), (["--level", "full"], "full")])
def test_an_import_begins_at_its_level(tmp_path, given, level, capsys):
    target, deaths = tmp_path / "w.hssib", tmp_path / "deaths.csv"
    Workbook.create(target, library=load_library(), actor="t").close()
    deaths.write_text("Local number,Date of death,Ward type\nW-1,19/10/2025,Adult acute\n", "utf-8")
    assert main(["import", str(target), str(deaths), *given]) == 0
    assert level_of(target) == level
