"""What commands share: exit statuses, sentences on the terminal, and progress."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DONE, FAILED, WRONG_LINE, LOOK = 0, 1, 2, 3
INTERRUPTED = 130


def command_name() -> str:
    """How the program was started, so that what it says to type can be typed."""
    return os.environ.get("HSSIB_DESK_STARTED_AS", "hssib-desk")


def has_screen() -> bool:
    """Tell whether a window may open: there is a screen, or Qt was told to draw without one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def USER_ERRORS() -> tuple[type[BaseException], ...]:
    """The errors that carry a sentence for the user; anything else is a bug and may show as one."""
    from hssib_desk.domain.caseload.plan import MapError
    from hssib_desk.domain.forms.form import FormError
    from hssib_desk.export.reading.tables import TableError
    from hssib_desk.export.report import ExportError
    from hssib_desk.store.errors import WorkbookError

    return (WorkbookError, ExportError, TableError, MapError, FormError, OSError)


def sentence_of(error: BaseException) -> str:
    """What to say about an error; one of the system names its file and the reason."""
    if isinstance(error, OSError):
        from hssib_desk.store.errors import from_system

        place = Path(os.fsdecode(error.filename)) if error.filename else Path("a file")
        return f"{place}: {from_system(error, place.name)}"
    return str(error)


class Told(KeyboardInterrupt):
    """The system told a command to stop, as when the computer is shut down or its terminal closed."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status = 128 + number


@contextmanager
def stopping() -> Iterator[None]:
    """End the command in order, as with Ctrl-C, when the system tells it to stop."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    for number, was in before.items():
        if was != signal.SIG_IGN:  # as nohup asks
            signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)


def _stop(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once: what is being cleared up is not stopped
    raise Told(number)


def write_any_letter() -> None:
    """Let a terminal that lacks a letter show a sign in its place, rather than end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def let_go_of_output() -> None:
    """The reader of a pipe went away: write the rest nowhere, without a word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def say(sentence: str) -> None:
    """One line on standard output."""
    print(sentence)


def say_error(sentence: str) -> None:
    """One line on standard error."""
    print(sentence, file=sys.stderr)


def say_json(value: Any) -> None:
    """One JSON object on standard output, in UTF-8 whatever the system writes, as JSON has to be."""
    import json

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def actor() -> str:
    """The account that is logged in, as the history names who did something."""
    try:
        import getpass

        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in a container
        return "unknown account"


def progress(what: str) -> Callable[[int], bool]:
    """A counter on one line of a terminal; it says nothing where the output is not a terminal."""
    if not sys.stderr.isatty():
        return lambda _done: True

    def count(done: int) -> bool:
        print(f"\r{what}: {done:,}", end="", file=sys.stderr, flush=True)
        return True

    return count
