"""The window with a large workbook, in a process of its own: `python -m benchmarks.in_window WORKBOOK`."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QStackedWidget, QTextEdit, QWidget

from benchmarks.measure import resident_mib
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui import app as starting
from hssib_desk.ui import work
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.window.window import MainWindow

CASES = 12
REVIEWS = CaseQuery(level="full")  # a death to screen opens on a page of its own


class Quiet(MainWindow):
    """A window of which this computer remembers nothing."""

    def remember(self, **changes: object) -> None:
        self.settings = replace(self.settings, **changes)


class Painted(QObject):
    """Notices that something in a window is painted anew; it looks at the window alone, and costs nothing."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count the requests."""
        self.count += event.type() == QEvent.Type.UpdateRequest
        return False


class Stalls:
    """The longest time in which the window answered nothing."""

    def __init__(self) -> None:
        self.longest, self._clock = 0.0, QElapsedTimer()
        self._timer = QTimer(interval=4)
        self._timer.timeout.connect(self._beat)
        self._clock.start()
        self._timer.start()

    def _beat(self) -> None:
        self.longest = max(self.longest, self._clock.restart() - 4.0)

    def take(self) -> float:
        """The longest since it was asked last."""
        self._beat()
        found, self.longest = self.longest, 0.0
        return found


def turn(milliseconds: int = 0) -> None:
    """Let the window do what it has to do."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until_painted(do: Callable[[], object], painted: Painted) -> float:
    """How long an act takes until its page is on the screen, with what it asks on the worker."""
    painted.count = 0
    start = time.perf_counter()
    do()
    while not painted.count or not work.is_answered():
        turn(1)  # a window that waits leaves the processor to the worker
    turn()
    return (time.perf_counter() - start) * 1000


def bare_pages(fields: int) -> float:
    """Turning to a page of as many plain fields, and filling them."""
    stack = QStackedWidget()
    pages = []
    for _ in range(2):
        page, form, editors = QWidget(), QFormLayout(), []
        for number in range(fields):
            editor = QTextEdit() if number % 3 == 0 else QLineEdit()
            form.addRow(f"Question {number}", editor)
            editors.append(editor)
        page.setLayout(form)
        stack.addWidget(page)
        pages.append(editors)
    painted = Painted(stack)
    stack.resize(1280, 800)
    stack.show()
    turn(50)

    def show(number: int) -> None:
        for editor in pages[number]:
            editor.setText("Seen at home on the third day; the plan was written with her.")
        stack.setCurrentIndex(number)

    found = sorted(until_painted(lambda n=n: show(n % 2), painted) for n in range(1, 11))
    stack.close()
    return found[5]


def bare_case(path: Path, case_id: str) -> float:
    """Reading the answers of a case with nothing but the database."""
    with closing(sqlite3.connect(path)) as db:
        start = time.perf_counter()
        for (text,) in db.execute("SELECT answers FROM entries WHERE case_id = ?", (case_id,)):
            json.loads(text)
        return (time.perf_counter() - start) * 1000


def bare_list(path: Path) -> float:
    """Reading the first rows of the list with nothing but the database."""
    start = time.perf_counter()
    with closing(sqlite3.connect(path)) as db:
        db.execute("SELECT count(*) FROM cases").fetchone()
        db.execute("SELECT * FROM cases ORDER BY died_day DESC LIMIT 200").fetchall()
    return (time.perf_counter() - start) * 1000


def main(path: Path) -> None:
    """Measure, and print one JSON object."""
    app = QApplication(["hssib-desk"])
    stalls = Stalls()
    install_theme(app, "light")
    window = Quiet()
    painted = Painted(window)
    window.show()
    turn(300)
    empty = resident_mib()
    starting._get_ready()
    turn(2_000)  # as long as somebody takes to choose a workbook
    found: dict[str, object] = {"bare_list": bare_list(path)}
    stalls.take()

    def open_list() -> None:
        window.open_workbook(path)
        window.cases()

    found["open"] = until_painted(open_list, painted)
    turn(300)
    found["open_stall"] = stalls.take()
    found["memory"] = resident_mib() - empty
    session = window.session
    rows = session.workbook.lists.cases(REVIEWS, offset=5_000, limit=CASES)
    rows = rows or session.workbook.lists.cases(REVIEWS, limit=CASES)
    opened = [until_painted(lambda row=row: window.case(row.id), painted) for row in rows]
    turn(300)
    found |= {"first_case": opened[0], "cases": opened[1:], "case_stall": stalls.take()}
    screen = window.page("case")
    first = screen._page_keys()[0]
    built = turned(screen, window, rows[0].id, first, painted)
    turn(300)
    stalls.take()
    again = turned(screen, window, rows[1].id, first, painted)
    found |= {"first_pages": built, "pages": again, "page_stall": stalls.take()}
    found["memory_after"] = resident_mib() - empty
    found["bare_case"] = bare_case(path, rows[0].id)
    found["bare_page"] = bare_pages(12)
    found["list_again"] = [until_painted(window.cases, painted) for _ in range(5)]
    for name in ("home", "learning"):
        stalls.take()
        found[name] = until_painted(getattr(window, name), painted)
        turn(300)
        found[f"{name}_stall"] = stalls.take()
    print(json.dumps(found))
    window.close()


def turned(screen, window, case_id: str, first: str, painted: Painted) -> list[float]:
    """How long each turn to the next page takes, from the first page to the last."""
    window.case(case_id, first)
    turn(50)
    found = []
    while screen.page_key != SIGN_OFF:  # pages that this case does not ask are passed over
        found.append(until_painted(screen.show_next, painted))
    return found[:-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
