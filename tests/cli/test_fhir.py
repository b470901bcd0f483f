"""`export fhir` and `form import`: FHIR out of a workbook, and forms out of FHIR."""

import json
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from openpyxl import load_workbook

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook

SAMPLES = Path(__file__).parents[1] / "data" / "fhir"
LIBRARY = load_library()


@pytest.fixture
def case(tmp_path):
    """A workbook with one case whose name and date of death are known; its path and the reference."""
    path = tmp_path / "oak-house.hssib"
    person = LIBRARY.form_with_role("date_of_death", repeat=False)
    workbook = Workbook.create(path, library=LIBRARY, actor="tester")
    answers = {person.role("name").key: "Featherstone", person.role("date_of_death").key: "2025-10-19"}
    made = workbook.new_case({person.key: answers})
    workbook.close()
    return path, made.ref


def test_one_case_is_written_without_what_identifies_anybody(case, tmp_path, capsys):
    out = tmp_path / "case.json"
    assert main(["export", "fhir", str(case[0]), case[1], str(out)]) == 0
    said = capsys.readouterr().out
    assert f"{out}: 1 of 2 answers written." in said
    assert "1 answer was left out: it would identify somebody." in said
    text = out.read_text("utf-8")
    Bundle.model_validate_json(text)
    assert "2025-10-19" in text
    assert "Featherstone" not in text + said


def test_what_identifies_somebody_is_written_when_it_is_asked_for(case, tmp_path):
    out = tmp_path / "case.json"
    assert main(["export", "fhir", str(case[0]), case[1], str(out), "--identifying"]) == 0
    assert "Featherstone" in out.read_text("utf-8")


def test_existing_file_and_unknown_case_get_a_sentence(case, tmp_path, capsys):
    out = tmp_path / "case.json"
    out.write_text("mine")
    assert main(["export", "fhir", str(case[0]), case[1], str(out)]) == 1
    assert "already exists" in capsys.readouterr().err
    assert main(["export", "fhir", str(case[0]), "C-1999-001", str(out), "--force"]) == 1
    assert "C-1999-001" in capsys.readouterr().err
    assert out.read_text() == "mine"


def test_form_is_made_beside_its_entries_and_passes_the_check(tmp_path, capsys):
    out = tmp_path / "kin.toml"
    assert main(["form", "import", str(SAMPLES / "repeating.json"), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == ["kin.toml", "kin_place.toml", "kin_relative.toml"]
    assert "kin_relative.toml: a valid form, 3 questions." in said
    assert "“More?” (4): its enableWhen is left out" in said
    for path in files:
        assert main(["form", "check", str(path)]) == 0


def test_single_form_is_printed_where_no_file_is_named(capsys):
    assert main(["form", "import", str(SAMPLES / "rules.json")]) == 0
    assert 'key = "rulesofshowing"' in capsys.readouterr().out


def test_several_forms_need_a_file_to_be_named(capsys):
    assert main(["form", "import", str(SAMPLES / "repeating.json")]) == 1
    assert "Name a file with --out" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Kin.toml", "kin.txt", "2.toml", "my kin.toml"])
def test_file_is_named_as_the_form_is_called(name, tmp_path, capsys):
    assert main(["form", "import", str(SAMPLES / "rules.json"), "--out", str(tmp_path / name)]) == 1
    assert "small letters" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_none_is_written_where_one_is_there_already(tmp_path, capsys):
    (tmp_path / "kin_place.toml").write_text("mine")
    words = ["form", "import", str(SAMPLES / "repeating.json"), "--out", str(tmp_path / "kin.toml")]
    assert main(words) == 1
    assert "kin_place.toml: already there" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["kin_place.toml"]
    assert main([*words, "--force"]) == 0


@pytest.mark.parametrize("content", ["", "[1]", json.dumps({"resourceType": "Patient"})])
def test_what_is_no_questionnaire_gets_one_sentence(content, tmp_path, capsys):
    path = tmp_path / "odd.json"
    path.write_text(content)
    assert main(["form", "import", str(path)]) == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "Traceback" not in said


def test_data_names_people_only_when_it_is_asked_for(case, tmp_path):
    for more, expected in (([], False), (["--identifying"], True)):
        out = tmp_path / f"data{len(more)}.xlsx"
        assert main(["export", "data", str(case[0]), str(out), *more]) == 0
        cells = {cell for sheet in load_workbook(out) for row in sheet.values for cell in row}
        assert ("Featherstone" in cells) is expected
