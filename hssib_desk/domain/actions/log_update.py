"""What an edited action log would change: every difference with the workbook, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from hssib_desk.domain.actions.edited_cell import Judged, Kind, Place, judge, question, remarked, unfit
from hssib_desk.domain.actions.edited_log import EditedLog, EditedRow, folded, place_of, plain, rearranged
from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.caseload.table import TableError
from hssib_desk.domain.dates import local_day
from hssib_desk.domain.forms import kinds, rules
from hssib_desk.domain.forms.form import Answer, Answers, Library
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.domain.review.second_review import state_of

NO_CASE = (
    "It was added in the spreadsheet. Write the reference of its case under “{head}”, and it can be added."
)
NO_TITLE = "It was added in the spreadsheet, and says nothing under “{head}”."
THERE_ALREADY = "{ref} has an action with this title already: {action}."
GONE_ROW = "Its action is no longer in this workbook. It may have been removed."
TWICE = "The row is there more than once, with different answers. Keep one of them and read the file again."

VEILED = (
    "Its case is under blind second review, so it is not shown or imported here until that is signed. The "
    "command “hssib-desk update-actions --with-blind” takes it now."
)

MIXED = (
    "Its action ref does not belong to its hidden row id; perhaps only some of the columns were sorted. "
    "Nothing in the row is imported."
)
REARRANGED = (
    "Its cells were written in other rows: some of the columns were sorted without the others. Nothing of "
    "the row is taken. Undo the sorting, or make the changes in a new export."
)


@dataclass(frozen=True)
class Difference:
    """One cell that differs, what becomes of it and why; `old` and `new` as a reader sees them."""

    entry_id: str
    case_id: str
    ref: str  # "C-2025-014-A03"
    field: str
    label: str
    old: str
    new: str
    kind: Kind
    why: str = ""
    value: Answer | None = None

    @property
    def can_be_taken(self) -> bool:
        """Whether somebody may decide for it; a conflict is taken only when it is chosen."""
        return self.kind in ("take", "conflict")


@dataclass(frozen=True)
class UnknownRow:
    """A row that belongs to no action of the workbook: its number in the file, its words, and why."""

    number: int
    text: str
    why: str
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where the row is in the file, for a reader."""
        return place_of(self.sheet, self.number)


@dataclass(frozen=True)
class NewAction:
    """A row that was added in the spreadsheet, as the action it would become in its case."""

    number: int
    case_id: str
    case_ref: str
    title: str
    answers: Answers
    remarks: tuple[str, ...] = ()  # what of the row cannot be taken, or should be looked at
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where the row is in the file, for a reader."""
        return place_of(self.sheet, self.number)


@dataclass(frozen=True)
class ActionUpdate:
    """Everything that an edited log says anew; nothing of it has happened yet."""

    differences: tuple[Difference, ...] = ()
    added: tuple[NewAction, ...] = ()
    unknown: tuple[UnknownRow, ...] = ()
    missing: tuple[str, ...] = ()  # references of actions without a row in the file
    still_needed: tuple[str, ...] = ()  # sentences on what must be answered once everything is taken
    notes: tuple[str, ...] = ()
    unchanged: int = 0  # rows without a difference
    newer: int = 0  # answers that changed in the workbook only, and stay

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many differences there are of each kind."""
        return Counter(difference.kind for difference in self.differences)

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.differences or self.added or self.unknown or self.missing or self.notes)


Changes = Mapping[str, Mapping[str, Answer | None]]


def changes_of(differences: Iterable[Difference]) -> Changes:
    """What the workbook is asked to keep: answers by entry and field."""
    found: dict[str, dict[str, Answer | None]] = {}
    for difference in differences:
        if difference.can_be_taken:
            found.setdefault(difference.entry_id, {})[difference.field] = difference.value
    return found


def compare(
    log: EditedLog, cases: Iterable[CaseFile], library: Library, workbook_id: str = "", *, veil: bool = False
) -> ActionUpdate:
    """Every difference between an edited log and the actions of a workbook.

    With `veil` nothing is said of the actions of a case that is under a blind second review.

    Raises TableError when the log was written from another workbook.
    """
    if workbook_id and log.workbook_id and workbook_id != log.workbook_id:
        raise TableError(
            f"“{log.name}” was written from another workbook. Open that workbook to take its changes."
        )
    comparison = _Comparison(log, library)
    for case in cases:
        if veil and state_of(case) == "blind":
            comparison.leave(case)
        else:
            comparison.add(case)
    return comparison.finish()


class _Comparison:
    """The differences found while the cases of a workbook go by."""

    def __init__(self, log: EditedLog, library: Library) -> None:
        self._log = log
        self._form = next(form for form in library.forms.values() if is_action(form))
        self._rows, self._unknown = _by_entry(log)
        self._new = [row for row in log.rows if not row.entry_id]
        self._wanted = {_case_ref(row) for row in self._new}
        self._sorted = frozenset(row_id for rows in _by_sheet(log) for row_id in rearranged(rows))
        self._found: list[tuple[int, list[Difference]]] = []
        self._added: list[NewAction] = []
        self._missing: list[str] = []
        self._needed: list[str] = []
        self._unchanged = self._newer = 0
        self._met: set[str] = set()

    def add(self, case: CaseFile) -> None:
        """Compare the actions of one case with their rows."""
        context = Context(case)
        for entry in (entry for entry in case.entries if is_action(entry.form)):
            self._met.add(entry.id)
            row, ref = self._rows.get(entry.id), f"{case.ref}-{entry.ref}"
            if row is None:
                if not self._came_later(entry):
                    self._missing.append(ref)
            elif row.cells.get("ACTION_REF", "").strip() not in ("", ref):
                self._leave(row, MIXED)
            elif entry.id in self._sorted:
                self._leave(row, REARRANGED)
            else:
                self._add_row(case, entry, row, context)
        self._add_new(case, context)

    def leave(self, case: CaseFile) -> None:
        """Say only which rows of the file cannot be compared now."""
        for entry in (entry for entry in case.entries if is_action(entry.form)):
            self._met.add(entry.id)
            if row := self._rows.get(entry.id):
                self._leave(row, VEILED)
        for row in self._new_in(case):
            self._leave(row, VEILED)

    def _leave(self, row: EditedRow, why: str) -> None:
        self._unknown.append(UnknownRow(row.number, row.words, why, row.sheet))

    def _came_later(self, entry: EntryFile) -> bool:
        made, created = self._log.made_on, entry.created_at
        return made is not None and created is not None and local_day(created) > made

    def _add_row(self, case: CaseFile, entry: EntryFile, row: EditedRow, context: Context) -> None:
        hidden = {asked.key for asked in rules.hidden_answers(entry, context)}
        place, found = Place(case, entry, context, hidden, self._log.made_on), []
        for name in row.cells:
            judged = judge(name, row, self._form, place)
            if judged == "newer":
                self._newer += 1
            elif judged is not None:
                found.append(self._difference(place, name, judged))
        self._unchanged += not found
        self._needed += _still_needed(place, found)
        if found:
            self._found.append((row.number, found))

    def _difference(self, place: Place, name: str, judged: Judged) -> Difference:
        return Difference(
            entry_id=place.entry.id,
            case_id=place.case.id,
            ref=f"{place.case.ref}-{place.entry.ref}",
            field=judged.field.key if judged.field else "",
            label=self._head(name),
            old=judged.old,
            new=judged.new,
            kind=judged.kind,
            why=judged.why,
            value=judged.value,
        )

    def _head(self, name: str) -> str:
        return self._log.heads.get(name, name)

    # Rows that were added in the spreadsheet

    def _new_in(self, case: CaseFile) -> list[EditedRow]:
        """The added rows of a case, which then count as placed."""
        if case.ref not in self._wanted:
            return []
        found = [row for row in self._new if _case_ref(row) == case.ref]
        self._new = [row for row in self._new if _case_ref(row) != case.ref]
        return found

    def _add_new(self, case: CaseFile, context: Context) -> None:
        titles = {folded(e.text("title")): f"{case.ref}-{e.ref}" for e in case.entries if is_action(e.form)}
        for row in self._new_in(case):
            title = plain(row.cells.get("title", ""))
            if not title:
                self._leave(row, NO_TITLE.format(head=self._head("title")))
            elif known := titles.get(folded(title)):
                self._leave(row, THERE_ALREADY.format(ref=case.ref, action=known))
            else:
                self._added.append(self._new_action(case, row, title, context))

    def _new_action(self, case: CaseFile, row: EditedRow, title: str, context: Context) -> NewAction:
        answers: dict[str, Answer] = {}
        remarks: list[str] = []
        entry = EntryFile("", self._form, {})
        place = Place(case, entry, context, frozenset())
        for name, text in row.cells.items():
            asked = None if name.isupper() else question(name, self._form, entry)
            if asked is None or not plain(text):
                continue
            value = kinds.parse(asked, plain(text))
            fault = row.faults.get(name, "") or ("" if value is None else unfit(asked, value, context.today))
            if value is not None and not fault:
                answers[asked.key] = value
            if said := fault or ("" if value is None else remarked(asked, value, place)):
                remarks.append(f"“{self._head(name)}”: {said}")
        return NewAction(row.number, case.id, case.ref, title, answers, tuple(remarks), row.sheet)

    def finish(self) -> ActionUpdate:
        """Everything found, in the order of the file."""
        gone = [row for key, row in self._rows.items() if key not in self._met]
        if gone and len(gone) == len(self._rows) and not self._log.workbook_id:
            raise TableError(
                f"None of the actions in “{self._log.name}” is in this workbook. "
                "Open the workbook that the file was written from."
            )
        for row in gone:
            self._leave(row, GONE_ROW)
        for row in self._new:
            self._leave(row, NO_CASE.format(head=self._head("CASE_REF")))
        return ActionUpdate(
            tuple(one for _, found in sorted(self._found, key=lambda pair: pair[0]) for one in found),
            tuple(sorted(self._added, key=lambda new: new.number)),
            tuple(sorted(self._unknown, key=lambda row: row.number)),
            tuple(self._missing),
            tuple(self._needed),
            self._log.notes,
            self._unchanged,
            self._newer,
        )


def _case_ref(row: EditedRow) -> str:
    return row.cells.get("CASE_REF", "").strip().upper()


def _by_sheet(log: EditedLog) -> Iterator[list[EditedRow]]:
    for sheet in dict.fromkeys(row.sheet for row in log.rows):
        yield [row for row in log.rows if row.sheet == sheet and row.entry_id]


def _by_entry(log: EditedLog) -> tuple[dict[str, EditedRow], list[UnknownRow]]:
    """The row of each entry, and apart the copies of it that say something else.

    Of copies on several sheets the one that was edited counts. On one sheet a copied row may be meant as a
    new action, so none of those that differ is taken.
    """
    rows: dict[str, list[EditedRow]] = {}
    for row in log.rows:
        if row.entry_id:
            rows.setdefault(row.entry_id, []).append(row)
    found: dict[str, EditedRow] = {}
    unknown: list[UnknownRow] = []
    for entry_id, copies in rows.items():
        sheets = {row.sheet for row in copies}
        untouched = [row for row in copies if row.marks and not row.edited and not row.faults]
        edited = [row for row in copies if len(sheets) < len(copies) or row not in untouched]
        different = {(*sorted(row.cells.items()), *sorted(row.faults)): row for row in edited}
        if len(different) > 1:
            unknown += [UnknownRow(row.number, row.words, TWICE, row.sheet) for row in edited[1:]]
            # None of the copies is taken, and the action still counts as one that has a row.
            found[entry_id] = replace(edited[0], cells={}, faults={})
        else:
            found[entry_id] = edited[0] if edited else max(copies, key=lambda row: row.version or 0)
    return found, unknown


def _still_needed(place: Place, found: Iterable[Difference]) -> Iterator[str]:
    """What must be answered once the changes are taken, and need not be now."""
    changes = {difference.field: difference.value for difference in found if difference.kind == "take"}
    if not changes:
        return
    case, entry = place.case, place.entry
    answers = {**entry.answers, **changes}
    newer = replace(entry, answers={key: value for key, value in answers.items() if value is not None})
    entries = tuple(newer if item.id == entry.id else item for item in case.entries)
    before = {finding.field.key for finding in rules.missing(entry, place.context)}
    for finding in rules.missing(newer, Context(replace(case, entries=entries))):
        if finding.field.key not in before:
            yield f"{case.ref}-{entry.ref}: {finding.sentence}"
