"""What there is to say of how long cases are kept, and of their disposal: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from hssib_desk.domain.review.certificate import Certificate


@dataclass(frozen=True)
class Keeping:
    """Until when a case is kept, why, and how much of it there is; `hold` is why it must stay, or empty."""

    case_id: str
    ref: str
    reviewer: str
    until: date
    why: str
    hold: str
    over: bool  # its time has come
    entries: int
    files: int
    versions: int
    lines: int
    own: date | None = None  # a day that was set for it

    @property
    def by_hand(self) -> bool:
        """Whether somebody decided about it: a hold, or a day of its own."""
        return bool(self.hold or self.own)


@dataclass(frozen=True)
class CopyFate:
    """What a disposal does with one copy."""

    path: Path
    fate: Literal["rewritten", "removed"]
    sentence: str


@dataclass(frozen=True)
class DisposalPreview:
    """What a disposal would do; with `refusals` it is not done."""

    cases: tuple[Keeping, ...]
    copies: tuple[CopyFate, ...]
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class Disposal:
    """What a disposal did: a certificate for each case, and how many copies were written anew or removed.

    `problem` says what is left to do; the cases are gone from the workbook all the same.
    """

    certificates: tuple[Certificate, ...]
    rewritten: int
    removed: int
    problem: str = ""
