"""Looking at a disposal and doing it: on the worker, over a connection of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hssib_desk.domain.forms.form import Library
from hssib_desk.store.connect import Driver
from hssib_desk.store.retention.retention_types import DisposalPreview
from hssib_desk.ui.file.opening import open_again
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.work import Task


@dataclass(frozen=True)
class Wanted:
    """Which cases of which workbook file are to go, and why."""

    path: Path
    driver: Driver
    library: Library
    cases: tuple[str, ...]
    reason: str
    early: bool


def preview(wanted: Wanted, _task: Task) -> DisposalPreview:
    """What would be removed and rewritten."""
    with open_again(wanted, read_only=True) as workbook:
        return workbook.retention.dispose_preview(wanted.cases)


def dispose(wanted: Wanted, _task: Task) -> str:
    """Do it while the window has the workbook closed; return the sentence to show then."""
    with open_again(wanted, read_only=False) as workbook:
        done = workbook.retention.dispose(wanted.cases, wanted.reason, early=wanted.early)
    gone = plural(len(done.certificates), "case")
    copies = f"{plural(done.rewritten, 'copy', 'copies')} rewritten, {done.removed} removed"
    said = f"{gone} disposed of; {copies}. The certificate is kept under “Retention and disposal”."
    return f"{said} {done.problem}".rstrip()
