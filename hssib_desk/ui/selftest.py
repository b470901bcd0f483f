"""The window shown for a moment with a workbook in it, for the program's test of itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.window.window import PLACES, MainWindow

MOMENT_MS = 100
FAMILIES = ("Inter", "Noto Sans Arabic", "Noto Sans Bengali", "Noto Sans Devanagari")


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


class _Passing(MainWindow):
    """A window of which this computer remembers nothing."""

    def remember(self, **changes: Any) -> None:
        self.settings = replace(self.settings, **changes)


def show_for_a_moment(path: Path, case_ref: str) -> str:
    """Open a workbook in a real window, paint every place and a case; raises what went wrong on the way."""
    app = QApplication.instance() or QApplication(["hssib-desk"])
    assert isinstance(app, QApplication)
    faults: list[BaseException] = []
    before, sys.excepthook = sys.excepthook, _collecting(faults)
    try:
        painted = _paint_all(app, path, case_ref)
    finally:
        sys.excepthook = before
    if faults:
        raise faults[0]
    return f"{painted} pages painted on {app.platformName()}"


def _collecting(faults: list[BaseException]) -> Hook:
    def caught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        faults.append(error)

    return caught


def _paint_all(app: QApplication, path: Path, case_ref: str) -> int:
    install_theme(app, "light")
    missing = set(FAMILIES) - set(QFontDatabase.families())
    if missing:
        raise RuntimeError(f"the window has no letters of {', '.join(sorted(missing))}")
    window = _Passing()
    window.show()
    window.open_workbook(path)
    if window.session is None:
        raise RuntimeError("the window could not open the workbook")
    case = window.session.case(case_ref)
    shown = [partial(window.show_place, name) for name, _, _ in PLACES]
    painted = 0
    for show in (*shown, partial(window.case, case.id)):
        show()
        _wait()
        painted += not window.grab().isNull()
    window.close()
    return painted


def _wait() -> None:
    """Let the window paint and its timers run."""
    moment = QEventLoop()  # not the application's own: ending that closes every window
    QTimer.singleShot(MOMENT_MS, moment.quit)
    moment.exec()
