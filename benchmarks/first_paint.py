"""A process that ends when its window is painted: `python -m benchmarks.first_paint ours|bare`."""

from __future__ import annotations

import json
import os
import sys
import time


def tell_and_end() -> None:
    """Say when, and end without clearing up."""
    found = {"painted": time.time(), "worked": time.process_time()}
    os.write(1, (json.dumps(found) + "\n").encode())
    os._exit(0)


def bare() -> None:
    """A window with a table of a hundred rows."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    class Painted(QMainWindow):
        def paintEvent(self, event) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, tell_and_end)

    app = QApplication([])
    window = Painted()
    rows = QTableWidget(100, 6)
    for row in range(100):
        for column in range(6):
            rows.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    window.setCentralWidget(rows)
    window.resize(1280, 800)
    window.show()
    app.exec()


def ours() -> None:
    """The program as it is started without a word."""
    from PySide6.QtCore import QTimer

    from hssib_desk.cli import main
    from hssib_desk.ui import app

    class Painted(app.MainWindow):
        def paintEvent(self, event) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, tell_and_end)

    app.MainWindow = Painted
    main([])


if __name__ == "__main__":
    {"bare": bare, "ours": ours}[sys.argv[1]]()
