"""Private copies of attached files that another program shows; none stays when it is locked or closed."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile, QObject

from hssib_desk.domain.file_types import safe_name

LOCK = "in-use"
TAKEN_AWAY = (
    "Opened copies of attached files were removed. "
    "A program that shows one may go on showing it: close it there."
)
HELD = (
    "{} opened {} of attached files cannot be removed while another program holds {}: close {} there. "
    "What is left is removed when you unlock or close the workbook, or at the next start."
)


def root() -> Path:
    """The folder of this person in which every running program has one of its own."""
    return Path(platformdirs.user_cache_dir("hssib-desk", appauthor=False)) / "opened"


class OpenedCopies(QObject):
    """Writes the copies of one session into a folder that only this person may enter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._lock: QLockFile | None = None

    def put(self, name: str, ending: str, content: bytes) -> Path:
        """A copy to read, under the name of the file and the ending of what it really is."""
        place = self._own_folder() / secrets.token_hex(4)
        place.mkdir(mode=0o700)
        stem = safe_name(name)
        path = place / (stem if stem.lower().endswith(ending) else f"{stem}{ending}")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        path.chmod(0o400)  # a copy to read: what is written into it would be lost
        return path

    def _own_folder(self) -> Path:
        if self._folder is None:
            folder = root() / secrets.token_hex(8)
            root().mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700)
            self._lock = QLockFile(str(folder / LOCK))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)
            self._folder = folder
        return self._folder

    def take_away(self) -> str:
        """Remove every copy now; say so, and how many stay because a program holds them."""
        copies = self._copies()
        for place in copies:
            remove(place)
        held = len(self._copies())
        if held:
            one = held == 1
            it = "it" if one else "them"
            return HELD.format(held, "copy" if one else "copies", it, it)
        return TAKEN_AWAY if copies else ""

    def _copies(self) -> list[Path]:
        if self._folder is None:
            return []
        return [place for place in self._folder.iterdir() if place.is_dir()]

    def clear(self) -> None:
        """Remove every copy; one that another program holds open goes at the next start."""
        if self._lock is not None:
            self._lock.unlock()
        if self._folder is not None:
            remove(self._folder)
        self._folder = self._lock = None


def remove(folder: Path) -> None:
    """Remove a folder of copies, as far as the system lets us."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and os.name == "nt":
            path.chmod(0o600)  # a file to read only cannot be removed there
    shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers() -> None:
    """Remove the copies of programs that no longer run: they were killed, or a copy was held open."""
    if not root().is_dir():
        return
    for folder in root().iterdir():
        lock = QLockFile(str(folder / LOCK))
        lock.setStaleLockTime(0)
        if folder.is_dir() and not folder.is_symlink() and lock.tryLock(0):
            lock.unlock()
            remove(folder)
