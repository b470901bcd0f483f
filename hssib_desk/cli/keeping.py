"""`keep`, `hold` and `erase`: how long a case is kept, what stops its disposal, and one file that must go."""

from __future__ import annotations

from argparse import Namespace

from hssib_desk.cli.console import DONE, FAILED, LOOK, say
from hssib_desk.cli.opening import opened
from hssib_desk.domain.dates import show_date
from hssib_desk.store.errors import Missing, NotReady
from hssib_desk.store.retention.retention_types import Keeping
from hssib_desk.store.workbook import Workbook


def keep(arguments: Namespace) -> int:
    """Say until when cases are kept; with --until or --as-set keep them for another time."""
    changes = bool(arguments.until or arguments.as_set)
    if arguments.reason and not changes:
        raise NotReady("A reason needs --until DATE or --as-set. Nothing was changed.")
    with opened(arguments, read_only=not changes) as workbook:
        ids = _ids(workbook, arguments.case)
        if changes and not ids:
            raise NotReady("Give the case whose retention changes.")
        for case_id in ids if changes else ():
            workbook.retention.set_keep_until(case_id, arguments.until, arguments.reason)
        for item in workbook.retention.keeping(ids) if ids else workbook.retention.keeping_due():
            say(_told(item))
    return DONE


def hold(arguments: Namespace) -> int:
    """Stop every disposal of a case with --reason, or let it go on with --end."""
    if not arguments.end and not arguments.reason.strip():  # which would end the hold
        raise NotReady("Give --reason TEXT: why the case must be kept. Nothing was changed.")
    with opened(arguments) as workbook:
        ids = _ids(workbook, arguments.case)
        for case_id in ids:
            workbook.retention.set_hold(case_id, "" if arguments.end else arguments.reason)
        for item in workbook.retention.keeping(ids):
            say(_told(item))
    return DONE


def _ids(workbook: Workbook, refs: list[str]) -> list[str]:
    return list(dict.fromkeys(workbook.case(ref).id for ref in refs))


def _told(item: Keeping) -> str:
    over = ", and that is over" if item.over else ""
    held = f" On hold: {item.hold}" if item.hold else ""
    return f"{item.ref}: kept until {show_date(item.until)}, {item.why}{over}.{held}"


def erase(arguments: Namespace) -> int:
    """Show what erasing an attached file does; do it with --apply."""
    with opened(arguments, read_only=not arguments.apply) as workbook:
        found = _file(workbook, arguments.case, arguments.file)
        preview = workbook.retention.erase_preview(found, arguments.reason)
        if preview.refusals or not arguments.apply:
            for said in (*(fate.sentence for fate in preview.copies), *preview.refusals):
                say(said)
            say(f"--apply erases “{preview.file.name}” of {preview.ref} for good. Nothing was changed.")
            return FAILED if arguments.apply else LOOK
        rewritten, removed = workbook.retention.erase(found, arguments.reason, copies=arguments.copies)
    left = 0 if arguments.copies else len(preview.copies)
    say(f"“{preview.file.name}” of {preview.ref} was erased.")
    say(f"Copies: {rewritten} rewritten, {removed} removed, {left} still hold it; others are not reached.")
    return DONE


def _file(workbook: Workbook, ref: str, name: str) -> str:
    """The id of a file of a case by its name, or by the beginning of its SHA-256."""
    files = [file for file in workbook.case(ref).attachments if not file.erased]
    found = [
        file.id for file in files if file.name == name or (len(name) >= 8 and file.digest.startswith(name))
    ]
    if len(found) == 1:
        return found[0]
    known = "; ".join(f"{file.name} ({file.digest[:12]})" for file in files) or "none"
    raise Missing(
        f"There is {'more than one' if found else 'no'} file “{name}” in {ref}. Its files: {known}."
    )
