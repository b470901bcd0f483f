"""Opening a workbook from the window: every reason it cannot be is one sentence and a next step."""

from __future__ import annotations

import gc
import getpass
from functools import cache
from pathlib import Path
from typing import Protocol

from hssib_desk.domain.forms.form import FormError, Library
from hssib_desk.domain.forms.library import load_library
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.errors import Damaged, InUse, NotAWorkbook, OutOfDate, WorkbookError
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator


class Wanted(Protocol):
    """Which file is wanted on the worker, and what opens it."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def driver(self) -> Driver:
        """What opens it."""

    @property
    def library(self) -> Library:
        """The forms."""


def open_session(
    path: Path, go: Navigator, read_only: bool = False, driver: Driver | None = None, *, at_once: bool = False
) -> Session | None:
    """The workbook at a path as a session, or None after saying why not.

    A protected one needs the driver that its passphrase gave. One that somebody else has open is shown to
    read, with their name and since when. With `at_once` OutOfDate is raised for one that must be brought up
    to date first.
    """
    try:
        return Session(_open(path, read_only, driver, at_once))
    except OutOfDate:
        raise
    except InUse as error:
        session = open_session(path, go, True, driver) if not read_only else None
        if session is None:
            go.say(str(error), "warn")
        else:
            session.note = f"{error} You are viewing a read-only copy."
        return session
    except (WorkbookError, FormError) as error:
        refuse(path, error, go, driver)
        return None


def refuse(path: Path, error: Exception, go: Navigator, driver: Driver | None) -> None:
    """Say why a workbook is not opened, or show what is damaged in it."""
    from hssib_desk.store.verify import diagnose

    if isinstance(error, Damaged):
        go.recover(path, str(error), driver)
    elif isinstance(error, NotAWorkbook) and diagnose.is_damaged_workbook(path, driver or PLAIN):
        go.recover(path, f"The beginning of “{path.name}” cannot be read.", driver)
    else:
        go.say(str(error), "bad")


def create_session(path: Path, go: Navigator, title: str, passphrase: str = "") -> Session | None:
    """A new workbook as a session, or None after saying why not."""
    try:
        made = Workbook.create(
            path, library=load_library(), actor=actor(), title=title, passphrase=passphrase
        )
        return Session(made)
    except (WorkbookError, FormError) as error:
        go.say(str(error), "bad")
        return None


def open_again(wanted: Wanted, *, read_only: bool) -> Workbook:
    """The workbook once more, over a connection of its own, for work on the worker; raises WorkbookError."""
    return Workbook.open(
        wanted.path,
        library=wanted.library,
        actor=actor(),
        read_only=read_only,
        back_up=False,
        driver=wanted.driver,
    )


def actor() -> str:
    """The account that is logged in, as the history names who did something."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown account"


@cache
def _settle() -> None:
    """Keep the program itself out of every later look for garbage, once, before words are in memory."""
    load_library()
    gc.freeze()


def _open(path: Path, read_only: bool, driver: Driver | None, at_once: bool) -> Workbook:
    _settle()
    # The backup of a large file takes a moment; the session makes it once the window shows the workbook.
    return Workbook.open(
        path,
        library=load_library(),
        actor=actor(),
        read_only=read_only,
        back_up=False,
        driver=driver,
        at_once=at_once,
    )
