"""`dispose`: said first, done with --apply, gone from every file."""

import json

import pytest

from hssib_desk.cli import main
from tests.database import plain_file

REASON = ["--reason", "Begun by mistake", "--early"]


@pytest.fixture
def case(book):
    """The reference of a case, and a word that stands only in its answers."""
    with plain_file(book) as plain:
        rows = plain.execute("SELECT c.ref, c.id FROM cases c ORDER BY c.ref").fetchall()
        return rows[0]


def texts(book, case_id):
    with plain_file(book) as plain:
        found = plain.execute("SELECT body FROM words WHERE case_id = ? AND length(body) > 40", (case_id,))
        others = " ".join(
            r[0] for r in plain.execute("SELECT body FROM words WHERE case_id <> ?", (case_id,))
        )
        forms = " ".join(
            r[0] for r in plain.execute("SELECT text FROM form_texts")
        )  # as a sentence it offers
        return [body.encode() for (body,) in found if body not in others and body not in forms]


def every_file(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_without_apply_it_is_said_and_nothing_is_changed(book, case, capsys):
    assert main(["backup", str(book)]) == 0
    before = {path: path.read_bytes() for path in every_file(book.parent)}
    assert main(["dispose", str(book), case[0], *REASON]) == 3
    said = capsys.readouterr().out
    assert f"{case[0]}: kept until" in said
    assert "is rewritten without the case" in said
    assert "Nothing was changed." in said
    assert {path: path.read_bytes() for path in every_file(book.parent)} == before


def test_with_apply_no_file_holds_its_words_and_a_certificate_is_there(book, case, capsys):
    planted = texts(book, case[1])
    assert len(planted) > 5
    assert main(["backup", str(book)]) == 0
    assert main(["dispose", str(book), case[0], *REASON, "--apply"]) == 0
    files = list(every_file(book.parent))
    assert len(files) >= 3  # the workbook, a backup and the certificate
    for path in files:
        content = path.read_bytes()
        assert not [text for text in planted if text in content], path.name
    certificate = book.parent / f"disposal-{case[0]}.txt"
    assert "Begun by mistake" in certificate.read_text("utf-8")
    assert main(["check", str(book)]) == 0, capsys.readouterr().out
    assert main(["dispose", str(book), case[0], *REASON, "--apply"]) == 1
    assert "There is no case" in capsys.readouterr().err


def test_a_refusal_is_told_and_fails(book, case, capsys):
    assert main(["dispose", str(book), case[0], "--reason", "Old", "--apply"]) == 1
    assert f"Refused: {case[0]} is to be kept until" in capsys.readouterr().out


def test_json_gives_the_preview_and_the_result(book, case, capsys):
    assert main(["dispose", str(book), case[0], *REASON, "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["cases"][0]["ref"] == case[0]
    assert main(["dispose", str(book), case[0], *REASON, "--json", "--apply"]) == 0
    assert json.loads(capsys.readouterr().out)["disposed"][0]["case"] == case[0]


def test_a_certificate_that_is_there_stops_it_before_anything_goes(book, case, capsys):
    (book.parent / f"disposal-{case[0]}.txt").write_text("of an earlier one")
    assert main(["dispose", str(book), case[0], *REASON, "--apply"]) == 1
    assert "already a file" in capsys.readouterr().err
    assert main(["dispose", str(book), case[0], *REASON]) == 3


def test_a_reason_is_asked_for_on_the_line(book, case):
    assert main(["dispose", str(book), case[0], "--apply"]) == 2
