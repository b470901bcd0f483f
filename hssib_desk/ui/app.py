"""Starting the window: the first paint comes before anything that takes time."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from hssib_desk import __version__
from hssib_desk.resources import product, resource
from hssib_desk.ui.kit.theme import install_theme, new_application
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.window.ending import Ending
from hssib_desk.ui.window.faults import report_faults
from hssib_desk.ui.window.window import MainWindow

# All well after the first paint.
COLLECT_MS = 150
GET_READY_MS = 200
CLEAR_UP_MS = 1000


def run(workbook: Path | None = None) -> int:
    """Open the window, on a workbook if one is named, and return when it is closed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = _new_application()
    app.setApplicationName("hssib-desk")
    app.setApplicationDisplayName(product())
    app.setApplicationVersion(__version__)
    app.setWindowIcon(QIcon(str(resource("app.png"))))
    settings = load_settings()
    install_theme(app, settings.theme, settings.scale)
    window = MainWindow()
    report_faults(window)
    window.fit_to(window.screen().availableGeometry())
    window.show()
    Ending(window)
    QTimer.singleShot(COLLECT_MS, _collect_again)
    QTimer.singleShot(CLEAR_UP_MS, _clear_up)
    if workbook:
        QTimer.singleShot(0, partial(open_named, window, workbook))
    else:
        QTimer.singleShot(GET_READY_MS, _get_ready)
    return app.exec()


def _new_application() -> QApplication:
    """Make the application; where no window can open, end with a sentence, as Qt would with an abort."""
    said: list[str] = []

    def heard(kind: QtMsgType, _context: object, message: str) -> None:
        said.append(message)
        if kind == QtMsgType.QtFatalMsg:
            silent = any("could not connect" in text for text in said)
            reason = "the screen does not answer" if silent else "a system library for windows is missing"
            print(f"No window can open here: {reason}.", file=sys.stderr, flush=True)
            os._exit(1)

    reached = any(os.environ.get(name, "").startswith("/") for name in ("XDG_RUNTIME_DIR", "WAYLAND_DISPLAY"))
    if sys.platform not in ("win32", "darwin") and not reached:
        # A Wayland screen lives in that folder; without it, its library would print words of its own.
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    before = qInstallMessageHandler(heard)
    try:
        return new_application(sys.argv[:1])
    finally:
        qInstallMessageHandler(before)


def open_named(window: MainWindow, path: Path) -> None:
    """Open the workbook that was named, or offer to make one of that name."""
    from hssib_desk.store.opening import is_new_name

    if is_new_name(path):
        window.new_workbook(path)
    else:
        window.open_workbook(path)


def _collect_again() -> None:
    """Take up the collection of garbage, which the start puts off; what was loaded by now stays for good."""
    gc.freeze()
    gc.enable()


def _get_ready() -> None:
    """Load what opening a workbook needs, on a thread, while somebody reads the first page."""
    Thread(target=_load, daemon=True).start()


def _load() -> None:
    from hssib_desk.domain.forms.form import FormError
    from hssib_desk.domain.forms.library import load_library

    import_module("hssib_desk.store.workbook")
    with suppress(FormError):  # said when a workbook is opened
        load_library()


def _clear_up() -> None:
    """Take away what an earlier start left behind, once the window is painted."""
    from hssib_desk.ownfiles import sweep_passing
    from hssib_desk.ui.file.opened_copies import clear_leftovers

    sweep_passing()
    clear_leftovers()
