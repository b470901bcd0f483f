"""`--view NAME`: an export of what a view that the workbook keeps finds, and the file says which."""

import pytest
from openpyxl import load_workbook

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.lists.saved_views import answers_of, view_form
from hssib_desk.store.workbook import Workbook


@pytest.fixture
def views(book):
    """Two views, and how many actions and cases they find."""
    library = load_library()
    kept = (("Open ones", "actions", ActionQuery(status="open")), ("One", "cases", CaseQuery(level="full")))
    with Workbook.open(book, library=library, actor="R", back_up=False) as workbook:
        for name, place, query in kept:
            workbook.records.add(view_form(library), answers_of(library, name, place, query))
        lists = workbook.lists
        return (
            lists.count_actions(kept[0][2]),
            lists.count_cases(kept[1][2]),
            lists.count_actions(ActionQuery()),
        )


def words_in(path):
    return {str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row}


def test_an_action_log_holds_what_the_view_finds_and_names_it(book, tmp_path, views, capsys):
    out = tmp_path / "log.xlsx"
    assert main(["export", "actions", str(book), str(out), "--view", "open ones"]) == 0
    found, _, whole = views
    assert f"{found:,} of {found:,} action" in capsys.readouterr().out and found < whole
    assert any("View: Open ones" in said for said in words_in(out))


def test_the_data_of_a_view_of_cases(book, tmp_path, views, capsys):
    out = tmp_path / "data.xlsx"
    assert main(["export", "data", str(book), str(out), "--view", "One"]) == 0
    assert any("View: One" in said for said in words_in(out))


def test_a_view_that_is_not_there_is_refused_with_those_that_are(book, tmp_path, views, capsys):
    assert main(["export", "actions", str(book), str(tmp_path / "log.xlsx"), "--view", "Opne ones"]) == 1
    said = capsys.readouterr().err
    assert "The workbook keeps no view “Opne ones” of actions. The nearest is “Open ones”." in said


def test_each_owner_gets_a_file_of_their_own_open_actions(book, tmp_path, views, capsys):
    folder = tmp_path / "owners"
    folder.mkdir()
    assert main(["export", "actions", str(book), "--each-owner", str(folder)]) == 0
    with Workbook.open(book, library=load_library(), actor="R", back_up=False) as workbook:
        lists = workbook.lists
        counts = {
            owner: lists.count_actions(ActionQuery(owner=owner, status="open"))
            for owner, _ in lists.choices()["owner"]
        }
    wanted = {owner: n for owner, n in counts.items() if n}
    files = sorted(folder.iterdir())
    assert len(files) == len(wanted) > 1
    said = capsys.readouterr().out
    for owner, n in wanted.items():
        name = f"actions-{owner.lower().replace(' ', '-')}.xlsx"
        assert f"{name}: {n} of {n} actions written." in said
        assert any(f": {owner}" in words for words in words_in(folder / name))
    assert main(["export", "actions", str(book), "x.xlsx", "--each-owner", str(folder)]) == 1
    assert main(["export", "actions", str(book)]) == 1
