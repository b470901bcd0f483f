"""A recorded decision on what numbers of deaths are set beside: by whom, on which day, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

BREAK, REBASE = "break", "rebase"
MOST = 20  # quarters that are drawn


@dataclass(frozen=True)
class Baseline:
    """From `day` on something else is counted (a break), or what is usual is read anew (a re-basing)."""

    day: date
    kind: str
    reason: str = ""
    decided_by: str = ""
    who: str = ""  # wrote it down
    written: datetime | None = None
    id: str = ""  # of its record

    @property
    def is_break(self) -> bool:
        """Whether scope, wards, beds or tracing changed, so that nothing is tested across it."""
        return self.kind == BREAK
