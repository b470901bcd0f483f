"""Duties after a death: what is owed, since when, by when, and how each was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hssib_desk.domain.bank_holidays import is_bank_holiday
from hssib_desk.domain.dates import PartialDate, local_day, read_iso
from hssib_desk.domain.duties.day_settings import days_of
from hssib_desk.domain.duties.rule import ROLE, Basis, DutyRule
from hssib_desk.domain.duties.switched_off import switched_off
from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.forms.form import UNKNOWN_DATE, Answer, Field, Library
from hssib_desk.domain.forms.rules import Context, holds
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Stage
from hssib_desk.domain.review.computed_facts import add_months
from hssib_desk.domain.review.ending import is_not_reviewed
from hssib_desk.domain.review.screening import is_waiting

State = Literal["must", "decide", "done", "not_applicable", "ended"]
OPEN: tuple[State, ...] = ("must", "decide")
STATES: Mapping[State, str] = {
    "must": "To do",
    "decide": "To be decided",
    "done": "Done",
    "not_applicable": "Does not apply",
    "ended": "Ended",
}
FINISH = "reviewed"  # the review itself, by the day that was set for it
FORMERLY_NO = "Answered No in an earlier form."
_SATURDAY = 5
_DEATH = "role:date_of_death"

Holidays = Callable[[date], bool]


@dataclass(frozen=True)
class Duty:
    """One duty of a case: `due` is None without a date to count from, `done` until its day is known.

    `state` says whether it is open; `reason` why it does not apply or ended. `undecided` are the facts that
    would decide it.
    """

    key: str
    title: str
    due: date | None
    done: date | None
    without_delay: bool
    standard: Basis
    entry_id: str
    rule: DutyRule
    state: State = "must"
    words: str = ""
    start: date | None = None
    reason: str = ""
    undecided: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer it."""
        return self.state in OPEN

    def is_late(self, today: date) -> bool:
        """Whether it was done after its day, or is open and its day is past."""
        if self.due is None or self.state in ("not_applicable", "ended"):
            return False
        return (self.done or (today if self.is_open else self.due)) > self.due


def duties(case: CaseFile, holidays: Holidays = is_bank_holiday, listed: str = "") -> list[Duty]:
    """Every duty that the facts of a case bring about or that was answered, in the order of the file.

    Working days leave out weekends and the days that `holidays` names, by default England's bank holidays.
    With `listed`, only those that a list of their own shows.
    """
    context = AnyLevel(case)
    off = switched_off(case.facts.settings)
    rules = (rule for rule in case.library.duties if not listed or rule.listed == listed)
    found = (_Asked(rule, case, context, holidays).duty() for rule in rules)
    return [
        duty
        for duty in found
        if duty and not (duty.is_open and duty.key in off and duty.rule.can_be_switched_off)
    ]


def add_days(start: date, days: int, holidays: Holidays | None = None) -> date:
    """The day so many days after another; with `holidays`, working days, the first day not counted."""
    if holidays is None:
        return start + timedelta(days=days)
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY and not holidays(day)
    return day


def keys_listed(library: Library, listed: str) -> frozenset[str]:
    """The keys of the duties that a list of their own shows, such as those of second reviews."""
    return frozenset(rule.key for rule in library.duties if rule.listed == listed)


class AnyLevel(Context):
    """What the rules of duties look at: answers count whatever the level of the case, for duties stay."""

    def is_of_level(self, field: Field, entry: EntryFile) -> bool:
        """Whether the level asks a question: always, here."""
        return True


@dataclass(frozen=True)
class _Asked:
    """A duty asked of one case."""

    rule: DutyRule
    case: CaseFile
    context: Context
    holidays: Holidays

    def duty(self) -> Duty | None:
        """The duty as it stands; None where neither the facts nor an answer bring it about."""
        state, reason = self._state()
        if state is None:
            return None
        start = self._start()
        return Duty(
            key=self.rule.key,
            title=self.rule.title,
            due=self._due(start),
            done=self._done(),
            without_delay=self.rule.due == "without_delay",
            standard=self.rule.basis,
            entry_id=self._place(),
            rule=self.rule,
            state=state,
            words=self._words(),
            start=start,
            reason=reason,
            undecided=self._undecided() if state == "decide" else (),
        )

    def _state(self) -> tuple[State | None, str]:
        if self._is_done():
            return "done", ""
        if reason := self._not_applicable():
            return "not_applicable", reason
        must, decide = self._holds(self.rule.born_if), self._holds(self.rule.decide_if)
        if not (must or decide) or not self._is_asked():
            return None, ""
        if self._holds(self.rule.ended_if):
            return "ended", self.rule.ended_words
        return ("must" if must else "decide"), ""

    def _is_asked(self) -> bool:
        """Whether there is something to go by: of a case just begun nothing is known, and nothing is owed."""
        if self.rule.listed == "reviews" and self._rests():
            return False
        known = (self.case.value(role) for role in ("date_of_death", "died_manner", "known_on"))
        return _DEATH not in self.rule.counted_from or any(value is not None for value in known)

    def _rests(self) -> bool:
        """Whether nobody reviews the death now: others do, or the coroner comes first."""
        return is_waiting(self.case) or is_not_reviewed(self.case, self.context)

    def _is_done(self) -> bool:
        if self.rule.done_if is not None:
            return self._holds(self.rule.done_if)
        return any(all(self._answered(name) for name in every) for every in self.rule.ends_by)

    def _answered(self, name: str) -> bool:
        answer = self._answer(name)
        return answer == UNKNOWN_DATE or read_iso(answer) is not None

    def _done(self) -> date | None:
        for every in self.rule.ends_by:
            days = [read_iso(self._answer(name)) for name in every]
            if all(days):
                return max(day.last for day in days if day)
        return None

    def _not_applicable(self) -> str:
        if written := self._answer(self.rule.na):
            return str(written)
        if self._holds(self.rule.na_if):
            return self.rule.na_words
        if self.rule.formerly and self._answer(self.rule.formerly) == "no":
            return FORMERLY_NO
        return ""

    def _start(self) -> date | None:
        found = (read_iso(self._answer(name)) for name in self.rule.counted_from)
        # A date known to the month only counts from its first day: rather early than late.
        start = next((day.first for day in found if day), None)
        if start is None or _DEATH not in self.rule.counted_from:
            return start
        known = read_iso(self.case.value("known_on"))
        return max(start, known.first) if known else start

    def _due(self, start: date | None) -> date | None:
        named = (read_iso(self._answer(name)) for name in self.rule.printed)
        if printed := next((day.first for day in named if day), None):
            return printed
        return None if start is None else self._counted(start)

    def _counted(self, start: date) -> date | None:
        days = days_of(self.rule.setting, self.case.facts.settings) if self.rule.setting else self.rule.days
        match self.rule.due:
            case "none":
                return None
            case "same_day":
                return start
            case "without_delay":
                return add_days(start, 1)
            case "months":
                return add_months(start, days)
            case "working_days":
                return add_days(start, days, self.holidays)
            case "days" | "as_printed":
                return add_days(start, days)

    def _words(self) -> str:
        if "{reason}" not in self.rule.words:
            return self.rule.words
        said = [reason.say for reason in self.rule.reasons if self._holds(reason.when)]
        return self.rule.words.replace(": {reason}", f": {', '.join(said)}" if said else "")

    def _undecided(self) -> tuple[str, ...]:
        """The facts that would decide the duty, those that are unclear first named."""
        named = dict.fromkeys(self.rule.decide_if.facts() if self.rule.decide_if else ())
        known = ((name, self.context.fact(name, self.context.bystander)) for name in named)
        return tuple(name for name, value in known if value in ("unclear", "") or not facts()[name].values)

    def _place(self) -> str:
        """The entry that a list opens: that of the question which ends the duty, else of the decisions."""
        forms = [key.partition(".")[0] for key in (self.rule.done, self.rule.na) if key]
        decisions = self.case.library.form_with_role("learning_response", repeat=False)
        forms += [decisions.key] if decisions else []
        found = (self.case.entry(key, "first") for key in forms)
        entry = next((item for item in found if item and item.id), None)
        return entry.id if entry else self.case.entries[0].id if self.case.entries else ""

    def _holds(self, condition: Condition | None) -> bool:
        return condition is not None and holds(condition, self.context.bystander, self.context)

    def _answer(self, name: str) -> Answer | None:
        """An answer as it is kept, by its role or its form and key, or the day of a signature."""
        if name.startswith(ROLE):
            return self.case.value(name.removeprefix(ROLE))
        form, _, key = name.rpartition(".")
        if form:
            entry = self.case.entry(form)
            return entry.answers.get(key) if entry else None
        return self._signed(name)

    def _signed(self, name: str) -> Answer | None:
        stages: Mapping[str, Stage] = {
            "signature": "first",
            "signature:second": "second",
            "signature:agreed": "agreed",
        }
        seal = self.case.seal_of(stages[name]) if name in stages else None
        return PartialDate.of(local_day(seal.at)).iso if seal else None


def open_duties(case: CaseFile) -> Iterator[Duty]:
    """Those that nobody has answered."""
    return (duty for duty in duties(case) if duty.is_open)
