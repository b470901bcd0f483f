"""The `hssib-desk` command: the window without a sub-command, and every export and check as one."""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from hssib_desk.cli.console import (
    DONE,
    FAILED,
    INTERRUPTED,
    USER_ERRORS,
    WRONG_LINE,
    Told,
    command_name,
    has_screen,
    let_go_of_output,
    say_error,
    sentence_of,
    stopping,
    write_any_letter,
)
from hssib_desk.ownfiles import sweep_passing


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 could not be done, 2 wrong line, 3 look at it."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        return _show_window(None)  # at once: nothing has to be taken apart
    write_any_letter()
    try:
        status = _run(words)
        sys.stdout.flush()  # here, where a pipe that nobody reads can still be answered
        return status
    except SystemExit as stop:  # argparse ends the program itself for --help and a wrong line
        return int(stop.code or 0)
    except KeyboardInterrupt as stop:
        say_error("Stopped before it finished.")
        return stop.status if isinstance(stop, Told) else INTERRUPTED
    except BrokenPipeError:
        let_go_of_output()
        return DONE
    except USER_ERRORS() as error:
        say_error(sentence_of(error))
        return FAILED


def _run(words: Sequence[str]) -> int:
    from hssib_desk.cli.parser import COMMANDS, parser

    first = words[0]
    if first in COMMANDS or first.startswith("-"):
        line = parser(words)
        arguments, more = line.parse_known_args(words)
        if more or arguments.command is line:
            arguments.command.refuse_more(more or words)
        sweep_passing()
        with stopping():
            return int(arguments.run(arguments))
    if not first.lower().endswith(".hssib") and not Path(first).is_file():
        from hssib_desk.cli.arguments import nearest

        meant = nearest(first, COMMANDS)
        say_error(
            f"There is no command “{first}”. The nearest is “{meant}”; {command_name()} --help lists all."
        )
        return WRONG_LINE
    if len(words) > 1:
        say_error("A window shows one workbook. Give one, or start the program once for each.")
        return WRONG_LINE
    return _show_window(Path(first))


def _show_window(workbook: Path | None) -> int:
    """Open the window, on a workbook if one is named; Qt is imported only here."""
    if not has_screen():
        return _say_no_window(workbook)
    gc.disable()  # until the first page is painted: loading leaves no garbage, and looking for it takes 5 %
    try:
        from hssib_desk.ui.app import run
    except ImportError as error:
        say_error(
            f"The window needs a system library that is missing ({error}). "
            "Please install it, or ask whoever looks after this computer."
        )
        return FAILED
    try:
        return run(workbook)
    finally:
        gc.enable()


def _say_no_window(workbook: Path | None) -> int:
    """Say what can be done without a screen."""
    if workbook:
        from hssib_desk.store.connect import look_at
        from hssib_desk.store.opening import is_new_name

        if is_new_name(workbook):
            command = shlex.join([*shlex.split(command_name()), "new", str(workbook)])
            say_error(f"There is no {workbook}; create it with: {command}")
            return WRONG_LINE
        look_at(workbook)
    say_error(
        f"There is no screen for a window here. {command_name()} --help lists what can be done without one."
    )
    return FAILED
