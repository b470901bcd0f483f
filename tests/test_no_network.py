"""The program speaks to no network: it is watched while it does its job, read, and looked at as packaged."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
SAMPLE = TOP / "tests" / "data" / "caseload" / "deaths-report.csv"
# What leads to a network; `socket` is let in where it only asks for the name of this computer.
WAYS = frozenset(
    "socket ssl http urllib ftplib smtplib poplib imaplib asyncio xmlrpc socketserver webbrowser".split()
)
NAME_ONLY = {"store/lock.py"}
QT_WAYS = ("QtNetwork", "QtWebSockets", "QtWebEngine", "QtWebView")


def test_the_whole_job_is_done_with_every_way_to_a_network_shut(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.no_network_job", str(tmp_path), str(SAMPLE)],
        cwd=TOP,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.endswith("DONE\n"), done.stdout + done.stderr


@pytest.mark.parametrize("way", ["connect", "bind", "look a name up"])
def test_the_watch_itself_sees_a_way_out(way, tmp_path):
    tries = {
        "connect": "_socket.socket().connect(('127.0.0.1', 9))",
        "bind": "_socket.socket().bind(('127.0.0.1', 0))",
        "look a name up": "_socket.getaddrinfo('localhost', 9)",
    }
    code = (
        f"import _socket, sys\nfrom tests.no_network_job import watch\nsys.addaudithook(watch)\n{tries[way]}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, timeout=300, check=False
    )
    assert "a way to the network was tried" in done.stderr


def test_no_module_of_the_program_names_a_way_to_a_network():
    found = []
    for path in sorted((TOP / "hssib_desk").rglob("*.py")):
        name = path.relative_to(TOP / "hssib_desk").as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            tops = {item.split(".")[0] for item in names if item != "urllib.parse"} & WAYS
            if name in NAME_ONLY:
                tops -= {"socket"}
            if tops or any(way in item for item in names for way in QT_WAYS):
                found.append(f"{name}:{node.lineno} {names}")
    assert not found


def test_the_lock_asks_only_for_the_name_of_this_computer():
    tree = ast.parse((TOP / "hssib_desk" / "store" / "lock.py").read_text("utf-8"))
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "socket"
    }
    assert asked == {"gethostname"}


@pytest.mark.skipif(not (TOP / "dist" / "hssib-desk").is_dir(), reason="not packaged here; .ci/run looks too")
def test_the_packaged_program_holds_no_library_of_qt_for_networks():
    names = [path.name for path in (TOP / "dist" / "hssib-desk").rglob("*")]
    assert not [name for name in names if any(way in name.replace("Qt6", "Qt") for way in QT_WAYS)]
