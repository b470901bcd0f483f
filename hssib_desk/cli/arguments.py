"""What the commands of the command line are made of."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from hssib_desk.ownfiles import real

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command_of(commands: Commands, name: str, what: str, run: str) -> argparse.ArgumentParser:
    """A command that runs `module:function`, imported when it runs."""
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


def takes_workbook(command: argparse.ArgumentParser) -> None:
    """The workbook, and what opens it where it is protected."""
    what = "the workbook, a file ending in .hssib"
    command.add_argument("workbook", metavar="WORKBOOK", type=_file, help=what)
    takes_secret(command, "--passphrase-file", "the passphrase (or recovery key) of a protected workbook")


def _file(name: str) -> str:
    """The file that a name on the command line leads to."""
    return str(real(Path(name)))


def takes_secret(command: argparse.ArgumentParser, option: str, what: str) -> None:
    """A secret, which is never on the command line itself: the name of a file that holds it."""
    command.add_argument(option, metavar="FILE", help=f"a file whose first line is {what}")


def takes_json(command: argparse.ArgumentParser) -> None:
    """The choice of one JSON object for another program."""
    command.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")
