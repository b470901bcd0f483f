"""The one command that sets up, runs and tests the program."""

import hashlib
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

TOP = Path(__file__).parents[1]
# A stand-in for the program: it says what it was asked, and makes the practice workbook like the real one.
PROGRAM = """
import pathlib, sys
print(pathlib.Path.cwd().name, *sys.argv[1:], sep="|")
if sys.argv[1] == "demo":
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(exist_ok=True)
    (folder / "practice.hssib").touch()
sys.exit(3 if sys.argv[1] == "check" else 0)
"""


@pytest.fixture
def start(tmp_path):
    """The module, as if it stood in a folder with a space in its name."""
    folder = tmp_path / "the desk"
    folder.mkdir()
    for name in ("start.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(TOP / name, folder)
    spec = spec_from_file_location("start_copy", folder / "start.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def desk(start):
    """The same folder with everything installed, around the stand-in for the program."""
    python = start.ROOT / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    python.parent.mkdir(parents=True)
    stand_in = start.ROOT / "stand-in"
    (stand_in / "hssib_desk").mkdir(parents=True)
    (stand_in / "hssib_desk" / "__main__.py").write_text(PROGRAM, "utf-8")
    python.write_text(f"#!/bin/sh\nPYTHONPATH='{stand_in}' exec '{sys.executable}' \"$@\"\n")
    python.chmod(0o755)
    start.STAMP.write_text(start.stamp_text(development=False), "utf-8")
    return start.ROOT


def run_in(folder, desk, *arguments, display=""):
    """Run start.py as a person would, from some other folder."""
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "DISPLAY": display, "WAYLAND_DISPLAY": ""}
    command = [sys.executable, str(desk / "start.py"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


linux = pytest.mark.skipif(sys.platform != "linux", reason="the stand-in for Python is a shell script")


@linux
def test_without_a_screen_the_practice_files_are_made(desk, tmp_path):
    done = run_in(tmp_path / "else where", desk)
    assert (done.stdout, done.stderr) == (f"else where|demo|{desk}/practice\n", "")
    assert done.returncode == 0


@linux
@pytest.mark.parametrize("display", ["", ":7"], ids=["no screen", "a screen"])
def test_a_practice_workbook_somebody_typed_in_is_never_made_anew(desk, tmp_path, display):
    run_in(tmp_path / "here", desk)
    workbook = desk / "practice" / "practice.hssib"
    workbook.write_text("typed", "utf-8")
    again = run_in(tmp_path / "here", desk, display=display)
    assert (again.returncode, again.stderr) == (0, "")
    assert "demo" not in again.stdout
    assert str(workbook) in again.stdout
    assert workbook.read_text("utf-8") == "typed"


@linux
@pytest.mark.parametrize("display", ["", ":7"], ids=["no screen", "a screen"])
def test_an_edited_action_log_beside_no_practice_workbook_is_kept(desk, tmp_path, display):
    log = desk / "practice" / "action-log.xlsx"
    log.parent.mkdir()
    log.write_text("edited", "utf-8")
    done = run_in(tmp_path / "here", desk, display=display)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{desk}/practice is there already and is not replaced" in done.stderr
    assert log.read_text("utf-8") == "edited"


@linux
def test_with_a_screen_the_window_opens_on_the_practice_workbook(desk, tmp_path):
    first = run_in(tmp_path / "here", desk, display=":7")
    again = run_in(tmp_path / "here", desk, display=":7")
    window = f"here|{desk}/practice/practice.hssib\n"
    assert first.stdout == f"here|demo|{desk}/practice\n{window}"
    assert again.stdout == window


@linux
def test_other_arguments_and_the_exit_status_are_handed_on(desk, tmp_path):
    done = run_in(tmp_path / "here", desk, "check", "my workbook.hssib")
    assert (done.stdout, done.returncode) == ("here|check|my workbook.hssib\n", 3)


@linux
@pytest.mark.parametrize(
    ("words", "display", "looked_for"),
    [
        (["check", "book.hssib"], ":7", set()),
        (["chekc"], ":7", set()),
        (["book.hssib"], "", set()),
        (["book.hssib"], ":7", {"drawing", "window"}),
        ([], ":7", {"drawing", "window"}),
        (["self-test"], "", {"drawing"}),
    ],
)
def test_only_what_opens_a_window_asks_for_the_libraries_of_windows(
    start, monkeypatch, words, display, looked_for
):
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    monkeypatch.setattr(start, "DRAWING", {"drawing": "libdrawing"})
    monkeypatch.setattr(start, "X_WINDOW", {"window": "libwindow"})
    asked = []
    monkeypatch.setattr(start, "need_system", lambda libraries: asked.extend(libraries))
    monkeypatch.setattr(start, "install", lambda development: "python")
    monkeypatch.setattr(start, "call", lambda *words, **more: 0)
    assert start.main(words) == 0
    assert set(asked) == looked_for


# The environment


@pytest.fixture
def installing(start, monkeypatch):
    """What is done to install, in order, with stand-ins for venv and pip; `fails` stops pip."""
    done = []

    def make(*words, **_):
        done.append("venv")
        python = start.ENVIRONMENT / start.PYTHON
        python.parent.mkdir(parents=True)
        python.touch()
        return subprocess.CompletedProcess(words, 0)

    def fetch(python, *wanted):
        assert python.exists()
        done.append(wanted[-1])
        if wanted[-1] == fails:
            raise KeyboardInterrupt

    fails = None
    monkeypatch.setattr(start.subprocess, "run", make)
    monkeypatch.setattr(start, "fetch", fetch)

    def install(stopped_at=None):
        nonlocal fails
        fails = stopped_at
        done.clear()
        start.install(development=False)
        return list(done)

    return install


def test_what_is_installed_is_not_installed_again(installing):
    assert installing() == ["venv", "setuptools", "."]
    assert installing() == []


@pytest.mark.parametrize("stopped_at", ["setuptools", "."])
def test_an_installation_that_was_stopped_is_made_anew(start, installing, stopped_at):
    with pytest.raises(KeyboardInterrupt):
        installing(stopped_at)
    (start.ENVIRONMENT / "half").mkdir()
    assert installing() == ["venv", "setuptools", "."]
    assert not (start.ENVIRONMENT / "half").exists()
    assert installing() == []


def test_newer_requirements_are_installed_into_what_is_there(start, installing):
    installing()
    (start.ROOT / "constraints.txt").write_text("lxml==1\n", "utf-8")
    assert installing() == ["setuptools", "."]


def test_an_environment_of_somebody_else_is_not_removed(start, installing):
    own = start.ENVIRONMENT / "own.txt"
    own.parent.mkdir()
    own.write_text("mine", "utf-8")
    with pytest.raises(start.CannotStart, match="Move it away"):
        installing()
    assert own.read_text("utf-8") == "mine"


def test_an_environment_that_cannot_be_made_says_what_python_says(start, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "Permission denied\n")
    monkeypatch.setattr(start.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(start.CannotStart, match="Permission denied"):
        start.install(development=False)


@linux
def test_a_second_start_waits_for_the_first_and_uses_what_it_installed(start, desk):
    start.STAMP.write_text(start.UNFINISHED, "utf-8")
    with (start.ROOT / ".venv.lock").open("a") as first:
        assert start.is_locked_for_us(first)
        command = [sys.executable, "-u", str(desk / "start.py"), "check", "book.hssib"]
        second = subprocess.Popen(command, cwd=desk, stdout=subprocess.PIPE, text=True)
        assert second.stdout.readline().startswith("Another start is setting up HSSIB Desk here")
        start.STAMP.write_text(start.stamp_text(development=False), "utf-8")
    with second:
        assert second.stdout.read() == "the desk|check|book.hssib\n"
    assert second.returncode == 3


# Where the packages come from


@pytest.fixture
def index(monkeypatch, tmp_path):
    """Makes pip ask one place only, and not for long."""
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return lambda address: monkeypatch.setenv("PIP_INDEX_URL", address)


def nobody(listener):
    listener.close()


def silent(listener):
    pass


def inspecting(listener):
    """Answer with a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    unsigned = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = unsigned.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    certificate = dated.serial_number(1).sign(key, hashes.SHA256())
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)

    def answer():
        with suppress(OSError):
            while True:
                raw, _ = listener.accept()
                with suppress(OSError):
                    context.wrap_socket(raw, server_side=True).close()

    Thread(target=answer, daemon=True).start()


def refusing(listener):
    def answer():
        with suppress(OSError):
            while True:
                raw, _ = listener.accept()
                with raw:
                    raw.recv(4096)
                    raw.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    Thread(target=answer, daemon=True).start()


@pytest.mark.parametrize(
    ("server", "scheme", "said"),
    [
        (nobody, "http", "there is no connection"),
        (silent, "http", "does not answer"),
        (inspecting, "https", "is not trusted"),
        (refusing, "http", "refuses"),
    ],
)
def test_why_nothing_can_be_installed_is_said(start, index, monkeypatch, server, scheme, said):
    monkeypatch.setattr(start, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        index(f"{scheme}://localhost:{listener.getsockname()[1]}/simple")
        server(listener)
        with pytest.raises(start.CannotStart, match=said) as stopped:
            start.fetch(Path(sys.executable), "no-such-part-of-hssib-desk")
    assert "conflicting" not in str(stopped.value)


def test_what_pip_says_is_shown_where_its_reason_is_not_known(start):
    said = start.why_not_fetched("Collecting lamp\nERROR: lamp is not lit\n")
    assert said.endswith("pip says\nERROR: lamp is not lit")


def test_old_python_is_refused_in_a_sentence(start):
    with pytest.raises(start.CannotStart, match=r"needs Python 3\.11 or newer, and this is Python 3\.9\."):
        start.check_python((3, 9))


def test_stamp_changes_with_the_requirements(start):
    before = start.stamp_text(development=True)
    assert before != start.stamp_text(development=False)
    (start.ROOT / "constraints.txt").write_text("lxml==1\n", "utf-8")
    assert before != start.stamp_text(development=True)


@linux
def test_missing_parts_are_found_by_trying_them(start):
    libraries = {"libc.so.6": "libc6", "libno-such.so.9": "libno-such9"}
    commands = {"sh": "dash", "no-such-command": "nothing"}
    missing = {"libno-such.so.9": "libno-such9", "no-such-command": "nothing"}
    assert start.missing_parts(libraries, commands) == missing


@linux
def test_without_rights_the_exact_command_is_said(start, monkeypatch, tmp_path, capsys):
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(start, "DRAWING", {"libno-such.so.9": "libno-such9"})
    assert start.main(["self-test"]) == 1
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libno-such9"
    assert capsys.readouterr().err.splitlines()[-1] == f"  {command}"


@linux
def test_other_systems_are_told_what_is_lacking(start, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(start.CannotStart, match=r"lacks.*\n  libno-such\.so\.9$"):
        start.need_system({"libno-such.so.9": "libno-such9"})
    (tmp_path / "dnf").write_text("#!/bin/sh\n")
    (tmp_path / "dnf").chmod(0o755)
    command = "sudo dnf install 'libno-such.so.9()(64bit)' /usr/bin/xvfb-none"
    with pytest.raises(start.CannotStart, match=f"{re.escape(command)}$"):
        start.need_system({"libno-such.so.9": "libno-such9"}, {"xvfb-none": "xvfb"})


def test_the_list_of_materials_is_of_the_program_alone(start, monkeypatch):
    """The tool that writes the list stands in an environment of its own, and so is not in it."""
    ran = []
    monkeypatch.setattr(start, "install", lambda development: "python")
    monkeypatch.setattr(start, "call", lambda *words, **_: ran.append([str(word) for word in words]) or 0)
    assert start.main(["sbom"]) == 0
    installed = {words[-1]: words[words.index("--python") + 1] for words in ran if "install" in words}
    assert set(installed) == {".", start.SBOM_TOOL}
    assert ran[-1][0] == installed[start.SBOM_TOOL]
    assert ran[-1][-1] == installed["."]
    assert str(start.MATERIALS) in ran[-1]


WHOLE = {"name": "lamp", "version": "1.0", "vulns": []}
HOLED = {"name": "oil", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "wick", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        ([WHOLE], 0, "1 of 1 parts were compared with known vulnerabilities: 0 found. Of 0 the"),
        ([WHOLE, HOLED], 1, "oil 2.0: PYSEC-1, mended in 2.1\n2 of 2 parts"),
        (
            [UNKNOWN],
            0,
            "0 of 1 parts were compared with known vulnerabilities: 0 found. Of 1 the service knows",
        ),
        (None, 0, "Not compared with known vulnerabilities"),
    ],
)
def test_the_audit_says_what_it_compared(start, monkeypatch, tmp_path, capsys, answer, status, said):
    """A service that does not answer, or does not know a part, must not look like a good result."""
    tool = tmp_path / "tool"
    text = json.dumps({"dependencies": answer}) if answer else ""
    tool.write_text(f"#!/bin/sh\nprintf '%s' '{text}'\nexit {status if answer else 1}\n")
    tool.chmod(0o755)
    monkeypatch.setattr(start, "fresh_environment", lambda folder, what, quiet: tool)
    assert start.main(["audit"]) == status
    assert capsys.readouterr().out.startswith(said)


def test_an_audit_without_its_tool_is_no_failure(start, monkeypatch, capsys):
    monkeypatch.setattr(start, "install", lambda development: "python")
    monkeypatch.setattr(start, "call", lambda *words, **_: 1)
    assert start.main(["audit"]) == 0
    assert capsys.readouterr().out.startswith("Not compared with known vulnerabilities")


def test_a_failing_step_fails_the_whole_test_run(start, monkeypatch, tmp_path):
    """Every step runs, so that one run shows all that is wrong."""
    fails = tmp_path / "fails"
    fails.write_text(f'#!/bin/sh\necho "$2" >> \'{tmp_path}/steps\'\n[ "$2" != mypy ]\n')
    fails.chmod(0o755)
    monkeypatch.setattr(start, "need_system", lambda *wanted: None)
    monkeypatch.setattr(start, "install", lambda development: fails)
    monkeypatch.setattr(start, "virtual_screen", lambda: [])
    assert start.test([]) == 1
    assert sorted((tmp_path / "steps").read_text().split()) == ["mypy", "pytest", "pytest", "ruff"]


@pytest.mark.skipif(sys.platform != "linux", reason="a folder in memory is of Linux")
@pytest.mark.parametrize(("needed", "is_quick"), [(1, True), (2**60, False)])
def test_tests_write_in_memory_where_there_is_plenty(start, tmp_path, needed, is_quick):
    start.MEMORY, start.ROOM_IN_MEMORY = tmp_path / "memory", needed
    start.MEMORY.mkdir()
    with start.quick_folder() as extra:
        folders = [str(folder) for folder in start.MEMORY.iterdir()]
        assert list(extra.values()) == folders and len(folders) == is_quick
    assert list(start.MEMORY.iterdir()) == []


@pytest.mark.parametrize(("unsteady", "status"), [(True, 0), (False, 1)])
def test_a_test_that_fails_is_asked_once_more(start, tmp_path, capfd, unsteady, status):
    start.ROOT = folder = tmp_path / "tests of two kinds"
    folder.mkdir()
    body = "import pathlib\n\ndef test_whole():\n    pass\n\ndef test_of_chance():\n"
    body += f"    been = pathlib.Path('been')\n    assert been.exists() and {unsteady}, been.touch()\n"
    (folder / "test_them.py").write_text(body, "utf-8")
    assert start.tested([sys.executable, "-m", "pytest"], ("-p", "no:randomly"), {}) == status
    said = capfd.readouterr().out
    assert "1 failed, 1 passed" in said
    assert ("= 1 passed in" if unsteady else "= 1 failed in") in said


@pytest.fixture
def packaging(start, monkeypatch):
    """A stand-in for PyInstaller that makes a program of one file, or fails."""

    def make(*words, **_):
        if "PyInstaller" in words:
            folder = words[words.index("--distpath") + 1] / "hssib-desk"
            (folder / "inner").mkdir(parents=True, exist_ok=True)
            (folder / "hssib-desk").write_bytes(b"program")
            (folder / "inner" / "a b.txt").write_bytes(b"licence")
        return make.status

    make.status = 0
    monkeypatch.setattr(start, "need_system", lambda *wanted: None)
    monkeypatch.setattr(start, "install", lambda development: "python")
    monkeypatch.setattr(start, "call", make)
    return make


def test_the_packaged_folder_can_be_compared_with_its_checksums(start, packaging, capsys):
    assert start.main(["build"]) == 0
    assert str(start.PACKAGED) in capsys.readouterr().out
    lines = (start.PACKAGED / "SHA256SUMS").read_text("utf-8").splitlines()
    assert [line.split("  ", 1) for line in lines] == [
        [hashlib.sha256(b"program").hexdigest(), "hssib-desk"],
        [hashlib.sha256(b"licence").hexdigest(), "inner/a b.txt"],
    ]


def test_a_build_that_fails_leaves_the_earlier_program_whole(start, packaging):
    assert start.main(["build"]) == 0
    before = (start.PACKAGED / "SHA256SUMS").stat()
    packaging.status = 1
    assert start.main(["build"]) == 1
    assert (start.PACKAGED / "SHA256SUMS").stat() == before


def test_a_workbook_kept_beside_the_packaged_program_survives_a_build(start, packaging, capsys):
    assert start.main(["build"]) == 0
    assert start.main(["build"]) == 0  # what is as it was built may go
    (start.PACKAGED / "reviews.hssib").write_text("typed", "utf-8")
    assert start.main(["build"]) == 1
    assert "is there already and is not replaced" in capsys.readouterr().err
    assert (start.PACKAGED / "reviews.hssib").read_text("utf-8") == "typed"


def test_a_list_of_materials_somebody_may_have_noted_in_is_kept(start, packaging, capsys):
    start.MATERIALS.parent.mkdir()
    start.MATERIALS.write_text("noted", "utf-8")
    assert start.main(["sbom"]) == 1
    assert str(start.MATERIALS) in capsys.readouterr().err
    assert start.MATERIALS.read_text("utf-8") == "noted"
