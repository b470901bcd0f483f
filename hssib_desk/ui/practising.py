"""The practice workbook of this person: made once, kept where the system keeps a program's files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import platformdirs

from hssib_desk.store.errors import WorkbookError
from hssib_desk.ui.go import Go

NAME = "practice.hssib"


def practice_path(go: Go) -> Path | None:
    """Where the practice workbook is, made now if it is not there; None after saying why it cannot be."""
    path = Path(platformdirs.user_data_dir("hssib-desk", appauthor=False)) / NAME
    if path.exists():
        return path
    from hssib_desk.practice import make_practice

    beside = path.with_name(f"new-{NAME}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        make_practice(beside, today=date.today())
        beside.replace(path)
    except (WorkbookError, OSError) as error:
        go.say(f"The practice workbook could not be made. {error}", "bad")
        return None
    return path
