"""The history as a spreadsheet: every change with who, when, what it was and is, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.domain.review.history import PastChange
from hssib_desk.export.excel.sheets import Book, Sheet
from hssib_desk.export.files import locking
from hssib_desk.export.report import ExportReport, Progress, goes_on

TITLE = "History"
HEADS = ["Line", "Date", "Time", "Case", "Where", "Question", "What", "Before", "After", "Who", "Why"]
_WIDTHS = [9.0, 12.0, 8.0, 14.0, 24.0, 36.0, 22.0, 50.0, 50.0, 20.0, 36.0]
LEFT_OUT = "(left out: it may identify somebody)"


@dataclass
class _Counted:
    cases: int = 0
    lines: int = 0
    left_out: int = 0


def write_history(
    histories: Iterable[tuple[str, Sequence[PastChange]]],
    facts: WorkbookFacts,
    out: Path,
    *,
    today: date,
    last_hash: str,
    force: bool = False,
    progress: Progress | None = None,
    include_identifying: bool = False,
    withheld: Sequence[str] = (),
    password: str = "",
) -> ExportReport:
    """Write the changes of some cases, each with its reference; an empty one is the workbook itself.

    Answers that identify somebody are left out unless `include_identifying`; who made a change stays.
    `withheld` are cases of which not everything is told, as their second review is blind. Raises ExportError,
    and then leaves no file.
    """
    counted = _Counted()
    with locking(out, force, password) as part, Book(TITLE, facts, today) as book:
        about = book.sheet("Read me", [110], upright=True)
        sheet = book.sheet("Changes", _WIDTHS)  # a spreadsheet keeps the name “History” for itself
        sheet.freeze("A2")
        sheet.head(HEADS)
        for ref, changes in histories:
            counted.cases += bool(ref)
            for change in changes:
                _write(sheet, ref, change, counted, include_identifying)
            goes_on(progress, counted.lines)
        _about(about, counted, facts, today, last_hash, include_identifying, withheld)
        sheet.table("ChangesTable", len(HEADS))
        book.save(part)
    return ExportReport(out, counted.lines, counted.lines, notes=book.notes.all)


def _write(sheet: Sheet, ref: str, change: PastChange, counted: _Counted, include: bool) -> None:
    before, after = change.before, change.after
    if change.identifies and not include:
        counted.left_out += bool(before) + bool(after)
        before, after = (LEFT_OUT if text else "" for text in (before, after))
    counted.lines += 1
    at = change.at.astimezone()
    cells: list[Cell] = [
        change.number, local_day(change.at), f"{at:%H:%M}", ref, change.place, change.asked, change.what,
        before, after, change.who, change.why,
    ]  # fmt: skip
    looks = ["raw_date" if isinstance(cell, date) else "raw" for cell in cells]
    sheet.row(cells, looks, name=f"line {change.number}", height=15)


def _about(
    sheet: Sheet,
    counted: _Counted,
    facts: WorkbookFacts,
    today: date,
    last_hash: str,
    include: bool,
    withheld: Sequence[str],
) -> None:
    kept = "are included" if include else f"are left out ({counted.left_out:,}); the change itself is told"
    said = [
        f"History of “{facts.title}”, written on {show_date(today)}. {facts.classification}",
        f"{counted.lines:,} changes in {counted.cases:,} cases, one a row, oldest first within a case.",
        "It names who made each change. Times are local to the computer that wrote this file.",
        f"Answers to questions that ask for a name, a number, an address or a file {kept}. Free text may "
        "name people all the same: read it through before it is shared.",
        "“Line” is the number in the history of the workbook. Each line carries the hash of the one before.",
    ]
    if last_hash:
        said.append(
            f"The last hash of the workbook was {last_hash}, as “hssib-desk check” prints it. It changes "
            "with every change; a later state of this workbook still has a checkpoint with this one."
        )
    if withheld:
        named = ", ".join(withheld)
        said.append(f"Under blind second review, so that not all of it is told here: {named}.")
    for sentence in said:
        sheet.row([sentence], "body")
