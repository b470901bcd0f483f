"""Who saves goes first: a reader on another thread hears of it, and lets go of the file until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition


class Saving:
    """How often something was saved in an open workbook, and whether that is under way."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._under_way = 0
        self.count = 0

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Nobody else shall hold the file in this block; it waits for no one."""
        with self._changed:
            self.count += 1
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def wait(self, unwanted: Callable[[], bool]) -> int:
        """The count once nothing is being saved, or nobody wants to wait any more."""
        with self._changed:
            while self._under_way and not unwanted():
                self._changed.wait(_LOOK_EVERY_S)
            return self.count


_LOOK_EVERY_S = 0.1
