"""A backup of the whole workbook while somebody writes in it: `python -m benchmarks.backing_up WORKBOOK`.

Prints one JSON object: how long the backup took, the longest time in which the window answered nothing, and
how long each save took meanwhile and without it.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication

from benchmarks.in_window import Quiet, Stalls, turn
from hssib_desk.store import backups
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.work import start

SAVES = 12
PAUSE_MS = 4000  # somebody who reads more than they write; each save begins the copy anew
SAID = "Seen at home on the third day; the plan was written with her. "


def main(path: Path) -> None:
    """Measure, and print one JSON object."""
    app = QApplication(["hssib-desk"])
    install_theme(app, "light")
    window = Quiet()
    window.show()
    window.open_workbook(path)
    session = window.session
    turn(1000)
    session._backup.drop()
    case = session.workbook.case(session.workbook.lists.cases(CaseQuery(status="draft"), limit=1)[0].id)
    form = session.library.form_with_role("phase_score", repeat=False)
    entry, note = case.entry(form.key), form.phases[1].field_with_role("judgement_well")
    said = iter(range(2, 10_000))

    def save() -> float:
        begun = time.perf_counter()
        session.edit(case.id, entry.id, note.key, SAID * (next(said) % 9 + 1))
        assert session.flush()
        return (time.perf_counter() - begun) * 1000

    turn(2000)
    alone = [save() for _ in range(SAVES) if turn(50) is None]
    folder = path.with_name("backing-up")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    target = folder / "copy.hssib"
    stalls, clock = Stalls(), QElapsedTimer()
    clock.start()
    job = start(lambda _task: backups.make(path, to=target))
    took: list[int] = []
    problems: list[str] = []
    job.finished.connect(lambda _path: took.append(clock.elapsed()))
    job.failed.connect(problems.append)
    during = []
    while not took and not problems and clock.elapsed() < 120_000:
        turn(PAUSE_MS if during else 200)
        if not took:
            during.append(save())
    found = {"took": took[0] if took else -1, "stall": stalls.take(), "alone": alone, "during": during}
    print(json.dumps({**found, "problems": problems, "size": path.stat().st_size}))
    shutil.rmtree(folder, ignore_errors=True)
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
