"""`form update` as it is typed: shown first, then done."""

import openpyxl
import pytest

from hssib_desk.cli import main, opening
from hssib_desk.domain.forms import library as libraries
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from tests.newer_forms import newer_library
from tests.packs import pack_folder


@pytest.fixture
def case(book):
    """The reference of a case with a problem in it that is not signed."""
    with Workbook.open(book, library=load_library(), actor="t", back_up=False) as opened:
        form = problem_form(opened.library)
        rows = [row for row in opened.lists.cases(CaseQuery()) if not opened.case(row.id).seal]
        answers = {form.role("title").key: "No call", form.role("detail").key: "Nobody rang"}
        opened.add_entry(rows[0].id, form.key, answers=answers)
        return rows[0].ref


def problem_form(library):
    return next(form for form in library.forms.values() if form.role("problem_type"))


@pytest.fixture
def later(tmp_path, monkeypatch):
    """The command as a later program has it."""
    made, done = newer_library(tmp_path / "forms", problem_form(load_library()), "problem_type")
    for place in (libraries, opening):
        monkeypatch.setattr(place, "load_library", lambda folder=None: made)
    return done


def test_a_review_on_the_forms_of_today_has_nothing_to_update(book, case, capsys):
    assert main(["form", "update", str(book), case]) == 0
    assert capsys.readouterr().out == f"{case} is on the current forms. Nothing to do.\n"


def test_a_newer_form_is_shown_then_taken(book, case, later, capsys):
    assert main(["form", "update", str(book), case]) == 3
    said = capsys.readouterr().out
    now = problem_form(load_library()).version
    assert f"version {now} to version {now + 1}" in said
    assert "  New question: Something new\n" in said
    assert "→ The title in other words" in said
    assert "(kept in the history: Nobody rang)" in said
    assert "  Other choices: " in said
    assert "--apply" in said
    assert main(["form", "update", str(book), case, "--apply"]) == 0
    assert "now" in capsys.readouterr().out
    assert main(["form", "update", str(book), case]) == 0


def test_a_signed_review_is_left_alone(book, case, later, capsys):
    with Workbook.open(book, library=load_library(), actor="t", back_up=False) as opened:
        opened.reviews.sign(opened.case(case).id, name="R", role="")
    assert main(["form", "update", str(book), case, "--apply"]) == 0
    assert "is signed, and keeps its form" in capsys.readouterr().out


def test_a_case_that_is_not_there_is_said(book, capsys):
    assert main(["form", "update", str(book), "C-1999-001"]) == 1
    assert "C-1999-001" in capsys.readouterr().err


def test_the_folder_of_a_pack_is_checked(tmp_path, capsys):
    assert main(["form", "check", str(pack_folder(tmp_path / "pack"))]) == 0
    assert "a valid pack, “Oak House additions”, version 1: 2 pages, 3 questions, 1 list." in (
        capsys.readouterr().out
    )
    (tmp_path / "empty").mkdir()
    assert main(["form", "check", str(tmp_path / "empty")]) == 1
    assert "there is no pack.toml" in capsys.readouterr().err


def test_a_command_knows_the_pack_of_its_workbook(book, tmp_path, capsys):
    with Workbook.open(book, library=load_library(), actor="t", back_up=False) as opened:
        opened.take_pack(pack_folder(tmp_path / "pack"))
        case = opened.new_case()
        opened.add_entry(case.id, "oak_visit", answers={"who": "His brother"})
    assert main(["export", "data", str(book), str(tmp_path / "a.xlsx")]) == 0
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert any("Visit" in name for name in cells.sheetnames)
