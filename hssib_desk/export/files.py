"""Put an export in its place: written beside, then swapped in, so that no half file is ever left."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from hssib_desk.drives import Trouble, trouble_of
from hssib_desk.export import protect
from hssib_desk.export.report import ExportError
from hssib_desk.ownfiles import passing, put_in_place, real


@contextmanager
def replacing(path: Path, force: bool = False) -> Iterator[Path]:
    """Give an empty file beside `path` to write to, and swap it in when the block ends well.

    An existing file is replaced only with `force`. Whatever goes wrong, the old file stays as it was and
    nothing new is left. Raises ExportError for what the user can put right.
    """
    path = real(path)
    _check_place(path, force)
    with telling(path), passing(path) as part:
        yield part
        _swap_in(part, path, force)


@contextmanager
def locking(path: Path, force: bool, password: str) -> Iterator[Path | BinaryIO]:
    """The same for a file that opens with the password only; without one it is an ordinary file.

    What is to be locked is written in memory, and only the locked one beside `path`.
    """
    if password and (problem := protect.problem_with(password)):
        raise ExportError(problem)
    with replacing(path, force) as part:
        if not password:
            yield part
            return
        plain = BytesIO()
        yield plain
        protect.lock(plain, part, password)


def _swap_in(part: Path, path: Path, force: bool) -> None:
    _to_disk(part)
    if path.exists() and not force:  # it appeared while we were writing
        raise ExportError(_exists(path))
    put_in_place(part, path)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn what the system refuses while `path` is written into a sentence for the user."""
    try:
        yield
    except OSError as error:
        raise ExportError(_sentence(path, error)) from error


def _check_place(path: Path, force: bool) -> None:
    with telling(path):
        if path.is_dir():
            raise ExportError(f"“{path}” is a folder. Please give the name of a file in it.")
        if not path.parent.is_dir():
            raise ExportError(f"The folder “{path.parent}” does not exist. Please choose a folder that does.")
        if path.exists() and not force:
            raise ExportError(_exists(path))


def _exists(path: Path) -> str:
    return f"“{path.name}” already exists. Choose another name, or say that it may be replaced."


def _to_disk(part: Path) -> None:
    with part.open("rb+") as handle:
        os.fsync(handle.fileno())


def _sentence(path: Path, error: OSError) -> str:
    name, trouble = path.name, trouble_of(error)
    if trouble == "full":
        return (
            f"There is not enough free space to write “{name}”. "
            "Nothing was changed. Free some space or choose another disk, and try again."
        )
    if trouble == "no_right" and path.exists():
        return (
            f"“{name}” cannot be replaced. Close it if it is open in another program, or choose another name."
        )
    return _SENTENCES.get(trouble, _OTHER).format(name=name, folder=path.parent)


_SENTENCES: Mapping[Trouble, str] = {
    "too_large": "“{name}” would be larger than its drive or your account lets a file be. "
    "Nothing was changed. Please choose another disk.",
    "read_only": "The drive of “{name}” is write-protected. Nothing was changed. "
    "Please choose another folder.",
    "silent": "The drive of “{name}” does not answer. Check the stick, the cable or the network, or choose "
    "another folder. Nothing was changed.",
    "gone": "The folder “{folder}” is no longer there. Check its drive, or choose another folder.",
    "in_use": "Another program is using “{name}”. Close it there, or choose another name.",
    "no_right": "You may not write in the folder “{folder}”. Please choose another folder.",
    "name": "That file name is too long, or has a letter that the drive does not know. Please choose "
    "another.",
}
_OTHER = "“{name}” could not be written. Nothing was changed. Please try again."
