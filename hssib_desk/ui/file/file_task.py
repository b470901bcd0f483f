"""Work on a workbook's file as a whole: the workbook is closed, one thing is done, and it is opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.store.schema.file_header import is_plain
from hssib_desk.ui.file.recovery_page import RecoveryPage
from hssib_desk.ui.host import Host
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.window.navigator import Done
from hssib_desk.ui.window.overlay import Overlay
from hssib_desk.ui.work import Task, start

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver


def with_file(
    host: Host, path: Path, doing: str, do: Callable[[Task], str | Done], driver: Driver | None = None
) -> None:
    """Close the open workbook, do one thing with the file at `path` on the worker, and open that file.

    `do` returns the sentence to show then; `driver` opens a protected file again without asking. When the
    open workbook cannot be saved nothing is done; when the work fails the file is as it was, it is opened
    again, and the reason is said.
    """
    if host.leave_workbook(lambda: with_file(host, path, doing, do, driver), keeps_copy=True):
        host.show_overlay(ClosedPage(host, path, doing, do, driver))


class ClosedPage(Overlay):
    """Shown while the workbook is closed; it cannot be left before the work has ended."""

    def __init__(
        self, host: Host, path: Path, doing: str, do: Callable[[Task], str | Done], driver: Driver | None
    ) -> None:
        super().__init__(doing)
        self._host, self.path, self._driver = host, path, driver
        words = Paragraph("The workbook opens again in a moment. Please wait.", "second")
        self.centre(Sign("database-backup", 24, "accent"), Headline(doing, "card-title"), words)
        self._job = start(do, doing)
        self._job.finished.connect(self._open)
        self._job.failed.connect(self._open_after_failure)
        self._job.ended.connect(self.leave)  # also when the work broke down

    def _open(self, result: object, kind: str = "ok") -> None:
        self.leave()
        done = result if isinstance(result, Done) else None
        said, driver = (done.sentence, done.driver) if done else (str(result), self._driver)
        if driver is not None and (driver.unlock is None or is_plain(self.path)):
            driver = None  # the file that is there now may have another state than the one that was
        if self.path.exists():
            self._host.open_workbook(self.path, driver=driver)
        if self._host.session is not None or kind == "bad":
            self._host.say(said, kind)
        if done and done.recovery:
            self._host.show_overlay(RecoveryPage(self.path.stem, done.recovery))

    def _open_after_failure(self, sentence: str) -> None:
        self._open(sentence, "bad")
