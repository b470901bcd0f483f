"""Passphrases on the command line: from a file, the environment or a prompt, and never as an argument."""

import getpass
import stat
import sys

import pytest

from hssib_desk.cli import main
from hssib_desk.store.backups import paths_of
from hssib_desk.store.errors import DiskFull
from hssib_desk.store.passphrase.keys import is_protected

PASSPHRASE = "seven plain wooden spoons"
OTHER = "eight painted tin ladles"


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    """Nobody can be asked, unless a test says who answers what."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    monkeypatch.delenv("HSSIB_DESK_PASSPHRASE", raising=False)


@pytest.fixture
def answers(monkeypatch):
    """What is typed at the prompts, in order."""
    typed = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda prompt="": typed.pop(0))
    return typed


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(f"{PASSPHRASE}\r\nnot this\n", "utf-8")
    return str(path)


@pytest.fixture
def protected(book, secret, tmp_path):
    key = tmp_path / "key.txt"
    assert main(["protect", str(book), "--passphrase-file", secret, "--recovery-key-file", str(key)]) == 0
    return book


def test_protect_says_what_it_does_and_shows_the_recovery_key_once(book, secret, capsys):
    assert main(["backup", str(book)]) == 0
    assert main(["protect", str(book), "--passphrase-file", secret]) == 0
    said = capsys.readouterr().out
    assert said.endswith("Passphrase and recovery key were tried on the backup just made.\n")
    assert "its 2 copies in “book backups”." in said
    key = next(line for line in said.splitlines() if line.startswith("Recovery key: ")).split()[-1]
    assert len(key.split("-")) == 13
    assert is_protected(book) and all(map(is_protected, paths_of(book)))
    assert main(["protect", str(book), "--passphrase-file", secret]) == 1
    assert "already protected" in capsys.readouterr().err


def test_a_passphrase_that_no_copy_could_be_tried_with_is_not_said_to_be_tried(
    book, secret, capsys, monkeypatch
):
    def full(*_given, **_more):
        raise DiskFull("There is no room.")

    monkeypatch.setattr("hssib_desk.store.backups.make", full)
    assert main(["protect", str(book), "--passphrase-file", secret]) == 0
    said = capsys.readouterr()
    assert "There is no room." in said.err
    assert "tried on" not in said.out


def test_a_passphrase_that_would_not_be_set_makes_no_workbook(tmp_path, secret, capsys):
    assert main(["new", str(tmp_path / "new.hssib"), "--passphrase-file", secret]) == 1
    assert "Add --protect" in capsys.readouterr().err
    assert not (tmp_path / "new.hssib").exists()


def test_recovery_key_goes_into_a_file_of_its_own(protected, tmp_path, capsys):
    key = tmp_path / "key.txt"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text() not in capsys.readouterr().out
    assert main(["check", str(protected), "--passphrase-file", str(key)]) == 0
    given = ["--passphrase-file", str(key), "--recovery-key-file", str(key)]
    assert main(["change-passphrase", str(protected), *given]) == 1  # it would be written over
    assert main(["check", str(protected), "--passphrase-file", str(key)]) == 0


def test_every_command_takes_the_passphrase_and_says_when_it_is_missing(protected, secret, tmp_path, capsys):
    out = str(tmp_path / "out.xlsx")
    caseload = tmp_path / "deaths.csv"
    caseload.write_text("Surname,Date of death\nElm,2025-10-01\n", "utf-8")
    book = str(protected)
    lines = (
        ["check", book],
        ["backup", book],
        ["restore", book],
        ["import", book, str(caseload), "--dry-run"],
        ["export", "actions", book, out],
        ["export", "data", book, f"{out}2.xlsx"],
        ["update-actions", book, out],
    )
    for line in lines:
        capsys.readouterr()
        assert main(line) == 1
        assert "--passphrase-file FILE or in HSSIB_DESK_PASSPHRASE" in capsys.readouterr().err
    for line in lines:
        assert main([*line, "--passphrase-file", secret]) in (0, 3), line


def test_passphrase_comes_from_the_environment(protected, monkeypatch, capsys):
    monkeypatch.setenv("HSSIB_DESK_PASSPHRASE", PASSPHRASE)
    assert main(["check", str(protected)]) == 0
    monkeypatch.setenv("HSSIB_DESK_PASSPHRASE", OTHER)
    assert main(["check", str(protected)]) == 1
    assert "does not open" in capsys.readouterr().err


def test_a_wrong_passphrase_is_one_sentence_and_the_library_adds_nothing(protected, monkeypatch, capfd):
    monkeypatch.setenv("HSSIB_DESK_PASSPHRASE", OTHER)
    assert main(["check", str(protected)]) == 1
    said = capfd.readouterr()
    assert len(said.err.splitlines()) == 1
    assert "does not open" in said.err
    assert not said.out


def test_a_wrong_passphrase_can_be_typed_again(protected, answers, capsys):
    answers += [OTHER, PASSPHRASE]
    assert main(["check", str(protected)]) == 0
    assert "does not open" in capsys.readouterr().err
    answers += [OTHER, OTHER, OTHER]
    assert main(["check", str(protected)]) == 1
    assert answers == []


def test_a_new_passphrase_is_typed_twice(book, answers, capsys):
    answers += [PASSPHRASE, OTHER]
    assert main(["protect", str(book)]) == 1
    assert "not the same" in capsys.readouterr().err
    assert not is_protected(book)
    answers += [PASSPHRASE, PASSPHRASE]
    assert main(["protect", str(book)]) == 0
    assert is_protected(book)


@pytest.mark.parametrize("guessable", ["password", "        ", "short"])
def test_a_guessable_passphrase_is_refused_as_in_the_window(book, tmp_path, monkeypatch, capsys, guessable):
    monkeypatch.setenv("HSSIB_DESK_PASSPHRASE", guessable)
    new = tmp_path / "new.hssib"
    for command in (["protect", str(book)], ["new", str(new), "--protect"]):
        assert main(command) == 1
        assert "This passphrase was not set." in capsys.readouterr().err
    assert not is_protected(book)
    assert not new.exists()


def test_a_weak_passphrase_is_remarked_as_in_the_window(book, monkeypatch, capsys):
    monkeypatch.setenv("HSSIB_DESK_PASSPHRASE", "wardround")
    assert main(["protect", str(book)]) == 0
    assert "easy to guess. Weak." in capsys.readouterr().err
    assert is_protected(book)


def test_change_and_remove(protected, secret, tmp_path, capsys):
    new = tmp_path / "new.txt"
    new.write_text(OTHER, "utf-8")
    line = [
        "change-passphrase",
        str(protected),
        "--passphrase-file",
        secret,
        "--new-passphrase-file",
        str(new),
    ]
    assert main(line) == 0
    assert main(["unprotect", str(protected), "--passphrase-file", secret]) == 1
    assert is_protected(protected)
    assert main(["unprotect", str(protected), "--passphrase-file", str(new)]) == 0
    assert not is_protected(protected)
    assert main(["unprotect", str(protected)]) == 1
    assert "has no passphrase" in capsys.readouterr().err


def test_restore_of_a_lost_workbook_asks_for_the_passphrase_of_the_copy(protected, secret, capsys):
    copy = paths_of(protected)[0]
    protected.write_bytes(b"")
    assert main(["restore", str(protected), "--passphrase-file", secret]) == 3
    assert "opens: yes" in capsys.readouterr().out
    assert main(["restore", str(protected), "--from", str(copy), "--passphrase-file", secret]) == 0
    assert main(["backup", str(protected), "--passphrase-file", secret]) == 0


def test_new_can_be_protected_from_the_start(tmp_path, secret, capsys):
    path = tmp_path / "new.hssib"
    assert main(["new", str(path), "--protect", "--passphrase-file", secret]) == 0
    assert "Recovery key: " in capsys.readouterr().out
    assert is_protected(path)


def test_no_command_takes_a_passphrase_as_an_argument(capsys):
    for given in (["--passphrase", PASSPHRASE], [f"--passphrase={PASSPHRASE}"]):
        assert main(["check", "a.hssib", *given]) == 2
        said = capsys.readouterr().err
        assert "has no option --passphrase. The nearest is --passphrase-file." in said
        assert PASSPHRASE not in said


@pytest.mark.parametrize("typed", ["passphrase", "recovery key"])
@pytest.mark.parametrize("harm", ["first page", "salt", "gone"])
def test_a_damaged_protected_workbook_is_recovered(protected, secret, tmp_path, capsys, typed, harm):
    given = ["--passphrase-file", secret if typed == "passphrase" else str(tmp_path / "key.txt")]
    whole = protected.read_bytes()
    harmed = {"first page": whole[:50] + bytes(9) + whole[59:], "salt": bytes(16) + whole[16:]}
    protected.write_bytes(harmed.get(harm, b""))
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(OTHER, "utf-8")
    assert main(["recover", str(protected), "--passphrase-file", str(wrong)]) == 1
    assert "does not open" in capsys.readouterr().err
    if harm == "first page":
        assert main(["check", str(protected), *given]) == 3
        assert "nothing in it can be read" in capsys.readouterr().out
    assert main(["recover", str(protected), *given]) == (0 if harm == "salt" else 3)
    said = capsys.readouterr().out
    assert ("Nothing is lost" if harm == "salt" else "What was written after the backup is lost.") in said
    assert main(["check", str(protected), "--passphrase-file", secret]) == 0
    assert is_protected(protected)
    assert main(["recover", str(protected)]) == 1  # nobody can be asked
    assert "--passphrase-file" in capsys.readouterr().err


def test_a_damaged_protected_workbook_asks_for_its_passphrase(protected, answers, capsys):
    whole = protected.read_bytes()
    protected.write_bytes(whole[:50] + bytes(9) + whole[59:])
    answers += [OTHER, PASSPHRASE]
    assert main(["recover", str(protected)]) == 3
    assert "does not open" in capsys.readouterr().err
