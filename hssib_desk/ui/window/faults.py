"""A fault of the program itself: written down without a word of the case, said plainly, work saved."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType

from hssib_desk import __version__
from hssib_desk.resources import product
from hssib_desk.ui.host import Host


def report_faults(window: Host) -> None:
    """Write every uncaught error to a file from now on, save what is typed, and tell the person."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        said = _of_the_drive(error, window)
        saved = window.session.flush() if window.session else True
        kept = "What you typed is saved."
        if not saved and window.session:
            places = "; ".join(item.place for item in window.session.unsaved())
            kept = f"Not saved, and kept to be tried again: {places}."
        if said:
            window.say(said if saved else f"{said} {kept}", "bad")
            return
        window.say(f"Something went wrong in the program. {kept} {_reported(kind, trace)}", "bad")

    sys.excepthook = caught


def _of_the_drive(error: BaseException, window: Host) -> str:
    """What to say where the drive or the file failed, and not the program; empty for a fault."""
    from hssib_desk.store.errors import NotAnswering, WorkbookError, sentence_for

    if isinstance(error, WorkbookError):
        return str(error)
    found = sentence_for(error, window.session.place) if window.session else None
    return str(found) if isinstance(found, NotAnswering) else ""


def _reported(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Write the report and say where; a computer that takes none must not cost the typed words."""
    try:
        return f"A report without any answers is in {write_report(kind, trace)}."
    except OSError:
        return "No report could be written."


def write_report(kind: type[BaseException], trace: TracebackType | None) -> Path:
    """Keep where in the program it happened; never the message, which could hold an answer."""
    import traceback  # here, as every start would pay for what is hardly ever needed
    from datetime import UTC, datetime

    import platformdirs

    from hssib_desk import ownfiles

    folder = Path(platformdirs.user_log_dir("hssib-desk", appauthor=False))
    now = datetime.now(UTC)
    path = folder / f"fault-{now:%Y%m%d-%H%M%S}.txt"
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    head = f"{product()} {__version__}, {now:%Y-%m-%d %H:%M} UTC, {sys.platform}\n{kind.__name__}\n"
    ownfiles.write(path, (head + "\n".join(places) + "\n").encode())
    return path
