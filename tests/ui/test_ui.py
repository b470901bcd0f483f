"""What all of the window stands on."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal

import hssib_desk.ui


class Bell(QObject):
    """Rings."""

    rang = Signal()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="constants are immortal from Python 3.12 on")
def test_constants_outlive_any_number_of_qt_calls(qapp):
    assert hssib_desk.ui.__doc__
    bell = Bell()
    for _ in range(20_000):
        bell.rang.emit()
        bell.setObjectName("bell")
    assert min(sys.getrefcount(constant) for constant in (None, True, False)) > 1 << 39
