"""Opening the workbook of a command."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hssib_desk.cli.console import actor, say_error
from hssib_desk.cli.secrets import driver_of
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.workbook import Workbook
from hssib_desk.store.workcopy import workcopy_note


def warn_of_waiting(path: Path, read_only: bool) -> None:
    """Say that newer work on a workbook waits on this computer; raises NotReady where one would write."""
    if not read_only:
        workcopy_note.refuse_pending(path)
    elif waiting := workcopy_note.pending(path):
        say_error(f"{waiting.sentence(path.name)} {workcopy_note.STEP}")


@contextmanager
def opened(arguments: Namespace, *, read_only: bool = False) -> Iterator[Workbook]:
    """The workbook of a command, closed again whatever happens; its passphrase is asked for if need be."""
    path = Path(arguments.workbook)
    warn_of_waiting(path, read_only)
    workbook = Workbook.open(
        path,
        library=load_library(),
        actor=actor(),
        read_only=read_only,
        driver=driver_of(arguments),
    )
    try:
        yield workbook
    finally:
        workbook.close()
