"""The Qt binding keeps count: 6.12.0 lost two references to None a call until the interpreter stopped."""

import gc
import sys

from PySide6.QtCore import QObject, Signal

CALLS = 20_000


class Bell(QObject):
    """Rings."""

    rang = Signal()


def test_calls_and_signals_lose_no_references(qapp):
    bell = Bell()
    gc.collect()  # what earlier tests left lets go of its own now, not in between
    before = [sys.getrefcount(constant) for constant in (None, True, False)]
    for _ in range(CALLS):
        bell.rang.emit()
        bell.setObjectName("bell")
    after = [sys.getrefcount(constant) for constant in (None, True, False)]
    assert all(now > then - CALLS // 10 for now, then in zip(after, before, strict=True))
