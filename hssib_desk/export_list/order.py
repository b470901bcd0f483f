"""What is to be written of a workbook, what is said of it, and what it would contain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hssib_desk.domain.forms.form import Identifying, Library
from hssib_desk.domain.forms.levels import LEVEL_WORDS, Level
from hssib_desk.domain.review.case_file import Audience
from hssib_desk.domain.review.privacy import TextHit
from hssib_desk.export.report import ExportReport, Progress

if TYPE_CHECKING:
    from hssib_desk.domain.board.edits import Edit
    from hssib_desk.domain.board.words import Sentence
    from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
    from hssib_desk.store.lists.saved_views import SavedView
    from hssib_desk.store.workbook import Workbook

Step = Callable[[int], None]  # told how many cases were gone through
Option = Literal[
    "audience",
    "changed",
    "commissioner",
    "duty",
    "filters",
    "final",
    "html",
    "identifying",
    "level",
    "meeting",
    "password",
    "period",
    "public",
    "version",
    "view",
]
WORD_FILES, WEB_PAGES = "Word documents (*.docx)", "Web pages (*.html)"
_LEVEL, _VIEW, _SINCE, _DUTY = "Level: ", "View: ", "Changed since ", "Duty: "


@dataclass(frozen=True)
class Words:
    """What is said of an export.

    `amount` may name {rows}, {answers}, {cases}, {whole}: the cases of which nothing is withheld,
    {written}: the rows without those that identify somebody, {review}, and {all}: the review, or the
    workbook with its cases; `marked` may name the {classification}.
    """

    counted: str  # what a row is: "action"
    doing: str
    amount: str
    nothing: str  # why there is nothing to write
    contains: str = ""  # beside the answers
    done: str = ""  # where it says more than how many rows were written
    marked: str = "Marked {classification}."
    left_out: str = ""
    kept_back: str = ""  # added where answers that identify somebody stay behind
    withheld: str = ""  # added where cases are left out while their second review is blind
    partly: str = ""  # said in place of that, before the cases of which a part is left out
    not_searched: str = ""  # said where free text was not searched for names
    form: tuple[str, str] = ("", "")  # of one case: for whom it is written like that, and how


def endings_of(file_filter: str) -> tuple[str, ...]:
    """The endings that a filter of a dialog names, without the dot."""
    return tuple(one.rpartition(".")[2].rstrip(")") for one in file_filter.split(";;"))


@dataclass(frozen=True)
class Export:
    """One thing that can be written from a workbook."""

    key: str  # as the command names it
    title: str
    about: str  # in the help of the command
    icon: str
    of: Literal["workbook", "case", "either", "action"]
    file_name: str  # may name {today}, {ref}, {version}, {audience}, {meeting} and {identifiable}
    file_filter: str
    options: frozenset[Option]
    words: Words
    write: Callable[[Workbook, Order, Path, bool, Progress | None], ExportReport]
    preview: Callable[[Workbook, Order, Step], Preview]

    @property
    def ending(self) -> str:
        """What its files end in, without the dot; of several the first."""
        return self.endings[0]

    @property
    def endings(self) -> tuple[str, ...]:
        """Everything that its files may end in, without the dot; the file filter names one after another."""
        return endings_of(self.file_filter)


def _of_public(words: Words) -> Words:
    """What is said of the version of a report that may be published."""
    return replace(
        words,
        contains="Numbers of people to the nearest 5, 1 to 7 as *. What could be worked back is put together "
        "or not shown.",
        marked="Marked PUBLIC; no classification.",
        left_out="Every reference, day and true number of people, also in what the file holds unseen.",
        not_searched="It holds no free text. Themes are named where they came up in three deaths or more.",
    )


@dataclass(frozen=True)
class Order:
    """What is to be written, and how; frozen, so that a worker can have it."""

    export: Export
    case: str = ""  # its reference or id
    action: str = ""  # the reference within the case, or the id, of the action that it is about
    audience: Audience = "governance"
    identifying: bool = False
    password: str = field(default="", repr=False)  # kept out of every report
    html: bool = False  # an accessible HTML page beside the PDF
    actions: ActionQuery | None = None  # which actions; None for all of them
    chosen_by: tuple[str, ...] = ()  # the same in words
    cases: CaseQuery | None = None  # which cases; None for all of them
    level: Level | None = None  # only the cases of this level
    duty: str = ""  # only the cases in which this duty is open, or any
    duty_by: date | None = None  # and was due by then
    version: int = 0  # the number of a signed version; 0 for the review as it is now
    stage: Literal["", "second"] = ""  # a case as its second review has it
    with_blind: bool = False  # with what a blind second review hides
    start: date | None = None  # the quarters that a report is about; None for the last one that is over
    end: date | None = None
    public: bool = False  # the version that may be published
    considered: bool = False  # somebody has looked at what others have published of the same deaths
    meeting: str = ""  # a panel meeting, by its day, number or id
    final: bool = False  # a sealed snapshot of it stays in the workbook
    since: date | None = None  # only the actions that changed on this day or later
    commissioner: str = ""  # a report about the people of this commissioning body alone, by its code
    families_told: date | None = None  # before a small number of them is published

    @property
    def words(self) -> Words:
        """What is said of the export as it was ordered."""
        return _of_public(self.export.words) if self.public else self.export.words

    @property
    def file_filter(self) -> str:
        """What its file may be, for a dialog; of the summaries of a review only the letter is Word."""
        filters = self.export.file_filter
        if self.export.of == "either" and not self.case:  # a PDF would be too long for all of them
            return filters.partition(";;")[0]
        is_letter = self.audience == "family" or "audience" not in self.export.options
        return filters if is_letter else filters.replace(f"{WORD_FILES};;", "")

    @property
    def endings(self) -> tuple[str, ...]:
        """Everything that its file may end in, without the dot."""
        return endings_of(self.file_filter)

    @property
    def of_one_case(self) -> bool:
        """Whether one case is written, and not what the whole workbook holds."""
        return self.export.of != "workbook" and bool(self.case)

    def keep_to(self, query: ActionQuery, library: Library, case_ref: str = "") -> Order:
        """The same order for what a query of actions finds; one that finds all changes nothing."""
        from hssib_desk.store.lists.queries import query_in_words

        words = query_in_words(query, library, case_ref)
        return replace(self, actions=query, chosen_by=(*words, *self.chosen_by)) if words else self

    def keep_to_view(self, view: SavedView) -> Order:
        """The same order for what a view that the workbook keeps finds; the file names it."""
        from hssib_desk.store.lists.queries import ActionQuery, LearningQuery

        said = (f"{_VIEW}{view.name}", *self.chosen_by)
        if isinstance(view.query, LearningQuery):
            return replace(self, cases=view.query.cases(date.today()), chosen_by=said)
        if isinstance(view.query, ActionQuery):
            return replace(self, actions=view.query, chosen_by=said)
        return replace(self, cases=view.query, chosen_by=said)

    def keep_since(self, since: date | None) -> Order:
        """The same order for the actions that changed on a day or later, or for all."""
        from hssib_desk.domain.dates import show_long

        others = tuple(words for words in self.chosen_by if not words.startswith(_SINCE))
        said = (*others, f"{_SINCE}{show_long(since)}") if since else others
        return replace(self, since=since, chosen_by=said)

    def keep_to_level(self, level: Level | None) -> Order:
        """The same order for the cases of one level, or of all."""
        others = tuple(words for words in self.chosen_by if not words.startswith(_LEVEL))
        said = (*others, f"{_LEVEL}{LEVEL_WORDS[level].lower()}") if level else others
        return replace(self, level=level, chosen_by=said)

    def keep_to_duty(self, key: str, by: date | None, title: str) -> Order:
        """The same order for the cases in which a duty is open, as the list of cases finds them."""
        said = f"{_DUTY}{title}, {'overdue' if by else 'open'}"
        return replace(self, duty=key, duty_by=by, chosen_by=(*self.chosen_by, said))

    def file_name(self, case_ref: str, today: date) -> str:
        """A name that says what the file is and of whom only by reference; a learning copy names no case."""
        name = "learning-{today}" if self.audience == "learning" else self.export.file_name
        filled = name.format(
            today=today,
            ref=f"-{case_ref}" if case_ref else "",
            version=f"-version-{self.version}" if self.version else "",
            audience="-family" if self.audience == "family" else "",
            identifiable="-identifiable" if self.identifying else "",
            meeting=self.meeting,
        )
        return f"{filled}.{self.export.ending}"


@dataclass(frozen=True)
class Preview:
    """What an export would contain, counted before it is written."""

    cases: int = 0
    rows: int = 0  # actions, cases, answers or changes
    case_ref: str = ""
    identifying: Counter[tuple[Identifying, str]] = field(default_factory=Counter)
    hits: tuple[TextHit, ...] = ()
    not_asked: int = 0  # answers to questions that are hidden now
    withheld: tuple[str, ...] = ()  # cases under blind second review
    identifying_changes: int = 0  # in a history: what answers were and are that identify somebody
    advice: tuple[str, ...] = ()  # of a letter: how it reads, and what to look at before it is sent
    named: tuple[str, ...] = ()  # labels of what is printed although it may name somebody
    sentences: tuple[Sentence, ...] = ()  # the half page of a board report, as the figures make it
    edits: tuple[Edit, ...] = ()  # and the wordings that were given for it
