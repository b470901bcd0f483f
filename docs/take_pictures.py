"""Take the pictures of the README from the practice workbook: `python docs/take_pictures.py`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


def main() -> None:
    """Walk through the window on a practice workbook and keep a picture of each place."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            os.environ[name] = folder
        from hssib_desk.practice import make_practice
        from hssib_desk.ui.settings.user_snippets import OwnWords, save_words

        save_words(OwnWords(last={"name": "F. Ravensdale", "role": "Crisis team clinician"}))
        path = make_practice(Path(folder) / "practice.hssib", today=date.today())
        for mode in ("light", "dark"):
            take(path, mode)


def take(path: Path, mode: str) -> None:
    """Every place in one theme."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from hssib_desk.store.lists.queries import CaseQuery
    from hssib_desk.ui import asking
    from hssib_desk.ui.kit.theme import install_theme
    from hssib_desk.ui.window.window import MainWindow

    app = QApplication.instance() or QApplication([])
    install_theme(app, mode)  # type: ignore[arg-type]
    asking.PATIENCE_S = 60  # a picture waits for its figures
    window = MainWindow()
    window.resize(1280, 800)
    window.show()

    def keep(name: str, go: Callable[[], object] = lambda: None) -> None:
        go()
        window.notice.clear()
        QTest.qWait(1500)
        window.grab().save(str(HERE / "pictures" / f"{name}-{mode}.png"))

    keep("welcome")
    window.open_workbook(path)
    assert window.session is not None
    rows = window.session.workbook.lists.cases(CaseQuery(sort="updated"))
    draft = next(row for row in rows if row.status == "draft" and 0 < row.percent < 80 and row.scores[1][1])
    signed = next(row for row in rows if row.status in ("signed", "second_review"))
    judged = next(page.key for page in window.session.library.outline.pages if page.key.endswith(".ongoing"))
    window.home()
    keep("home", window.page("home").view._buttons["everyone"].click)
    keep("cases", window.cases)
    keep("case", lambda: window.case(draft.id, judged))
    keep("sign-off", lambda: window.case(draft.id, "sign_off"))
    keep("signed", lambda: window.case(signed.id, "sign_off"))
    keep("screening", window.screen_deaths)
    keep("actions", window.action_log)
    keep("learning", window.learning)
    window.close()


if __name__ == "__main__":
    main()
