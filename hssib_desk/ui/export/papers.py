"""Papers of an auditor and a coroner from the window: a statement of integrity, and the bundle of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from hssib_desk.domain.review.case_file import CaseFile
from hssib_desk.export_list.coroner import write_case_bundle, write_integrity
from hssib_desk.ui.export.exporting import Source
from hssib_desk.ui.export.room import documents
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import Job, Task, start

CHECKING = "Checking the workbook and writing the statement"
BUNDLING = "Writing the bundle for the coroner"


class Papers:
    """Asks where one goes, writes it on the worker, and says where it is; one at a time."""

    def __init__(self, parent: QWidget, session: Session, go: Navigator) -> None:
        self.parent, self.session, self.go = parent, session, go
        self.job: Job | None = None

    def statement(self) -> None:
        """Check the workbook and save what was found as a PDF."""
        name = f"statement-of-integrity-{date.today()}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self.parent, "Save the statement", str(documents() / name), "PDF documents (*.pdf)"
        )
        if chosen:
            path = Path(chosen)
            # The dialog has asked about a file that is there, and only about the name it gave.
            out = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
            force = out == path and out.exists()
            self._begin(CHECKING, partial(_state, self._source(), out, force))

    def bundle(self, case: CaseFile) -> None:
        """Write everything about a case into a new folder, inside the one that is chosen."""
        chosen = QFileDialog.getExistingDirectory(
            self.parent, "Where the folder of the bundle is to be made", str(documents())
        )
        if chosen:
            folder = Path(chosen) / f"bundle-{case.ref}-{date.today()}"
            self._begin(BUNDLING, partial(_bundle, self._source(), case.id, folder))

    def _source(self) -> Source:
        workbook = self.session.workbook
        return Source(workbook.path, workbook.library, workbook.driver)

    def _begin(self, doing: str, do: Callable[[Task], str]) -> None:
        if self.job is not None or not self.session.flush():
            return
        self.job = start(do, doing)
        self.job.finished.connect(lambda said: self.go.say(str(said), "ok"))
        self.job.failed.connect(lambda said: self.go.say(said, "bad"))
        self.job.ended.connect(self._end)
        self.go.say(f"{doing}…")

    def _end(self) -> None:
        self.job = None


def _state(source: Source, out: Path, force: bool, _task: Task) -> str:
    with source.opened() as workbook:
        found, report = write_integrity(workbook, out, force)
    return f"{report.path}: the statement is written. {found.in_a_line.replace(', below', '')}"


def _bundle(source: Source, case_id: str, folder: Path, task: Task) -> str:
    with source.opened() as workbook:
        report = write_case_bundle(workbook, case_id, folder, progress=task.progress)
    return (
        f"{report.path}: {report.rows_written} documents and an index. It names people; read it through "
        "before you send it."
    )
