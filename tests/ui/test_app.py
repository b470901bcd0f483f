"""Starting: the window first, and what a workbook needs on a thread beside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from hssib_desk.ui import app

class Window(app.MainWindow):
    def __init__(self):
        super().__init__()
        assert "sqlalchemy" not in sys.modules
        {then}

    def look(self):
        if hasattr(sys.modules.get("hssib_desk.store.workbook"), "Workbook"):
            self.close()

app.MainWindow = Window
status = app.run()
print(*sys.modules.keys() & {{"sqlalchemy"}})
sys.exit(status)
"""
READY = "self.timer = QTimer(self, interval=20); self.timer.timeout.connect(self.look); self.timer.start()"
AT_ONCE = "QTimer.singleShot(app.GET_READY_MS + 5, self.close)"


def start(then):
    return subprocess.run(
        [sys.executable, "-c", START.format(then=then)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_what_a_workbook_needs_is_loaded_beside_the_first_page():
    done = start(READY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "sqlalchemy\n"


def test_the_window_carries_the_sign_of_the_program():
    shown = "QTimer.singleShot(0, lambda: (print(self.windowIcon().pixmap(64).toImage().hasAlphaChannel(), "
    done = start(shown + "self.windowIcon().availableSizes()), self.close()))")
    assert done.returncode == 0
    assert done.stdout.startswith("True [PySide6.QtCore.QSize(")


@pytest.mark.parametrize("attempt", range(3))
def test_closing_in_the_middle_of_that_ends_the_program_quietly(attempt):
    done = start(AT_ONCE)
    assert (done.returncode, done.stderr) == (0, "")
