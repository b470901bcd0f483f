"""The facts that no rule of `forms/facts.toml` can say: ages, days between dates, scores, and the scope."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms.form import Choice
from hssib_desk.domain.review.case_file import CaseFile, Stage
from hssib_desk.domain.review.scope import CONTRADICTIONS, Scope, scope_of

_THREE_DAYS, _THIRTY_DAYS, _THREE_MONTHS = 3, 30, 3


def computed_fact(key: str, case: CaseFile, stage: Stage) -> str:
    """A fact of a case as a stage sees it; an empty text where it cannot be known."""
    return _COMPUTED[key](case, stage)


def _level(case: CaseFile, _: Stage) -> str:
    return case.level


def _screening(case: CaseFile, _: Stage) -> str:
    if case.value("screened_on"):
        return "done"
    return "open" if case.level == "screen" else ""


def _dates(case: CaseFile, _: Stage) -> str:
    return "contradict" if any(flag.code in CONTRADICTIONS for flag in scope_of(case).flags) else "fit"


def _in_scope(case: CaseFile, _: Stage) -> str:
    return {"in_scope": "yes", "outside": "no"}.get(scope_of(case).code, "unclear")


def _setting(case: CaseFile, _: Stage) -> str:
    return scope_of(case).setting


def _days(case: CaseFile, _: Stage) -> str:
    days = scope_of(case).days
    return "" if days is None else str(days)


def _since(case: CaseFile, _: Stage) -> str:
    """How long after discharge somebody died; to the hour where both times are known."""
    scope = scope_of(case)
    left, died = read_iso(case.value("discharge_date")), read_iso(case.value("date_of_death"))
    if scope.setting != "discharged" or not (left and died and left.exact and died.exact):
        return ""
    if _within_72_hours(case, scope, left.exact, died.exact):
        return "h72"
    if died.exact <= left.exact + timedelta(days=_THIRTY_DAYS):
        return "d30"
    return "m3" if died.exact <= add_months(left.exact, _THREE_MONTHS) else "later"


def _within_72_hours(case: CaseFile, scope: Scope, left: date, died: date) -> bool:
    hours = [_hours(case.value(role)) for role in ("discharge_time", "time_of_death")]
    if hours[0] is not None and hours[1] is not None:
        return timedelta(days=(died - left).days, hours=hours[1] - hours[0]) <= timedelta(days=_THREE_DAYS)
    return scope.days is not None and scope.days <= _THREE_DAYS


def _hours(value: object) -> float | None:
    hour, _, minute = str(value or "").partition(":")
    return int(hour) + int(minute) / 60 if hour.isdecimal() and minute.isdecimal() else None


def add_months(start: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of a shorter month."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _most_age(case: CaseFile, _: Stage) -> str:
    """The oldest that somebody can have been when they died, from dates that may not be exact."""
    born, died = read_iso(case.value("date_of_birth")), read_iso(case.value("date_of_death"))
    if born is None or died is None or born.first > died.last:
        return _age_given(case)
    return str(_years(born.first, died.last))


def _least_age(case: CaseFile, _: Stage) -> str:
    born, died = read_iso(case.value("date_of_birth")), read_iso(case.value("date_of_death"))
    if born is None or died is None or born.first > died.last:
        return _age_given(case)
    return str(max(0, _years(born.last, died.first)))


def _age_given(case: CaseFile) -> str:
    given = case.value("age_at_death")
    return "" if given is None else str(given)


def _years(born: date, died: date) -> int:
    return died.year - born.year - ((died.month, died.day) < (born.month, born.day))


def _stay_days(case: CaseFile, _: Stage) -> str:
    came = read_iso(case.value("admission_date"))
    ended = "date_of_death" if scope_of(case).setting == "inpatient" else "discharge_date"
    left = read_iso(case.value(ended))
    if came is None or left is None or not (came.exact and left.exact) or came.exact > left.exact:
        return ""
    return str((left.exact - came.exact).days)


def _overall(case: CaseFile, stage: Stage) -> str:
    return next((choice.code for choice, overall in _scores(case, stage) if overall), "")


def _lowest(case: CaseFile, stage: Stage) -> str:
    phases = (choice.points for choice, overall in _scores(case, stage) if not overall)
    points = [value for value in phases if value is not None]
    return str(min(points)) if points else ""


def _scores(case: CaseFile, stage: Stage) -> Iterator[tuple[Choice, bool]]:
    """The scores given at one stage, each with whether it is that of overall care."""
    for entry in case.entries:
        for section in entry.form.phases if entry.stage == stage else ():
            choice = section.chosen(entry.answers)
            if choice:
                yield choice, section.field_with_role("overall_score") is not None


def _review(case: CaseFile, _: Stage) -> str:
    return case.library.outline.key


def _signed(case: CaseFile, _: Stage) -> str:
    return "yes" if case.seal_of("first") else "no"


_COMPUTED = {
    "level": _level,
    "screening": _screening,
    "dates": _dates,
    "in_scope": _in_scope,
    "setting": _setting,
    "days": _days,
    "since": _since,
    "age": _most_age,
    "youngest": _least_age,
    "stay_days": _stay_days,
    "overall": _overall,
    "lowest": _lowest,
    "review": _review,
    "signed": _signed,
}
