"""Looking at an export and writing it on the worker, over a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.review.second_review import state_of
from hssib_desk.export.report import ExportReport
from hssib_desk.export_list.actions import OWNER_FILES, write_each_owner
from hssib_desk.export_list.order import Order, Preview
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.work import Task


@dataclass(frozen=True)
class Source:
    """The workbook file that is exported from, and how it is opened."""

    path: Path
    library: Library
    driver: Driver = PLAIN

    @contextmanager
    def opened(self) -> Iterator[Workbook]:
        """The workbook to read, closed again whatever happens."""
        with Workbook.open(
            self.path, library=self.library, actor=actor(), read_only=True, driver=self.driver
        ) as workbook:
            yield workbook


def look(source: Source, order: Order, task: Task) -> Preview:
    """Go through what an export would take."""
    with source.opened() as workbook:
        return order.export.preview(workbook, order, task.step)


def write(source: Source, order: Order, out: Path, force: bool, task: Task) -> ExportReport:
    """Write the export; raises ExportError with a sentence, and then leaves no file."""
    with source.opened() as workbook:
        return order.export.write(workbook, order, out, force, task.progress)


def write_owners(source: Source, order: Order, folder: Path, task: Task) -> ExportReport:
    """Write the open actions of each owner into a folder; raises ExportError at the first that cannot be."""
    with source.opened() as workbook:
        written = []
        for report in write_each_owner(workbook, order, folder, OWNER_FILES, force=False):
            written.append(report)
            task.step(len(written))
    rows = sum(report.rows_written for report in written) // len(OWNER_FILES)
    notes = dict.fromkeys(note for report in written for note in report.notes)
    return ExportReport(folder / "x", rows, rows, tuple(notes))


def ending_of(chosen_filter: str, endings: Sequence[str]) -> str:
    """What a file whose name has no ending is to end in: as the filter of the dialog says, else the first."""
    return next((ending for ending in endings if f"(*.{ending})" in chosen_filter), endings[0])


def signed_versions(workbook: Workbook, case_id: str) -> list[tuple[str, str]]:
    """The signed versions that can be written, by number; none while a second review is blind."""
    if state_of(workbook.case(case_id)) == "blind":
        return []
    return [
        (str(found.number), f"Version {found.number}, signed {show_date(local_day(found.seal.at))}")
        for found in workbook.reviews.sealed_versions(case_id)
    ]
