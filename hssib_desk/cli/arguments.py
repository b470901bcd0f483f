"""What the commands of the command line are made of."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Collection, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from hssib_desk.cli.console import WRONG_LINE
from hssib_desk.ownfiles import real

Commands: TypeAlias = "argparse._SubParsersAction[LineParser]"


class LineParser(argparse.ArgumentParser):
    """Tells what is wrong with a command line in plain words, with the word that was probably meant."""

    def __init__(self, **named: Any) -> None:
        # Nothing is shortened: --passphrase WORDS must not be taken for --passphrase-file.
        super().__init__(**{**named, "allow_abbrev": False})

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        known = list(action.choices)
        if action.option_strings:
            said = f"“{value}” cannot be chosen for {action.option_strings[-1]}. {choices_of(value, known)}"
        else:
            said = f"There is no “{self.prog} {value}”. {choices_of(value, known)}"
        raise argparse.ArgumentError(None, said)

    def refuse_more(self, words: Sequence[str]) -> NoReturn:
        """End the program because of the words that the command does not take."""
        option = next((word.split("=")[0] for word in words if word.startswith("-")), "")
        if option:
            known = re.findall(r"--?[a-z][a-z-]*", self.format_usage())
            self.error(f"{self.prog} has no option {option}. The nearest is {nearest(option, known)}.")
        self.error(
            f"“{words[0]}” is more than {self.prog} takes. A name with a space in it needs quotation marks "
            "around it."
        )

    def error(self, message: str) -> NoReturn:
        """End the program with one sentence and the way to more."""
        said = next(
            (found.expand(words) for told, words in _PLAIN if (found := re.match(told, message))), message
        )
        said = said.replace("{it}", self.prog)
        self.exit(WRONG_LINE, f"{said} {self.prog} --help tells what it takes.\n")


# What argparse says, and what is said instead.
_PLAIN = (
    ("the following arguments are required: WHAT$", "{it} needs another word after it: what to do."),
    ("the following arguments are required: (.+)", r"Something is missing after {it}: \1."),
    ("argument (?:.*/)?(-[^ /]+): expected one argument", r"\1 needs something after it."),
    ("argument (?:.*/)?(-[^ /]+): ignored explicit argument", r"\1 takes nothing after it."),
    (
        "argument (?:.*/)?(-[^ /]+): not allowed with argument (?:.*/)?(-[^ /]+)",
        r"\1 and \2 cannot be given together.",
    ),
    ("one of the arguments (.+) is required", r"One of these is needed after {it}: \1."),
    ("argument (?:.*/)?(-[^ /]+): (.+)", r"\1: \2."),
)


def nearest(word: str, known: Collection[str], cutoff: float = 0) -> str:
    """The word that was probably meant; empty where none is as near as the cutoff."""
    return next(iter(get_close_matches(word.lower(), known, 1, cutoff)), "")


def choices_of(word: str, known: Sequence[str]) -> str:
    """The word that was probably meant, and all there are."""
    meant = nearest(word, known, 0.7)
    return f"{f'The nearest is “{meant}”. ' if meant else ''}There are: {', '.join(known)}."


def command_of(commands: Commands, name: str, what: str, run: str) -> argparse.ArgumentParser:
    """A command that runs `module:function`, imported when it runs."""
    found = commands.add_parser(name, help=what, description=what)
    found.set_defaults(run=_late(run), command=found)
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
