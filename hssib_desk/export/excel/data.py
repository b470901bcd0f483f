"""The data export: every answer of every case, one sheet per form, with a dictionary made from the forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.domain.duties.rule import BASES
from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms.form import Field, Form, Library
from hssib_desk.domain.forms.kinds import Cell, show
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.domain.forms.rules import Context, hidden_answers, is_answered
from hssib_desk.domain.parts.standing import standings
from hssib_desk.domain.review.blinding import is_blind_view, keep_from_second, left_out
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, WorkbookFacts
from hssib_desk.domain.review.duties import STATES as STATES_OF_DUTIES
from hssib_desk.domain.review.duties import duties
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.privacy import identifies, text_hits
from hssib_desk.domain.review.scope import scope_of
from hssib_desk.domain.review.screening import is_signed, outcome_of
from hssib_desk.domain.review.second_review import STATES, state_of
from hssib_desk.export.excel import figure_sheet
from hssib_desk.export.excel.data_columns import (
    BETWEEN,
    DataColumn,
    asked_by,
    cell_of,
    data_columns,
    first_cells,
    first_heads,
)
from hssib_desk.export.excel.data_pages import (
    WITHHELD,
    Control,
    Total,
    write_control,
    write_dictionary,
    write_lists,
)
from hssib_desk.export.excel.sheets import Book
from hssib_desk.export.files import locking
from hssib_desk.export.report import ExportError, ExportReport, Progress, goes_on

TITLE = "Data"
PART_STATES = {"open": "not signed", "waiting": "waiting", "signed": "signed", "aside": "set aside"}
CASE_HEADS = [
    "Case ref",
    "Status",
    "Level",
    "Next step",
    "In scope",
    "Setting",
    "Days from discharge to death",
    "In words",
    "Signed on",
    "Seal",
    figure("earlier_versions").name,
    "Second review",
    "Parts",
]
DEADLINES = "Deadlines"  # duties, one row each; the answers to them are on a sheet of their own
DUTY_HEADS = ["Case ref", "Duty", "Basis", "State", "Counted from", "Due", "Done", "In time", "Reason"]
OTHER_HEADS = ["Case ref", "Entry ref", "Form", "Form version", "Field", "Question", "Answer"]


def write_data(
    cases: Iterable[CaseFile],
    facts: WorkbookFacts,
    library: Library,
    out: Path,
    *,
    today: date,
    force: bool = False,
    progress: Progress | None = None,
    include_identifying: bool = False,
    filters: tuple[str, ...] = (),
    password: str = "",
) -> ExportReport:
    """Write the answers of the cases, typed, with a data dictionary and control totals.

    Answers that identify somebody are left out unless `include_identifying`. Memory stays flat in the number
    of cases. Raises ExportError, and then leaves no file.
    """
    with locking(out, force, password) as part, Book(TITLE, facts, today) as book:
        data = _Data(book, library, Control(facts, today, filters, include_identifying))
        for done, case in enumerate(cases, 1):
            data.add_case(case)
            goes_on(progress, done)
        rows = data.finish()
        book.save(part)
    return ExportReport(out, *rows, notes=book.notes.all)


@dataclass
class _FormSheet:
    """One form's sheet, its columns, and the questions behind them in each version of the form."""

    form: Form
    columns: tuple[DataColumn, ...]
    total: Total
    asked: dict[str, list[Field | None]] = field(default_factory=dict)

    def asked_in(self, form: Form) -> list[Field | None]:
        """The question behind each column as an entry's own form version asks it."""
        if form.text not in self.asked:
            self.asked[form.text] = [asked_by(form, column.field) for column in self.columns]
        return self.asked[form.text]


class _Data:
    """The sheets of one data export while its rows are being written."""

    def __init__(self, book: Book, library: Library, control: Control) -> None:
        self._book = book
        self._library = library
        self._control = control
        self._include = control.include_identifying
        self._sheet = book.sheet("Control", [44, 40, 14, 14, 20, 20])
        widths = [14.0, 14.0, 14.0, 30.0, 12.0, 14.0, 14.0, 60.0, 12.0, 24.0, 12.0, 20.0, 60.0]
        self._cases = self._new_total("Cases", CASE_HEADS, widths, "one case")
        self._forms = {form.key: self._new_form(form) for form in library.forms.values()}
        self._dictionary = book.sheet(
            "Data dictionary", [20, 36, 36, 24, 26, 40, 14, 60, 40, 34, 13, 11, 26, 20]
        )
        self._lists = book.sheet("Lists", [26, 30, 10, 24, 44, 20, 20, 10, 70, 12, 40])
        self._figures = book.sheet(figure_sheet.TITLE, figure_sheet.WIDTHS)
        self._other: Total | None = None
        self._duties: Total | None = None

    @property
    def totals(self) -> list[Total]:
        """The totals of each sheet of answers, in the order of the sheets."""
        others = [total for total in (self._duties, self._other) if total]
        return [self._cases, *(found.total for found in self._forms.values()), *others]

    def _new_total(self, title: str, heads: list[str], widths: list[float], row_is: str) -> Total:
        sheet = self._book.sheet(title, widths)
        sheet.freeze("B2")
        sheet.sparse = True
        sheet.head(heads)
        return Total(sheet, row_is)

    def _new_form(self, form: Form) -> _FormSheet:
        columns = data_columns(form, self._include)
        heads = [*first_heads(form), *(column.head for column in columns)]
        widths = [14.0] * len(first_heads(form)) + [column.width for column in columns]
        once = "one stage of one case" if form.second else "one case"
        row_is = f"one {form.singular.lower()}" if form.repeat else once
        return _FormSheet(form, columns, self._new_total(form.title, heads, widths, row_is))

    def add_case(self, case: CaseFile) -> None:
        """Write every entry of a case; answers that identify somebody, or are not asked, stay behind."""
        context = Context(case)  # of the case as it is: a rule may look at an answer that stays behind
        self._write(self._cases, _case_cells(case), case.ref)
        if is_blind_view(case):
            self._control.withheld.append(case.ref)
        elif state_of(case) == "blind":
            self._book.notes.add(keep_from_second(case.ref))
        self._add_duties(case)
        if not self._include:
            for hit in text_hits(case, None, context):
                self._book.notes.warn(hit.sentence)
        for entry in case.entries:
            hidden = {item.key for item in hidden_answers(entry, context)}
            self._control.not_asked.update((entry.form.title, entry.form.by_key[key].label) for key in hidden)
            self._add_entry(case, entry, hidden)

    def _add_duties(self, case: CaseFile) -> None:
        """Write what is owed after the death and how it was answered; of a blind review, nothing."""
        for duty in () if is_blind_view(case) else duties(case):
            if self._duties is None:
                widths = [14.0, 40.0, 20.0, 16.0, 14.0, 14.0, 14.0, 10.0, 60.0]
                self._duties = self._new_total(DEADLINES, DUTY_HEADS, widths, "one duty of one case")
            late = None if duty.due is None else "no" if duty.is_late(case.today) else "yes"
            cells: list[Cell] = [case.ref, duty.title, BASES[duty.standard], STATES_OF_DUTIES[duty.state]]
            self._write(self._duties, [*cells, duty.start, duty.due, duty.done, late, duty.reason], case.ref)

    def _add_entry(self, case: CaseFile, entry: EntryFile, hidden: set[str]) -> None:
        sheet = self._forms.get(entry.form.key)
        known: set[str] = set()
        if sheet is not None:
            sheet.total.not_asked += len(hidden)
            sheet.total.identifying += self._left_out(entry)
            asked = sheet.asked_in(entry.form)
            known = {item.key for item in asked if item}
            self._write(sheet.total, self._cells(sheet, asked, case, entry, hidden), _name(case, entry))
        self._add_others(case, entry, known | hidden)

    def _left_out(self, entry: EntryFile) -> int:
        if self._include:
            return 0
        return sum(bool(identifies(item)) and is_answered(item, entry) for item in entry.form.fields)

    def _cells(
        self,
        sheet: _FormSheet,
        asked: list[Field | None],
        case: CaseFile,
        entry: EntryFile,
        hidden: set[str],
    ) -> list[Cell]:
        cells = first_cells(case, entry, sheet.form)
        for column, item in zip(sheet.columns, asked, strict=True):
            value = entry.answers.get(item.key) if item and item.key not in hidden else None
            private = item is not None and not self._include and identifies(item)
            empty = item is None or value is None or private
            cells.append(
                None
                if empty or item is None or value is None
                else cell_of(column, item, value, case, name_files=self._include)
            )
        return cells

    def _add_others(self, case: CaseFile, entry: EntryFile, known: set[str]) -> None:
        """Write the answers that today's forms have no column for, so that none is dropped in silence."""
        for key, value in entry.answers.items():
            item = entry.form.by_key.get(key)
            if key in known or (item and not self._include and identifies(item)):
                continue
            if item is None and not self._include:  # nobody can say whether it identifies somebody
                self._control.unknown += 1
                continue
            if self._other is None:
                widths = [14.0, 12.0, 30.0, 14.0, 30.0, 40.0, 80.0]
                self._other = self._new_total("Other answers", OTHER_HEADS, widths, "one answer")
            text = show(item, value) if item else BETWEEN.join(value) if isinstance(value, list) else value
            cells: list[Cell] = [case.ref, entry.ref, entry.form.title, entry.form.version, key]
            self._write(self._other, [*cells, item.label if item else "", text], _name(case, entry))

    def _write(self, total: Total, cells: list[Cell], name: str) -> None:
        total.selected += 1
        looks = ["raw_date" if isinstance(cell, date) else "raw" for cell in cells]
        total.sheet.row(cells, looks, name=name, height=15)

    def finish(self) -> tuple[int, int]:
        """Check that every row was written, write what explains them; returns rows selected and written."""
        if withheld := self._control.withheld:
            self._book.notes.add(f"{WITHHELD} {left_out(len(withheld), withheld)}")
        for total in self.totals:
            if total.selected != total.written:
                raise ExportError("Not every row could be written. No file was kept; please report this.")
        write_control(self._sheet, self._control, self.totals, self._book.notes)
        shown = {key: (found.total.sheet.title, found.columns) for key, found in self._forms.items()}
        write_dictionary(self._dictionary, self._library, shown)
        write_lists(self._lists, self._library)
        figure_sheet.write_figures(self._figures, self._control.facts.window_days)
        rows = sum(total.selected for total in self.totals), sum(total.written for total in self.totals)
        for number, total in enumerate(self.totals, 1):
            total.sheet.table(f"Answers{number}", len(total.sheet.heads))
        return rows


def _case_cells(case: CaseFile) -> list[Cell]:
    scope, seal, second = scope_of(case), standing(case).seal, state_of(case)
    in_force = {entry.seal.digest for entry in case.entries if entry.seal}
    return [
        case.ref,
        figure(case.status).name,
        LEVEL_WORDS[case.level],
        outcome.label if (outcome := outcome_of(case)) and is_signed(case) else "",
        scope.code.replace("_", " "),
        scope.setting,
        scope.days,
        scope.sentence,
        local_day(seal.at) if seal else None,
        seal.short if seal else None,
        max(case.sealed_versions - len(in_force), 0),
        None if second == "none" else STATES[second],
        _parts(case) or None,
    ]


def _parts(case: CaseFile) -> str:
    """How each part of a review stands and since when, without the names of whoever signed."""
    found = standings(case) if case.stage == "first" and case.level != "screen" else []
    return "; ".join(
        f"{item.part.label}: {PART_STATES[item.state]}{f' {show_date(item.on)}' if item.on else ''}"
        for item in found
    )


def _name(case: CaseFile, entry: EntryFile) -> str:
    return f"{case.ref}-{entry.ref}" if entry.ref else case.ref
