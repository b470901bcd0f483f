"""`protect`, `unprotect` and `change-passphrase`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hssib_desk.cli.console import DONE, actor, let_go_of_output, say, say_error
from hssib_desk.cli.secrets import NEW_VARIABLE, VARIABLE, new_passphrase, secret_of
from hssib_desk.store.connect import look_at
from hssib_desk.store.errors import NotReady, from_system
from hssib_desk.store.passphrase import change
from hssib_desk.store.passphrase.change import RecoveryKey
from hssib_desk.store.passphrase.keys import is_protected

KEEP = "Keep it on paper, away from this computer: it opens the workbook when the passphrase is lost."


def protect(arguments: Namespace) -> int:
    """Set a passphrase, after saying what that does."""
    path = _path(arguments, protected=False)
    _say_all(change.preview(path, protecting=True))
    passphrase = new_passphrase(arguments.passphrase_file, VARIABLE, [path.stem, actor()])
    with kept_key(arguments.recovery_key_file) as keep:
        key = change.protect(path, passphrase, actor=actor())
        keep(key)
    tried = "" if key.problem else " Passphrase and recovery key were tried on the backup just made."
    say(f"{path} is protected.{tried}")
    return DONE


def change_passphrase(arguments: Namespace) -> int:
    """Set another passphrase; the old one and its recovery key no longer open the workbook."""
    path = _path(arguments, protected=True)
    old = secret_of(arguments, path)
    new = new_passphrase(arguments.new_passphrase_file, NEW_VARIABLE, [path.stem, actor()])
    with kept_key(arguments.recovery_key_file) as keep:
        keep(change.change_passphrase(path, old, new, actor=actor()))
    say(f"{path} has its new passphrase; the old one and its recovery key no longer open it.")
    return DONE


def unprotect(arguments: Namespace) -> int:
    """Remove the passphrase, after saying what that does."""
    path = _path(arguments, protected=True)
    _say_all(change.preview(path, protecting=False))
    change.unprotect(path, secret_of(arguments, path), actor=actor())
    say(f"{path} no longer has a passphrase.")
    return DONE


@contextmanager
def kept_key(name: str | None) -> Iterator[Callable[[RecoveryKey], None]]:
    """Where a recovery key goes: to a file that is made before anything is done, or to the terminal."""
    if name is None:
        yield _show
        return
    path, done = Path(name), False
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:

            def write(key: RecoveryKey) -> None:
                nonlocal done
                try:
                    file.write(f"{key.text}\n")
                    file.flush()
                    os.fsync(file.fileno())
                    done = True
                except OSError as error:  # the workbook has its passphrase: better seen than lost
                    say_error(f"The recovery key could not be kept. {from_system(error, path.name)}")
                    _show(key)
                    return
                _say_surely(f"The recovery key is in {path}. {KEEP}")
                _tell_problem(key)

            yield write
    finally:
        if not done:
            with suppress(OSError):
                path.unlink()


def _say_surely(sentence: str) -> None:
    """Say it where it can still be seen: a key that nobody reads is lost."""
    try:
        say(sentence)
        sys.stdout.flush()
    except OSError:
        let_go_of_output()
        say_error(sentence)


def _show(key: RecoveryKey) -> None:
    _say_surely(f"Recovery key: {key.text}")
    _say_surely(f"It is shown this once. {KEEP}")
    _tell_problem(key)


def _tell_problem(key: RecoveryKey) -> None:
    if key.problem:
        say_error(key.problem)


def _path(arguments: Namespace, *, protected: bool) -> Path:
    path = Path(arguments.workbook)
    look_at(path)
    if is_protected(path) != protected:
        state = "has no passphrase." if protected else "is already protected. Use change-passphrase."
        raise NotReady(f"“{path.name}” {state}")
    return path


def _say_all(sentences: list[str]) -> None:
    for sentence in sentences:
        say(sentence)
