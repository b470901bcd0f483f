"""`new`, `check`, `backup` and `restore`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from hssib_desk.cli.console import DONE, LOOK, actor, opened, say, say_json


def new(arguments: Namespace) -> int:
    """Make an empty workbook; an existing file is refused."""
    from hssib_desk.domain.library import load_library
    from hssib_desk.store.workbook import Workbook

    workbook = Workbook.create(
        Path(arguments.workbook),
        library=load_library(),
        actor=actor(),
        organisation=arguments.organisation,
        ods_code=arguments.ods,
    )
    workbook.close()
    say(f"Made {workbook.path}. It holds no cases yet.")
    return DONE


def check(arguments: Namespace) -> int:
    """Say in words whether a workbook is whole, unaltered and backed up."""
    from hssib_desk.domain.library import load_library
    from hssib_desk.store.check import check as check_workbook

    findings = check_workbook(Path(arguments.workbook), load_library())
    wrong = [finding for finding in findings if finding.severity != "info"]
    if arguments.json:
        say_json({"workbook": arguments.workbook, "ok": not wrong, "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            say(f"{finding.severity}: {finding.sentence}")
        say(f"{len(wrong)} to look at." if wrong else "Nothing was found that needs you.")
    return LOOK if wrong else DONE


def backup(arguments: Namespace) -> int:
    """Make a checked copy of a workbook."""
    with opened(arguments.workbook) as workbook:
        made = workbook.backup(Path(arguments.to) if arguments.to else None)
    say(f"Backed up to {made}. It was opened and checked.")
    return DONE


def restore(arguments: Namespace) -> int:
    """List the backups of a workbook, or go back to one; the replaced file is kept."""
    from hssib_desk.store.backups import list_backups
    from hssib_desk.store.backups import restore as go_back

    path = Path(arguments.workbook)
    if not arguments.source:
        found = list_backups(path)
        for info in found:
            state = info.problem or f"{info.cases} cases, {info.size // 1024:,} KiB, opens: yes"
            say(f"{info.path}  {info.made_at.astimezone():%d %b %Y %H:%M}  {state}")
        say("Choose one with --from BACKUP." if found else "There is no backup beside this workbook.")
        return LOOK
    kept = go_back(path, Path(arguments.source))
    say(f"{path} is as it was in {Path(arguments.source).name}.")
    if kept:
        say(f"The file that was there is kept as {kept}.")
    return DONE
