"""Starting the window: the first paint comes before anything that takes time."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hssib_desk import __version__
from hssib_desk.ui.faults import report_faults
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.settings import load_settings
from hssib_desk.ui.window import MainWindow

CLEAR_UP_MS = 1000  # well after the first paint


def run(workbook: str | None = None) -> int:
    """Open the window, on a workbook if one is named, and return when it is closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("hssib-desk")
    app.setApplicationDisplayName("HSSIB Desk")
    app.setApplicationVersion(__version__)
    settings = load_settings()
    install_theme(app, settings.theme, settings.scale)  # type: ignore[arg-type]
    window = MainWindow()
    report_faults(window)
    window.show()
    QTimer.singleShot(CLEAR_UP_MS, _clear_up)
    if workbook:
        QTimer.singleShot(0, partial(window.open_workbook, Path(workbook)))
    return app.exec()


def _clear_up() -> None:
    """Take away what an earlier start left behind, once the window is painted."""
    from hssib_desk.ui.opened_copies import clear_leftovers

    clear_leftovers()
