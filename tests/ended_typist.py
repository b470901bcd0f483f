"""A person at the keyboard of the real program, which saves nothing by itself: `… WORKBOOK` types one text.

Standard output says "typed" once the text is written and not saved.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.ui import app, session
from hssib_desk.ui.kit.theme import new_application
from hssib_desk.ui.window.window import MainWindow

WORDS = "Written just before the end"


def write_once() -> None:
    """Write into the pen portrait of the first case, as soon as the workbook is open."""
    window = next(made for made in QApplication.topLevelWidgets() if isinstance(made, MainWindow))
    if window.session is None:
        QTimer.singleShot(50, write_once)
        return
    form = window.session.library.form_with_role("pen_portrait", repeat=False)
    key = form.role("pen_portrait").key
    window.case(window.session.workbook.lists.cases(CaseQuery(), limit=1)[0].id, form.key, key)
    editor = window.page("case")._shown_page().findChild(QWidget, key)
    QTest.keyClicks(editor, WORDS)
    assert window.session.has_unsaved
    print("typed", flush=True)


if __name__ == "__main__":
    session.SAVE_WITHIN_MS = 3_600_000
    new_application(["hssib-desk"])
    QTimer.singleShot(0, write_once)
    sys.exit(app.run(Path(sys.argv[1])))
