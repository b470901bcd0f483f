"""The import page: a list of deaths, what becomes of every row, and one button that takes them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog

from hssib_desk import ownfiles
from hssib_desk.domain.caseload.plan import ColumnMap, Fate, ImportPlan, RowChoice, RowFate, fates_csv
from hssib_desk.domain.caseload.table import Quotes
from hssib_desk.store.errors import WorkbookError, from_system
from hssib_desk.ui.cases.import_quotes import QuotesCard
from hssib_desk.ui.cases.import_view import CaseloadView
from hssib_desk.ui.cases.importing import (
    Caseload,
    Choices,
    Wanting,
    choose_sheets,
    import_caseload,
    plan_again,
    read_caseload,
)
from hssib_desk.ui.kit.buttons import FilterButton, button
from hssib_desk.ui.reading.review_page import ReviewPage, ReviewWords
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator

MANY_ROWS = 200  # from here on the worker does it
MANY_BYTES = 128 * 1024
TOGETHER = "*"  # no name of a sheet: Excel allows none with this sign
WORDS = ReviewWords(
    "Import caseload",
    "Cases",
    "Choose a list of deaths, as .csv, .xlsx or .ods, from your incident or records system. You will see "
    "what happens to every row before anything is written.",
    "Choose a list",
    "Choose a list of deaths",
    "Lists (*.csv *.xlsx *.ods *.txt *.tsv);;All files (*)",
    "Read the list",
)
UNDER_WAY = "An import is being written. Another list can be chosen when it is done."
PROMISE = "Nothing is written until you import. A backup is made first."
READ_ONLY = "This workbook is open for reading only, so nothing can be imported."
NO_ROW = "No row can be imported. Each row says why."
LOOKING = "Looking at every row"


class ImportScreen(ReviewPage):
    """Shows what an import would do; nothing is written until somebody presses the button."""

    view: CaseloadView

    def __init__(self, session: Session, go: Navigator) -> None:
        self.caseload: Caseload | None = None
        self._writing = False
        self.sheets = FilterButton("Sheet", ())
        self.quotes = QuotesCard()
        self.save = button("Save list of refused rows", "file-down")
        super().__init__(
            session, go, WORDS, CaseloadView(session.library), beside=(self.sheets,), instead=(self.quotes,),
            more=(self.save,),
        )  # fmt: skip
        self.sheets.chosen.connect(self._read_sheet)
        self.view.columns_changed.connect(self._plan_with)
        self.view.decided.connect(self._decide)
        self.quotes.answered.connect(lambda path, quotes: self.read(path, quotes=quotes))
        self.view.case_wanted.connect(self._open_case)
        # Once the page has made room for the row.
        self.view.row_opened.connect(lambda: QTimer.singleShot(0, self, self._reveal_row))
        self.save.clicked.connect(self.save_refused)
        self._show()

    # What the window asks

    def go_back(self) -> None:
        """Go to the cases."""
        self.go.cases()

    def step_back(self) -> None:
        """Escape: close the row that is open, or go back."""
        if not self.view.close_row():
            self.go_back()

    def open_file(self, path: Path | None) -> None:
        """Read a list and show every row's fate; without a path, ask for one."""
        if self._writing:
            self.go.say(UNDER_WAY)
        else:
            super().open_file(path)

    def refresh(self) -> None:
        """Compare the list with the cases that are there by now."""
        if self.caseload is not None and not self.is_busy:
            self._plan_with(self.caseload.plan.columns, look_again=True)

    # Reading and planning

    def read(self, path: Path, password: str = "", quotes: Quotes = "") -> None:
        """Read a list and plan its import."""
        heavy = path.is_file() and path.stat().st_size > MANY_BYTES
        read = partial(
            read_caseload, self.session.workbook, path, date.today(), password=password, quotes=quotes
        )
        self.do(lambda step: read(step=step), self._show_read, "Reading the list", heavy)

    def _read_sheet(self, sheet: str) -> None:
        caseload = self.caseload
        if caseload is None:
            return
        sheets = caseload.table.sheets if sheet == TOGETHER else (sheet,)
        read = partial(choose_sheets, self.session.workbook, caseload, sheets, date.today())
        rows = sum(len(table.rows) for table in caseload.tables if table.sheet in sheets)
        self.do(lambda step: read(step=step), self._show_caseload, LOOKING, rows > MANY_ROWS, total=rows)

    def _plan_with(
        self, mapping: ColumnMap, look_again: bool = False, choices: Choices | None = None
    ) -> None:
        caseload = self.caseload
        if caseload is None:
            return
        plan = partial(
            plan_again, self.session.workbook, caseload, mapping, date.today(), choices=choices,
            look_again=look_again,
        )  # fmt: skip
        rows = len(caseload.table.rows)
        self.do(lambda step: plan(step=step), self._show_caseload, LOOKING, rows > MANY_ROWS, total=rows)

    def _decide(self, row: RowFate, choice: RowChoice) -> None:
        """Plan anew with what somebody decided about a row."""
        caseload = self.caseload
        if caseload is None:
            return
        choices = {**caseload.choices, row.key: choice}
        if (choice.do, choice.mended) != (row.choice.do, row.choice.mended):
            self._plan_with(caseload.plan.columns, choices=choices)
        elif not self.is_busy:
            plan = caseload.plan.with_answers(row.key, choice)
            self._show_caseload(replace(caseload, plan=plan, choices=choices))

    def ended(self) -> None:
        """Let everything be changed again."""
        self._let_change(True)

    def _let_change(self, free: bool) -> None:
        """Hold everything still while cases are being written, or let it go."""
        self._writing = not free
        for part in (self.other, self.sheets, self.view.columns, self.view.detail, self.cancel):
            part.setEnabled(free)

    def _show_read(self, read: Caseload | Wanting) -> None:
        """Show a list that was read, or ask for what it takes to read it."""
        if isinstance(read, Caseload):
            self.password.put_away()
            self.quotes.hide()
            self._show_caseload(read)
            return
        self.caseload = None
        self._show()
        self.start.hide()
        if read.what == "quotes":
            self.password.put_away()
            self.quotes.ask(read.path, read.sentence)
            return
        self.quotes.hide()
        if not read.sentence:
            self.password.ask(read.path)
        else:
            self.password.say(read.sentence)

    def _show_caseload(self, caseload: Caseload) -> None:
        self.caseload = caseload
        self._show()

    def _show(self) -> None:
        caseload = self.caseload
        self.sheets.setVisible(caseload is not None and len(caseload.tables) > 1)
        if caseload is not None:
            table = caseload.table
            sheets = [(one.sheet, one.sheet) for one in caseload.tables]
            if (count := len(table.sheets)) > 1:
                sheets.append((TOGETHER, f"All {count} lists together"))
            together = len({row.sheet for row in table.rows}) > 1
            self.sheets.set_options(sheets, TOGETHER if together else table.sheet)
            self.view.show_caseload(caseload)
        name = f"{caseload.table.source}, {plural(len(caseload.table.rows), 'row')}" if caseload else ""
        self.show_file(name, caseload is not None)

    def show_foot(self) -> None:
        """Say what can be taken in, or why nothing can."""
        plan = self.caseload.plan if self.caseload else None
        offers = bool(plan and (plan.accepted or plan.changes))
        self.take.set_words(offer(plan))
        self.take.setEnabled(offers and not self.is_busy and not self.session.read_only)
        self.save.setEnabled(bool(plan and plan.counts["refused"]) and not self.is_busy)
        nothing = plan is not None and not offers
        self.foot.say(READ_ONLY if self.session.read_only else NO_ROW if nothing else PROMISE)

    # What can be done

    def take_chosen(self) -> None:
        """Take the rows that can become cases into the workbook, all or none."""
        caseload = self.caseload
        if caseload is None or self.is_busy or not (caseload.plan.accepted or caseload.plan.changes):
            return
        if not self.session.flush():
            self.fail(self.session.problem)
            return
        count = len(caseload.plan.accepted)
        take = partial(import_caseload, self.session.workbook, caseload)
        self._let_change(False)
        self.do(
            lambda step: take(step=step), self._taken, "Importing cases", count > MANY_ROWS, total=count,
            waited_for="Cases are being imported",
        )  # fmt: skip
        if not self.is_busy:
            self._let_change(True)

    def _taken(self, refs: Sequence[str]) -> None:
        """Say what was done, on the list that now holds it."""
        caseload, self.caseload = self.caseload, None
        if caseload is None:
            return
        self._show()
        self.session.lists_changed.emit()
        self.go.cases()
        self.go.say(_done(refs, caseload), "ok")

    def forget(self) -> None:
        """Forget the list."""
        self.caseload = None
        self.password.put_away()
        self.quotes.hide()
        self._show()

    def save_refused(self) -> None:
        """Write the rows that cannot be taken in, with the reasons, to be put right at their source."""
        if self.caseload is None:
            return
        name = f"{self.caseload.path.stem}-refused.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the refused rows", name, "Lists (*.csv)")
        if not chosen:
            return
        try:
            ownfiles.write(Path(chosen), fates_csv(self.caseload.plan).encode("utf-8-sig"))
        except OSError as error:
            self.fail(f"The list could not be saved. {from_system(error, Path(chosen).name)}")
            return
        self.go.say(f"Saved {Path(chosen).name}. It names people, as the list does.", "ok")

    def _reveal_row(self) -> None:
        self.area.ensureWidgetVisible(self.view.detail, 0, 12)

    def _open_case(self, ref: str) -> None:
        try:
            case = self.session.case(ref)
        except WorkbookError as error:
            self.fail(str(error))
            return
        self.go.case(case.id)


def offer(plan: ImportPlan | None) -> str:
    """What the button of an import says that it does."""
    count = len(plan.accepted) if plan else 0
    taken = sum(map(len, plan.changes.values())) if plan else 0
    cases, answers = f"Import {plural(count, 'case')}", plural(taken, "answer")
    return f"Take {answers}" if taken and not count else f"{cases}, take {answers}" if taken else cases


def _done(refs: Sequence[str], caseload: Caseload) -> str:
    counts = caseload.plan.counts
    said = [f"{len(refs):,} case{' was' if len(refs) == 1 else 's were'} imported from {caseload.path.name}."]
    if taken := sum(map(len, caseload.plan.changes.values())):
        said.append(f"{taken:,} answer{' was' if taken == 1 else 's were'} added to cases already there.")
    left: list[tuple[Fate, str]] = [
        ("refused", "refused"),
        ("duplicate", "already there"),
        ("held", "held back"),
        ("skipped", "skipped"),
    ]
    if words := [f"{counts[fate]:,} {word}" for fate, word in left if counts[fate]]:
        said.append(f"Left out: {', '.join(words)}.")
    undecided = sum(not item.choice for row in caseload.plan.rows for item in row.differences)
    if undecided:
        many = f"{undecided:,} difference{'' if undecided == 1 else 's'}"
        said.append(f"{many} not decided: those cases stay as they are.")
    said.append("A backup was made just before; with it you can go back.")
    return " ".join(said)
