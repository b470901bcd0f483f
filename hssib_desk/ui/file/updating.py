"""A workbook that an earlier version wrote last is brought up to date on the worker, before it is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.connect import Driver
from hssib_desk.store.errors import OutOfDate, WorkbookError
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui import asking
from hssib_desk.ui.file.opening import actor, open_session, refuse
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import ProgressBar
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.overlay import Overlay
from hssib_desk.ui.work import Task, start

Show = Callable[[Session | None], None]

WHY = (
    "The questions, duties or deadlines are others than when it was last opened, so what follows from each "
    "case is worked out anew, once. Nothing that was written is changed."
)


def open_up_to_date(
    path: Path, host: Host, show: Show, read_only: bool = False, driver: Driver | None = None
) -> None:
    """Open a workbook and show its session, or None where it is not opened, which was said."""
    try:
        show(open_session(path, host, read_only, driver, at_once=True))
    except OutOfDate:
        UpdatingPage(host, path, show, driver).begin_work()


class UpdatingPage(Overlay):
    """Says how far it is; stopped, the workbook stays as it was."""

    def __init__(self, host: Host, path: Path, show: Show, driver: Driver | None) -> None:
        said = f"Bringing “{path.name}” up to date"
        super().__init__(said)
        self._host, self.path, self._then, self._driver = host, path, show, driver
        self._count = 0  # of cases; the worker tells it
        self.bar, self.words = ProgressBar(name=said), Paragraph("", "second")
        self.back = self.first = button("Not now")
        self.centre(
            Sign("history", 24, "accent"), Headline(said, "card-title"), Paragraph(WHY, "body"),
            self.bar, self.words, self.back,
        )  # fmt: skip
        self._job = start(self._update, "The workbook is being brought up to date")
        self._job.progressed.connect(self._tell)
        self._job.finished.connect(self._go_on)
        self._job.stopped.connect(self._give_up)
        self._job.ended.connect(self.leave)  # also when the work broke down
        self.back.clicked.connect(self._job.stop)

    def begin_work(self) -> None:
        """Wait a moment, as for few cases no page is needed, and then come in sight."""
        self._job.tell_now(asking.PATIENCE_S)
        if not self._job.is_told:
            self._host.show_overlay(self)

    def _update(self, task: Task) -> WorkbookError | FormError | None:
        def step(done: int, count: int) -> None:
            self._count = count
            task.step(done)

        try:
            made = Workbook.open(
                self.path,
                library=load_library(),
                actor=actor(),
                back_up=False,
                driver=self._driver,
                step=step,
            )
            made.close()
        except (WorkbookError, FormError) as error:
            return error
        return None

    def _tell(self, done: int) -> None:
        self.bar.set_percent(100 * done / self._count)
        self.words.setText(f"{done:,} of {self._count:,} cases")

    def _go_on(self, error: WorkbookError | FormError | None) -> None:
        self.leave()
        if error is None:
            self._then(open_session(self.path, self._host, False, self._driver))
        else:
            refuse(self.path, error, self._host, self._driver)
            self._then(None)

    def _give_up(self) -> None:
        self.leave()
        self._then(None)
