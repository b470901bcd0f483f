"""Beginning and ending transactions: a look sees one state, an act is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms.form import Library
from hssib_desk.domain.forms.pack import with_packs
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.store.connect import Database, Driver
from hssib_desk.store.context import ReadContext, WriteContext
from hssib_desk.store.form_cache import FormCache
from hssib_desk.store.packs import packs_of
from hssib_desk.store.saving import Saving
from hssib_desk.store.settings import facts_from, read_settings, sum_of_settings
from hssib_desk.store.sql import keep_writers_out

P = ParamSpec("P")
T = TypeVar("T")


class Transactions:
    """The transactions of one open workbook, with the settings as they were read last."""

    def __init__(self, database: Database, library: Library, actor: str, now: Callable[[], datetime]) -> None:
        self.database, self.actor, self.now, self.shipped = database, actor, now, library
        self.saving = Saving()
        with database.reading() as connection:
            self.settings, self._sum = read_settings(connection), sum_of_settings(connection)
        if not database.read_only:
            database.know()
        self.use_packs()

    def use_packs(self) -> None:
        """Go on with the forms that the settings ask for: the shipped ones and those of local packs."""
        self.packs, self.pack_problem = packs_of(self.settings, self.shipped)
        self._shelf = FormCache(with_packs(self.shipped, self.packs) if self.packs else self.shipped)

    @property
    def path(self) -> Path:
        """Where the workbook is."""
        return self.database.path

    @property
    def driver(self) -> Driver:
        """How to connect to the workbook and its copies: with its key, when it is protected."""
        return self.database.driver

    @property
    def read_only(self) -> bool:
        """Whether the workbook was opened to read."""
        return self.database.read_only

    @property
    def library(self) -> Library:
        """The forms of this workbook."""
        return self._shelf.library

    @property
    def facts(self) -> WorkbookFacts:
        """What an export prints about the workbook."""
        return facts_from(self.settings, self.database.path.name)

    @property
    def today(self) -> date:
        """The day it is, where the program runs."""
        return local_day(self.now())

    def _read_settings(self, connection: Connection) -> None:
        """Go on with the settings as they are now: somebody else may have changed one."""
        now = sum_of_settings(connection)
        if now != self._sum:
            before, self.settings, self._sum = self.settings, read_settings(connection), now
            if self.settings != before:
                self.use_packs()

    @contextmanager
    def reading(self, today: date | None = None) -> Iterator[ReadContext]:
        """One state of the file, for a short time."""
        with self.database.reading() as connection:
            self._read_settings(connection)
            yield ReadContext(connection, self._shelf, self.facts, today or self.today)

    @contextmanager
    def writing(self) -> Iterator[WriteContext]:
        """A change by whoever has the workbook open; it is on disk when the block has ended."""
        now = self.now()
        with self.saving.under_way(), self.database.writing() as connection:
            keep_writers_out(connection)
            self._read_settings(connection)
            yield WriteContext(connection, self._shelf, self.facts, local_day(now), self.actor, now)

    def read(self, ask: Callable[Concatenate[ReadContext, P], T], *args: P.args, **named: P.kwargs) -> T:
        """The answer of a function that looks."""
        with self.reading() as context:
            return ask(context, *args, **named)

    def write(self, do: Callable[Concatenate[WriteContext, P], T], *args: P.args, **named: P.kwargs) -> T:
        """The result of a function that changes something, once it is on disk."""
        with self.writing() as context:
            return do(context, *args, **named)
