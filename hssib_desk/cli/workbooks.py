"""`new`, `check`, `publish`, `backup` and `restore`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.cli.console import DONE, LOOK, actor, say, say_json
from hssib_desk.cli.opening import opened
from hssib_desk.domain.dates import show_moment

if TYPE_CHECKING:
    from hssib_desk.store.connect import Driver
    from hssib_desk.store.workbook import Workbook


def new(arguments: Namespace) -> int:
    """Make an empty workbook; an existing file is refused."""
    from hssib_desk.cli.choosing import chosen, review_form
    from hssib_desk.domain.forms.library import load_library
    from hssib_desk.store.errors import NotReady
    from hssib_desk.store.settings import REVIEW
    from hssib_desk.store.workbook import Workbook

    if not arguments.protect and (arguments.passphrase_file or arguments.recovery_key_file):
        raise NotReady("Add --protect to give the workbook that passphrase. Nothing was made.")
    library = load_library()
    settings = {**chosen(arguments.option, library), REVIEW: review_form(arguments.review, library)}

    def made(passphrase: str = "") -> Workbook:
        workbook = Workbook.create(
            Path(arguments.workbook),
            library=library,
            actor=actor(),
            organisation=arguments.organisation,
            ods_code=arguments.ods,
            passphrase=passphrase,
        )
        for key, value in settings.items():
            if value:
                workbook.set_setting(key, value)
        return workbook

    if arguments.protect:
        _make_protected(arguments, made)
    else:
        made().close()
    say(f"Made {arguments.workbook}. It holds no cases yet.")
    return DONE


def _make_protected(arguments: Namespace, made: Callable[[str], Workbook]) -> None:
    from hssib_desk.cli.protection import kept_key
    from hssib_desk.cli.secrets import VARIABLE, new_passphrase
    from hssib_desk.store.passphrase.change import RecoveryKey, recovery_key

    known = [Path(arguments.workbook).stem, arguments.organisation, actor()]
    passphrase = new_passphrase(arguments.passphrase_file, VARIABLE, known)
    with kept_key(arguments.recovery_key_file) as keep, made(passphrase) as workbook:
        keep(RecoveryKey(recovery_key(workbook.driver)))


def check(arguments: Namespace) -> int:
    """Say in words whether a workbook is whole, unaltered and backed up."""
    from hssib_desk.cli.secrets import driver_of_damaged
    from hssib_desk.domain.forms.library import load_library
    from hssib_desk.store.errors import NotAWorkbook
    from hssib_desk.store.verify.diagnose import examine

    path = Path(arguments.workbook)
    findings = examine(path, load_library(), driver=driver_of_damaged(arguments))
    if findings and findings[0].code == NotAWorkbook.kind:
        raise NotAWorkbook(f"{findings[0].sentence} {findings[0].step}")
    wrong = [finding for finding in findings if finding.severity != "info"]
    if arguments.statement:
        _state(arguments)
    if arguments.json:
        say_json({"workbook": arguments.workbook, "ok": not wrong, "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            say(f"{finding.severity}: {finding.sentence} {finding.step}".rstrip())
        say(f"{len(wrong)} to look at." if wrong else "Nothing needs attention.")
    return LOOK if wrong else DONE


def _state(arguments: Namespace) -> None:
    """Write the statement of integrity beside what is said; a workbook that cannot be opened has none."""
    from hssib_desk.export_list.coroner import write_integrity

    with opened(arguments, read_only=True) as workbook:
        write_integrity(workbook, Path(arguments.statement), arguments.force)
    if not arguments.json:
        say(f"{arguments.statement}: the statement of integrity is written.")


def publish(arguments: Namespace) -> int:
    """Publish the work that waits on a copy of a workbook on this computer."""
    from hssib_desk.cli.secrets import driver_of
    from hssib_desk.store.workcopy import workcopy_note
    from hssib_desk.store.workcopy.workcopy import WorkCopy

    path = Path(arguments.workbook)
    waiting = workcopy_note.pending(path)
    if waiting is None:
        say(f"There is no unpublished work on {path} on this computer.")
        return DONE
    copy = WorkCopy.begin(path, actor(), driver_of(arguments, waiting.copy))
    try:
        done = copy.publish()
    finally:
        copy.finish()
    say(done.sentence)
    return LOOK if done.beside else DONE


def backup(arguments: Namespace) -> int:
    """Make a checked copy of a workbook."""
    with opened(arguments) as workbook:
        made = workbook.copies.backup(Path(arguments.to) if arguments.to else None)
    say(f"Backed up to {made}. It was opened and checked.")
    return DONE


def restore(arguments: Namespace) -> int:
    """List the backups of a workbook, or go back to one; the replaced file is kept."""
    from hssib_desk.cli.secrets import driver_of
    from hssib_desk.store.backups import list_backups, paths_of
    from hssib_desk.store.backups import restore as go_back
    from hssib_desk.store.workcopy.workcopy_note import refuse_pending

    path = Path(arguments.workbook)
    if not arguments.source:
        # The workbook may be gone or damaged; its newest copy has the same passphrase.
        found = list_backups(path, driver_of(arguments, next(iter(paths_of(path)), path)))
        for info in found:
            state = info.problem or f"{info.cases} cases, {info.size // 1024:,} KiB, opens: yes"
            say(f"{info.path}  {show_moment(info.made_at)}  {state}")
        say("Choose one with --from BACKUP." if found else "There is no backup beside this workbook.")
        return LOOK
    refuse_pending(path)
    source = Path(arguments.source)
    driver = driver_of(arguments, source)
    said = _difference(path, source, driver)
    kept = go_back(path, source, driver=driver)
    for sentence in said:
        say(sentence)
    say(f"{path} is as it was in {source.name}.")
    if kept:
        say(f"The file it replaced is kept as {kept}.")
    return DONE


def _difference(path: Path, source: Path, driver: Driver) -> list[str]:
    """What is in the file beside what is in the backup, before it is replaced."""
    from hssib_desk.store.backups import inside, suited
    from hssib_desk.store.errors import WorkbookError

    said = []
    for name, file in (("Before", path), ("Now", source)):
        try:
            cases, entries, last = inside(file, suited(file, driver))
        except WorkbookError as error:
            said.append(f"{name}: {error}")
            continue
        changed = show_moment(last) if last else "never"
        said.append(f"{name}: {cases:,} cases, {entries:,} entries, last changed {changed}.")
    return said
