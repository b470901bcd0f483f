"""The doctor of a workbook file: where it lies, who has it, what is wrong with it, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hssib_desk.domain.forms.form import Library
from hssib_desk.store.connect import PLAIN, Driver, look_at
from hssib_desk.store.errors import Missing, NotAWorkbook, WorkbookError
from hssib_desk.store.lists.queries import CheckFinding
from hssib_desk.store.lock import holder, is_held
from hssib_desk.store.recovery.mend_history import piece_together, tell
from hssib_desk.store.recovery.recover import read_what_is_left
from hssib_desk.store.recovery.salvage import Fault, Salvaged
from hssib_desk.store.schema.file_header import is_protected
from hssib_desk.store.schema.tables import metadata
from hssib_desk.store.startup_checks import at_opening
from hssib_desk.store.verify import check

RECOVER = "Recover what can be read: open it in the window, or run “hssib-desk recover WORKBOOK”."
_STEPS = {
    "in_use": "Open it to read, or ask them to close it.",
    "no_permission": "Ask whoever looks after the folder for the right to write there, or open it to read.",
    "not_a_workbook": "Choose a file ending in .hssib that this program made, or one of its backups.",
    "newer_version": "Update the program on this computer.",
    "needs_passphrase": "Have its passphrase or the recovery key on paper ready.",
    "damaged": f"Or: {RECOVER[0].lower()}{RECOVER[1:]}",  # the sentence itself says to restore a backup
    "not_answering": "Once the drive answers, check again. Restoring a backup would not help.",
    "disk_full": "Free some space on that drive.",
    "references": RECOVER,
    "history": "Compare with an earlier backup; the person responsible for the records decides which one "
    "to keep using.",
    "answers": "Look at the case and its history; the history shows what was written in this program.",
    "rows": "Compare with an earlier backup; the person responsible for the records decides which one "
    "to keep using.",
    "structure": "Take the workbook from an earlier backup, or recover it: that puts every guard back.",
    "seal": "Compare with the PDF that was printed: it bears the seal. A backup from before shows what "
    "was signed.",
    "forms": "Take the workbook from an earlier backup, or compare with it: a form stays as it was asked.",
    "disposal": "Compare with the certificate of the disposal.",
    "attachments": "Take the file from an earlier backup.",
    "beside": "Look at it, and compare with an earlier backup; or recover the workbook from its history.",
    "columns": "Rebuild the lists on the page “Check this workbook”; no answer is changed.",
    "search": "Rebuild the lists on the page “Check this workbook”; no answer is changed.",
    "backups": "Make a backup now.",
    "older": "Open it once; a backup is made first.",
}
_HOLDS = {table.name: table.info["holds"] for table in metadata.sorted_tables if "holds" in table.info}
_HOLDS |= {"sqlite_master": "table of contents", "": "file"}
_MOST_PAGES = 5


def examine(path: Path, library: Library, *, driver: Driver = PLAIN) -> list[CheckFinding]:
    """Everything there is to say about a workbook file, worst first, each with the next step.

    Raises Missing only.
    """
    found = [*_use(path), *at_opening(path, driver)]
    try:
        look_at(path)
        found += check.check(path, library, driver=driver)
    except Missing:
        raise
    except WorkbookError as error:
        found += _refused(path, error, driver)
    if any(item.code in ("damaged", "references") for item in found):
        found += where_damaged(path, driver)
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted((_with_step(item) for item in found), key=lambda item: order[item.severity])


def _refused(path: Path, error: WorkbookError, driver: Driver) -> Iterator[CheckFinding]:
    kind, sentence = error.kind, str(error)
    if isinstance(error, NotAWorkbook) and is_damaged_workbook(path, driver):
        kind, sentence = (
            "damaged",
            f"“{path.name}” is a workbook, but its beginning is destroyed. Restore a backup.",
        )
    yield CheckFinding("error", kind, sentence)


def is_damaged_workbook(path: Path, driver: Driver = PLAIN) -> bool:
    """Whether a file that no database opens is a workbook all the same: by its rows, or by its key."""
    if not path.is_file():
        return False
    if is_protected(path):
        return driver.unlock is not None  # a key is only given for a file with a page that it fits
    found = read_what_is_left(path, driver)
    return bool(found.table("form_texts") or found.table("changes") or found.table("entries"))


def _with_step(item: CheckFinding) -> CheckFinding:
    if item.step or item.severity == "info":
        return item
    return replace(item, step=_STEPS.get(item.code, ""))


def _use(path: Path) -> Iterator[CheckFinding]:
    if is_held(path):
        yield CheckFinding("info", "in_use", str(holder(path)))
    if path.exists() and not os.access(path, os.W_OK):
        yield CheckFinding("warning", "no_permission", f"You can read “{path.name}”but not write to it.")
    elif path.exists() and not os.access(path.parent, os.W_OK):
        sentence = f"You may not write into the folder of “{path.name}”, so nothing can be saved there."
        yield CheckFinding("warning", "no_permission", sentence)


def where_damaged(path: Path, driver: Driver = PLAIN) -> Iterator[CheckFinding]:
    """Where a file is damaged: which pages, what they hold, and which cases are touched."""
    found = read_what_is_left(path, driver)
    faults = [fault for fault in found.faults if fault.table in _HOLDS]
    for fault in faults[:_MOST_PAGES]:
        yield CheckFinding("error", "where", _sentence(fault))
    if len(faults) > _MOST_PAGES:
        holds = sorted({_HOLDS[fault.table] for fault in faults[_MOST_PAGES:]})
        more = len(faults) - _MOST_PAGES
        places = "1 more place is" if more == 1 else f"{more} more places are"
        yield CheckFinding("error", "where", f"{places} damaged ({', '.join(holds)}).")
    if found.faults and not faults:
        sentence = "Only what follows from the answers is damaged: lists, figures or search words."
        yield CheckFinding("info", "where", sentence)
    refs = _touched(found)
    if refs:
        named = ", ".join(refs[:10]) + (" …" if len(refs) > 10 else "")
        yield CheckFinding("error", "where", f"Answers of {named} cannot be read in this file.")


def _sentence(fault: Fault) -> str:
    place = f"page {fault.page}, {_HOLDS[fault.table]}" if fault.page else _HOLDS[fault.table]
    return f"{place[:1].upper()}{place[1:]}: {fault.why}."


def _touched(found: Salvaged) -> list[str]:
    """The cases of which the history knows an entry that is not there."""
    told = tell(piece_together(found, Salvaged(), ()))
    there = {str(row["id"]) for row in found.table("entries").values()}
    refs = {str(row["id"]): str(row["ref"]) for row in found.table("cases").values()}
    lost = {entry.case_id for entry_id, entry in told.items() if entry_id not in there and entry.case_id}
    return sorted(refs.get(case, "a case whose reference is lost") for case in lost)
