"""Publishing a working copy from the window: when it is closed, now and then, and when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.workcopy.workcopy import Published, WorkCopy
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.layout import FlowRow
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import breakable
from hssib_desk.ui.window.overlay import Overlay
from hssib_desk.ui.work import Job, start

DOING = "Your work is being published to the workbook"
SAFE = "Nothing is lost: everything is in the copy on this computer, and is there when you open the workbook."


class Publishing(QObject):
    """Publishes the working copy of one session; `changed` says that `words` are others."""

    changed = Signal()
    said = Signal(str, str)  # a sentence and its kind

    def __init__(self, session: Session, copy: WorkCopy, minutes: int) -> None:
        super().__init__(session)
        self.session, self.copy = session, copy
        self.gives_up = False  # somebody closes without publishing
        self.problem, self.is_beside = "", False
        self._is_new = not copy.is_published
        self._job: Job | None = None
        self._told, self._quiet = "", False
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.publish_quietly)
        self.set_minutes(minutes)
        session.saved.connect(lambda _at: self._note_work())
        session.lists_changed.connect(self._note_work)

    def set_minutes(self, minutes: int) -> None:
        """Publish every so many minutes what is new; 0 for only when the workbook is closed."""
        self.timer.stop()
        if minutes:
            self.timer.start(minutes * 60_000)

    def give_up(self) -> None:
        """Close without publishing; the copy is taken up at the next opening."""
        self.gives_up = True

    @property
    def words(self) -> str:
        """What the top bar says of the copy."""
        at = self.copy.published_at
        if self._job is not None:
            return "Working copy · publishing"
        if self._is_new and self.problem:
            return "Working copy · could not be published"
        if at is None:
            return "Working copy · not published yet" if self._is_new else "Working copy"
        return f"Working copy · {'last ' if self._is_new else ''}published {at.astimezone():%H:%M}"

    def publish(self) -> Job:
        """Publish on the worker, and say what came of it."""
        self._told = ""
        return self._start(False)

    def publish_quietly(self) -> None:
        """Publish changes; a failure is said once, and tried again the next time."""
        self._start(True)

    def _start(self, quiet: bool) -> Job:
        self._quiet = quiet
        if self._job is None:
            # By itself it takes nothing half typed out of a field.
            (self.session.save if quiet else self.session.flush)()
            self.problem = ""
            self._is_new = False  # what is written from here on may come too late for it
            self._job = start(lambda _task: self.copy.publish(), DOING)
            self._job.finished.connect(self._take)
            self._job.failed.connect(self._fail)
            self._job.ended.connect(self._end)
            self.changed.emit()
        return self._job

    def _take(self, done: Published) -> None:
        if done.beside and not self.is_beside:
            self.said.emit(done.sentence, "bad")
        elif not self._quiet:
            self.said.emit(done.sentence, "ok")
        self.is_beside = done.beside

    def _fail(self, sentence: str) -> None:
        self.problem, self._is_new = sentence, True
        if sentence != self._told:
            self._told = sentence
            self.said.emit(f"Not published. {sentence} {SAFE}", "warn")

    def _end(self) -> None:
        self._job = None
        self.changed.emit()

    def _note_work(self) -> None:
        if not self._is_new:
            self._is_new = True
            self.changed.emit()


def must_publish(
    host: Host, publishing: Publishing, then: Callable[[], object], otherwise: Callable[[], object]
) -> bool:
    """Whether work has to be published before the workbook is closed; `then` is done when it is."""
    session = publishing.session
    if session.keeps_copy or publishing.gives_up or not session.flush() or publishing.copy.is_published:
        return False
    job = publishing.publish()
    done: list[Published] = []
    job.finished.connect(done.append)
    job.stopped.connect(publishing.give_up)

    def go_on() -> None:
        if done and done[0].beside:
            host.show_overlay(BesidePage(publishing, done[0].sentence, then))
        else:
            then()

    def stop() -> None:
        if publishing.problem:
            host.show_overlay(FailedPage(publishing, then, otherwise))
        else:
            otherwise()

    return host.must_wait(go_on, stop)


class FailedPage(Overlay):
    """Publishing failed while closing: where the work is, and what can be done."""

    def __init__(
        self, publishing: Publishing, then: Callable[[], object], otherwise: Callable[[], object]
    ) -> None:
        title = "Your work is not published yet"
        super().__init__(title)
        self._publishing, self._then, self._otherwise = publishing, then, otherwise
        self.again = self.first = button("Try again", "refresh-cw", "primary")
        self.elsewhere = button("Save it in another place…", "save")
        self.close_it = button("Close and keep it on this computer")
        self.stay = button("Continue working", kind="quiet")
        names = ("try-again", "save-elsewhere", "close-unpublished", "stay-open")
        acts = (self._try_again, self._save_elsewhere, self._close, self._stay)
        buttons = (self.again, self.elsewhere, self.close_it, self.stay)
        row = FlowRow()
        for name, made, act in zip(names, buttons, acts, strict=True):
            made.setObjectName(name)
            made.clicked.connect(act)
            row.add(made)
        self.says = Paragraph(f"{publishing.problem}", "body")
        self.centre(
            Sign("triangle-alert", 24, "warnshape"), Headline(title, "card-title"), self.says,
            Paragraph(SAFE, "body"),
            Paragraph(f"The copy: {breakable(publishing.copy.path)}", "second"), row, width=820,
        )  # fmt: skip

    def _try_again(self) -> None:
        self.leave()
        self._then()

    def _close(self) -> None:
        self._publishing.give_up()
        self.leave()
        self._then()

    def _stay(self) -> None:
        self.leave()
        self._otherwise()

    def _save_elsewhere(self) -> None:
        copy = self._publishing.copy
        start_at = str(Path.home() / copy.original.name)
        chosen, _ = QFileDialog.getSaveFileName(self, "Save it in another place", start_at, "*.hssib")
        if not chosen:
            return
        path = Path(chosen if chosen.endswith(".hssib") else f"{chosen}.hssib")
        try:
            copy.save_elsewhere(path)
        except WorkbookError as error:
            self.says.set_text(str(error))
            return
        self.leave()
        self._then()


class BesidePage(Overlay):
    """Others changed the workbook: both files are kept, and which is which is said before it closes."""

    def __init__(self, publishing: Publishing, sentence: str, then: Callable[[], object]) -> None:
        title = "Two copies of this workbook are kept"
        super().__init__(title)
        self._then = then
        self.done = self.first = button("Close the workbook", kind="primary")
        self.done.setObjectName("close-beside")
        where = Paragraph(f"Both are in {breakable(publishing.copy.original.parent)}", "second")
        words = (Headline(title, "card-title"), Paragraph(sentence, "body"), where)
        self.centre(Sign("files", 24, "warnshape"), *words, self.done, width=640)
        self.done.clicked.connect(self._close)

    def _close(self) -> None:
        self.leave()
        self._then()
