"""The action log: one row per action of every case, as governance staff filter, print and send back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl.utils import get_column_letter

from hssib_desk.domain.actions.changes import ActionChange
from hssib_desk.domain.actions.edited_log import cell_text, marks
from hssib_desk.domain.actions.measures import Brag, amber_days, brag, brag_list, is_action
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field, Form, Library
from hssib_desk.domain.forms.kinds import Cell
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.domain.forms.rules import Context, hidden_answers
from hssib_desk.domain.review.blinding import WHOLE_LOG, is_blind_view, keep_from_second, left_out
from hssib_desk.domain.review.case_file import CaseFile, EntryFile, WorkbookFacts
from hssib_desk.domain.review.privacy import identifying_fields, text_hits, without_identifiers
from hssib_desk.domain.review.second_review import state_of
from hssib_desk.export.excel import figure_sheet
from hssib_desk.export.excel.action_columns import HIDDEN, UNMARKED, Column, action_columns, marked, printed
from hssib_desk.export.excel.action_formulas import PRINTED, TARGET, TARGET_HEAD, Formulas
from hssib_desk.export.excel.action_pages import write_definitions, write_read_me, write_summary
from hssib_desk.export.excel.action_sides import OwedSheet, write_changes
from hssib_desk.export.excel.action_table import colour_rows, offer_lists
from hssib_desk.export.excel.action_tally import Tally, strength_of
from hssib_desk.export.excel.cells import Formula
from hssib_desk.export.excel.package import A3, print_large
from hssib_desk.export.excel.sheets import Book
from hssib_desk.export.files import locking
from hssib_desk.export.report import ExportError, ExportReport, Progress, goes_on

TITLE = "Action log"
READ_ME, TO_PRINT, SUMMARY, DEFINITIONS, LISTS = "Read me", "To print", "Summary", "Definitions", "Lists"
TABLE = "ActionLog"


def write_action_log(
    cases: Iterable[CaseFile],
    facts: WorkbookFacts,
    library: Library,
    out: Path,
    *,
    today: date,
    force: bool = False,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
    filters: tuple[str, ...] = (),
    password: str = "",
    changes: Sequence[ActionChange] | None = None,
) -> ExportReport:
    """Write every action of the cases to a spreadsheet that can be read back.

    `only` keeps to some of them, by entry; `filters` says in words how they were chosen. `changes` get a
    sheet of their own. Memory stays flat in
    the number of rows. Raises ExportError, and then leaves no file.
    """
    form = next((form for form in library.forms.values() if is_action(form)), None)
    if form is None:
        raise ExportError("None of the forms asks for actions, so there is no action log to write.")
    with locking(out, force, password) as part, Book(TITLE, facts, today) as book:
        log = _ActionLog(book, form, library, facts, today, changes)
        for case in cases:
            log.add_case(case, only)
            goes_on(progress, log.tally.written)
        log.finish(filters)
        book.save(part)
    return ExportReport(out, log.tally.selected, log.tally.written, book.notes.all)


class _ActionLog:
    """The sheets of one action log while its rows are being written."""

    def __init__(
        self,
        book: Book,
        form: Form,
        library: Library,
        facts: WorkbookFacts,
        today: date,
        changes: Sequence[ActionChange] | None = None,
    ) -> None:
        self.tally = Tally()
        self._book = book
        self._form = form
        self._library = library
        self._facts = facts
        self._today = today
        self._amber_days = amber_days(facts.settings, library)
        self._columns = action_columns(form)
        self._marked = marked(self._columns)
        self._marks_at = [column.name for column in self._columns].index("ROW_MARKS")
        self._asked: dict[tuple[int, str], list[Field | None]] = {}
        self._read_me = book.sheet(READ_ME, [30, 100], upright=True)
        self._log = book.sheet(TITLE, [column.width for column in self._columns], paper=A3)
        self._paper = book.sheet(TO_PRINT, list(PRINTED.values()))
        self._owed = OwedSheet(book)
        if changes is not None:
            write_changes(book, changes)
        self._summary = book.sheet(SUMMARY, [46, 12, 12, 12], upright=True)
        self._definitions = book.sheet(DEFINITIONS, [26, 38, 80, 22, 11, 28, 40])
        self._figures = book.sheet(figure_sheet.TITLE, figure_sheet.WIDTHS)
        self._lists = book.sheet(LISTS, [40] * len(self._columns))
        self._formulas = Formulas(self._columns, form, library, self._log.title)
        looks = {column.name: column.look for column in self._columns} | {TARGET: "date"}
        self._paper_looks = [looks[name] for name in PRINTED]
        self._set_up()

    def _set_up(self) -> None:
        for position, column in enumerate(self._columns, 1):
            if column.name in HIDDEN:
                self._log.worksheet.column_dimensions[get_column_letter(position)].hidden = True
        self._lists.worksheet.sheet_state = "veryHidden"
        self._log.worksheet.parent.active = 1
        self._log.worksheet.sheet_view.tabSelected = True
        print_large(self._log.worksheet)
        self._log.freeze("B2")
        self._log.least_lines = 2
        self._log.style_columns([column.look for column in self._columns])
        self._log.head([column.head for column in self._columns])
        heads = {column.name: column.head for column in self._columns} | {TARGET: TARGET_HEAD}
        self._paper.freeze("B2")
        self._paper.head([heads[name] for name in PRINTED])

    def add_case(self, case: CaseFile, only: Collection[str] | None) -> None:
        """Write the actions of one case; answers that identify somebody, or are not asked, stay behind."""
        if is_blind_view(case):
            self.tally.withheld.append(case.ref)
            return
        chosen = [e for e in without_identifiers(case).all_of(self._form.key) if only is None or e.id in only]
        if not chosen:
            return
        if state_of(case) == "blind":
            self._book.notes.add(keep_from_second(case.ref))
        self.tally.cases += 1
        for hit in text_hits(case, {self._form.key}):
            if hit.entry_ref in {entry.ref for entry in chosen}:
                self._book.notes.warn(hit.sentence)
        context = Context(case)  # of the case as it is: a rule may look at an answer that stays behind
        for entry in chosen:
            self.tally.selected += 1
            hidden = {field.key for field in hidden_answers(entry, context)}
            state = brag(entry, self._today, self._library, self._amber_days)
            self._write(case, entry, state, hidden)
            self.tally.add(entry, state, hidden)
            self._owed.add(case, entry, state)
            self.tally.left_out += len(hidden)

    def _write(self, case: CaseFile, entry: EntryFile, state: Brag, hidden: set[str]) -> None:
        ref = f"{case.ref}-{entry.ref}"
        computed: dict[str, Cell] = {
            "ACTION_REF": ref,
            "CASE_REF": case.ref,
            "STRENGTH": strength_of(entry, hidden),
            "BRAG": state.label,
            "DAYS_OVERDUE": None,
            "LEVEL": LEVEL_WORDS[case.level],
            "RELATED": case.related(entry),
            "ROW_ID": entry.id,
            "ROW_VERSION": entry.row_version,
            "ROW_MARKS": None,
        }
        values = [
            computed[column.name] if column.name in computed else _answer(asked, entry, hidden)
            for column, asked in zip(self._columns, self._asked_by(entry.form), strict=True)
        ]
        texts = [
            cell_text(value)
            for column, value in zip(self._columns, values, strict=True)
            if column.name not in UNMARKED
        ]
        values[self._marks_at] = marks(self._marked, texts)
        names = [column.name for column in self._columns]
        cells: dict[str, Cell | Formula] = dict(zip(names, values, strict=True))
        cells["BRAG"], cells["DAYS_OVERDUE"] = self._formulas.computed(
            self._log.rows + 1, dict(zip(names, values, strict=True)), state, self._today, self._amber_days
        )
        looks = [_look(column, value) for column, value in zip(self._columns, values, strict=True)]
        self._log.row([cells[name] for name in names], looks, name=ref)
        self._paper.row(self._formulas.printed(self._log.rows, cells), self._paper_looks, name=ref)

    def _asked_by(self, form: Form) -> list[Field | None]:
        """The question behind each column in a form version, looked up once: there are few versions."""
        key = (form.version, form.text)
        if key not in self._asked:
            self._asked[key] = [column.asked_by(form) for column in self._columns]
        return self._asked[key]

    def finish(self, filters: tuple[str, ...]) -> None:
        """Write what stands over and beside the rows once all of them are counted."""
        if self.tally.selected != self.tally.written or self._log.rows != self.tally.written + 1:
            raise ExportError("Not every action could be written. No file was kept; please report this.")
        withheld = left_out(len(self.tally.withheld), self.tally.withheld)
        if withheld:
            self._book.notes.add(f"{withheld} {WHOLE_LOG}")
        self._owed.finish()
        self._log.table(TABLE, len(self._columns))
        width = get_column_letter(printed(self._columns))
        self._log.worksheet.print_area = f"A1:{width}{self._log.rows}"
        words = {c.label: c.means for c in brag_list(self._library).choices if c.means}
        words |= dict.fromkeys(self._formulas.set_aside, "set_aside") | self.tally.colours
        colour_rows(self._log.worksheet, [column.name for column in self._columns], words, self._log.rows)
        colour_rows(self._paper.worksheet, list(PRINTED), words, max(self._paper.rows, 2))
        offer_lists(self._log.worksheet, self._lists, self._columns, self._log.rows)
        write_summary(self._summary, self.tally, self._columns, self._library, self._today)
        write_definitions(self._definitions, self._columns, self._library)
        figure_sheet.write_figures(self._figures, self._facts.window_days)
        write_read_me(
            self._book,
            self._read_me,
            self._facts,
            self._library,
            self.tally,
            self._book.notes,
            (self._today, self._amber_days),
            list(identifying_fields(self._form)),
            filters,
        )


def _look(column: Column, value: Cell) -> str:
    # A date that is not known to the day stays a text, and a text may be long.
    return "body" if isinstance(value, str) and column.look in ("date", "number") else column.look


def _answer(asked: Field | None, entry: EntryFile, hidden: set[str]) -> Cell:
    value = None if asked is None else entry.answers.get(asked.key)
    if asked is None or value is None or asked.key in hidden:
        return None
    return kinds.cell(asked, value)
