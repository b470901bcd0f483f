"""The clock from discharge to death: is this death in scope, and can its dates be believed?

In scope are deaths of inpatients, and deaths 0 to `window_days` days after discharge, both included.
There is no national definition, so the days, the reason and every doubt are said in words. Dates that
contradict each other make a case unclear: it is asked about, never silently counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hssib_desk.domain.dates import PartialDate, read_iso, show_date, show_days
from hssib_desk.domain.review.case_file import CaseFile

Code = Literal["in_scope", "outside", "unclear"]
Setting = Literal["inpatient", "discharged", "community", "unclear"]
Inpatient = Literal["yes", "no", "not_known"]
_INPATIENT: dict[str, Inpatient] = {"yes": "yes", "no": "no", "not_known": "not_known"}


@dataclass(frozen=True)
class DeathDates:
    """The dates the clock looks at; None where there is none, or none that can be read.

    `signs` are answers, in words, that only an inpatient can have: leave, absence, a death on the ward.
    """

    born: PartialDate | None = None
    admitted: PartialDate | None = None
    discharged: PartialDate | None = None
    died: PartialDate | None = None
    inpatient: Inpatient | None = None
    signs: tuple[str, ...] = ()
    ended_by_death: bool = False  # how the stay is said to have ended
    no_stay: bool = False  # the ward type says that there was none


@dataclass(frozen=True)
class Flag:
    """A doubt about the dates: a stable code, a plain sentence, and words for a narrow place."""

    code: str
    sentence: str
    short: str


@dataclass(frozen=True)
class Scope:
    """Whether a death is in scope and why; `days` is None when they cannot be counted to the day."""

    code: Code
    setting: Setting
    days: int | None
    flags: tuple[Flag, ...]
    sentence: str
    short: str

    def has(self, code: str) -> bool:
        """Whether a flag was raised."""
        return any(flag.code == code for flag in self.flags)


def scope_of(case: CaseFile) -> Scope:
    """The scope of a case from the answers that play the roles of its dates."""
    dates = DeathDates(
        born=read_iso(case.value("date_of_birth")),
        admitted=read_iso(case.value("admission_date")),
        discharged=read_iso(case.value("discharge_date")),
        died=read_iso(case.value("date_of_death")),
        inpatient=_inpatient(case),
        signs=tuple(label for role in _SIGNS for label in _meaning(case, role, "inpatient")),
        ended_by_death=any(_meaning(case, "discharge_method", "died")),
        no_stay=any(_meaning(case, "ward_type", "none")),
    )
    return assess(dates, case.facts.window_days, case.today)


def assess(dates: DeathDates, window_days: int = 30, today: date | None = None) -> Scope:
    """Decide on the dates alone; `today` is the day after which a date lies in the future."""
    wrong = tuple(_contradictions(dates, today or date.today()))
    if wrong:
        return _unclear(wrong)
    if dates.inpatient == "yes":
        flags = () if dates.died else (_NO_DEATH,)
        return Scope("in_scope", "inpatient", None, flags, "Inpatient at death", "Inpatient")
    if dates.inpatient == "no" and dates.no_stay and dates.discharged is None:
        flags = () if dates.died else (_NO_DEATH,)
        return Scope("outside", "community", None, flags, "Died without a stay in hospital", "No stay")
    missing = tuple(_missing(dates))
    if missing or dates.died is None or dates.discharged is None:
        return _unclear(missing)
    # The dates do not contradict each other, so the discharge came no later than the death.
    low = max(0, (dates.died.first - dates.discharged.last).days)
    high = (dates.died.last - dates.discharged.first).days
    if dates.died.exact and dates.discharged.exact:
        return _counted(high, window_days, dates.inpatient)
    return _estimated(low, high, window_days, dates)


# Flags that cannot be true at once, or need an answer before anything is counted from the dates.
CONTRADICTIONS = frozenset(
    [
        "discharge_after_death",
        "death_before_admission",
        "death_before_birth",
        "discharge_before_admission",
        "admission_before_birth",
        "inpatient_after_discharge",
        "in_future",
        "signs_of_a_stay",
        "ended_by_death",
        "same_day",
    ]
)
_SIGNS = ("legal_circumstances", "place_of_death")
_NO_DEATH = Flag("no_death_date", "No date of death yet, or none that can be read.", "No date of death")
_NO_DISCHARGE = Flag(
    "no_discharge_date",
    "There is no date of discharge that can be read, and the person is not said to have been an inpatient.",
    "No discharge date",
)
_NEVER_DISCHARGED = Flag(
    "no_discharge_date",
    "The person was not an inpatient at death, and there is no date of discharge to count from.",
    "No discharge date",
)
_SAME_DAY = Flag(
    "same_day",
    "Discharged on the day of death. Was this only an administrative discharge of somebody who died as an "
    "inpatient? Answer whether the person was an inpatient at death.",
    "Same day: check dates",
)


def _meaning(case: CaseFile, role: str, meaning: str) -> Iterator[str]:
    """The labels of the choices of a role that mean something, as the forms of today say it."""
    for entry in case.entries:
        if not entry.answers:
            continue
        form = case.library.forms.get(entry.form.key, entry.form)
        field = None if form.repeat else form.role(role)
        value = entry.answers.get(field.key) if field else None
        if field and field.options and value is not None:
            codes = value if isinstance(value, list) else [str(value)]
            yield from (field.options.label(c) for c in codes if field.options.means(c) == meaning)


def _inpatient(case: CaseFile) -> Inpatient | None:
    for entry in case.entries:
        field = None if entry.form.repeat else entry.form.role("inpatient_at_death")
        if field is None or field.key not in entry.answers:
            continue
        code = str(entry.answers[field.key])
        meant = field.options.means(code) if field.options else code
        return _INPATIENT.get(meant or code)
    return None


def _contradictions(dates: DeathDates, today: date) -> Iterator[Flag]:
    """Everything that cannot be true at once; partial dates contradict only when no day of theirs fits."""
    born, admitted, discharged, died = dates.born, dates.admitted, dates.discharged, dates.died
    pairs = (
        (discharged, died, "discharge_after_death", "discharge", "after the death"),
        (admitted, died, "death_before_admission", "admission", "after the death"),
        (born, died, "death_before_birth", "birth", "after the death"),
        (admitted, discharged, "discharge_before_admission", "admission", "after the discharge"),
        (born, admitted, "admission_before_birth", "birth", "after the admission"),
    )
    for earlier, later, code, name, order in pairs:
        if earlier and later and earlier.first > later.last:
            sentence = f"The {name} ({show_date(earlier)}) is {order} ({show_date(later)})."
            yield Flag(code, sentence, "Check dates")
    if dates.inpatient == "yes" and discharged and died and died.first > discharged.last:
        sentence = (
            f"Said to be an inpatient at death, but discharged on {show_date(discharged)} and died on "
            f"{show_date(died)}. If this was a later stay, give its dates."
        )
        yield Flag("inpatient_after_discharge", sentence, "Check dates")
    if dates.inpatient != "yes":
        yield from _signs_of_a_stay(dates)
    for day, name in ((died, "death"), (discharged, "discharge"), (admitted, "admission"), (born, "birth")):
        if day and day.first > today:
            yield Flag("in_future", f"The date of {name} ({show_date(day)}) is in the future.", "Check dates")


def _signs_of_a_stay(dates: DeathDates) -> Iterator[Flag]:
    """What speaks for an inpatient where none is said, or where the discharge came before."""
    discharged, died = dates.discharged, dates.died
    is_later = bool(discharged and died and died.first > discharged.last)
    named = " and ".join(f"“{sign}”" for sign in dates.signs)
    if named and dates.inpatient == "no":
        sentence = (
            f"Said not to have been an inpatient at death, but {named} says that they were. Please put one "
            "of the answers right."
        )
        yield Flag("signs_of_a_stay", sentence, "Check answers")
    elif named and is_later and discharged and died:
        exact = discharged.exact and died.exact
        by = f"{show_days((died.first - discharged.last).days)} before" if exact else "before the death"
        yield Flag(
            "signs_of_a_stay", f"{named}, but discharged {by}: was there a later stay?", "Check answers"
        )
    if dates.ended_by_death and is_later and discharged and died:
        sentence = (
            f"The stay is said to have ended with the death on {show_date(discharged)}, but they died on "
            f"{show_date(died)}. Please put one of the answers right."
        )
        yield Flag("ended_by_death", sentence, "Check dates")
    elif dates.ended_by_death:
        sentence = (
            "The stay is said to have ended with the death, so they were an inpatient when they died. Please "
            "answer that, or put right how the stay ended."
        )
        yield Flag("ended_by_death", sentence, "Check answers")


def _missing(dates: DeathDates) -> Iterator[Flag]:
    if dates.died is None:
        yield _NO_DEATH
    if dates.discharged is None:
        yield _NEVER_DISCHARGED if dates.inpatient == "no" else _NO_DISCHARGE


def _unclear(flags: tuple[Flag, ...]) -> Scope:
    return Scope("unclear", "unclear", None, flags, flags[0].sentence, flags[0].short)


def _counted(days: int, window: int, inpatient: Inpatient | None) -> Scope:
    """A scope where both dates are known to the day."""
    if days == 0:
        if inpatient == "no":  # the question about the same day has been answered
            return Scope("in_scope", "discharged", 0, (), "Died on the day of discharge", "Same day")
        return Scope("in_scope", "unclear", 0, (_SAME_DAY,), "Died on the day of discharge", _SAME_DAY.short)
    sentence, short = f"Died {show_days(days)} after discharge", show_days(days)
    if days <= window:
        return Scope("in_scope", "discharged", days, (), sentence, short)
    if days > window + 1:
        return Scope("outside", "discharged", days, (), f"{sentence}: outside the {show_days(window)}", short)
    edge = Flag(
        "just_outside", f"{show_days(days)} after discharge: just outside the {show_days(window)}.", short
    )
    return Scope(
        "outside", "discharged", days, (edge,), f"{sentence}: just outside the {show_days(window)}", short
    )


def _estimated(low: int, high: int, window: int, dates: DeathDates) -> Scope:
    """A scope where a date is known to the month or year only, so that the days lie between two numbers."""
    short = f"{low} to {show_days(high)}"
    if low > window:
        return Scope("outside", "discharged", None, (), f"Died {short} after discharge", short)
    vague = " and ".join(
        f"{name} ({show_date(day)})"
        for name, day in (("discharge", dates.discharged), ("death", dates.died))
        if day and not day.exact
    )
    known = f"The date of {vague} is not known to the day: death came {short} after discharge."
    flag = Flag("partial_dates", known, "Dates not exact")
    if high > window:
        undecided = Flag("partial_dates", f"{known} The window is {show_days(window)}.", "Dates not exact")
        return Scope("unclear", "unclear", None, (undecided,), undecided.sentence, undecided.short)
    setting: Setting = "discharged" if low > 0 or dates.inpatient == "no" else "unclear"
    return Scope("in_scope", setting, None, (flag,), f"Died {short} after discharge", short)
