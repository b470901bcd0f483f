"""`update-actions`: differences shown, taken, and what was not."""

import io
import json
import tempfile

import openpyxl
import pytest

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.protect import lock
from hssib_desk.store.workbook import Workbook
from tests.factories import action_form, code_meaning, keyed

FORM = action_form()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "oak-house.hssib"
    with Workbook.create(path, library=load_library(), actor="tester") as workbook:
        death = load_library().form_with_role("date_of_death", repeat=False)
        case = workbook.new_case({death.key: keyed(death, {"date_of_death": "2025-10-19"})})
        for title in ("Make follow-up a task", "Keep one list"):
            given = {"title": title, "status": code_meaning(FORM.role("status"), "agreed"), "owner": "Matron"}
            workbook.add_entry(case.id, FORM.key, answers=keyed(FORM, given))
    return path


@pytest.fixture
def log(path, tmp_path, capsys):
    out = tmp_path / "log.xlsx"
    assert main(["export", "actions", str(path), str(out)]) == 0
    capsys.readouterr()
    return out


def edit(log, row, **roles):
    book = openpyxl.load_workbook(log)
    sheet = book["Action log"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for role, value in roles.items():
        sheet.cell(row, heads[FORM.role(role).column]).value = value
    book.save(log)


def actions(path):
    with Workbook.open(path, library=load_library(), actor="tester", read_only=True) as workbook:
        return workbook.case("C-2025-001").all_of(FORM.key)


def test_nothing_edited_is_done(path, log, capsys):
    assert main(["update-actions", str(path), str(log)]) == 0
    assert capsys.readouterr().out == "Nothing differs from the workbook.\n"


def test_differences_are_shown_and_nothing_is_written(path, log, capsys):
    edit(log, 2, owner="Digital lead", title="Something else")
    assert main(["update-actions", str(path), str(log)]) == 3
    said = capsys.readouterr().out
    assert "Owner (role): Matron → Digital lead\n  can be taken\n" in said
    assert "Action: Make follow-up a task → Something else\n  refused. It belongs to" in said
    assert said.endswith("1 can be taken, 1 refused. Nothing was changed; take them with --apply.\n")
    assert actions(path)[0].text("owner") == "Matron"


def test_apply_is_not_named_where_nothing_can_be_taken(path, log, capsys):
    edit(log, 2, title="Something else")
    assert main(["update-actions", str(path), str(log)]) == 3
    assert capsys.readouterr().out.endswith("1 refused. Nothing was changed.\n")


def test_apply_takes_what_can_be_taken_with_its_history_after_a_backup(path, log, capsys):
    edit(log, 2, owner="Digital lead", title="Something else", progress="Built and tested")
    edit(log, 3, status="Nearly")
    assert main(["update-actions", str(path), str(log), "--apply"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("2 taken, 2 left as they are in the workbook.\n")
    first, second = actions(path)
    assert (first.text("owner"), first.text("progress")) == ("Digital lead", "Built and tested")
    assert first.text("title") == "Make follow-up a task"
    assert second.text("status") == "Agreed"
    with Workbook.open(path, library=load_library(), actor="tester", read_only=True) as workbook:
        lines = [c for c in workbook.history(workbook.case("C-2025-001").id, first.id) if c.why]
        assert {line.why for line in lines} == {"Edited action log log.xlsx"}
        assert any(
            info.reason == "before an edited action log was imported" for info in workbook.copies.backups()
        )
    assert main(["check", str(path)]) in (0, 3)
    assert main(["update-actions", str(path), str(log)]) == 3  # what was left is still there to look at


def test_json_holds_every_difference(path, log, capsys):
    edit(log, 2, owner="Digital lead")
    assert main(["update-actions", str(path), str(log), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["applied"], said["taken"], said["counts"]) == (False, 0, {"take": 1})
    assert said["differences"][0]["new"] == "Digital lead"
    assert said["unchanged_rows"] == 1


def test_another_file_is_refused_with_one_sentence(path, tmp_path, capsys):
    assert main(["update-actions", str(path), str(tmp_path / "none.xlsx")]) == 1
    assert "There is no file" in capsys.readouterr().err
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert main(["update-actions", str(path), str(tmp_path / "other.xlsx")]) == 1
    assert "is not an action log of this program" in capsys.readouterr().err


def test_a_log_of_another_workbook_is_refused(path, log, tmp_path, capsys):
    other = tmp_path / "other.hssib"
    Workbook.create(other, library=load_library(), actor="tester").close()
    assert main(["update-actions", str(other), str(log), "--apply"]) == 1
    assert "written from another workbook" in capsys.readouterr().err


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "password.txt"
    path.write_text("three hens and a fox\n", "utf-8")
    return path


@pytest.fixture
def locked(log, tmp_path):
    """An edited log that was given a password."""
    edit(log, 2, owner="Digital lead")
    made = tmp_path / "locked.xlsx"
    lock(io.BytesIO(log.read_bytes()), made, "three hens and a fox")
    log.unlink()
    return made


@pytest.mark.parametrize("way", ["file", "environment"])
def test_log_with_a_password_is_read_with_it_and_stands_nowhere_else(
    path, locked, secret, capsys, monkeypatch, tmp_path, way
):
    apart = tmp_path / "temporary"
    apart.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(apart))
    given = ["--password-file", str(secret)] if way == "file" else []
    if way == "environment":
        monkeypatch.setenv("HSSIB_DESK_PASSWORD", "three hens and a fox")
    assert main(["update-actions", str(path), str(locked), "--apply", *given]) == 0
    assert "1 taken" in capsys.readouterr().out
    assert actions(path)[0].text("owner") == "Digital lead"
    assert not list(apart.iterdir())
    assert not [found for found in tmp_path.rglob("*.xlsx") if found != locked]


def test_log_with_a_password_says_how_it_is_given(path, locked, secret, capsys):
    assert main(["update-actions", str(path), str(locked)]) == 1
    assert "--password-file" in capsys.readouterr().err
    secret.write_text("four hens and a fox", "utf-8")
    assert main(["update-actions", str(path), str(locked), "--password-file", str(secret)]) == 1
    assert "does not open locked.xlsx" in capsys.readouterr().err


def test_altered_log_with_a_password_is_refused(path, locked, secret, capsys):
    content = bytearray(locked.read_bytes())
    content[len(content) // 2] ^= 1
    locked.write_bytes(content)
    assert main(["update-actions", str(path), str(locked), "--password-file", str(secret)]) == 1
    assert "altered or damaged" in capsys.readouterr().err


def test_an_action_added_in_the_spreadsheet_is_offered_and_added_once(path, log, capsys):
    book = openpyxl.load_workbook(log)
    sheet = book["Action log"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for head, value in {"Case ref": "C-2025-001", FORM.role("title").column: "Ring the family"}.items():
        sheet.cell(4, heads[head]).value = value
    book.save(log)
    assert main(["update-actions", str(path), str(log)]) == 3
    said = capsys.readouterr().out
    assert "Row 4  New action of C-2025-001: Ring the family\n  can be added with --apply --new\n" in said
    assert said.endswith("1 new action. Nothing was changed.\n")
    assert main(["update-actions", str(path), str(log), "--apply"]) == 0
    assert len(actions(path)) == 2
    assert main(["update-actions", str(path), str(log), "--apply", "--new"]) == 0
    assert capsys.readouterr().out.endswith("1 taken, 0 left as they are in the workbook.\n")
    assert [entry.text("title") for entry in actions(path)][2:] == ["Ring the family"]
    assert main(["update-actions", str(path), str(log), "--apply", "--new"]) == 0
    assert len(actions(path)) == 3
    assert "has an action with this title already" in capsys.readouterr().out
