"""Duties with a clock: what is owed after a death, since when, by when, and whether it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hssib_desk.domain.bank_holidays import is_bank_holiday
from hssib_desk.domain.dates import PartialDate, local_day, read_iso
from hssib_desk.domain.forms.form import Clock, Form
from hssib_desk.domain.forms.rules import Context, holds
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.ending import is_not_reviewed

FINISH = "finish_by"  # the review itself, by the day that was set for it
_ROLE = "role:"
_SATURDAY = 5

Holidays = Callable[[date], bool]


@dataclass(frozen=True)
class Duty:
    """One duty of a case; `due` is None until the date it counts from is known, `done` until it is done."""

    key: str
    title: str
    due: date | None
    done: date | None
    without_delay: bool
    standard: Literal["statutory", "local"]
    entry_id: str
    source: str = ""


def duties(case: CaseFile, holidays: Holidays = is_bank_holiday) -> list[Duty]:
    """Every duty the answers of a case bring about, done ones included, in the order of the forms.

    Working days leave out weekends and the days that `holidays` names, by default England's bank holidays.
    A duty whose first day is not known yet is listed without a date, not left out.
    """
    context = Context(case)
    owed = (
        duty
        for entry in case.entries
        for clock in case.library.forms.get(entry.form.key, entry.form).clocks  # the law is that of today
        for duty in _duty(clock, entry, context, holidays)
    )
    return [*_review(case, context), *owed]


def _review(case: CaseFile, context: Context) -> Iterator[Duty]:
    """The review itself, where a day was set by which it is to be finished."""
    holder = next((e for e in case.entries if not e.form.repeat and e.form.role("due_date")), None)
    due = read_iso(holder.value("due_date")) if holder else None
    if holder is None or due is None or is_not_reviewed(case, context):
        return
    seal = case.seal_of("first")
    yield Duty(
        key=FINISH,
        title="Review finished",
        due=due.last,
        done=local_day(seal.at) if seal else None,
        without_delay=False,
        standard="local",
        entry_id=holder.id,
    )


def add_days(start: date, days: int, holidays: Holidays | None = None) -> date:
    """The day so many days after another; with `holidays`, working days, the first day not counted."""
    if holidays is None:
        return start + timedelta(days=days)
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY and not holidays(day)
    return day


def _duty(clock: Clock, entry: EntryFile, context: Context, holidays: Holidays) -> Iterator[Duty]:
    if clock.when is not None and not holds(clock.when, entry, context):
        return
    start = _start(clock, entry, context)
    if start is None and clock.when is None:
        return
    done = read_iso(context.answer(clock.done, entry)) or _agreed_on(clock, entry, context.case)
    # A date known to the month only starts the clock on its first day: rather early than late.
    due = None if start is None else add_days(start.first, clock.days, holidays if clock.working else None)
    named = (read_iso(context.answer(key, entry)) for key in clock.due)
    due = next((day.first for day in named if day), due)
    yield Duty(
        key=clock.key,
        title=clock.title,
        due=due,
        done=done.last if done else None,
        without_delay=clock.days == 0,
        standard=clock.standard,
        entry_id=entry.id,
        source=clock.source,
    )


def is_second_review_clock(clock: Clock, form: Form) -> bool:
    """Whether a clock counts the days of a second review: it starts with the decision that there is one."""
    fields = (form.by_key.get(key) for key in clock.when.fields()) if clock.when else iter(())
    return any(field is not None and field.role == "second_review" for field in fields)


def _agreed_on(clock: Clock, entry: EntryFile, case: CaseFile) -> PartialDate | None:
    """The day on which the two reviews were agreed, which ends the clock of a second review."""
    seal = case.seal_of("agreed")
    if seal is None or not is_second_review_clock(clock, entry.form):
        return None
    return PartialDate.of(local_day(seal.at))


def _start(clock: Clock, entry: EntryFile, context: Context) -> PartialDate | None:
    if clock.start.startswith(_ROLE):
        return read_iso(context.case.value(clock.start.removeprefix(_ROLE)))
    return read_iso(context.answer(clock.start, entry))
