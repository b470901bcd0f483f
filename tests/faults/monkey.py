"""A monkey at the real window: random keys and clicks on whatever can be seen, from a seed that repeats them."""

from __future__ import annotations

import faulthandler
import json
import os
import sqlite3
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from hssib_desk.cli.selftest import own_home
from tests.faults.pool import Job, cores, share
from tests.faults.stage import Stage, faults_of
from tests.faults.witness import Witness

NAME = "monkey at the window"
STEPS = 1500
MINUTES = 15  # after which those steps are enough as they are
TOLD = 30
DONE = "done"
HANGS_AFTER = 300  # seconds that one step may take on a computer that is busy with other things
STUCK_AFTER_MS = 300
LOOK_EVERY = 5  # steps between two looks at screen and file
CLOSE_EVERY = 150  # steps between two checks of the closed file
IGNORED = "This plugin does not support"
SAID = (
    "Nurse",
    "14/11/2025",
    "14/11",
    "9990000018",
    "<b>&x</b>",
    "Zażółć",
    "مرحبا",
    "🏴",
    "3",
    "n",
    "=1+1",
    "a\nb",
    " ",
)
KEYS = (
    "Tab Backtab Return Enter Escape Space Backspace Delete Home End Left Right Up Down PageUp PageDown "
    "F1 F2 F4 F6 F7 F8 0 1 2 3 4 5 N"
).split()
CONTROL = "A C V X Z Y F K 1 2 3 4 Return Space Home End Left Right Backspace P W".split()
SHIFT_CONTROL = "N P Z Return Left Right".split()


def play(stage: Stage) -> None:
    """As many monkeys as there are cores, each with a seed of its own."""
    stage.ledger.remark(
        NAME, "each step counts as injected, each line of history that came of it as acknowledged"
    )
    many = 1 if stage.short else cores()
    seeds = [stage.seed + n for n in range(many)]
    seconds = stage.minutes * 60 + 1800
    share(stage, [Job(NAME, f"seed {n}", partial(let_loose, seed=n), seconds) for n in seeds])
    for log in sorted(stage.folder.glob("monkey *.txt")):
        lines = log.read_text("utf-8").removesuffix("\n").split("\n")
        kinds = Counter(line.split(" ")[1] for line in lines if line[:1].isdigit())
        told = ", ".join(f"{kind} {n:,}" for kind, n in kinds.most_common())
        print(f"{log.stem}: {kinds.total():,} things done ({told})", file=sys.stderr)
        if lines[-1] != DONE:  # the process ended without a word, or hung and was ended
            print(
                "It did not come to its end. The last of it:",
                *lines[-2 * TOLD :],
                sep="\n  ",
                file=sys.stderr,
            )


def let_loose(stage: Stage, seed: int) -> None:
    """One monkey in a folder of its own, for as long as the stage says."""
    folder = stage.place("monkey")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("home", "home/Documents"):
        (folder / name).mkdir()
    with (
        own_home(folder),
        (stage.folder / f"monkey {seed}.txt").open("w", encoding="utf-8", buffering=1) as log,
    ):
        os.chdir(folder)
        faulthandler.enable(log)
        monkey = Monkey(stage, seed, folder, log)
        end = time.monotonic() + 60 * (stage.minutes or MINUTES)
        steps = sys.maxsize if stage.minutes else stage.many(STEPS, 150)
        while time.monotonic() < end and monkey.step < steps:
            monkey.go_on()
        monkey.leave()
        faulthandler.cancel_dump_traceback_later()
        log.write(f"{DONE}\n")


class Monkey:
    """The window over a copy of the workbook, and somebody who does anything in it."""

    def __init__(self, stage: Stage, seed: int, folder: Path, log: Any) -> None:
        from PySide6.QtCore import QTimer, qInstallMessageHandler

        from hssib_desk.ui.kit.theme import install_theme, new_application

        self.stage, self.seed, self.folder, self.log = stage, seed, folder, log
        self.random, self.step, self.broken = Random(seed), 0, 0
        self.last: deque[str] = deque(maxlen=TOLD)
        self.heard: list[str] = []
        qInstallMessageHandler(self._hear)
        self.app = new_application(["monkey"])
        install_theme(self.app, "light")
        self._keep_inside()
        # Some of Qt's own popups wait in a loop of their own, which comes back once they are closed.
        self._stuck = QTimer(interval=STUCK_AFTER_MS)
        self._stuck.timeout.connect(self._close_popup)
        self.window: Any = None
        self.path = Path()
        self.begin()

    def begin(self) -> None:
        """Open the window on a fresh copy."""
        from hssib_desk.ui.window.faults import report_faults
        from hssib_desk.ui.window.window import MainWindow

        if self.window is None:
            self.window = MainWindow()
            report_faults(self.window)
            told = sys.excepthook
            sys.excepthook = lambda *fault: (self._fault(*fault), told(*fault))
            sys.unraisablehook = lambda given: self._fault(
                given.exc_type, given.exc_value, given.exc_traceback
            )
            threading.excepthook = lambda given: self._fault(
                given.exc_type, given.exc_value, given.exc_traceback
            )
        self.path = self.stage.copy("monkey's").rename(self.folder / f"Oak House {self.step}.hssib")
        self.window.open_workbook(self.path)
        self._show()
        self.witness = Witness(self.path)
        self.began = self.witness.lines

    def _show(self) -> None:
        self.window.show()
        self.window.activateWindow()
        self._settle()

    def _settle(self) -> None:
        """Let the window do what waits for it; as the program does, where errors go to the excepthook at once."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(1, loop.quit)
        loop.exec()

    def _keep_inside(self) -> None:
        """Nothing is asked of the desktop, and every file that is chosen lies in the folder."""
        from PySide6.QtGui import QDesktopServices
        from PySide6.QtPrintSupport import QPrintDialog
        from PySide6.QtWidgets import QFileDialog

        letter = self.folder / "letter.pdf"
        letter.write_bytes(b"%PDF-1.4\n" + bytes(range(256)))
        (self.folder / "list.csv").write_text("Local number,Name,Date of death\n1,Ng,03/10/2025\n", "utf-8")

        def save(_parent: Any = None, _title: str = "", name: str = "", *_more: Any) -> tuple[str, str]:
            suffix = Path(str(name)).suffix or ".hssib"
            return str(self.folder / f"saved {self.random.randrange(5)}{suffix}"), ""

        def choose(*_given: Any) -> str:
            there = sorted(
                path for path in self.folder.iterdir() if path.is_file() and path.suffix != ".lock"
            )
            return str(self.random.choice(there)) if self.random.random() < 0.8 else ""

        QFileDialog.getSaveFileName = staticmethod(save)
        QFileDialog.getOpenFileName = staticmethod(lambda *given: (choose(), ""))
        QFileDialog.getOpenFileNames = staticmethod(lambda *given: ([str(letter)], ""))
        QFileDialog.getExistingDirectory = staticmethod(lambda *given: str(self.folder / "home"))
        QDesktopServices.openUrl = staticmethod(lambda *given: True)
        QPrintDialog.exec = lambda *given: 0

    # What is heard

    def _hear(self, _kind: object, _context: object, message: str) -> None:
        if IGNORED not in message:
            self.heard.append(f"Qt: {message}")

    def _fault(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        places = " < ".join(
            f"{Path(p.filename).name}:{p.lineno} {p.name}" for p in traceback.extract_tb(trace)[:-7:-1]
        )
        self.heard.append(f"{kind.__name__}: {error} ({places})")

    def broke(self, head: str, what: str) -> None:
        """Write a violation down, with what led to it."""
        self.broken += 1
        last = " | ".join(self.last)
        self.log.write(f"! {head}: {what}\n")
        self.stage.ledger.broke(NAME, head, f"seed {self.seed}, step {self.step}: {what}\n    after: {last}")

    # One step

    def go_on(self) -> None:
        """Do one thing, and look what came of it."""
        acts = (
            (self._click, 40), (self._type, 24), (self._press, 22), (self._go_to_page, 5), (self._choose_in_menu, 3),
            (self._compose, 2), (self._drop, 2), (self._double_click, 3), (self._right_click, 2), (self._resize, 1),
            (self._wheel, 2),
        )  # fmt: skip
        self.do(self.random.choices([a for a, _ in acts], [n for _, n in acts])[0])

    def do(self, act: Callable[[], object]) -> None:
        """One step: an act, a look now and then, and whatever was heard meanwhile."""
        faulthandler.dump_traceback_later(HANGS_AFTER, exit=True, file=self.log)
        self.step += 1
        self.stage.ledger.add(NAME, "injected")
        try:
            self._stuck.start()
            act()
            self._stuck.stop()
            self._settle()
            if self.step % LOOK_EVERY == 0:
                self.look()
            if self.step % CLOSE_EVERY == 0 or not self.window.isVisible() or self.window.session is None:
                self.close_and_check()
        except Exception as error:  # the edge of the experiment
            self._fault(type(error), error, error.__traceback__)
        self._tell()

    def _tell(self) -> None:
        for said in self.heard:
            self.broke("tracebacks", said)
        self.heard.clear()

    def note(self, what: str) -> None:
        """Keep what is about to be done."""
        self.last.append(what)
        self.log.write(f"{self.step} " + what.replace("\n", "\\n") + "\n")

    def _top(self) -> Any:
        return self.app.activePopupWidget() or self.app.activeModalWidget() or self.window

    def _close_popup(self) -> bool:
        """Close what is open over the window; whether anything was."""
        found = self.app.activePopupWidget() or self.app.activeModalWidget()
        return found is not None and found.close()

    def _cursor(self) -> Any:
        return self.app.activePopupWidget() or self.app.focusWidget() or self.window

    def _seen(self) -> tuple[Any, Any] | None:
        """Something that can be seen, half of the time something that takes keys, and a point in it."""
        from PySide6.QtCore import Qt

        top = self._top()
        found = list(_visible(top))
        usable = [widget for widget in found if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        if usable and self.random.random() < 0.5:
            found = usable
        for _ in range(30):
            widget = self.random.choice(found)
            region = widget.visibleRegion()
            if not region.isEmpty():
                box = region.boundingRect()
                x, y = (self.random.randrange(max(1, n)) for n in (box.width(), box.height()))
                point = box.topLeft()
                point.setX(point.x() + x)
                point.setY(point.y() + y)
                at = top.childAt(widget.mapTo(top, point)) if widget is not top else None
                return (at, at.mapFrom(top, widget.mapTo(top, point))) if at else (widget, point)
        return None

    def _click(self, double: bool = False, right: bool = False) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QContextMenuEvent
        from PySide6.QtTest import QTest
        from shiboken6 import isValid

        found = self._seen()
        if found is None:
            return
        widget, point = found
        how = "double click" if double else "right click" if right else "click"
        self.note(f"{how} {_called(widget)} at {point.x()},{point.y()}")
        if right:
            self.app.sendEvent(
                widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, widget.mapToGlobal(point))
            )
            return
        QTest.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QPoint(QPointF(point).toPoint()),
        )
        if double and isValid(widget):
            QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)

    def _double_click(self) -> None:
        self._click(double=True)

    def _right_click(self) -> None:
        self._click(right=True)

    def _type(self) -> None:
        """Type where the cursor is; where nothing can be written there, most often in a field that can be seen."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QLineEdit, QTextEdit

        from tests.hands import write

        said = self.random.choice(SAID)
        if self._top() is self.window and not isinstance(self._cursor(), QLineEdit | QTextEdit):
            places = [found for found in _visible(self.window) if isinstance(found, QLineEdit | QTextEdit)]
            if places and self.random.random() < 0.7:
                self.random.choice(places).setFocus(Qt.FocusReason.MouseFocusReason)
        widget = self._cursor()
        self.note(f"type {said!r} in {_called(widget)}")
        for letter in said:
            write(self._cursor(), letter)  # a letter may open or close something

    def _press(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        none, control, shift = (Qt.KeyboardModifier[f"{name}Modifier"] for name in ("No", "Control", "Shift"))
        keys, held = self.random.choices(
            [
                (KEYS, none),
                (CONTROL, control),
                (SHIFT_CONTROL, control | shift),
                (("F8", "Tab", "Left"), shift),
            ],
            [10, 5, 1, 1],
        )[0]
        key = self.random.choice(keys)
        widget = self._cursor()
        self.note(f"press {held.name if held.name else held}+{key} in {_called(widget)}")
        QTest.keyClick(widget, Qt.Key[f"Key_{key}"], held)

    def _compose(self) -> None:
        from PySide6.QtGui import QInputMethodEvent

        event = QInputMethodEvent("に", []) if self.random.random() < 0.5 else QInputMethodEvent()
        if not event.preeditString():
            event.setCommitString("日")
        widget = self._cursor()
        self.note(f"compose {event.preeditString()!r} in {_called(widget)}")
        self.app.sendEvent(widget, event)

    def _drop(self) -> None:
        from tests.touch import drop

        if found := self._seen():
            self.note(f"drop on {_called(found[0])}")
            drop(found[0])

    def _wheel(self) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent

        if found := self._seen():
            widget, point = found
            self.note(f"wheel over {_called(widget)}")
            none = Qt.KeyboardModifier.NoModifier
            event = QWheelEvent(
                QPointF(point), QPointF(widget.mapToGlobal(point)), QPoint(), QPoint(0, self.random.choice((-240, 240))),
                Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            self.app.sendEvent(widget, event)

    def _resize(self) -> None:
        wide, high = self.random.randrange(960, 1700), self.random.randrange(600, 1500)
        self.note(f"resize to {wide} x {high}")
        self.window.resize(wide, high)

    def _go_to_page(self) -> None:
        """Open any page of any case, as a link on another page does."""
        session = self.window.session
        if (
            session is None
            or self._top() is not self.window
            or self.window.stack.currentWidget() is not self.window.frame
        ):
            return
        case = self.random.choice(list(session.workbook.lists.case_files()))
        pages = [page.key for page in case.library.outline.pages] + ["sign_off"]
        page = self.random.choice(pages)
        self.note(f"go to {page} of {case.ref}")
        self.window.case(case.id, page)

    def _choose_in_menu(self) -> None:
        """Open the menu, and choose something in it."""
        session = self.window.session
        if (
            session is None
            or self._top() is not self.window
            or self.window.stack.currentWidget() is not self.window.frame
        ):
            return
        from PySide6.QtWidgets import QMenu

        self.window.show_menu()
        menu = self.app.activePopupWidget()
        if isinstance(menu, QMenu):
            action = self.random.choice([a for a in menu.actions() if a.text()])
            self.note(f"choose “{action.text()}” in the menu")
            menu.close()
            action.trigger()

    # What must hold

    def look(self) -> None:
        """Save what is typed: the screen shows what the file says, and nothing changed without right."""
        session = self.window.session
        if session is None:
            return
        saved = session.flush()
        if not saved:
            self.broke("edits lost", f"not saved: {session.problem}")
            session.give_up_unsaved()
        if session.workbook.is_protected or session.workbook.path != self.path:
            return
        for said in self.witness.look():
            self.broke("silent", said)
        if saved:
            self._compare(session)

    def _compare(self, session: Any) -> None:
        from hssib_desk.ui.case.questions import Questions
        from hssib_desk.ui.case.screen import CaseScreen

        screen = self.window.places.currentWidget()
        if not isinstance(screen, CaseScreen) or screen.case is None or not screen.isVisible():
            return
        held = answers_in(self.path)
        page = screen.middle.currentWidget()
        for questions in page.findChildren(Questions):
            for key, box in questions.boxes.items():
                made = questions._questions[key]
                if not box.isVisible() or questions._fields[key].kind == "attachment":
                    continue
                entry, kept = questions.place_of(key)  # a duty shows the answers of other pages too
                told = held.get(entry, {}).get(kept)
                shown = made.read(box.editor.value())
                if shown != made.read(made.write(told)):
                    self.broke("edits lost", f"{key}: the screen shows {shown!r}, and the file says {told!r}")

    def close_and_check(self) -> None:
        """Close the workbook; it is as it should be, and opens again."""
        from hssib_desk.ui import work

        self.note("close and open")
        while self._close_popup():
            pass
        session = self.window.session
        if session is not None:
            self.look()
            work.finish_all()
            self._settle()
            if not self.window.leave_workbook():
                self._settle()
                if self.window.session is not None:
                    self.broke("edits lost", f"the workbook cannot be closed: {self.window.session.problem}")
                    self.window.session.discard()
                    self.window.session = None
        self.stage.ledger.add(NAME, "acknowledged", max(0, self.witness.lines - self.began))
        protected = self.path.exists() and self.path.read_bytes()[:6] != b"SQLite"
        if not protected:
            for said in faults_of(self.stage, self.path):
                self.broke("unreadable", f"check: {said}")
        if protected or self.random.random() < 0.3:
            self.begin()
            return
        self.window.open_workbook(self.path)
        self._show()
        if self.window.session is None or self.window.session.workbook.path != self.path:
            self.begin()
        self.began = self.witness.lines

    def leave(self) -> None:
        """The last look."""
        self.close_and_check()
        self._tell()


def answers_in(path: Path) -> dict[str, dict[str, object]]:
    """The answers of every entry, as the file holds them."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
        return {key: json.loads(text) for key, text in raw.execute("SELECT id, answers FROM entries")}


def _visible(widget: Any) -> Iterator[Any]:
    """A widget and all in it that can be seen and is not greyed."""
    yield widget
    for child in widget.children():
        if child.isWidgetType() and child.isVisible() and child.isEnabled() and not child.isWindow():
            yield from _visible(child)


def _called(widget: Any) -> str:
    name = widget.objectName()
    words = widget.text() if callable(getattr(widget, "text", None)) else ""
    return f"{type(widget).__name__}{f' {name!r}' if name else ''}{f' “{str(words)[:30]}”' if words else ''}"
