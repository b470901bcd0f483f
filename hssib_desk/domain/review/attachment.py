"""A file that was added to an entry, by everything but its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hssib_desk.domain.file_types import shown_size


@dataclass(frozen=True)
class AttachmentFile:
    """One attached file; its id ends in the SHA-256 of its content, so that a seal over the id covers it."""

    id: str
    entry_id: str
    field: str
    name: str
    type: str  # in words, from the content
    ending: str  # under which it may be opened; empty for one that is only saved
    size: int
    digest: str
    who: str
    at: datetime
    erased: bool = False  # its content is no longer in the workbook

    def line(self, *, named: bool = True) -> str:
        """What an export says of it: name, kind, size and SHA-256; the name may identify somebody."""
        what = (self.type, shown_size(self.size), f"SHA-256 {self.digest}")
        gone = ("erased",) if self.erased else ()
        return ", ".join((self.name, *what, *gone) if named else (*what, *gone))
