"""What every test stands on: no screen, and a home folder of its own."""

import gc
import itertools
import os
import sys

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from hssib_desk.cli.selftest import HOME_FOLDERS
from hssib_desk.store import connect
from hssib_desk.store.passphrase import keys
from hssib_desk.ui import asking

# Before Qt is imported. Tests marked `screen` run in a session of their own that names a real platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A test says what it waits for, not how fast the machine is; what never comes is told after a minute.
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitCallback):
    wait.__kwdefaults__["timeout"] = 60_000
# Nor does it try other values every time: `--hypothesis-profile new` looks for what nobody has met yet.
any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("new", any_machine)
settings.register_profile("same", any_machine, derandomize=True)
settings.load_profile("same")


def pytest_collection_modifyitems(items):
    """Leave out the tests that need a real window where there is no screen for one."""
    if os.environ["QT_QPA_PLATFORM"] != "offscreen":
        return
    skip = pytest.mark.skip(reason="needs a screen: QT_QPA_PLATFORM=xcb xvfb-run pytest -m screen")
    for item in items:
        if item.get_closest_marker("screen"):
            item.add_marker(skip)


# What a passphrase opens does not hang on how long it takes to try one; a test of that asks for `all_rounds`.
ALL_ROUNDS, keys._ROUNDS = keys._ROUNDS, 1000


# Nor on how the library overwrites what it frees, which makes each connection six times as dear until the
# process ends: `test_key_memory` and `test_memory` look for that in processes of their own.
connect._OVERWRITE = "PRAGMA cipher_memory_security"


# Nor does what a page shows on how fast its figures are counted; a test of that asks for `no_patience`.
asking.PATIENCE_S = 60


@pytest.fixture
def no_patience(monkeypatch):
    """Go on as soon as a page has asked, as with a large workbook."""
    monkeypatch.setattr(asking, "PATIENCE_S", 0)


@pytest.fixture
def all_rounds(monkeypatch):
    """Derive keys as slowly as the program: other programs, and other processes, open the workbook."""
    monkeypatch.setattr(keys, "_ROUNDS", ALL_ROUNDS)


def pytest_collection_finish():
    """As when the program has started: what is loaded stays, and need not be looked through for garbage."""
    gc.collect()
    gc.freeze()


HOMES = itertools.count()  # to look for the next number in the folder takes longer with every test


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """Give the test an empty home folder: no settings or recent files pass between tests."""
    home = tmp_path_factory.mktemp(f"person-{next(HOMES)}", numbered=False)
    for variable, folder in HOME_FOLDERS.items():
        monkeypatch.setenv(variable, str(home / folder))
    qt = sys.modules.get("PySide6.QtCore")
    if qt is not None:  # Qt reads the variables once only
        for kind in (qt.QSettings.Format.NativeFormat, qt.QSettings.Format.IniFormat):
            qt.QSettings.setPath(kind, qt.QSettings.Scope.UserScope, str(home / ".config"))
    return home
