"""The review form, and what an organisation asks, on the command line."""

import pytest

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook

LIBRARY = load_library()
FIRST, OTHER = (outline.key for outline in LIBRARY.reviews)
LIST = "Surname,Date of death,Discharge date\nEastleigh,19/10/2025,07/10/2025\nWren,20/10/2025,08/10/2025\n"


def opened(path):
    return Workbook.open(path, library=LIBRARY, actor="t", back_up=False)


def forms_of(path):
    with opened(path) as book:
        return [row.review for row in book.lists.cases(CaseQuery())]


@pytest.fixture
def caseload(tmp_path):
    path = tmp_path / "deaths.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_a_new_workbook_takes_what_it_is_told(tmp_path, capsys):
    path, option = tmp_path / "a.hssib", LIBRARY.options[0]
    code = option.choices[1].code
    assert main(["new", str(path), "--review", OTHER, "--option", f"{option.key}={code}"]) == 0
    with opened(path) as book:
        assert (book.setting("review"), book.setting(option.key)) == (OTHER, code)
        assert book.case(book.new_case().id).library.outline.key == OTHER
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--review", "surgical"], "There is no review form “surgical”. There are: mental_health, acute."),
        (["--option", "weather=rain"], "There is no option “weather”."),
        (["--option", "avoidability"], "“” cannot be chosen for avoidability; take one of: off,"),
        (["--option", "avoidability=maybe"], "“maybe” cannot be chosen for avoidability"),
    ],
)
def test_what_is_not_there_is_said_before_a_file_is_made(tmp_path, capsys, more, said):
    path = tmp_path / "a.hssib"
    assert main(["new", str(path), *more]) == 1
    assert said in capsys.readouterr().err
    assert not path.exists()


def test_an_import_names_its_form_or_takes_that_of_the_settings(tmp_path, caseload):
    path = tmp_path / "a.hssib"
    main(["new", str(path)])
    assert main(["import", str(path), str(caseload), "--review", OTHER]) == 0
    assert forms_of(path) == [OTHER, OTHER]
    other = tmp_path / "b.hssib"
    main(["new", str(other), "--review", OTHER])
    assert main(["import", str(other), str(caseload), "--review", FIRST]) == 0
    assert forms_of(other) == [FIRST, FIRST]
    assert main(["import", str(other), str(caseload), "--review", "surgical"]) == 1


def test_each_shipped_form_is_a_good_one_by_itself(capsys):
    from hssib_desk.resources import forms_dir

    for key in LIBRARY.forms:
        assert main(["form", "check", str(forms_dir() / f"{key}.toml")]) == 0
        assert f"{len(LIBRARY.forms[key].fields)} questions" in capsys.readouterr().out
