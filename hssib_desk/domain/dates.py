"""Dates as people write and remember them: day first, sometimes only a month or a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, total_ordering

# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# A year outside this range is a slip of the keyboard ("0205", "20255"), not a date of a review.
FIRST_YEAR, LAST_YEAR = 1850, 2199

KEPT = "The text is kept."


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A day, a month or a year; sorted by what is known, so "2025" comes before "2025-01"."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The partial date that knows everything about a day."""
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """The stored form: "2025-10-19", "2025-10" or "2025"."""
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def exact(self) -> date | None:
        """The day, or None when only the month or the year is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or _days_in(self.year, month))

    def __lt__(self, other: PartialDate) -> bool:
        return self._known < other._known

    @property
    def _known(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0


_YEAR = r"(?P<year>\d{4}|\d{2})"
_FULL_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_GAP = r"[ /.,-]{1,3}"
_PATTERNS = (
    r"(?P<year>\d{4})(?P<sep>[-/. ])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
    r"(?P<day>\d{1,2})(?P<sep>[-/. ])(?P<month>\d{1,2})(?P=sep)" + _YEAR,
    r"(?P<month>\d{1,2})[-/. ]" + _FULL_YEAR,
    rf"{_DAY}(?:{_GAP}|)(?:of )?{_NAME}(?:{_GAP}|){_YEAR}",
    rf"{_NAME}{_GAP}{_DAY}{_GAP}{_FULL_YEAR}",
    rf"{_NAME}{_GAP}{_FULL_YEAR}",
    rf"{_FULL_YEAR}[ /.-]{_NAME}[ /.-]{_DAY}",
    # Eight digits can only be read one way: read the other way round, the month would be 18 to 21.
    r"(?P<year>(?:18|19|20|21)\d\d)(?P<month>0\d|1[0-2])(?P<day>\d\d)",
    r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:18|19|20|21)\d\d)",
    _FULL_YEAR,
)
_NO_YEAR = rf"\d{{1,2}}[/-]\d{{1,2}}|{_DAY}{_GAP}{_NAME}|(?P<before>[a-z]{{3,9}}){_GAP}\d{{1,2}}"
_WEEKDAY = r"^(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?[ ,.]+"
_TIME = r"(?<=\d)(?:[ ,t]+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:am|pm)?(?:z|[+-]\d\d:?\d\d)?$"

_compiled = cache(re.compile)  # when the first date is read: to show one needs none of them


@dataclass(frozen=True)
class _Written:
    """The numbers of a text that has the shape of a date, not yet known to be one."""

    year: str
    month: int | None
    day: int | None


def parse_date(text: str, *, today: date | None = None, ahead: int = 0) -> PartialDate | None:
    """Read a date, month or year, day first; None when the text is not a date.

    A time after the date is dropped, and the day is taken as written whatever the time zone. A year
    of two digits is one of the last hundred: it is read as 19yy when yy is greater than the last two
    digits of this year. `ahead` moves that border on, for dates that may lie in the coming years.
    """
    written = _written(text)
    if written is None:
        return None
    found = PartialDate(_full_year(written.year, today, ahead), written.month, written.day)
    return None if _fault(found) else found


def read_iso(value: object) -> PartialDate | None:
    """The date behind a stored answer; None for no answer, "unknown" and text that is not a date."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        return None
    found = PartialDate(*(int(part) for part in value.split("-")))
    return None if _fault(found) else found


def why_not_a_date(text: str, *, today: date | None = None) -> str:
    """A sentence about what is wrong with a text that is not a date; empty when it is one."""
    written = _written(text)
    if written is None:
        return _shapeless(text)
    fault = _fault(PartialDate(_full_year(written.year, today, 0), written.month, written.day))
    return f"{fault} {KEPT}" if fault else ""


def show_date(day: date | PartialDate) -> str:
    """A date for reading in a narrow place: "18 Nov 2025", "Nov 2025" or "2025"."""
    return _shown(day, 3)


def show_long(day: date | PartialDate) -> str:
    """A date for reading in running text: "18 November 2025", "November 2025" or "2025"."""
    return _shown(day, None)


def local_day(moment: datetime) -> date:
    """The day on which something happened, where the program runs.

    Times are stored in UTC, so that an hour after midnight in summer is kept as the day before: a date
    that anybody reads, and every count by day, month or year, is taken from here.
    """
    return moment.astimezone().date()


def show_moment(moment: datetime) -> str:
    """A moment for reading, where the program runs: "18 Nov 2025 14:05"."""
    return f"{show_date(local_day(moment))} {moment.astimezone():%H:%M}"


def show_days(n: int) -> str:
    """A number of days in words: "1 day", "12 days"."""
    return f"{n} day" if n == 1 else f"{n} days"


def day_of_week(day: date) -> str:
    """The English name of the day, whatever the language of the computer."""
    return DAYS[day.weekday()]


def _written(text: str) -> _Written | None:
    plain = _plain(text)
    for pattern in _PATTERNS:
        if (match := _compiled(pattern).fullmatch(plain)) is None:
            continue
        part = match.groupdict()
        month = int(part["month"]) if part.get("month") else None
        if name := part.get("name"):
            month = _month_named(name)
            if month is None:
                continue
        return _Written(part["year"], month, int(part["day"]) if part.get("day") else None)
    return None


def _plain(text: str) -> str:
    """Lower case, one kind of space and dash, without weekday and time."""
    plain = re.sub(r"[‐‑‒–−]", "-", " ".join(text.replace("\ufeff", "").split()).lower())
    plain = re.sub(r" ?([-/]) ?", r"\1", plain)
    return _compiled(_TIME).sub("", _compiled(_WEEKDAY).sub("", plain)).rstrip(" .,")


def _month_named(name: str) -> int | None:
    return next((n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name)), None)


def _full_year(year: str, today: date | None, ahead: int) -> int:
    if len(year) != 2:
        return int(year)
    this_year = (today or date.today()).year
    latest = this_year + ahead
    return latest - (latest - int(year)) % 100


def _days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def _fault(found: PartialDate) -> str:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return f"The year {found.year} looks wrong."
    if found.month is None:
        return ""
    if not 1 <= found.month <= 12:
        swapped = found.day is not None and 1 <= found.day <= 12 and found.month <= 31
        hint = ": write the day before the month" if swapped else ""
        return f"There is no month {found.month}{hint}."
    if found.day is None or 1 <= found.day <= _days_in(found.year, found.month):
        return ""
    leap = f" in {found.year}" if (found.month, found.day) == (2, 29) else ""
    return f"There is no {found.day} {MONTHS[found.month - 1]}{leap}."


def _shapeless(text: str) -> str:
    plain = _plain(text)
    if not plain:
        return "There is no date here."
    match = _compiled(_NO_YEAR).fullmatch(plain)
    names = [name for name in (match["name"], match["before"]) if name] if match else []
    if match and all(_month_named(name) for name in names):
        return f"The year is missing: write it with four digits, as in 18 Nov 2025. {KEPT}"
    return f"This cannot be read as a date: write it as in 18/11/2025, or only 11/2025 or 2025. {KEPT}"


def _shown(day: date | PartialDate, letters: int | None) -> str:
    parts = [str(day.year)]
    if day.month:
        parts.append(MONTHS[day.month - 1][:letters])
    if day.day:
        parts.append(str(day.day))
    return " ".join(reversed(parts))
