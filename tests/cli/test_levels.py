"""The command that takes a case up or down a level, and the level at which an import begins."""

import json

import pytest
from fhir.resources.R4B.bundle import Bundle
from openpyxl import load_workbook

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


@pytest.fixture
def three(tmp_path):
    """A case of each level; the reviews have an action each."""
    target = tmp_path / "w.hssib"
    with Workbook.create(target, library=load_library(), actor="t") as workbook:
        for outcome in ("no_further", "short", "full"):
            case = screened(workbook, outcome)
            if outcome != "no_further":
                workbook.add_entry(case.id, "action", answers={"action_title": f"Of a {outcome} review"})
    return target


def column(sheet, head):
    heads = [cell.value for cell in next(sheet.iter_rows())]
    return [row[heads.index(head)].value for row in sheet.iter_rows(min_row=2) if row[0].value]


@pytest.mark.parametrize(
    ("given", "cases", "actions", "filters"),
    [
        ([], ["Screening", "Short review", "Full review"], ["Short review", "Full review"], "None: every"),
        (["--level", "short"], ["Short review"], ["Short review"], "Level: short review"),
        (["--level", "screen"], ["Screening"], [], "Level: screening"),
    ],
)
def test_exports_carry_the_level_keep_to_one_and_say_so(three, tmp_path, given, cases, actions, filters):
    data, log = tmp_path / "data.xlsx", tmp_path / "log.xlsx"
    assert main(["export", "data", str(three), str(data), *given]) == 0
    book = load_workbook(data)
    assert column(book["Cases"], "Level") == cases
    said = {row[0].value: row[1].value for row in book["Control"].iter_rows()}
    assert said["Filters"].startswith(filters)
    assert main(["export", "actions", str(three), str(log), *given]) == 0
    book = load_workbook(log)
    assert column(book["Action log"], "Level") == actions
    said = {row[0].value: row[1].value for row in book["Read me"].iter_rows()}
    assert said["Filters"].startswith(filters)


def test_a_level_goes_beside_other_filters_of_an_action_log(three, tmp_path, capsys):
    log = tmp_path / "log.xlsx"
    given = ["--level", "full", "--status", "open"]
    assert main(["export", "actions", str(three), str(log), *given]) == 0
    book = load_workbook(log)
    assert column(book["Action log"], "Level") == ["Full review"]
    said = {row[0].value: row[1].value for row in book["Read me"].iter_rows()}["Filters"]
    assert "Level: full review" in said and ": open" in said
    assert main(["export", "data", str(three), str(tmp_path / "d.xlsx"), "--level", "middle"]) == 2
    assert "middle" in capsys.readouterr().err


def test_a_case_as_fhir_carries_its_level(three, tmp_path):
    out = tmp_path / "case.json"
    assert main(["export", "fhir", str(three), "C-2025-002", str(out)]) == 0
    bundle = Bundle.model_validate_json(out.read_text("utf-8"))
    assert [(tag.code, tag.display) for tag in bundle.meta.tag] == [("short", "Short review")]
