"""Overwriting what the program gave free: neither Python nor Qt does it, so words would stay in memory."""

from __future__ import annotations

import ctypes
import gc
import sys
from itertools import repeat

from PySide6.QtCore import QCoreApplication, QEvent

# Python keeps blocks of up to 512 bytes in lists of its own, one for every 16 bytes of size.
_STEP, _SMALL = 16, 512
_EACH = 3_000_000  # bytes of every small size; more than is free of one between two pages
_LARGE = (65_536, 32_768, 16_384, 8_192, 4_096, 2_048, 1_024)
_OF_LARGE, _OF_SMALL = 24, 400
_HEAD = sys.getsizeof(b"")


def overwrite_freed() -> None:
    """Collect what nobody holds, and ask for free memory until most of what was in use is overwritten.

    Texts that somebody still holds stay, and so may some that lie where the system hands nothing out again.
    """
    gc.collect()
    for size in range(_HEAD + _STEP - _HEAD % _STEP, _SMALL + 1, _STEP):
        list(map(bytes, repeat(size - _HEAD, _EACH // size)))  # bytes of a number are zeros
    _trim()
    _overwrite_heap()


def overwrite_let_go() -> None:
    """Let widgets that were let go of end now, and overwrite what they held."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    overwrite_freed()


def _overwrite_heap() -> None:
    """Do the same with the memory of Qt and of every library, which comes from the system's own `malloc`."""
    take, free = ctypes.pythonapi.PyMem_RawMalloc, ctypes.pythonapi.PyMem_RawFree
    take.restype, take.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    free.restype, free.argtypes = None, [ctypes.c_void_p]
    small = range(_SMALL, 0, -_STEP)
    taken = []
    for size, count in (*((size, _OF_LARGE) for size in _LARGE), *((size - 8, _OF_SMALL) for size in small)):
        for _ in range(count):
            block = take(size)
            if block:
                ctypes.memset(block, 0, size)
                taken.append(block)
    for block in taken:
        free(block)


def _trim() -> None:
    """Give whole pages that are free back to the system, where its library can."""
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
