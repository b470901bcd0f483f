"""The import page: a list of deaths, what becomes of every row, and one button that takes them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from hssib_desk import ownfiles
from hssib_desk.domain.caseload.plan import ColumnMap, Fate, RowChoice, RowFate, TableError, fates_csv
from hssib_desk.domain.caseload.table import Quotes
from hssib_desk.store.entries.importing import unwatched
from hssib_desk.store.errors import WorkbookError, from_system
from hssib_desk.ui import work
from hssib_desk.ui.actions.password_card import PasswordCard
from hssib_desk.ui.cases.import_frame import TOGETHER, ImportFoot, ImportHead, QuotesCard
from hssib_desk.ui.cases.import_view import CaseloadView
from hssib_desk.ui.cases.importing import (
    Caseload,
    Choices,
    Step,
    Wanting,
    choose_sheets,
    import_caseload,
    plan_again,
    read_caseload,
)
from hssib_desk.ui.kit.cards import EmptyState
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.layout import MARGIN, ScrollArea
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.window.progress import ProgressStrip

MANY_ROWS = 200  # from here on the worker does it
MANY_BYTES = 128 * 1024
LISTS = "Lists (*.csv *.xlsx *.ods *.txt *.tsv);;All files (*)"
START = (
    "Choose a list of deaths, as .csv, .xlsx or .ods, from your incident or records system. You will see "
    "what becomes of every row before anything is written."
)
UNDER_WAY = "An import is being written. Another list can be chosen when it is done."
T = TypeVar("T")


class ImportScreen(Place):
    """Shows what an import would do; nothing is written until somebody presses the button."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.caseload: Caseload | None = None
        self._job: work.Job | None = None
        self._writing = False
        self.head, self.foot = ImportHead(), ImportFoot()
        self.view = CaseloadView(session.library)
        self.start = EmptyState(START, "Choose a list", "file-up")
        self.password = PasswordCard("Read the list")
        self.quotes = QuotesCard()
        self.progress = ProgressStrip()
        self.inside = QWidget()
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(MARGIN, 18, MARGIN, 16)
        column.setSpacing(14)
        for part in (self.head, self.progress, self.start, self.password, self.quotes):
            column.addWidget(part)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self.area = ScrollArea(self.inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.foot)

    def _connect(self) -> None:
        self.head.back.clicked.connect(lambda: self.go.cases())
        self.head.other.clicked.connect(self.choose_file)
        self.head.sheets.chosen.connect(self._read_sheet)
        self.start.clicked.connect(self.choose_file)
        self.view.columns_changed.connect(self._plan_with)
        self.view.decided.connect(self._decide)
        self.password.given.connect(lambda path, password: self._read(path, password=password))
        self.quotes.answered.connect(lambda path, quotes: self._read(path, quotes=quotes))
        self.view.case_wanted.connect(self._open_case)
        # Once the page has made room for the row.
        self.view.row_opened.connect(lambda: QTimer.singleShot(0, self, self._reveal_row))
        self.foot.save.clicked.connect(self.save_refused)
        self.foot.cancel.clicked.connect(self.cancel)
        self.foot.take.clicked.connect(self.take)
        on_key(self, "Escape", self._go_back)

    def _go_back(self) -> None:
        if not self.view.close_row():
            self.go.cases()

    # What the window asks

    def open_file(self, path: Path | None) -> None:
        """Read a list and show every row's fate; without a path, ask for one."""
        if self._writing:
            self.go.say(UNDER_WAY)
        elif path is None:
            self.choose_file()
        else:
            self._read(path)

    def refresh(self) -> None:
        """Compare the list with the cases that are there by now."""
        if self.caseload is not None and self._job is None:
            self._plan_with(self.caseload.plan.columns, look_again=True)

    # Reading and planning

    def choose_file(self) -> None:
        """Ask for a list."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a list of deaths", "", LISTS)
        if chosen:
            self._read(Path(chosen))

    def _read_sheet(self, sheet: str) -> None:
        caseload = self.caseload
        if caseload is None:
            return
        sheets = caseload.table.sheets if sheet == TOGETHER else (sheet,)
        workbook, today = self.session.workbook, date.today()
        read = partial(choose_sheets, workbook, caseload, sheets, today)
        rows = sum(len(table.rows) for table in caseload.tables if table.sheet in sheets)
        self._do(
            lambda step: read(step=step), self._show_caseload, "Looking at every row", rows > MANY_ROWS, rows
        )

    def _read(self, path: Path, password: str = "", quotes: Quotes = "") -> None:
        heavy = path.is_file() and path.stat().st_size > MANY_BYTES
        read = partial(
            read_caseload, self.session.workbook, path, date.today(), password=password, quotes=quotes
        )
        self._do(lambda step: read(step=step), self._show_read, "Reading the list", heavy)

    def _plan_with(
        self, mapping: ColumnMap, look_again: bool = False, choices: Choices | None = None
    ) -> None:
        caseload = self.caseload
        if caseload is None:
            return
        plan = partial(
            plan_again,
            self.session.workbook,
            caseload,
            mapping,
            date.today(),
            choices=choices,
            look_again=look_again,
        )
        rows = len(caseload.table.rows)
        self._do(
            lambda step: plan(step=step), self._show_caseload, "Looking at every row", rows > MANY_ROWS, rows
        )

    def _decide(self, row: RowFate, choice: RowChoice) -> None:
        """Plan anew with what somebody decided about a row."""
        caseload = self.caseload
        if caseload is None:
            return
        choices = {**caseload.choices, row.key: choice}
        if (choice.do, choice.mended) != (row.choice.do, row.choice.mended):
            self._plan_with(caseload.plan.columns, choices=choices)
        elif self._job is None:
            plan = caseload.plan.with_answers(row.key, choice)
            self._show_caseload(replace(caseload, plan=plan, choices=choices))

    def _do(
        self, do: Callable[[Step], T], then: Callable[[T], None], doing: str, heavy: bool, total: int = 0
    ) -> None:
        """Do something now, or on the worker where it takes a while; a newer wish replaces an older one."""
        if self._job is not None:
            self._job.drop()
            self._end()
        if not heavy:
            try:
                result = do(unwatched)
            except (TableError, WorkbookError) as error:
                self._fail(str(error))
            else:
                then(result)
            return
        waited_for = "Cases are being taken in" if self._writing else ""
        self._job = job = work.start(lambda task: do(task.step), waited_for)
        job.finished.connect(then)
        job.failed.connect(self._fail)
        job.stopped.connect(self._stopped)
        job.ended.connect(self._end)
        self.progress.follow(job, doing, total)
        self._show_foot()

    def _stopped(self) -> None:
        self.go.say("Stopped. Nothing was written.")

    def _end(self) -> None:
        self._job = None
        self._let_change(True)
        self._show_foot()

    def _let_change(self, free: bool) -> None:
        """Hold everything still while cases are being written, or let it go."""
        self._writing = not free
        for part in (
            self.head.other,
            self.head.sheets,
            self.view.columns,
            self.view.detail,
            self.foot.cancel,
        ):
            part.setEnabled(free)

    def _fail(self, sentence: str) -> None:
        self.go.say(sentence, "bad")

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
        self.start.setVisible(self.caseload is None)
        self.view.setVisible(self.caseload is not None)
        self.foot.setVisible(self.caseload is not None)
        self.head.show_caseload(self.caseload)
        if self.caseload is not None:
            self.view.show_caseload(self.caseload)
        self._show_foot()

    def _show_foot(self) -> None:
        plan = self.caseload.plan if self.caseload else None
        self.foot.show_plan(plan, busy=self._job is not None, read_only=self.session.read_only)

    # What can be done

    def take(self) -> None:
        """Take the rows that can become cases into the workbook, all or none."""
        caseload, workbook = self.caseload, self.session.workbook
        if caseload is None or self._job is not None:
            return
        if not (caseload.plan.accepted or caseload.plan.changes):
            return
        if not self.session.flush():
            self._fail(self.session.problem)
            return
        count = len(caseload.plan.accepted)
        take = partial(import_caseload, workbook, caseload)
        self._let_change(False)
        self._do(lambda step: take(step=step), self._taken, "Importing cases", count > MANY_ROWS, count)
        if self._job is None:
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

    def cancel(self) -> None:
        """Forget the list and go back; nothing was written."""
        if self._job is not None:
            self._job.drop()
            self._end()
        self.caseload = None
        self.password.put_away()
        self.quotes.hide()
        self._show()
        self.go.cases()

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
            self._fail(f"The list could not be saved. {from_system(error, Path(chosen).name)}")
            return
        self.go.say(f"Saved {Path(chosen).name}. It names people, as the list does.", "ok")

    def _reveal_row(self) -> None:
        self.area.ensureWidgetVisible(self.view.detail, 0, 12)

    def _open_case(self, ref: str) -> None:
        try:
            case = self.session.case(ref)
        except WorkbookError as error:
            self._fail(str(error))
            return
        self.go.case(case.id)


def _done(refs: Sequence[str], caseload: Caseload) -> str:
    counts = caseload.plan.counts
    said = [f"{len(refs):,} case{' was' if len(refs) == 1 else 's were'} imported from {caseload.path.name}."]
    if taken := sum(map(len, caseload.plan.changes.values())):
        said.append(f"{taken:,} answer{' was' if taken == 1 else 's were'} taken into cases already there.")
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
