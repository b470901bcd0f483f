"""From a key to the disk while the computer is busy, in a process of its own: `… durable WORKBOOK`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.in_window import Quiet, turn
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.kit.theme import install_theme

KEYS = 120
PAUSES = (70, 110, 160, 90, 400)  # milliseconds between the keys of somebody who types and stops to think
BUSY = 2  # processes that count, and write to the same disk, as fast as they can
LOAD = """
import os, sys
with open(sys.argv[1], "wb") as file:
    while True:
        sum(n * n for n in range(200_000))
        file.seek(0)
        file.write(os.urandom(1 << 18))
        file.flush()
        os.fsync(file.fileno())
"""


def typed(window: Quiet) -> list[float]:
    """How long each key takes from being pressed until the act that holds it is on the disk."""
    session = window.session
    form = session.library.form_with_role("pen_portrait", repeat=False)
    key = form.role("pen_portrait").key
    window.case(session.workbook.lists.cases(CaseQuery(status="draft"), limit=1)[0].id, form.key, key)
    editor = window.page("case")._shown_page().findChild(QWidget, key)
    waiting: list[float] = []
    found: list[float] = []

    keep = session.workbook.save

    def save(*given: object) -> object:
        held, done = len(waiting), keep(*given)
        now = time.perf_counter()
        found.extend((now - begun) * 1000 for begun in waiting[:held])
        del waiting[:held]
        return done

    session.workbook.save = save
    for number in range(KEYS):
        waiting.append(time.perf_counter())
        QTest.keyClick(editor, "e" if number % 6 else " ")
        turn(PAUSES[number % len(PAUSES)])
    while waiting:
        turn(10)
    return found


def main(path: Path) -> None:
    """Measure, and print one JSON object."""
    app = QApplication(["hssib-desk"])
    install_theme(app, "light")
    window = Quiet()
    window.show()
    window.open_workbook(path)
    turn(500)
    quiet = typed(window)
    others = [
        subprocess.Popen([sys.executable, "-c", LOAD, str(path.with_name(f"load-{number}"))])
        for number in range(BUSY)
    ]
    try:
        busy = typed(window)
    finally:
        for number, other in enumerate(others):
            other.kill()
            other.wait()
            path.with_name(f"load-{number}").unlink(missing_ok=True)
    print(json.dumps({"quiet": quiet, "busy": busy}))
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
