"""The practice workbook of this person: made once, kept where the system keeps a program's files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import platformdirs

from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import Job, Task, start

NAME = "practice.hssib"
MAKING = "Making the practice workbook: made-up cases to learn on. It opens in a few seconds."


def practice_path() -> Path:
    """Where the practice workbook of this person is, or will be."""
    return Path(platformdirs.user_data_dir("hssib-desk", appauthor=False)) / NAME


def open_practice(go: Navigator) -> Job | None:
    """Open the practice workbook; the first time it is made on the worker, and opened when it is whole."""
    path = practice_path()
    if path.exists():
        go.open_workbook(path)
        return None
    go.say(MAKING)
    job = start(lambda task: _make(path, task), "The practice workbook is being created")
    job.finished.connect(lambda _path: go.open_workbook(path))
    job.failed.connect(
        lambda sentence: go.say(f"The practice workbook could not be created. {sentence}", "bad")
    )
    return job


def _make(path: Path, task: Task) -> Path:
    """Made beside and swapped in whole, so that a half-made one is never opened."""
    from hssib_desk.practice import make_practice
    from hssib_desk.store.errors import translated

    beside = path.with_name(f"new-{NAME}")
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        try:
            make_practice(beside, today=date.today(), progress=task.step)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return path
