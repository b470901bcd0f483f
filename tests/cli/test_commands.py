"""The commands as they are typed: exit status, what is said and where, and what is left behind."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import openpyxl
import pypdf
import pytest

from hssib_desk.cli import main
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy.workcopy import WorkCopy
from tests.packs import pack_folder

ROOT = Path(__file__).parents[2]


def opened(path, **more):
    return Workbook.open(path, library=load_library(), actor="tester", back_up=False, **more)


def refs(path):
    with opened(path) as workbook:
        return [row.ref for row in workbook.lists.cases(CaseQuery())]


def run(*words, **more):
    """The program as a process of its own, for what only a process can show."""
    return subprocess.Popen(
        [sys.executable, "-m", "hssib_desk", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def error_of(capsys):
    """The one sentence on standard error; nothing on standard output."""
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.count("\n") == 1
    return said.err


# demo


def test_demo_makes_a_workbook_an_action_log_and_a_summary(made, capsys):
    names = sorted(path.name for path in made.iterdir())
    assert names[:2] == ["action-log.xlsx", "practice.hssib"]
    assert [name[:8] for name in names[2:]] == ["review-C"]
    assert len(refs(made / "practice.hssib")) == 3
    assert "Action log" in openpyxl.load_workbook(made / "action-log.xlsx", read_only=True).sheetnames
    assert len(pypdf.PdfReader(made / names[2]).pages) > 1


def test_demo_replaces_what_is_there_only_by_force(tmp_path, capsys):
    assert main(["demo", str(tmp_path), "--cases", "1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["cases"] == 1
    assert all(Path(said[name]).is_file() for name in ("workbook", "action_log", "summary"))
    assert main(["demo", str(tmp_path), "--cases", "1"]) == 1
    assert "--force" in error_of(capsys)
    assert main(["demo", str(tmp_path), "--cases", "1", "--force"]) == 0


def test_demo_that_would_replace_an_earlier_review_makes_nothing(tmp_path, capsys):
    review = tmp_path / "review-C-2025-001.pdf"
    review.write_text("signed by hand and scanned")
    assert main(["demo", str(tmp_path), "--cases", "1"]) == 1
    assert "review-C-2025-001.pdf is there already" in error_of(capsys)
    assert list(tmp_path.iterdir()) == [review]


def test_demo_does_not_replace_a_workbook_that_is_open(tmp_path, capsys):
    assert main(["demo", str(tmp_path), "--cases", "1"]) == 0
    before = (tmp_path / "practice.hssib").read_bytes()
    capsys.readouterr()
    with opened(tmp_path / "practice.hssib"):
        assert main(["demo", str(tmp_path), "--cases", "1", "--force"]) == 1
    assert "tester" in error_of(capsys)
    assert (tmp_path / "practice.hssib").read_bytes() == before


@pytest.mark.parametrize("count", ["0", "-3", "many"])
def test_demo_wants_a_number_of_cases(tmp_path, count, capsys):
    assert main(["demo", str(tmp_path), f"--cases={count}"]) == 2
    assert "Write 1 or more" in capsys.readouterr().err


# new


def test_new_makes_an_empty_workbook_and_refuses_an_existing_one(tmp_path, capsys):
    path = tmp_path / "oak.hssib"
    assert main(["new", str(path), "--organisation", "Oak House", "--ods", "X99"]) == 0
    with opened(path) as workbook:
        assert (workbook.facts.organisation, workbook.facts.ods_code) == ("Oak House", "X99")
        assert workbook.lists.count_cases(CaseQuery()) == 0
    capsys.readouterr()
    before = path.read_bytes()
    assert main(["new", str(path)]) == 1
    assert "already" in error_of(capsys)
    assert path.read_bytes() == before


def test_new_in_a_folder_that_is_not_there_says_so(tmp_path, capsys):
    assert main(["new", str(tmp_path / "missing" / "oak.hssib")]) == 1
    assert "missing" in error_of(capsys)


# export


@pytest.mark.parametrize("what", ["actions", "data"])
def test_export_writes_a_spreadsheet(book, tmp_path, what, capsys):
    out = tmp_path / "out.xlsx"
    assert main(["export", what, str(book), str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    assert openpyxl.load_workbook(out, read_only=True).sheetnames


@pytest.mark.parametrize("audience", ["governance", "learning", "family"])
def test_export_summary_writes_a_pdf_for_each_reader(book, tmp_path, audience):
    out = tmp_path / "out.pdf"
    assert main(["export", "summary", str(book), refs(book)[0], str(out), "--for", audience]) == 0
    assert pypdf.PdfReader(out).pages[0].extract_text()


def test_export_keeps_an_existing_file_unless_forced(book, tmp_path, capsys):
    out = tmp_path / "out.xlsx"
    out.write_text("mine")
    assert main(["export", "actions", str(book), str(out)]) == 1
    assert "out.xlsx" in error_of(capsys)
    assert out.read_text() == "mine"
    assert main(["export", "actions", str(book), str(out), "--force"]) == 0
    assert out.read_bytes().startswith(b"PK")


def test_export_of_a_case_that_is_not_there_names_it(book, tmp_path, capsys):
    assert main(["export", "summary", str(book), "C-1999-001", str(tmp_path / "out.pdf")]) == 1
    assert "C-1999-001" in error_of(capsys)
    assert not (tmp_path / "out.pdf").exists()


def test_export_works_beside_somebody_who_is_writing(book, tmp_path):
    with opened(book):
        assert main(["export", "actions", str(book), str(tmp_path / "out.xlsx")]) == 0


# check, backup, restore


def test_check_looks_at_a_whole_workbook(book, capsys):
    assert main(["backup", str(book)]) == 0
    capsys.readouterr()
    assert main(["check", str(book)]) == 0
    assert "Nothing needs attention." in capsys.readouterr().out


def test_check_as_json_says_what_was_found(book, capsys):
    assert main(["check", str(book), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert [item["code"] for item in said["findings"] if item["severity"] != "info"] == ["backups"]


def test_check_finds_an_answer_that_another_program_altered(book, capsys):
    raw = sqlite3.connect(book)
    guards = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    for name in guards:
        raw.execute(f'DROP TRIGGER "{name}"')
    changed = raw.execute(
        "UPDATE changes SET new = '{}' WHERE id = (SELECT min(id) FROM changes WHERE new <> '')"
    )
    assert changed.rowcount == 1
    raw.commit()
    raw.close()
    assert main(["check", str(book)]) == 3
    assert "error:" in capsys.readouterr().out


def test_restore_lists_the_backups_and_goes_back_to_one(book, tmp_path, capsys):
    assert main(["backup", str(book), "--to", str(tmp_path / "kept.hssib")]) == 0
    assert main(["backup", str(book)]) == 0
    with opened(book) as workbook:
        workbook.new_case()
    capsys.readouterr()
    assert main(["restore", str(book)]) == 3
    assert "3 cases" in capsys.readouterr().out
    assert main(["restore", str(book), "--from", str(tmp_path / "kept.hssib")]) == 0
    assert "is kept as" in capsys.readouterr().out
    assert len(refs(book)) == 3


# form


def test_form_check_passes_every_shipped_definition(capsys):
    for path in [*ROOT.glob("forms/lists/*.toml"), *map(ROOT.joinpath, ("forms/action.toml",))]:
        assert main(["form", "check", str(path)]) == 0
    assert "a valid form" in capsys.readouterr().out


def test_form_check_names_file_and_remedy(tmp_path, capsys):
    path = tmp_path / "mine.toml"
    path.write_text('key = "mine"\ntitle = "Mine"\nversion = 1\nwhat = 1\n')
    assert main(["form", "check", str(path)]) == 1
    assert "mine.toml" in error_of(capsys)


def test_form_describe_writes_one_form_or_all(capsys):
    library = load_library()
    assert main(["form", "describe"]) == 0
    everything = capsys.readouterr().out
    key, form = next(iter(library.forms.items()))
    assert main(["form", "describe", key]) == 0
    one = capsys.readouterr().out
    assert all(field.label in one for field in form.fields)
    assert all(item.title in everything for item in library.forms.values())
    assert main(["form", "describe", "nonesuch"]) == 1
    assert key in error_of(capsys)


# What every command has in common


@pytest.mark.parametrize(
    "words",
    [["check"], ["backup"], ["export", "actions"], ["export", "data"], ["export", "summary"]],
    ids=" ".join,
)
@pytest.mark.parametrize("name", ["no-such.hssib", "not-a-workbook.hssib"])
def test_a_file_that_is_no_workbook_is_one_sentence(tmp_path, words, name, capsys):
    (tmp_path / "not-a-workbook.hssib").write_text("Dear all, please find attached")
    more = {"actions": ["o.xlsx"], "data": ["o.xlsx"], "summary": ["C-2025-001", "o.pdf"]}.get(words[-1], [])
    out = [str(tmp_path / item) if "." in item else item for item in more]
    assert main([*words, str(tmp_path / name), *out]) == 1
    assert name in error_of(capsys)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["not-a-workbook.hssib"]


WRONG_LINES = {
    "export": "hssib-desk export needs another word after it: what to do.",
    "export actons a b": "There is no “hssib-desk export actons”. The nearest is “actions”. There",
    "form chekc": "There is no “hssib-desk form chekc”. The nearest is “check”. There are: check, describe,",
    "check": "Something is missing after hssib-desk check: WORKBOOK.",
    "export summary x": "Something is missing after hssib-desk export summary: CASE, OUT.pdf|OUT.docx",
    "new a b": "“b” is more than hssib-desk new takes. A name with a space in it needs quotation marks",
    "check a --jsn": "hssib-desk check has no option --jsn. The nearest is --json.",
    "export data a b --idntifying": "hssib-desk export data has no option --idntifying. The nearest is",
    "--versoin": "hssib-desk has no option --versoin. The nearest is --version.",
    "export summary a b c --for famly": "“famly” cannot be chosen for --for. The nearest is “family”. There ",
    "import a b --dates english": "“english” cannot be chosen for --dates. There are: dmy, mdy.",
    "import a b --dates": "--dates needs something after it.",
    "check a --json=1": "--json takes nothing after it.",
    "demo a --cases many": "--cases: “many” is not a number of cases. Write 1 or more.",
    "demo a --seed z": "--seed: “z” is not a whole number.",
    "keep a b --until soon": "--until: “soon” is not a day. Write it as 2030-12-31.",
    "keep a b --until 2030-12-31 --as-set": "--as-set and --until cannot be given together.",
    "hold a b": "One of these is needed after hssib-desk hold: --reason --end.",
}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ["--status", "opne"],
            "No action has the status “opne”. The nearest is “open”. There are: open, active,",
        ),
        (
            ["--owner", "Ward mangaer"],
            "No action has the owner “Ward mangaer”. The nearest is “Ward manager”.",
        ),
        (["--ward", "Nowhere"], "No action has the ward “Nowhere”."),
    ],
)
def test_an_action_log_of_what_no_action_has_is_refused(book, tmp_path, given, said, capsys):
    assert main(["export", "actions", str(book), str(tmp_path / "log.xlsx"), *given]) == 1
    assert error_of(capsys).startswith(said)
    assert not (tmp_path / "log.xlsx").exists()


@pytest.mark.parametrize(("line", "said"), WRONG_LINES.items(), ids=list(WRONG_LINES))
def test_a_wrong_line_is_told_in_plain_words(line, said, capsys):
    assert main(line.split()) == 2
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert told.count("\n") == 1
    assert told.endswith("--help tells what it takes.\n")


@pytest.fixture
def no_screen(monkeypatch):
    """A computer without a screen, as in a script or over a plain line."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("chekc", "check"), ("exprot", "export"), ("unprotct", "unprotect")],
)
@pytest.mark.parametrize("more", [[], ["book.hssib"]])
def test_a_mistyped_command_is_said_with_the_nearest_one(word, nearest, more, capsys):
    assert main([word, *more]) == 2
    assert f"There is no command “{word}”. The nearest is “{nearest}”" in error_of(capsys)


def test_a_window_is_asked_for_one_workbook(book, tmp_path, capsys):
    assert main([str(book), str(tmp_path / "other.hssib")]) == 2
    assert error_of(capsys).startswith("A window shows one workbook.")


def test_without_a_screen_a_new_name_says_how_a_workbook_is_made(tmp_path, no_screen, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["reviews.hssib"]) == 2
    said = "There is no reviews.hssib; create it with: hssib-desk new reviews.hssib\n"
    assert error_of(capsys) == said
    monkeypatch.setenv("HSSIB_DESK_STARTED_AS", "python3 start.py")
    assert main(["our reviews.hssib"]) == 2
    assert error_of(capsys).endswith(": python3 start.py new 'our reviews.hssib'\n")
    assert list(tmp_path.iterdir()) == []


def test_without_a_screen_a_workbook_that_was_moved_is_not_advised_anew(tmp_path, no_screen, book, capsys):
    assert main(["backup", str(book)]) == 0
    book.unlink()
    capsys.readouterr()
    assert main([str(book)]) == 1
    said = error_of(capsys)
    assert "is not there" in said
    assert " new " not in said


def test_without_a_screen_the_window_is_one_sentence(book, no_screen, capsys):
    for words in ([], [str(book)]):
        assert main(words) == 1
        assert "There is no screen for a window here" in error_of(capsys)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a screen there is not named by a variable")
@pytest.mark.parametrize("folder", [None, "nowhere", "/tmp"])
def test_a_screen_that_does_not_answer_is_one_sentence(book, folder):
    """Whatever the folder is through which a Wayland screen would be reached, or without one."""
    without = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")}
    reached = {"XDG_RUNTIME_DIR": folder} if folder else {}
    process = run(book, env={**without, **reached, "DISPLAY": ":4077", "WAYLAND_DISPLAY": ""})
    said, errors = process.communicate(timeout=300)
    assert (process.returncode, said) == (1, b"")
    assert errors == b"No window can open here: the screen does not answer.\n"


def test_a_place_that_is_a_file_is_one_sentence(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["demo", str(tmp_path / "taken" / "here"), "--cases", "1"]) == 1
    assert "taken" in error_of(capsys)


def test_a_reader_who_goes_away_ends_the_command_quietly():
    process = run("form", "describe")
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(300) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_terminal_without_the_letters_still_gets_an_answer():
    process = run("form", "describe", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    said, errors = process.communicate(timeout=300)
    assert (process.returncode, errors) == (0, b"")
    assert b"?" in said


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_json_is_utf_8_whatever_the_terminal_writes(tmp_path, encoding):
    path = tmp_path / "Zażółć গঠন.hssib"
    assert main(["new", str(path)]) == 0
    process = run(
        "check", path, "--json", env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    )
    said, errors = process.communicate(timeout=300)
    assert errors == b""
    assert json.loads(said.decode("utf-8"))["workbook"] == str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to a process of its own there")
def test_ctrl_c_is_one_sentence_and_leaves_nothing_half_done(tmp_path):
    # As in a terminal, also where these tests themselves run in the background, which is deaf to it.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = run("demo", tmp_path / "demo", "--cases", "2000", preexec_fn=listening)
    # The folder appears when the making begins.
    while not list(tmp_path.glob("demo/*/*.hssib")):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert said == b""
    assert errors.decode() == "Stopped before it finished.\n"
    assert list((tmp_path / "demo").iterdir()) == []


def test_self_test_tries_every_part_and_leaves_nothing_behind(capfd, own_home):
    before = dict(os.environ)
    assert main(["self-test"]) == 0
    assert list(own_home.rglob("*")) == []
    assert dict(os.environ) == before
    said = capfd.readouterr().out
    assert "Every part works." in said
    assert "FAILED" not in said
    assert said.count("\nok ") >= 12


def test_self_test_says_which_part_fails(monkeypatch, capsys):
    from hssib_desk.cli import selftest

    def broken(_trial):
        raise RuntimeError("the letters are not there")

    monkeypatch.setattr(selftest, "PARTS", (("Fonts", broken), ("Forms", lambda trial: "there")))
    assert main(["self-test"]) == 1
    said = capsys.readouterr().out
    assert "FAILED  Fonts: RuntimeError: the letters are not there" in said
    assert "ok      Forms: there" in said
    assert said.endswith("1 of 2 parts do not work.\n")


# Room on the drive


def free(monkeypatch, size):
    usage = shutil.disk_usage(".")._replace(free=size)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)


@pytest.mark.parametrize("what", ["actions", "data"])
def test_an_export_warns_of_little_room_and_refuses_what_has_none(book, tmp_path, capsys, monkeypatch, what):
    free(monkeypatch, 300 * 2**20)
    assert main(["export", what, str(book), str(tmp_path / "out.xlsx")]) == 0
    assert "Only 300 MB are free" in capsys.readouterr().err
    free(monkeypatch, 20_000)
    assert main(["export", what, str(book), str(tmp_path / "second.xlsx")]) == 1
    assert "There is no room for “second.xlsx”" in error_of(capsys)
    assert not (tmp_path / "second.xlsx").exists()


def test_a_local_pack_is_described_as_local(tmp_path, capsys):
    assert main(["form", "describe", str(pack_folder(tmp_path / "pack"))]) == 0
    said = capsys.readouterr().out
    assert said.count("Local section, added by Oak House additions.") >= 2
    assert "Did the person fall during the stay?" in said
    assert "On the stairs" in said


# Work that waits on a working copy


@pytest.fixture
def waiting(book):
    """A workbook whose copy on this computer holds a case more, not published."""
    copy = WorkCopy.begin(book, "tester")
    with opened(copy.path) as workbook:
        workbook.new_case()
    copy.release()
    return book


def test_an_export_says_that_newer_work_waits(waiting, tmp_path, capsys):
    assert main(["export", "actions", str(waiting), str(tmp_path / "log.xlsx")]) == 0
    assert "not published yet" in capsys.readouterr().err


def test_check_finds_unpublished_work(waiting, capsys):
    assert main(["check", str(waiting)]) == 3
    assert "not published yet" in capsys.readouterr().out


def test_nothing_is_written_beside_newer_work(waiting, capsys):
    before = waiting.read_bytes()
    assert main(["backup", str(waiting)]) == 1
    assert "hssib-desk publish" in error_of(capsys)
    assert waiting.read_bytes() == before


def test_going_back_is_refused_while_newer_work_waits(waiting, capsys):
    assert main(["restore", str(waiting), "--from", str(waiting)]) == 1
    assert "not published yet" in error_of(capsys)


def test_publish_puts_the_work_in_its_place(waiting, capsys):
    count = len(refs(waiting))
    assert main(["publish", str(waiting)]) == 0
    assert "holds everything" in capsys.readouterr().out
    assert len(refs(waiting)) == count + 1
    assert main(["publish", str(waiting)]) == 0
    assert "no unpublished work" in capsys.readouterr().out


def test_publish_beside_says_which_is_which(waiting, capsys):
    with opened(waiting) as workbook:
        workbook.new_case()
    assert main(["publish", str(waiting)]) == 3
    said = capsys.readouterr().out
    assert "was changed by others" in said and "changes of" in said
