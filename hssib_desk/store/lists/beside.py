"""The lists asked on another thread, over a connection of their own: what is saved, and never in its way."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from hssib_desk.store.connect import Database
from hssib_desk.store.lists.lists import Lists
from hssib_desk.store.transactions import Transactions

T = TypeVar("T")


class Unwanted(Exception):
    """Nobody waits for the answer any more, or the workbook is closed."""


class Beside:
    """Answers questions about many cases while somebody works; `Workbook.beside` is the one there is.

    A reader keeps a file of SQLite from being written to. So an answer that is being worked out is given up
    as soon as something is to be saved, and worked out anew afterwards: it holds one state of the file.
    """

    def __init__(self, at: Transactions) -> None:
        self._at = at
        self._database: Database | None = None  # made when something is asked
        self._lists: Lists | None = None
        self._asked = Lock()  # while the file is looked at
        self._closed = False
        self._count = 0  # of what was saved, when the question was asked
        self._unwanted: Callable[[], bool] = _never

    def ask(self, question: Callable[[Lists], T], unwanted: Callable[[], bool] | None = None) -> T:
        """What a function finds in the lists; raises Unwanted where nobody wants to know any more."""
        is_unwanted = unwanted or _never
        while True:
            count = self._at.saving.wait(lambda: self._closed or is_unwanted())
            with self._asked:
                self._count, self._unwanted = count, is_unwanted
                if self._closed or is_unwanted():
                    raise Unwanted
                try:
                    found = question(self._opened())
                except (
                    Exception
                ):  # given up, in whatever words; a fault that has nothing to do with it goes on
                    if not self._is_stale():
                        raise
                else:
                    if not self._is_stale():
                        return found

    def _opened(self) -> Lists:
        at = self._at
        if self._database is None:
            self._database = Database(at.path, read_only=True, driver=at.driver, give_up=self._is_stale)
        if self._lists is None:
            self._lists = Lists(Transactions(self._database, at.shipped, at.actor, at.now))
        return self._lists

    def _is_stale(self) -> bool:
        """Whether what is being worked out is of no use any more."""
        return self._closed or self._count != self._at.saving.count or self._unwanted()

    def rest(self) -> None:
        """Close the connection, which holds pages of the file; the next question opens it again."""
        with self._at.saving.under_way(), self._asked:
            if self._database is not None:
                self._database.rest()

    def close(self) -> None:
        """Give up what is being asked, and answer nothing any more."""
        self._closed = True
        with self._asked:
            if self._database is not None:
                self._database.close()


def _never() -> bool:
    return False
