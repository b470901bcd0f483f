"""What the store is asked and what it answers: frozen queries, list rows and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from hssib_desk.domain.actions.measures import brag_list, is_action
from hssib_desk.domain.figures.rater_agreement import Concord
from hssib_desk.domain.forms.form import Field, Library
from hssib_desk.domain.rates.baseline import Baseline
from hssib_desk.domain.rates.periods import periods
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, Seal
from hssib_desk.domain.review.seal import SEAL_FORMAT
from hssib_desk.domain.review.second_review import State

CaseSort = str  # one of CASE_SORTS, or "listed:<field key>"
CASE_SORTS = (
    "ref",
    "status",
    "died",
    "days",
    "ward_type",
    "reviewer",
    "percent",
    "overall",
    "updated",
    "due",
    "level",
)
CASE_CHIPS = ("all", "to_screen", "to_finish", "second_review", "signed", "outside")

ACTION_SORTS = ("ref", "title", "theme", "strength", "owner", "ward", "target", "status", "brag", "overdue")
ACTION_GROUPS = ("theme", "strength", "owner", "ward", "status", "brag", "case")

# What stands for several statuses at once.
STATUSES: Mapping[str, tuple[str, ...]] = {
    "to_finish": ("not_started", "draft"),
    "unscreened": ("to_screen", "waiting"),
    "sealed": ("signed", "second_review"),
    "reviews": ("not_started", "draft", "signed", "second_review"),
}
ANY_DUTY = "any"
WAITING = "waiting"  # for the panel
NOT_APPLICABLE, NOT_SCORED = "not_applicable", "not_scored"


@dataclass(frozen=True)
class Person:
    """Somebody by name and by role, as a reader sees both; either may be empty."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class CaseQuery:
    """Which cases, in which order; an empty value means "any".

    `status` is a chip ("to_finish" = not started or draft, "second_review", "signed", "outside"), a single
    status ("not_started", "draft"), "sealed" (signed, whether or not a second review is still due), or
    "reviews" (all but those not reviewed here).
    `died_from` and `died_to` are both included; a death known to the month or year counts from its first day.
    `dated` is how well the death is dated: "day", "month" for at least to the month, "no_month" for less than
    that, "possible" for any; the last two are not bound to the first day, they find what may lie in between.
    `phase` with `score` (a code, NOT_APPLICABLE or NOT_SCORED) or `theme`, which takes its finer themes in,
    select the cases behind one part of a chart; `review` is the key of a review form. `twice`: two signed
    overall scores, "any", or "0", "1", "2" or more points apart. `blind`: "yes" for the cases under blind
    second review alone, "no" for all others. `signed_from` is the first day on which the first review may
    have been signed. `finish_by` keeps to the reviews that are not finished and should be by that day.
    `level` and `outcome` keep to a level, and to a next step that a signed screening chose.
    `duty` keeps to cases with an open duty, ANY_DUTY or the key of one; `duty_by` to one that is due by then.
    `part` keeps to the reviews that wait for a part, by its key; `panel`, WAITING, to those that wait for the
    panel.
    `back_by` takes those into the deaths to screen that waited for a day which has come by then.
    `only` names the cases themselves, by id; None does not. `person` keeps to the cases that are theirs.
    """

    status: str = ""
    review: str = ""
    ward_type: str = ""
    died_from: date | None = None
    died_to: date | None = None
    dated: str = ""
    signed_from: date | None = None
    blind: str = ""
    scope: str = ""
    reviewer: str = ""
    text: str = ""
    phase: str = ""
    score: str = ""
    theme: str = ""
    weak_only: bool = False
    twice: str = ""
    finish_by: date | None = None
    level: str = ""
    outcome: str = ""
    duty: str = ""
    duty_by: date | None = None
    part: str = ""
    panel: str = ""
    back_by: date | None = None
    only: tuple[str, ...] | None = None
    person: Person | None = None
    sort: CaseSort = "died"
    descending: bool = True


def late_by(today: date | None = None) -> date:
    """The last day that is past: what was due by then is overdue."""
    return (today or date.today()) - timedelta(days=1)


@dataclass(frozen=True)
class CaseRow:
    """One line of the case list.

    `scores` follows the scored sections of its `review` form; the code is None where nothing is scored yet.
    `listed` holds the fields with `in_list`, as a reader sees them, by field key.
    """

    id: str
    ref: str
    status: str
    died: str  # as stored: "2025-10-19", "2025-10", "unknown" or ""
    after_discharge: int | None
    after: str  # "12 days", "Inpatient", "Same day: check dates"
    scope: str
    flag: str
    flag_sentence: str
    setting: str  # inpatient, discharged, unclear
    ward_type: str
    scores: tuple[tuple[str, str | None], ...]
    reviewer: str
    percent: int
    to_finish: int
    next_page: str = ""  # where something is left to do first
    listed: Mapping[str, str] = field(default_factory=dict)
    updated_at: datetime | None = None
    review: str = ""
    due: str = ""  # the day by which the review is to be finished, "2025-12-19" or ""
    is_agreed: bool = False  # the scores are those that two reviewers agreed
    level: str = "full"
    outcome: str = ""  # the next step that a signed screening chose
    back: str = ""  # the day on which a waiting case comes back, as stored


@dataclass(frozen=True)
class ActionQuery:
    """Which actions of the whole workbook, in which order; an empty value means "any".

    `theme`, `strength` and `status` are codes; `status` may also be "open", or "active" (not set aside).
    `cases` keeps to the actions of the cases that a case query finds, `person` to those that are theirs.
    `check_due` keeps to closed actions whose effect is to be looked at soon, and was not; `unchecked` to
    those of any day. `owed` keeps to those that another organisation took over and has not answered.
    `group_by` puts the rows of one group together before they are sorted.
    """

    text: str = ""
    theme: str = ""
    owner: str = ""
    ward: str = ""
    strength: str = ""
    brag: str = ""
    status: str = ""
    overdue: bool = False
    case_id: str = ""
    cases: CaseQuery | None = None
    check_due: bool = False
    owed: bool = False
    unchecked: bool = False
    person: Person | None = None
    group_by: str = ""
    sort: str = "overdue"
    descending: bool = True


def query_in_words(query: ActionQuery, library: Library, case_ref: str = "") -> tuple[str, ...]:
    """What an action query keeps to, for the file or page that follows it; empty where it takes all."""
    form = next(form for form in library.forms.values() if is_action(form))
    said = [f"Words: “{query.text.strip()}”"] if query.text.strip() else []
    for role in ("theme", "owner", "ward", "strength", "status"):
        asked, code = form.role(role), str(getattr(query, role))
        if asked and code:
            said.append(f"{asked.column}: {_label(asked, code)}")
    if query.brag:
        said.append("BRAG: " + next(c.label for c in brag_list(library).choices if c.means == query.brag))
    said += ["Overdue only"] if query.overdue else []
    said += ["Effect check due"] if query.check_due else []
    said += ["Owed by others"] if query.owed else []
    said += (
        [f"Owned by {', '.join(filter(None, (query.person.name, query.person.role)))}"]
        if query.person
        else []
    )
    said += [f"Case: {case_ref or 'one case'}"] if query.case_id else []
    return (*said, *(("Reviews chosen in Learning",) if query.cases is not None else ()))


def _label(asked: Field, code: str) -> str:
    """A code, or what choices mean ("weak", "open"), as a reader sees it."""
    choices = asked.options.choices if asked.options else ()
    known = {choice.means: choice.short or choice.label for choice in choices if choice.means}
    known |= {"open": "open", "active": "not set aside"} | {choice.code: choice.label for choice in choices}
    return known.get(code, code)


@dataclass(frozen=True)
class ActionRow:
    """One line of the action log; BRAG and days overdue are of the day that was asked about."""

    entry_id: str
    case_id: str
    case_ref: str
    ref: str  # "C-2025-014-A03"
    title: str
    theme: str
    strength: str
    owner: str
    ward: str
    original_target: str  # dates as stored
    revised_target: str
    target: str  # the one in force
    status: str
    brag: str  # one of BRAG
    days_overdue: int | None
    row_version: int
    group: str = ""  # what the row is grouped by, as a reader sees it
    codes: Mapping[str, str] = field(default_factory=dict)  # theme, strength, status as stored


@dataclass(frozen=True)
class ActionGroup:
    """The actions that share what a list is grouped by: how many they are, and how many are overdue."""

    value: str  # as `ActionRow.group` says it
    count: int
    overdue: int


@dataclass(frozen=True)
class Hit:
    """One place where searched words stand; in `snippet` the words found stand between \\x02 and \\x03."""

    case_ref: str
    case_id: str
    entry_id: str
    form: str
    field: str
    label: str
    snippet: str
    entry_ref: str = ""
    stage: str = "first"  # of a case that is reviewed twice: whose words they are


@dataclass(frozen=True)
class HomeRow:
    """One thing that needs somebody: a duty, a review, a second review or an action.

    `days` counts from today to `due`: negative when it is overdue.
    """

    case_id: str
    case_ref: str
    entry_id: str
    ref: str
    title: str
    detail: str = ""
    due: date | None = None
    days: int | None = None
    without_delay: bool = False
    standard: str = ""
    field: str = ""  # the question that answers a duty
    percent: int = 0
    to_finish: int = 0
    second: State = "none"  # how far the second review is
    who: str = ""  # whose it is, by name or else by role
    level: str = ""


@dataclass(frozen=True)
class HomeList:
    """How many there are, and the first of them."""

    count: int = 0
    rows: tuple[HomeRow, ...] = ()


@dataclass(frozen=True)
class HomeFacts:
    """What needs somebody now, most pressing first, and the state of the workbook."""

    today: date
    cases: int
    duties: HomeList
    to_finish: HomeList
    second_reviews: HomeList
    overdue: HomeList
    to_screen: HomeList = field(default_factory=lambda: HomeList())
    effects: HomeList = field(default_factory=lambda: HomeList())  # actions whose effect is to be looked at
    parts: HomeList = field(default_factory=lambda: HomeList())  # of reviews that several people sign
    panel: HomeList = field(default_factory=lambda: HomeList())  # the next meeting of the panel
    blind: int = 0  # cases whose first review the lists leave out while their second one is blind
    last_backup: datetime | None = None
    backups: int = 0

    @property
    def items(self) -> int:
        """How many there are together; the deaths to screen are one, done in one go."""
        lists = (self.duties, self.to_finish, self.second_reviews, self.parts, self.overdue, self.effects)
        return sum(part.count for part in lists) + bool(self.to_screen.count)


@dataclass(frozen=True)
class Coverage:
    """What the reviews signed in the year of account speak of."""

    themes: tuple[ThemeCount, ...]
    signed: int  # signed reviews whose first one was signed since then
    since: date
    blind: int  # those of them under blind second review, which are not in `signed`


@dataclass(frozen=True)
class Count:
    """A number with the code it belongs to and its label."""

    code: str
    label: str
    n: int


@dataclass(frozen=True)
class ScoreSpread:
    """How one scored section was judged; not applicable and not scored stand apart."""

    review: str  # the key of the review form that it belongs to
    section: str
    title: str
    counts: tuple[Count, ...]  # every code that carries points, worst first
    n: int  # cases with a score that carries points
    not_applicable: int
    unscored: int


@dataclass(frozen=True)
class ThemeCount:
    """A theme, a main one with its finer ones: the cases it was raised in, and by how many entries.

    Of main themes also the actions that were not set aside, those of them overdue, and `judged`: the cases
    with a score in a phase that looks at the theme.
    """

    code: str
    label: str
    cases: int
    entries: int
    actions: int = 0
    overdue: int = 0
    judged: int = 0

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was judged, raised or done under it."""
        return not (self.judged or self.entries or self.actions)


@dataclass(frozen=True)
class LearningQuery:
    """What Learning is kept to; `period` is the key of a stretch of time that moves on with the day."""

    period: str = "all"
    ward_type: str = ""
    review: str = ""
    status: str = "sealed"

    def cases(self, today: date) -> CaseQuery:
        """The cases that it counts on a day."""
        found = {period.key: period for period in periods(today)}
        period = found.get(self.period, found["all"])
        return CaseQuery(
            status=self.status,
            ward_type=self.ward_type,
            review=self.review,
            died_from=period.first,
            died_to=period.last,
        )


@dataclass(frozen=True)
class DeathCounts:
    """Deaths by day and, where no more is known, by the first of their month, in whole quarters up to `end`.

    `start` is the first quarter asked for, None without dates; `baselines` are the decisions on them.
    """

    by_day: Mapping[date, int]
    by_month: Mapping[date, int]
    start: date | None
    end: date
    baselines: tuple[Baseline, ...] = ()


@dataclass(frozen=True)
class Figures:
    """The numbers behind the charts, for the cases that `query` selects; each comes with its own n.

    Scores, actions and themes leave out the `blind` cases: their second review is under way. Scores and
    themes are those of reviews, and leave out the cases `not_reviewed` here and those `unscreened` as well.
    """

    query: CaseQuery
    today: date
    cases: int
    blind: int
    scores: tuple[ScoreSpread, ...]
    actions: int
    brag: tuple[Count, ...]
    strength: tuple[Count, ...]
    weak_only: int  # cases that have actions, all of them weak
    themes: tuple[ThemeCount, ...]
    deaths: DeathCounts  # in scope, of any status, in the whole quarters of the dates chosen that are over
    deaths_left_out: tuple[Count, ...]  # by reason, the code that of `deaths_left_out`
    any_status: int = 0  # cases, whatever their status
    reviews: tuple[Count, ...] = ()  # by review form; the scores of two forms are never put together
    not_reviewed: int = 0
    unscreened: int = 0  # still to be screened, or waiting for the coroner
    twice: Concord | None = None  # of first and second overall scores; None without a scale


@dataclass(frozen=True)
class BackupInfo:
    """One backup as it was found when it was opened; `problem` is a sentence when it cannot be used."""

    path: Path
    made_at: datetime
    size: int
    cases: int
    entries: int
    last_change: datetime | None
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True)
class CheckFinding:
    """One thing a check found, in words; an "error" means something was altered or broken."""

    severity: Literal["info", "warning", "error"]
    code: str
    sentence: str
    ref: str = ""
    step: str = ""  # what to do next; empty where the sentence says it
    other: str = ""  # the path of another file that it speaks of


@dataclass(frozen=True)
class SealedVersion:
    """A review as it was signed; it stays readable after it was reopened. The stage is that of its case."""

    number: int
    seal: Seal
    case: CaseFile
    reopened_at: datetime | None = None
    reopened_by: str = ""
    reopened_why: str = ""
    format: str = SEAL_FORMAT  # of what its digest is over

    @property
    def signed_entries(self) -> tuple[EntryFile, ...]:
        """The entries that its digest covers."""
        return tuple(entry for entry in self.case.entries if entry.seal is self.seal)
