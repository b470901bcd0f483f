"""Identifiers: ids that sort by the time they were made, and references that people can say."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from uuid import UUID

from hssib_desk.domain.forms.form import Form
from hssib_desk.domain.review.case_file import Stage

_SERIES: Mapping[Stage, str] = {"second": "2", "agreed": "3"}
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUID of version 7: later ids sort after earlier ones, also within one millisecond of one process."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 of fraction count as one number that only ever grows.
        ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        _last = ticks
    stamp, fraction = ticks >> 12, ticks & 0xFFF
    return str(UUID(int=stamp << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62)))


def case_ref(year: int, number: int) -> str:
    """The reference of a case: "C-2025-014"."""
    return f"C-{year}-{number:03d}"


def entry_ref(letter: str, number: int, *, two_digits: bool) -> str:
    """The reference of an entry within its case: "P1", "L2", and "A03" where actions are counted."""
    return f"{letter}{number:02d}" if two_digits else f"{letter}{number}"


def letter_of(form: Form, stage: Stage) -> str:
    """What the references of a form begin with; a second review has a series of its own: "2P1", "2P2".

    So its numbers do not tell how many the first one raised, and both can be spoken of side by side.
    """
    return f"{_SERIES.get(stage, '')}{form.letter or form.key}"


def full_ref(case: str, entry: str) -> str:
    """The reference of an entry in the whole workbook: "C-2025-014-A03"."""
    return f"{case}-{entry}" if entry else case
