"""Where a command gets a passphrase from: a file, the environment or a prompt, never an argument."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from hssib_desk.cli.console import say_error
from hssib_desk.drives import why_unread
from hssib_desk.store.connect import PLAIN, Driver
from hssib_desk.store.errors import NeedsPassphrase, NotReady, WrongPassphrase
from hssib_desk.store.passphrase.keys import driver, driver_to_recover, is_protected
from hssib_desk.store.passphrase.salt_search import needs_key
from hssib_desk.store.passphrase.strength import strength_of

VARIABLE, NEW_VARIABLE = "HSSIB_DESK_PASSPHRASE", "HSSIB_DESK_NEW_PASSPHRASE"
FILE_VARIABLE = "HSSIB_DESK_PASSWORD"
_TRIES = 3


def driver_of(arguments: Namespace, path: Path | None = None) -> Driver:
    """How to connect to the workbook of a command, or another file; asks only when it is protected."""
    path = path or Path(arguments.workbook)
    return _tried(arguments, path, driver)[1] if is_protected(path) else PLAIN


def driver_of_damaged(arguments: Namespace) -> Driver:
    """How to read a workbook that may be damaged at its beginning, or not be there but for its backups."""
    path = Path(arguments.workbook)
    return _tried(arguments, path, driver_to_recover)[1] if needs_key(path) else PLAIN


def secret_of(arguments: Namespace, path: Path) -> str:
    """What opens a protected workbook; it has been tried."""
    return _tried(arguments, path, driver)[0]


def _tried(arguments: Namespace, path: Path, way: Callable[[Path, str], Driver]) -> tuple[str, Driver]:
    """What opens a protected workbook, given or asked for, and how to connect with it."""
    given = _from_file(arguments.passphrase_file) or os.environ.get(VARIABLE, "")
    if given:
        return given, way(path, given)
    if not _can_ask():
        raise NeedsPassphrase(
            f"“{path.name}” is protected. Give its passphrase with --passphrase-file FILE or in {VARIABLE}."
        )
    for tries_left in reversed(range(_TRIES)):
        typed = getpass.getpass(f"Passphrase or recovery key of “{path.name}”: ")
        try:
            return typed, way(path, typed)
        except WrongPassphrase as error:
            if not tries_left:
                raise
            say_error(str(error))
    raise AssertionError("the last try returns or raises")


def new_passphrase(file: str | None, variable: str, known: Sequence[str]) -> str:
    """A passphrase to set, typed twice where it was not given; one that is easy to guess is refused or
    remarked, as in the window. `known` are words that whoever guesses would try first.
    """
    passphrase = _from_file(file) or os.environ.get(variable, "") or _typed_twice(variable)
    strength = strength_of(passphrase, known)
    if strength.is_refused:
        raise NotReady(f"This passphrase was not set. {strength.sentence}")
    if strength.is_weak:
        say_error(f"This passphrase is easy to guess. {strength.sentence}")
    return passphrase


def _typed_twice(variable: str) -> str:
    if not _can_ask():
        raise NeedsPassphrase(f"Give the new passphrase in a file or in {variable}.")
    typed = getpass.getpass("New passphrase: ")
    if typed != getpass.getpass("Type it again: "):
        raise NotReady("The two passphrases are not the same. Nothing was changed.")
    return typed


def password_of(arguments: Namespace) -> str:
    """The password that an export is to have, from its file; an empty text for none."""
    return _from_file(arguments.password_file, "password")


def password_to_open(arguments: Namespace, path: Path) -> str:
    """The password of a spreadsheet that is read; asked for only when the file has one."""
    from hssib_desk.export.reading.locked import NEEDED, is_locked

    if not is_locked(path):
        return ""
    given = _from_file(arguments.password_file, "password") or os.environ.get(FILE_VARIABLE, "")
    if given:
        return given
    if not _can_ask():
        ways = f"On a command line it is given with --password-file FILE or in {FILE_VARIABLE}."
        raise NotReady(f"{NEEDED.format(name=path.name)} {ways}")
    return getpass.getpass(f"Password of “{path.name}”: ")


def _from_file(name: str | None, what: str = "passphrase") -> str:
    """The first line of a file, without its end."""
    if not name:
        return ""
    try:
        text = Path(name).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReady(f"{name} is not a text file in UTF-8.") from None
    except OSError as error:
        raise NotReady(f"The {what} was not read. {why_unread(error, name)}") from error
    line = text.partition("\n")[0].removesuffix("\r")
    if not line:
        raise NotReady(f"There is no {what} in the first line of {name}.")
    return line


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
