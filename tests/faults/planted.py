"""Faults planted under the monkey on purpose: `python -m tests.faults.planted FOLDER` says as JSON what it told of each."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hssib_desk.cli.selftest import own_home
from tests.faults import monkey
from tests.faults.alterations import unguarded
from tests.faults.ledger import Ledger
from tests.faults.monkey import Monkey
from tests.faults.pool import Job, share
from tests.faults.stage import Stage

REFUSED = "CREATE TRIGGER planted BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'planted'); END"


def error_in_a_slot(played: Monkey) -> None:
    """An error in what a signal called."""
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, _divide)


def error_in_a_thread(_: Monkey) -> None:
    """An error in a thread of its own."""
    thread = threading.Thread(target=_divide)
    thread.start()
    thread.join()


def error_while_letting_go(_: Monkey) -> None:
    """An error that nobody can catch."""

    class Fragile:
        def __del__(self) -> None:
            _divide()

    Fragile()


def warning_of_qt(_: Monkey) -> None:
    """A painter that is ended before it began."""
    from PySide6.QtGui import QPainter

    QPainter().end()


def answer_without_a_line(played: Monkey) -> None:
    """Another program changes an answer."""
    with unguarded(played.path) as raw:
        raw.execute("UPDATE entries SET answers = '{}' WHERE answers <> '{}' AND seal_id IS NULL LIMIT 1")


def screen_that_shows_something_else(played: Monkey) -> None:
    """An editor that shows what was never typed."""
    editor = _open_text(played)
    editor.blockSignals(True)
    editor.set_value("Never typed")


def text_that_cannot_be_saved(played: Monkey) -> None:
    """A file that refuses what is typed."""
    from tests.hands import write

    editor = _open_text(played)
    with unguarded(played.path) as raw:
        raw.execute(REFUSED)
    editor.setFocus()
    write(played.app.focusWidget(), "Seen")


def file_that_fails_its_check(played: Monkey) -> None:
    """Another program changes a setting."""
    with unguarded(played.path) as raw:
        raw.execute("UPDATE settings SET value = 'Another' WHERE key = 'organisation'")


def window_that_does_not_let_go(played: Monkey) -> None:
    """A workbook that cannot be closed."""
    played.window.leave_workbook = lambda: False


# Each with what it is found by; None where it is heard at once.
PLANTED: dict[Callable[[Monkey], None], Callable[[Monkey], None] | None] = {
    error_in_a_slot: None,
    error_in_a_thread: None,
    error_while_letting_go: None,
    warning_of_qt: None,
    answer_without_a_line: Monkey.look,
    screen_that_shows_something_else: Monkey.look,
    text_that_cannot_be_saved: Monkey.look,
    file_that_fails_its_check: Monkey.close_and_check,
    window_that_does_not_let_go: Monkey.close_and_check,
}


def _divide() -> None:
    raise ZeroDivisionError("planted")


def _open_text(played: Monkey) -> Any:
    """A long text of the review in work, on the screen."""
    from PySide6.QtWidgets import QWidget

    case = list(played.window.session.workbook.lists.case_files())[2]
    form = case.library.form_with_role("pen_portrait", repeat=False)
    key = form.role("pen_portrait").key
    played.window.case(case.id, page=form.key, field=key)
    return next(found for found in played.window.findChildren(QWidget, key) if found.isVisible())


def _hang(stage: Stage) -> None:
    """A window whose first step never ends."""
    monkey.HANGS_AFTER = 1
    Monkey.go_on = lambda played: played.do(signal.pause)  # type: ignore[method-assign]
    monkey.let_loose(stage, stage.seed)


def _play(stage: Stage) -> dict[str, list[str]]:
    share(stage, [Job(monkey.NAME, "a step that never ends", _hang)])
    said = {"step_that_never_ends": list(stage.ledger.findings)}
    said["where_it_hung"] = [(stage.folder / f"monkey {stage.seed}.txt").read_text("utf-8")]
    with (stage.folder / "planted.txt").open("w", encoding="utf-8") as log:
        played = Monkey(stage, stage.seed, stage.place("planted"), log)
        for plant, look in PLANTED.items():
            stage.ledger.findings.clear()
            played.do(partial(plant, played))
            if look:
                played.do(partial(look, played))
                played.window.__dict__.pop("leave_workbook", None)
                played.begin()
            said[plant.__name__] = list(stage.ledger.findings)
    return said


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    folder = Path(sys.argv[1])
    with own_home(folder):
        print(json.dumps(_play(Stage(folder, Ledger(), seed=1, short=True))))
