"""`keep`, `hold` and `erase`: said, done, and refused in sentences."""

import pytest

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.entries.attachments import read_content
from hssib_desk.store.workbook import Workbook

MARKER = b"Quetzalcoatlus wrote this letter"


@pytest.fixture
def case(book):
    with Workbook.open(book, library=load_library(), actor="tester", back_up=False) as workbook:
        return workbook.new_case()


@pytest.fixture
def letter(book, case):
    with Workbook.open(book, library=load_library(), actor="tester", back_up=False) as workbook:
        entry, field = next((e, f) for e in case.entries for f in e.form.fields if f.kind == "attachment")
        return workbook.attach(entry.id, field.key, read_content("Letter.txt", MARKER, 10**6))


def test_hold_stops_a_disposal_until_it_is_ended(book, case, capsys):
    assert main(["hold", str(book), case.ref, "--reason", "Inquest"]) == 0
    assert "On hold: Inquest" in capsys.readouterr().out
    assert main(["keep", str(book)]) == 0
    assert case.ref in capsys.readouterr().out
    assert main(["dispose", str(book), case.ref, "--reason", "x", "--early", "--apply"]) == 1
    assert main(["hold", str(book), case.ref, "--end"]) == 0
    assert "On hold" not in capsys.readouterr().out.splitlines()[-1]


def test_an_empty_reason_does_not_end_a_hold(book, case, capsys):
    assert main(["hold", str(book), case.ref, "--reason", "Inquest"]) == 0
    assert main(["hold", str(book), case.ref, "--reason", "  "]) == 1
    assert "--reason TEXT" in capsys.readouterr().err
    assert main(["keep", str(book), case.ref]) == 0
    assert "On hold: Inquest" in capsys.readouterr().out


def test_case_is_kept_until_a_day_of_its_own_with_a_reason(book, case, capsys):
    assert main(["keep", str(book), case.ref, "--until", "2060-01-01"]) == 1
    assert "Write why" in capsys.readouterr().err
    assert main(["keep", str(book), case.ref, "--until", "2060-01-01", "--reason", "Inquest"]) == 0
    assert "kept until 1 Jan 2060" in capsys.readouterr().out
    assert main(["keep", str(book), case.ref, "--as-set", "--reason", "Over"]) == 0
    assert "1 Jan 2060" not in capsys.readouterr().out


def test_a_reason_without_a_day_is_not_passed_over(book, case, capsys):
    assert main(["keep", str(book), case.ref, "--reason", "A claim was made"]) == 1
    assert "--until DATE or --as-set" in capsys.readouterr().err


def test_file_is_erased_after_it_was_shown(book, case, letter, capsys):
    line = ["erase", str(book), case.ref, "Letter.txt", "--reason", "Of somebody else"]
    assert main(line) == 3
    said = f"--apply erases “Letter.txt” of {case.ref} for good. Nothing was changed."
    assert said in capsys.readouterr().out
    assert MARKER in book.read_bytes()
    assert main([*line, "--apply", "--copies"]) == 0
    assert "was erased" in capsys.readouterr().out
    assert not [path for path in book.parent.rglob("*") if path.is_file() and MARKER in path.read_bytes()]
    assert main([*line, "--apply"]) == 1
    assert "There is no file “Letter.txt”" in capsys.readouterr().err
