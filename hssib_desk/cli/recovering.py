"""`recover`: a sound workbook from a damaged one, with a report of what is from where and what is lost."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from hssib_desk.cli.console import DONE, LOOK, actor, say
from hssib_desk.cli.opening import warn_of_waiting

if TYPE_CHECKING:
    from hssib_desk.store.recovery.recover import Recovered

_MOST = 200  # lines of the report that a terminal is given


def recover(arguments: Namespace) -> int:
    """Recover a workbook in its place, or into another file; status 3 when something differs or is lost."""
    from hssib_desk.cli.secrets import driver_of_damaged
    from hssib_desk.domain.forms.library import load_library
    from hssib_desk.store.recovery.recover import recover as mend

    path, to = Path(arguments.workbook), Path(arguments.to) if arguments.to else None
    warn_of_waiting(path, read_only=True)
    made = mend(path, load_library(), actor(), to=to, driver=driver_of_damaged(arguments))
    _tell(made)
    return DONE if made.is_whole else LOOK


def _tell(made: Recovered) -> None:
    from hssib_desk.store.recovery.recover import report

    said = report(made)
    for item in said[:_MOST]:
        say(item.sentence)
    if len(said) > _MOST:
        say(f"… and {len(said) - _MOST:,} more. Recover in the window to see them all.")
