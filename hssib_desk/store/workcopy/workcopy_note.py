"""Where a copy on this computer comes from: a folder for each workbook, with a note of what was the same.

The note lies beside the copy, not in a memory shared by all workbooks: without it nobody could tell whether
the copy holds work of its own, and a copy is never overwritten or removed before that is known.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import platformdirs

from hssib_desk import ownfiles
from hssib_desk.domain.dates import show_moment
from hssib_desk.store.errors import Missing, NotReady
from hssib_desk.store.schema.journal import journal_of

STEP = (
    "Open the workbook in the window: your work is there, and is published. Or run “hssib-desk publish "
    "WORKBOOK”."
)
ON_COPY = (
    "This is a working copy. Choose “Publish and open in place” in the menu first: only there are all "
    "files of the workbook reached."
)
_NOTE = "origin.json"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Origin:
    """What is known of a copy: whose it is, and the digests of both files when they were the same.

    `target` is where it is published: the workbook, or a file beside it when that was changed by others.
    `sending` are the digests of copy and target while the target is being replaced.
    """

    original: str
    target: str
    mine: str
    theirs: str
    at: str = ""  # ISO time, UTC, of the last publishing
    sending: tuple[str, str] = ("", "")

    @property
    def moment(self) -> datetime | None:
        """When the copy was published last; None before the first time."""
        return datetime.fromisoformat(self.at) if self.at else None

    def sent(self, at: datetime) -> Origin:
        """The same after what was being sent has arrived."""
        return replace(settled_to(self), at=at.isoformat(timespec="seconds"))


@dataclass(frozen=True)
class Pending:
    """Work on a copy that is not published: where the copy is, and when it was changed last."""

    copy: Path
    changed: datetime

    def sentence(self, name: str) -> str:
        """What to say where the workbook itself is looked at."""
        return (
            f"Work on “{name}” is on this computer and not published yet (last changed "
            f"{show_moment(self.changed)}). The file in its place is older."
        )


def root() -> Path:
    """The folder of all copies on this computer."""
    return Path(platformdirs.user_data_dir("hssib-desk", appauthor=False)) / "copies"


def copy_of(original: Path) -> Path:
    """Where on this computer the copy of a workbook is, or would be."""
    place = hashlib.sha256(str(original.absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return root() / place / original.name


def original_of(path: Path) -> Path:
    """The workbook that a path stands for: of a copy where it comes from, of all others the file itself."""
    found = _of(path)
    return Path(found.original) if found else path


def target_of(path: Path) -> Path:
    """Where the work in a file ends up: of a copy where it is published, of all others the file itself."""
    found = _of(path)
    return Path(found.target) if found else path


def _of(path: Path) -> Origin | None:
    return read(path) if path.absolute().parent.parent == root().absolute() else None


def is_copy(path: Path) -> bool:
    """Whether a path is that of a copy on this computer."""
    return original_of(path) != path


def read(copy: Path) -> Origin | None:
    """What is noted of a copy; None where nothing is, or it cannot be read."""
    try:
        found = json.loads((copy.parent / _NOTE).read_text("utf-8"))
        return Origin(**{**found, "sending": tuple(found["sending"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write(copy: Path, origin: Origin) -> None:
    """Note what is known of a copy, all of it or nothing."""
    ownfiles.write(copy.parent / _NOTE, json.dumps(asdict(origin)).encode())


def forget(copy: Path) -> None:
    """Take the note of a copy away."""
    (copy.parent / _NOTE).unlink(missing_ok=True)


def digest(path: Path) -> str:
    """What tells one content of a file from every other."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def pending(original: Path) -> Pending | None:
    """The work on the copy of a workbook that is not published yet; no key is needed to tell."""
    copy = copy_of(original)
    try:
        stat = copy.stat()
        if not holds_work(copy):
            return None
    except OSError:
        return None
    return Pending(copy, datetime.fromtimestamp(stat.st_mtime).astimezone())


def holds_work(copy: Path) -> bool:
    """Whether a copy differs from what was published of it; True where that cannot be told."""
    known = read(copy)
    return known is None or journal_of(copy).exists() or digest(copy) != settled(known).mine


def settled(known: Origin) -> Origin:
    """What is known after an interrupted publishing: whether the file arrived is seen by its content."""
    if not known.sending[1] or not has_content(Path(known.target), known.sending[1]):
        return known
    return settled_to(known)


def settled_to(known: Origin) -> Origin:
    """What is known once the file that was being sent is in its place."""
    mine, theirs = known.sending
    return replace(known, mine=mine, theirs=theirs, sending=("", ""))


def has_content(path: Path, wanted: str) -> bool:
    """Whether a file is there and has the content of a digest."""
    try:
        return digest(path) == wanted
    except OSError:
        return False


def refuse_pending(original: Path) -> None:
    """Raise NotReady where a workbook would be changed although newer work on it waits on this computer."""
    found = pending(original)
    if found:
        raise NotReady(f"{found.sentence(original.name)} Nothing was changed. {STEP}")


def refuse_copy(path: Path) -> None:
    """Raise NotReady for an act that has to reach the workbook in its own place and every copy beside it."""
    if is_copy(path):
        raise NotReady(ON_COPY)


def away(original: Path) -> Missing:
    """What to say when the place of a workbook cannot be reached."""
    return Missing(
        f"The folder “{original.parent}” cannot be reached. It may be a drive that is not connected."
    )
