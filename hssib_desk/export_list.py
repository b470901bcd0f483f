"""Every export: what it is called, what can be chosen of it, what it would contain, and writing it.

The window's export page and menu and the commands all read `EXPORTS`. Nothing heavy is loaded before one of
them is looked at or written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hssib_desk.domain.actions.measures import action_log_forms, is_action
from hssib_desk.domain.forms.form import Field, Identifying, Library
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.levels import LEVEL_WORDS, Level
from hssib_desk.domain.forms.rules import Context, hidden_answers, shown_answers
from hssib_desk.domain.review.blinding import WHOLE_LOG, is_blind_view, keep_from_second
from hssib_desk.domain.review.case_file import Audience, CaseFile, EntryFile
from hssib_desk.domain.review.privacy import EVERYBODY, NOBODY, Contents, TextHit, identifies, printed_hits
from hssib_desk.domain.review.second_review import shown_view, stage_view, state_of, version_view
from hssib_desk.export.report import ExportError, ExportReport, Progress, goes_on

if TYPE_CHECKING:
    from hssib_desk.domain.actions.changes import ActionChange
    from hssib_desk.domain.board.edits import Edit
    from hssib_desk.domain.board.people import BoardData
    from hssib_desk.domain.board.words import Sentence
    from hssib_desk.export.actions.listing import Listing
    from hssib_desk.export.board.content import Report
    from hssib_desk.export.coroner.bundle import Bundle
    from hssib_desk.export.coroner.statement import Integrity
    from hssib_desk.export.pdf.case_sheet import Sheet
    from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
    from hssib_desk.store.lists.saved_views import SavedView
    from hssib_desk.store.workbook import Workbook

_WORD, _PAGE = "Word documents (*.docx)", "Web pages (*.html)"
_LEVEL, _VIEW, _SINCE, _DUTY = "Level: ", "View: ", "Changed since ", "Duty: "
_ALL_ROWS = 1_000_000
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


PUBLISHED_BEFORE = (
    "It was tried to work back small numbers from all that this report shows, alone and beside every final "
    "public report of this workbook. Whoever publishes it makes it final, so that the next one knows of it."
)
KEPT_SEALED = "A sealed snapshot of it is kept in the workbook. The next report tells what has changed since."


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
        return filters if is_letter else filters.replace(f"{_WORD};;", "")

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


def case_of(workbook: Workbook, order: Order) -> CaseFile:
    """The one case of an order: as the window shows it, as its second review or a signed version has it."""
    case = workbook.case(order.case)
    state = state_of(case)
    if order.stage and state == "none":
        raise ExportError(f"{case.ref} has no second review yet. Leave out --stage, or begin one first.")
    if order.version:
        if state == "blind" and not order.with_blind:
            raise ExportError(
                f"{case.ref} is under blind second review. Its signed versions can be written once that is "
                "signed."
            )
        return version_view(workbook.reviews.sealed_version(case, order.version).case)
    if order.stage:
        return stage_view(case, "second", blind=state == "blind")
    return case if order.with_blind else shown_view(case)


def _cases(workbook: Workbook, order: Order, forms: frozenset[str] | None = None) -> Iterator[CaseFile]:
    """The cases as the window shows them: without what is hidden while a second review is blind."""
    cases = workbook.lists.case_files(query_of(order), forms=forms)
    return cases if order.with_blind else map(shown_view, cases)


def query_of(order: Order) -> CaseQuery:
    """The cases of the workbook that an order is about."""
    from hssib_desk.store.lists.queries import CaseQuery

    chosen = order.cases or CaseQuery()
    if order.duty:
        chosen = replace(chosen, duty=order.duty, duty_by=order.duty_by)
    return replace(chosen, level=order.level) if order.level else chosen


# What each would contain


def _preview_actions(workbook: Workbook, order: Order, step: Step) -> Preview:
    forms = frozenset(key for key, form in workbook.library.forms.items() if is_action(form))
    only = _chosen(workbook, order, action_changes(workbook, order))
    return _preview_cases(_cases(workbook, order, action_log_forms(workbook.library)), step, forms, only)


def _preview_data(workbook: Workbook, order: Order, step: Step) -> Preview:
    return _preview_cases(_cases(workbook, order), step)


def _preview_cases(
    cases: Iterable[CaseFile],
    step: Step,
    forms: frozenset[str] | None = None,
    only: frozenset[str] | None = None,
) -> Preview:
    """Count the cases, or the entries of some forms in them; of these only some where they are given."""
    contents, rows, not_asked = Contents(), 0, 0
    withheld: list[str] = []
    for done, case in enumerate(cases, 1):
        step(done)
        withheld += [case.ref] if is_blind_view(case) else []
        if forms is not None and only is not None:
            kept = (e for e in case.entries if e.form.key not in forms or e.id in only)
            case = replace(case, entries=tuple(kept))
        counted = 1 if forms is None else sum(entry.form.key in forms for entry in case.entries)
        if counted:
            contents.add(case, forms)
            rows += counted
            not_asked += _hidden_in(case, forms)
    return Preview(
        contents.cases,
        rows,
        identifying=contents.answers,
        hits=tuple(contents.hits),
        not_asked=not_asked,
        withheld=tuple(withheld),
    )


def _preview_summary(workbook: Workbook, order: Order, _step: Step) -> Preview:
    """Lay the summary out without writing it: only so it is known which answers it prints."""
    case = case_of(workbook, order)
    sheet, advice = _laid_out(case, order.audience)
    printed = list(sheet.printed())
    contents = Contents()
    contents.add(case)
    named = {asked.label: None for _, asked in printed if identifies(asked) or kind_of(asked).is_attachment}
    kept = Counter({key: n for key, n in contents.answers.items() if key[1] not in named})
    hits = tuple(_hits_in(sheet, printed, order.audience))
    return Preview(1, len(printed), case.ref, kept, hits, _hidden_in(case), named=tuple(named), advice=advice)


def _hits_in(sheet: Sheet, printed: Sequence[tuple[EntryFile, Field]], audience: Audience) -> list[TextHit]:
    if audience == "family":  # it may name the person and the family: it is written to them
        from hssib_desk.export.letter.content import others_named

        return others_named(sheet)
    return printed_hits(sheet.case, printed)


def _laid_out(case: CaseFile, audience: Audience) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet of a summary after all its parts were taken, and what is advised before a letter is sent."""
    if audience == "family":
        from hssib_desk.export.letter.content import advice_for, letter_of
        from hssib_desk.export.letter.write import letter_sheet

        sheet = letter_sheet(case)
        return sheet, advice_for(sheet, letter_of(sheet))
    from hssib_desk.export.pdf.summary import sheet_of, story_of

    sheet = sheet_of(case, audience)
    story_of(sheet, audience)
    return sheet, ()


def _preview_answers(workbook: Workbook, order: Order, _step: Step) -> Preview:
    case = case_of(workbook, order)
    contents, context = Contents(), Context(case)
    contents.add(case)
    rows = sum(len(list(shown_answers(entry, context))) for entry in case.entries)
    return Preview(1, rows, case.ref, contents.answers, tuple(contents.hits), _hidden_in(case))


def _preview_history(workbook: Workbook, order: Order, step: Step) -> Preview:
    blind: list[str] = []
    rows = cases = identifying = 0
    ref = ""
    for ref, changes in workbook.histories(order.case, as_shown=not order.with_blind, blind=blind):
        step(cases)
        cases += bool(ref)
        rows += len(changes)
        texts = (text for change in changes if change.identifies for text in (change.before, change.after))
        identifying += sum(map(bool, texts))
    case_ref = ref if order.case else ""
    return Preview(cases, rows, case_ref, withheld=tuple(blind), identifying_changes=identifying)


def _hidden_in(case: CaseFile, forms: frozenset[str] | None = None) -> int:
    context = Context(case)
    chosen = (entry for entry in case.entries if forms is None or entry.form.key in forms)
    return sum(len(hidden_answers(entry, context)) for entry in chosen)


def _preview_board(workbook: Workbook, order: Order, step: Step) -> Preview:
    """Count the figures as well, so that the half page can be read, and worded, before it is printed."""
    cases = workbook.lists.case_counts().get("all", 0)
    looked = Preview(cases, cases, withheld=tuple(workbook.lists.blind_cases()))
    if order.public or not cases:
        return looked
    report, edits = _board_report(workbook, order, step)
    return replace(looked, sentences=report.made, edits=edits)


def _board_report(workbook: Workbook, order: Order, step: Step) -> tuple[Report, tuple[Edit, ...]]:
    """The board report as it was ordered, with the wordings that were given for its period."""
    from hssib_desk.domain.board.from_case import labels_of
    from hssib_desk.export.board.public import Cleared, public_report
    from hssib_desk.export.board.report import board_report, commissioners_copy, period_of
    from hssib_desk.store.lists.board import edits_of, finals_of

    records = workbook.records
    start, end = period_of(order.start, order.end, date.today())
    data, finals = _board_data(workbook, order, step), finals_of(records)
    labels = labels_of(workbook.library)
    if order.public:
        cleared = Cleared(order.considered, order.families_told)
        return public_report(data, workbook.facts, labels, end, cleared, finals), ()
    if order.commissioner:
        return commissioners_copy(data, workbook.facts, labels, start, end, order.commissioner), ()
    edits = tuple(edits_of(records, start, end))
    return board_report(data, workbook.facts, labels, start, end, finals, edits), edits


def _board_data(workbook: Workbook, order: Order, step: Step) -> BoardData:
    """Every death, action and denominator, once."""
    from hssib_desk.store.lists.baselines import baselines_of
    from hssib_desk.store.lists.board import board_data, denominators_of

    return board_data(
        workbook.lists.case_files(),
        workbook.facts,
        workbook.library,
        date.today(),
        denominators_of(workbook.records),
        baselines_of(workbook.records),
        with_blind=order.with_blind,
        step=step,
    )


# Writing each


def action_changes(workbook: Workbook, order: Order) -> list[ActionChange]:
    """What is different since the day of an order, in the actions that it is about; nothing without a day."""
    from hssib_desk.domain.actions.changes import changes_since

    if order.since is None:
        return []
    chosen = workbook.lists.chosen_actions(order.actions) if order.actions else None
    within = (
        {case.id for case in workbook.lists.cases(query_of(order), 0, _ALL_ROWS)} if order.level else None
    )
    found: list[ActionChange] = []
    for case_id in workbook.lists.cases_with_changed_actions(order.since):
        case = workbook.case(case_id) if order.with_blind else shown_view(workbook.case(case_id))
        if is_blind_view(case) or (within is not None and case_id not in within):
            continue
        removed = workbook.removed_entries(case_id)
        found += changes_since(case, removed, workbook.history(case_id), order.since)
    return [change for change in found if chosen is None or change.entry_id in chosen]


def _chosen(workbook: Workbook, order: Order, changes: Iterable[ActionChange]) -> frozenset[str] | None:
    """The entries of the actions that an order is about; None for all of them."""
    if order.since is not None:
        return frozenset(change.entry_id for change in changes)
    return workbook.lists.chosen_actions(order.actions) if order.actions else None


def action_listing(workbook: Workbook, order: Order, progress: Progress | None = None) -> Listing:
    """The actions of an order as a list on paper or in an e-mail has them."""
    from hssib_desk.export.actions.listing import Listing, list_actions

    changes = action_changes(workbook, order)
    owner = order.actions.owner if order.actions else ""
    listing = Listing(workbook.facts, date.today(), owner, order.chosen_by, order.since, tuple(changes))
    cases = _cases(workbook, order, action_log_forms(workbook.library))
    return list_actions(cases, workbook.history, listing, _chosen(workbook, order, changes), progress)


def _write_actions(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    match out.suffix.lower():
        case ".pdf":
            from hssib_desk.export.actions.sheet_pdf import write_pdf

            return write_pdf(action_listing(workbook, order, progress), out, force, order.password)
        case ".txt":
            from hssib_desk.export.actions.plain import write_text

            return write_text(action_listing(workbook, order, progress), out, force, order.password)
    from hssib_desk.export.excel.action_log import write_action_log

    changes = action_changes(workbook, order)
    return write_action_log(
        _cases(workbook, order, action_log_forms(workbook.library)),
        workbook.facts,
        workbook.library,
        out,
        today=date.today(),
        force=force,
        progress=progress,
        only=_chosen(workbook, order, changes),
        filters=order.chosen_by,
        password=order.password,
        changes=changes if order.since else None,
    )


OWNER_FILES = ("xlsx", "pdf")  # what an owner is given in the window: to edit and send back, and to read


def write_each_owner(
    workbook: Workbook, order: Order, folder: Path, endings: Sequence[str], force: bool
) -> Iterator[ExportReport]:
    """Write the open actions of every owner into files of their own, named after the owner's role."""
    from hssib_desk.export.actions.owners import file_names
    from hssib_desk.store.lists.queries import ActionQuery

    owners = [owner for owner, _ in workbook.lists.choices()["owner"] if owner]
    chosen = order.actions or ActionQuery()
    for name, owner in file_names(owners):
        query = replace(chosen, owner=owner, status=chosen.status or "open")
        if workbook.lists.count_actions(query):
            own = order.keep_to(query, workbook.library)
            for ending in endings:
                yield order.export.write(workbook, own, folder / f"{name}.{ending}", force, None)


def _write_data(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.excel.data import write_data

    return write_data(
        _cases(workbook, order),
        workbook.facts,
        workbook.library,
        out,
        today=date.today(),
        force=force,
        progress=progress,
        include_identifying=order.identifying,
        filters=order.chosen_by,
        password=order.password,
    )


def _write_summary(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    if out.suffix.lower().lstrip(".") not in order.endings:
        names = " or ".join(f".{one}" for one in order.endings)
        raise ExportError(f"“{out.name}” does not say what to write. Name the file {names}.")
    if order.html and out.suffix.lower() != ".html":
        from hssib_desk.export.html.summary import write_summary_twice as write
    elif out.suffix.lower() == ".html" and order.audience != "family":
        from hssib_desk.export.html.summary import write_page as write
    else:
        from hssib_desk.export.pdf.summary import write_summary as write
    case = case_of(workbook, order)
    return write(case, out, audience=order.audience, force=force, password=order.password)


def _write_history(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.excel.history import write_history

    if out.suffix.lower() == ".pdf":
        return _write_history_pdf(workbook, order, out, force)
    blind: list[str] = []
    report = write_history(
        workbook.histories(order.case, as_shown=not order.with_blind, blind=blind),
        workbook.facts,
        out,
        today=date.today(),
        last_hash=workbook.last_hash(),
        force=force,
        password=order.password,
        progress=progress,
        include_identifying=order.identifying,
        withheld=() if order.with_blind else blind,
    )
    remarks = map(keep_from_second, blind if order.with_blind else ())
    return replace(report, notes=(*report.notes, *remarks))


def _preview_evidence(workbook: Workbook, order: Order, _step: Step) -> Preview:
    from hssib_desk.export.actions.evidence import action_in

    case = case_of(workbook, order)
    entry = action_in(case, order.action)
    own = replace(case, entries=(entry,))
    contents = Contents()
    contents.add(own)
    ref = f"{case.ref}-{entry.ref}"
    return Preview(1, 1, ref, contents.answers, tuple(contents.hits), _hidden_in(own))


def _write_evidence(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.actions.evidence import action_in, write_evidence

    case = case_of(workbook, order)
    entry = action_in(case, order.action)
    history = workbook.history(case.id, entry.id)
    past = workbook.past(case.id, as_shown=not order.with_blind)
    return write_evidence(case, entry, history, past, out, force, order.password)


def _write_history_pdf(workbook: Workbook, order: Order, out: Path, force: bool) -> ExportReport:
    from hssib_desk.export.coroner.history_pdf import write_history_pdf

    if not order.case:
        raise ExportError("A PDF holds the history of one case. Name the case, or write .xlsx for them all.")
    blind: list[str] = []
    ((ref, changes),) = workbook.histories(order.case, as_shown=not order.with_blind, blind=blind)
    report = write_history_pdf(
        ref,
        changes,
        workbook.facts,
        out,
        today=date.today(),
        last_hash=workbook.last_hash(),
        include_identifying=order.identifying,
        is_whole=order.with_blind or not blind,
        force=force,
        password=order.password,
    )
    remarks = map(keep_from_second, blind if order.with_blind else ())
    return replace(report, notes=(*report.notes, *remarks))


def _write_fhir(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.interchange.fhir_write import write_fhir

    without = NOBODY if order.identifying else EVERYBODY
    return write_fhir(case_of(workbook, order), out, force=force, without=without)


def _write_board(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.domain.board.words import fill
    from hssib_desk.export.board.write import write_board, writer_of

    writer = writer_of(out)
    if order.commissioner and (order.public or order.final):
        raise ExportError(fill("commissioner", "internal"))
    if order.final and out.exists():  # what it replaced would be lost, were it not sealed in the end
        raise ExportError(
            f"“{out.name}” is there already. A final report replaces no file: choose another name."
        )
    report, _edits = _board_report(workbook, order, lambda done: goes_on(progress, done))
    written = write_board(writer, report, workbook.facts, out, force, order.password)
    blind = tuple(map(keep_from_second, workbook.lists.blind_cases())) if order.with_blind else ()
    said = (PUBLISHED_BEFORE,) * order.public + (KEPT_SEALED,) * order.final + report.remarks
    kept = report.to_keep if order.final else ""
    return replace(written, notes=(*written.notes, *blind, *said), to_keep=kept)


def keep_wording(workbook: Workbook, order: Order, edit: Edit) -> tuple[Edit, ...]:
    """Keep the wording of a sentence for the period of an order; return all that there are."""
    from hssib_desk.export.board.report import period_of
    from hssib_desk.store.lists.board import edits_of, keep_edit

    start, end = period_of(order.start, order.end, date.today())
    keep_edit(workbook.records, start, end, edit)
    return tuple(edits_of(workbook.records, start, end))


def keep_final(workbook: Workbook, order: Order, written: ExportReport) -> None:
    """Store and seal what a final report said; where that fails the file goes, so that none is unsealed."""
    from hssib_desk.export.board.report import period_of
    from hssib_desk.store.lists.board import seal_final

    today = date.today()
    start, end = period_of(order.start, order.end, today)
    try:
        seal_final(workbook.records, start, end, today, written.to_keep, workbook.actor)
    except Exception:
        written.path.unlink(missing_ok=True)
        raise


def _preview_calendar(workbook: Workbook, _order: Order, step: Step) -> Preview:
    found = workbook.lists.calendar()
    cases = workbook.lists.case_counts().get("all", 0)
    step(cases)
    return Preview(cases, len(found.days), withheld=tuple(workbook.lists.blind_cases()))


def _write_calendar(
    workbook: Workbook, _order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.interchange.ics import write_calendar

    return write_calendar(workbook.lists.calendar(), workbook.facts, out, force=force)


def _preview_panel(workbook: Workbook, order: Order, step: Step) -> Preview:
    cases = workbook.panel.cases(workbook.panel.find(order.meeting))
    blind = [case.ref for case in cases if state_of(case) == "blind"]
    hits: list[TextHit] = []
    for done, case in enumerate(cases, 1):
        step(done)
        contents = Contents()
        contents.add(shown_view(case))
        hits += contents.hits
    return Preview(len(cases), len(cases), hits=tuple(hits), withheld=tuple(blind))


def _write_papers(
    workbook: Workbook, order: Order, out: Path, force: bool, progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.panel.papers import Overdue, Papers, write_papers
    from hssib_desk.store.lists.queries import ActionQuery

    meeting = workbook.panel.find(order.meeting)
    cases = []
    for done, case in enumerate(workbook.panel.cases(meeting), 1):
        goes_on(progress, done)
        cases.append(case if order.with_blind else shown_view(case))
    late = workbook.lists.actions(ActionQuery(overdue=True))
    overdue = (Overdue(a.ref, a.title, a.owner, a.target, a.days_overdue or 0) for a in late)
    themes = ((t.label, t.cases) for t in workbook.lists.coverage().themes if t.cases)
    papers = Papers(meeting, tuple(cases), workbook.facts, date.today(), tuple(overdue), tuple(themes))
    return write_papers(papers, out, force, order.password)


def _write_minutes(
    workbook: Workbook, order: Order, out: Path, force: bool, _progress: Progress | None
) -> ExportReport:
    from hssib_desk.export.panel.minutes import write_minutes

    meeting = workbook.panel.find(order.meeting)
    seal = meeting.seal.short if meeting.seal else ""
    return write_minutes(workbook.panel.minutes(meeting), seal, out, force, order.password)


def integrity_of(workbook: Workbook) -> Integrity:
    """Check a workbook whole and say what was found, with the hashes of its file and of its history."""
    from hssib_desk.export.coroner.statement import Integrity, file_hash
    from hssib_desk.store.verify.diagnose import examine

    found = examine(workbook.path, workbook.library, driver=workbook.driver)
    size, digest = file_hash(workbook.path)
    return Integrity(
        workbook.path.name,
        size,
        digest,
        workbook.last_hash(),
        datetime.now(UTC),
        [one for one in found if one.code != "in_use"],  # by whoever asks
    )


def write_integrity(workbook: Workbook, out: Path, force: bool = False) -> tuple[Integrity, ExportReport]:
    """Check a workbook and write the statement of what was found."""
    from hssib_desk.export.coroner.statement import write_statement

    found = integrity_of(workbook)
    return found, write_statement(found, workbook.facts, out, force=force)


def write_case_bundle(
    workbook: Workbook, case_id: str, folder: Path, with_blind: bool = False, progress: Progress | None = None
) -> ExportReport:
    """Write the coroner's bundle of a case into a new folder; raises ExportError, and then leaves nothing."""
    from hssib_desk.export.coroner.bundle import empty_or_new, write_bundle
    from hssib_desk.export.files import telling

    if problem := empty_or_new(folder):
        raise ExportError(problem)
    case = workbook.case(case_id)
    if state_of(case) == "blind" and not with_blind:
        raise ExportError(
            f"{case.ref} is under blind second review. Add --with-blind, and keep the bundle from the second "
            "reviewer."
        )
    with telling(folder):
        return write_bundle(_bundle(workbook, case, with_blind), folder, progress)


def _bundle(workbook: Workbook, case: CaseFile, with_blind: bool) -> Bundle:
    """Everything that the bundle of a case is made of."""
    from hssib_desk.export.coroner.bundle import Bundle, Version
    from hssib_desk.export.letter.write import write_letter
    from hssib_desk.store.lists.queries import ActionQuery

    def written(order: Order) -> Callable[[Path], ExportReport]:
        return lambda out: order.export.write(workbook, order, out, False, None)

    # Of this case alone, which was not refused: so nothing is left out, and no other case is told of.
    actions = Order(EXPORTS["actions"], case.id, with_blind=True)
    history = Order(EXPORTS["history"], case.id, with_blind=with_blind, identifying=True)

    versions = [
        Version(
            found.number,
            version_view(found.case),
            f"Opened again: {found.reopened_why}" if found.reopened_why else "",
        )
        for found in workbook.reviews.sealed_versions(case.id)
    ]
    return Bundle(
        case,
        versions,
        letter=lambda out: write_letter(case, out, advised=False),
        actions=written(actions.keep_to(ActionQuery(case_id=case.id), workbook.library, case.ref)),
        history=written(history),
        history_table=written(history),
        statement=lambda out: write_integrity(workbook, out)[1],
        files=[
            (file.name, f"SHA-256 {file.digest[:16]}", partial(workbook.attachment_content, file.id))
            for file in case.attachments
            if not file.erased
        ],
    )


_EXCEL = "Excel workbooks (*.xlsx)"
_ALL = (
    Export(
        "actions",
        "Export action log",
        "the action log: Excel to edit and send back, PDF to read, text for an e-mail, as the file is named",
        "file-spreadsheet",
        "workbook",
        "action-log-{today}",
        f"{_EXCEL};;PDF documents (*.pdf);;Text files (*.txt)",
        frozenset(("changed", "duty", "filters", "level", "password", "view")),
        Words(
            counted="action",
            doing="Writing the action log",
            amount="{rows} of {cases}, one row each.",
            nothing="There is no action in this workbook yet, so there is nothing to export.",
            left_out="Every answer that is not part of an action.",
            contains="As PDF or text: a list, the most overdue first, with the dates promised before.",
            withheld=WHOLE_LOG,
        ),
        _write_actions,
        _preview_actions,
    ),
    Export(
        "evidence",
        "Evidence of an action",
        "one action: what was found, agreed, done, checked and measured, and its history",
        "file-check",
        "action",
        "evidence{ref}-{today}",
        "PDF documents (*.pdf)",
        frozenset(("password",)),
        Words(
            counted="action",
            doing="Writing the evidence",
            amount="The action {review}: what it comes from, what was agreed and done, the evidence, who "
            "checked it, what was measured, and every change of it.",
            nothing="There is no such action in this workbook.",
            done="The evidence is written.",
            left_out="Everything else of the case, and who made each change.",
        ),
        _write_evidence,
        _preview_evidence,
    ),
    Export(
        "data",
        "Export all data",
        "all answers, one sheet a form, with a data dictionary",
        "table-2",
        "workbook",
        "data{identifiable}-{today}",
        _EXCEL,
        frozenset(("duty", "identifying", "level", "password", "view")),
        Words(
            counted="row",
            doing="Writing the data",
            amount="Every answer of {whole}: one sheet for each form, with a dictionary.",
            nothing="There is no case in this workbook yet, so there is nothing to export.",
        ),
        _write_data,
        _preview_data,
    ),
    Export(
        "board",
        "Export board report",
        "the report on learning from deaths for the board: PDF, Word or Excel, as the file is named",
        "chart-no-axes-column",
        "workbook",
        "board-report-{today}",
        f"PDF documents (*.pdf);;Word documents (*.docx);;{_EXCEL}",
        frozenset(("commissioner", "final", "password", "period", "public")),
        Words(
            counted="figure",
            doing="Counting the figures",
            amount="Figures over {whole}: half a page in words, deaths by quarter, what was judged and "
            "learnt, families, time, duties, actions, and items 27.1 to 27.9.",
            nothing="There is no case in this workbook yet, so there is nothing to report.",
            contains="The references of cases behind the figures, and owners of actions by role.",
            marked="Marked INTERNAL, and {classification}.",
            done="The board report is written.",
            left_out="Every answer that is no figure, and what families said.",
            partly="What was judged under blind second review, in",
            not_searched="Titles and progress of overdue and closed actions are printed as written. "
            "Small numbers are shown: do not publish this copy.",
        ),
        _write_board,
        _preview_board,
    ),
    Export(
        "calendar",
        "Export calendar",
        "what is due, day by day, for any calendar program",
        "clock",
        "workbook",
        "calendar-{today}",
        "Calendar files (*.ics)",
        frozenset(),
        Words(
            counted="day",
            doing="Writing the calendar",
            amount="{rows}: deadlines, reviews, parts, actions and effect checks, each a whole-day entry.",
            nothing="Nothing in this workbook is due on a day yet, so there is nothing to export.",
            contains="References of cases and actions, what is due, and owners by role.",
            marked="Marked confidential; treat it as {classification}.",
            done="The calendar is written. Import it again after changes: entries keep their place.",
            left_out="Every name, and every word that somebody wrote.",
            partly="What a blind second review hides, in",
            not_searched="It holds no free text.",
        ),
        _write_calendar,
        _preview_calendar,
    ),
    Export(
        "papers",
        "Papers for the panel",
        "the papers of a panel meeting as one PDF, each case with a front sheet and its review",
        "files",
        "workbook",
        "papers-{meeting}",
        "PDF documents (*.pdf)",
        frozenset(("meeting", "password")),
        Words(
            counted="case",
            doing="Writing the papers",
            amount="Agenda, a front sheet and the whole review of {cases}, overdue actions, and themes.",
            nothing="No case is on this meeting yet, so there are no papers.",
            done="The papers are written.",
            left_out="Every answer that identifies somebody, as in the review summary.",
            partly="What a blind second review hides, in",
        ),
        _write_papers,
        _preview_panel,
    ),
    Export(
        "minutes",
        "Minutes of the panel",
        "the minutes of a panel meeting: Word or PDF, as the file is named",
        "file-text",
        "workbook",
        "minutes-{meeting}",
        "Word documents (*.docx);;PDF documents (*.pdf)",
        frozenset(("meeting", "password")),
        Words(
            counted="case",
            doing="Writing the minutes",
            amount="Who was there by role, and the decision on {cases}.",
            nothing="No case is on this meeting yet, so there are no minutes.",
            done="The minutes are written.",
            left_out="Every answer of the reviews but scores, and the titles of what was agreed.",
        ),
        _write_minutes,
        _preview_panel,
    ),
    Export(
        "summary",
        "Review summary",
        "the summary of one review",
        "file-text",
        "case",
        "review{ref}{version}{audience}",
        f"PDF documents (*.pdf);;{_WORD};;{_PAGE}",
        frozenset(("audience", "html", "password", "version")),
        Words(
            counted="review",
            doing="Writing the summary",
            amount="{answers} of {review}.",
            nothing="Nothing has been answered in this review that this summary would print.",
            done="The summary is written.",
            form=(
                "For a reader",
                "A document to read, print and sign; the letter to the family also in Word.",
            ),
        ),
        _write_summary,
        _preview_summary,
    ),
    Export(
        "fhir",
        "Answers as data",
        "one case as FHIR R4 questionnaires and responses",
        "file-text",
        "case",
        "review{ref}{identifiable}",
        "FHIR files (*.json)",
        frozenset(("identifying",)),  # the format knows no password
        Words(
            counted="answer",
            doing="Writing the answers",
            amount="{written} of {review}, with the questions as they were asked.",
            nothing="Nothing has been answered in this review yet, so there is nothing to export.",
            marked="Treat it as {classification}: the format has no place that says so.",
            kept_back="The place of each of these answers says that it was kept back.",
            form=(
                "For another program (FHIR)",
                "Questions and answers in the open standard of health care, FHIR R4, as one JSON file.",
            ),
        ),
        _write_fhir,
        _preview_answers,
    ),
    Export(
        "history",
        "Export history",
        "every change: who, when, old, new, why",
        "clock",
        "either",
        "history{ref}{identifiable}-{today}",
        f"{_EXCEL};;PDF documents (*.pdf)",
        frozenset(("identifying", "password")),
        Words(
            counted="change",
            doing="Writing the history",
            amount="{rows} of {all}, one row each: when, what it was and is, and why.",
            nothing="Nothing was changed in this workbook yet, so there is nothing to export.",
            contains="Who made each change.",
            partly="What is hidden while a second review is blind, in",
            not_searched="A history holds earlier words too, and they were not searched for names. "
            "Read it through.",
            form=("Its history", "Every change: when, by whom, what it was and is, and why."),
        ),
        _write_history,
        _preview_history,
    ),
)
EXPORTS: Mapping[str, Export] = {export.key: export for export in _ALL}
