"""The `hssib-desk` command: the window without a sub-command, and every export and check as one."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from hssib_desk.cli.console import (
    DONE,
    FAILED,
    INTERRUPTED,
    USER_ERRORS,
    let_go_of_output,
    say_error,
    sentence_of,
    write_any_letter,
)

WINDOW_OPTIONS = ("-h", "--help", "--version")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 could not be done, 2 wrong line, 3 look at it."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        return _show_window(None)  # at once: nothing has to be taken apart
    from hssib_desk.cli.parser import COMMANDS, parser

    if words[0] not in COMMANDS and words[0] not in WINDOW_OPTIONS:
        return _window(words)
    try:
        arguments = parser().parse_args(words)
    except SystemExit as stop:  # argparse ends the program itself for --help and a wrong line
        return int(stop.code or 0)
    write_any_letter()
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()  # here, where a pipe that nobody reads can still be answered
        return status
    except KeyboardInterrupt:
        say_error("Stopped. Nothing half-done was left behind.")
        return INTERRUPTED
    except BrokenPipeError:
        let_go_of_output()
        return DONE
    except USER_ERRORS() as error:
        say_error(sentence_of(error))
        return FAILED


def _window(words: Sequence[str]) -> int:
    """Open the window, on a workbook if one is named; Qt is imported only here."""
    from hssib_desk.cli.parser import window_parser

    try:
        arguments = window_parser().parse_args(words)
    except SystemExit as stop:
        return int(stop.code or 0)
    return _show_window(arguments.workbook)


def _show_window(workbook: str | None) -> int:
    gc.disable()  # until the first page is painted: loading leaves no garbage, and looking for it takes 5 %
    try:
        from hssib_desk.ui.app import run
    except ImportError as error:
        say_error(
            f"The window needs a system library that is not there ({error}). "
            "Run “python3 start.py”: it names the library and how to get it."
        )
        return FAILED
    try:
        return run(workbook)
    finally:
        gc.enable()
