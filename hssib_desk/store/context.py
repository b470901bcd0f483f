"""What one transaction has in hand: the connection, the forms, who acts, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from hssib_desk.domain.forms.form import Form, Library
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.store.form_cache import FormCache


def utc_now() -> datetime:
    """The time now, in UTC, to the millisecond as it is stored."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class ReadContext:
    """A read: one state of the workbook, and the day it is looked at."""

    db: Connection
    shelf: FormCache
    facts: WorkbookFacts
    today: date

    @property
    def library(self) -> Library:
        """The shipped definitions."""
        return self.shelf.library


@dataclass(frozen=True)
class WriteContext(ReadContext):
    """A change by somebody at a time; all of it is kept, or nothing."""

    who: str
    now: datetime
    of_meeting: bool = False  # whether a meeting of the panel writes what only it answers
    _kept: set[str] = field(default_factory=set)

    def keep(self, form: Form) -> str:
        """The id of a form's text, which is in the workbook from now on."""
        form_id = self.shelf.id_of(form)
        if form_id not in self._kept:
            self.shelf.keep(self.db, form)
            self._kept.add(form_id)
        return form_id
