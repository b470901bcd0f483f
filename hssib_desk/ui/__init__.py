"""The window: everything that needs Qt."""

import ctypes
import sys


def hold_none() -> None:
    """Keep None alive on Python 3.11, where PySide6 6.12.0 gives back one reference too many.

    Measured: each Qt call that returns nothing lowers the count of None by one, so that after some seconds
    of painting the interpreter stops with "deallocating None". From Python 3.12 on None cannot go away, and
    PySide6 6.11.3 counts rightly. A head start of 2**40 outlasts any working day.
    """
    if sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40


hold_none()
