"""`demo`: a practice workbook, its action log and a review PDF in a folder."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path

from hssib_desk.cli.console import DONE, FAILED, actor, progress, say, say_error, say_json
from hssib_desk.cli.exports import action_log_forms
from hssib_desk.domain.library import load_library

WORKBOOK, ACTION_LOG = "practice.hssib", "action-log.xlsx"


def demo(arguments: Namespace) -> int:
    """Make all three; what an earlier demo left is replaced only with --force."""
    folder = Path(arguments.folder)
    there = [name for name in (WORKBOOK, ACTION_LOG) if (folder / name).exists()]
    if there and not arguments.force:
        say_error(
            f"{folder / there[0]} is there already. Choose another folder, or add --force to replace it."
        )
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
    from hssib_desk.export.action_log import write_action_log
    from hssib_desk.export.summary import write_summary
    from hssib_desk.practice import make_practice
    from hssib_desk.store.rows import CaseQuery
    from hssib_desk.store.workbook import Workbook

    folder.mkdir(parents=True, exist_ok=True)
    library = load_library()
    path = folder / WORKBOOK
    _clear(path, force)
    make_practice(path, today=today, library=library, cases=cases, seed=seed, progress=progress("Cases made"))
    workbook = Workbook.open(path, library=library, actor=actor())
    try:
        write_action_log(
            workbook.case_files(forms=action_log_forms(library)),
            workbook.facts,
            library,
            folder / ACTION_LOG,
            today=today,
            force=force,
        )
        signed = workbook.cases(CaseQuery(status="sealed", sort="overall", descending=False), limit=1)
        row = signed[0] if signed else workbook.cases(CaseQuery(), limit=1)[0]
        summary = folder / f"review-{row.ref}.pdf"
        write_summary(workbook.case(row.id), summary, force=force)
        count = workbook.count_cases(CaseQuery())
    finally:
        workbook.close()
    return [path, folder / ACTION_LOG, summary], count


def _clear(path: Path, force: bool) -> None:
    if force:
        for old in (path, path.with_name(path.name + "-journal")):
            old.unlink(missing_ok=True)
