"""The window: everything that needs Qt."""

import ctypes
import sys


def hold_constants() -> None:
    """Keep None, True and False alive on Python 3.11, where PySide6 6.12.0 lets go of them too often.

    Measured: each Qt call that returns nothing lowers the count of None by one, each emitted signal that of
    True, until the interpreter stops with "deallocating None". From Python 3.12 on constants cannot go
    away, and PySide6 6.11.3 counts rightly. A head start of 2**40 outlasts any working day.
    """
    if sys.version_info < (3, 12):
        for constant in (None, True, False, NotImplemented, Ellipsis):
            ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 40


hold_constants()
