"""The command line: which commands there are and what each takes."""
# size: every command in one place

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from hssib_desk import __version__

COMMANDS = (
    "demo",
    "new",
    "import",
    "export",
    "update-actions",
    "check",
    "publish",
    "backup",
    "restore",
    "recover",
    "protect",
    "unprotect",
    "change-passphrase",
    "form",
    "dispose",
    "keep",
    "hold",
    "erase",
    "self-test",
)

_DESCRIPTION = """HSSIB Desk, a workbook for mental-health mortality reviews. Without a command it opens the
window, on WORKBOOK if one is given: hssib-desk [WORKBOOK]"""
_STATUS = "Exit status: 0 done; 1 it could not be done; 2 the command line is wrong; 3 something to look at."


def parser() -> argparse.ArgumentParser:
    """The parser of the sub-commands; each sets `run`, a function from arguments to exit status."""
    top = argparse.ArgumentParser("hssib-desk", description=_DESCRIPTION, epilog=_STATUS)
    _add_version(top)
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for add in (_demo, _new, _import, _export, _update, _check, _publish, _backup, _restore, _recover):
        add(commands)
    for add in (_dispose, _keep, _erase, _protection, _form, _self_test):
        add(commands)
    return top


def window_parser() -> argparse.ArgumentParser:
    """The parser of the line that opens the window."""
    top = argparse.ArgumentParser("hssib-desk", description=_DESCRIPTION, epilog=_STATUS)
    _add_version(top)
    top.add_argument("workbook", nargs="?", metavar="WORKBOOK", help="a file ending in .hssib")
    return top


def _add_version(top: argparse.ArgumentParser) -> None:
    top.add_argument("--version", action="version", version=f"HSSIB Desk {__version__}")


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(commands: Commands, name: str, what: str, run: str) -> argparse.ArgumentParser:
    # Nothing is shortened: --passphrase WORDS must not be taken for --passphrase-file.
    found = commands.add_parser(name, help=what, description=what, allow_abbrev=False)
    found.set_defaults(run=_late(run))
    return found


def _late(name: str) -> Callable[[argparse.Namespace], int]:
    """The function `module:function`, imported when the command runs, so that no command loads another's."""

    def run(arguments: argparse.Namespace) -> int:
        from importlib import import_module

        module, _, function = name.partition(":")
        status: int = getattr(import_module(f"hssib_desk.cli.{module}"), function)(arguments)
        return status

    return run


def _workbook(command: argparse.ArgumentParser) -> None:
    command.add_argument("workbook", metavar="WORKBOOK", help="the workbook, a file ending in .hssib")
    _secret(command, "--passphrase-file", "the passphrase (or recovery key) of a protected workbook")


def _secret(command: argparse.ArgumentParser, option: str, what: str) -> None:
    command.add_argument(option, metavar="FILE", help=f"a file whose first line is {what}")


def _review(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument("--review", default="", metavar="FORM", help=f"{what}: mental_health or acute")


def _output(command: argparse.ArgumentParser, ending: str) -> None:
    command.add_argument("out", metavar=f"OUT.{ending}", help="the file to write")
    command.add_argument("--force", action="store_true", help="replace the file if it is there")


def _password(command: argparse.ArgumentParser) -> None:
    _secret(command, "--password-file", "a password that the file written is to have")


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of cases; write 1 or more")
    return number


def _demo(commands: Commands) -> None:
    demo = _command(commands, "demo", "make a practice workbook, an action log and a review PDF", "demo:demo")
    demo.add_argument("folder", metavar="FOLDER", help="the folder to write into; it is made if need be")
    demo.add_argument(
        "--cases", type=_count, default=None, metavar="N", help="how many cases (all practice cases)"
    )
    demo.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed gives the same cases")
    demo.add_argument("--force", action="store_true", help="replace what an earlier demo wrote there")
    _json(demo)


def _new(commands: Commands) -> None:
    new = _command(commands, "new", "make an empty workbook", "workbooks:new")
    _workbook(new)
    new.add_argument("--organisation", default="", metavar="NAME", help="printed on every export")
    new.add_argument("--ods", default="", metavar="CODE", help="the organisation's ODS code")
    _review(new, "the review form of its cases")
    new.add_argument(
        "--option", action="append", default=[], metavar="KEY=CODE", help="what reviews ask, see the README"
    )
    new.add_argument("--protect", action="store_true", help="set a passphrase from the start")
    kept = "where to write the recovery key, which is printed otherwise; a new file"
    new.add_argument("--recovery-key-file", metavar="FILE", help=kept)


def _import(commands: Commands) -> None:
    take = _command(commands, "import", "take a list of deaths into a workbook", "caseload:take")
    _workbook(take)
    take.add_argument("file", metavar="FILE", help="a .csv or .xlsx list of deaths")
    take.add_argument("--map", metavar="FILE", help="a JSON file: which column is which")
    _review(take, "the review form of the new cases, if not that of the settings")
    take.add_argument("--dry-run", action="store_true", help="show every row's fate and write nothing")
    _json(take)


def _export(commands: Commands) -> None:
    export = commands.add_parser("export", help="write an action log, the data or a review summary")
    kinds = export.add_subparsers(metavar="WHAT", required=True)
    for name, what, ending in (
        ("actions", "the action log of the whole workbook", "xlsx"),
        ("data", "all answers, one sheet a form, with a data dictionary", "xlsx"),
    ):
        command = _command(kinds, name, what, f"exports:{name}")
        _workbook(command)
        _output(command, ending)
        _stage(command)
        _password(command)
        if name == "data":
            _identifying(command)
    summary = _one_case(kinds, "summary", "the summary of one review", "pdf")
    fhir = _one_case(kinds, "fhir", "one case as FHIR R4 questionnaires and responses", "json")
    _identifying(fhir)
    from hssib_desk.domain.casefile import AUDIENCES

    summary.add_argument("--for", dest="audience", choices=AUDIENCES, default=AUDIENCES[0])
    _password(summary)
    twin = "write OUT.html beside it, for screen readers and small screens"
    summary.add_argument("--html", action="store_true", help=twin)


def _one_case(kinds: Commands, name: str, what: str, ending: str) -> argparse.ArgumentParser:
    command = _command(kinds, name, what, f"exports:{name}")
    _workbook(command)
    command.add_argument("case", metavar="CASE", help="the reference of the case, such as C-2025-014")
    _output(command, ending)
    _stage(command)
    return command


def _identifying(command: argparse.ArgumentParser) -> None:
    command.add_argument("--identifying", action="store_true", help="keep the answers that identify somebody")


def _stage(command: argparse.ArgumentParser) -> None:
    what = "for a second reviewer: nothing of the first review while theirs is blind"
    command.add_argument("--stage", choices=["second"], default="", help=what)


def _update(commands: Commands) -> None:
    what = "show what an edited action log says anew, and take it"
    update = _command(commands, "update-actions", what, "updates:update_actions")
    _workbook(update)
    update.add_argument("file", metavar="EDITED.xlsx", help="an action log that was exported and edited")
    update.add_argument("--apply", action="store_true", help="take what can be taken, after a backup")
    _secret(update, "--password-file", "the password of EDITED.xlsx, where it has one")
    _json(update)


def _check(commands: Commands) -> None:
    check = _command(commands, "check", "say whether a workbook is whole and unaltered", "workbooks:check")
    _workbook(check)
    _json(check)


def _publish(commands: Commands) -> None:
    what = "publish the work that waits on a working copy on this computer"
    _workbook(_command(commands, "publish", what, "workbooks:publish"))


def _backup(commands: Commands) -> None:
    backup = _command(commands, "backup", "make a checked copy of a workbook", "workbooks:backup")
    _workbook(backup)
    backup.add_argument("--to", metavar="FILE", help="where to; otherwise the workbook's backup folder")


def _restore(commands: Commands) -> None:
    restore = _command(commands, "restore", "list the backups, or go back to one", "workbooks:restore")
    _workbook(restore)
    restore.add_argument(
        "--from", dest="source", metavar="BACKUP", help="the backup; without it they are listed"
    )


def _recover(commands: Commands) -> None:
    what = "make a sound workbook of a damaged one and its newest backup; the damaged file is kept"
    recover = _command(commands, "recover", what, "recovering:recover")
    _workbook(recover)
    recover.add_argument("--to", metavar="FILE", help="where to; otherwise it takes the damaged file’s place")


def _dispose(commands: Commands) -> None:
    what = "show what the disposal of cases removes, and do it"
    dispose = _command(commands, "dispose", what, "disposing:dispose")
    _workbook(dispose)
    dispose.add_argument("case", metavar="CASE", nargs="+", help="a reference, such as C-2025-014")
    dispose.add_argument("--reason", required=True, metavar="TEXT", help="why; the certificate says it")
    dispose.add_argument("--early", action="store_true", help="although its time has not come")
    dispose.add_argument("--certificates", metavar="FOLDER", help="where to; otherwise beside the workbook")
    dispose.add_argument("--apply", action="store_true", help="remove it for good, also from the copies")
    _json(dispose)


def _keep(commands: Commands) -> None:
    what = "say until when cases are kept, or keep them for another time"
    keep = _command(commands, "keep", what, "keeping:keep")
    _workbook(keep)
    keep.add_argument("case", metavar="CASE", nargs="*", help="without one: those that are due or on hold")
    when = keep.add_mutually_exclusive_group()
    when.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="a day of their own")
    when.add_argument("--as-set", action="store_true", help="as the settings say again")
    keep.add_argument("--reason", default="", metavar="TEXT", help="why; the history says it")
    hold = _command(commands, "hold", "stop every disposal of cases, or let it go on", "keeping:hold")
    _workbook(hold)
    hold.add_argument("case", metavar="CASE", nargs="+", help="a reference, such as C-2025-014")
    how = hold.add_mutually_exclusive_group(required=True)
    how.add_argument("--reason", default="", metavar="TEXT", help="why they must stay")
    how.add_argument("--end", action="store_true", help="the hold is over")


def _erase(commands: Commands) -> None:
    what = "show what erasing an attached file does, and do it"
    erase = _command(commands, "erase", what, "keeping:erase")
    _workbook(erase)
    erase.add_argument("case", metavar="CASE", help="the reference of its case")
    erase.add_argument("file", metavar="FILE", help="its name, or the beginning of its SHA-256")
    erase.add_argument("--reason", required=True, metavar="TEXT", help="why; the history says it")
    erase.add_argument("--copies", action="store_true", help="also take it out of the copies")
    erase.add_argument("--apply", action="store_true", help="erase it for good")


def _protection(commands: Commands) -> None:
    for name, what in (
        ("protect", "set a passphrase for a workbook and its copies"),
        ("unprotect", "take the passphrase off a workbook and its copies"),
        ("change-passphrase", "set another passphrase"),
    ):
        command = _command(commands, name, what, f"protection:{name.replace('-', '_')}")
        _workbook(command)
        if name != "unprotect":
            kept = "where to write the recovery key, which is printed otherwise; a new file"
            command.add_argument("--recovery-key-file", metavar="FILE", help=kept)
        if name == "change-passphrase":
            _secret(command, "--new-passphrase-file", "the passphrase to set")


def _form(commands: Commands) -> None:
    form = commands.add_parser("form", help="check, describe, update or import forms")
    kinds = form.add_subparsers(metavar="WHAT", required=True)
    check = _command(kinds, "check", "say what is wrong with a definition file, if anything", "forms:check")
    check.add_argument("file", metavar="FILE", help="a .toml file, or the folder of a local pack")
    describe = _command(kinds, "describe", "write a form as readable text", "forms:describe")
    describe.add_argument(
        "form",
        nargs="?",
        metavar="FORM",
        help="the key of a form, or the folder of a local pack; without it, all",
    )
    describe.add_argument("--html", action="store_true", help="as one web page instead of Markdown")
    describe.add_argument("--out", metavar="FILE", help="the file to write; otherwise it is printed")
    describe.add_argument("--force", action="store_true", help="replace the file if it is there")
    update = _command(
        kinds, "update", "show what moving a review to newer forms changes", "formupdate:update"
    )
    _workbook(update)
    update.add_argument("case", metavar="CASE", help="the reference of the case, such as C-2025-014")
    update.add_argument("--apply", action="store_true", help="move the review")
    take = _command(kinds, "import", "make a form from a FHIR R4 Questionnaire", "forms:take")
    take.add_argument("file", metavar="FILE.json", help="a FHIR Questionnaire, or a Bundle that holds one")
    take.add_argument("--out", metavar="FORM.toml", help="the file to write; otherwise the form is printed")
    take.add_argument("--force", action="store_true", help="replace the file if it is there")


def _self_test(commands: Commands) -> None:
    _command(
        commands, "self-test", "try every part of the program on a temporary workbook", "selftest:self_test"
    )
