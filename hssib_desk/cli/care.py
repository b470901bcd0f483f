"""The commands that look after a workbook: checks, copies, recovery, disposal, protection."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

from hssib_desk.cli.arguments import Commands, command_of, takes_json, takes_secret, takes_workbook


def add_care(commands: Commands) -> None:
    """Add each command, in the order in which they are listed."""
    for add in (_check, _publish, _backup, _restore, _recover, _dispose, _keep, _erase, _protection):
        add(commands)


def _check(commands: Commands) -> None:
    check = command_of(
        commands, "check", "check that a workbook is complete and unaltered", "workbooks:check"
    )
    takes_workbook(check)
    takes_json(check)
    what = "also write a statement of integrity: what was checked and found, the hashes, and when"
    check.add_argument("--statement", default="", metavar="OUT.pdf", help=what)
    check.add_argument("--force", action="store_true", help="replace the statement if it is there")


def _publish(commands: Commands) -> None:
    what = "publish the work that waits on a working copy on this computer"
    takes_workbook(command_of(commands, "publish", what, "workbooks:publish"))


def _backup(commands: Commands) -> None:
    backup = command_of(commands, "backup", "make a checked copy of a workbook", "workbooks:backup")
    takes_workbook(backup)
    backup.add_argument("--to", metavar="FILE", help="where to; otherwise the workbook's backup folder")


def _restore(commands: Commands) -> None:
    restore = command_of(commands, "restore", "list the backups, or go back to one", "workbooks:restore")
    takes_workbook(restore)
    restore.add_argument(
        "--from", dest="source", metavar="BACKUP", help="the backup; without it they are listed"
    )


def _recover(commands: Commands) -> None:
    what = "make a sound workbook from a damaged one and its newest backup; the damaged file is kept"
    recover = command_of(commands, "recover", what, "recovering:recover")
    takes_workbook(recover)
    recover.add_argument("--to", metavar="FILE", help="where to; otherwise it takes the damaged file’s place")


def _dispose(commands: Commands) -> None:
    what = "show what disposing of cases removes, and dispose of them"
    dispose = command_of(commands, "dispose", what, "disposing:dispose")
    takes_workbook(dispose)
    dispose.add_argument("case", metavar="CASE", nargs="+", help="a reference, such as C-2025-014")
    dispose.add_argument("--reason", required=True, metavar="TEXT", help="why; the certificate says it")
    dispose.add_argument("--early", action="store_true", help="before its retention date")
    dispose.add_argument("--certificates", metavar="FOLDER", help="where to; otherwise beside the workbook")
    dispose.add_argument("--apply", action="store_true", help="remove it permanently, also from the copies")
    takes_json(dispose)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day. Write it as 2030-12-31") from None


def _keep(commands: Commands) -> None:
    what = "show how long cases are kept, or change it"
    keep = command_of(commands, "keep", what, "keeping:keep")
    takes_workbook(keep)
    keep.add_argument("case", metavar="CASE", nargs="*", help="without one: those that are due or on hold")
    when = keep.add_mutually_exclusive_group()
    when.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="a date for these cases")
    when.add_argument("--as-set", action="store_true", help="back to the settings")
    keep.add_argument("--reason", default="", metavar="TEXT", help="why; the history says it")
    hold = command_of(commands, "hold", "put cases on hold, or end the hold", "keeping:hold")
    takes_workbook(hold)
    hold.add_argument("case", metavar="CASE", nargs="+", help="a reference, such as C-2025-014")
    how = hold.add_mutually_exclusive_group(required=True)
    how.add_argument("--reason", default="", metavar="TEXT", help="why they must stay")
    how.add_argument("--end", action="store_true", help="the hold is over")


def _erase(commands: Commands) -> None:
    what = "show what erasing an attached file does, and do it"
    erase = command_of(commands, "erase", what, "keeping:erase")
    takes_workbook(erase)
    erase.add_argument("case", metavar="CASE", help="the reference of its case")
    erase.add_argument("file", metavar="FILE", help="its name, or the beginning of its SHA-256")
    erase.add_argument("--reason", required=True, metavar="TEXT", help="why; the history says it")
    erase.add_argument("--copies", action="store_true", help="also take it out of the copies")
    erase.add_argument("--apply", action="store_true", help="erase it for good")


def _protection(commands: Commands) -> None:
    for name, what in (
        ("protect", "set a passphrase for a workbook and its copies"),
        ("unprotect", "remove the passphrase from a workbook and its copies"),
        ("change-passphrase", "change the passphrase"),
    ):
        command = command_of(commands, name, what, f"protection:{name.replace('-', '_')}")
        takes_workbook(command)
        if name != "unprotect":
            kept = "where to write the recovery key, which is printed otherwise; a new file"
            command.add_argument("--recovery-key-file", metavar="FILE", help=kept)
        if name == "change-passphrase":
            takes_secret(command, "--new-passphrase-file", "the passphrase to set")
