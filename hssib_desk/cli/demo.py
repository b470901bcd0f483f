"""`demo`: a practice workbook, its action log and a review PDF in a folder."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hssib_desk.cli.console import DONE, FAILED, actor, progress, say, say_error, say_json
from hssib_desk.domain.actions.measures import action_log_forms
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.lists.queries import CaseQuery

if TYPE_CHECKING:
    from hssib_desk.store.workbook import Workbook

WORKBOOK, ACTION_LOG = "practice.hssib", "action-log.xlsx"


def demo(arguments: Namespace) -> int:
    """Make all three; what an earlier demo left is replaced only with --force."""
    folder = Path(arguments.folder)
    earlier = [folder / WORKBOOK, folder / ACTION_LOG, *folder.glob("review-*.pdf")]
    there = next((path for path in earlier if path.exists()), None)
    if there and not arguments.force:
        say_error(f"{there} is there already. Choose another folder, or add --force to replace it.")
        return FAILED
    paths, cases = make_demo(folder, date.today(), arguments.cases, arguments.seed, arguments.force)
    if arguments.json:
        say_json({"workbook": paths[0], "action_log": paths[1], "summary": paths[2], "cases": cases})
    else:
        say(f"{cases} made-up cases for practice. Nobody in them is real.")
        for path in paths:
            say(f"  {path}")
    return DONE


def make_demo(folder: Path, today: date, cases: int | None, seed: int, force: bool) -> tuple[list[Path], int]:
    """The three files and the number of cases; the workbook is made beside and swapped in when whole."""
    from hssib_desk.practice import make_practice
    from hssib_desk.store.errors import AlreadyThere
    from hssib_desk.store.workbook import Workbook

    library = load_library()
    path = folder / WORKBOOK
    _refuse_one_in_use(path)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix="making ") as beside:
        made = Path(beside) / WORKBOOK
        make_practice(
            made, today=today, library=library, cases=cases, seed=seed, progress=progress("Cases made")
        )
        if path.exists() and not force:  # another start made one meanwhile, and somebody may write in it
            raise AlreadyThere(f"{path} is there already. Choose another folder.")
        _refuse_one_in_use(path)
        path.with_name(f"{WORKBOOK}-journal").unlink(missing_ok=True)  # of the one that is replaced
        made.replace(path)
    with Workbook.open(path, library=library, actor=actor(), read_only=True) as workbook:
        return [path, *_exports(workbook, folder, today, force)], workbook.lists.count_cases(CaseQuery())


def _exports(workbook: Workbook, folder: Path, today: date, force: bool) -> list[Path]:
    """The action log, and the summary of a signed review, of the lowest score if there are several."""
    from hssib_desk.export.excel.action_log import write_action_log
    from hssib_desk.export.pdf.summary import write_summary

    library, log = workbook.library, folder / ACTION_LOG
    files = workbook.lists.case_files(forms=action_log_forms(library))
    write_action_log(files, workbook.facts, library, log, today=today, force=force)
    signed = workbook.lists.cases(CaseQuery(status="sealed", sort="overall", descending=False))
    blind = (
        workbook.lists.blind_cases()
    )  # a paper of these would tell their second reviewers of the first scores
    shown = [row for row in signed if row.ref not in blind]
    row = (shown or workbook.lists.cases(CaseQuery(), limit=1))[0]
    summary = folder / f"review-{row.ref}.pdf"
    write_summary(workbook.case(row.id), summary, force=force)
    return [log, summary]


def _refuse_one_in_use(path: Path) -> None:
    """Raise InUse for a workbook that somebody has open, before anything of it is replaced."""
    from hssib_desk.store.lock import WriterLock

    if path.exists():
        WriterLock(path, actor()).release()
