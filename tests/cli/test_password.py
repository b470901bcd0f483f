"""`--password-file`: exports that open with a password, which is never an argument."""

import pikepdf
import pytest

from hssib_desk.cli import main
from tests.database import plain_file
from tests.export.agile import decrypted


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "password.txt"
    path.write_text("three hens and a fox\n", "utf-8")
    return str(path)


@pytest.mark.parametrize("what", ["actions", "data"])
def test_a_spreadsheet_is_written_with_the_password_of_a_file(book, secret, tmp_path, what):
    out = tmp_path / "out.xlsx"
    assert main(["export", what, str(book), str(out), "--password-file", secret]) == 0
    assert decrypted(out, "three hens and a fox").startswith(b"PK")


def test_a_summary_is_written_with_the_password_of_a_file(book, secret, tmp_path, capsys):
    assert main(["export", "actions", str(book), str(tmp_path / "a.xlsx")]) == 0
    out, case = tmp_path / "out.pdf", first_ref(book)
    assert main(["export", "summary", str(book), case, str(out), "--password-file", secret]) == 0
    with pikepdf.open(out, password="three hens and a fox") as opened:
        assert len(opened.pages)
    html = ["--html", "--force", "--password-file", secret]
    assert main(["export", "summary", str(book), case, str(out), *html]) == 1
    assert "web page cannot be protected" in capsys.readouterr().err


def first_ref(book):

    with plain_file(book) as plain:
        return plain.execute("SELECT ref FROM cases ORDER BY ref").fetchone()[0]


def test_a_password_is_never_an_argument(book, tmp_path, capsys):
    line = ["export", "actions", str(book), str(tmp_path / "a.xlsx"), "--password", "three hens and a fox"]
    assert main(line) == 2
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize(("content", "said"), [("", "There is no password"), ("short\n", "too short")])
def test_a_file_without_a_good_password_writes_nothing(book, tmp_path, capsys, content, said):
    path = tmp_path / "p.txt"
    path.write_text(content)
    out = tmp_path / "a.xlsx"
    assert main(["export", "actions", str(book), str(out), "--password-file", str(path)]) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()
