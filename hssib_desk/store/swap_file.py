"""Putting one file in the place of a workbook, which is kept under another name; one is always there."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from hssib_desk.ownfiles import keep_rights, make
from hssib_desk.store.schema.journal import journal_of


def exchange(workbook: Path, part: Path, replaced: Path) -> None:
    """Put `part` in the place of a workbook and keep that as `replaced`, on another drive too."""
    _keep(workbook, replaced)
    try:
        part.replace(workbook)
    except OSError:
        if workbook.exists():
            if journal_of(replaced).exists() and not journal_of(workbook).exists():
                _copy(journal_of(replaced), journal_of(workbook))
            for left in (replaced, journal_of(replaced)):
                left.unlink(missing_ok=True)
        else:
            replaced.rename(workbook)
            _move_journal(replaced, workbook)
        raise


def _keep(workbook: Path, replaced: Path) -> None:
    """Give the replaced file its other name; it stays in its place until the new one takes that."""
    if not journal_of(workbook).exists():
        with suppress(OSError):  # a drive without second names, or another drive
            os.link(workbook, replaced)
            return
    try:
        workbook.rename(replaced)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _carry_over(workbook, replaced)
    else:
        _move_journal(workbook, replaced)


def _carry_over(workbook: Path, replaced: Path) -> None:
    """Keep a working copy, whose backups lie on the drive of its workbook."""
    _copy(workbook, replaced)
    if journal_of(workbook).exists():
        _copy(journal_of(workbook), journal_of(replaced))
        journal_of(workbook).unlink()


def _copy(source: Path, target: Path) -> None:
    make(target)
    keep_rights(target, source)
    shutil.copyfile(source, target)


def _move_journal(old: Path, new: Path) -> None:
    """A journal belongs to its file: left behind, SQLite would roll it back into the restored one."""
    if journal_of(old).exists():
        journal_of(old).rename(journal_of(new))
