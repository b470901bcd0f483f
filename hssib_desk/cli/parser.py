"""The command line: which commands there are and what each takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date

from hssib_desk import __version__
from hssib_desk.cli.arguments import (
    Commands,
    LineParser,
    command_of,
    takes_json,
    takes_secret,
    takes_workbook,
)
from hssib_desk.cli.care import add_care
from hssib_desk.cli.console import command_name
from hssib_desk.domain.dates import parse_date
from hssib_desk.domain.forms.levels import LEVELS
from hssib_desk.resources import product

COMMANDS = (
    "demo",
    "new",
    "import",
    "export",
    "level",
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

_DESCRIPTION = """A workbook for mental health mortality reviews. Without a command it opens the
window, on WORKBOOK if one is given: %(prog)s [WORKBOOK]"""
_STATUS = "Exit status: 0 done; 1 it could not be done; 2 the command line is wrong; 3 something to look at."


def parser(words: Sequence[str] = ("export",)) -> LineParser:
    """The parser of the sub-commands; each sets `run`, a function from arguments to exit status.

    What can be exported is told where the words ask for it; no other command waits for the list to load.
    """
    top = LineParser(prog=command_name(), description=_DESCRIPTION, epilog=_STATUS)
    top.add_argument("--version", action="version", version=f"{product()} {__version__}")
    top.set_defaults(command=top)
    commands = top.add_subparsers(metavar="COMMAND")
    for add in (_demo, _new, _import):
        add(commands)
    export = commands.add_parser("export", help="write an action log, the data or a review summary")
    if "export" in words:
        _add_exports(export)
    for add in (_level, _update, add_care, _form, _self_test):
        add(commands)
    return top


def _review(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument("--review", default="", metavar="FORM", help=f"{what}: mental_health or acute")


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of cases. Write 1 or more")
    return number


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number")
    return int(text)


def _demo(commands: Commands) -> None:
    demo = command_of(
        commands, "demo", "make a practice workbook, an action log and a review PDF", "demo:demo"
    )
    demo.add_argument("folder", metavar="FOLDER", help="the folder to write into; it is made if need be")
    demo.add_argument(
        "--cases", type=_count, default=None, metavar="N", help="how many cases (all practice cases)"
    )
    demo.add_argument(
        "--seed", type=_whole, default=1, metavar="N", help="the same seed gives the same cases"
    )
    demo.add_argument("--force", action="store_true", help="replace what an earlier demo wrote there")
    takes_json(demo)


def _new(commands: Commands) -> None:
    new = command_of(commands, "new", "make an empty workbook", "workbooks:new")
    takes_workbook(new)
    new.add_argument("--organisation", default="", metavar="NAME", help="printed on every export")
    new.add_argument("--ods", default="", metavar="CODE", help="the organisation's ODS code")
    _review(new, "the review form of its cases")
    asked = "optional questions, such as avoidability=research; see docs/review-forms.md"
    new.add_argument("--option", action="append", default=[], metavar="KEY=CODE", help=asked)
    new.add_argument("--protect", action="store_true", help="set a passphrase from the start")
    kept = "where to write the recovery key, which is printed otherwise; a new file"
    new.add_argument("--recovery-key-file", metavar="FILE", help=kept)


def _level(commands: Commands) -> None:
    level = command_of(commands, "level", "move a case up or down a level", "levels:change")
    takes_workbook(level)
    level.add_argument("case", metavar="CASE", help="its reference, such as C-2026-014")
    level.add_argument("level", choices=LEVELS, help="screening, short review or full review")
    level.add_argument("--why", default="", metavar="TEXT", help="kept in the history")
    level.add_argument("--apply", action="store_true", help="do it; otherwise only show what would change")
    takes_json(level)


def _import(commands: Commands) -> None:
    take = command_of(commands, "import", "import a list of deaths into a workbook", "caseload:take")
    takes_workbook(take)
    take.add_argument("file", metavar="FILE", help="a .csv, .xlsx or .ods list of deaths")
    take.add_argument("--map", metavar="FILE", help="a JSON file: which column is which")
    take.add_argument(
        "--sheet", action="append", default=[], metavar="NAME", help="a sheet to read; give it again for more"
    )
    marks = (
        "what quotation marks that swallow rows are: ignore reads line by line, trust takes them as they are"
    )
    take.add_argument("--quotes", choices=("ignore", "trust"), default="", help=marks)
    takes_secret(take, "--password-file", "the password of FILE, where it has one")
    order = "which way round dates are written: day first or month first"
    take.add_argument("--dates", choices=("dmy", "mdy"), default="", help=order)
    decided = "the output of --dry-run --json with what you decided about its rows"
    take.add_argument("--choices", metavar="FILE", help=decided)
    _review(take, "the review form of the new cases, if not that of the settings")
    level = "where the new cases begin: screen (as without it), short or full"
    take.add_argument("--level", choices=LEVELS, default="screen", help=level)
    take.add_argument("--dry-run", action="store_true", help="show every row's fate and write nothing")
    takes_json(take)


def _add_exports(export: LineParser) -> None:
    from hssib_desk.export_list.exports import EXPORTS

    kinds = export.add_subparsers(metavar="WHAT", required=True)
    for one in EXPORTS.values():
        command = command_of(kinds, one.key, one.about, "exports:write")
        command.set_defaults(export=one)
        takes_workbook(command)
        if one.of == "either":
            names = "|".join(f"OUT.{ending}" for ending in one.endings)
            name, what = f"[CASE] {names}", "the reference of one case; without it, all"
            command.add_argument("case", metavar=name, help=what)
            command.add_argument("out", nargs="?", default="", metavar="", help=argparse.SUPPRESS)
        else:
            if one.of == "case":
                what = "the reference of the case, such as C-2025-014"
                command.add_argument("case", metavar="CASE", help=what)
            if "meeting" in one.options:
                what = "the day of the meeting, or its number such as P-2026-01"
                command.add_argument("meeting", metavar="DATE", type=_meeting, help=what)
            if one.of == "action":
                what = "the reference of the action, such as C-2025-014-A03"
                command.add_argument("action", metavar="ACTION", help=what)
            names = "|".join(f"OUT.{ending}" for ending in one.endings)
            out = command.add_argument("out", metavar=names, help="the file to write")
            if "filters" in one.options:  # with --each-owner a file for each goes into a folder
                out.nargs, out.default, out.required = "?", "", False
        command.add_argument("--force", action="store_true", help="replace the file if it is there")
        with_blind(command)
        what = "for a second reviewer: nothing of the first review while theirs is blind"
        command.add_argument("--stage", choices=["second"], default="", help=what)
        for option in sorted(one.options - {"meeting"}):
            _EXPORT_OPTIONS[option](command)

    _bundle(kinds)


def _bundle(kinds: Commands) -> None:
    what = "the coroner’s bundle of one case: every document, an index, continuous page numbers"
    bundle = command_of(kinds, "bundle", what, "exports:write_bundle")
    takes_workbook(bundle)
    bundle.add_argument("case", metavar="CASE", help="the reference of the case, such as C-2025-014")
    bundle.add_argument("folder", metavar="FOLDER", help="the folder to make and write into")
    with_blind(bundle)


def _audience(command: argparse.ArgumentParser) -> None:
    from hssib_desk.domain.review.case_file import AUDIENCES

    command.add_argument("--for", dest="audience", choices=AUDIENCES, default=AUDIENCES[0])


def _html(command: argparse.ArgumentParser) -> None:
    what = "write OUT.html beside it, for screen readers and small screens"
    command.add_argument("--html", action="store_true", help=what)


def _version(command: argparse.ArgumentParser) -> None:
    what = "write a signed version instead of the review as it is now"
    command.add_argument("--version", type=_whole, default=0, metavar="N", help=what)


def _period(command: argparse.ArgumentParser) -> None:
    what = "the first day of the first quarter; without it, the last quarter that is over"
    command.add_argument("--from", dest="start", type=_day, metavar="DATE", help=what)
    command.add_argument(
        "--to", dest="end", type=_day, metavar="DATE", help="the last day of the last quarter"
    )


def _commissioner(command: argparse.ArgumentParser) -> None:
    what = "a copy about the people of one commissioning body alone, by its organisation code"
    command.add_argument("--commissioner", default="", metavar="CODE", help=what)


def _final(command: argparse.ArgumentParser) -> None:
    what = "keep a sealed snapshot in the workbook: the next report tells what has changed since"
    command.add_argument("--final", action="store_true", help=what)


def _public(command: argparse.ArgumentParser) -> None:
    what = "the version that may be published: small numbers are kept back, and no case is named"
    command.add_argument("--public", action="store_true", help=what)
    what = "you have considered what others have published about the same deaths"
    command.add_argument("--considered", action="store_true", help=what)
    what = "the day on which the families concerned were told, where it is asked for"
    command.add_argument("--families-told", type=_day, metavar="DATE", help=what)


def _day(text: str) -> date:
    found = parse_date(text)
    if found is None or found.exact is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no day. Write it as 2026-07-01 or 1/7/2026")
    return found.exact


def _meeting(text: str) -> str:
    found = parse_date(text)
    return found.exact.isoformat() if found and found.exact else text.upper()


def _password(command: argparse.ArgumentParser) -> None:
    takes_secret(command, "--password-file", "a password that the file written is to have")


def _identifying(command: argparse.ArgumentParser) -> None:
    command.add_argument("--identifying", action="store_true", help="keep the answers that identify somebody")


def _action_filters(command: argparse.ArgumentParser) -> None:
    command.add_argument("--owner", default="", metavar="ROLE", help="only actions of this owner")
    each = "write one file for each owner of open actions into a folder, in place of OUT"
    command.add_argument("--each-owner", default="", metavar="FOLDER", help=each)
    what = "what --each-owner writes: xlsx (as without it), pdf or txt"
    command.add_argument("--as", dest="ending", choices=("xlsx", "pdf", "txt"), default="", help=what)
    command.add_argument("--status", default="", metavar="CODE", help="only this status, or open or active")
    command.add_argument("--ward", default="", metavar="NAME", help="only this ward or service")
    command.add_argument("--overdue", action="store_true", help="only actions past their target date")


def _changed(command: argparse.ArgumentParser) -> None:
    what = "only what changed on this day or later, with before and after"
    command.add_argument("--changed-since", dest="since", type=_day, metavar="DATE", help=what)


def _view(command: argparse.ArgumentParser) -> None:
    what = "only what a view that the workbook keeps finds, by its name"
    command.add_argument("--view", default="", metavar="NAME", help=what)


def _only_level(command: argparse.ArgumentParser) -> None:
    command.add_argument("--level", choices=LEVELS, default=None, help="only cases of this level of review")


def _duty(command: argparse.ArgumentParser) -> None:
    what = "only cases in which this duty is open (any, or its key in forms/duties.toml)"
    command.add_argument("--duty", dest="owed", default="", metavar="KEY", help=what)
    what = "open (as without it), or late: only those whose day is past"
    command.add_argument("--duty-state", choices=("open", "late"), default="", help=what)


# What can be chosen of an export, by the name that the list of exports gives it.
_EXPORT_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "audience": _audience,
    "changed": _changed,
    "commissioner": _commissioner,
    "duty": _duty,
    "filters": _action_filters,
    "final": _final,
    "html": _html,
    "identifying": _identifying,
    "level": _only_level,
    "view": _view,
    "password": _password,
    "period": _period,
    "public": _public,
    "version": _version,
}


def with_blind(command: argparse.ArgumentParser) -> None:
    """Offer what is kept from a second reviewer; without it a command shows what the window shows."""
    what = "with what a blind second review hides; not for the second reviewer"
    command.add_argument("--with-blind", action="store_true", help=what)


def _update(commands: Commands) -> None:
    what = "show what an edited action log changes, and take the changes"
    update = command_of(commands, "update-actions", what, "updates:update_actions")
    takes_workbook(update)
    update.add_argument("file", metavar="EDITED.xlsx", help="an action log that was exported and edited")
    update.add_argument("--apply", action="store_true", help="take what can be taken, after a backup")
    update.add_argument("--new", action="store_true", help="also add actions for new rows")
    with_blind(update)
    takes_secret(update, "--password-file", "the password of EDITED.xlsx, where it has one")
    takes_json(update)


def _form(commands: Commands) -> None:
    form = commands.add_parser("form", help="check, describe, update or import forms")
    kinds = form.add_subparsers(metavar="WHAT", required=True)
    check = command_of(kinds, "check", "check a definition file", "forms:check")
    check.add_argument("file", metavar="FILE", help="a .toml file, or the folder of a local pack")
    describe = command_of(kinds, "describe", "describe a form as readable text", "forms:describe")
    describe.add_argument(
        "form",
        nargs="?",
        metavar="FORM",
        help="the key of a form, or the folder of a local pack; without it, all",
    )
    describe.add_argument("--html", action="store_true", help="as one web page instead of Markdown")
    describe.add_argument("--out", metavar="FILE", help="the file to write; otherwise it is printed")
    describe.add_argument("--force", action="store_true", help="replace the file if it is there")
    update = command_of(
        kinds, "update", "show what moving a review to newer forms changes", "formupdate:update"
    )
    takes_workbook(update)
    update.add_argument("case", metavar="CASE", help="the reference of the case, such as C-2025-014")
    update.add_argument("--apply", action="store_true", help="move the review")
    take = command_of(kinds, "import", "make a form from a FHIR R4 Questionnaire", "forms:take")
    take.add_argument("file", metavar="FILE.json", help="a FHIR Questionnaire, or a Bundle that holds one")
    take.add_argument("--out", metavar="FORM.toml", help="the file to write; otherwise the form is printed")
    take.add_argument("--force", action="store_true", help="replace the file if it is there")


def _self_test(commands: Commands) -> None:
    command_of(
        commands, "self-test", "test every part of the program on a temporary workbook", "selftest:self_test"
    )
