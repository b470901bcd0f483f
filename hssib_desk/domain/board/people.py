"""What the board report knows of each death, of the actions that followed, and of those in care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from hssib_desk.domain.rates.baseline import Baseline

Scope = Literal["in", "out", "undecided"]
NextStep = Literal["", "closed", "led", "open"]  # what a signed screening came to
ADULT, OLDER = 18, 65


@dataclass(frozen=True)
class Standards:
    """The days that the provider's own standards give, from its settings."""

    screen: int = 7
    review: int = 90
    investigate: int = 180
    share: int = 28


@dataclass(frozen=True)
class Problem:
    """A problem in care by its type, and whether it led to harm: "yes", "probably" or "no"."""

    type: str
    harm: str


@dataclass(frozen=True)
class OwedDuty:
    """A duty of one death: its state as the duties have it, the day it was due and the day it was done."""

    key: str
    title: str
    basis: str  # in words: "Law"
    state: str
    due: date | None = None
    done: date | None = None
    is_law: bool = False


@dataclass(frozen=True)
class SecondReview:
    """A second review: why, and the scores of overall care; it is due while `done` is false."""

    reason: str
    done: bool
    first: int | None = None
    second: int | None = None
    agreed: int | None = None


@dataclass(frozen=True)
class CoronersReport:
    """A report to prevent deaths: its days, and what it is about. Its own number may identify somebody."""

    dated: date | None = None
    due: date | None = None
    sent: date | None = None
    about: str = ""


@dataclass(frozen=True)
class Death:
    """One death. Groups such as `kind` or `ethnicity` hold the code of a group of `forms/board.toml`."""

    ref: str
    died: date | None
    scope: Scope = "in"
    age: int | None = None
    sex: str = ""
    ethnicity: str = ""
    disability: bool = False
    kind: str = ""
    place: str = ""
    detained: bool = False
    left: date | None = None  # discharged on
    known: date | None = None
    known_from: str = ""
    same_day: bool = False
    uncertain: bool = False  # a date that is not known to the day
    contradicts: bool = False
    before_screening: bool = False  # begun when screening was not recorded yet
    screened: date | None = None
    next_step: NextStep = ""
    needs_review: bool = False  # its screening asks for a short or full review
    reviewed: date | None = None  # the first signature of a short or full review
    level: str = ""  # "short" or "full"
    to_investigate: bool = False
    investigated: date | None = None
    shared: date | None = None
    contact: str = ""
    voice: str = ""
    asked: int = 0
    answered: int = 0
    oldest_question: date | None = None  # of those without an answer
    judged: str = ""  # "yes", "no", or nothing
    blind: bool = False  # what was judged is hidden while a second review is under way
    scores: Mapping[str, int | None] = field(default_factory=dict)  # by phase; None is not applicable
    phases: tuple[str, ...] = ()  # those that the review asks for
    second: SecondReview | None = None
    problems: tuple[Problem, ...] = ()
    themes: tuple[str, ...] = ()
    elements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # work-system elements by theme
    good_practice: bool = False
    treated: str = ""  # whether they were treated differently
    duties: tuple[OwedDuty, ...] = ()
    coroners_report: CoronersReport | None = None
    commissioner: str = ""

    @property
    def is_reviewed(self) -> bool:
        """Whether a signed short or full review or a finished investigation is there."""
        return self.reviewed is not None or self.investigated is not None

    @property
    def finished(self) -> date | None:
        """The first day on which a review or an investigation was finished."""
        days = [day for day in (self.reviewed, self.investigated) if day]
        return min(days) if days else None

    @property
    def standing(self) -> str:
        """The highest level that is finished, else how far it is."""
        if self.investigated:
            return "investigated"
        if self.reviewed:
            return self.level
        if self.next_step in ("closed", "led"):
            return self.next_step
        return "open" if self.screened or self.before_screening else "not_screened"

    @property
    def unjudged(self) -> str:
        """Why nothing is said about problems in care; empty for a death that was judged."""
        if self.judged:
            return ""
        if not self.is_reviewed:
            return self.standing
        return "blind" if self.blind else "unanswered"

    @property
    def age_block(self) -> str:
        """The block of age that the death belongs to."""
        if self.age is None:
            return "age_not_known"
        return "under_18" if self.age < ADULT else "adult" if self.age < OLDER else "older"


@dataclass(frozen=True)
class Action:
    """One action of the log at the as-at date; `status` and `colour` are meanings, not codes."""

    ref: str
    case: str
    title: str = ""
    owner: str = ""
    strength: str = ""
    status: str = ""
    colour: str = ""
    first: date | None = None
    due: date | None = None
    days_over: int | None = None
    days_over_first: int | None = None
    extended: bool = False
    is_open: bool = True
    theme: str = ""
    type: str = ""  # the type of the problem it comes from
    closed: date | None = None
    evidence: str = ""
    promised: str = ""  # what was said of its progress last
    has_measure: bool = False
    check_due: date | None = None
    check: str = ""  # "better", "same", "worse", or nothing
    organisation: str = ""
    sent: date | None = None
    is_sent: bool = False
    answered: bool = False
    answered_on: date | None = None


@dataclass(frozen=True)
class Denominator:
    """Those in care beside the deaths, for so many months; None is not recorded."""

    start: date
    months: int = 1
    bed_days: int | None = None
    discharged: int | None = None
    known: int | None = None  # of those discharged, state known at the end of the window
    traced: date | None = None


@dataclass(frozen=True)
class PublishedYear:
    """What the last account said of the year before: the base of 27.7 to 27.9."""

    start: date
    end: date
    as_at: date
    deaths: int
    judged: int
    cases: tuple[str, ...] | None = None  # those judged due to problems in care, where a record names them


@dataclass(frozen=True)
class BoardData:
    """All that the report is counted from, as it was on one day."""

    provider: str
    as_at: date
    deaths: tuple[Death, ...]
    actions: tuple[Action, ...] = ()
    standards: Standards = Standards()
    window_days: int = 30
    denominators: tuple[Denominator, ...] = ()
    earlier_quarters: Mapping[date, int] = field(
        default_factory=dict
    )  # deaths in scope, known as a number only
    published: PublishedYear | None = None
    duplicates: int = 0
    is_nhs: bool = False
    baselines: tuple[Baseline, ...] = ()  # what was decided on changes of scope and on what is usual

    def died_between(self, start: date, end: date) -> tuple[Death, ...]:
        """The deaths between two days, both included, whatever their scope."""
        return tuple(death for death in self.deaths if death.died and start <= death.died <= end)


# Quarters and years


@dataclass(frozen=True)
class Period:
    """Some whole quarters; `key` names it among the periods of a report."""

    key: str
    start: date
    end: date

    @property
    def months(self) -> int:
        """How many calendar months it has."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


def quarter_start(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarters_on(start: date, number: int) -> date:
    """The first day of the quarter so many quarters later or, below nought, earlier."""
    months = start.year * 12 + start.month - 1 + 3 * number
    return date(months // 12, months % 12 + 1, 1)


def quarter_end(start: date) -> date:
    """The last day of the quarter that begins on a day."""
    return quarters_on(start, 1) - timedelta(days=1)


def year_start(day: date) -> date:
    """The 1 April that a day's financial year began with."""
    return date(day.year - (day.month < 4), 4, 1)


def last_quarter(today: date) -> tuple[date, date]:
    """The last quarter that is over."""
    start = quarters_on(quarter_start(today), -1)
    return start, quarter_end(start)


def quarters_between(start: date, end: date) -> list[Period]:
    """Each quarter between two days, under the day it begins with."""
    found, first = [], quarter_start(start)
    while first <= end:
        found.append(Period(first.isoformat(), first, quarter_end(first)))
        first = quarters_on(first, 1)
    return found
