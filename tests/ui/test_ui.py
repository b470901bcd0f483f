"""What all of the window stands on."""

import sys

import pytest
from PySide6.QtWidgets import QWidget

import hssib_desk.ui


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_none_outlives_any_number_of_qt_calls(qtbot):
    assert hssib_desk.ui.__doc__
    widget = QWidget()
    qtbot.addWidget(widget)
    for _ in range(20_000):
        widget.update()
    assert sys.getrefcount(None) > 1 << 39
