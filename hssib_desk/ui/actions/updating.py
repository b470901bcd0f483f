"""What the re-import page does without widgets: read an edited log, and compare it with the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hssib_desk.domain.actions.edited_log import EditedLog
from hssib_desk.domain.actions.log_update import ActionUpdate, compare
from hssib_desk.domain.actions.measures import action_log_forms
from hssib_desk.store.workbook import Workbook


@dataclass(frozen=True)
class Reading:
    """An edited log that was read, and what it would change."""

    path: Path
    log: EditedLog
    found: ActionUpdate


def read_update(workbook: Workbook, path: Path, password: str = "") -> Reading:
    """Read an edited log; raises TableError with a sentence for the user."""
    from hssib_desk.export.reading.action_reader import read_action_log

    log = read_action_log(path, workbook.library, password)
    return Reading(path, log, _compared(workbook, log))


def compare_again(workbook: Workbook, reading: Reading) -> Reading:
    """Compare with the actions as they are by now."""
    return Reading(reading.path, reading.log, _compared(workbook, reading.log))


def _compared(workbook: Workbook, log: EditedLog) -> ActionUpdate:
    library = workbook.library
    cases = workbook.lists.case_files(forms=action_log_forms(library))
    return compare(log, cases, library, workbook.facts.workbook_id, veil=True)
