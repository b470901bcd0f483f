"""Files of the program's own: made anew and private, never reached through a link, swept after a stop."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PART, WIPING, PUBLISHING, OUTGOING = ".part", ".being-wiped", ".publishing", ".outgoing"
RECOVERING = "recovering"
_HEAD = ".hssib-desk-"
_NAME = re.compile(rf"\{_HEAD}[0-9a-f]{{8}}-([0-9a-f]{{8}}\.[a-z-]+?(-journal|-wal|-shm)?|{RECOVERING}-\w+)")
_CHUNK = 1 << 20
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def real(path: Path) -> Path:
    """Where a path leads. Asked once, at the door: two names of one file would have two locks and journals.

    On Windows only a link is followed: a letter of a drive that is away could not be followed to its share.
    """
    if os.name == "nt" and not path.is_symlink():
        return path
    found = Path(os.path.realpath(path))
    return path if found == path.absolute() else found


def is_file(path: Path) -> bool:
    """Whether a path is a file; not where its drive does not answer."""
    try:
        return path.is_file()
    except OSError:
        return False


def has_other_names(path: Path) -> bool:
    """Whether the content of a file has another name too (a hard link)."""
    try:
        return path.is_file() and path.stat().st_nlink > 1
    except OSError:
        return False


def new_name(target: Path, ending: str = PART) -> Path:
    """A name beside a target that nobody can have guessed; `left_beside` knows it again."""
    return target.with_name(f"{_HEAD}{_mark(target)}-{secrets.token_hex(4)}{ending}")


def fresh(target: Path, ending: str = PART) -> Path:
    """An empty file with a new name beside a target, for its owner alone until it is put in place."""
    path = new_name(target, ending)
    make(path)
    return path


def make(path: Path) -> None:
    """Make an empty file for its owner alone; raises FileExistsError for whatever is there, a link too."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600))


def put_in_place(part: Path, target: Path, like: Path | None = None) -> None:
    """Give a finished file its name in one step, with the rights of what had the name, or of `like`."""
    keep_rights(part, like or target)
    part.replace(target)


def keep_rights(path: Path, like: Path) -> None:
    """Let those read and write a file who may read and write another; nobody more, where that fails."""
    if os.name == "nt" or not like.is_file():
        return
    wanted, has = like.stat(), path.stat()
    mode = stat.S_IMODE(wanted.st_mode) & 0o666 | 0o600
    try:
        if (wanted.st_uid, wanted.st_gid) != (has.st_uid, has.st_gid):
            os.chown(path, wanted.st_uid, wanted.st_gid)
    except OSError:
        if wanted.st_gid != has.st_gid:
            mode &= ~0o070  # it would be another group
    with suppress(OSError):  # a drive without rights
        path.chmod(mode)


def make_folder(folder: Path, like: Path) -> None:
    """Make a folder that those may enter who may read a file."""
    mode = stat.S_IMODE(like.stat().st_mode) if like.is_file() else 0o600
    folder.mkdir(mode=(mode | (mode & 0o444) >> 2) & 0o777, parents=True, exist_ok=True)


def new_folder(target: Path) -> Path:
    """A folder beside a target for what is made of it, for its owner alone; `left_beside` knows it again."""
    import tempfile

    return Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{_HEAD}{_mark(target)}-{RECOVERING}-"))


def write(path: Path, content: bytes, *, flushed: bool = True) -> None:
    """Replace a file by some content, all of it or nothing; a link is followed to what it leads to.

    `flushed` takes the time to see it on the disk.
    """
    place = real(path)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = fresh(place)
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            if flushed:
                os.fsync(file.fileno())
        put_in_place(part, place)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def passing(target: Path) -> Iterator[Path]:
    """A file beside a target while it is written, gone after the block unless it was put in place.

    It is noted on this computer meanwhile: what a killed program left is swept by `sweep_passing`.
    """
    part = new_name(target)
    with _noted(part):
        make(part)
        try:
            yield part
        finally:
            with suppress(OSError):
                wipe(part)


@contextmanager
def _noted(part: Path) -> Iterator[None]:
    note, file = _notes() / part.name, -1
    with suppress(OSError):  # a computer that does not let us is no reason to stop anybody's work
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make(note)
        file = os.open(note, os.O_RDWR | _FLAGS)
        lock_byte(file)  # vanishes with this process
        os.write(file, os.fsencode(part.absolute()))
    try:
        yield
    finally:
        if file >= 0:
            os.close(file)
            with suppress(OSError):
                note.unlink()


def sweep_passing() -> None:
    """Wipe what programs that no longer run were writing; one on a drive that is away stays noted."""
    with suppress(OSError):
        for note in list(_notes().iterdir()):
            with suppress(OSError):
                _sweep_noted(note)


def _sweep_noted(note: Path) -> None:
    file = os.open(note, os.O_RDWR | _FLAGS)
    try:
        lock_byte(file)
        part = Path(os.fsdecode(os.read(file, _CHUNK)))
    finally:
        os.close(file)
    if part.parent.is_dir():
        if _NAME.fullmatch(part.name):
            wipe(part)
        note.unlink()


def _notes() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("hssib-desk", appauthor=False)) / "writing"


# The locked byte lies beyond any text, so that others can read who holds it: Windows locks reading too.
_LOCKED_BYTE = 1 << 20


def lock_byte(file: int) -> None:
    """Lock an open file for this process; raises OSError while another has it."""
    if sys.platform == "win32":
        import msvcrt

        at = os.lseek(file, 0, os.SEEK_CUR)
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, at, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def left_beside(target: Path) -> list[Path]:
    """What a program that was stopped left beside a target."""
    return [path for path in left_in(target.parent) if path.name.startswith(f"{_HEAD}{_mark(target)}-")]


def left_in(folder: Path) -> list[Path]:
    """What programs that were stopped left in a folder."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found)


def sweep(paths: Iterable[Path]) -> None:
    """Wipe what was left, folders with what is in them."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for inside in path.iterdir():
                wipe(inside)
            path.rmdir()
        else:
            wipe(path)


def wipe(path: Path) -> None:
    """Overwrite a file and remove it, as far as its drive lets us.

    What has another name is left whole under that, and a link is removed without what it leads to.
    """
    with suppress(OSError):  # one that we may not write to is removed only
        if not path.is_symlink():
            _overwrite(path)
    path.unlink(missing_ok=True)


def _overwrite(path: Path) -> None:
    file = os.open(path, os.O_RDWR | _FLAGS | getattr(os, "O_NONBLOCK", 0))
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode) or about.st_nlink > 1:
            return
        left = about.st_size
        while left > 0:
            left -= os.write(file, bytes(min(left, _CHUNK)))
        os.fsync(file)
    finally:
        os.close(file)


def _mark(target: Path) -> str:
    """What tells the files beside one target from those of others, whatever the length of its name."""
    return hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]
